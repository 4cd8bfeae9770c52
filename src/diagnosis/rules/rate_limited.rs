//! A server has had too many requests from here.
//!
//! ## What you see
//! Lists or images stop appearing after a while, and appear again later. `docker pull` says "toomanyrequests: You have reached
//! your pull rate limit" or "429 Too Many Requests".
//!
//! ## Why
//! A registry, its token service or a proxy in front of it lets everybody send so many requests in so much time, and answers
//! 429 to the next one. Limits are counted for an account, or for an address that a whole office may share.
//!
//! ## What cannot be known
//! Who else uses up the same limit. How long to wait is known only where the answer says so and the page may see that header.
//!
//! ## What to change
//! Wait, or sign in: accounts mostly have more than an address without a name. On a server of your own raise the limit, and
//! send `Retry-After` with the 429; to a page on another origin both need `Access-Control-Expose-Headers: Retry-After`.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` shows the status, and `Retry-After` where it is sent.
//!
//! ## Source
//! - [RFC 6585, section 4: 429 Too Many Requests](https://www.rfc-editor.org/rfc/rfc6585.html#section-4)

use crate::diagnosis::evidence::refused::{codes, hinders, host_of};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Verdict};
use crate::registry::error::retry_after;

/// The rule.
pub const RULE: Rule = Rule {
    id: "rate-limited",
    source: "https://www.rfc-editor.org/rfc/rfc6585.html#section-4",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let mut read = observation.steps.iter().filter_map(|step| Some((step, step.read()?)));
    let Some((step, answer)) = read.find(|(_, answer)| answer.status == 429) else {
        let is_read = observation.answers(Server::Registry).next().is_some();
        return if is_read { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let who = match step.to {
        Server::TokenService => format!("token service at {}", host_of(&step.url)),
        _ => "registry".to_string(),
    };
    let finding = Finding::new(step.to, format!("The {who} takes no more requests from here for now."))
        .severity(hinders(observation))
        .evidence(format!("It answered 429 (too many requests) to {}.", step.url.path()));
    let finding = match retry_after(&answer.headers, answer.received) {
        Some(wait) => finding.evidence(format!("It asks to wait {} seconds (Retry-After).", wait.as_secs())),
        None => finding.evidence("The page can see no Retry-After header that says for how long."),
    };
    let finding = match codes(answer) {
        Some(codes) => finding.evidence(codes),
        None => finding,
    };
    let change = match observation.signed_in {
        true => "Wait, and then check again. On a server of your own raise the limit.",
        false => "Wait, or sign in: many servers let accounts send more. On a server of your own raise the limit.",
    };
    finding.change(change).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        let registry = "registry plain-get 200
            registry tags https://r.example/v2/a/tags/list 429 | retry-after: 30 | {\"errors\":[{\"code\":\"TOOMANYREQUESTS\"}]}";
        expect![[r#"
            error certain about the registry
            The registry takes no more requests from here for now.
            - It answered 429 (too many requests) to /v2/a/tags/list.
            - It asks to wait 30 seconds (Retry-After).
            - The error says: TOOMANYREQUESTS.
            change: Wait, or sign in: many servers let accounts send more. On a server of your own raise the limit."#]].assert_eq(&says(&RULE, registry));
        expect![[r#"
            error certain about the token-service
            The token service at auth.example takes no more requests from here for now.
            - It answered 429 (too many requests) to /token.
            - The page can see no Retry-After header that says for how long.
            change: Wait, and then check again. On a server of your own raise the limit."#]].assert_eq(&says(&RULE, "signed in\n token-service token 429"));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 503 | retry-after: 30"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get rejected"), "does not apply");
    }
}
