//! The registry's answers do not say that this page may read them.
//!
//! ## What you see
//! Every list stays empty with "Failed to fetch" or "NetworkError", although the registry answers: `docker pull` works,
//! and the address opens in a tab.
//!
//! ## Why
//! A browser gives an answer to a page of another origin only where the answer carries `Access-Control-Allow-Origin`
//! with the page's origin, or with `*`. Registries send no such header by default, and some cannot. A tab needs no such
//! permission, so a tab proves nothing.
//!
//! ## What cannot be known
//! A page never sees the header itself. That none is sent, that it names another origin, that it stands there twice and
//! that its value is malformed all look the same from inside: so
//! [cors-origin-mismatch](#/guide/rules/cors-origin-mismatch),
//! [cors-origin-duplicated](#/guide/rules/cors-origin-duplicated) and
//! [cors-origin-malformed](#/guide/rules/cors-origin-malformed) stand beside this one until curl has decided.
//!
//! ## What to change
//! Best: serve Pierglass from the registry's own origin, which needs no CORS at all. Else let the server in front of
//! the registry add `Access-Control-Allow-Origin: {page_origin}` to every answer, also to errors, and answer preflights
//! itself.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' {registry_origin}/v2/` must show that header, once.
//!
//! ## Source
//! - [Fetch standard: CORS check](https://fetch.spec.whatwg.org/#cors-check)

use crate::diagnosis::evidence::cross_origin::{allow_origin_line, lacks_a_usable_origin, object_says, path, unread};
use crate::diagnosis::evidence::network::{is_firefox_in_the_dark, may_be_withheld};
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::Engine;

/// The rule.
pub const RULE: Rule = Rule {
    id: "cors-origin-missing",
    source: "https://fetch.spec.whatwg.org/#cors-check",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    if is_firefox_in_the_dark(observation, to) && path(observation).is_none() {
        return Finding::new(to, "The registry may answer for pages of its own origin alone, without the CORS header that lets this page read it.")
            .confidence(Confidence::Possible)
            .evidence("Every request was blocked.")
            .evidence("Firefox does that with an answer that has a Cross-Origin-Resource-Policy, so whether one came cannot be seen.")
            .change("Let the server in front of the registry add these lines to every answer, errors included.")
            .line(allow_origin_line(observation))
            .line("Cross-Origin-Resource-Policy: cross-origin")
            .decide(Decide::PasteGet)
            .into();
    }
    if !lacks_a_usable_origin(observation, to) {
        let is_fine = observation.reach(to) == Reach::Readable && observation.is_cross_origin(to);
        return if is_fine { Verdict::Fine } else { Verdict::NotApplicable };
    }
    let title = match path(observation) {
        Some(path) => format!("The registry's answer to {path} lacks the CORS header that lets this page read it."),
        None => "The registry answers, and its answers lack the CORS header that lets this page read them.".to_string(),
    };
    let finding = Finding::new(to, title).confidence(Confidence::Possible);
    if path(observation).is_some() {
        return finding
            .evidence("The registry's first answer, to /v2/, was read.")
            .evidence(unread(observation, to))
            .evidence(object_says(observation, to))
            .change("Let the server in front of the registry add this line to every answer, under every path, errors included.")
            .line(allow_origin_line(observation))
            .decide(Decide::PasteGet)
            .into();
    }
    if may_be_withheld(observation, to) {
        return finding
            .evidence(unread(observation, to))
            .change("Let the server in front of the registry add these lines to every answer, errors included.")
            .line(allow_origin_line(observation))
            .line("Cross-Origin-Resource-Policy: cross-origin")
            .decide(Decide::PasteGet)
            .into();
    }
    let finding = finding
        .evidence(match takes_anything_for_an_answer(observation) {
            false => "A request whose answer stays unread got through, so name, network and TLS are right.",
            true => {
                "Something came back to a request whose answer stays unread. Firefox takes any bytes for an answer: what \
                 speaks TLS alone, or no http at all, looks the same here."
            }
        })
        .evidence("The same request, made to be read, was blocked.")
        .evidence(object_says(observation, to));
    let finding = match observation.read(to, Probe::PlainRoot) {
        Some(_) => finding.evidence("The root of the same server can be read, which says nothing of /v2/."),
        None => finding,
    };
    finding
        .change("Let the server in front of the registry add this line to every answer, errors included.")
        .line(allow_origin_line(observation))
        .decide(Decide::PasteGet)
        .into()
}

/// Firefox reads bytes that are no http as an answer of HTTP/0.9, measured with Firefox 153.
fn takes_anything_for_an_answer(observation: &Observation) -> bool {
    let is_plain = observation.address(Server::Registry).is_some_and(|url| url.scheme() == "http" && url.port().is_some());
    is_plain && observation.page.engine == Engine::Firefox
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        expect![[r#"
            error possible about the registry
            The registry answers, and its answers lack the CORS header that lets this page read them.
            - A request whose answer stays unread got through, so name, network and TLS are right.
            - The same request, made to be read, was blocked.
            - The unread answer is a good one (a status of 200 to 299).
            change: Let the server in front of the registry add this line to every answer, errors included.
                Access-Control-Allow-Origin: https://ui.example
            decides: paste-get"#]].assert_eq(&says(&RULE, "
            registry plain-get rejected
            page own-origin opaque
            registry no-cors-get opaque
            registry manual-redirect rejected
            registry oracle no
            registry object yes"));
        let firefox = says(&RULE, "
            page http://ui.example firefox
            typed http://r.example:5000
            registry plain-get rejected
            registry no-cors-get opaque");
        assert!(firefox.contains("any bytes for an answer"), "{firefox}");
    }

    #[test]
    fn an_answer_that_firefox_hides_needs_a_connection() {
        let said = |said: &str| {
            verdict(&RULE, &format!("
                page http://ui.example firefox
                typed http://r.example:5000
                registry plain-get rejected
                registry no-cors-get rejected
                registry connection {said}"))
        };
        assert_eq!([said("yes"), said("no"), said("unavailable")], ["possible", "does not apply", "possible"]);
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "fine");
        assert_eq!(verdict(&RULE, "page https://r.example\n registry plain-get 200"), "does not apply");
        // nothing answers at all, or only late
        assert_eq!(verdict(&RULE, "registry plain-get rejected\n registry no-cors-get rejected"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get silent\n registry no-cors-get opaque"), "does not apply");
        let unreadable = "registry plain-get rejected\n registry no-cors-get opaque\n registry";
        // the browser was sent elsewhere; the port speaks https
        assert_eq!(verdict(&RULE, &format!("{unreadable} oracle yes")), "does not apply");
        let tls = format!("typed http://r.example:5000\n {unreadable} other-scheme https://r.example:5000/v2/ opaque");
        assert_eq!(verdict(&RULE, &tls), "does not apply");
        // another origin is allowed
        assert_eq!(verdict(&RULE, &format!("{unreadable} null-origin yes")), "does not apply");
    }
}
