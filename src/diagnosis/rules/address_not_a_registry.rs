//! What answers at this address is not a registry.
//!
//! ## What you see
//! A web page, a 404 or some other text comes where the registry's `/v2/` should be. Pages for registries often say
//! "404 catalog not found" then.
//!
//! ## Why
//! The address is that of a web site, of a registry's own web pages, or of a proxy that passes another path on to the
//! registry. Every registry client asks for `/v2/` at the root of the host; none looks for it below a path. A page that
//! is served beside its registry gets itself back where the server answers unknown paths with the page.
//!
//! ## What cannot be known
//! A registry behind the same host may be down while another server answers in its place. Where the address itself has
//! a path, nothing is left open.
//!
//! ## What to change
//! Write the host and port that `docker login` takes, without a path. On a proxy, pass `/v2/` on to the registry as it
//! is.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` must answer 200 or 401, and not with a web page.
//!
//! ## Source
//! - [OCI specification: determining support](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support)

use crate::diagnosis::evidence::cross_origin::is_sign_in_page;
use crate::diagnosis::evidence::network::place;
use crate::diagnosis::observation::{BodyKind, Observation, Probe, Read, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::registry::host::HostError;

/// The rule.
pub const RULE: Rule = Rule {
    id: "address-not-a-registry",
    source: "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if let Err(HostError::HasPath(path)) = observation.registry() {
        return Finding::new(Server::Registry, format!("The address has a path after the host: {path}"))
            .evidence("Registries answer at the root of a host, under /v2/. No request was made.")
            .change("Write the host and port alone. A repository is opened from the list, or by its full name.")
            .into();
    }
    let Some(read) = observation.read(Server::Registry, Probe::PlainGet) else { return Verdict::NotApplicable };
    if observation.is_registry() {
        return Verdict::Fine;
    }
    let is_page = read.body == BodyKind::Html && matches!(read.status, 200..=299 | 404);
    if let Some(page) = read.redirected_to.as_ref().filter(|page| is_page && !is_sign_in_page(page)) {
        return Finding::new(
            Server::Registry,
            format!("What answers at {} is not a registry: it leads to the web page {page}.", place(observation, Server::Registry)),
        )
        .confidence(Confidence::Likely)
        .evidence("A plain request for /v2/ was sent on to another address by a redirect.")
        .evidence(format!("A web page answers there, with status {}.", read.status))
        .change("Write the host and port that docker login takes. Where this is it, let its server pass /v2/ on to the registry, and redirect nothing there; a sign-in page in front has to leave /v2/ out.")
        .decide(Decide::OpenInTab)
        .into();
    }
    let Some(fact) = odd_answer(read) else { return Verdict::NotApplicable };
    let finding = Finding::new(
        Server::Registry,
        format!("What answers at {} is not a registry.", place(observation, Server::Registry)),
    )
    .confidence(Confidence::Likely)
    .evidence(fact)
    .evidence("Nothing in the answer is a registry's: no challenge, no version header, no error of the protocol.");
    let finding = match observation.is_cross_origin(Server::Registry) {
        true => finding,
        false => finding.evidence("It is the server that this page comes from."),
    };
    finding
        .change("Write the host and port that docker login takes; where this is it, let its server pass /v2/ on.")
        .decide(Decide::OpenInTab)
        .into()
}

/// What a registry does not answer. Sign-in pages of another origin and a proxy's own errors have rules of their own.
fn odd_answer(read: &Read) -> Option<String> {
    if read.redirected_to.is_some() {
        return None;
    }
    match (read.status, read.body) {
        (200..=299 | 404, BodyKind::Html) => Some(format!("/v2/ is answered with {} and a web page.", read.status)),
        (404, _) => Some("/v2/ is answered with 404.".to_string()),
        (200, BodyKind::Other) => Some("/v2/ is answered with 200 and a text that is no JSON.".to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            The address has a path after the host: /team/app
            - Registries answer at the root of a host, under /v2/. No request was made.
            change: Write the host and port alone. A repository is opened from the list, or by its full name."#]].assert_eq(&says(&RULE, "typed r.example/team/app"));
        expect![[r#"
            error likely about the registry
            What answers at r.example is not a registry.
            - /v2/ is answered with 200 and a web page.
            - Nothing in the answer is a registry's: no challenge, no version header, no error of the protocol.
            - It is the server that this page comes from.
            change: Write the host and port that docker login takes; where this is it, let its server pass /v2/ on.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, "page https://r.example/\n registry plain-get 200 | | <!doctype html>"));
        assert_eq!(verdict(&RULE, "registry plain-get 404"), "likely");
        assert_eq!(verdict(&RULE, "registry plain-get 200 | | It works!"), "likely");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 200 | | {}"), "fine");
        // CNCF Distribution says so where it knows no such repository
        let body = r#"{"errors":[{"code":"NAME_UNKNOWN","message":"x"}]}"#;
        assert_eq!(verdict(&RULE, &format!("registry plain-get 404 | | {body}")), "fine");
        let own = "registry plain-get 200 | redirected-to: https://r.example/ui/ | <html>";
        assert_eq!(verdict(&RULE, own), "likely");
        // what it is redirected to is only down
        assert_eq!(verdict(&RULE, &own.replace("get 200", "get 502")), "does not apply");
        // a sign-in page, a proxy's own error, a refusal without a visible challenge
        let moved = "registry plain-get 200 | redirected-to: https://sso.example/ | <html>";
        assert_eq!(verdict(&RULE, moved), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 502 | | <html>"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "does not apply");
    }
}
