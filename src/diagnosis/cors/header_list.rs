//! Reading headers as the Fetch standard does: "get" and "extract header list values".

use crate::registry::http::Headers;

/// The value of a header, repeated lines joined with `, `; `None` where there is no line.
pub fn get(headers: &Headers, name: &str) -> Option<String> {
    let mut lines = lines(headers, name).map(|(_, value)| value);
    let first = lines.next()?.to_owned();
    Some(lines.fold(first, |joined, value| joined + ", " + value))
}

/// The place and the value of each line of a header.
pub fn lines<'a>(headers: &'a Headers, name: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let lines = headers.0.iter().enumerate();
    lines.filter(move |(_, (known, _))| known.eq_ignore_ascii_case(name)).map(|(at, (_, value))| (at, trim(value)))
}

/// The place of a header's first line.
pub fn place(headers: &Headers, name: &str) -> Option<usize> {
    lines(headers, name).map(|(at, _)| at).next()
}

/// The elements of a header that is a list of tokens (`#method`, `#field-name`), none without a line; the whole value as
/// an error where an element is no token. Empty elements are no elements (RFC 9110, 5.6.1.2).
pub fn list(headers: &Headers, name: &str) -> Result<Vec<String>, String> {
    let value = get(headers, name).unwrap_or_default();
    let elements = value.split(',').map(|element| element.trim_matches([' ', '\t'])).filter(|one| !one.is_empty());
    let elements: Vec<String> = elements.map(str::to_owned).collect();
    if elements.iter().all(|element| is_token(element)) { Ok(elements) } else { Err(value) }
}

/// Whether a text is a token of RFC 9110, 5.6.2.
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// HTTP white space is no part of a value.
fn trim(value: &str) -> &str {
    value.trim_matches([' ', '\t', '\r', '\n'])
}
