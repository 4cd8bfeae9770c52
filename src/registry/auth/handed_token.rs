//! A ready token that somebody else fetched, a portal around the page for one.
//!
//! It is a type of its own, so that it cannot go where a password goes: not into `Basic`, not to a token service.

use super::token::{Claims, is_header_value};
use crate::registry::http::Authorization;
use crate::registry::secret::Secret;

/// More is no token: servers take 8 to 16 KiB for all headers together.
const SIZE: usize = 12 << 10;

/// A token for one registry. Its `Debug` shows no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedToken {
    /// Whom it speaks for; shown on the page.
    pub user: String,
    /// What it says about itself, where it is a JSON Web Token.
    pub claims: Option<Claims>,
    /// The token; never shown.
    pub value: Secret,
}

/// Why a token cannot be sent at all. It never repeats the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandedTokenError {
    /// Nothing.
    #[error("the token is empty")]
    Empty,
    /// More than servers take.
    #[error("the token is longer than 12 KiB")]
    TooLong,
    /// A space, a line break, or another character that no token has.
    #[error("the token holds a character that cannot stand in a header")]
    NoHeaderValue,
}

impl HandedToken {
    /// Takes a token into custody. Where `user` is empty, the token's own `sub` stands for it.
    pub fn new(user: &str, value: &str) -> Result<HandedToken, HandedTokenError> {
        if value.is_empty() {
            return Err(HandedTokenError::Empty);
        }
        if value.len() > SIZE {
            return Err(HandedTokenError::TooLong);
        }
        if !is_header_value(value) {
            return Err(HandedTokenError::NoHeaderValue);
        }
        let claims = Claims::peek(value);
        let subject = claims.as_ref().and_then(|claims| claims.subject.clone()).unwrap_or_default();
        let user = [user, &subject, "a token"].into_iter().map(shown).find(|name| !name.is_empty()).unwrap_or_default();
        Ok(HandedToken { user, claims, value: Secret::new(value) })
    }

    /// The header that carries it.
    pub fn bearer(&self) -> Authorization {
        Authorization::Bearer(self.value.clone())
    }
}

/// A name as the bar can show it.
fn shown(name: &str) -> String {
    name.trim().chars().filter(|one| !one.is_control()).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let check = |value: &str, expected| assert_eq!(HandedToken::new("", value).err(), expected, "for {value:?}");
        check("abc.def-_~+/=", None);
        check("", Some(HandedTokenError::Empty));
        check("two\r\nX-Evil: lines", Some(HandedTokenError::NoHeaderValue));
        check("two words", Some(HandedTokenError::NoHeaderValue));
        check("nul\0", Some(HandedTokenError::NoHeaderValue));
        check("ümlaut", Some(HandedTokenError::NoHeaderValue));
        check(&"a".repeat(SIZE), None);
        check(&"a".repeat(SIZE + 1), Some(HandedTokenError::TooLong));
    }

    #[test]
    fn whom_it_speaks_for() {
        let check = |user: &str, value: &str, expected: &str| {
            assert_eq!(HandedToken::new(user, value).expect("a token").user, expected);
        };
        check(" demo ", "abc", "demo");
        check("", "abc", "a token");
        // {"sub":"robot"}
        check("", "e30.eyJzdWIiOiJyb2JvdCJ9.x", "robot");
        check("a\u{7}b", "abc", "ab");
    }

    #[test]
    fn debug_shows_no_token() {
        let token = HandedToken::new("demo", "very-secret").expect("a token");
        assert!(!format!("{token:?} {:?}", token.bearer()).contains("very-secret"));
    }
}
