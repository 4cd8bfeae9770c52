//! `docs/fixes.md`: each fix, its server and version, the rules that it ends, and when it was last run.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::Result;
use lab::browser::Engine;
use lab::folders;
use pierglass::diagnosis::fixes::{self, Fix};

/// What was run in this process, engine by engine.
static RUN: Mutex<BTreeSet<(&'static str, String, String)>> = Mutex::new(BTreeSet::new());

/// Remembers that a fix did on a server in an engine what it is for.
pub fn worked(fix: &'static Fix, server: &str, engine: Engine) {
    let run = (fix.id, engine.to_string(), server.to_owned());
    RUN.lock().unwrap_or_else(PoisonError::into_inner).insert(run);
}

/// How many versions its record names, such as `Caddy 2.6.2 and 2.11.7`.
fn versions(run_on: &str) -> usize {
    run_on.split(" and ").count()
}

/// Writes the table where every fix that is called run was run just now, in every engine that is asked, and on as many versions of
/// its server as are named.
pub fn write(engines: &[Engine]) -> Result<Option<String>> {
    let run = RUN.lock().unwrap_or_else(PoisonError::into_inner);
    let was_run = |fix: &&Fix| {
        let of_fix = || run.iter().filter(|(id, ..)| *id == fix.id);
        let servers: BTreeSet<&str> = of_fix().map(|(.., server)| server.as_str()).collect();
        let in_engine = |engine: &Engine| of_fix().any(|(_, one, _)| *one == engine.to_string());
        engines.iter().all(in_engine) && servers.len() >= versions(fix.run_on.unwrap_or_default())
    };
    let called_run: Vec<&'static Fix> = fixes::all().filter(|fix| fix.run_on.is_some()).collect();
    if !called_run.iter().all(was_run) {
        return Ok(None);
    }
    let date = httpdate::fmt_http_date(SystemTime::now());
    let date = date.get(5..16).unwrap_or_default();
    let mut text = String::from(
        "# Fixes\n\nWritten by `cargo lab test`. \"Run\" means: the file, filled in as the page fills it in, was mounted into that very server; \
         the rules fired before and were silent after, in Chromium and in Firefox, and the page signed in, listed, read digests \
         and errors. A second version of a server was tried in Firefox alone. What was not run is from the server's manual; where it is YAML, JSON, TOML or INI, a test \
         reads it with a parser and knows its keys.\n\n\
         | fix | server | run on | ends | last run |\n|---|---|---|---|---|\n",
    );
    let mut counts = [0, 0];
    for fix in fixes::all() {
        let rules = fix.rules().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" ");
        let on = fix.run_on.unwrap_or("not run, from the manual");
        let last = if fix.run_on.is_some() { date } else { "—" };
        writeln!(text, "| `{}`: {} | {} | {on} | {rules} | {last} |", fix.id, fix.title, fix.server)?;
        counts[usize::from(fix.run_on.is_none())] += 1;
    }
    let last = format!("{} run by browsers, {} not", counts[0], counts[1]);
    writeln!(text, "\n{last}")?;
    fs::write(folders::workspace().join("docs/fixes.md"), text)?;
    Ok(Some(last))
}
