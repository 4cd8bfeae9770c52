//! What a browser's console says of a request that it blocked. It knows what pages are not told.
//!
//! The sentences are those of Chromium 156, Firefox 153 and WebKitGTK 2.50, in English.

use url::Url;

use super::tool_error::{CertificateFault, Tool, ToolErrorKind};
use super::{PastedRequest, redact};

/// A request that a browser blocked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedRequest {
    /// The line, counted from 1.
    pub line: usize,
    /// The sentence as it stands there, without what may be secret.
    pub text: String,
    /// What was asked.
    pub asked: PastedRequest,
    /// The origin that asked, where the sentence says it.
    pub origin: Option<String>,
    /// Whether it is about the preflight's answer.
    pub is_preflight: bool,
    /// Why.
    pub reason: Reason,
}

/// Why a browser blocked a request, as far as its sentence says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No `Access-Control-Allow-Origin`.
    OriginMissing,
    /// `Access-Control-Allow-Origin` has this value.
    OriginOther(String),
    /// It has several values.
    OriginSeveral(Vec<String>),
    /// It is missing or does not fit: WebKit says no more.
    OriginUnusable,
    /// The preflight's status is none of 200 to 299; the status, where it is said.
    PreflightStatus(Option<u16>),
    /// The preflight was redirected.
    PreflightRedirected,
    /// `Access-Control-Allow-Headers` lacks this name.
    HeaderNotAllowed(String),
    /// `Access-Control-Allow-Methods` lacks the method; the method, where it is said.
    MethodNotAllowed(Option<String>),
    /// This header of the preflight's answer is no list of names.
    ListUnreadable(&'static str),
}

/// What a line of a console holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsoleLine {
    /// A request was blocked, for what an answer says or lacks.
    Blocked(BlockedRequest),
    /// A request failed, for another reason.
    Failed(Tool, ToolErrorKind, PastedRequest),
    /// It belongs to a sentence that was read.
    Remark,
}

/// Codes of browsers' errors, and what they mean; the first that stands in the line counts.
const CODES: &[(&str, ToolErrorKind)] = &[
    ("ERR_NAME_NOT_RESOLVED", ToolErrorKind::NoSuchHost),
    ("NS_ERROR_UNKNOWN_HOST", ToolErrorKind::NoSuchHost),
    ("ERR_CONNECTION_REFUSED", ToolErrorKind::Unreachable),
    ("ERR_ADDRESS_UNREACHABLE", ToolErrorKind::Unreachable),
    ("NS_ERROR_CONNECTION_REFUSED", ToolErrorKind::Unreachable),
    ("ERR_CONNECTION_TIMED_OUT", ToolErrorKind::TimedOut),
    ("ERR_TIMED_OUT", ToolErrorKind::TimedOut),
    ("NS_ERROR_NET_TIMEOUT", ToolErrorKind::TimedOut),
    ("ERR_CERT_AUTHORITY_INVALID", ToolErrorKind::Certificate(CertificateFault::UnknownIssuer)),
    ("SEC_ERROR_UNKNOWN_ISSUER", ToolErrorKind::Certificate(CertificateFault::UnknownIssuer)),
    ("MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT", ToolErrorKind::Certificate(CertificateFault::SelfSigned)),
    ("ERR_CERT_DATE_INVALID", ToolErrorKind::Certificate(CertificateFault::Expired)),
    ("SEC_ERROR_EXPIRED_CERTIFICATE", ToolErrorKind::Certificate(CertificateFault::Expired)),
    ("ERR_CERT_COMMON_NAME_INVALID", ToolErrorKind::Certificate(CertificateFault::WrongName)),
    ("SSL_ERROR_BAD_CERT_DOMAIN", ToolErrorKind::Certificate(CertificateFault::WrongName)),
    ("ERR_BAD_SSL_CLIENT_AUTH_CERT", ToolErrorKind::WantsCertificate),
    ("ERR_SSL_CLIENT_AUTH_CERT_NEEDED", ToolErrorKind::WantsCertificate),
    ("SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT", ToolErrorKind::WantsCertificate),
    ("ERR_CERT_", ToolErrorKind::Certificate(CertificateFault::Unknown)),
    ("ERR_SSL_PROTOCOL_ERROR", ToolErrorKind::NoTls),
    ("SSL_ERROR_RX_RECORD_TOO_LONG", ToolErrorKind::NoTls),
    ("ERR_SSL_", ToolErrorKind::Handshake),
    ("SSL_ERROR_", ToolErrorKind::Handshake),
    ("ERR_INVALID_HTTP_RESPONSE", ToolErrorKind::NoHttp),
    ("ERR_EMPTY_RESPONSE", ToolErrorKind::EmptyAnswer),
    ("ERR_CONNECTION_RESET", ToolErrorKind::Broken),
    ("ERR_CONNECTION_CLOSED", ToolErrorKind::Broken),
    ("ERR_HTTP2_", ToolErrorKind::Broken),
    ("NS_ERROR_NET_RESET", ToolErrorKind::Broken),
    ("PR_END_OF_FILE_ERROR", ToolErrorKind::Broken),
    ("ERR_BLOCKED_BY_CLIENT", ToolErrorKind::BlockedByClient),
    ("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS", ToolErrorKind::LocalNetwork),
    ("ERR_BLOCKED_BY_RESPONSE", ToolErrorKind::OtherOriginPolicy),
    ("NS_ERROR_DOM_CORP_FAILED", ToolErrorKind::OtherOriginPolicy),
];

/// Whether a clean line begins as no answer of a server does.
pub fn begins(text: &str) -> bool {
    ["Access to fetch at ", "Access to XMLHttpRequest at ", "Cross-Origin Request Blocked", "Mixed Content:"]
        .iter()
        .any(|begin| text.starts_with(begin))
        || text.contains(" net::ERR_")
}

/// Finds a console's sentence in a clean line.
pub fn find(line: usize, text: &str) -> Option<ConsoleLine> {
    let said = redact::said(text);
    let plain = said.replace(['‘', '’', '“', '”', '`', '"'], "'");
    if let Some(reason) = reason(&plain) {
        let is_preflight = is_preflight(&plain, &reason);
        let origin = plain.split_once(" from origin '").and_then(|(_, rest)| rest.split_once('\''));
        // WebKit's sentences name who asked, and not what.
        let of_webkit = plain.strip_prefix("Origin ").and_then(|rest| rest.split_once(' '));
        let asked = if of_webkit.is_some() { PastedRequest::default() } else { asked(&plain, false) };
        let origin = origin.or(of_webkit).map(|(origin, _)| origin.to_owned());
        let text = said.chars().take(400).collect();
        let blocked = BlockedRequest { line, text, asked, origin, is_preflight, reason };
        return Some(ConsoleLine::Blocked(blocked));
    }
    let failed = |kind, last| Some(ConsoleLine::Failed(Tool::Browser, kind, asked(&plain, last)));
    if plain.starts_with("Mixed Content:") || plain.contains("mixed active content") {
        return failed(ToolErrorKind::MixedContent, true);
    }
    if plain.contains("address space") && plain.contains("ermission was denied") {
        return failed(ToolErrorKind::LocalNetwork, false);
    }
    let is_policy = plain.contains("Content Security Policy") || plain.contains("page's settings blocked");
    if is_policy && plain.contains("violates the following") {
        return failed(ToolErrorKind::PagePolicy, false);
    }
    if let Some((_, kind)) = CODES.iter().find(|(code, _)| plain.contains(code)) {
        return failed(*kind, false);
    }
    if plain.contains("CORS request did not succeed") {
        return failed(ToolErrorKind::NoAnswer, false);
    }
    // What was answered and read, or fails once more for a reason that stands beside it.
    let is_remark = [
        "net::ERR_FAILED",
        "Failed to fetch",
        "Failed to load resource",
        "due to access control checks",
        "NetworkError when",
    ];
    let is_answer = text.starts_with("GET http") && text.ends_with(')');
    let is_remark = is_answer || is_remark.iter().any(|words| plain.contains(words));
    is_remark.then_some(ConsoleLine::Remark)
}

fn reason(text: &str) -> Option<Reason> {
    let is_blocked = text.contains("blocked by CORS policy:") || text.starts_with("Cross-Origin Request Blocked");
    let after = |words: &str| text.split_once(words).map(|(_, rest)| rest);
    let quoted = |words: &str| {
        let (value, _) = after(words)?.split_once('\'')?;
        Some(value.to_owned())
    };
    if let Some(found) = of_webkit(text) {
        return Some(found);
    }
    if !is_blocked {
        return None;
    }
    if let Some(values) = quoted("header contains multiple values '") {
        return Some(Reason::OriginSeveral(values.split(',').map(|value| value.trim().to_owned()).collect()));
    }
    if text.contains("Multiple CORS header 'Access-Control-Allow-Origin'") {
        return Some(Reason::OriginSeveral(Vec::new()));
    }
    let value = quoted("'Access-Control-Allow-Origin' header has a value '")
        .or_else(|| quoted("header contains the invalid value '"))
        .or_else(|| quoted("'Access-Control-Allow-Origin' does not match '"));
    if let Some(value) = value {
        return Some(Reason::OriginOther(value));
    }
    if text.contains("No 'Access-Control-Allow-Origin' header is present")
        || text.contains("CORS header 'Access-Control-Allow-Origin' missing")
    {
        return Some(Reason::OriginMissing);
    }
    if let Some(name) = after("Request header field ").and_then(|rest| rest.split_once(" is not allowed")) {
        return Some(Reason::HeaderNotAllowed(name.0.to_ascii_lowercase()));
    }
    if let Some(name) = quoted("(Reason: header '") {
        return Some(Reason::HeaderNotAllowed(name.to_ascii_lowercase()));
    }
    if let Some((method, _)) = after("Method ").and_then(|rest| rest.split_once(" is not allowed by")) {
        return Some(Reason::MethodNotAllowed(Some(method.to_owned())));
    }
    if text.contains("Did not find method in CORS header") {
        return Some(Reason::MethodNotAllowed(None));
    }
    if text.contains("Redirect is not allowed for a preflight") || text.contains("external redirect not allowed") {
        return Some(Reason::PreflightRedirected);
    }
    if text.contains("does not have HTTP ok status") || text.contains("CORS preflight response did not succeed") {
        return Some(Reason::PreflightStatus(status(text)));
    }
    let is_list = text.contains("(Reason: invalid token") || text.contains("Cannot parse Access-Control-Allow-");
    let header = ["Access-Control-Allow-Methods", "Access-Control-Allow-Headers"];
    header.into_iter().find(|header| is_list && text.contains(header)).map(Reason::ListUnreadable)
}

/// WebKit's sentences name no address.
fn of_webkit(text: &str) -> Option<Reason> {
    let says = |words: &str| text.contains(words);
    if text.starts_with("Origin ") && says("is not allowed by Access-Control-Allow-Origin") {
        return Some(Reason::OriginUnusable);
    }
    if says("Access-Control-Allow-Origin cannot contain more than one origin") {
        return Some(Reason::OriginSeveral(Vec::new()));
    }
    if says("Preflight response is not successful") {
        return Some(Reason::PreflightStatus(status(text)));
    }
    let field = text.strip_prefix("Request header field ")?;
    let (name, _) = field.split_once(" is not allowed by Access-Control-Allow-Headers")?;
    Some(Reason::HeaderNotAllowed(name.to_ascii_lowercase()))
}

fn is_preflight(text: &str, reason: &Reason) -> bool {
    match reason {
        Reason::PreflightStatus(_)
        | Reason::PreflightRedirected
        | Reason::HeaderNotAllowed(_)
        | Reason::MethodNotAllowed(_)
        | Reason::ListUnreadable(_) => true,
        _ => text.contains("Response to preflight request"),
    }
}

/// The status behind `Status code: `.
fn status(text: &str) -> Option<u16> {
    let (_, rest) = text.split_once("Status code: ")?;
    rest.split(|char: char| !char.is_ascii_digit()).next()?.parse().ok()
}

/// What was asked: the first address of the sentence, or the last.
fn asked(text: &str, last: bool) -> PastedRequest {
    let mut places: Vec<usize> =
        ["https://", "http://"].iter().flat_map(|scheme| text.match_indices(scheme)).map(|(at, _)| at).collect();
    places.sort_unstable();
    let at = if last { places.last() } else { places.first() };
    let Some(rest) = at.map(|at| &text[*at..]) else { return PastedRequest::default() };
    let end = rest.find(|char: char| char.is_whitespace() || "'),".contains(char)).unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches('.');
    let url = Some(address).filter(|text| text.is_ascii()).and_then(|text| Url::parse(text).ok());
    url.map_or(PastedRequest::default(), |url| PastedRequest::at(&url))
}
