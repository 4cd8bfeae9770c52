//! The report as Markdown, to paste into a ticket.

use std::fmt::Write;

use super::Report;
use crate::diagnosis::observation::{Outcome, Step};
use crate::diagnosis::rule::Confidence;

impl Report {
    /// The report in its second form.
    pub fn to_markdown(&self) -> String {
        let observation = &self.observation;
        let registry = observation.registry().map_or_else(|_| observation.typed.clone(), |host| host.origin());
        let mut text = format!(
            "# Check-up of {}\n\nAsked from a page of {} in {}. Outcome: **{}**{}.\n",
            code(&registry),
            code(&observation.page.origin),
            observation.page.engine.name(),
            self.overall.name(),
            if observation.complete { "" } else { " (the check-up did not come to its end)" },
        );
        // Writing to a String cannot fail.
        for judged in &self.findings {
            let finding = &judged.finding;
            let sure = match finding.confidence {
                Confidence::Certain => "certain",
                Confidence::Likely => "likely",
                Confidence::Possible => "possible",
            };
            let about = Report::name_of(finding.about);
            let _ = writeln!(
                text,
                "\n## {}\n\n`{}` · {} · {sure} · {about}\n",
                plain(&finding.title),
                judged.rule.id,
                finding.severity.name()
            );
            for fact in &finding.evidence {
                let _ = writeln!(text, "- {}", plain(fact));
            }
            if !finding.change.is_empty() {
                let _ = writeln!(text, "\n**What to change.** {}", plain(&finding.change));
            }
            if !finding.lines.is_empty() {
                let _ = writeln!(text, "\n```\n{}\n```", finding.lines.join("\n").replace("```", "'''"));
            }
        }
        let _ = write!(text, "\n## What was asked\n\n| # | to | request | outcome | ms |\n|---|---|---|---|---|\n");
        for (number, step) in observation.steps.iter().enumerate() {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} |",
                number + 1,
                Report::name_of(step.to),
                request(step),
                outcome(step),
                step.ms
            );
        }
        text
    }
}

fn request(step: &Step) -> String {
    let pass = step.authorization.map(|pass| format!(" with {}", pass.name())).unwrap_or_default();
    format!("{} {}{pass} ({})", step.method, code(step.url.as_str()), step.probe.name())
}

fn outcome(step: &Step) -> String {
    match &step.outcome {
        Outcome::Running => "given up".to_string(),
        Outcome::Read(read) => format!("read, {}", read.status),
        Outcome::Opaque => "answered, not readable".to_string(),
        Outcome::Redirected => "redirected".to_string(),
        Outcome::Blocked(_) => "blocked".to_string(),
        Outcome::Said(said) => said.name().to_string(),
        Outcome::NotSent(why) => format!("not sent: {}", plain(why)),
    }
}

/// Strangers' texts must not become markup, nor leave their line.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '\r' | '\n' => shown.push(' '),
            '<' | '>' | '[' | ']' | '*' | '_' | '|' | '#' | '\\' => {
                shown.push('\\');
                shown.push(one);
            }
            _ => shown.push(one),
        }
    }
    shown
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace(['`', '\n', '\r', '|'], " "))
}
