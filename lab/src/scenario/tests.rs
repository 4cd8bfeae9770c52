//! The whole list: names, and the proof of each scenario.

use std::collections::HashSet;

use futures_util::StreamExt as _;

use super::*;
use crate::folders::find_program;
use crate::registry::Registry;
use crate::tools::registry_binary;

/// The rules that a server can cause; the others need an extension, a permission, or no network at all.
const RULES: &str = "
    address-invalid address-without-scheme address-with-credentials address-internal-name address-not-a-registry
    address-wrong-port-protocol
    page-mixed-content page-policy-blocks page-origin-null
    server-unreachable server-certificate-untrusted server-timeout server-bad-gateway
    cors-origin-missing cors-origin-mismatch cors-origin-duplicated cors-origin-malformed
    cors-wildcard-with-credentials cors-missing-on-errors cors-header-misspelt cors-vary-missing
    preflight-unauthorized preflight-refused preflight-redirected preflight-header-not-allowed
    preflight-method-not-allowed preflight-wildcard-authorization
    challenge-not-exposed challenge-split-in-two-lines digest-not-exposed link-not-exposed rate-limit-not-exposed
    challenge-missing challenge-malformed challenge-unsupported
    realm-invalid realm-relative realm-mixed-content realm-insecure realm-internal-name realm-unreachable
    realm-cors-missing realm-preflight-fails realm-not-a-token-service realm-on-other-host
    token-missing-in-answer token-rejected token-expired clock-skew token-audience-mismatch
    credentials-rejected credentials-required scope-denied anonymous-token-too-weak
    rate-limited catalog-denied catalog-unsupported catalog-page-too-large storage-redirect-blocked
    sign-in-page-redirect delete-disabled htpasswd-unreadable answer-not-json server-error
    practice-plain-http practice-wildcard-origin practice-password-on-every-request practice-long-lived-token
    practice-anonymous-catalog practice-no-rate-limit-headers
";

#[test]
fn every_rule_has_a_scenario_and_every_cause_is_a_rule() {
    let caused: HashSet<&str> = all().flat_map(|scenario| scenario.causes).copied().collect();
    let rules: HashSet<&str> = RULES.split_whitespace().collect();
    let missing: Vec<_> = rules.difference(&caused).collect();
    assert!(missing.is_empty(), "no scenario causes {missing:?}");
    let unknown: Vec<_> = caused.difference(&rules).collect();
    assert!(unknown.is_empty(), "no rules: {unknown:?}");
}

#[test]
fn names_say_what_they_cause() {
    let mut names = HashSet::new();
    for scenario in all() {
        let name = scenario.name;
        assert!(names.insert(name), "{name} stands there twice");
        let Some(first) = scenario.causes.first() else {
            assert!(matches!(scenario.group, Group::Healthy | Group::Strange), "{name} breaks nothing");
            continue;
        };
        match scenario.group {
            Group::Pair => {
                let both = scenario.causes.len() == 2 && name.starts_with("pair-") && name.contains("-and-");
                assert!(both, "{name} is no pair");
            }
            // Which of the certificate's faults it is stands in the name; a page cannot know.
            Group::Network if *first == "server-certificate-untrusted" => {
                assert!(name.starts_with("server-certificate-"), "{name}");
            }
            _ => assert!(name.starts_with(first), "{name} is named after another rule than {first}"),
        }
    }
    assert!(all().filter(|scenario| scenario.group == Group::Pair).count() >= 10);
}

#[test]
fn other_names_lead_to_scenarios() {
    for (other, own) in OTHER_NAMES {
        assert_eq!(find(other).unwrap().name, *own);
        assert!(all().all(|scenario| scenario.name != *other), "{other} is a name of its own");
    }
    assert!(find("nothing").is_err());
}

/// Some at a time: two cores start no faster than that.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_scenario_lies() {
    let page = tempfile::tempdir().unwrap();
    std::fs::write(page.path().join("index.html"), "<!doctype html><title>Pierglass</title>").unwrap();
    let proven = futures_util::stream::iter(all().filter(|scenario| can_run(scenario))).map(|scenario| {
        let page = page.path();
        async move { prove(scenario, page).await.err().map(|error| format!("{}: {error:#}", scenario.name)) }
    });
    let mut lies: Vec<String> = proven.buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await;
    lies.sort();
    assert!(lies.is_empty(), "{} lie\n\n{}", lies.len(), lies.join("\n\n"));
}

/// nginx may be missing where only the host's tests run, and the embedded registry reads no htpasswd file.
fn can_run(scenario: &Scenario) -> bool {
    let plan = (scenario.plan)();
    let nginx = plan.nginx.is_none() || find_program("nginx").is_some();
    nginx && (plan.htpasswd.is_none() || registry_binary::find().is_some())
}

async fn prove(scenario: &Scenario, page: &Path) -> Result<()> {
    let setup = scenario.start(page).await?;
    anyhow::ensure!(!scenario.proofs.is_empty(), "nothing proves it");
    // It deletes nothing at all, and says so in other words.
    if scenario.name == "delete-disabled" && matches!(setup.registry, Registry::Embedded(_)) {
        return Ok(());
    }
    for proof in scenario.proofs {
        proof.check(scenario, &setup).await?;
    }
    Ok(())
}
