//! What of a paste may be kept. People paste passwords, cookies and tokens without seeing them.

use super::{Body, PastedBodyKind};

/// The request headers whose value is kept: those that CORS is about.
const KEPT_OF_REQUEST: &[&str] = &["origin", "access-control-request-method", "access-control-request-headers"];

/// A word in the name of a response header that makes its value a secret.
const SECRET: &[&str] = &["cookie", "authorization", "token", "secret", "session", "password", "api-key", "apikey"];

/// All JSON Web Tokens begin so: `{"` in Base64.
const SIGNED: &str = "eyJ";

/// How much of a text is kept, in characters.
const BEGINNING: usize = 300;

/// The value of a request's header; empty where it is not needed.
pub fn request_value(name: &str, value: &str) -> String {
    let is_kept = KEPT_OF_REQUEST.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is_kept { text(value) } else { String::new() }
}

/// The value of an answer's header; empty where it may be secret. Addresses lose their query.
pub fn answer_value(name: &str, value: &str) -> String {
    let name = name.to_ascii_lowercase();
    if SECRET.iter().any(|word| name.contains(word)) && !name.starts_with("access-control-") {
        return String::new();
    }
    if ["location", "content-location", "refresh"].contains(&name.as_str()) {
        return text(value.split(['?', '#']).next().unwrap_or_default());
    }
    text(value)
}

/// A text without the user name and password of an address in it; nothing of it where it holds a signed token.
pub fn text(text: &str) -> String {
    if text.contains(SIGNED) {
        return String::new();
    }
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        let end = after.find(['/', '?', '#', ' ', '"', '\'', ',', '>']).unwrap_or(after.len());
        let host = after[..end].rfind('@').map_or(0, |at| at + 1);
        kept.push_str(before);
        kept.push_str("://");
        rest = &after[host..];
    }
    kept.push_str(rest);
    kept
}

/// What a program or a browser said: of its addresses neither credentials, however they are written, nor what they ask for.
pub fn said(said: &str) -> String {
    let mut kept = String::new();
    let mut rest = said;
    while let Some((before, after)) = rest.split_once("://") {
        let end = after.find([' ', '"', '\'', ',', '>', '(', ')', '\\']).unwrap_or(after.len());
        let address = &after[..end];
        let host = address.rfind('@').filter(|at| is_credential(&address[..*at])).map_or(0, |at| at + 1);
        let asks = address.find(['?', '#']).filter(|at| *at >= host).unwrap_or(address.len());
        kept.push_str(before);
        kept.push_str("://");
        kept.push_str(&address[host..asks]);
        rest = &after[end..];
    }
    kept.push_str(rest);
    if kept.contains(SIGNED) { String::new() } else { kept }
}

/// Whether a name and a password stand before an `@`, and not a port and a path before a digest.
fn is_credential(text: &str) -> bool {
    let Some((_, behind)) = text.split_once(':') else { return !text.contains('/') };
    let port = behind.split('/').next().unwrap_or_default();
    port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line of a body holds a token, or says that one follows.
pub fn holds_token(line: &str) -> bool {
    line.contains(SIGNED) || ["token\"", "password\"", "secret\""].iter().any(|key| line.contains(key))
}

/// What may be kept of a body: its beginning where it says an error, and nothing of other JSON.
pub fn body(beginning: &str, has_token: bool) -> Body {
    let start = beginning.trim_start();
    let kind = match start.chars().next() {
        None => PastedBodyKind::None,
        Some('{' | '[') if has_token => PastedBodyKind::Token,
        Some('{' | '[') => PastedBodyKind::Json,
        Some('<') => PastedBodyKind::Html,
        Some(_) => PastedBodyKind::Text,
    };
    let says_error = kind != PastedBodyKind::Json || start.contains("\"errors\"") || start.contains("\"error\"");
    let is_kept = !has_token && kind != PastedBodyKind::Token && says_error;
    let beginning = if is_kept { text(start).chars().take(BEGINNING).collect() } else { String::new() };
    Body { kind, beginning }
}
