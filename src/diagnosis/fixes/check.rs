//! The line that shows whether a fix is in force, and what it prints then.

use url::Url;

use super::Fix;
use super::names::Names;
use crate::diagnosis::cors::CorsRequest;
use crate::diagnosis::curl::{self, Printed, Shell};
use crate::diagnosis::observation::Server;

/// A line of curl and the part of its answer that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurlCheck {
    /// The line.
    pub line: String,
    /// The status in its first line.
    pub status: &'static str,
    /// Header lines that have to be among the others. Servers write the names in capitals or without.
    pub lines: Vec<String>,
}

/// The headers that an answer to a preflight names besides the origin, as the files that were run have them.
const ALLOWED: &str = "Access-Control-Allow-Headers: Authorization, Accept, Content-Type, If-None-Match, Range";

/// The line that shows whether a fix is in force; `None` where no line of curl does.
pub fn check(fix: &Fix, names: &Names) -> Option<CurlCheck> {
    let origin = names.page_origins.first()?;
    let allowed = format!("Access-Control-Allow-Origin: {origin}");
    if fix.is_same_origin() {
        let url = Url::parse(&format!("{}/ui/", names.registry)).ok()?;
        let lines = ["Cache-Control: no-cache", "Content-Security-Policy: frame-ancestors 'self'"];
        let line = curl::line(&curl::bare(&url), Shell::Posix);
        return Some(CurlCheck { line, status: "200", lines: lines.map(str::to_owned).to_vec() });
    }
    let url = match fix.about() {
        Server::TokenService => {
            let tokens = names.tokens.as_ref()?;
            format!("{}{}", tokens.origin, tokens.path)
        }
        _ if fix.is_relay() => format!("{}/v2/", names.relay.origin),
        _ => format!("{}/v2/", names.registry),
    };
    let url = Url::parse(&url).ok()?;
    if ["preflight-unauthorized", "realm-preflight-fails"].iter().any(|rule| fix.ends(rule)) {
        let may_change = super::fill::may_change(fix, names);
        let method = if may_change { "DELETE" } else { "GET" };
        let headers = vec!["authorization".to_owned()];
        let asking = CorsRequest { method: method.to_owned(), headers, ..CorsRequest::get(origin) };
        let line = curl::line(&curl::preflight(&url, &asking), Shell::Posix);
        if fix.run_on.is_none() {
            return Some(CurlCheck { line, status: "200 or 204", lines: vec![allowed] });
        }
        let methods = format!("Access-Control-Allow-Methods: {}", super::fill::methods(may_change));
        // Envoy knows no other status.
        let status = if fix.server == "Envoy" { "200" } else { "204" };
        return Some(CurlCheck { line, status, lines: vec![allowed, methods, ALLOWED.to_owned()] });
    }
    fix.ends("cors-origin-missing").then(|| CurlCheck {
        line: curl::line(&curl::plain(&url, origin, Printed::Head), Shell::Posix),
        status: "200",
        lines: vec![allowed],
    })
}
