//! One command of a ring: shown while it runs, counted when it ends.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::folders;

/// What became of a step.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) title: String,
    pub(super) passed: usize,
    pub(super) failed: usize,
    /// Why it could not run.
    pub(super) not_run: Option<String>,
}

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
    let (success, _) = shown(title, command);
    Outcome { title: title.to_owned(), passed: usize::from(success), failed: usize::from(!success), not_run: None }
}

/// Runs a command that prints `test result:` lines, and adds them up.
pub(super) fn tests(title: &str, command: Command) -> Outcome {
    let (success, lines) = shown(title, command);
    let mut outcome = Outcome { title: title.to_owned(), ..Outcome::default() };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_added_up() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; finished in 0.1s";
        assert_eq!(counts(line), Some((12, 3)));
        assert_eq!(counts("running 3 tests"), None);
    }
}
