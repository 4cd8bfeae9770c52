//! What may leave a check-up: an allow-list of query names, headers and challenge parameters. Everything else goes.

use url::Url;

use crate::registry::auth::challenge::parse_challenges;
use crate::registry::http::{Headers, Secret};

/// The protocol's own query names. Signed storage addresses carry their secrets under others.
const QUERY: [&str; 5] = ["service", "scope", "n", "last", "digest"];

/// Headers whose values say something about the set-up and never about a person.
const HEADERS: [&str; 19] = [
    "content-length",
    "content-type",
    "date",
    "docker-content-digest",
    "docker-distribution-api-version",
    "link",
    "ratelimit",
    "ratelimit-limit",
    "ratelimit-policy",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "server",
    "vary",
    "via",
    "www-authenticate",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
];

/// Stands where something was left out.
pub const LEFT_OUT: &str = "redacted";

/// At most so many characters of a header or a message are kept.
const TEXT_LIMIT: usize = 400;

/// An address without user name, password, fragment, and values of unknown query names.
pub fn url(url: &Url) -> Url {
    let mut shown = url.clone();
    // Both fail only for addresses without a host, which have no credentials either.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_fragment(None);
    if url.query().is_some() {
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| {
                let known = QUERY.contains(&name.as_ref());
                (name.into_owned(), if known { value.into_owned() } else { LEFT_OUT.to_string() })
            })
            .collect();
        shown.query_pairs_mut().clear().extend_pairs(pairs);
    }
    shown
}

/// The headers that may be kept.
pub fn headers(headers: &Headers) -> Headers {
    let kept = headers.0.iter().filter_map(|(name, value)| {
        let name = name.to_ascii_lowercase();
        let value = match name.as_str() {
            "www-authenticate" => challenges(value),
            "link" => link(value),
            known if HEADERS.contains(&known) => text(value),
            _ => return None,
        };
        Some((name, value))
    });
    Headers(kept.collect())
}

/// A text of a stranger: no control characters, not endless.
pub fn text(text: &str) -> String {
    let shown = text.chars().take(TEXT_LIMIT).map(|one| if one.is_control() { ' ' } else { one });
    shown.collect()
}

/// The same text without the secrets that this check-up knows, should a server repeat them.
pub fn scrub(text: &str, secrets: &[Secret]) -> String {
    secrets.iter().filter(|secret| secret.expose().len() > 2).fold(text.to_string(), |text, secret| {
        if text.contains(secret.expose()) { text.replace(secret.expose(), LEFT_OUT) } else { text }
    })
}

/// The challenges with the protocol's parameters alone. A value that cannot be read as challenges is kept as a text.
fn challenges(value: &str) -> String {
    let challenges = parse_challenges(value);
    if challenges.is_empty() || challenges.iter().all(|challenge| challenge.parameters.is_empty()) {
        return text(value);
    }
    let shown = challenges.iter().map(|challenge| {
        let parameters = challenge.parameters.iter().filter_map(|(name, value)| {
            let value = match name.as_str() {
                "realm" => realm(value),
                "service" | "scope" | "error" | "error_description" | "charset" => text(value),
                _ => return None,
            };
            Some(format!("{name}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
        });
        let parameters: Vec<String> = parameters.collect();
        format!("{} {}", challenge.scheme, parameters.join(",")).trim_end().to_string()
    });
    let mut shown = shown.collect::<Vec<String>>().join(", ");
    // A quote that was never closed is a finding.
    if (value.matches('"').count() - value.matches("\\\"").count()) % 2 == 1 && shown.ends_with('"') {
        shown.pop();
    }
    shown
}

/// A realm: an address mostly. That it carries a user name or a password stays to be seen, without them.
fn realm(value: &str) -> String {
    let Ok(realm) = Url::parse(value) else {
        return if value.contains('@') { LEFT_OUT.to_string() } else { text(value) };
    };
    let mut shown = url(&realm);
    if !realm.username().is_empty() || realm.password().is_some() {
        // Fails only for addresses without a host, which have no credentials either.
        let _ = shown.set_username(LEFT_OUT);
    }
    shown.to_string()
}

/// `<address>; rel=next`, with the address redacted; relative ones are resolved for that and written as paths again.
fn link(value: &str) -> String {
    let (Some(start), Some(end)) = (value.find('<'), value.find('>')) else { return text(value) };
    if start > end {
        return text(value);
    }
    let target = &value[start + 1..end];
    let base = Url::parse("https://registry.invalid/").expect("a literal address");
    let Ok(absolute) = base.join(target) else { return text(value) };
    let shown = url(&absolute).to_string();
    let shown = shown.strip_prefix("https://registry.invalid").unwrap_or(&shown);
    text(&format!("<{shown}{}", &value[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_the_protocol_s_own_values() {
        let check = |text: &str, expected: &str| {
            assert_eq!(url(&Url::parse(text).expect("an address")).as_str(), expected);
        };
        check("https://r.example/v2/_catalog?n=100&last=a", "https://r.example/v2/_catalog?n=100&last=a");
        check("https://u:p@a.example/t?service=s&password=x#f", "https://a.example/t?service=s&password=redacted");
        check("https://s3.example/b?X-Amz-Signature=abc", "https://s3.example/b?X-Amz-Signature=redacted");
    }

    #[test]
    fn headers_are_an_allow_list() {
        let given = [
            ("Set-Cookie", "session=1"),
            ("Content-Type", "text/html\r\nX: y"),
            ("WWW-Authenticate", r#"Bearer realm="https://u:p@a.example/t?key=k",service="s",nonce="n""#),
            ("Link", "</v2/_catalog?last=b&session=x>; rel=\"next\""),
        ];
        let given = given.map(|(name, value)| (name.to_string(), value.to_string()));
        let kept = headers(&Headers(given.to_vec())).0;
        let shown: Vec<String> = kept.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!(
            shown,
            [
                "content-type: text/html  X: y",
                r#"www-authenticate: Bearer realm="https://redacted@a.example/t?key=redacted",service="s""#,
                "link: </v2/_catalog?last=b&session=redacted>; rel=\"next\"",
            ]
        );
    }

    #[test]
    fn a_realm_that_is_no_address_keeps_no_credentials() {
        assert_eq!(realm("https://u:p@host:1:1/t"), LEFT_OUT);
        assert_eq!(realm("https://host:1:1/t"), "https://host:1:1/t");
    }

    #[test]
    fn secrets_that_a_server_repeats_are_taken_out() {
        let secrets = [Secret::new("hunter2"), Secret::new("")];
        assert_eq!(scrub("no hunter2 here", &secrets), "no redacted here");
    }
}
