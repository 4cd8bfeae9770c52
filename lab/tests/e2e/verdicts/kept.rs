//! What is kept of each scenario's report, and how a new one is held against it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use lab::browser::Engine;
use lab::folders;
use lab::scenario::Scenario;
use serde_json::{Value, json};

/// The file of a scenario: the findings as Chromium's report has them, word for word, and those of other engines where
/// they differ.
fn file(scenario: &Scenario) -> PathBuf {
    folders::workspace().join("lab/tests/e2e/reports").join(scenario.name).with_extension("json")
}

/// Servers that hang up at once, or answer every connection in another way: whether the browser saw a connection before it
/// ended is chance. The truth is asked of these alone, not the words.
const RACES: [&str; 5] = [
    "server-unreachable-closed",
    "server-unreachable-reset",
    "server-unreachable-empty",
    "strange-changing-answers",
    "strange-changing-answers-cors",
];

/// What is kept of a scenario.
pub fn read(scenario: &Scenario) -> Result<Value> {
    let file = file(scenario);
    let text = fs::read_to_string(&file).with_context(|| format!("{} is missing", file.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// The findings that an engine is known for.
pub fn findings(kept: &Value, engine: Engine) -> Option<&Value> {
    kept.get(engine.to_string()).or_else(|| kept.get("chromium"))
}

/// Holds a report against the truth and against what is kept.
pub fn compare(scenario: &Scenario, engine: Engine, report: &Value) -> Result<()> {
    let findings = report.get("findings").context("a report with findings")?;
    if std::env::var_os("UPDATE_REPORTS").is_some() {
        update(scenario, engine, report)?;
    }
    let untrue = untrue(scenario, findings);
    if !untrue.is_empty() {
        bail!("it names what is not there: {}", untrue.join(", "));
    }
    if RACES.contains(&scenario.name) {
        let ids = findings.as_array().into_iter().flatten().filter_map(|finding| finding["id"].as_str());
        let ids: Vec<&str> = ids.collect();
        if !scenario.causes.iter().all(|cause| ids.contains(cause)) {
            bail!("it names {ids:?} and not the cause");
        }
        return Ok(());
    }
    let kept = read(scenario)?;
    let expected = self::findings(&kept, engine).context("nothing is kept")?;
    ensure_same(&lines(findings), &lines(expected))
}

/// Findings above `possible` whose cause is not there.
pub fn untrue(scenario: &Scenario, findings: &Value) -> Vec<String> {
    let findings = findings.as_array().into_iter().flatten();
    let claimed = findings.filter(|finding| finding["confidence"] != "possible" && finding["severity"] != "note");
    let ids = claimed.map(|finding| finding["id"].as_str().unwrap_or_default().to_owned());
    ids.filter(|id| !scenario.causes.contains(&id.as_str())).collect()
}

fn update(scenario: &Scenario, engine: Engine, report: &Value) -> Result<()> {
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _lock = ONE_AT_A_TIME.lock();
    let mut kept = read(scenario).unwrap_or_else(|_| json!({}));
    kept["scenario"] = scenario.sentence.into();
    let mut findings = report["findings"].clone();
    // Which servers there are fixes for stands in docs/fixes.md, and nobody pastes anything here.
    for finding in findings.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        finding.retain(|name, _| !["fixes", "pasted"].contains(&name.as_str()));
    }
    if engine != Engine::Chromium && kept.get("chromium") == Some(&findings) {
        if let Some(kept) = kept.as_object_mut() {
            kept.remove(&engine.to_string());
        }
    } else {
        kept[engine.to_string()] = findings;
    }
    fs::write(file(scenario), serde_json::to_string_pretty(&kept)? + "\n")?;
    Ok(())
}

/// Findings as lines that a person can compare.
fn lines(findings: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(" / ");
    let line = |finding: &Value| {
        let head = ["severity", "confidence", "about", "id"].map(|name| text(&finding[name])).join(" ");
        let lines = list(&finding["lines"]);
        format!(
            "{head}: {} [{}] {} {lines}",
            text(&finding["title"]),
            list(&finding["evidence"]),
            text(&finding["change"])
        )
    };
    findings.as_array().into_iter().flatten().map(line).collect()
}

/// Fails with the differences in both directions.
pub fn ensure_same(found: &[String], expected: &[String]) -> Result<()> {
    if found != expected {
        bail!("it says\n  {}\nand what is kept is\n  {}", found.join("\n  "), expected.join("\n  "));
    }
    Ok(())
}
