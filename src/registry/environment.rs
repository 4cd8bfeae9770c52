//! An image's environment variables.
//!
//! This module does not know whether a value is secret; a name may look as if.

/// A variable as the configuration has it, `NAME=value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value, in full.
    pub value: &'a str,
}

impl<'a> Variable<'a> {
    /// Reads an entry; one without `=` has no value.
    pub fn read(entry: &'a str) -> Variable<'a> {
        let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
        Variable { name, value }
    }

    /// Whether the name looks like that of a secret, and there is a value. Names of files and of public keys do not.
    pub fn looks_secret(&self) -> bool {
        let parts = || self.name.as_bytes().split(|byte| matches!(byte, b'_' | b'-' | b'.'));
        let has =
            |words: &[&str]| parts().any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word.as_bytes())));
        let is_key = || has(&["KEY"]) && has(&["API", "ACCESS", "PRIVATE", "SECRET", "AUTH", "ENCRYPTION", "SIGNING"]);
        let end = self.name.as_bytes().last_chunk::<4>();
        // An image may have a million variables, and for most of them this ends in its first line.
        !self.value.is_empty()
            && (has(&SECRETS) || is_key())
            && !end.is_some_and(|end| end.eq_ignore_ascii_case(b"_URL"))
            && !self.name.eq_ignore_ascii_case("PWD")
            && !has(&["FILE", "PATH", "DIR", "PUBLIC", "GPG"])
    }
}

/// What a name that holds one of them calls secret.
const SECRETS: [&str; 9] =
    ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "CREDENTIALS", "APIKEY", "PWD"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_secret() {
        for entry in
            ["DB_PASSWORD=x", "AWS_SECRET_ACCESS_KEY=x", "github_token=x", "API_KEY=x", "MY-SECRET=a=b", "MYSQL_PWD=x"]
        {
            assert!(Variable::read(entry).looks_secret(), "{entry}");
        }
        for entry in [
            "PATH=/bin",
            "GPG_KEY=A035C8C1",
            "DB_PASSWORD_FILE=/run/secrets/x",
            "DB_PASSWORD=",
            "TOKENIZERS=1",
            "PWD=/",
            "KEYBOARD=de",
            "PUBLIC_API_KEY=x",
            "TOKEN_URL=https://x",
            "",
        ] {
            assert!(!Variable::read(entry).looks_secret(), "{entry}");
        }
    }

    #[test]
    fn parts() {
        assert_eq!(Variable::read("A=b=c"), Variable { name: "A", value: "b=c" });
        assert_eq!(Variable::read("A"), Variable { name: "A", value: "" });
    }
}
