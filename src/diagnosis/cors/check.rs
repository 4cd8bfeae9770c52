//! The checks themselves: what a browser compares, step by step, and where it stops.

use super::header_list::{get, list};
use super::safelist::{self, is_safelisted_method};
use crate::registry::http::Headers;

/// `Access-Control-Allow-Origin`.
pub const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";

/// `Access-Control-Allow-Credentials`.
pub const ALLOW_CREDENTIALS: &str = "Access-Control-Allow-Credentials";

/// `Access-Control-Allow-Methods`.
pub const ALLOW_METHODS: &str = "Access-Control-Allow-Methods";

/// `Access-Control-Allow-Headers`.
pub const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";

/// `Access-Control-Expose-Headers`.
pub const EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";

/// Whether the browser adds cookies and passwords of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CredentialsMode {
    /// Never, as in every request of Pierglass.
    #[default]
    Omit,
    /// Always.
    Include,
}

/// What a page wants to send, as far as the checks look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorsRequest {
    /// The page's origin as browsers write it: `https://ui.example`, or `null`.
    pub origin: String,
    /// The request's credentials mode.
    pub credentials: CredentialsMode,
    /// The method as it goes over the wire. It is case-sensitive.
    pub method: String,
    /// The names of the headers that are not safelisted, in any case: see [`unsafe_request_headers`].
    pub headers: Vec<String>,
}

impl CorsRequest {
    /// A plain GET without credentials.
    pub fn get(origin: &str) -> CorsRequest {
        CorsRequest {
            origin: origin.to_owned(),
            credentials: CredentialsMode::Omit,
            method: "GET".to_owned(),
            headers: Vec::new(),
        }
    }

    /// Whether a browser asks for permission first.
    pub fn needs_preflight(&self) -> bool {
        !is_safelisted_method(&self.method) || !self.headers.is_empty()
    }
}

/// The step at which a check fails, with the value that it fails on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no `Access-Control-Allow-Origin`.
    OriginMissing,
    /// `Access-Control-Allow-Origin`, its lines joined, is not the page's origin byte for byte.
    OriginDiffers(String),
    /// Credentials are included, and `Access-Control-Allow-Credentials` is not `true`.
    CredentialsNotAllowed(Option<String>),
    /// The preflight's status is not 200 to 299.
    Status(u16),
    /// `Access-Control-Allow-Methods` is not a list of tokens.
    MethodsUnreadable(String),
    /// `Access-Control-Allow-Headers` is not a list of tokens.
    HeadersUnreadable(String),
    /// The method is not in `Access-Control-Allow-Methods`.
    MethodNotAllowed(String),
    /// The header, in lower case, is not in `Access-Control-Allow-Headers`.
    HeaderNotAllowed(String),
}

/// The CORS check, which every answer goes through: may the page read it?
pub fn cors_check(asking: &CorsRequest, headers: &Headers) -> Result<(), Refusal> {
    let allowed = get(headers, ALLOW_ORIGIN).ok_or(Refusal::OriginMissing)?;
    if asking.credentials == CredentialsMode::Omit && allowed == "*" {
        return Ok(());
    }
    if allowed != asking.origin {
        return Err(Refusal::OriginDiffers(allowed));
    }
    if asking.credentials == CredentialsMode::Omit {
        return Ok(());
    }
    match get(headers, ALLOW_CREDENTIALS) {
        Some(value) if value == "true" => Ok(()),
        other => Err(Refusal::CredentialsNotAllowed(other)),
    }
}

/// The checks on a preflight's answer: may the request be sent at all?
pub fn preflight_check(asking: &CorsRequest, status: u16, headers: &Headers) -> Result<(), Refusal> {
    cors_check(asking, headers)?;
    if !(200..300).contains(&status) {
        return Err(Refusal::Status(status));
    }
    let methods = list(headers, ALLOW_METHODS).map_err(Refusal::MethodsUnreadable)?;
    let names = list(headers, ALLOW_HEADERS).map_err(Refusal::HeadersUnreadable)?;
    if !method_allowed(asking, &methods) {
        return Err(Refusal::MethodNotAllowed(asking.method.clone()));
    }
    match asking.headers.iter().find(|name| !header_allowed(asking, name, &names)) {
        Some(name) => Err(Refusal::HeaderNotAllowed(name.to_ascii_lowercase())),
        None => Ok(()),
    }
}

pub(super) fn method_allowed(asking: &CorsRequest, methods: &[String]) -> bool {
    let by_wildcard = asking.credentials == CredentialsMode::Omit && methods.iter().any(|method| method == "*");
    is_safelisted_method(&asking.method) || by_wildcard || methods.contains(&asking.method)
}

pub(super) fn header_allowed(asking: &CorsRequest, name: &str, names: &[String]) -> bool {
    let is_named = names.iter().any(|known| known.eq_ignore_ascii_case(name));
    // "CORS non-wildcard request-header name": the one header that `*` does not stand for.
    let by_wildcard = asking.credentials == CredentialsMode::Omit
        && !name.eq_ignore_ascii_case("authorization")
        && names.iter().any(|known| known == "*");
    is_named || by_wildcard
}

/// The response headers that a page may read, in lower case, sorted, each once.
pub fn readable(credentials: CredentialsMode, headers: &Headers) -> Vec<String> {
    let exposed = list(headers, EXPOSE_HEADERS).unwrap_or_default();
    let all = credentials == CredentialsMode::Omit && exposed.iter().any(|name| name == "*");
    let may_read = |name: &str| {
        let is_exposed = all || exposed.iter().any(|known| known.eq_ignore_ascii_case(name));
        let is_forbidden = ["set-cookie", "set-cookie2"].contains(&name);
        safelist::is_safelisted_response_header(name) || is_exposed && !is_forbidden
    };
    let mut names: Vec<String> = headers.0.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.retain(|name| may_read(name));
    names.sort();
    names.dedup();
    names
}
