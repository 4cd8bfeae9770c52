//! The names, methods and values that need nobody's permission.

use super::header_list::is_token;

/// Whether a method is sent without a preflight.
pub fn is_safelisted_method(method: &str) -> bool {
    ["GET", "HEAD", "POST"].contains(&method)
}

/// Whether a page may read this response header (in lower case) although nobody exposed it.
pub fn is_safelisted_response_header(name: &str) -> bool {
    ["cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"]
        .contains(&name)
}

/// The names, in lower case and sorted, that a browser puts into `Access-Control-Request-Headers`.
pub fn unsafe_request_headers(headers: &[(&str, &str)]) -> Vec<String> {
    let is_safe = |(name, value): &&(&str, &str)| is_safelisted_request_header(name, value);
    let size: usize = headers.iter().filter(is_safe).map(|(_, value)| value.len()).sum();
    let chosen = headers.iter().filter(|header| size > 1024 || !is_safe(header));
    let mut names: Vec<String> = chosen.map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether a request header is sent without a preflight.
pub fn is_safelisted_request_header(name: &str, value: &str) -> bool {
    if value.len() > 128 {
        return false;
    }
    match name.to_ascii_lowercase().as_str() {
        "accept" => !value.bytes().any(is_unsafe_byte),
        "accept-language" | "content-language" => {
            value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte))
        }
        "content-type" => !value.bytes().any(is_unsafe_byte) && is_form_or_text(value),
        "range" => is_range_from_a_start(value),
        _ => false,
    }
}

/// "CORS-unsafe request-header byte".
fn is_unsafe_byte(byte: u8) -> bool {
    byte < 0x20 && byte != b'\t' || byte == 0x7f || b"\"():<>?@[\\]{}".contains(&byte)
}

fn is_form_or_text(value: &str) -> bool {
    let essence = value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase();
    ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"].contains(&essence.as_str())
        && essence.split('/').all(is_token)
}

/// "Parse a single range header value", without white space, and with a start.
fn is_range_from_a_start(value: &str) -> bool {
    let Some((start, end)) = value.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return false;
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| text.parse::<u128>().unwrap_or(u128::MAX);
    is_number(start) && (end.is_empty() || is_number(end) && number(start) <= number(end))
}
