use super::{Kind, Known, Mark, Reading, Trap, Unclear, read};
use url::Url;

mod caddy;
mod distribution;
mod fixes;
mod haproxy;
mod httpd;
mod nginx;
mod strange;
mod traefik;
mod variables;
mod words;

const PAGE: &str = "https://ui.example";

fn reading(text: &str) -> Reading {
    let registry = Url::parse("https://r.example/").expect("an address");
    read(&Known { page_origin: PAGE, registry: Some(&registry) }, text)
}

/// A mark in short: line, column, trap; and the corrected line.
fn short(mark: &Mark) -> String {
    let name = format!("{:?}", mark.trap);
    let name = name.split([' ', '{']).next().unwrap_or_default();
    let corrected = mark.corrected.as_ref().map(|line| format!(" -> {}", line.trim())).unwrap_or_default();
    format!("{}:{} {name}{corrected}", mark.line, mark.column)
}

/// What is found in a text, which is read as `kind`; and that the corrected lines lack what they are to correct.
#[track_caller]
fn check(kind: Kind, name: &str, text: &str, expected: &[&str]) {
    let reading = reading(text);
    assert_eq!(reading.kind, kind, "{name}");
    assert_eq!(reading.unclear, None, "{name}");
    let found: Vec<String> = reading.marks.iter().map(short).collect();
    assert_eq!(found, expected, "{name}");
    let mut lines: Vec<&str> = text.lines().collect();
    for mark in &reading.marks {
        let indentation = |line: &str| line.len() - line.trim_start().len();
        if let Some(line) = &mark.corrected {
            assert_eq!(indentation(line), indentation(lines[mark.line - 1]), "{name}: {line}");
        }
    }
    for mark in &reading.marks {
        if let Some(line) = &mark.corrected {
            lines[mark.line - 1] = line;
        }
    }
    let again = self::reading(&lines.join("\n")).marks;
    let left: Vec<String> = again.iter().filter(|mark| mark.corrected.is_some()).map(short).collect();
    assert_eq!(left, Vec::<String>::new(), "{name}: after the corrections\n{}", lines.join("\n"));
}

/// Nothing is wrong.
#[track_caller]
fn fine(kind: Kind, name: &str, text: &str) {
    check(kind, name, text, &[]);
}
