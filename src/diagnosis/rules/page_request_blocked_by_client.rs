//! Something in the browser keeps this one path from the page.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError" in one browser, while another browser, or the same one in a private window,
//! lists the registry. The console may say `ERR_BLOCKED_BY_CLIENT` or `ERR_BLOCKED_BY_RESPONSE`.
//!
//! ## Why
//! Extensions that block advertising or tracking judge addresses by patterns, and security tools do so too. A server
//! can ask for the same with the header `Cross-Origin-Resource-Policy: same-origin`: browsers then keep even the unread
//! answer from pages of another origin.
//!
//! ## What cannot be known
//! A page sees neither which extensions there are nor that header. Where the header is the cause, the answers lack
//! `Access-Control-Allow-Origin` as well, for with it that header would not matter.
//!
//! ## What to change
//! Switch the extension off for this page. On the server, drop `Cross-Origin-Resource-Policy` for `/v2/` and add
//! `Access-Control-Allow-Origin: {page_origin}`.
//!
//! ## How to check
//! The list appears in a private window, where extensions are off. `curl -i -H 'Origin: {page_origin}'
//! {registry_origin}/v2/` shows the headers.
//!
//! ## Source
//! - [Fetch standard: Cross-Origin-Resource-Policy](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header)

use crate::diagnosis::evidence::cross_origin::{allow_origin_line, path};
use crate::diagnosis::evidence::network::{is_blocked_by_client, is_withheld, local_network, policy_blocks};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "page-request-blocked-by-client",
    source: "https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    if policy_blocks(observation, to) || local_network(observation, to).is_some() {
        return Verdict::NotApplicable;
    }
    let finding = if is_blocked_by_client(observation, to) {
        let path = path(observation).unwrap_or("/v2/");
        Finding::new(Server::Page, format!("Something in this browser blocks requests for {path} of the registry."))
            .confidence(Confidence::Possible)
            .evidence("The root of the same server answers.")
            .evidence(format!("Both a request to read {path} and one whose answer stays unread were blocked."))
    } else if is_withheld(observation, to) {
        Finding::new(Server::Page, "Something in this browser keeps the registry's answers from this page.")
            .confidence(Confidence::Possible)
            .evidence("An answer came, and the browser did not pass it on, not even as one that stays unread.")
    } else {
        return Verdict::NotApplicable;
    };
    finding
        .evidence("An extension does that, or a Cross-Origin-Resource-Policy header in the answer.")
        .change(
            "Try a private window without extensions. If it fails there too, let the server drop \
             Cross-Origin-Resource-Policy for /v2/ and add this line.",
        )
        .line(allow_origin_line(observation))
        .decide(Decide::PasteGet)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const BLOCKED: &str = "
        registry plain-get rejected
        page own-origin opaque
        registry no-cors-get rejected
        registry no-cors-root https://r.example/ opaque";

    #[test]
    fn fires() {
        expect![[r#"
            error possible about the page
            Something in this browser blocks requests for /v2/ of the registry.
            - The root of the same server answers.
            - Both a request to read /v2/ and one whose answer stays unread were blocked.
            - An extension does that, or a Cross-Origin-Resource-Policy header in the answer.
            change: Try a private window without extensions. If it fails there too, let the server drop Cross-Origin-Resource-Policy for /v2/ and add this line.
                Access-Control-Allow-Origin: https://ui.example
            decides: paste-get"#]].assert_eq(&says(&RULE, BLOCKED));
        let withheld = BLOCKED.replace("/ opaque", "/ rejected") + "\n registry event-source yes";
        assert_eq!(verdict(&RULE, &withheld), "possible");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &BLOCKED.replace("/ opaque", "/ rejected")), "does not apply");
        assert_eq!(verdict(&RULE, &BLOCKED.replace("get rejected", "get opaque")), "does not apply");
        // /v2/ leads to another server, and nothing answers there
        assert_eq!(verdict(&RULE, &format!("{BLOCKED}\n registry oracle yes")), "does not apply");
        // the page's policy, the local network
        assert_eq!(verdict(&RULE, &format!("page policy:https://r.example\n{BLOCKED}")), "does not apply");
        let withheld = BLOCKED.replace("/ opaque", "/ rejected") + "\n registry event-source yes";
        assert_eq!(verdict(&RULE, &format!("page denied\n{withheld}")), "does not apply");
    }
}
