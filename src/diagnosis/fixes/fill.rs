//! A file with placeholders becomes a person's own.
//!
//! ```text
//! {{name}}          one of the names below
//! {{each_page_origin}}   its line stands there once for each page origin
//! … {{if name}}     at the end of a line: the line stays only where it holds
//! ```

use url::Url;

use super::Fix;
use super::names::{Names, UnsafeName, without_scheme};
use crate::diagnosis::observation::Server;

/// Why a file cannot be filled in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    /// A name must not stand in a configuration.
    #[error(transparent)]
    UnsafeName(#[from] UnsafeName),
    /// The file is about a token service, and there is none.
    #[error("this is for a token service, and the registry names none")]
    NoTokenService,
    /// The file reaches what is behind the server without TLS only.
    #[error("with this file the server cannot reach what is behind it over https: write its host and port alone")]
    NoTlsBehind,
    /// The file has a placeholder that nobody knows: it is broken, or not one of ours.
    #[error("the file has an unknown placeholder: {0}")]
    Unknown(String),
}

/// The methods that a page uses. A browser compares them letter by letter, so they are in capitals.
const READING: &str = "GET, HEAD, OPTIONS";
const CHANGING: &str = "GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE";

/// Fills in the file of a fix.
pub fn fill(fix: &Fix, file: &str, names: &Names) -> Result<String, FillError> {
    if let Some(name) = names.first_unsafe() {
        return Err(name.into());
    }
    if fix.about() == Server::TokenService && names.tokens.is_none() {
        return Err(FillError::NoTokenService);
    }
    let can_tls = |name: &str| {
        file.contains(&format!("{{{{if {name}_tls}}}}")) || file.contains(&format!("{{{{{name}_scheme}}}}"))
    };
    let asks_tls = |name: &str, is_tls| is_tls && file.contains(&format!("{{{{{name}")) && !can_tls(name);
    if asks_tls("upstream", upstream_tls(names)) || (fix.routes_tokens(names) && asks_tls("tokens", tokens_tls(names)))
    {
        return Err(FillError::NoTlsBehind);
    }
    let mut text = String::with_capacity(file.len() + 256);
    for line in file.lines() {
        let Some(line) = kept(fix, line, names)? else { continue };
        // What stood between two gaps may be gone.
        if line.trim().is_empty() && (text.is_empty() || text.ends_with("\n\n")) {
            continue;
        }
        if line.contains("{{each_page_origin}}") {
            for origin in &names.page_origins {
                text += &replaced(fix, &line.replace("{{each_page_origin}}", origin), names)?;
                text.push('\n');
            }
        } else {
            text += &replaced(fix, line, names)?;
            text.push('\n');
        }
    }
    Ok(text)
}

/// The line without its condition, where that holds.
fn kept<'a>(fix: &Fix, line: &'a str, names: &Names) -> Result<Option<&'a str>, FillError> {
    let Some((before, condition)) = line.rsplit_once("{{if ") else { return Ok(Some(line)) };
    let Some(condition) = condition.trim_end().strip_suffix("}}") else {
        return Err(FillError::Unknown(line.trim().to_owned()));
    };
    let is_tls = is_tls(fix, names);
    let holds = match condition {
        "tls" => is_tls,
        "plain" => !is_tls,
        "page_tls" => page(names).is_some_and(|url| url.scheme() == "https"),
        "page_plain" => page(names).is_some_and(|url| url.scheme() == "http"),
        "tokens" => fix.routes_tokens(names),
        "tokens_tls" => fix.routes_tokens(names) && tokens_tls(names),
        "tokens_plain" => fix.routes_tokens(names) && !tokens_tls(names),
        "upstream_tls" => upstream_tls(names),
        "upstream_plain" => !upstream_tls(names),
        "relay_tls" => names.relay.scheme == "https",
        "behind_tls" => is_tls_behind(fix, names),
        "changes" => may_change(fix, names),
        "read_only" => !may_change(fix, names),
        other => return Err(FillError::Unknown(other.to_owned())),
    };
    Ok(holds.then(|| before.trim_end()))
}

fn replaced(fix: &Fix, line: &str, names: &Names) -> Result<String, FillError> {
    let mut text = String::with_capacity(line.len() + 64);
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or_else(|| FillError::Unknown(line.trim().to_owned()))?;
        text += before;
        text += &value(fix, name, names).ok_or_else(|| FillError::Unknown(name.to_owned()))?;
        rest = after;
    }
    text += rest;
    Ok(text)
}

fn value(fix: &Fix, name: &str, names: &Names) -> Option<String> {
    let registry = public_registry(fix, names)?;
    let tokens = names.tokens.as_ref();
    let token_url = tokens.and_then(|tokens| Url::parse(&tokens.origin).ok());
    let of_tokens = || token_url.as_ref().or(Some(&registry));
    let host = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"))
    };
    let port = |url: &Url| url.port_or_known_default().unwrap_or(443).to_string();
    let own = tokens.filter(|_| fix.about() == Server::TokenService);
    let tokens_upstream = without_scheme(tokens.map_or("127.0.0.1:5001", |tokens| &tokens.upstream)).0;
    let upstream = without_scheme(&names.upstream).0;
    let scheme = |is_tls| if is_tls { "https" } else { "http" }.to_owned();
    let relay = &names.relay;
    Some(match name {
        "page_origin" => names.page_origins.first()?.clone(),
        "page_name" => page(names)?.host_str()?.to_owned(),
        "page_port" => port(&page(names)?),
        "methods" => methods(may_change(fix, names)).to_owned(),
        "registry_origin" => registry.origin().ascii_serialization(),
        "registry_host" => host(&registry),
        "registry_name" => registry.host_str()?.to_owned(),
        "registry_port" => port(&registry),
        "upstream" => upstream.to_owned(),
        "upstream_scheme" => scheme(upstream_tls(names)),
        "token_origin" => of_tokens()?.origin().ascii_serialization(),
        "token_host" => host(of_tokens()?),
        "token_name" => of_tokens()?.host_str()?.to_owned(),
        "token_port" => port(of_tokens()?),
        "token_path" => tokens.map_or("/token", |tokens| &tokens.path).to_owned(),
        "upstream_name" => split(upstream).0.to_owned(),
        "upstream_port" => split(upstream).1.to_owned(),
        "tokens_upstream" => tokens_upstream.to_owned(),
        "tokens_scheme" => scheme(tokens_tls(names)),
        "tokens_upstream_name" => split(tokens_upstream).0.to_owned(),
        "tokens_upstream_port" => split(tokens_upstream).1.to_owned(),
        "page_folder" => names.page_folder.clone(),
        "page_upstream" => names.page_upstream.clone(),
        "page_upstream_name" => split(&names.page_upstream).0.to_owned(),
        "page_upstream_port" => split(&names.page_upstream).1.to_owned(),
        "certificate" => own.map_or(&names.certificate, |tokens| &tokens.certificate).clone(),
        "key" => own.map_or(&names.key, |tokens| &tokens.key).clone(),
        "relay_scheme" => relay.scheme.to_owned(),
        "relay_upstream" => relay.upstream.clone(),
        "relay_token_service" => relay.token_service.clone(),
        "relay_resolver" => relay.resolver.clone(),
        "relay_token_path" => relay.token_path.clone(),
        _ => return None,
    })
}

pub(super) fn methods(may_change: bool) -> &'static str {
    if may_change { CHANGING } else { READING }
}

/// Whether a page may change something at the server that a fix is about. Token services are only asked, and relays only read,
/// whatever the page may do elsewhere.
pub(super) fn may_change(fix: &Fix, names: &Names) -> bool {
    names.changes && fix.about() != Server::TokenService && !fix.is_relay()
}

fn upstream_tls(names: &Names) -> bool {
    without_scheme(&names.upstream).1
}

fn tokens_tls(names: &Names) -> bool {
    names.tokens.as_ref().is_some_and(|tokens| without_scheme(&tokens.upstream).1)
}

/// Whether the server reaches something behind it over TLS.
pub(super) fn is_tls_behind(fix: &Fix, names: &Names) -> bool {
    (fix.about() == Server::Registry && upstream_tls(names)) || (fix.routes_tokens(names) && tokens_tls(names))
}

/// Whether browsers reach the server over TLS.
pub fn is_tls(fix: &Fix, names: &Names) -> bool {
    public(fix, names).is_some_and(|url| url.scheme() == "https")
}

/// The public address that a file is about.
pub(super) fn public(fix: &Fix, names: &Names) -> Option<Url> {
    match fix.about() {
        Server::TokenService => Url::parse(&names.tokens.as_ref()?.origin).ok(),
        _ => public_registry(fix, names),
    }
}

/// This page's own address.
fn page(names: &Names) -> Option<Url> {
    Url::parse(names.page_origins.first()?).ok()
}

/// What browsers call in place of the registry: the relay, where there is one.
fn public_registry(fix: &Fix, names: &Names) -> Option<Url> {
    Url::parse(if fix.is_relay() { &names.relay.origin } else { &names.registry }).ok()
}

/// Host and port apart, without the brackets of an IPv6 address.
pub(super) fn split(upstream: &str) -> (&str, &str) {
    let (host, port) = match upstream.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (upstream, "80"),
    };
    (host.trim_start_matches('[').trim_end_matches(']'), port)
}
