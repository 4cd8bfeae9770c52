//! `docs/diagnosability.md`: what the check-up says about each scenario, engine by engine.

use std::fmt::Write as _;
use std::fs;

use anyhow::Result;
use lab::browser::Engine;
use lab::folders;
use lab::scenario::{Group, Scenario, all};
use pierglass::diagnosis::rules::RULES;
use serde_json::Value;

use crate::generated;

use super::{NOT_SEEN, UNSEEN, is_asked, kept};

/// What a report is worth.
enum Worth {
    /// The cause and nothing else that hinders.
    Exact,
    /// The cause among so many that are left open.
    Narrowed(usize),
    /// Nothing was to be found, and nothing was.
    Right,
    /// The cause is not among the findings, and its rule says that only a pasted exchange can show it.
    Pasted,
    /// The cause is not among the findings.
    Missed,
    /// A cause is named that is not there.
    Wrong,
}

/// The head of what is said about registries drawn by lot.
const DRAWN: &str = "\n## Drawn by lot\n\n\
    Registries that a generator draws (`lab/src/generated`), which knows no rule: names and certificates, slow networks, errors in HTML and \
    JSON, no fault, one or two. `cargo lab test` runs these fixed seeds, `cargo lab scenario --generate N --seed S --engine E` any others, and \
    `cargo lab scenario --groups --engine E` says how many single faults are told apart of those that can be.\n\n\
    - **narrowed**: what is wrong is among the findings, and nothing untrue is above `possible`.\n\
    - **noise**: nothing is wrong, and something is called `possible`.\n\n";

/// Writes the table from what is kept, which every run has just been held against; returns its last line.
pub fn write() -> Result<String> {
    let file = folders::workspace().join("docs/diagnosability.md");
    let before = fs::read_to_string(&file).unwrap_or_default();
    let mut text = String::from(
        "# What a check-up finds\n\n## In the lab\n\nWritten by `cargo lab test` from the reports in `lab/tests/e2e/reports`, which each run holds \
         against the real servers and browsers. The lab breaks one thing at a time, or two, in set-ups that its authors made for the rules.\n\n- **exact**: the cause, and nothing else that hinders.\n- **1 of k**: the \
         cause stands among k that the page cannot tell apart from inside; the report says which observation decides.\n\
         - **right**: nothing is wrong, and nothing is called wrong.\n- **curl**: no page can see the cause in this engine; what curl says shows it, and `cargo lab test` runs the page's own lines to see that it does.\n\
         - **missed**: the cause is not named.\n- **wrong**: a \
         cause is named above `possible` that is not there.\n- —: not asked in this engine.\n\n\
         | scenario | what is broken | Chromium | Firefox | WebKit |\n|---|---|---|---|---|\n",
    );
    let mut counts = [0usize; 6];
    for scenario in all() {
        let Ok(kept) = kept::read(scenario) else { continue };
        write!(text, "| `{}` | {} |", scenario.name, scenario.sentence.replace('|', "\\|"))?;
        for engine in Engine::ALL {
            let findings = kept::findings(&kept, engine)
                .filter(|_| is_asked(scenario.group, engine) && !NOT_SEEN.contains(&(engine, scenario.name)));
            let Some(findings) = findings else {
                write!(text, " — |")?;
                continue;
            };
            let worth = worth(scenario, engine, findings);
            let (at, shown) = match worth {
                Worth::Exact => (0, "exact".to_owned()),
                Worth::Right => (1, "right".to_owned()),
                Worth::Narrowed(k) => (2, format!("1 of {k}")),
                Worth::Pasted => (3, "curl".to_owned()),
                Worth::Missed => (4, "**missed**".to_owned()),
                Worth::Wrong => (5, "**wrong**".to_owned()),
            };
            counts[at] += 1;
            write!(text, " {shown} |")?;
        }
        text.push('\n');
    }
    let [exact, right, narrowed, curl, missed, wrong] = counts;
    let last =
        format!("exact {exact}, right {right}, narrowed {narrowed}, curl {curl}, missed {missed}, wrong {wrong}");
    write!(text, "\n{last}\n{DRAWN}")?;
    // What was not run in this process stays as it was measured last.
    let kept = before.split_once(DRAWN).map(|(_, drawn)| drawn.to_owned());
    text.push_str(&generated::table().or(kept).unwrap_or_default());
    fs::write(file, text)?;
    Ok(last)
}

fn worth(scenario: &Scenario, engine: Engine, findings: &Value) -> Worth {
    let hindering: Vec<&Value> =
        findings.as_array().into_iter().flatten().filter(|finding| finding["severity"] != "note").collect();
    let ids: Vec<&str> = findings.as_array().into_iter().flatten().filter_map(|one| one["id"].as_str()).collect();
    if !kept::untrue(scenario, findings).is_empty() {
        return Worth::Wrong;
    }
    let open = hindering.iter().filter(|finding| finding["confidence"] == "possible").count();
    match scenario.causes {
        [] if hindering.is_empty() || scenario.group == Group::Strange => Worth::Right,
        [] => Worth::Narrowed(open),
        causes if !causes.iter().any(|cause| ids.contains(cause)) => {
            let needs_paste = |cause: &&str| RULES.iter().any(|rule| rule.id == *cause && rule.needs_paste);
            let is_unseen = UNSEEN.contains(&(engine, scenario.name)) || causes.iter().all(needs_paste);
            if is_unseen { Worth::Pasted } else { Worth::Missed }
        }
        _ if open > 1 => Worth::Narrowed(open),
        _ => Worth::Exact,
    }
}
