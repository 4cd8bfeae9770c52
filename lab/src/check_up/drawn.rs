//! `cargo lab scenario --generate N --seed S`: so many random registries, what the page's check-up says of each, and what that is worth.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::browsers::in_browsers;
use super::report_at;
use crate::browser::{Browser, Engine};
use crate::generated::{Drawn, Running, Worth, draw, judge};

/// A check-up of the slowest server ends long before this.
const WITHIN: Duration = Duration::from_secs(150);

/// What to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many.
    pub count: u64,
    /// The first seed; the others follow it.
    pub seed: u64,
    /// The browser.
    pub engine: Engine,
    /// The page's folder.
    pub page: PathBuf,
    /// How many at once.
    pub at_once: usize,
    /// Where reports are written to, a line each.
    pub reports: Option<PathBuf>,
}

/// One draw and what was said of it.
#[derive(Debug)]
pub struct Outcome {
    /// The draw.
    pub drawn: Drawn,
    /// The report as the page gave it out.
    pub report: Value,
    /// What that is worth.
    pub worth: Worth,
    /// How long it took until the report.
    pub took: Duration,
}

/// Runs all of them, and says each that is wrong or missed as it comes.
pub async fn run(options: &Options) -> Result<Vec<Outcome>> {
    let (engine, first, page) = (options.engine, options.seed, options.page.clone());
    let mut outcomes = in_browsers(options.at_once, options.count, engine, false, move |browser, number| {
        let page = page.clone();
        Box::pin(async move {
            let outcome = checked(browser, draw(first + number, engine), &page).await?;
            if outcome.is_failure() {
                println!("{}", told(&outcome));
            }
            Ok(outcome)
        })
    })
    .await;
    outcomes.sort_by_key(|outcome| outcome.drawn.seed);
    if let Some(file) = &options.reports {
        write_reports(file, &outcomes)?;
    }
    Ok(outcomes)
}

impl Outcome {
    /// Whether something untrue is called likely, or what is wrong is not named.
    pub fn is_failure(&self) -> bool {
        matches!(self.worth, Worth::Missed | Worth::Wrong(..))
    }

    /// The findings that hinder.
    fn findings(&self) -> impl Iterator<Item = &Value> {
        let all = self.report["findings"].as_array().into_iter().flatten();
        all.filter(|finding| finding["severity"] != "note")
    }
}

/// The page's check-up of one draw.
pub async fn checked(browser: &Browser, drawn: Drawn, page: &Path) -> Result<Outcome> {
    let outcome = tokio::time::timeout(WITHIN, looked_at(browser, drawn, page)).await;
    outcome.unwrap_or_else(|_| bail!("no report within {WITHIN:?}"))
}

async fn looked_at(browser: &Browser, drawn: Drawn, page: &Path) -> Result<Outcome> {
    let begun = Instant::now();
    let (_running, report) = report_of(browser, &drawn, page).await?;
    let took = begun.elapsed();
    let report: Value = serde_json::from_str(&report)?;
    let worth = judge(&drawn, &report);
    Ok(Outcome { drawn, report, worth, took })
}

/// A draw's servers, and the report about them as it came.
pub(super) async fn report_of(browser: &Browser, drawn: &Drawn, page: &Path) -> Result<(Running, String)> {
    let running = drawn.start(page).await?;
    let question = running.repository.as_ref().map(|name| format!("?repository={name}")).unwrap_or_default();
    let target = format!("#/checkup/{}{question}", running.typed);
    let sign_in = running.sign_in.clone().map(|(name, password)| {
        let mut kept = vec![name, password];
        kept.extend(running.tokens.iter().cloned());
        // As the page writes a registry down: https goes without saying, but on this machine.
        let typed = running.typed.trim_end_matches('/');
        let host = typed.strip_prefix("https://").filter(|host| !is_loopback(host));
        (host.unwrap_or(typed).to_owned(), kept)
    });
    let report = report_at(browser, &running.page_origin, &target, sign_in).await?;
    Ok((running, report))
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "localhost" || name.ends_with(".localhost") || name.starts_with("127.")
}

/// One outcome in some lines.
pub fn told(outcome: &Outcome) -> String {
    let drawn = &outcome.drawn;
    let findings: Vec<String> = outcome
        .findings()
        .map(|finding| {
            format!("{} {}", finding["confidence"].as_str().unwrap_or(""), finding["id"].as_str().unwrap_or(""))
        })
        .collect();
    format!(
        "{} {}: {:?} [{}] -> {} {}\n    {}",
        drawn.engine,
        drawn.seed,
        outcome.worth,
        drawn.part_names().join(" + "),
        outcome.report["outcome"].as_str().unwrap_or("no outcome"),
        findings.join(", "),
        drawn.sentence()
    )
}

/// The table of all outcomes.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut open, mut of_one) = (0, 0);
    let mut certain = 0;
    for outcome in outcomes {
        let name = match &outcome.worth {
            Worth::Right => "right",
            Worth::Exact => "exact",
            Worth::Narrowed(_) => "narrowed",
            Worth::Noise(_) => "noise",
            Worth::Missed => "missed",
            Worth::Wrong(_, is_certain) => {
                certain += usize::from(*is_certain);
                "wrong"
            }
        };
        *counts.entry(name).or_default() += 1;
        // How much is left open where one thing is to be found.
        if outcome.drawn.to_find().len() == 1 {
            open += outcome.findings().count();
            of_one += 1;
        }
    }
    let count = |name: &str| counts.get(name).copied().unwrap_or_default();
    let mut took: Vec<Duration> = outcomes.iter().map(|outcome| outcome.took).collect();
    took.sort();
    let at = |part: usize| took.get(took.len().saturating_sub(1) * part / 100).copied().unwrap_or_default().as_millis();
    format!(
        "{} draws: exact {}, right {}, narrowed {}, noise {}, missed {}, wrong {} (certain {certain}); exact or right {:.0} %; \
         findings where one thing is to be found {:.2}; milliseconds until the report: median {}, 95 of 100 {}, longest {}",
        outcomes.len(),
        count("exact"),
        count("right"),
        count("narrowed"),
        count("noise"),
        count("missed"),
        count("wrong"),
        100.0 * (count("exact") + count("right")) as f64 / outcomes.len().max(1) as f64,
        f64::from(u32::try_from(open).unwrap_or_default()) / f64::from(u32::try_from(of_one.max(1)).unwrap_or(1)),
        at(50),
        at(95),
        at(100),
    )
}

fn write_reports(file: &Path, outcomes: &[Outcome]) -> Result<()> {
    let mut file = File::create(file).with_context(|| format!("{} could not be written", file.display()))?;
    for outcome in outcomes {
        let drawn = &outcome.drawn;
        let line = json!({
            "seed": drawn.seed,
            "parts": drawn.part_names(),
            "worth": format!("{:?}", outcome.worth),
            "truth": format!("{:?}", drawn.truth()),
            "find": format!("{:?}", drawn.to_find()),
            "sentence": drawn.sentence(),
            "ms": u64::try_from(outcome.took.as_millis()).unwrap_or_default(),
            "report": outcome.report,
        });
        writeln!(file, "{line}")?;
    }
    Ok(())
}
