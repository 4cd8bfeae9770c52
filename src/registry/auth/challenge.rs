//! What a registry demands: the `WWW-Authenticate` header, as servers really send it.
//!
//! ```text
//! WWW-Authenticate = #challenge                                  RFC 9110, 11.6.1
//! challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! auth-param       = token BWS "=" BWS ( token / quoted-string )
//! quoted-string    = DQUOTE *( qdtext / "\" CHAR ) DQUOTE
//! ```
//!
//! Read leniently: any case and order, unquoted values with any character but comma and white space (zot), stray
//! commas, an unclosed quote (up to the end), header lines joined by commas. All challenges are kept, also those that
//! nobody here can use: an unusable challenge is a finding. Whether a realm makes sense is not judged here.

use std::fmt;

/// One challenge of a `WWW-Authenticate` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme.
    pub scheme: Scheme,
    /// The parameters in order; names in lower case, values without quotes and escapes.
    pub parameters: Vec<(String, String)>,
}

/// The scheme of a challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// The password goes with every request.
    Basic,
    /// A token from the realm goes with every request.
    Bearer,
    /// Another one, as written.
    Other(String),
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scheme::Basic => "Basic",
            Scheme::Bearer => "Bearer",
            Scheme::Other(name) => name,
        })
    }
}

impl Challenge {
    /// The value of a parameter; `name` in lower case. An empty value is a value.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// All challenges of a header value, in order. Never fails: what cannot be read is skipped.
pub fn parse_challenges(value: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = Cursor { text: value };
    loop {
        rest.skip_separators();
        if rest.text.is_empty() {
            return challenges;
        }
        let word = rest.take_token();
        if word.is_empty() {
            rest.skip_char();
            continue;
        }
        // `name = value` continues the challenge before it; a word without `=` begins one.
        match rest.take_value() {
            Some(parameter) => {
                if let Some(challenge) = challenges.last_mut() {
                    challenge.parameters.push((word.to_ascii_lowercase(), parameter));
                }
            }
            None => {
                challenges.push(Challenge { scheme: scheme(word), parameters: Vec::new() });
                rest.skip_token68();
            }
        }
    }
}

/// Whether a quote of a `WWW-Authenticate` value is never closed. [`parse_challenges`] reads it all the same.
pub fn has_open_quote(value: &str) -> bool {
    let quotes = value.matches('"').count() - value.matches("\\\"").count();
    quotes % 2 == 1 && value.contains('=')
}

fn scheme(word: &str) -> Scheme {
    if word.eq_ignore_ascii_case("basic") {
        Scheme::Basic
    } else if word.eq_ignore_ascii_case("bearer") {
        Scheme::Bearer
    } else {
        Scheme::Other(word.to_string())
    }
}

struct Cursor<'a> {
    text: &'a str,
}

impl<'a> Cursor<'a> {
    fn skip_separators(&mut self) {
        self.text = self.text.trim_start_matches([',', ';', ' ', '\t', '\r', '\n']);
    }

    fn skip_char(&mut self) {
        let mut chars = self.text.chars();
        chars.next();
        self.text = chars.as_str();
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.text.find(|char| !wanted(char)).unwrap_or(self.text.len());
        let (taken, rest) = self.text.split_at(end);
        self.text = rest;
        taken
    }

    fn take_token(&mut self) -> &'a str {
        self.take_while(|char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char))
    }

    /// `= value`, where it follows; otherwise nothing is taken.
    fn take_value(&mut self) -> Option<String> {
        let after = self.text.trim_start_matches([' ', '\t']).strip_prefix('=')?;
        self.text = after.trim_start_matches([' ', '\t']);
        if self.text.starts_with('"') {
            return Some(self.take_quoted());
        }
        Some(self.take_while(|char| char != ',' && !char.is_ascii_whitespace()).to_string())
    }

    fn take_quoted(&mut self) -> String {
        self.skip_char();
        let mut value = String::new();
        let mut chars = self.text.chars();
        while let Some(char) = chars.next() {
            match char {
                '"' => break,
                '\\' => value.extend(chars.next()),
                char => value.push(char),
            }
        }
        self.text = chars.as_str();
        value
    }

    /// A `token68` stands alone behind a scheme (`Negotiate TlRMTVNTUAAB==`); Pierglass has no use for it.
    fn skip_token68(&mut self) {
        let before = self.text;
        self.text = self.text.trim_start_matches([' ', '\t']);
        // Without a space before it there is none, and looking for one behind each word would take the square of the length.
        if self.text.len() == before.len() {
            return;
        }
        let word = self.take_while(|char| char.is_ascii_alphanumeric() || "-._~+/".contains(char));
        let padding = self.take_while(|char| char == '=');
        let ends = self.text.trim_start_matches([' ', '\t']).chars().next().is_none_or(|char| char == ',');
        // One `=` before a comma is rather an empty parameter (`realm=,service=…`) than padding.
        let alone = !word.is_empty() && ends && (padding.len() != 1 || self.text.is_empty() && word.len() % 4 == 3);
        if !alone {
            self.text = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &[(&str, &[(&str, &str)])]) {
        let found: Vec<(String, Vec<(String, String)>)> = parse_challenges(value)
            .into_iter()
            .map(|challenge| (challenge.scheme.to_string(), challenge.parameters))
            .collect();
        let expected: Vec<(String, Vec<(String, String)>)> = expected
            .iter()
            .map(|(scheme, parameters)| {
                let parameters = parameters.iter().map(|(name, value)| (name.to_string(), value.to_string()));
                (scheme.to_string(), parameters.collect())
            })
            .collect();
        assert_eq!(found, expected, "for {value:?}");
    }

    #[test]
    fn a_long_one_is_read_at_once() {
        assert_eq!(parse_challenges(&"a/".repeat(200_000)).len(), 200_000);
        assert_eq!(parse_challenges(&"a /".repeat(100_000)).len(), 100_000);
    }

    #[test]
    fn what_servers_send() {
        // Distribution 2.8.2
        check(
            r#"Bearer realm="http://localhost:21800/token",service="kb-service",scope="repository:team/app:pull",error="invalid_token""#,
            &[(
                "Bearer",
                &[
                    ("realm", "http://localhost:21800/token"),
                    ("service", "kb-service"),
                    ("scope", "repository:team/app:pull"),
                    ("error", "invalid_token"),
                ],
            )],
        );
        check(r#"Basic realm="kb realm""#, &[("Basic", &[("realm", "kb realm")])]);
        // zot on a 200, and with an empty scope on /v2/
        check("basic realm=x", &[("Basic", &[("realm", "x")])]);
        check(
            r#"Bearer realm="https://h/zot/auth/token",service="zot",scope="""#,
            &[("Bearer", &[("realm", "https://h/zot/auth/token"), ("service", "zot"), ("scope", "")])],
        );
        // an old gcr.io capture
        check(
            r#"Bearer realm="https://gcr.io/v2/token",service=gcr.io"#,
            &[("Bearer", &[("realm", "https://gcr.io/v2/token"), ("service", "gcr.io")])],
        );
        // Gitea: two lines, joined by the browser
        check(
            r#"Bearer realm="https://git.example/v2/token",service="container_registry",scope="*", Basic realm="Gitea Container Registry""#,
            &[
                (
                    "Bearer",
                    &[("realm", "https://git.example/v2/token"), ("service", "container_registry"), ("scope", "*")],
                ),
                ("Basic", &[("realm", "Gitea Container Registry")]),
            ],
        );
        // ECR
        check(
            r#"Basic realm="https://1.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com""#,
            &[("Basic", &[("realm", "https://1.dkr.ecr.eu-west-1.amazonaws.com/"), ("service", "ecr.amazonaws.com")])],
        );
        // Harbor answers an OPTIONS with an empty value
        check("", &[]);
    }

    #[test]
    fn odd_but_readable() {
        check("BEARER REALM=\"r\"", &[("Bearer", &[("realm", "r")])]);
        check("Bearer  scope=\"s\" ,\t realm = \"r\"", &[("Bearer", &[("scope", "s"), ("realm", "r")])]);
        check(r#"Bearer realm="a\"b\\c""#, &[("Bearer", &[("realm", r#"a"b\c"#)])]);
        check(
            r#"Bearer scope="repository:a:pull,push repository:b:pull",realm="r""#,
            &[("Bearer", &[("scope", "repository:a:pull,push repository:b:pull"), ("realm", "r")])],
        );
        check("Bearer", &[("Bearer", &[])]);
        check("Basic, Bearer realm=\"r\"", &[("Basic", &[]), ("Bearer", &[("realm", "r")])]);
        check("Negotiate TlRMTVNTUAAB==, Basic realm=\"b\"", &[("Negotiate", &[]), ("Basic", &[("realm", "b")])]);
        check("Negotiate, Basic realm=\"b\"", &[("Negotiate", &[]), ("Basic", &[("realm", "b")])]);
        check("Bearer realm=\"never closed", &[("Bearer", &[("realm", "never closed")])]);
        check(",, ,Basic realm=\"b\",,", &[("Basic", &[("realm", "b")])]);
        check("Bearer realm=,service=s", &[("Bearer", &[("realm", ""), ("service", "s")])]);
        check(
            "Bearer realm=https://h/t?a=b,service=s",
            &[("Bearer", &[("realm", "https://h/t?a=b"), ("service", "s")])],
        );
        check("\"\"", &[]);
        check("=", &[]);
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use super::*;
        use proptest::prelude::*;

        proptest! {
            #[test]
            fn nothing_panics(value in "\\PC*") {
                parse_challenges(&value);
            }

            #[test]
            fn near_challenges_do_not_panic(value in r#"(Bearer|basic|Negotiate|realm|scope|[=,"\\ ü]){0,24}"#) {
                parse_challenges(&value);
            }

            #[test]
            fn any_value_survives_quoting(realm in "\\PC{0,40}", scope in "\\PC{0,40}") {
                let quote = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
                let value = format!("Bearer realm=\"{}\", scope=\"{}\"", quote(&realm), quote(&scope));
                let challenges = parse_challenges(&value);
                prop_assert_eq!(challenges.len(), 1);
                prop_assert_eq!(challenges[0].parameter("realm"), Some(realm.as_str()));
                prop_assert_eq!(challenges[0].parameter("scope"), Some(scope.as_str()));
            }
        }
    }
}
