//! A line as it may be shown again. Configurations hold passwords, keys and their hashes; people paste them without
//! seeing them.

use crate::diagnosis::redact::LEFT_OUT;
use crate::diagnosis::transcript::redact;

/// What in a name makes its value a secret.
const NAMES: &[&str] =
    &["passw", "passphrase", "secret", "credential", "apikey", "api_key", "api-key", "accesskey", "access_key"];

/// The same, with white space alone between name and value.
const BARE: &[&str] = &["password", "passwd", "insecure-password", "secret", "secretkey", "--password", "-u", "--user"];

/// Names that hold such a word and no secret.
const HARMLESS: &[&str] = &["realm", "service", "issuer", "rootcertbundle", "path", "file", "expiration"];

/// Schemes in front of a secret.
const SCHEMES: &[&str] = &["basic", "bearer", "token", "digest"];

/// How hashes of passwords begin; compose doubles the first sign.
const HASHES: &[&str] = &["$2a$", "$2b$", "$2y$", "$apr1$", "$1$", "$5$", "$6$", "$argon2", "{sha}", "{ssha}", "$$"];

/// The line without what may be secret.
pub fn line(line: &str) -> String {
    let line = redact::text(line);
    if line.is_empty() {
        return LEFT_OUT.to_owned();
    }
    let mut shown = String::with_capacity(line.len());
    let mut rest = line.as_str();
    let mut before = Before::Nothing;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|one| is_word(one) != is_word(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(length);
        if !is_word(first) {
            before = before.then(run);
            shown.push_str(run);
        } else if before.hides() || is_hash(run) {
            let open = shown.chars().rev().find(|one| !one.is_whitespace()).filter(|one| ['"', '\''].contains(one));
            let end = match open {
                Some(quote) if !is_hash(run) => rest.find(quote).unwrap_or(rest.len()),
                _ => rest.find(|one: char| one.is_whitespace() || "\"',;".contains(one)).unwrap_or(rest.len()),
            };
            shown.push_str(LEFT_OUT);
            rest = &rest[end..];
            before = Before::Nothing;
            continue;
        } else {
            before = before.word(run);
            shown.push_str(run);
        }
        rest = after;
    }
    shown
}

/// What stands in front of a word.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    /// The name of a secret; whether white space is enough behind it.
    Name(bool),
    /// The name of a secret and a sign between.
    Value,
    /// `Authorization`, which is a name in a list just as well.
    Authorization,
    /// `Authorization` and its scheme.
    Scheme,
}

impl Before {
    fn hides(self) -> bool {
        matches!(self, Before::Value | Before::Scheme)
    }

    /// The signs that follow.
    fn then(self, signs: &str) -> Before {
        let says_value = signs.contains([':', '=']) && !signs.contains([',', ']', ')']);
        match self {
            Before::Name(bare) if says_value || (bare && signs.starts_with(char::is_whitespace)) => Before::Value,
            Before::Authorization if !signs.contains(',') => Before::Authorization,
            Before::Scheme if signs.trim().is_empty() => Before::Scheme,
            Before::Value => Before::Value,
            _ => Before::Nothing,
        }
    }

    /// The word that follows.
    fn word(self, word: &str) -> Before {
        let word = word.to_ascii_lowercase();
        if self == Before::Authorization && SCHEMES.contains(&word.as_str()) {
            return Before::Scheme;
        }
        if word == "authorization" || word == "proxy-authorization" {
            return Before::Authorization;
        }
        let is_token = word.ends_with("token") || word == "_auth";
        let named = is_token || NAMES.iter().any(|name| word.contains(name));
        let harmless = word.contains("access-control-") || HARMLESS.iter().any(|end| word.ends_with(end));
        if BARE.contains(&word.as_str()) || (named && !harmless) {
            return Before::Name(BARE.contains(&word.as_str()));
        }
        Before::Nothing
    }
}

/// What names, values and hashes are made of.
fn is_word(one: char) -> bool {
    one.is_alphanumeric() || "_-.$/+{}@!&*?#%~^\\".contains(one)
}

fn is_hash(run: &str) -> bool {
    let Some(at) = run.find(['$', '{']) else { return false };
    let hash = run[at..].to_ascii_lowercase();
    let hash = hash.strip_prefix("$$").map(|rest| ["$", rest].concat()).unwrap_or(hash);
    HASHES.iter().any(|begin| hash.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn secrets_go_and_all_else_stays() {
        let same = [
            "  auth_basic \"Registry\"; # with a password",
            "basic_auth bcrypt \"Registry\" {",
            "http-request auth realm Registry unless { http_auth(people) }",
            "- REGISTRY_AUTH=htpasswd",
            "- REGISTRY_AUTH_HTPASSWD_REALM=Registry",
            "REGISTRY_AUTH_TOKEN_REALM=https://auth.example/token",
            "    Access-Control-Allow-Headers: [\"Authorization, Accept\"]",
            "add_header Access-Control-Allow-Headers Authorization always;",
            "add_header Access-Control-Allow-Headers 'Authorization,Accept' always;",
            "Access-Control-Allow-Credentials: [true]",
            "SetEnvIf Origin \"^(https://ui\\.example)$\" PAGE=$1",
            "add_header Access-Control-Allow-Origin ${origin} always;",
            "http-after-response set-header Access-Control-Allow-Origin %[var(txn.origin)] if { var(txn.origin) -m found }",
            "Access-Control-Allow-Headers \"Authorization, X-Auth-Token, Accept\"",
        ];
        for text in same {
            assert_eq!(line(text), text);
        }
        let gone = [
            ("REGISTRY_HTTP_SECRET=hunter2 x", "REGISTRY_HTTP_SECRET=redacted x"),
            ("REGISTRY_REDIS_PASSWORD: 'hunter2 hunter2' # x", "REGISTRY_REDIS_PASSWORD: 'redacted' # x"),
            (
                "proxy_set_header Authorization \"Basic aHVudGVyMg==\";",
                "proxy_set_header Authorization \"Basic redacted\";",
            ),
            ("user anna insecure-password hunter2", "user anna insecure-password redacted"),
            ("anna $2a$14$hunter2/abc.", "anna redacted"),
            ("\"anna:$$apr1$$hunter2\"", "\"anna:redacted\""),
            ("realm: https://anna:hunter2@auth.example/token", "realm: https://auth.example/token"),
            ("x eyJhbGciOiJIUzI1NiJ9.e30.abc", "redacted"),
            ("secretkey: hunter2", "secretkey: redacted"),
            ("accesskey=hunter2,b", "accesskey=redacted,b"),
        ];
        for (text, shown) in gone {
            assert_eq!(line(text), shown);
        }
    }
}
