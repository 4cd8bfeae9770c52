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

use crate::diagnosis::evidence::network::{UnseenRedirect, is_kept_dark, place, unseen_redirect};
use crate::diagnosis::observation::{BodyKind, Observation, Probe, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

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
        return match unseen_redirect(observation) {
            Some(how) => unseen(observation, how),
            None if is_kept_dark(observation, to) => dark(observation),
            None => Verdict::NotApplicable,
        };
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

/// A page whose own server wants a policy of every answer cannot hold the frame that would see a redirect.
fn dark(observation: &Observation) -> Verdict {
    let place = place(observation, Server::Registry);
    Finding::new(Server::Registry, format!("{place} may send the browser on to another address instead of answering."))
        .confidence(Confidence::Possible)
        .evidence("A plain request for /v2/ was blocked.")
        .evidence("By its Cross-Origin-Embedder-Policy this page cannot see whether the answer is a redirect.")
        .change("Open the address in a tab: what then stands in the address bar is the registry's address, if a registry answers there.")
        .decide(Decide::OpenInTab)
        .into()
}

/// The page sees that there is a redirect, and not where it leads to.
fn unseen(observation: &Observation, how: UnseenRedirect) -> Verdict {
    let place = place(observation, Server::Registry);
    let fact = match how {
        UnseenRedirect::OtherOriginError => "The answer to it is a redirect to another origin, where an error comes: a registry that wants a sign-in says 401.",
        UnseenRedirect::OtherOrigin => "The answer to it is a redirect to another origin: https for http, a new name, or a sign-in page.",
        UnseenRedirect::SameOrigin => return Verdict::NotApplicable,
        UnseenRedirect::NoAnswerYet => {
            return Finding::new(Server::Registry, format!("{place} sends the browser on, and no answer has come from where that leads."))
                .confidence(Confidence::Likely)
                .evidence("The answer to a plain request is a redirect, which came soon.")
                .evidence("A request that follows it has got no answer in time.")
                .change("Open the address in a tab: what then stands in the address bar is where it leads, in a circle for one.")
                .decide(Decide::OpenInTab)
                .into();
        }
        UnseenRedirect::Loop => {
            return Finding::new(Server::Registry, format!("{place} sends the browser on from one of its own addresses to another, and never answers."))
                .confidence(Confidence::Likely)
                .evidence("A plain request for /v2/ was answered with a redirect.")
                .evidence("It leads to no other origin, and no answer comes at its end.")
                .change("Look at the rules for redirects in the server in front: /v2/, with its slash, must be passed on to the registry as it is.")
                .decide(Decide::PasteGet)
                .into();
        }
    };
    Finding::new(Server::Registry, format!("{place} sends the browser on to another address instead of answering."))
        .confidence(Confidence::Likely)
        .evidence("A plain request for /v2/ was blocked.")
        .evidence(fact)
        .change("Open the address in a tab: what then stands in the address bar is the registry's address, if a registry answers there.")
        .decide(Decide::OpenInTab)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const AWAY: &str = "
        registry plain-get rejected
        page own-origin opaque
        registry no-cors-get opaque
        registry oracle yes";

    #[test]
    fn what_a_page_does_not_see_stays_open() {
        expect![[r#"
            error likely about the registry
            r.example sends the browser on to another address instead of answering.
            - A plain request for /v2/ was blocked.
            - The answer to it is a redirect to another origin: https for http, a new name, or a sign-in page.
            change: Open the address in a tab: what then stands in the address bar is the registry's address, if a registry answers there.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, AWAY));
        assert!(says(&RULE, &format!("{AWAY}\n registry object no")).contains("where an error comes"));
        let silent = "registry plain-get silent\n page own-origin opaque\n registry no-cors-get silent\n registry manual-redirect redirected";
        expect![[r#"
            error likely about the registry
            r.example sends the browser on, and no answer has come from where that leads.
            - The answer to a plain request is a redirect, which came soon.
            - A request that follows it has got no answer in time.
            change: Open the address in a tab: what then stands in the address bar is where it leads, in a circle for one.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, silent));
        let circle = AWAY.replace("get opaque", "get rejected").replace("oracle yes", "oracle no\n registry manual-redirect redirected");
        expect![[r#"
            error likely about the registry
            r.example sends the browser on from one of its own addresses to another, and never answers.
            - A plain request for /v2/ was answered with a redirect.
            - It leads to no other origin, and no answer comes at its end.
            change: Look at the rules for redirects in the server in front: /v2/, with its slash, must be passed on to the registry as it is.
            decides: paste-get"#]].assert_eq(&says(&RULE, &circle));
    }

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
        let blocked = "registry plain-get rejected\n registry no-cors-get rejected\n page own-origin 200";
        assert_eq!(verdict(&RULE, blocked), "does not apply");
        let dark = format!("{blocked} | Cross-Origin-Embedder-Policy: require-corp");
        assert_eq!(verdict(&RULE, &dark), "possible");
        // a slip in a path of its own is no new address
        assert_eq!(verdict(&RULE, &AWAY.replace("oracle yes", "oracle no\n registry manual-redirect redirected")), "does not apply");
    }
}
