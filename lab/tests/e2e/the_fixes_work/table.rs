//! The days in `docs/fixes.md`: when each fix was last run on its server. The rest of the table is made by `tests/fixes.rs`.

use std::collections::BTreeSet;
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

/// Writes the day where every fix that is called run was run just now, in every engine that is asked, and on as many versions of
/// its server as are named. The table itself is written by `cargo lab docs`.
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
    let file = folders::workspace().join("docs/fixes.md");
    let table = fs::read_to_string(&file)?;
    let dated = |line: &str| match line.rsplitn(3, '|').nth(2) {
        Some(row) if called_run.iter().any(|fix| line.starts_with(&format!("| `{}`: ", fix.id))) => {
            format!("{row}| {date} |\n")
        }
        _ => format!("{line}\n"),
    };
    fs::write(file, table.lines().map(dated).collect::<String>())?;
    Ok(Some(format!("{} run on {date}", called_run.len())))
}
