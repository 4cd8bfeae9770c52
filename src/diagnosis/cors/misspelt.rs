//! Header names that look like one that counts, and are not.
//!
//! Real ones: `Access-Control-Origin` and `Access-Control-Credentials` stood in the manual of a registry page and were
//! copied by its users (Joxit/docker-registry-ui#328).

use super::{ALLOW_CREDENTIALS, ALLOW_HEADERS, ALLOW_METHODS, ALLOW_ORIGIN, EXPOSE_HEADERS};

/// The names that browsers know, for requests too: such a name is never a misspelling.
const KNOWN: &[&str] = &[
    ALLOW_ORIGIN,
    ALLOW_CREDENTIALS,
    ALLOW_METHODS,
    ALLOW_HEADERS,
    EXPOSE_HEADERS,
    "Access-Control-Max-Age",
    "Access-Control-Request-Method",
    "Access-Control-Request-Headers",
    "Access-Control-Allow-Private-Network",
    "Access-Control-Request-Private-Network",
    "Access-Control-Allow-Local-Network",
    "Access-Control-Request-Local-Network",
];

/// Too far away for letters to tell, and common.
const COMMON: &[(&str, &str)] = &[
    ("access-control-origin", ALLOW_ORIGIN),
    ("access-control-origins", ALLOW_ORIGIN),
    ("access-control-allowed-origin", ALLOW_ORIGIN),
    ("access-control-allowed-origins", ALLOW_ORIGIN),
    ("access-control-allow", ALLOW_ORIGIN),
    ("allow-origin", ALLOW_ORIGIN),
    ("cors-allow-origin", ALLOW_ORIGIN),
    ("cross-origin-allow-origin", ALLOW_ORIGIN),
    ("access-control-credentials", ALLOW_CREDENTIALS),
    ("access-control-allowed-credentials", ALLOW_CREDENTIALS),
    ("access-control-methods", ALLOW_METHODS),
    ("access-control-allowed-methods", ALLOW_METHODS),
    ("access-control-headers", ALLOW_HEADERS),
    ("access-control-header", ALLOW_HEADERS),
    ("access-control-allowed-headers", ALLOW_HEADERS),
    ("access-control-expose", EXPOSE_HEADERS),
    ("access-control-exposed-headers", EXPOSE_HEADERS),
    ("access-control-allow-expose-headers", EXPOSE_HEADERS),
    ("access-control-allow-exposed-headers", EXPOSE_HEADERS),
    ("expose-headers", EXPOSE_HEADERS),
];

/// How many letters may be wrong.
const LETTERS: usize = 3;

/// No name that is longer is looked at; the longest one that counts has 32 letters.
const LONGEST: usize = 48;

/// The header that somebody probably meant by this name, in any case; `None` for a right name and for anything else.
pub fn meant(name: &str) -> Option<&'static str> {
    if name.len() > LONGEST || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let name = name.to_ascii_lowercase().replace('_', "-");
    if let Some((_, meant)) = COMMON.iter().find(|(wrong, _)| *wrong == name) {
        return Some(meant);
    }
    let answers = [ALLOW_ORIGIN, ALLOW_CREDENTIALS, ALLOW_METHODS, ALLOW_HEADERS, EXPOSE_HEADERS];
    let near = answers.into_iter().map(|known| (distance(&name, &known.to_ascii_lowercase()), known));
    near.filter(|(letters, _)| *letters <= LETTERS).min_by_key(|(letters, _)| *letters).map(|(_, known)| known)
}

/// Levenshtein's distance, in letters.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, known) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *known);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}
