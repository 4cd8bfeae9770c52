//! A person's user name and password, or whatever takes their place. Held in memory only.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::registry::http::Authorization;
use crate::registry::secret::Secret;

/// Who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user name; shown on the page.
    pub user: String,
    /// The password or access token; never shown.
    pub password: Secret,
}

/// Why credentials cannot be sent at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// No user name.
    #[error("the user name is empty")]
    UserEmpty,
    /// `Basic` puts a colon between the two, so a name cannot hold one (RFC 7617).
    #[error("the user name holds a colon")]
    UserWithColon,
    /// RFC 7617 forbids control characters in both.
    #[error("the user name or the password holds a control character")]
    ControlCharacter,
}

impl Credentials {
    /// Takes what was typed. White space around the name is dropped; the password is taken as it is.
    pub fn new(user: &str, password: &str) -> Result<Credentials, CredentialsError> {
        let user = user.trim();
        if user.is_empty() {
            return Err(CredentialsError::UserEmpty);
        }
        if user.contains(':') {
            return Err(CredentialsError::UserWithColon);
        }
        if user.chars().chain(password.chars()).any(char::is_control) {
            return Err(CredentialsError::ControlCharacter);
        }
        Ok(Credentials { user: user.to_string(), password: Secret::new(password) })
    }

    /// The `Basic` header of RFC 7617, in UTF-8.
    pub fn basic(&self) -> Authorization {
        let pair = format!("{}:{}", self.user, self.password.expose());
        Authorization::Basic(Secret::new(STANDARD.encode(pair)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_header() {
        let check = |user: &str, password: &str, expected: &str| {
            let credentials = Credentials::new(user, password).expect("valid credentials");
            assert_eq!(credentials.basic().header_value(), expected);
        };
        check("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        // the example of RFC 7617, section 2.1
        check("test", "123\u{a3}", "Basic dGVzdDoxMjPCow==");
        check(" demo ", "p:a\"ü'", "Basic ZGVtbzpwOmEiw7wn");
        check("demo", "", "Basic ZGVtbzo=");
    }

    #[test]
    fn refused() {
        let check = |user: &str, password: &str, expected| {
            assert_eq!(Credentials::new(user, password).err(), Some(expected));
        };
        check("", "x", CredentialsError::UserEmpty);
        check("a:b", "x", CredentialsError::UserWithColon);
        check("a", "x\n", CredentialsError::ControlCharacter);
    }

    #[test]
    fn debug_shows_no_secret() {
        let credentials = Credentials::new("demo", "hunter2").expect("valid credentials");
        let shown = format!("{credentials:?} {:?}", credentials.basic());
        assert!(!shown.contains("hunter2") && !shown.contains("ZGVtbzpodW50ZXIy"), "{shown}");
    }
}
