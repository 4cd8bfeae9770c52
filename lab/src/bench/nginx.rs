//! nginx as people run it: static files with precompressed brotli, and a reverse proxy with CORS before the registry.
//!
//! The lab's own proxy takes milliseconds for a request in a debug build, nginx a tenth of one; where time is measured,
//! nginx stands before the registry, and its logs say what was asked.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::peer;
use super::samples::Page;
use crate::folders;
use crate::nginx::{Configuration, Nginx};
use crate::page::precompress;
use crate::process::free_port;
use crate::proxy::cors::EXPOSED;

/// A running nginx. Dropping it stops it.
#[derive(Debug)]
pub(super) struct LoggedNginx {
    /// Where the pages are, each in its folder ([`Page::folder`]); the registry and the token service are there too, at `/v2/` and `/token`.
    pub(super) page_origin: String,
    /// Where the registry is, for pages of another origin.
    pub(super) registry_origin: String,
    pages: Log,
    registry: Log,
    _nginx: Nginx,
}

/// An access log, read from where it was read last.
#[derive(Debug)]
struct Log {
    file: PathBuf,
    read: std::cell::Cell<usize>,
}

/// A request that nginx answered.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) status: u16,
    /// With its headers.
    pub(super) bytes: u64,
}

/// The floor of first visits, in the floor's folder.
pub(super) const BARE: &str = "bare.html";

/// For how long a browser may keep a preflight's answer, in seconds.
pub(super) const MAX_AGE: u64 = 600;

/// Where Debian's package libnginx-mod-http-brotli-static puts the module.
const MODULE: &str = "ngx_http_brotli_static_module.so";

impl LoggedNginx {
    /// Serves a folder with the pages, a registry, and the token service where there is one.
    pub(super) async fn start(pages: &Path, behind: &Behind, page_port: u16) -> Result<Self> {
        let registry_port = free_port()?;
        let page_origin = origin(page_port);
        let configuration = configuration(pages, behind, page_port, registry_port)?;
        let nginx = Nginx::start(&configuration, &[page_port, registry_port]).await?;
        let log = |name: &str| Log { file: nginx.folder.path().join(name), read: 0.into() };
        Ok(Self {
            page_origin,
            registry_origin: origin(registry_port),
            pages: log("pages.log"),
            registry: log("registry.log"),
            _nginx: nginx,
        })
    }

    /// What was asked of the pages since the last time.
    pub(super) fn page_requests(&self) -> Vec<Asked> {
        self.pages.take()
    }

    /// What was asked of the registry since the last time.
    pub(super) fn registry_requests(&self) -> Vec<Asked> {
        self.registry.take()
    }

    /// Waits until nobody has asked the registry anything for a moment.
    pub(super) async fn quiet(&self) {
        let mut before = usize::MAX;
        while before != self.registry.length() {
            before = self.registry.length();
            tokio::time::sleep(Duration::from_millis(700)).await;
        }
    }
}

impl Asked {
    pub(super) fn is_preflight(&self) -> bool {
        self.method == "OPTIONS"
    }
}

impl Log {
    fn length(&self) -> usize {
        fs::metadata(&self.file).map_or(0, |file| file.len() as usize)
    }

    fn take(&self) -> Vec<Asked> {
        let text = fs::read_to_string(&self.file).unwrap_or_default();
        let new = text.get(self.read.get()..).unwrap_or_default();
        self.read.set(text.len());
        new.lines().filter_map(asked).collect()
    }
}

/// `GET /v2/_catalog?n=100 200 12345`
fn asked(line: &str) -> Option<Asked> {
    let mut words = line.split(' ');
    let (method, _target) = (words.next()?.to_owned(), words.next()?);
    Some(Asked { method, status: words.next()?.parse().ok()?, bytes: words.next()?.parse().ok()? })
}

/// What stands behind it.
#[derive(Clone, Debug)]
pub(super) struct Behind {
    /// The registry's origin.
    pub(super) registry: String,
    /// The token service's.
    pub(super) tokens: Option<String>,
}

/// The origin of a port.
pub(super) fn origin(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// Writes a folder for nginx: the floor and these built pages, each file with its compressed forms beside it.
pub(super) fn pages(built: &[(Page, &Path)]) -> Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("pierglass-pages-").tempdir()?;
    let floor = folder.path().join(Page::Floor.folder());
    fs::create_dir_all(&floor)?;
    fs::write(floor.join("index.html"), include_str!("floor.html"))?;
    fs::write(floor.join(BARE), include_str!("bare.html"))?;
    for (page, from) in built {
        let into = folder.path().join(page.folder());
        folders::copy(from, &into)?;
        if *page == Page::Peer {
            let index = into.join("index.html");
            let text = fs::read_to_string(&index).with_context(|| format!("{} has no index.html", from.display()))?;
            fs::write(index, peer::filled_in(&text))?;
        }
    }
    precompress(folder.path())?;
    Ok(folder)
}

/// Where the module for brotli is.
pub(super) fn module() -> Option<PathBuf> {
    let folders = ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules"];
    folders.map(|folder| Path::new(folder).join(MODULE)).into_iter().find(|file| file.is_file())
}

fn configuration(pages: &Path, behind: &Behind, page_port: u16, registry_port: u16) -> Result<Configuration> {
    let module = module().with_context(|| format!("nginx's {MODULE} is not where Debian puts it"))?;
    let before = format!("load_module {};", module.display());
    let pages = pages.display();
    let exposed = EXPOSED.join(", ");
    let upstream = behind.registry.trim_start_matches("http://");
    let peer = Page::Peer.folder();
    let tokens = behind
        .tokens
        .as_ref()
        .map(|origin| format!("location = /token {{ access_log off; proxy_pass {origin}; }}"))
        .unwrap_or_default();
    let proxied = r#"proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-Proto http;
            proxy_buffers 16 64k;
            proxy_buffer_size 64k;
            proxy_busy_buffers_size 128k;"#;
    let http = format!(
        r#"    # No credentials, only what the counting needs.
    log_format counting '$request_method $request_uri $status $bytes_sent';
    types {{
        text/html html;
        text/css css;
        text/javascript js;
        application/wasm wasm;
        application/json json;
        image/svg+xml svg;
        font/woff2 woff2;
    }}
    charset utf-8;
    charset_types text/html text/css text/javascript;
    keepalive_timeout 65;
    tcp_nodelay on;

    server {{
        listen 127.0.0.1:{page_port};
        root {pages};
        access_log pages.log counting;
        brotli_static on;
        gzip_static on;
        location / {{
            add_header Cache-Control no-cache;
        }}
        location ~ "-[0-9a-f]{{14,}}[._]" {{
            add_header Cache-Control "public, max-age=31536000, immutable";
        }}
        location ^~ /v2/ {{
            access_log registry.log counting;
            proxy_pass http://registry;
            {proxied}
        }}
        # docker-registry-ui asks the registry below its own folder.
        location ^~ /{peer}/v2/ {{
            access_log registry.log counting;
            proxy_pass http://registry/v2/;
            {proxied}
        }}
        {tokens}
    }}

    upstream registry {{
        server {upstream};
        keepalive 16;
    }}

    server {{
        listen 127.0.0.1:{registry_port};
        access_log registry.log counting;
        add_header Access-Control-Allow-Origin "http://127.0.0.1:{page_port}" always;
        add_header Access-Control-Expose-Headers "{exposed}" always;
        add_header Vary Origin always;
        location / {{
            if ($request_method = OPTIONS) {{
                add_header Access-Control-Allow-Origin "http://127.0.0.1:{page_port}" always;
                add_header Access-Control-Allow-Methods "GET, HEAD, POST, DELETE, OPTIONS" always;
                add_header Access-Control-Allow-Headers "Authorization, Accept, Content-Type, If-None-Match, Range" always;
                add_header Access-Control-Max-Age {MAX_AGE} always;
                return 204;
            }}
            proxy_pass http://registry;
            {proxied}
        }}
    }}"#
    );
    Ok(Configuration { before, http, ..Configuration::default() })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn log_lines_are_read() {
        let line = asked("GET /v2/_catalog?n=100 200 4321").expect("the format of the configuration");
        assert_eq!((line.method.as_str(), line.status, line.bytes), ("GET", 200, 4321));
        assert!(asked("half a li").is_none());
        assert!(asked("OPTIONS /v2/ 204 300").is_some_and(|line| line.is_preflight()));
    }

    #[tokio::test]
    async fn what_is_asked_of_either_is_in_its_own_log() -> Result<()> {
        let behind = Behind { registry: origin(9), tokens: None };
        if let Err(missing) = configuration(Path::new("/"), &behind, 1, 2).and(Nginx::program()) {
            println!("not run: {missing}");
            return Ok(());
        }
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("index.html"), "<title>Pierglass</title>")?;
        let nginx = LoggedNginx::start(folder.path(), &behind, free_port()?).await?;
        let client = crate::client::Client::default();
        let page = client.get(&format!("{}/index.html", nginx.page_origin), &[]).await?;
        let preflight =
            client.send(http::Method::OPTIONS, &format!("{}/v2/", nginx.registry_origin), &[], Bytes::new()).await?;

        assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
        assert_eq!(preflight.header("access-control-allow-origin"), nginx.page_origin);
        let seen = |asked: Vec<Asked>| asked.iter().map(|one| (one.method.clone(), one.status)).collect::<Vec<_>>();
        assert_eq!(seen(nginx.page_requests()), [("GET".to_owned(), 200)]);
        assert_eq!(seen(nginx.registry_requests()), [("OPTIONS".to_owned(), 204)]);
        assert!(nginx.page_requests().is_empty());
        Ok(())
    }
}
