//! The registry gives out smaller pages of a list than were asked for.
//!
//! ## What you see
//! A list does not appear at first, or comes in small pieces. Other registry pages show `PAGINATION_NUMBER_INVALID`.
//!
//! ## Why
//! Since version 2.8.2 CNCF Distribution refuses a page of more names than `catalog.maxentries` (1000), version 3.1.0 the same
//! for tags with `tags.maxtags`. Whoever set these very low makes every list slow.
//!
//! ## What cannot be known
//! How many the registry allows; it tells only that it was too many.
//!
//! ## What to change
//! Nothing has to be changed: this page asks again for less. A limit of 1000 serves clients better than a smaller one.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/_catalog?n=1000` must answer 200 or 401.
//!
//! ## Source
//! - [Distribution: configuration of catalog](https://distribution.github.io/distribution/about/configuration/#catalog)

use crate::diagnosis::evidence::refused::is_catalog;
use crate::diagnosis::observation::{Observation, Read, Server, Step};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Severity, Verdict};
use crate::registry::error::{ErrorCode, ErrorEntry};

/// The rule.
pub const RULE: Rule = Rule {
    id: "catalog-page-too-large",
    source: "https://distribution.github.io/distribution/about/configuration/#catalog",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let mut answers = observation.answers(Server::Registry);
    let refused = answers.find(|(_, read)| read.error.has(&ErrorCode::PaginationNumberInvalid));
    let said = refused.is_some();
    let refused = refused.or_else(|| refused_without_a_word(observation));
    let Some((step, read)) = refused else {
        let mut lists = observation.answers(Server::Registry);
        let is_listed = lists.any(|(step, read)| is_catalog(step) && read.status < 300);
        return if is_listed { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let asked = page(step).map_or("a page".to_string(), |number| format!("a page of {number} names"));
    let (evidence, confidence) = match said {
        true => (format!("It answered {} with PAGINATION_NUMBER_INVALID.", read.status), Confidence::Certain),
        false => (format!("It answered {} to that, and gave a smaller page.", read.status), Confidence::Likely),
    };
    Finding::new(Server::Registry, format!("The registry refuses {asked} at {} as too large.", step.url.path()))
        .severity(Severity::Warning)
        .confidence(confidence)
        .evidence(evidence)
        .change("Let the registry allow pages of 1000 names. In Distribution:")
        .line("catalog:")
        .line("  maxentries: 1000")
        .into()
}

/// A larger page was refused and no error says why, where a smaller one was given: ECR answers 405, and a proxy may empty the errors.
fn refused_without_a_word(observation: &Observation) -> Option<(&Step, &Read)> {
    let lists = || observation.answers(Server::Registry).filter(|(step, _)| is_catalog(step));
    let given = lists().filter(|(_, read)| read.status < 300).filter_map(|(step, _)| page(step)).min()?;
    lists().find(|(step, read)| {
        let is_refused = matches!(read.status, 400 | 405 | 413 | 422) && !read.error.entries.iter().any(is_of_another_kind);
        is_refused && page(step).is_some_and(|asked| asked > given)
    })
}

fn is_of_another_kind(entry: &ErrorEntry) -> bool {
    entry.code != ErrorCode::Unsupported
}

/// How many names a page was asked to have.
fn page(step: &Step) -> Option<u32> {
    let (_, number) = step.url.query_pairs().find(|(name, _)| name == "n")?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        let body = "{\"errors\":[{\"code\":\"PAGINATION_NUMBER_INVALID\",\"message\":\"invalid number of results requested\",\"detail\":{\"n\":1}}]}";
        expect![[r#"
            warning certain about the registry
            The registry refuses a page of 1 names at /v2/_catalog as too large.
            - It answered 400 with PAGINATION_NUMBER_INVALID.
            change: Let the registry allow pages of 1000 names. In Distribution:
                catalog:
                  maxentries: 1000"#]].assert_eq(&says(&RULE, &format!("registry catalog https://r.example/v2/_catalog?n=1 400 | | {body}")));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry catalog 200 | | {\"repositories\":[]}"), "fine");
        assert_eq!(verdict(&RULE, "registry catalog 400 | | {\"errors\":[{\"code\":\"NAME_INVALID\"}]}"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
        let list = |number: u32, answer: &str| format!("registry catalog https://r.example/v2/_catalog?n={number} {answer}\n");
        let good = list(1, "200 | | {\"repositories\":[]}");
        // no word of the error, or another one
        assert_eq!(verdict(&RULE, &(good.clone() + &list(1000, "400"))), "likely");
        assert_eq!(verdict(&RULE, &(good.clone() + &list(1000, "405 | | {\"errors\":[{\"code\":\"UNSUPPORTED\"}]}"))), "likely");
        assert_eq!(verdict(&RULE, &(good.clone() + &list(1000, "502"))), "fine");
        assert_eq!(verdict(&RULE, &(good + &list(1, "400"))), "fine");
    }
}
