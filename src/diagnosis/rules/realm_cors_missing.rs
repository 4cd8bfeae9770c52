//! The page may read the registry, and not its token service.
//!
//! ## What you see
//! The page reads the registry's challenge and then stops with "Failed to fetch" or "NetworkError", signed in or not.
//! `docker login` works. The token service's log shows the page's request, answered as it should be.
//!
//! ## Why
//! The token service is a server of its own. Where its origin is another one than the page's, its answers need CORS headers
//! too; those of the registry do not count for it. docker_auth, Harbor and GitLab send none.
//!
//! ## What cannot be known
//! A page never sees the header itself. That none is sent, that it names another origin and that it stands there twice look
//! the same from inside.
//!
//! ## What to change
//! Best: publish the token service under a path of the registry's own name (`{registry_origin}/token`) and name that as the
//! realm, so that one set of headers serves both. Else let the server in front of the token service send the headers too,
//! with every answer, and answer `OPTIONS` with 204 before it asks for a password.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' {token_service}` must show `Access-Control-Allow-Origin: {page_origin}`, once.
//!
//! ## Source
//! - [Fetch standard: CORS check](https://fetch.spec.whatwg.org/#cors-check)

use crate::diagnosis::evidence::cross_origin::{allow_origin_line, is_unreadable, object_says, unread};
use crate::diagnosis::evidence::network::is_kept_dark;
use crate::diagnosis::evidence::refused::{hinders, host_of, is_kept_by_the_page};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-cors-missing",
    source: "https://fetch.spec.whatwg.org/#cors-check",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::TokenService;
    if observation.answers(to).next().is_some() {
        return Verdict::Fine;
    }
    if !is_unreadable(observation, to) || is_kept_by_the_page(observation) {
        return Verdict::NotApplicable;
    }
    let Some(realm) = observation.address(to) else { return Verdict::NotApplicable };
    let host = host_of(&realm);
    Finding::new(to, format!("The token service at {host} answers, and by their CORS headers its answers do not let this page read them."))
        .severity(hinders(observation))
        .confidence(if is_kept_dark(observation, to) { Confidence::Possible } else { Confidence::Likely })
        .evidence(format!("The registry could be read, and names {realm} as its token service."))
        .evidence(unread(observation, to))
        .evidence(object_says(observation, to))
        .change("Let the server in front of the token service add these lines to every answer, errors included, and answer OPTIONS itself with 204.")
        .line(allow_origin_line(observation))
        .line("Access-Control-Allow-Methods: GET, POST, OPTIONS")
        .line("Access-Control-Allow-Headers: Authorization")
        .decide(Decide::PasteGet)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const UNREADABLE: &str = "
        registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"
        token-service token rejected
        token-service plain-get rejected
        page own-origin opaque
        token-service no-cors-get opaque
        token-service manual-redirect rejected
        token-service oracle no
        token-service object yes\n";

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the token-service
            The token service at auth.example answers, and by their CORS headers its answers do not let this page read them.
            - The registry could be read, and names https://auth.example/token as its token service.
            - A request whose answer stays unread got through; the same request, made to be read, was blocked.
            - The unread answer is a good one (a status of 200 to 299).
            change: Let the server in front of the token service add these lines to every answer, errors included, and answer OPTIONS itself with 204.
                Access-Control-Allow-Origin: https://ui.example
                Access-Control-Allow-Methods: GET, POST, OPTIONS
                Access-Control-Allow-Headers: Authorization
            decides: paste-get"#]].assert_eq(&says(&RULE, UNREADABLE));
    }

    #[test]
    fn stays_silent() {
        // a sign-in page stands in front of it; nothing is there
        assert_eq!(verdict(&RULE, &UNREADABLE.replace("oracle no", "oracle yes")), "does not apply");
        assert_eq!(verdict(&RULE, &UNREADABLE.replace("no-cors-get opaque", "no-cors-get rejected")), "does not apply");
        // only the preflight is in the way
        assert_eq!(verdict(&RULE, &UNREADABLE.replace("service plain-get rejected", "service plain-get 200")), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
    }
}
