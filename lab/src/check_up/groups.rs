//! `cargo lab scenario --groups`: how many faults a page tells apart, and how many it could.
//!
//! Every single fault of the lab and of the generator is looked at once. Those of which the page saw the same are one group of
//! what can be told apart; those to which it says the same causes and the same changes are one group of what is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Result;
use serde_json::Value;

use super::browsers::in_browsers;
use super::drawn;
use super::placeholders::with_placeholders;
use super::scenario;
use crate::browser::Engine;
use crate::generated::base::{Access, Base};
use crate::generated::draw::with_parts;
use crate::generated::parts;
use crate::scenario::{Group, Scenario, all};

/// What to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The browser.
    pub engine: Engine,
    /// The page's folder.
    pub page: PathBuf,
    /// How many at once.
    pub at_once: usize,
}

/// One fault, what was seen of it and what was said.
#[derive(Clone, Debug)]
struct FaultReport {
    fault: String,
    seen: String,
    told: String,
}

/// Looks at all of them, and says which are told apart.
pub async fn run(options: &Options) -> Result<String> {
    let mut said = of_parts(options).await;
    for accepts_certificates in [false, true] {
        said.extend(of_scenarios(options, accepts_certificates).await);
    }
    said.sort_by(|one, other| one.fault.cmp(&other.fault));
    Ok(text(options.engine, &said))
}

/// The generator's, each in the plainest set-up that it can be in.
async fn of_parts(options: &Options) -> Vec<FaultReport> {
    let engine = options.engine;
    let faults: Vec<_> = parts::all().filter(|part| part.is_fault() && part.fits(engine)).collect();
    let page = options.page.clone();
    let count = faults.len() as u64;
    in_browsers(options.at_once, count, engine, false, move |browser, number| {
        let (part, page) = (faults[usize::try_from(number).unwrap_or_default()], page.clone());
        Box::pin(async move {
            let base = Base { access: Access::Bearer, signed_in: true, ..Base::plain(engine) };
            let (running, report) = drawn::report_of(browser, &with_parts(number, base, vec![part]), &page).await?;
            let tokens = running.tokens.first().cloned().unwrap_or_default();
            let named =
                [(running.typed.clone(), "{registry}"), (tokens, "{tokens}"), (running.page_origin.clone(), "{page}")];
            said(format!("generated: {}", part.name), &with_placeholders(&report, &named))
        })
    })
    .await
}

/// The lab's own that break one thing.
async fn of_scenarios(options: &Options, accepts_certificates: bool) -> Vec<FaultReport> {
    let is_one = |scenario: &&Scenario| {
        scenario.causes.len() == 1
            && scenario.accepts_certificates == accepts_certificates
            && !matches!(scenario.group, Group::Pair | Group::Strange)
    };
    let faults: Vec<&Scenario> = all().filter(is_one).collect();
    let page = options.page.clone();
    let count = faults.len() as u64;
    in_browsers(options.at_once, count, options.engine, accepts_certificates, move |browser, number| {
        let (scenario, page) = (faults[usize::try_from(number).unwrap_or_default()], page.clone());
        Box::pin(async move {
            let report = scenario::report_of(browser, scenario, &page).await?;
            said(scenario.name.to_owned(), &report.to_string())
        })
    })
    .await
}

/// What was seen, and what was said of it. Numbers in words are an echo of a status or a time, and names of hosts one of an address.
fn said(fault: String, report: &str) -> Result<FaultReport> {
    let report: Value = serde_json::from_str(report)?;
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let words = |value: &Value, names: &[&str]| {
        let words: Vec<String> = names.iter().map(|name| value[name].to_string()).collect();
        words.join(" ")
    };
    let steps = list("steps").iter().map(|step| words(step, &STEP)).collect::<Vec<String>>().join("\n");
    let findings = list("findings");
    let all_words = |names: &[&str]| {
        let all = findings.iter().map(|finding| without_numbers(&words(finding, names)));
        all.collect::<BTreeSet<String>>().into_iter().collect::<Vec<String>>().join("\n")
    };
    Ok(FaultReport { fault, seen: format!("{steps}\n{}", all_words(&FINDING)), told: all_words(&CAUSE) })
}

/// A question and its answer.
const STEP: [&str; 7] = ["step", "about", "to", "method", "authorization", "outcome", "status"];
/// All that is made of the answers; of headers and bodies a report says only this.
const FINDING: [&str; 7] = ["id", "about", "title", "evidence", "change", "lines", "fixes"];
/// What is wrong, and what to change.
const CAUSE: [&str; 4] = ["id", "about", "change", "lines"];

fn without_numbers(text: &str) -> String {
    let digits = |one: char| if one.is_ascii_digit() { '#' } else { one };
    let mut text: String = text.chars().map(digits).collect();
    while text.contains("##") {
        text = text.replace("##", "#");
    }
    text
}

fn text(engine: Engine, said: &[FaultReport]) -> String {
    let seen: BTreeSet<&str> = said.iter().map(|one| one.seen.as_str()).collect();
    let mut told: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for one in said {
        told.entry(&one.told).or_default().entry(&one.seen).or_default().push(&one.fault);
    }
    let mut text = String::new();
    for (words, apart) in told.iter().filter(|(_, apart)| apart.len() > 1) {
        text.push_str("told alike, and seen apart:\n");
        for line in words.lines() {
            text.push_str(&format!("  {line}\n"));
        }
        for faults in apart.values() {
            text.push_str(&format!("    {}\n", faults.join(", ")));
        }
    }
    let (seen, told) = (seen.len(), told.len());
    let share = 100.0 * told as f64 / seen.max(1) as f64;
    text + &format!("{engine}: {} single faults; told apart {told} of {seen} that can be: {share:.0} %", said.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(fault: &str, status: u16, change: &str) -> FaultReport {
        let step = json!({"step": "catalog", "outcome": "read", "status": status, "ms": 12});
        let finding = json!({"id": "server-error", "title": format!("It says {status}."), "change": change});
        said(fault.to_owned(), &json!({"steps": [step], "findings": [finding]}).to_string()).unwrap()
    }

    #[test]
    fn an_echo_of_a_status_should_tell_nothing_apart() {
        let all = [of("a", 500, "Look into the log of 500."), of("b", 503, "Look into the log of 503.")];
        let text = text(Engine::Chromium, &all);
        assert!(text.ends_with("2 single faults; told apart 1 of 2 that can be: 50 %"), "{text}");
        assert!(text.contains("    a\n    b\n"), "{text}");
    }

    #[test]
    fn another_change_should_tell_apart_what_was_seen_apart() {
        let all = [of("a", 500, "Look into the log."), of("b", 503, "Wait."), of("c", 503, "Wait.")];
        let text = text(Engine::Chromium, &all);
        assert_eq!(text, "chromium: 3 single faults; told apart 2 of 2 that can be: 100 %");
    }
}
