//! How long to wait stands in a header that this page may not see.
//!
//! ## What you see
//! The registry says that there were too many requests, and the page cannot say when to try again.
//!
//! ## Why
//! With a 429 a server may send `Retry-After` or `RateLimit-Remaining`. Browsers show a page of another origin only a
//! few harmless headers, and these are not among them unless `Access-Control-Expose-Headers` names them.
//!
//! ## What cannot be known
//! A header that is hidden and one that is not sent look the same, and many servers send none.
//!
//! ## What to change
//! Name the headers in `Access-Control-Expose-Headers`, in one line with the others. nginx sends no `Retry-After` by
//! itself with a limit: `add_header Retry-After 1 always;` in the place where the limit stands.
//!
//! ## How to check
//! The 429 shows the headers in what `curl -i -H 'Origin: {page_origin}' {registry_origin}/v2/` says.
//!
//! ## Source
//! - [RFC 6585: 429 Too Many Requests](https://www.rfc-editor.org/rfc/rfc6585#section-4)
//! - [Fetch standard: Access-Control-Expose-Headers](https://fetch.spec.whatwg.org/#http-access-control-expose-headers)

use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "rate-limit-not-exposed",
    source: "https://www.rfc-editor.org/rfc/rfc6585#section-4",
    needs_paste: false,
    check,
};

/// Any of them tells how long to wait.
const HEADERS: [&str; 5] =
    ["retry-after", "ratelimit-reset", "ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-remaining"];

fn check(observation: &Observation) -> Verdict {
    let limited = [Server::Registry, Server::TokenService].into_iter().find_map(|server| {
        let (_, read) = observation.answers(server).find(|(_, read)| read.status == 429)?;
        observation.is_cross_origin(server).then_some((server, read))
    });
    let Some((server, read)) = limited else { return Verdict::NotApplicable };
    if HEADERS.iter().any(|name| read.headers.get(name).is_some()) {
        return Verdict::Fine;
    }
    Finding::new(server, "This page cannot see how long to wait after too many requests.")
        .severity(Severity::Note)
        .confidence(Confidence::Possible)
        .evidence("An answer was 429, and the page can see no Retry-After and no RateLimit header in it.")
        .evidence("Such a header may be hidden, or not sent at all.")
        .change("Let the server send Retry-After with a 429, and name it among the headers that a page may see.")
        .line("Access-Control-Expose-Headers: Retry-After, RateLimit-Limit, RateLimit-Remaining")
        .decide(Decide::PasteGet)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        expect![[r#"
            note possible about the registry
            This page cannot see how long to wait after too many requests.
            - An answer was 429, and the page can see no Retry-After and no RateLimit header in it.
            - Such a header may be hidden, or not sent at all.
            change: Let the server send Retry-After with a 429, and name it among the headers that a page may see.
                Access-Control-Expose-Headers: Retry-After, RateLimit-Limit, RateLimit-Remaining
            decides: paste-get"#]].assert_eq(&says(&RULE, "registry plain-get 200\n registry catalog 429"));
        let service = says(&RULE, "registry plain-get 401\n token-service token 429");
        assert!(service.starts_with("note possible about the token-service"), "{service}");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry catalog 429 | retry-after: 1"), "fine");
        assert_eq!(verdict(&RULE, "registry catalog 429 | ratelimit-remaining: 0;w=21600"), "fine");
        assert_eq!(verdict(&RULE, "page https://r.example/\n registry catalog 429"), "does not apply");
        assert_eq!(verdict(&RULE, "registry catalog 200"), "does not apply");
    }
}
