//! The way to the next page of a list stands in a header that this page may not see.
//!
//! ## What you see
//! Lists end too early: after 100 or 1000 names, although there are more.
//!
//! ## Why
//! A registry gives long lists out in pages, and names the next one in the `Link` header. Browsers show a page of
//! another origin only a few harmless headers, and this one is not among them unless `Access-Control-Expose-Headers`
//! names it.
//!
//! ## What cannot be known
//! The check-up asks for a page of one name, and then for what comes after that name. A registry that sends no `Link`,
//! or one that does not heed where a page should begin and has a single repository, looks the same.
//!
//! ## What to change
//! Add the name to `Access-Control-Expose-Headers`, in one line with the others.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' '{registry_origin}/v2/_catalog?n=1'`, with a sign-in where one is needed, must
//! show both headers.
//!
//! ## Source
//! - [Fetch standard: Access-Control-Expose-Headers](https://fetch.spec.whatwg.org/#http-access-control-expose-headers)
//! - [Distribution: pagination](https://distribution.github.io/distribution/spec/api/#pagination)

use crate::diagnosis::evidence::cross_origin::{good_answer, hidden_header};
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "link-not-exposed",
    source: "https://distribution.github.io/distribution/spec/api/#pagination",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(first) = good_answer(observation, Probe::Catalog) else { return Verdict::NotApplicable };
    if !observation.is_cross_origin(Server::Registry) {
        return Verdict::NotApplicable;
    }
    if first.headers.get("link").is_some() {
        return Verdict::Fine;
    }
    let next = good_answer(observation, Probe::CatalogNext).and_then(|next| next.names);
    if first.names != Some(1) || next.is_none_or(|names| names == 0) {
        return Verdict::NotApplicable;
    }
    hidden_header("The list of repositories goes on, and this page cannot see where.")
        .evidence("A page of one repository was read, and the page can see no Link header in the answer.")
        .evidence("A list of what comes after that repository was not empty.")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const HIDDEN: &str = r#"
        registry plain-get 200
        registry catalog 200 | | {"repositories":["a"]}
        registry catalog-next 200 | | {"repositories":["b"]}"#;

    #[test]
    fn fires() {
        expect![[r#"
            warning likely about the registry
            The list of repositories goes on, and this page cannot see where.
            - A page of one repository was read, and the page can see no Link header in the answer.
            - A list of what comes after that repository was not empty.
            change: Let the server in front of the registry add this line to every answer, errors included.
                Access-Control-Expose-Headers: WWW-Authenticate, Docker-Content-Digest, Link
            decides: paste-get"#]].assert_eq(&says(&RULE, HIDDEN));
        // the first try asked for a sign-in
        let token = HIDDEN.replace("registry catalog 200", "registry catalog 401\n registry catalog with Bearer 200");
        assert_eq!(verdict(&RULE, &token), "likely");
    }

    #[test]
    fn stays_silent() {
        let link = HIDDEN.replacen("| |", "| link: </v2/_catalog?last=a&n=1>; rel=\"next\" |", 1);
        assert_eq!(verdict(&RULE, &link), "fine");
        // there is nothing more, or all came at once
        assert_eq!(verdict(&RULE, &HIDDEN.replace("[\"b\"]", "[]")), "does not apply");
        assert_eq!(verdict(&RULE, &HIDDEN.replace("[\"a\"]", "[\"a\",\"c\"]")), "does not apply");
        assert_eq!(verdict(&RULE, &format!("page https://r.example/\n{HIDDEN}")), "does not apply");
        assert_eq!(verdict(&RULE, "registry catalog 401"), "does not apply");
    }
}
