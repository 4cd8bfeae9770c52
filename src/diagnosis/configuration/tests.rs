use super::{ConfigurationReading, Kind, LocatedTrap, PageFacts, Trap, UnclearConfiguration, mended, read};
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

fn reading(text: &str) -> ConfigurationReading {
    let registry = Url::parse("https://r.example/").expect("an address");
    read(&PageFacts { page_origin: PAGE, registry: Some(&registry) }, text)
}

/// A mark in short: line, column, trap; the corrected line; and what comes below another one.
fn short(mark: &LocatedTrap) -> String {
    let name = format!("{:?}", mark.trap);
    let name = name.split([' ', '{']).next().unwrap_or_default();
    let corrected = mark.corrected.as_ref().map(|line| format!(" -> {}", line.trim())).unwrap_or_default();
    let added = mark.added.as_ref().map(|added| format!(" +{} {}", added.below, added.text.trim())).unwrap_or_default();
    format!("{}:{} {name}{corrected}{added}", mark.line, mark.column)
}

/// What is found in a text, which is read as `kind`, beside headers that are absent in it: few of these texts are whole, and
/// `table.rs` has those that are. And that the corrected lines lack what they are to correct.
#[track_caller]
fn check(kind: Kind, name: &str, text: &str, expected: &[&str]) {
    let reading = reading(text);
    assert_eq!(reading.kinds, [kind], "{name}");
    assert_eq!(reading.unclear, None, "{name}");
    let is_absent = |mark: &&LocatedTrap| matches!(mark.trap, Trap::ExposeMissing { .. } | Trap::HeadersMissing);
    let found: Vec<String> = reading.marks.iter().filter(|mark| !is_absent(mark)).map(short).collect();
    assert_eq!(found, expected, "{name}");
    ends(name, text, &reading);
}

/// What the marks say ends them, in lines that stand as far in as the others.
#[track_caller]
fn ends(name: &str, text: &str, reading: &ConfigurationReading) {
    let lines: Vec<&str> = text.lines().collect();
    for mark in &reading.marks {
        let indentation = |line: &str| line.len() - line.trim_start().len();
        if let Some(line) = mark.corrected.as_ref().filter(|line| !line.is_empty()) {
            assert_eq!(indentation(line), indentation(lines[mark.line - 1]), "{name}: {line}");
        }
    }
    let with_lines = |marks: &[LocatedTrap]| -> Vec<String> {
        marks.iter().filter(|mark| mark.is_mended()).map(|mark| format!("{:?}", mark.trap)).collect()
    };
    let first = with_lines(&reading.marks);
    let mut text = mended(text, &reading.marks);
    let mut left = with_lines(&self::reading(&text).marks);
    assert!(!left.iter().any(|trap| first.contains(trap)), "{name}: {left:?} after the corrections\n{text}");
    // What is mended may be the first that something else is absent beside.
    if !left.is_empty() {
        text = mended(&text, &self::reading(&text).marks);
        left = with_lines(&self::reading(&text).marks);
    }
    assert_eq!(left, Vec::<String>::new(), "{name}: after the corrections\n{text}");
}

/// Nothing is wrong.
#[track_caller]
fn fine(kind: Kind, name: &str, text: &str) {
    check(kind, name, text, &[]);
    assert_eq!(reading(text).marks, [], "{name}");
}
