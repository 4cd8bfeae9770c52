//! What a run came to, for people.

use std::fmt::Write;
use std::time::Duration;

use crate::run::Outcome;

/// A line for each target, and one for all.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut text =
        line(["target", "inputs", "seconds", "panics", "broken", "leaks", "slowest", "which"].map(str::to_owned));
    for outcome in outcomes {
        text += &row(outcome.target.name, std::slice::from_ref(outcome));
    }
    text + &row("all", outcomes)
}

/// Where a run is.
pub fn progress(outcomes: &[Outcome]) -> String {
    let inputs: u64 = outcomes.iter().map(|outcome| outcome.inputs).sum();
    let bad = outcomes.iter().filter(|outcome| outcome.is_bad()).count();
    let mut text = format!("lab: {} inputs", grouped(inputs));
    if bad > 0 {
        let _ = write!(text, ", faults in {bad} targets");
    }
    text
}

fn row(name: &str, outcomes: &[Outcome]) -> String {
    let sum = |of: fn(&Outcome) -> u64| grouped(outcomes.iter().map(of).sum());
    let time: Duration = outcomes.iter().map(|outcome| outcome.time).sum();
    let (slowest, number) = outcomes.iter().map(|outcome| outcome.slowest).max().unwrap_or_default();
    line([
        name.to_owned(),
        sum(|outcome| outcome.inputs),
        format!("{:.1}", time.as_secs_f64()),
        sum(|outcome| outcome.panics),
        sum(|outcome| outcome.broken),
        sum(|outcome| outcome.leaks),
        format!("{:.1} ms", slowest.as_secs_f64() * 1e3),
        format!("#{number}"),
    ])
}

fn line([name, inputs, seconds, panics, broken, leaks, slowest, which]: [String; 8]) -> String {
    format!("{name:16} {inputs:>12} {seconds:>9} {panics:>7} {broken:>7} {leaks:>7} {slowest:>11} {which:>10}\n")
}

/// `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_easily() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (100_000_000, "100,000,000")] {
            assert_eq!(grouped(number), shown);
        }
    }
}
