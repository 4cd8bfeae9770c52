//! The `Link` header, which leads to the next page.
//!
//! This module does not know which pages were read already ([`super::pages`] does); it only sees a page that leads to itself.

use url::Url;

use super::http::Headers;
use super::visible::quoted;

/// Why the next page cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It is on another origin, where no credentials of this one may go.
    #[error("the next page is on another origin: {link}")]
    OtherOrigin {
        /// The whole address.
        link: String,
    },
    /// It cannot be resolved against the request's address.
    #[error("the link to the next page is not an address: {}", quoted(.0))]
    NotAUrl(String),
    /// It is a page that was read already.
    #[error("the next page is the same page again")]
    SamePage,
}

/// The address of the next page, resolved against the request's; `None` where this page is the last.
pub fn next_page(request_url: &Url, headers: &Headers) -> Result<Option<Url>, LinkError> {
    let Some(target) = headers.get("link").and_then(find_next) else {
        return Ok(None);
    };
    if !target.is_ascii() {
        return Err(LinkError::NotAUrl(target.to_owned()));
    }
    let mut next = request_url.join(target).map_err(|_| LinkError::NotAUrl(target.to_owned()))?;
    next.set_fragment(None);
    repair(&mut next, request_url);
    if next.origin() != request_url.origin() || !next.username().is_empty() || next.password().is_some() {
        return Err(LinkError::OtherOrigin { link: redacted(next) });
    }
    let mut here = request_url.clone();
    here.set_fragment(None);
    if next == here { Err(LinkError::SamePage) } else { Ok(Some(next)) }
}

/// Whether there is a next page, wherever that may be; [`next_page`] says whether it can be followed.
pub fn names_next_page(headers: &Headers) -> bool {
    headers.get("link").and_then(find_next).is_some()
}

/// The target of the first link with the relation `next` (RFC 8288, section 3).
///
/// ```text
/// Link       := link-value ( "," link-value )*
/// link-value := "<" URI-Reference ">" ( ";" parameter )*
/// parameter  := token [ "=" ( token | quoted-string ) ]
/// ```
/// cloudflare/serverless-registry (2026) leaves the angle brackets out; such a target ends at the semicolon.
fn find_next(header: &str) -> Option<&str> {
    let is_next = |word: &str| word.eq_ignore_ascii_case("next");
    links(header)
        .find(|(_, relation)| relation.is_some_and(|words| words.split_ascii_whitespace().any(is_next)))
        .map(|(target, _)| target)
}

/// Each link's target and relation.
pub fn links(header: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = header;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return None;
        }
        let (target, after) = match rest.strip_prefix('<') {
            Some(inner) => {
                inner.split_once('>').unwrap_or_else(|| inner.split_at(inner.find(';').unwrap_or(inner.len())))
            }
            None => rest.split_at(rest.find(';').unwrap_or(rest.len())),
        };
        let (relation, after) = read_parameters(after);
        rest = after;
        Some((target.trim(), relation))
    })
}

/// The value of the first `rel` parameter, and what follows the comma after the last parameter.
fn read_parameters(text: &str) -> (Option<&str>, &str) {
    let mut relation = None;
    let mut rest = text;
    loop {
        let end = rest.find([';', ',', '=']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let mut value = None;
        rest = after;
        if let Some(after) = after.strip_prefix('=') {
            let (text, after) = read_value(after.trim_start());
            value = Some(text);
            rest = after;
        }
        if relation.is_none() && name.trim().eq_ignore_ascii_case("rel") {
            relation = value;
        }
        // After a quoted value there may be white space, or things that do not belong there.
        rest = &rest[rest.find([';', ',']).unwrap_or(rest.len())..];
        match rest.strip_prefix(';') {
            Some(after) => rest = after,
            None => return (relation, rest.strip_prefix(',').unwrap_or(rest)),
        }
    }
}

/// A token or a quoted string. A relation has no escapes, so they are only skipped.
fn read_value(text: &str) -> (&str, &str) {
    let Some(inner) = text.strip_prefix('"') else {
        let (value, rest) = text.split_at(text.find([';', ',']).unwrap_or(text.len()));
        return (value.trim(), rest);
    };
    let mut is_escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return (&inner[..at], &inner[at + 1..]),
            _ => {}
        }
    }
    (inner, "")
}

/// Puts right what servers behind proxies get wrong about themselves. The next page of a list is the same list with
/// another query, so nothing else of the link is needed where the rest is almost the same.
fn repair(next: &mut Url, request_url: &Url) {
    let (ours, theirs) = (request_url.path(), next.path());
    let is_list = |path: &str| path.ends_with("/_catalog") || path.ends_with("/tags/list");
    // JFrog Artifactory loses the start of the path (RTFACT-18971), Sonatype Nexus adds one (nexus-public#1011).
    let is_shorter = theirs.strip_prefix("/v2").is_some_and(|tail| ours.ends_with(tail));
    let is_same_list = theirs == ours || (is_list(ours) && is_list(theirs) && (is_shorter || theirs.ends_with(ours)));
    if !is_same_list {
        return;
    }
    // serverless-registry (2026) drops the port, and a registry behind a TLS proxy writes http (nexus-public#435), Pulp with the port
    // that it was asked for.
    let is_port = next.port().is_none() || next.port() == request_url.port();
    let is_same_host = next.host_str() == request_url.host_str() && is_port;
    let is_same_origin = next.origin() == request_url.origin();
    if is_same_origin || (is_same_host && next.username().is_empty() && next.password().is_none()) {
        let query = next.query().map(str::to_owned);
        *next = request_url.clone();
        next.set_fragment(None);
        next.set_query(query.as_deref());
    }
}

/// The address without user name and password.
fn redacted(mut url: Url) -> String {
    // Both fail only for addresses that have no host, and those have no credentials either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOG: &str = "https://r.example/v2/_catalog?n=2";
    const TAGS: &str = "https://r.example/v2/team/app/tags/list?n=2";

    #[track_caller]
    fn check(request: &str, link: &str, next: &str) {
        let request = Url::parse(request).expect("an address");
        let headers = Headers(vec![("Link".to_owned(), link.to_owned())]);
        let found = match next_page(&request, &headers) {
            Ok(Some(url)) => url.to_string(),
            Ok(None) => "none".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, next, "{link}");
    }

    #[test]
    fn as_registries_send_them() {
        // CNCF Distribution, and with `prefix: /reg/`
        check(
            CATALOG,
            r#"</v2/_catalog?last=other%2Fb&n=2>; rel="next""#,
            "https://r.example/v2/_catalog?last=other%2Fb&n=2",
        );
        check(
            "https://r.example/reg/v2/_catalog?n=2",
            r#"</reg/v2/_catalog?last=b&n=2>; rel="next""#,
            "https://r.example/reg/v2/_catalog?last=b&n=2",
        );
        // Quay
        check(
            TAGS,
            r#"<https://r.example/v2/team/app/tags/list?n=2&next_page=gAAAAABk%3D%3D>; rel="next""#,
            "https://r.example/v2/team/app/tags/list?n=2&next_page=gAAAAABk%3D%3D",
        );
        // Azure
        check(
            "https://r.example/acr/v1/_catalog?n=1",
            r#"</acr/v1/_catalog?last=busybox&n=1&orderby=>; rel="next""#,
            "https://r.example/acr/v1/_catalog?last=busybox&n=1&orderby=",
        );
        // cloudflare/serverless-registry, on its port and behind a port that it does not know
        check(
            CATALOG,
            "https://r.example/v2/_catalog?n=2&last=b; rel=next",
            "https://r.example/v2/_catalog?n=2&last=b",
        );
        check(
            "http://r.example:8787/v2/_catalog?n=2",
            "http://r.example/v2/_catalog?n=2&last=b; rel=next",
            "http://r.example:8787/v2/_catalog?n=2&last=b",
        );
        // JFrog Artifactory in repository path mode
        check(
            "https://r.example/v2/docker/team/app/tags/list?n=2",
            r#"</v2/team/app/tags/list?last=1.1&n=2>; rel="next""#,
            "https://r.example/v2/docker/team/app/tags/list?last=1.1&n=2",
        );
        // Sonatype Nexus on a connector port, and behind a TLS proxy
        check(
            "https://r.example:5000/v2/app/tags/list?n=2",
            r#"</repository/hosted/v2/app/tags/list?n=2&last=1.1>; rel="next""#,
            "https://r.example:5000/v2/app/tags/list?n=2&last=1.1",
        );
        check(
            TAGS,
            r#"<http://r.example/v2/team/app/tags/list?n=2&last=b>; rel="next""#,
            "https://r.example/v2/team/app/tags/list?n=2&last=b",
        );
        // Pulp, behind a TLS proxy that passes Host on and not the scheme
        check(
            "https://r.example:5000/v2/_catalog?n=2",
            r#"<http://r.example:5000/v2/_catalog?n=2&last=team%2Fapp>; rel="next""#,
            "https://r.example:5000/v2/_catalog?n=2&last=team%2Fapp",
        );
    }

    #[test]
    fn as_the_grammar_allows_them() {
        let next = "https://r.example/v2/_catalog?last=b";
        check(CATALOG, "<?last=b>;rel=next", next);
        check(CATALOG, "<_catalog?last=b> ; REL = \"prev NEXT\"", next);
        check(CATALOG, r#"</a>; rel="first", </v2/_catalog?last=b>; rel="next", </z>; rel="last""#, next);
        check(CATALOG, r#"</v2/_catalog?last=a,b;c>; rel="next""#, "https://r.example/v2/_catalog?last=a,b;c");
        check(CATALOG, r#"</a>; title="x, <y>; rel=\"next\""; rel=prev, <?last=b>; title=a; rel=next"#, next);
        check(CATALOG, r#"<?last=b>; rel="next"; rel="prev""#, next);
        check(CATALOG, r#"<?last=b#part>; rel="next""#, next);
        check(CATALOG, r#"<?last=b; rel="next""#, next);
        // A user name is not taken over.
        check(CATALOG, "<https://me:secret@r.example/v2/_catalog?last=b>; rel=next", next);
    }

    #[test]
    fn without_a_next_page() {
        for link in [
            "",
            ",",
            "</v2/_catalog?last=b>",
            r#"</a>; rel="prev""#,
            r#"</a>; rel="prev"; rel="next""#,
            "</a>; rel",
            "</a>; rel=\"nextpage\"",
            "<",
            ";",
            "=;=,\"",
            "rel=next",
        ] {
            check(CATALOG, link, "none");
        }
        assert_eq!(next_page(&Url::parse(CATALOG).expect("an address"), &Headers::default()), Ok(None));
    }

    #[test]
    fn what_is_refused() {
        for link in [
            "https://evil.example/v2/_catalog?last=b",
            "https://r.example:8443/v2/_catalog?last=b",
            "http://r.example:8443/v2/_catalog?last=b",
            "http://r.example/other?last=b",
            "javascript:alert(1)",
        ] {
            check(CATALOG, &format!("<{link}>; rel=next"), &format!("the next page is on another origin: {link}"));
        }
        check(
            CATALOG,
            "<//me:secret@evil.example/v2/_catalog>; rel=next",
            "the next page is on another origin: https://evil.example/v2/_catalog",
        );
        check(
            CATALOG,
            "<https://me:secret@r.example/other?last=b>; rel=next",
            "the next page is on another origin: https://r.example/other?last=b",
        );
        check(CATALOG, "<https://[>; rel=next", "the link to the next page is not an address: \"https://[\"");
        check(CATALOG, "</v2/_catalog?n=2>; rel=next", "the next page is the same page again");
        check(CATALOG, "<>; rel=next", "the next page is the same page again");
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_header(link in "\\PC{0,60}|[<>;,=\" a-z/?:\\\\]{0,60}|<[a-z/:?.@]{0,20}>; ?rel=\"?next\"?") {
            let request = Url::parse(CATALOG).expect("an address");
            let headers = Headers(vec![("link".to_owned(), link)]);
            if let Ok(Some(next)) = next_page(&request, &headers) {
                proptest::prop_assert_eq!(next.origin(), request.origin());
                proptest::prop_assert_ne!(next, request);
            }
        }
    }
}
