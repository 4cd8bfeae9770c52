//! nginx as people put it before a registry: CORS by `add_header`, a limit of requests, an upstream that may be gone.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::folders;
use crate::network::{Certificate, Listener, Manner};
use crate::process::{Process, free_port};
use crate::proxy::cors::EXPOSED;

/// What nginx should be.
#[derive(Clone, Copy, Debug)]
pub struct Front {
    /// Whether more than one request a minute is answered 429.
    pub limits: bool,
    /// Whether its CORS headers are on errors too (`always`), which they are not unless one says so.
    pub always: bool,
    /// What it asks.
    pub behind: Behind,
    /// Whether it speaks TLS.
    pub tls: bool,
    /// Whether a guard is asked who gets in (`auth_request`), who says 401 and not how to sign in.
    pub guarded: bool,
    /// Whether what is behind learns for which host it was asked, which it does not unless one says so.
    pub keeps_host: bool,
}

/// What is behind nginx.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// The registry.
    Registry,
    /// Nobody: the port is closed.
    Nobody,
    /// A server that never answers.
    Silent,
}

/// A running nginx. Dropping it stops it.
#[derive(Debug)]
pub struct Nginx {
    /// Where it listens.
    pub origin: String,
    _silent: Option<Listener>,
    _process: Process,
    _folder: TempDir,
}

impl Default for Front {
    fn default() -> Self {
        Self { limits: false, always: true, behind: Behind::Registry, tls: false, guarded: false, keeps_host: true }
    }
}

impl Nginx {
    /// Starts it before a registry, for pages of one origin.
    pub async fn start(front: Front, registry: &str, page: &str) -> Result<Self> {
        let program = folders::find_program("nginx").context("nginx is missing (Debian: nginx-light)")?;
        let folder = tempfile::Builder::new().prefix("pierglass-nginx-").tempdir()?;
        let port = free_port()?;
        let silent = match front.behind {
            Behind::Silent => Some(Listener::with_manner(Manner::Silent, None)?),
            _ => None,
        };
        let upstream = match (&silent, front.behind) {
            (Some(silent), _) => silent.host(),
            (None, Behind::Nobody) => format!("127.0.0.1:{}", free_port()?),
            (None, _) => registry.trim_start_matches("http://").to_owned(),
        };
        if front.tls {
            let pair = Certificate::Right.make()?;
            fs::write(folder.path().join("certificate.pem"), pair.certificate.pem())?;
            fs::write(folder.path().join("key.pem"), pair.key.serialize_pem())?;
        }
        let file = folder.path().join("nginx.conf");
        fs::write(&file, configuration(folder.path(), front, port, &upstream, page))?;
        let mut command = Command::new(program);
        command.arg("-p").arg(folder.path()).arg("-c").arg(&file).args(["-e", "stderr"]);
        let mut process = Process::start("nginx", command)?;
        process.wait_for_port(port).await?;
        let scheme = if front.tls { "https" } else { "http" };
        Ok(Self { origin: format!("{scheme}://127.0.0.1:{port}"), _silent: silent, _process: process, _folder: folder })
    }
}

fn configuration(folder: &Path, front: Front, port: u16, upstream: &str, page: &str) -> String {
    let folder = folder.display();
    // As root, nginx would write its temporary files as another account, which this folder does not let in.
    let user = if nix::unistd::Uid::effective().is_root() { "user root;" } else { "" };
    let always = if front.always { "always" } else { "" };
    let exposed = EXPOSED.join(", ");
    let (ssl, certificate) = match front.tls {
        true => ("ssl", format!("ssl_certificate {folder}/certificate.pem;\n ssl_certificate_key {folder}/key.pem;")),
        false => ("", String::new()),
    };
    let limit = match front.limits {
        true => "limit_req zone=one;\n        limit_req_status 429;",
        false => "",
    };
    let (guard, asks_guard) = match front.guarded {
        true => {
            ("location = /guard {\n            internal;\n            return 401;\n        }", "auth_request /guard;")
        }
        false => ("", ""),
    };
    let host = if front.keeps_host { "proxy_set_header Host $http_host;" } else { "" };
    // One second, so that nobody has to wait a minute to see what a 504 looks like.
    let patience = if front.behind == Behind::Silent { "1s" } else { "60s" };
    format!(
        r#"{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    limit_req_zone $binary_remote_addr zone=one:1m rate=1r/m;

    server {{
        listen 127.0.0.1:{port} {ssl};
        {certificate}
        add_header Access-Control-Allow-Origin "{page}" {always};
        add_header Access-Control-Expose-Headers "{exposed}" {always};
        add_header Vary Origin {always};
        error_page 429 @limited;
        location @limited {{
            add_header Access-Control-Allow-Origin "{page}" {always};
            add_header Access-Control-Expose-Headers "{exposed}" {always};
            add_header Vary Origin {always};
            add_header Retry-After 30 always;
            default_type application/json;
            return 429 '{{"errors":[{{"code":"TOOMANYREQUESTS","message":"slow down"}}]}}';
        }}
        {guard}
        location / {{
            {limit}
            {asks_guard}
            if ($request_method = OPTIONS) {{
                add_header Access-Control-Allow-Origin "{page}" always;
                add_header Access-Control-Allow-Methods "GET, HEAD, POST, DELETE, OPTIONS" always;
                add_header Access-Control-Allow-Headers "Authorization, Accept, Content-Type, If-None-Match, Range" always;
                add_header Access-Control-Max-Age 7200 always;
                return 204;
            }}
            proxy_pass http://{upstream};
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            {host}
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_read_timeout {patience};
        }}
    }}
}}
"#
    )
}
