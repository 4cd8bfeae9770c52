//! `cargo lab test`: everything that must pass, ring by ring.
//!
//! A failing step does not keep later ones from running. What could not run is said, and counts as
//! failed where nobody watches (`CI=true`).

mod rings;
mod shares;
mod step;

use std::process::ExitCode;

use anyhow::{Result, bail};

use shares::Clock;
use step::Outcome;

/// Runs some rings, or all.
pub fn run(rings: &[u8]) -> Result<ExitCode> {
    if let Some(unknown) = rings.iter().find(|ring| **ring > 4) {
        bail!("there is no ring {unknown}; rings are 0 to 4");
    }
    let wanted = |ring: &u8| rings.is_empty() || rings.contains(ring);
    let mut outcomes = Vec::new();
    let mut shares = Vec::new();
    for ring in (0..=4).filter(wanted) {
        let name = format!("Ring {ring}: {}", rings::NAMES[usize::from(ring)]);
        println!("\n== {name}");
        let clock = Clock::start();
        let of_ring = rings::run(ring);
        let steps = of_ring.iter().map(|outcome| (outcome.title.clone(), outcome.took)).collect();
        shares.push((name, clock.took(), steps));
        outcomes.extend(of_ring);
    }

    println!("\n== Shares");
    print!("{}", shares::table(&shares));
    println!("\n== Summary");
    for outcome in &outcomes {
        println!("{outcome}");
        // Where a log is cut, it is its end that is kept.
        for failure in &outcome.failures {
            println!("           {}", failure.replace('\n', "\n           "));
        }
        for again in &outcome.again {
            println!("           {again}");
        }
    }
    let passed: usize = outcomes.iter().map(|outcome| outcome.passed).sum();
    let mut failed: usize = outcomes.iter().map(|outcome| outcome.failed).sum();
    let not_run = outcomes.iter().filter(|outcome| outcome.not_run.is_some()).count();
    let strict = std::env::var("CI").is_ok_and(|value| value == "true");
    if not_run > 0 && strict {
        failed += not_run;
        println!("What did not run counts as failed, because CI=true.");
    }
    println!("{passed} passed, {failed} failed");
    Ok(match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { title, passed, failed, .. } = self;
        match &self.not_run {
            Some(reason) => write!(f, "  NOT RUN  {title}: {reason}"),
            None if *failed > 0 => {
                write!(f, "  FAILED   {title}: {passed} passed, {failed} failed")
            }
            None => write!(f, "  ok       {title}: {passed} passed"),
        }
    }
}
