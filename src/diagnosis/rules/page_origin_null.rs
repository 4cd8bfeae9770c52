//! This page has no origin of its own, so no server can allow it by name.
//!
//! ## What you see
//! Every list stays empty although the registry allows the address under which the page is shown.
//!
//! ## Why
//! A page that was opened as a file, or stands in a frame with the `sandbox` attribute and without `allow-same-origin`,
//! asks with `Origin: null`. A registry that allows `https://ui.example` does not mean that page. To allow `null` would
//! let in every sandboxed frame of every web site.
//!
//! ## What cannot be known
//! Nothing is left open about the page. Whether the registry would allow the page under a proper origin shows itself
//! only there.
//!
//! ## What to change
//! Serve the page from a web server, beside the registry best of all. In a frame, add `allow-same-origin` to its
//! `sandbox` attribute or drop the attribute, where the page comes from another origin than the portal around it.
//!
//! ## How to check
//! In the console of the browser `origin` must print the page's address and not `null`.
//!
//! ## Source
//! - [HTML standard: opaque origins](https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque)
//! - [Fetch standard: CORS check](https://fetch.spec.whatwg.org/#cors-check)

use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "page-origin-null",
    source: "https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if observation.page.origin != "null" {
        return Verdict::Fine;
    }
    let unreadable = observation.reach(Server::Registry) == Reach::Unreadable;
    let finding = Finding::new(Server::Page, "This page has no origin of its own, so no server can allow it by name.")
        .severity(if unreadable { Severity::Error } else { Severity::Note })
        .evidence("The browser sends Origin: null with this page's requests.");
    let finding = match observation.page.in_frame {
        true => finding.evidence("It is shown inside of another page, in a sandboxed frame."),
        false if observation.page.url.scheme() == "file" => finding.evidence("It was opened as a file."),
        false => finding,
    };
    let finding = match unreadable {
        true => finding.evidence("The registry answers, and its answers do not let this page read them."),
        false => finding,
    };
    let change = match observation.page.in_frame {
        true => "Let the page around this one add allow-same-origin to the frame's sandbox attribute.",
        false => "Serve this page from a web server, best of all from the registry's own.",
    };
    finding.change(change).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::rules::cors_origin_missing;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const FILE: &str = "
        page file:///index.html null
        registry plain-get rejected
        registry no-cors-get opaque
        registry object yes";

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the page
            This page has no origin of its own, so no server can allow it by name.
            - The browser sends Origin: null with this page's requests.
            - It was opened as a file.
            - The registry answers, and its answers do not let this page read them.
            change: Serve this page from a web server, best of all from the registry's own."#]].assert_eq(&says(&RULE, FILE));
        // the registry lets everybody in
        assert!(says(&RULE, "page null\n registry plain-get 200").starts_with("note certain"));
        // what is missing on the registry can be judged only from a page that has an origin
        assert_eq!(verdict(&cors_origin_missing::RULE, FILE), "does not apply");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get rejected\n registry no-cors-get opaque"), "fine");
    }
}
