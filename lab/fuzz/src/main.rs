//! Hostile inputs for the pure half, in masses: every parser of strangers' texts, the session with a person acting in between,
//! and whole reports. `cargo lab fuzz` runs it.
//!
//! Inputs are made of a small corpus, of words of the field and of chance (`input.rs`). The same seed gives the same inputs.
//! It finds what stops the program, what does not hold, and secrets that come out. It knows no coverage: what it reaches, it
//! reaches by the corpus, so a new branch wants a new entry there.

mod hostile;
mod input;
mod report;
mod run;
mod secrets;
mod session;
mod table;
mod target;
mod targets;
#[cfg(test)]
mod tests;
mod words;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Parser;

use run::Plan;
use target::{Fault, Target, escaped};

/// Gives every parser, the session and the report hostile inputs, and says what they do not hold against.
#[derive(Debug, Parser)]
#[command(name = "cargo lab fuzz", bin_name = "cargo lab fuzz")]
struct Arguments {
    /// How many inputs over all targets: a million, or with --minutes as many as there is time for.
    #[arg(long)]
    inputs: Option<u64>,
    /// What the inputs are made of; the same seed gives the same ones.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Ends after so many minutes.
    #[arg(long)]
    minutes: Option<f64>,
    /// Runs the input of this number alone, of one target, and shows it.
    #[arg(long, conflicts_with_all = ["inputs", "minutes"])]
    only: Option<u64>,
    /// The targets; all where none is named. One that does not exist lists them.
    targets: Vec<String>,
}

fn main() -> ExitCode {
    match fuzz(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("lab: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn fuzz(arguments: &Arguments) -> Result<ExitCode> {
    let targets = chosen(&arguments.targets)?;
    if let Some(number) = arguments.only {
        return one(&targets, arguments.seed, number);
    }
    let plan = Plan {
        targets,
        inputs: arguments.inputs.or_else(|| arguments.minutes.is_none().then_some(1_000_000)),
        seed: arguments.seed,
        time: arguments.minutes.map(|minutes| Duration::from_secs_f64(minutes.max(0.0) * 60.0)),
    };
    let outcomes = run::run(&plan, |outcomes| eprintln!("{}", table::progress(outcomes)));
    println!("seed {}\n{}", plan.seed, table::table(&outcomes));
    outcomes.iter().flat_map(|outcome| &outcome.reports).for_each(|report| println!("{report}"));
    let is_bad = outcomes.iter().any(run::Outcome::is_bad);
    Ok(if is_bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn chosen(names: &[String]) -> Result<Vec<Target>> {
    let all = targets::all();
    if names.is_empty() {
        return Ok(all);
    }
    let find = |name: &String| match all.iter().find(|target| target.name == name) {
        Some(target) => Ok(*target),
        None => {
            let known: Vec<&str> = all.iter().map(|target| target.name).collect();
            bail!("there is no target {name:?}; there are {}", known.join(", "))
        }
    };
    names.iter().map(find).collect()
}

fn one(targets: &[Target], seed: u64, number: u64) -> Result<ExitCode> {
    let [target] = targets else { bail!("--only wants the name of one target") };
    let corpus = target.entries();
    let mut input = input::Input::new(seed, target.name, number, &corpus);
    println!("{}", escaped(&input.bytes));
    match target.try_input(&mut input) {
        Ok(()) => {
            println!("nothing was found");
            Ok(ExitCode::SUCCESS)
        }
        Err(Fault::Panic(said) | Fault::Broken(said) | Fault::Leak(said)) => {
            println!("{said}");
            Ok(ExitCode::FAILURE)
        }
    }
}
