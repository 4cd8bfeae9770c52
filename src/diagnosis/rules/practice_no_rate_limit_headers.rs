//! The registry does not tell this page how many requests are left.
//!
//! ## What you see
//! Everything works.
//!
//! ## Why
//! A server that counts requests can say with every answer how many are left (`RateLimit-Remaining`, or `RateLimit` of the newer
//! draft), so that clients slow down before they are refused. A server without a limit can be brought down by one script.
//!
//! ## What cannot be known
//! Whether there is a limit at all. On another origin the headers may also be sent and hidden from this page:
//! [rate-limit-not-exposed](#/guide/rules/rate-limit-not-exposed).
//!
//! ## What to change
//! Let the server in front of a registry that many use count requests, answer 429 with `Retry-After` beyond the limit, and
//! expose these headers. Inside of a small network nothing.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` shows the headers, where they are sent.
//!
//! ## Source
//! - [RateLimit header fields for HTTP (draft)](https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/)

use crate::diagnosis::observation::{Observation, Read, Server};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "practice-no-rate-limit-headers",
    source: "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if !observation.works() {
        return Verdict::NotApplicable;
    }
    let tells = |read: &Read| read.headers.0.iter().any(|(name, _)| name.to_ascii_lowercase().contains("ratelimit"));
    if observation.answers(Server::Registry).any(|(_, read)| tells(read)) {
        return Verdict::Fine;
    }
    let finding = Finding::new(Server::Registry, "The registry does not tell this page how many requests are left.")
        .severity(Severity::Note)
        .confidence(Confidence::Possible)
        .evidence("The page saw no RateLimit header in any answer of the registry.");
    let finding = match observation.is_cross_origin(Server::Registry) {
        true => finding.evidence("On another origin such headers may also be there and hidden from this page."),
        false => finding,
    };
    finding
        .change("For a registry that many use, let the server in front of it count requests and say what is left.")
        .line("Access-Control-Expose-Headers: RateLimit-Limit, RateLimit-Remaining, Retry-After")
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
            The registry does not tell this page how many requests are left.
            - The page saw no RateLimit header in any answer of the registry.
            - On another origin such headers may also be there and hidden from this page.
            change: For a registry that many use, let the server in front of it count requests and say what is left.
                Access-Control-Expose-Headers: RateLimit-Limit, RateLimit-Remaining, Retry-After"#]].assert_eq(&says(&RULE, "registry plain-get 200\n registry catalog 200"));
    }

    #[test]
    fn stays_silent() {
        // as Docker Hub sends it, and as the newer draft has it
        assert_eq!(verdict(&RULE, "registry manifest 200 | ratelimit-limit: 100;w=21600"), "fine");
        assert_eq!(verdict(&RULE, "registry catalog 200 | RateLimit: \"default\";r=50;t=30"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 500"), "does not apply");
    }
}
