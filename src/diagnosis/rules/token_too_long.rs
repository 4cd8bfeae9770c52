//! A token that is longer than what the server in front takes in a header.
//!
//! ## What you see
//! Signing in works, and then every list and image is blocked. In a tab, or with `curl`, the answer is `400 Request Header Or Cookie Too
//! Large` or `431`, made by the proxy.
//!
//! ## Why
//! A token names every right that it holds. Accounts with very many projects or groups get one of ten, twenty kilobytes, and servers have
//! a limit for headers: nginx 8 kB a line, httpd 8,190 bytes, Node 16 kB. The proxy answers with an error of its own before it chooses a
//! location, so CORS headers that stand in one are not on it (run with nginx: in the `server` block they are).
//!
//! ## What cannot be known
//! The page sees how long the token is, and not what the answer to it was: good answers without CORS headers look the same.
//!
//! ## What to change
//! Raise the limit of the proxy, in nginx by `large_client_header_buffers`; or let the token service put only those rights into a token that
//! were asked for.
//!
//! ## How to check
//! The lists of this registry open after a sign-in.
//!
//! ## Source
//! - [nginx: large_client_header_buffers](https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers)

use crate::diagnosis::evidence::refused::{hinders, token_of};
use crate::diagnosis::observation::{Observation, AuthorizationKind, Server, Step};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "token-too-long",
    source: "https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers",
    needs_paste: false,
    check,
};

/// Servers take at least so much in one line of a header: httpd's limit, which is the least, without the header's name.
const USUALLY_TAKEN: usize = 8_000;

fn check(observation: &Observation) -> Verdict {
    let longest = observation.steps.iter().filter_map(token_of).map(|token| token.length).max();
    let Some(length) = longest else { return Verdict::NotApplicable };
    let carries = |step: &&Step| step.to == Server::Registry && step.authorization == Some(AuthorizationKind::Bearer);
    let mut sent = observation.steps.iter().filter(carries);
    let refused = |step: &Step| step.is_blocked() || step.read().is_some_and(|read| matches!(read.status, 400 | 413 | 431 | 494));
    if length < USUALLY_TAKEN || !sent.any(refused) {
        return Verdict::Fine;
    }
    let kilobytes = length.div_ceil(1000);
    Finding::new(Server::Registry, format!("The token is {kilobytes} kB long, and the server in front may take no header of that length."))
        .severity(hinders(observation))
        .confidence(Confidence::Possible)
        .evidence("The token service gave a token of that length.")
        .evidence("Requests that carry it were blocked or refused.")
        .evidence("Proxies answer such a request with 400 or 431 before they choose a location, and without the CORS headers that stand there.")
        .change("Raise the limit for headers in the server in front; in nginx by this line, in the server block.")
        .line("large_client_header_buffers 4 32k;")
        .decide(Decide::ServerLog)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn sketch(length: usize, outcome: &str) -> String {
        format!(
            "registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\"
             token-service token 200 | | {{\"token\":\"{}\"}}
             registry catalog with Bearer {outcome}",
            "x".repeat(length)
        )
    }

    #[test]
    fn fires() {
        expect![[r#"
            error possible about the registry
            The token is 20 kB long, and the server in front may take no header of that length.
            - The token service gave a token of that length.
            - Requests that carry it were blocked or refused.
            - Proxies answer such a request with 400 or 431 before they choose a location, and without the CORS headers that stand there.
            change: Raise the limit for headers in the server in front; in nginx by this line, in the server block.
                large_client_header_buffers 4 32k;
            decides: server-log"#]].assert_eq(&says(&RULE, &sketch(20_000, "rejected")));
        assert_eq!(verdict(&RULE, &sketch(20_000, "400")), "possible");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &sketch(20_000, "200")), "fine");
        assert_eq!(verdict(&RULE, &sketch(2_000, "rejected")), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "does not apply");
    }
}
