//! nginx as people put it before a registry: CORS by `add_header`, a limit of requests, an upstream that may be gone.

use anyhow::Result;

use super::{Configuration, Nginx};
use crate::network::{Certificate, Listener, Manner};
use crate::process::free_port;
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

/// It runs, before a registry. Dropping it stops it.
#[derive(Debug)]
pub struct InFront {
    /// Where it listens.
    pub origin: String,
    _silent: Option<Listener>,
    _nginx: Nginx,
}

impl Default for Front {
    fn default() -> Self {
        Self { limits: false, always: true, behind: Behind::Registry, tls: false, guarded: false, keeps_host: true }
    }
}

impl Front {
    /// Starts it before a registry, for pages of one origin.
    pub async fn start(self, registry: &str, page: &str) -> Result<InFront> {
        let port = free_port()?;
        let silent = match self.behind {
            Behind::Silent => Some(Listener::with_manner(Manner::Silent, None)?),
            _ => None,
        };
        let upstream = match (&silent, self.behind) {
            (Some(silent), _) => silent.host(),
            (None, Behind::Nobody) => format!("127.0.0.1:{}", free_port()?),
            (None, _) => registry.trim_start_matches("http://").to_owned(),
        };
        let mut configuration = Configuration { http: http(self, port, &upstream, page), ..Configuration::default() };
        if self.tls {
            let pair = Certificate::Right.make()?;
            configuration.files.push(("certificate.pem".to_owned(), pair.certificate.pem()));
            configuration.files.push(("key.pem".to_owned(), pair.key.serialize_pem()));
        }
        let nginx = Nginx::start(&configuration, &[port]).await?;
        let scheme = if self.tls { "https" } else { "http" };
        Ok(InFront { origin: format!("{scheme}://127.0.0.1:{port}"), _silent: silent, _nginx: nginx })
    }
}

fn http(front: Front, port: u16, upstream: &str, page: &str) -> String {
    let always = if front.always { "always" } else { "" };
    let exposed = EXPOSED.join(", ");
    let (ssl, certificate) = match front.tls {
        true => ("ssl", "ssl_certificate certificate.pem;\n        ssl_certificate_key key.pem;"),
        false => ("", ""),
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
        r#"    limit_req_zone $binary_remote_addr zone=one:1m rate=1r/m;

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
                add_header Access-Control-Allow-Methods "GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE" always;
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
    }}"#
    )
}
