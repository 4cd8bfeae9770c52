//! `docs/fixes.md`: each fix, its server and version, the rules that it ends, and when it was last run.
//!
//! `cargo lab docs` writes it: it runs this test with `UPDATE=1`, so that there is one way of making it. The days are
//! written by the stories that run the fixes (`lab/tests/e2e/the_fixes_work/table.rs`), and are kept here.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use pierglass::diagnosis::fixes;

/// What stands above the table.
const HEAD: &str = "# Fixes\n\nWritten by `cargo lab docs`, the days of the last run by `cargo lab test`. \"Run\" means: the file, filled in as the \
    page fills it in, was mounted into that very server; the rules fired before and were silent after, in Chromium and in \
    Firefox, and the page signed in, listed, read digests and errors. A second version of a server was tried in Firefox alone. \
    What was not run is from the server's manual; where it is YAML, JSON, TOML or INI, a test reads it with a parser and knows \
    its keys.\n\n\
    | fix | server | run on | ends | last run |\n|---|---|---|---|---|\n";

/// The table, with the days that the known one names.
fn table(known: &str) -> String {
    let mut text = HEAD.to_owned();
    let mut counts = [0, 0];
    for fix in fixes::all() {
        let rules = fix.rules().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" ");
        let (on, last) = match fix.run_on {
            Some(on) => (on, last_run(known, fix.id).unwrap_or("not yet")),
            None => ("not run, from the manual", "—"),
        };
        writeln!(text, "| `{}`: {} | {} | {on} | {rules} | {last} |", fix.id, fix.title, fix.server).expect("a text");
        counts[usize::from(fix.run_on.is_none())] += 1;
    }
    text + &format!("\n{} run by browsers, {} not\n", counts[0], counts[1])
}

/// When a fix ran last, as a table says; `None` where it names no day.
fn last_run<'a>(table: &'a str, id: &str) -> Option<&'a str> {
    let row = table.lines().find(|line| line.starts_with(&format!("| `{id}`: ")))?;
    let day = row.strip_suffix(" |")?.rsplit("| ").next()?;
    day.starts_with(|one: char| one.is_ascii_digit()).then_some(day)
}

#[test]
fn the_table_of_the_fixes_is_fresh() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fixes.md");
    let known = fs::read_to_string(&file).expect("a readable table");
    let table = table(&known);
    if known == table {
        return;
    }
    let update = std::env::var_os("UPDATE").is_some();
    assert!(update, "docs/fixes.md is not what src/diagnosis/fixes/ says; run `cargo lab docs`");
    fs::write(file, table).expect("a file that can be written");
}

#[test]
fn days_are_kept_and_none_is_made_up() {
    let table =
        table("| `nginx-cors`: x | nginx | nginx 1 | `y` | 05 Nov 2026 |\n| `caddy-cors`: x | x | x | x | — |\n");
    assert_eq!(last_run(&table, "nginx-cors"), Some("05 Nov 2026"));
    assert_eq!(last_run(&table, "caddy-cors"), None);
    let ends_in =
        |id: &str, end: &str| table.lines().any(|row| row.starts_with(&format!("| `{id}`: ")) && row.ends_with(end));
    assert!(ends_in("caddy-cors", "| not yet |") && ends_in("traefik-cors", "| — |"), "{table}");
}
