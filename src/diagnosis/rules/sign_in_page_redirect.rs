//! A sign-in page stands in front of the registry.
//!
//! ## What you see
//! The address opens in a tab, after a sign-in perhaps, and this page fails with "Failed to fetch" or finds a web page where a
//! registry should be. `docker login` fails with "invalid character '<'" or with a status of 302 or 303.
//!
//! ## Why
//! A single sign-on (oauth2-proxy, Authelia, Cloudflare Access, Keycloak's gateway) answers requests without its cookie with a
//! redirect to its own page. That page is of another origin, sends no CORS headers, and is not made for programs.
//!
//! ## What cannot be known
//! Where a browser is sent to, unless that page may be read. Any redirect to another origin looks like this, a moved registry
//! too.
//!
//! ## What to change
//! Leave `/v2/` (and the path of the token service) out of the single sign-on: a registry does its own authentication, and
//! its clients know no other. Where that is not wanted, let the gateway answer requests to `/v2/` with 401 in place of the
//! redirect, and `OPTIONS` with 204.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` must answer 200 or 401, not 302 or 303.
//!
//! ## Source
//! - [Distribution: API version check](https://distribution.github.io/distribution/spec/api/#api-version-check)

use crate::diagnosis::evidence::cross_origin::{is_sign_in_page, path};
use crate::diagnosis::evidence::network::{UnseenRedirect, is_kept_dark, unseen_redirect};
use crate::diagnosis::evidence::refused::hinders;
use crate::diagnosis::observation::{BodyKind, Observation, Probe, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "sign-in-page-redirect",
    source: "https://distribution.github.io/distribution/spec/api/#api-version-check",
    needs_paste: false,
    check,
};

const CHANGE: &str = "Leave /v2/ out of the single sign-on, or whatever redirects it: a registry does its own sign-in.";

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    if let Some(read) = observation.read(to, Probe::PlainGet) {
        let Some(target) = read.redirected_to.as_ref().filter(|_| read.body == BodyKind::Html) else {
            return Verdict::Fine;
        };
        // Another web page is one that a server shows in a registry's place.
        if !is_sign_in_page(target) {
            return Verdict::Fine;
        }
        return Finding::new(to, format!("The registry's address leads to a sign-in page at {target}."))
            .severity(hinders(observation))
            .evidence("A plain request for /v2/ was sent on to another address by a redirect.")
            .evidence(format!("A web page answers there, with status {}.", read.status))
            .change(CHANGE)
            .into();
    }
    let sent = unseen_redirect(observation);
    if sent.is_none() && is_kept_dark(observation, to) && path(observation).is_none() {
        return Finding::new(to, "A sign-in page in front of the registry may answer in its place.")
            .confidence(Confidence::Possible)
            .evidence("A plain request for /v2/ was blocked.")
            .evidence("By its Cross-Origin-Embedder-Policy this page cannot see whether the answer is a redirect.")
            .change(CHANGE)
            .decide(Decide::OpenInTab)
            .into();
    }
    let where_to = match sent {
        Some(UnseenRedirect::OtherOrigin) => "to another server",
        Some(UnseenRedirect::SameOrigin) => "to another address of its own",
        // A sign-in page is a good answer, and there is one.
        Some(UnseenRedirect::OtherOriginError | UnseenRedirect::Loop | UnseenRedirect::NoAnswerYet) | None => return Verdict::NotApplicable,
    };
    Finding::new(to, format!("The registry may send the browser on {where_to}, to a sign-in page for one, instead of answering."))
        .confidence(Confidence::Possible)
        .evidence(format!("A plain request for {} was blocked.", path(observation).unwrap_or("/v2/")))
        .evidence(format!("The answer to it is a redirect {where_to}, as sign-in pages in front of a server send it."))
        .change(CHANGE)
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
        registry manual-redirect rejected
        registry oracle yes";

    #[test]
    fn fires() {
        let read = "registry plain-get 200 | redirected-to: https://sso.example/login | <!DOCTYPE html>";
        expect![[r#"
            error certain about the registry
            The registry's address leads to a sign-in page at https://sso.example/login.
            - A plain request for /v2/ was sent on to another address by a redirect.
            - A web page answers there, with status 200.
            change: Leave /v2/ out of the single sign-on, or whatever redirects it: a registry does its own sign-in."#]].assert_eq(&says(&RULE, read));
        expect![[r#"
            error possible about the registry
            The registry may send the browser on to another server, to a sign-in page for one, instead of answering.
            - A plain request for /v2/ was blocked.
            - The answer to it is a redirect to another server, as sign-in pages in front of a server send it.
            change: Leave /v2/ out of the single sign-on, or whatever redirects it: a registry does its own sign-in.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, AWAY));
        let own = AWAY.replace("manual-redirect rejected", "manual-redirect redirected").replace("oracle yes", "oracle no");
        assert_eq!(verdict(&RULE, &own), "possible");
    }

    #[test]
    fn sign_in_pages_are_known_by_their_words() {
        for page in ["sso.example/", "r.example/oauth2/start", "r.example/users/sign_in", "r.example/realms/x/protocol/openid-connect/auth"] {
            let read = format!("registry plain-get 200 | redirected-to: https://{page} | <html>");
            assert_eq!(verdict(&RULE, &read), "certain", "{page}");
        }
        // a page whose own server wants policies cannot see a redirect
        let dark = "page own-origin 200 | cross-origin-embedder-policy: require-corp\n registry plain-get rejected\n registry no-cors-get rejected";
        assert_eq!(verdict(&RULE, dark), "possible");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 200 | redirected-to: https://r.example/v2/"), "fine");
        for page in ["ui/", "lessons/", "authors/web", "idportal"] {
            let read = format!("registry plain-get 200 | redirected-to: https://r.example/{page} | <html>");
            assert_eq!(verdict(&RULE, &read), "fine", "{page}");
        }
        // a server's own pages are none, and a web page without a redirect is a wrong address
        assert_eq!(verdict(&RULE, "registry plain-get 200 | redirected-to: https://r.example/ui/ | <!DOCTYPE html>"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200 | | <!DOCTYPE html>"), "fine");
        assert_eq!(verdict(&RULE, &AWAY.replace("oracle yes", "oracle no")), "does not apply");
        let secured = format!("page http://ui.example/\ntyped http://r.example\n{AWAY}\nregistry other-scheme opaque");
        assert_eq!(verdict(&RULE, &secured), "does not apply");
    }
}
