//! The `Link` header, which leads to the next page of a list.
//!
//! This module does not know which pages were read already; it only sees a page that leads to itself.

use url::Url;

use super::http::Headers;

/// Why the next page cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It is on another origin, where no credentials of this one may go.
    #[error("the next page is on another origin: {link}")]
    OtherOrigin {
        /// The whole address.
        link: String,
    },
    /// It cannot be resolved against the request's address.
    #[error("the link to the next page is not an address: {0:?}")]
    NotAUrl(String),
    /// It is the page that was just read.
    #[error("the next page is the same page again")]
    SamePage,
}

/// The address of the next page, resolved against the request's; `None` where this page is the last.
pub fn next_page(request_url: &Url, headers: &Headers) -> Result<Option<Url>, LinkError> {
    let Some(target) = headers.get("link").and_then(find_next) else {
        return Ok(None);
    };
    let mut next = request_url.join(target).map_err(|_| LinkError::NotAUrl(target.to_owned()))?;
    next.set_fragment(None);
    repair(&mut next, request_url);
    if next.origin() != request_url.origin() || !next.username().is_empty() || next.password().is_some() {
        return Err(LinkError::OtherOrigin { link: redacted(next) });
    }
    let mut here = request_url.clone();
    here.set_fragment(None);
    if next == here { Err(LinkError::SamePage) } else { Ok(Some(next)) }
}

/// The target of the first link with the relation `next` (RFC 8288, section 3).
///
/// ```text
/// Link       := link-value ( "," link-value )*
/// link-value := "<" URI-Reference ">" ( ";" parameter )*
/// parameter  := token [ "=" ( token | quoted-string ) ]
/// ```
/// cloudflare/serverless-registry (2026) leaves the angle brackets out; such a target ends at the semicolon.
fn find_next(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return None;
        }
        let (target, after) = match rest.strip_prefix('<') {
            Some(inner) => {
                inner.split_once('>').unwrap_or_else(|| inner.split_at(inner.find(';').unwrap_or(inner.len())))
            }
            None => rest.split_at(rest.find(';').unwrap_or(rest.len())),
        };
        let (relation, after) = read_parameters(after);
        if relation.is_some_and(|words| words.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next"))) {
            return Some(target.trim());
        }
        rest = after;
    }
}

/// The value of the first `rel` parameter, and what follows the comma after the last parameter.
fn read_parameters(text: &str) -> (Option<&str>, &str) {
    let mut relation = None;
    let mut rest = text;
    loop {
        let end = rest.find([';', ',', '=']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let mut value = None;
        rest = after;
        if let Some(after) = after.strip_prefix('=') {
            let (text, after) = read_value(after.trim_start());
            value = Some(text);
            rest = after;
        }
        if relation.is_none() && name.trim().eq_ignore_ascii_case("rel") {
            relation = value;
        }
        // After a quoted value there may be white space, or things that do not belong there.
        rest = &rest[rest.find([';', ',']).unwrap_or(rest.len())..];
        match rest.strip_prefix(';') {
            Some(after) => rest = after,
            None => return (relation, rest.strip_prefix(',').unwrap_or(rest)),
        }
    }
}

/// A token or a quoted string. A relation has no escapes, so they are only skipped.
fn read_value(text: &str) -> (&str, &str) {
    let Some(inner) = text.strip_prefix('"') else {
        let (value, rest) = text.split_at(text.find([';', ',']).unwrap_or(text.len()));
        return (value.trim(), rest);
    };
    let mut is_escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return (&inner[..at], &inner[at + 1..]),
            _ => {}
        }
    }
    (inner, "")
}

/// Puts right what servers behind proxies get wrong about themselves. The next page of a list is the same list with
/// another query, so nothing else of the link is needed where the rest is almost the same.
fn repair(next: &mut Url, request_url: &Url) {
    // JFrog Artifactory loses the start of the path (RTFACT-18971), Sonatype Nexus adds one (nexus-public#1011).
    let (ours, theirs) = (request_url.path(), next.path());
    let is_list = ours.ends_with("/_catalog") || ours.ends_with("/list");
    let tail = |path: &str| path.strip_prefix("/v2").map(str::to_owned);
    let lost = tail(theirs).is_some_and(|tail| ours.ends_with(&tail));
    let is_same_list = theirs == ours || (is_list && (lost || theirs.ends_with(ours)));
    if !is_same_list {
        return;
    }
    // serverless-registry (2026) drops the port, and a registry behind a TLS proxy writes http (nexus-public#435).
    let is_same_host = next.host_str() == request_url.host_str() && next.port().is_none();
    let is_same_origin = next.origin() == request_url.origin();
    if is_same_origin || (is_same_host && next.username().is_empty() && next.password().is_none()) {
        let query = next.query().map(str::to_owned);
        *next = request_url.clone();
        next.set_fragment(None);
        next.set_query(query.as_deref());
    }
}

/// The address without user name and password.
fn redacted(mut url: Url) -> String {
    // Both fail only for addresses that have no host, and those have no credentials either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}
