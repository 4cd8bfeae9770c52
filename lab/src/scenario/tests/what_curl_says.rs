//! "Paste what curl says", with a real curl: the page's own lines are run against each scenario, and what they print names
//! the cause, and nothing that is not there.

use anyhow::{Result, ensure};
use pierglass::diagnosis::curl::{self, Parties, Shell};
use pierglass::diagnosis::observation::Probe;
use pierglass::diagnosis::pasted::{Reading, read};
use pierglass::registry::auth::challenge::parse_challenges;
use pierglass::registry::auth::realm::Realm;
use tokio::process::Command;
use url::Url;

use crate::scenario::Scenario;
use crate::scenario::shown::{SHOWN, is_asked_by_curl};
use crate::setup::Setup;

const PREFLIGHT: &[&str] =
    &["preflight-unauthorized", "preflight-refused", "preflight-header-not-allowed", "preflight-method-not-allowed"];

/// What is true of a server besides, where a rule's cause is there, and what the page does not list beside it.
const BESIDES: [(&str, &[&str]); 5] = [
    ("cors-origin-missing", PREFLIGHT),
    // An error alone is asked for where everybody has to sign in.
    ("cors-missing-on-errors", &["cors-origin-missing"]),
    ("realm-cors-missing", &["realm-preflight-fails"]),
    ("realm-internal-name", &["realm-unreachable"]),
    ("realm-relative", &["realm-not-a-token-service"]),
];

/// Runs the lines where curl can, and holds what comes of them against the scenario's causes.
pub(super) async fn check(scenario: &Scenario, setup: &Setup) -> Result<()> {
    if !is_asked_by_curl(scenario) {
        return Ok(());
    }
    let (reading, paste) = pasted(scenario, setup).await?;
    let said = || format!("curl said\n{paste}\nand that was read as {reading:#?}");
    let ids: Vec<&str> = reading.findings.iter().filter_map(|found| found.rule_id()).collect();
    for found in reading.findings.iter().filter(|found| found.stops) {
        let besides = BESIDES.iter().filter(|(cause, _)| scenario.causes.contains(cause)).flat_map(|(_, ids)| *ids);
        let is_there = found.rule_id().is_none_or(|id| scenario.causes.iter().chain(besides).any(|cause| *cause == id));
        ensure!(is_there, "it names {:?}, which is not there; {}", found.rule_id(), said());
    }
    let shown: Vec<&&str> = scenario.causes.iter().filter(|cause| SHOWN.contains(cause)).collect();
    let is_named = shown.is_empty() || shown.iter().any(|cause| ids.contains(*cause));
    ensure!(is_named, "none of {shown:?} is named; {}", said());
    Ok(())
}

/// What a person would paste: every line and what it printed.
async fn pasted(scenario: &Scenario, setup: &Setup) -> Result<(Reading, String)> {
    let typed = setup.check_up_target();
    let registry = Url::parse(&if typed.contains("://") { typed } else { format!("https://{typed}") })?;
    let origin = setup.page_origin();
    let tags = scenario.repository.map(|name| registry.join(&format!("/v2/{name}/tags/list"))).transpose()?;
    let later: Vec<(Probe, Url)> = tags.map(|url| (Probe::Tags, url)).into_iter().collect();
    let changes = (scenario.plan)().changes;
    let parties = Parties { origin: &origin, registry: &registry, token_service: None, later: &later, changes };
    let first = curl::lines(parties, Shell::Posix);
    let printed = run(&first[0].text).await?;
    // The page knows the token service from the challenge, too.
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("www-authenticate").then(|| value.to_owned())
    };
    let challenges = printed.lines().filter_map(header).flat_map(|value| parse_challenges(&value));
    let mut realms = challenges.filter_map(|challenge| {
        let realm = Realm::judge(challenge.parameter("realm")?, &registry).ok()?;
        Some(realm.url)
    });
    let tokens = realms.next();
    let mut paste = String::new();
    let parties = Parties { token_service: tokens.as_ref(), ..parties };
    for line in curl::lines(parties, Shell::Posix) {
        paste += &format!("$ {}\n{}\n", line.text, run(&line.text).await?);
    }
    Ok((read(parties, &paste), paste))
}

async fn run(line: &str) -> Result<String> {
    let output = Command::new("sh").arg("-c").arg(format!("{line} 2>&1")).output().await?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
