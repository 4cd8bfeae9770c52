//! The registry names its token service by a name that only its own network knows.
//!
//! ## What you see
//! The registry answers, and no sign-in works, or no public image appears. On the registry's own machine everything works.
//!
//! ## Why
//! The realm of the challenge is for the browser, not for the registry: it must be a name that the person's machine can
//! look up and reach. A container's name (`http://gitea:3000/…`), a cluster's service name (`….svc.cluster.local`) or a private
//! address works between the servers only.
//!
//! ## What cannot be known
//! By which public name the token service could be reached, and whether it is reachable from outside at all.
//!
//! ## What to change
//! Publish the token service (a path on the registry's own name is best: that needs no CORS of its own), and set the realm
//! to that address: in Distribution `auth.token.realm`, in Gitea `[server] ROOT_URL`, in Harbor `external_url`.
//!
//! ## How to check
//! Open the realm that `curl -i {registry_origin}/v2/` shows in a tab on this machine: it must answer, if only with an error.
//!
//! ## Source
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)
//! - [docker_auth issue 390](https://github.com/cesanta/docker_auth/issues/390)

use crate::diagnosis::evidence::refused::{hinders, host_of, is_kept_by_the_page, is_unknown_internal_name};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Verdict};
use crate::diagnosis::senses::{SenseAnswer, Sense};
use crate::registry::auth::realm::{RealmError, is_internal};

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-internal-name",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let (Some((_, judged)), Ok(registry)) = (observation.realm(), observation.registry()) else {
        return Verdict::NotApplicable;
    };
    let is_public = !is_internal(registry.url());
    let (realm, confidence) = match judged {
        Err(RealmError::Internal(realm)) => (realm, Confidence::Certain),
        // Two faults at once; with https alone it would still lead nowhere.
        Err(RealmError::Insecure(realm)) if is_public && is_internal(&realm) => (realm, Confidence::Certain),
        Ok(realm) if is_unknown_internal_name(observation, &realm.url) && !is_kept_by_the_page(observation) => {
            (realm.url, Confidence::Likely)
        }
        Ok(_) => return Verdict::Fine,
        Err(_) => return Verdict::NotApplicable,
    };
    let host = host_of(&realm);
    let finding = Finding::new(
        Server::Registry,
        format!("The registry sends sign-ins to {host}, which only its own network knows."),
    );
    let finding = finding
        .severity(hinders(observation))
        .confidence(confidence)
        .evidence(format!("The realm of the Bearer challenge is {realm}."));
    let finding = match confidence {
        Confidence::Certain => finding.evidence(format!(
            "The registry itself has a public name, {}, and {host} is none.",
            host_of(registry.url())
        )),
        _ => finding.evidence(match observation.sense_answer(Server::TokenService, Sense::Stun) {
            Some(SenseAnswer::No) => "This machine cannot look that name up.",
            _ => "Nothing could be reached under that name, which has no dot in it.",
        }),
    };
    finding
        .change("Let the registry name an address of the token service that browsers can reach, best a path on the registry's own name. In Distribution:")
        .line("auth:")
        .line("  token:")
        .line(format!("    realm: {}/<path of the token service>", registry.origin()))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn realm(realm: &str) -> String {
        format!("registry plain-get 401 | www-authenticate: Bearer realm=\"{realm}\",service=\"s\"\n")
    }

    const UNREACHABLE: &str = "token-service token https://auth:5001/t rejected
        token-service plain-get https://auth:5001/t rejected
        token-service no-cors-get https://auth:5001/t rejected\n";

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            The registry sends sign-ins to gitea:3000, which only its own network knows.
            - The realm of the Bearer challenge is https://gitea:3000/v2/token.
            - The registry itself has a public name, r.example, and gitea:3000 is none.
            change: Let the registry name an address of the token service that browsers can reach, best a path on the registry's own name. In Distribution:
                auth:
                  token:
                    realm: https://r.example/<path of the token service>"#]].assert_eq(&says(&RULE, &realm("https://gitea:3000/v2/token")));
        expect![[r#"
            error likely about the registry
            The registry sends sign-ins to auth:5001, which only its own network knows.
            - The realm of the Bearer challenge is https://auth:5001/t.
            - This machine cannot look that name up.
            change: Let the registry name an address of the token service that browsers can reach, best a path on the registry's own name. In Distribution:
                auth:
                  token:
                    realm: https://registry:5000/<path of the token service>"#]].assert_eq(&says(
            &RULE,
            &format!("typed https://registry:5000\n{}{UNREACHABLE}token-service stun no", realm("https://auth:5001/t")),
        ));
        // plain http is another fault beside it
        assert_eq!(verdict(&RULE, &realm("http://gitea:3000/v2/token")), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &realm("https://auth.example/token")), "fine");
        assert_eq!(verdict(&RULE, &realm("http://auth.example/token")), "does not apply");
        let local = format!("typed https://registry:5000\n{}", realm("https://auth:5001/t"));
        // it has not been asked, or its name is known
        assert_eq!(verdict(&RULE, &local), "fine");
        assert_eq!(verdict(&RULE, &format!("{local}{UNREACHABLE}token-service stun yes")), "fine");
        // the machine is offline
        assert_eq!(verdict(&RULE, &format!("{local}{UNREACHABLE}page own-origin rejected")), "fine");
        // an address needs no look-up: that nothing answers there says nothing about its kind
        let address = format!("typed https://10.0.0.5\n{}{UNREACHABLE}", realm("https://auth:5001/t"));
        assert_eq!(verdict(&RULE, &address.replace("auth:5001", "10.0.0.6")), "fine");
    }
}
