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
            let about = finding.about.in_words();
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
            for fact in &finding.pasted {
                let _ = writeln!(text, "- Pasted: {}", plain(fact));
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
                step.to.in_words(),
                request(step),
                outcome(step),
                step.ms
            );
        }
        observation.secrets.scrub_sentence(&text)
    }
}

fn request(step: &Step) -> String {
    let with = step.authorization.map(|kind| format!(" with {}", kind.name())).unwrap_or_default();
    format!("{} {}{with} ({})", step.method, code(step.url.as_str()), step.probe.name())
}

fn outcome(step: &Step) -> String {
    match &step.outcome {
        Outcome::Running => "given up".to_string(),
        Outcome::Read(read) => format!("read, {}", read.status),
        Outcome::Opaque => "answered, not readable".to_string(),
        Outcome::Redirected => "redirected".to_string(),
        Outcome::Blocked(_) => "blocked".to_string(),
        Outcome::SenseAnswer(answer) => answer.name().to_string(),
        Outcome::NotSent(why) => format!("not sent: {}", plain(why)),
    }
}

/// Strangers' texts must not become markup, nor leave their line, nor call somebody: what a tracker would make a mention, a link or
/// a reference of stands as code, which it leaves alone.
fn plain(text: &str) -> String {
    let words: Vec<String> = text.split(char::is_whitespace).map(word).collect();
    words.join(" ")
}

fn word(word: &str) -> String {
    let is_number_behind = |mark: char| {
        word.split_once(mark).is_some_and(|(_, after)| after.starts_with(|one: char| one.is_ascii_digit()))
    };
    let is_lively = word.contains('@')
        || word.contains("://")
        || word.to_ascii_lowercase().contains("www.")
        || ['#', '!', '$', '%', '&'].into_iter().any(is_number_behind)
        || word.to_ascii_uppercase().starts_with("GH-");
    if is_lively {
        return code(word);
    }
    let mut shown = String::with_capacity(word.len());
    for one in word.chars() {
        if matches!(one, '<' | '>' | '[' | ']' | '*' | '_' | '|' | '#' | '\\') {
            shown.push('\\');
        }
        shown.push(one);
    }
    shown
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace(['`', '\n', '\r', '|'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_s_text_stays_text() {
        for (text, shown) in [
            ("It said <b>*no*</b>.\n# Title", r"It said \<b\>\*no\*\</b\>. \# Title"),
            ("ask @team/all now", "ask `@team/all` now"),
            ("see https://evil.example/x|y, www.evil.example", "see `https://evil.example/x y,` `www.evil.example`"),
            ("fixes #12 and !7 and GH-3", "fixes `#12` and `!7` and `GH-3`"),
            ("`code` [a](b)", r"`code` \[a\](b)"),
        ] {
            assert_eq!(plain(text), shown);
        }
    }
}
