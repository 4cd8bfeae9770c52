//! The whole list: names, and the proof of each scenario.

mod what_curl_says;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;

use anyhow::Result;
use pierglass::diagnosis::rules::RULES;

use super::groups::OTHER_NAMES;
use super::proof::{Proof, Shows};
use super::*;
use crate::folders::find_program;
use crate::registry::Registry;
use crate::setup::{Content, Plan};
use crate::tools::registry_binary;

/// The rules that no server can cause: they need no network at all, a permission, an extension.
const WITHOUT_SERVER: [&str; 3] = ["page-offline", "page-local-network-blocked", "page-request-blocked-by-client"];

#[test]
fn every_rule_has_a_scenario_and_every_cause_is_a_rule() {
    let caused: HashSet<&str> = all().flat_map(|scenario| scenario.causes).copied().collect();
    let rules: HashSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    let on_request = ON_REQUEST.iter().flat_map(|scenario| scenario.causes);
    assert!(on_request.into_iter().all(|cause| rules.contains(cause)));
    let missing: Vec<_> = rules.difference(&caused).filter(|id| !WITHOUT_SERVER.contains(id)).collect();
    assert!(
        missing.is_empty(),
        "no scenario causes {missing:?}; write one in the file of its group in lab/src/scenario/"
    );
    let unknown: Vec<_> = caused.difference(&rules).collect();
    assert!(unknown.is_empty(), "no rules: {unknown:?}");
}

#[test]
fn names_say_what_they_cause() {
    let mut names = HashSet::new();
    for scenario in all().chain(ON_REQUEST) {
        let name = scenario.name;
        assert!(names.insert(name), "{name} stands there twice");
        let Some(first) = scenario.causes.first() else {
            assert!(matches!(scenario.group, Group::Healthy | Group::Strange), "{name} breaks nothing");
            continue;
        };
        match scenario.group {
            Group::Strange => {}
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

#[test]
fn no_scenario_lies() {
    let page = tempfile::tempdir().unwrap();
    std::fs::write(page.path().join("index.html"), "<!doctype html><title>Pierglass</title>").unwrap();
    let left = Mutex::new(all().filter(|scenario| can_run(scenario)));
    let lies = Mutex::new(Vec::new());
    std::thread::scope(|threads| {
        for _ in 0..AT_ONCE {
            threads.spawn(|| {
                // Several threads, so that the servers answer while a set-up starts.
                let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
                let runtime = runtime.unwrap();
                while let Some(scenario) = { left.lock().unwrap().next() } {
                    if let Err(error) = runtime.block_on(prove(scenario, page.path())) {
                        lies.lock().unwrap().push(format!("{}: {error:#}", scenario.name));
                    }
                }
            });
        }
    });
    let lies = lies.into_inner().unwrap();
    assert!(lies.is_empty(), "{} lie\n\n{}", lies.len(), lies.join("\n\n"));
}

/// nginx, and a registry that is compiled for its scenarios, may be missing where only the host's tests run, and the embedded registry reads no htpasswd file and has no CORS
/// headers of its own.
fn can_run(scenario: &Scenario) -> bool {
    if let Some(lacks) = scenario.lacks() {
        eprintln!("{} is not proven: {lacks}", scenario.name);
        return false;
    }
    let plan = (scenario.plan)();
    let nginx = plan.nginx.is_none() || find_program("nginx").is_some();
    let embedded_will_do = plan.htpasswd.is_none() && !plan.native_cors && plan.configured.is_none();
    nginx && (embedded_will_do || registry_binary::find().is_some())
}

/// The samples take most of the time to start, and most proofs need none.
fn speaks_of_content(scenario: &Scenario) -> bool {
    let proofs = format!("{:?}", scenario.proofs);
    ["library/", "team-a/", "?n=", "repositories"].iter().any(|part| proofs.contains(part))
}

async fn prove(scenario: &Scenario, page: &Path) -> Result<()> {
    let mut plan = (scenario.plan)();
    if plan.content == Content::Sample && !speaks_of_content(scenario) {
        plan.content = Content::Empty;
    }
    let setup = scenario.start_as(plan, page).await?;
    anyhow::ensure!(!scenario.proofs.is_empty(), "nothing proves it");
    // It deletes nothing at all, and says so in other words.
    if scenario.name == "delete-disabled" && matches!(setup.registry, Registry::Embedded(_)) {
        return Ok(());
    }
    for proof in scenario.proofs {
        proof.check(scenario, &setup).await?;
    }
    what_curl_says::check(scenario, &setup).await
}

#[tokio::test]
async fn a_lie_is_found() {
    let page = tempfile::tempdir().unwrap();
    let scenario = find("cors-origin-mismatch").unwrap();
    let right = scenario.proofs[0];
    let setup = scenario.start_as(Plan::anonymous().content(Content::Empty), page.path()).await.unwrap();
    right.check(scenario, &setup).await.unwrap();
    for wrong in [
        &[Shows::Status(401)][..],
        &[Shows::Header("access-control-allow-origin", "{page}")],
        &[Shows::Without("access-control-allow-origin")],
        &[Shows::Lines("access-control-allow-origin", 2)],
        &[Shows::Refused],
        &[Shows::Typed("https://")],
    ] {
        let proof = Proof { shows: wrong, ..right };
        assert!(proof.check(scenario, &setup).await.is_err(), "{wrong:?} is not so");
    }
}
