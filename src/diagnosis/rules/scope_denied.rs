//! The account that is signed in may not see this.
//!
//! ## What you see
//! The sign-in works, and then a list or an image is refused. `docker pull` says "denied: requested access to the resource is
//! denied".
//!
//! ## Why
//! The account is known, and its rights do not reach so far. A token says in its `access` what it permits; a token service
//! that is asked for more than an account may have gives what it may have, without an error.
//!
//! ## What cannot be known
//! Whether the repository exists: registries refuse unknown names in the same way.
//!
//! ## What to change
//! Give the account the right that is missing: in docker_auth an entry of `acl`, in Harbor a role in the project, in zot
//! `accessControl.repositories`, in Quay a permission of the repository. Or sign in with another account.
//!
//! ## How to check
//! `docker pull` with the same account.
//!
//! ## Source
//! - [Distribution: token scope and access](https://distribution.github.io/distribution/spec/auth/scope/)

use crate::diagnosis::evidence::refused::{RefusalCause, asked_scope, codes, granted_words, hinders, host_of, is_about_catalog, is_catalog, refused_for, right_words};
use crate::diagnosis::observation::{Observation, AuthorizationKind, Probe, Read, Server, Step};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "scope-denied",
    source: "https://distribution.github.io/distribution/spec/auth/scope/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if let Some((step, read)) = observation.steps.iter().find_map(forbidden) {
        return forbidden_finding(step, read).severity(hinders(observation)).into();
    }
    let refused = refused_for(observation, RefusalCause::Scope).or_else(|| refused_for(observation, RefusalCause::Unknown));
    let refused = refused.filter(|refused| !refused.is_anonymous);
    // The list of repositories has a rule of its own.
    let Some(refused) = refused.filter(|refused| !is_catalog(refused.step)) else {
        let is_let_in = observation.authorized().any(|step| step.read().is_some_and(|read| read.status < 300));
        return if is_let_in { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let error = refused.challenge.as_ref().and_then(|challenge| challenge.parameter("error"));
    let mut finding = Finding::new(
        Server::Registry,
        format!("The account that is signed in lacks {}.", right_words(&refused.wanted)),
    )
    .severity(hinders(observation))
    .confidence(if refused.cause == RefusalCause::Scope { Confidence::Certain } else { Confidence::Likely })
    .evidence("The token service took name and password, and the registry answered 401 to its token.")
    .evidence(format!("The request needs {}.", right_words(&refused.wanted)))
    .evidence(granted_words(refused.token.claims.as_ref()));
    if let Some(error) = error {
        finding = finding.evidence(format!("The registry's challenge says error=\"{error}\"."));
    }
    finding.change("Give the account this right in the token service or in the registry, or sign in with another account.").into()
}

/// A 403 to somebody who was let in so far.
fn forbidden(step: &Step) -> Option<(&Step, &Read)> {
    let read = step.read().filter(|read| read.status == 403)?;
    let is_meant = match step.to {
        Server::Registry => matches!(step.probe, Probe::Tags | Probe::Manifest | Probe::Blob),
        Server::TokenService => {
            (step.authorization == Some(AuthorizationKind::Basic) || step.method == "POST") && !is_about_catalog(&asked_scope(step))
        }
        Server::Page | Server::Storage => false,
    };
    is_meant.then_some((step, read))
}

fn forbidden_finding(step: &Step, read: &Read) -> Finding {
    let scopes = asked_scope(step);
    let finding = match step.to {
        Server::TokenService => {
            let host = host_of(&step.url);
            let title = format!("The token service at {host} gives this account no token.");
            let finding = Finding::new(Server::TokenService, title)
                .evidence("The request with name and password was answered with 403.");
            if scopes.0.is_empty() { finding } else { finding.evidence(format!("It asked for: {scopes}.")) }
        }
        _ => {
            let who = if step.authorization.is_some() { "the account that is signed in" } else { "somebody without a name" };
            Finding::new(Server::Registry, format!("The registry does not show {} to {who}.", step.url.path()))
                .evidence(format!("The request for {} was answered with 403.", step.url.path()))
        }
    };
    let finding = match codes(read) {
        Some(codes) => finding.evidence(codes),
        None => finding,
    };
    finding.change(match step.probe {
        // Registries know one right for both, and the manifest came.
        Probe::Blob => "The manifest could be read and its blob not, and the right is the same: look at the rules of the server in front for paths with /blobs/, and at the storage's own.",
        _ => "Give the account the right to read this repository, or sign in with another account.",
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnosis::evidence::refused::token_body;
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn refused(access: &str, error: &str) -> String {
        format!(
            "signed in
            registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"
            token-service token https://auth.example/token?scope=repository:team/app:pull with Basic 200 | | {}
            registry tags https://r.example/v2/team/app/tags/list with Bearer 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\",scope=\"repository:team/app:pull\"{error}",
            token_body(&format!("{{\"access\":{access}}}"))
        )
    }

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            The account that is signed in lacks the right repository:team/app:pull.
            - The token service took name and password, and the registry answered 401 to its token.
            - The request needs the right repository:team/app:pull.
            - The token permits nothing: its access is empty.
            - The registry's challenge says error="insufficient_scope".
            change: Give the account this right in the token service or in the registry, or sign in with another account."#]].assert_eq(&says(&RULE, &refused("[]", ",error=\"insufficient_scope\"")));
        // without the registry's word the token's own has to do
        assert_eq!(verdict(&RULE, &refused("[]", "")), "certain");
        let forbidden = "signed in
            registry tags https://r.example/v2/team/app/tags/list with Basic 403 | | {\"errors\":[{\"code\":\"DENIED\"}]}";
        expect![[r#"
            error certain about the registry
            The registry does not show /v2/team/app/tags/list to the account that is signed in.
            - The request for /v2/team/app/tags/list was answered with 403.
            - The error says: DENIED.
            change: Give the account the right to read this repository, or sign in with another account."#]].assert_eq(&says(&RULE, forbidden));
        expect![[r#"
            error certain about the token-service
            The token service at auth.example gives this account no token.
            - The request with name and password was answered with 403.
            - It asked for: repository:a:pull.
            change: Give the account the right to read this repository, or sign in with another account."#]].assert_eq(&says(
            &RULE,
            "signed in\n token-service token https://auth.example/token?scope=repository:a:pull with Basic 403",
        ));
    }

    #[test]
    fn a_token_that_says_nothing() {
        let opaque = refused("[]", "").replace("eyJhY2Nlc3MiOltdfQ", "no-claims");
        assert_eq!(verdict(&RULE, &opaque), "likely");
    }

    #[test]
    fn stays_silent() {
        let pull = r#"[{"type":"repository","name":"team/app","actions":["pull"]}]"#;
        assert_eq!(verdict(&RULE, &refused(pull, ",error=\"invalid_token\"")), "does not apply");
        // nobody is signed in
        assert_eq!(verdict(&RULE, &refused("[]", "").replace("with Basic", "")), "does not apply");
        // the list of repositories
        assert_eq!(verdict(&RULE, &refused("[]", "").replace("registry tags", "registry catalog")), "does not apply");
        assert_eq!(verdict(&RULE, "registry catalog with Basic 403"), "does not apply");
        assert_eq!(verdict(&RULE, "registry tags with Basic 200"), "fine");
    }
}
