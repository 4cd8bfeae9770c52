//! What is wrong with a value of `Access-Control-Allow-Origin` that is not the page's origin.

use super::finding::{CorsFinding, Difference, OriginFault};

/// Judges the value of a single line; it is neither `*` nor `origin`.
pub fn fault(value: &str, origin: &str) -> CorsFinding {
    if value == "null" {
        return CorsFinding::OriginNull;
    }
    if value.contains([',', ' ', '\t', ';']) && !value.contains(['"', '\'']) {
        return CorsFinding::OriginList { value: value.to_owned() };
    }
    match malformed(value) {
        Some(fault) => CorsFinding::OriginMalformed { value: value.to_owned(), fault },
        None => CorsFinding::OriginMismatched { allowed: value.to_owned(), differs: difference(value, origin) },
    }
}

fn malformed(value: &str) -> Option<OriginFault> {
    if value.is_empty() {
        return Some(OriginFault::Empty);
    }
    if value.contains(['"', '\'']) {
        return Some(OriginFault::Quoted);
    }
    if value.contains(['$', '{', '%']) {
        return Some(OriginFault::Placeholder);
    }
    if value.contains(['*', '^', '|', '\\']) {
        return Some(OriginFault::Pattern);
    }
    let Some((scheme, rest)) = value.split_once("://") else {
        return Some(OriginFault::NoScheme);
    };
    if let Some((_, path)) = rest.split_once(['/', '?', '#']) {
        return Some(if path.is_empty() { OriginFault::TrailingSlash } else { OriginFault::HasPath });
    }
    if value.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some(OriginFault::UpperCase);
    }
    let default_port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    rest.ends_with(default_port).then_some(OriginFault::DefaultPort)
}

fn difference(value: &str, origin: &str) -> Difference {
    let (one, other) = (parts(value), parts(origin));
    match (one.0 != other.0, one.1 != other.1, one.2 != other.2) {
        (true, false, false) => Difference::Scheme,
        (false, true, false) => Difference::Host,
        (false, false, true) => Difference::Port,
        _ => Difference::Several,
    }
}

/// Scheme, host and port of an origin; the port is empty where the scheme says it.
fn parts(origin: &str) -> (&str, &str, &str) {
    let (scheme, rest) = origin.split_once("://").unwrap_or(("", origin));
    let colon = rest.rfind(':').filter(|at| !rest[*at..].contains(']'));
    let (host, port) = colon.map_or((rest, ""), |at| (&rest[..at], &rest[at + 1..]));
    (scheme, host, port)
}
