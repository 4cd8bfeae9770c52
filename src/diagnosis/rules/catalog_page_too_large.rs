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

use super::refused::is_catalog;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};
use crate::registry::error::ErrorCode;

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
    let Some((step, read)) = refused else {
        let mut lists = observation.answers(Server::Registry);
        let is_listed = lists.any(|(step, read)| is_catalog(step) && read.status < 300);
        return if is_listed { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let asked = step.url.query_pairs().find(|(name, _)| name == "n").map(|(_, number)| number.into_owned());
    let asked = asked.map_or("a page".to_string(), |number| format!("a page of {number} names"));
    Finding::new(Server::Registry, format!("The registry refuses {asked} at {} as too large.", step.url.path()))
        .severity(Severity::Warning)
        .evidence(format!("It answered {} with PAGINATION_NUMBER_INVALID.", read.status))
        .change("Let the registry allow pages of 1000 names. In Distribution:")
        .line("catalog:")
        .line("  maxentries: 1000")
        .into()
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
    }
}
