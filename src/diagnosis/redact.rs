//! What may leave a check-up: an allow-list of query names, headers and challenge parameters. Everything else goes.

use url::Url;

use crate::registry::auth::challenge::parse_challenges;
use crate::registry::http::Headers;
use crate::registry::link::links;
pub use crate::registry::secrets::{LEFT_OUT, Secrets};
use crate::registry::visible::visible;

/// The protocol's own query names. Signed storage addresses carry their secrets under others.
const QUERY: [&str; 5] = ["service", "scope", "n", "last", "digest"];

/// Headers whose values say something about the set-up and never about a person.
const HEADERS: [&str; 20] = [
    "content-length",
    "content-type",
    "cross-origin-embedder-policy",
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

/// A text of a stranger: no control characters, not endless, and of an address in it no query, which may be a signature.
pub fn text(text: &str) -> String {
    let shown = text.chars().take(TEXT_LIMIT).map(|one| if one.is_control() { ' ' } else { one });
    let shown: String = shown.collect();
    without_queries(&visible(&shown))
}

/// What follows a question mark without a space goes, up to the next space, quote, comma or bracket.
fn without_queries(text: &str) -> String {
    let ends = |one: char| one.is_whitespace() || matches!(one, '"' | '\'' | ',' | ';' | '<' | '>' | '(' | ')');
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('?') {
        let (query, behind) = after.split_at(after.find(ends).unwrap_or(after.len()));
        kept.push_str(before);
        kept.push('?');
        if query.contains('=') {
            kept.push_str(LEFT_OUT);
        } else {
            kept.push_str(query);
        }
        rest = behind;
    }
    kept + rest
}

/// An address as [`url`] shows it, without any secret in its path or in what its query says.
pub fn url_without(secrets: &Secrets, address: &Url) -> Url {
    // As it is first: in a query a plus is a space.
    let scrubbed = Url::parse(&secrets.scrub_sentence(address.as_str()));
    let mut shown = url(scrubbed.as_ref().unwrap_or(address));
    if shown.query().is_some() {
        let clean = |text: &str| secrets.scrub_sentence(text);
        let pairs = shown.query_pairs().map(|(name, value)| (clean(&name), clean(&value)));
        let pairs: Vec<(String, String)> = pairs.collect();
        shown.query_pairs_mut().clear().extend_pairs(pairs);
    }
    Url::parse(&secrets.scrub_sentence(shown.as_str())).unwrap_or_else(|_| {
        shown.set_path("");
        shown.set_query(None);
        shown
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
        let value = value.split(['?', '#']).next().unwrap_or_default();
        return if value.contains('@') { LEFT_OUT.to_string() } else { text(value) };
    };
    let mut shown = url(&realm);
    if !realm.username().is_empty() || realm.password().is_some() {
        // Fails only for addresses without a host, which have no credentials either.
        let _ = shown.set_username(LEFT_OUT);
    }
    shown.to_string()
}

/// `<address>; rel="next"`, each with its address redacted; relative ones are resolved for that and written as paths again.
fn link(value: &str) -> String {
    let base = Url::parse("https://registry.invalid/").expect("a literal address");
    let shown = links(value).map(|(target, relation)| {
        let shown = match base.join(target) {
            Ok(absolute) => url(&absolute).to_string(),
            Err(_) => target.split(['?', '#', '@']).next().unwrap_or_default().to_owned(),
        };
        let shown = shown.strip_prefix("https://registry.invalid").unwrap_or(&shown);
        let brackets = if value.contains('<') { ("<", ">") } else { ("", "") };
        let relation = relation.map(|relation| format!("; rel=\"{relation}\"")).unwrap_or_default();
        format!("{}{shown}{}{relation}", brackets.0, brackets.1)
    });
    let shown: Vec<String> = shown.collect();
    let shown = shown.join(", ");
    shown.chars().take(TEXT_LIMIT).map(|one| if one.is_control() { ' ' } else { one }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::secret::Secret;

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
    fn an_address_that_a_server_made_of_a_secret() {
        let secrets = secrets(&["a+b/c~", "hunter2"]);
        for (address, shown) in [
            (
                "https://r.example/v2/?service=s+a%2Bb%2Fc%7E&scope=x",
                "https://r.example/v2/?service=s+redacted&scope=x",
            ),
            ("https://r.example/v2/?service=a%252Bb%252Fc%257E", "https://r.example/v2/?service=redacted"),
            ("https://r.example/v2/?scope=a+b/c~", "https://r.example/v2/?scope=redacted"),
            ("https://r.example/hunter2/a%2Bb%2Fc~/x", "https://r.example/redacted/redacted/x"),
            ("https://hunter2.example/x?n=1", "https://redacted.example/x?n=1"),
        ] {
            assert_eq!(url_without(&secrets, &Url::parse(address).expect("an address")).as_str(), shown);
        }
    }

    fn secrets(texts: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        texts.iter().for_each(|text| secrets.add(&Secret::new(*text)));
        secrets
    }

    #[test]
    fn queries_of_what_is_no_address_go_too() {
        for (value, shown) in [
            (
                r#"</a?n=1&key=x>; rel="next", </b?key=y>; rel="last""#,
                r#"</a?n=1&key=redacted>; rel="next", </b?key=redacted>; rel="last""#,
            ),
            (
                "http://r.example/v2/_catalog?last=b&sig=x; rel=next",
                r#"http://r.example/v2/_catalog?last=b&sig=redacted; rel="next""#,
            ),
            ("<http://[?key=x>; rel=next", r#"<http://[>; rel="next""#),
        ] {
            assert_eq!(link(value), shown, "{value}");
        }
        assert_eq!(realm("/token?key=x"), "/token");
        assert_eq!(
            text("see https://a.example/x?sig=abc, or \"/y?t=1\". Really?"),
            "see https://a.example/x?redacted, or \"/y?redacted\". Really?"
        );
    }
}
