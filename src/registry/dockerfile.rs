//! A Dockerfile, rebuilt from the history in an image's configuration.
//!
//! A history does not say on what the image was built, what was copied into it or out of which stage, what was mounted while a command
//! ran, and where somebody broke a line. Those are comments here, never guesses.

use super::annotations::{Annotations, BASE_NAME};
use super::image_config::{History, ImageConfig};

/// Rebuilds it; `None` where no step of the history is one of a Dockerfile. `annotations` are the manifest's.
pub fn rebuilt(config: &ImageConfig, annotations: &Annotations) -> Option<String> {
    let steps: Vec<Step> = config.history.iter().map(Step::read).collect();
    if !steps.iter().any(|step| matches!(step, Step::Run { .. } | Step::Instruction(..))) {
        return None;
    }
    let default = if config.os == "windows" { SHELL_OF_WINDOWS } else { DEFAULT_SHELL };
    let mut file = File { text: String::new(), config, shell: default.to_owned() };
    file.comment("Rebuilt from the image's history. What a history does not say is in comments.");
    match annotations.get(BASE_NAME) {
        Some(base) => {
            file.comment(&format!("By its annotation it was built on {base}. The steps of that are below, too."))
        }
        None => {
            file.comment("It does not say where the image that this one was built on ends: its steps are below, too.")
        }
    }
    file.line("FROM scratch");
    for step in &steps {
        file.step(step);
    }
    Some(file.text)
}

/// What a step was.
#[derive(Debug)]
enum Step<'a> {
    /// A command, with the shell that ran it and the build arguments that it got.
    Run { shell: &'a str, arguments: &'a str, command: &'a str },
    /// Any other instruction: its name and what follows it.
    Instruction(&'a str, &'a str),
    /// Something that no Dockerfile has.
    Other(&'a str),
}

/// The shells of a Dockerfile that names none.
const DEFAULT_SHELL: &str = "/bin/sh -c";
const SHELL_OF_WINDOWS: &str = "cmd /S /C";

/// The shells in histories, as they stand there.
const SHELLS: [&str; 6] = [
    DEFAULT_SHELL,
    "/bin/bash -o pipefail -c",
    "/bin/bash -c",
    "/bin/ash -o pipefail -c",
    "/bin/ash -eo pipefail -c",
    SHELL_OF_WINDOWS,
];

/// The instructions that leave a step behind, but for RUN.
const INSTRUCTIONS: [&str; 16] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

impl<'a> Step<'a> {
    /// Reads a step. The forms are those of [`super::build_step::readable`].
    fn read(step: &'a History) -> Step<'a> {
        let text = step.created_by.trim();
        let text = text.strip_suffix("# buildkit").map_or(text, str::trim_end);
        let run = text.strip_prefix("RUN ").map_or(text, str::trim_start);
        let found = SHELLS.iter().find_map(|shell| {
            let at = run.find(shell)?;
            let command = run[at + shell.len()..].strip_prefix(' ')?;
            (at == 0 || run.starts_with('|')).then(|| (*shell, run[..at].trim(), command.trim()))
        });
        match found {
            Some((_, _, command)) if command.starts_with("#(nop)") => {
                Step::instruction(command["#(nop)".len()..].trim())
            }
            Some((shell, arguments, command)) => {
                // `|2 A=1 B=x y`: how many, then each of them.
                let arguments =
                    arguments.strip_prefix('|').and_then(|rest| rest.split_once(' ')).map_or("", |(_, rest)| rest);
                Step::Run { shell, arguments: arguments.trim(), command }
            }
            // The exec form, or a shell that is not known here.
            None if run.len() < text.len() => Step::Instruction("RUN", run),
            None => Step::instruction(text),
        }
    }

    fn instruction(text: &'a str) -> Step<'a> {
        match text.split_once(char::is_whitespace) {
            Some((name, rest)) if INSTRUCTIONS.contains(&name) => Step::Instruction(name, rest.trim()),
            _ => Step::Other(text),
        }
    }
}

/// The Dockerfile so far.
struct File<'a> {
    text: String,
    config: &'a ImageConfig,
    /// The shell that runs commands from here on.
    shell: String,
}

impl File<'_> {
    fn step(&mut self, step: &Step) {
        match *step {
            Step::Run { shell, arguments, command } => {
                if self.shell != shell {
                    self.shell(shell);
                }
                if !arguments.is_empty() {
                    self.comment(&format!("It ran with these build arguments: {arguments}"));
                }
                self.run(command);
            }
            Step::Instruction("SHELL", words) => self.shell(words.trim_matches(['[', ']'])),
            Step::Instruction(name @ ("COPY" | "ADD"), what) => self.copy(name, what),
            Step::Instruction(name @ ("CMD" | "ENTRYPOINT" | "RUN"), words) => {
                self.line(&format!("{name} {}", with_commas(words)));
            }
            Step::Instruction(name @ ("ENV" | "LABEL"), pair) => {
                self.line(&format!("{name} {}", self.pair(name, pair)))
            }
            Step::Instruction(name @ ("EXPOSE" | "VOLUME"), what) => self.line(&format!("{name} {}", names(what))),
            Step::Instruction("HEALTHCHECK", what) if what.starts_with("&{") => {
                self.comment(&format!("Its intervals are not repeated here: HEALTHCHECK {what}"));
                if let Some(check) = health_check(&self.config.config.healthcheck) {
                    self.line(&check);
                }
            }
            Step::Instruction(name, rest) => self.line(&format!("{name} {rest}")),
            Step::Other("") => self.comment("A step of which the history says nothing."),
            Step::Other(text) => self.comment(&format!("No instruction of a Dockerfile: {text}")),
        }
    }

    /// A command. One of several lines is a here-document, whose lines the builder takes as they are.
    fn run(&mut self, command: &str) {
        if !command.contains('\n') {
            return self.line(&format!("RUN {command}"));
        }
        let mut end = "EOF".to_owned();
        while command.lines().any(|line| line.trim() == end) {
            end.push('_');
        }
        self.text.push_str(&format!("RUN <<'{end}'\n{command}\n{end}\n"));
    }

    fn shell(&mut self, words: &str) {
        let words: Vec<&str> = words.split_whitespace().map(|word| word.trim_matches(['"', ','])).collect();
        self.shell = words.join(" ");
        self.line(&format!("SHELL [\"{}\"]", words.join("\", \"")));
    }

    /// What was copied. The old builder wrote a sum in the place of the names: `file:1ab… in /app`.
    fn copy(&mut self, name: &str, what: &str) {
        match what.split_once(" in ") {
            Some((sum, to)) if ["file:", "dir:", "multi:"].iter().any(|kind| sum.starts_with(kind)) => {
                self.comment(&format!("What it is called is not known, only its sum: {sum}"));
                self.line(&format!("{name} {} {to}", sum.chars().take("multi:".len() + 12).collect::<String>()));
            }
            _ => {
                self.comment("From the folder of the build, or from another stage of it: that is not known.");
                self.line(&format!("{name} {what}"));
            }
        }
    }

    /// A variable or a label, in quotes where it needs them. Builders write `NAME=a b` without any; what the configuration has under that
    /// name tells where it ends.
    fn pair(&self, instruction: &str, pair: &str) -> String {
        let Some((name, value)) = pair.split_once('=') else { return pair.to_owned() };
        let run = &self.config.config;
        let is_one = match instruction {
            "ENV" => run.env.iter().any(|known| known == pair),
            _ => run.labels.get(name) == Some(value),
        };
        if is_one && value.contains([' ', '\t', '"', '\'', '\\', '$', '#']) {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
            return format!("{name}=\"{escaped}\"");
        }
        pair.to_owned()
    }

    fn comment(&mut self, text: &str) {
        self.line(&format!("# {text}"));
    }

    /// One line, whatever it holds: what has several would be read as several instructions, and a backslash at its end would take the
    /// next one along.
    fn line(&mut self, line: &str) {
        if line.trim_end().ends_with('\\') && !line.starts_with('#') {
            self.text.push_str("# It ends in a backslash, which the history cannot mean: ");
        }
        self.text.push_str(&line.replace("\\\n", " ").replace(['\n', '\r'], " "));
        self.text.push('\n');
    }
}

/// BuildKit writes lists as Go prints them, without commas: `["nginx" "-g" "daemon off;"]`. Dockerfiles want JSON.
fn with_commas(words: &str) -> String {
    if !words.starts_with("[\"") || !words.ends_with(']') {
        return words.to_owned();
    }
    let (mut list, mut is_quoted, mut is_escaped) = (String::new(), false, false);
    for (at, one) in words.char_indices() {
        // A word ends where the next quote is not its own.
        if one == '"' && !is_escaped {
            is_quoted = !is_quoted;
        }
        is_escaped = one == '\\' && is_quoted && !is_escaped;
        if one == ' ' && !is_quoted && !words[..at].ends_with(',') {
            list.push(',');
        }
        list.push(one);
    }
    list
}

/// Ports or folders: `80/tcp`, or a list as Go prints it: `map[80/tcp:{}]`, `[80/tcp 443/tcp]`.
fn names(what: &str) -> String {
    let list = what.strip_prefix("map").unwrap_or(what);
    match list.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        Some(list) if !list.starts_with('"') => list.replace(":{}", ""),
        _ => what.to_owned(),
    }
}

/// Docker's `Test`, as it stands in a Dockerfile.
fn health_check(test: &[String]) -> Option<String> {
    let (first, rest) = test.split_first()?;
    match first.as_str() {
        "NONE" => Some("HEALTHCHECK NONE".to_owned()),
        "CMD-SHELL" => Some(format!("HEALTHCHECK CMD {}", rest.join(" "))),
        "CMD" => Some(format!("HEALTHCHECK CMD {}", serde_json::Value::from(rest.to_vec()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
