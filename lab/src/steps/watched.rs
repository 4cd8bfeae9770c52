//! A command that takes long: how far it is while it runs, and what it printed where it fails.

use std::collections::VecDeque;
use std::io::Read;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use super::Progress;
use super::hint::hint;

/// So many of the last lines tell why a command failed.
const LINES: usize = 40;

/// Runs a command that cargo is at work in. What it prints is shown only where it fails.
pub fn watched(command: &mut Command, progress: &mut Progress) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Cargo draws its bar for terminals alone, unless it is told.
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "80")
        .env("CARGO_TERM_COLOR", "never")
        .spawn()
        .with_context(|| format!("{name} could not be started"))?;
    let output = child.stdout.take().context("the command has an output")?;
    // Trunk logs there. Both are read at once, else the command would wait for the reader.
    let output = std::thread::spawn(move || last_lines(output, |_| false));
    let errors = child.stderr.take().context("the command has an error stream")?;
    let errors = last_lines(errors, |line| {
        let Some((done, all)) = done_of_all(line) else { return false };
        progress.far(done, all);
        true
    });
    let status = child.wait()?;
    if status.success() {
        return Ok(());
    }
    let mut printed: Vec<String> = output.join().unwrap_or_default().into();
    printed.extend(errors);
    let printed = printed.join("\n");
    let hint = hint(&printed).map(|hint| format!("\n{hint}")).unwrap_or_default();
    bail!("{name} failed ({status}):\n{printed}{hint}")
}

/// The last lines that are no progress. A bar is drawn over itself: its lines end with a carriage return.
fn last_lines(mut from: impl Read, mut is_progress: impl FnMut(&str) -> bool) -> VecDeque<String> {
    let mut lines = VecDeque::new();
    let mut line = Vec::new();
    let mut chunk = [0; 4096];
    let mut take = |line: &mut Vec<u8>| {
        let text = String::from_utf8_lossy(line).trim_end().to_owned();
        line.clear();
        if text.is_empty() || is_progress(&text) {
            return;
        }
        lines.push_back(text);
        if lines.len() > LINES {
            lines.pop_front();
        }
    };
    while let Ok(length @ 1..) = from.read(&mut chunk) {
        for byte in &chunk[..length] {
            match byte {
                b'\r' | b'\n' => take(&mut line),
                byte => line.push(*byte),
            }
        }
    }
    take(&mut line);
    lines
}

/// `Building [====>   ] 57/320: syn, quote` says 57 of 320.
fn done_of_all(line: &str) -> Option<(usize, usize)> {
    let (_, rest) = line.split_once("Building [")?;
    let (done, all) = rest.split_once("] ")?.1.split_once('/')?;
    let all = all.split(|one: char| !one.is_ascii_digit()).next()?;
    Some((done.parse().ok()?, all.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_read_and_not_kept() {
        let printed = "   Compiling syn v2.0.1\n\u{1b}[K    Building [==>      ] 57/320: syn, quote...\r    Building [===>] \
                       320/320\r\u{1b}[Kerror: no\n";
        let mut seen = Vec::new();
        let kept = last_lines(printed.as_bytes(), |line| done_of_all(line).map(|far| seen.push(far)).is_some());
        assert_eq!(seen, [(57, 320), (320, 320)]);
        assert_eq!(kept, ["   Compiling syn v2.0.1", "\u{1b}[Kerror: no"]);
    }

    #[test]
    fn a_command_that_fails_tells_what_it_printed() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo starting; echo 'error: linker `cc` not found' >&2; exit 3"]);
        let problem = format!("{:#}", watched(&mut command, &mut Progress::default()).unwrap_err());
        assert_eq!(
            problem,
            "sh failed (exit status: 3):\nstarting\nerror: linker `cc` not found\n\
             a C compiler is missing. Debian: sudo apt-get install gcc libc6-dev"
        );
    }
}
