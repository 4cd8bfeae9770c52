//! One command of a ring: shown while it runs, counted when it ends.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use super::shares::{Clock, Took};
use crate::folders;

/// What became of a step.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) title: String,
    pub(super) passed: usize,
    pub(super) failed: usize,
    /// What failed, and the first lines of what it said of itself.
    pub(super) failures: Vec<String>,
    /// What failed beside others and was told again, with what became of it (`lab/tests/e2e/shares.rs`).
    pub(super) again: Vec<String>,
    /// Why it could not run.
    pub(super) not_run: Option<String>,
    /// How long it took.
    pub(super) took: Took,
}

/// So many lines of a failed test are said once more at the end.
const LINES_OF_A_FAILURE: usize = 5;

const TOLD_AGAIN: &str = "told again alone: ";

impl Outcome {
    /// Something that must work did not, before there was a command to run.
    pub(super) fn failed(title: &str, reason: impl std::fmt::Display) -> Self {
        println!("-- {title}\n   {reason}");
        Self { title: title.to_owned(), failed: 1, ..Self::default() }
    }

    /// Something is missing here. Not a failure for people, but one for CI.
    pub(super) fn not_run(title: &str, reason: impl std::fmt::Display) -> Self {
        println!("-- {title}\n   could not run: {reason}");
        Self { title: title.to_owned(), not_run: Some(reason.to_string()), ..Self::default() }
    }
}

/// A cargo command in the workspace.
pub(super) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(folders::workspace()).env("PATH", folders::search_path());
    command
}

/// Runs a command whose success is one passed check.
pub(super) fn check(title: &str, command: Command) -> Outcome {
    let clock = Clock::start();
    let (success, _) = shown(title, command);
    Outcome {
        title: title.to_owned(),
        passed: usize::from(success),
        failed: usize::from(!success),
        took: clock.took(),
        ..Outcome::default()
    }
}

/// Runs a command that prints `test result:` lines, and adds them up.
pub(super) fn tests(title: &str, command: Command) -> Outcome {
    let clock = Clock::start();
    let (success, lines) = shown(title, command);
    let (failures, took) = (failures(&lines), clock.took());
    let again = lines.iter().filter(|line| line.contains(TOLD_AGAIN)).cloned().collect();
    let mut outcome = Outcome { title: title.to_owned(), failures, again, took, ..Outcome::default() };
    for line in lines {
        if let Some((passed, failed)) = counts(&line) {
            outcome.passed += passed;
            outcome.failed += failed;
        }
    }
    // It did not compile, or something broke outside of the tests.
    if !success && outcome.failed == 0 {
        outcome.failed = 1;
    }
    outcome
}

/// Prints what the command prints, and returns its lines.
fn shown(title: &str, mut command: Command) -> (bool, Vec<String>) {
    println!("-- {title}");
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            println!("   could not be started: {error}");
            return (false, Vec::new());
        }
    };
    let mut lines = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            println!("{line}");
            lines.push(line);
        }
    }
    let success = child.wait().is_ok_and(|status| status.success());
    (success, lines)
}

/// `test result: ok. 3 passed; 1 failed; 0 ignored; ...`
fn counts(line: &str) -> Option<(usize, usize)> {
    let (_, rest) = line.split_once("test result: ")?;
    let number = |word: &str| {
        let (before, _) = rest.split_once(word)?;
        before.split_whitespace().last()?.parse().ok()
    };
    Some((number(" passed")?, number(" failed")?))
}

/// What stands under `---- the name stdout ----`, or without the word `stdout` where a harness is not Rust's own.
fn failures(lines: &[String]) -> Vec<String> {
    let is_name = |line: &str| line.starts_with("---- ") && line.ends_with(" ----");
    let mut failures = Vec::new();
    for (at, name) in lines.iter().enumerate().filter(|(_, line)| is_name(line)) {
        let said = lines[at + 1..].iter().take_while(|line| !is_name(line) && *line != "failures:");
        let said = said.filter(|line| !line.trim().is_empty()).take(LINES_OF_A_FAILURE);
        let lines: Vec<&str> = std::iter::once(name).chain(said).map(String::as_str).collect();
        failures.push(lines.join("\n"));
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_added_up() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; finished in 0.1s";
        assert_eq!(counts(line), Some((12, 3)));
        assert_eq!(counts("running 3 tests"), None);
    }

    #[test]
    fn what_failed_is_said_with_its_first_lines() {
        let output = "running 3 tests\ntest one ... FAILED\n\nfailures:\n\n---- one stdout ----\n\nthread panicked\nleft: 1\n\
                      \n---- two ----\n1\n2\n3\n4\n5\n6\n\n\nfailures:\n    one\n    two\n";
        let lines: Vec<String> = output.lines().map(str::to_owned).collect();
        let expected = ["---- one stdout ----\nthread panicked\nleft: 1", "---- two ----\n1\n2\n3\n4\n5"];
        assert_eq!(failures(&lines), expected);
        assert!(failures(&lines[..2]).is_empty());
    }
}
