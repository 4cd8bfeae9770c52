//! The registry's address sends the browser on to another registry's.
//!
//! ## What you see
//! The address answers, and no password is right: the page says that the answer came from somewhere else. With http in front
//! everything seems to be there, and the sign-in never works.
//!
//! ## Why
//! The registry moved, most often from http to https, and its old address answers with a redirect. Browsers follow it, and take the
//! `Authorization` header off on the way to another origin: whoever is signed in arrives as nobody.
//!
//! ## What cannot be known
//! Whether the new address belongs to the same people.
//!
//! ## What to change
//! Open the registry by the address that answers. Where the old one is in many hands, let the server in front answer `/v2/` itself
//! in place of the redirect.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` must answer 200 or 401, without `Location`.
//!
//! ## Source
//! - [Fetch: HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch)

use crate::diagnosis::observation::{BodyKind, Observation, Probe, Server};
use crate::diagnosis::rule::{Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "address-moved",
    source: "https://fetch.spec.whatwg.org/#http-redirect-fetch",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    let (Some(read), Ok(registry)) = (observation.read(to, Probe::PlainGet), observation.registry()) else {
        return Verdict::NotApplicable;
    };
    // A web page is a sign-in page rather than a registry that moved.
    let moved = read.redirected_to.as_ref().filter(|_| read.body != BodyKind::Html);
    let Some(moved) = moved.filter(|moved| moved.origin() != registry.url().origin()) else { return Verdict::Fine };
    let now = moved.origin().ascii_serialization();
    Finding::new(to, format!("{} sends the browser on to {now}.", registry.origin()))
        .evidence(format!("A plain request for /v2/ was answered by {moved}, after a redirect."))
        .evidence("A browser takes a sign-in off on the way to another origin, and this page takes no list from there.")
        .change("Open the registry by the address that answers:")
        .line(now)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        let moved = "typed http://r.example\n registry plain-get 401 | redirected-to: https://r.example/v2/ ;; www-authenticate: Basic realm=\"x\"";
        expect![[r#"
            error certain about the registry
            http://r.example sends the browser on to https://r.example.
            - A plain request for /v2/ was answered by https://r.example/v2/, after a redirect.
            - A browser takes a sign-in off on the way to another origin, and this page takes no list from there.
            change: Open the registry by the address that answers:
                https://r.example"#]].assert_eq(&says(&RULE, moved));
        assert_eq!(verdict(&RULE, "registry plain-get 200 | redirected-to: https://new.example/v2/ | {}"), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 200 | | {}"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200 | redirected-to: https://r.example/v2/ | {}"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200 | redirected-to: https://sso.example/ | <!DOCTYPE html>"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get rejected"), "does not apply");
    }
}
