//! PEM: documents in base64 between two lines that name them (RFC 7468).

use crate::json::base64;

/// More text than this holds no keys, in bytes.
pub const SIZE_LIMIT: usize = 1 << 18;

/// More documents of one text are left out.
const MANY: usize = 16;

/// One document of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pem {
    /// What it is called: `PUBLIC KEY`, `CERTIFICATE`.
    pub label: String,
    /// The document.
    pub der: Vec<u8>,
}

/// The documents of a text, at most 16. What stands around them means nothing; one that is cut or is no base64 is left out.
pub fn documents(text: &str) -> Vec<Pem> {
    let mut found = Vec::new();
    let mut rest = if text.len() > SIZE_LIMIT { "" } else { text };
    while let Some((_, after)) = rest.split_once("-----BEGIN ")
        && found.len() < MANY
    {
        rest = after;
        let Some((label, after)) = after.split_once("-----") else { continue };
        let Some((body, _)) = after.split_once(&format!("-----END {label}-----")) else { continue };
        let body: String = body.chars().filter(|one| !one.is_ascii_whitespace()).collect();
        found.extend(base64(&body).map(|der| Pem { label: label.to_owned(), der }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_stand_between_their_lines() {
        let text = "a key:\n-----BEGIN PUBLIC KEY-----\r\nAQI\nD\n-----END PUBLIC KEY-----\n-----BEGIN X-----\nAQ==\n-----END Y-----
            -----BEGIN CERTIFICATE-----\nBA==\n-----END CERTIFICATE-----";
        let found: Vec<_> = documents(text).into_iter().map(|pem| (pem.label, pem.der)).collect();
        assert_eq!(found, [("PUBLIC KEY".to_owned(), vec![1, 2, 3]), ("CERTIFICATE".to_owned(), vec![4])]);
        for none in ["", "-----BEGIN ", "-----BEGIN A-----\n?\n-----END A-----", "AQID"] {
            assert_eq!(documents(none), []);
        }
    }
}
