//! `cargo lab bench`: the page beside a hand-written floor, in one run, against the budgets of the project.
//!
//! The floor (`floor.html`) asks the same registry for the same pages by bare `fetch` and draws the same rows in a window:
//! what it takes is what the browser and the registry cost. Each measurement is a visit by a new browser with an empty
//! profile; the pages take turns, so that whatever else the machine does strikes all. Another build of the page, and a peer's files,
//! can take part in the same run. The first list has a floor of its own (`bare.html`), and is also measured as on slower machines and
//! networks ([`profile`]).

mod budgets;
mod first_contact;
mod first_list;
mod heavy;
mod nginx;
mod peer;
mod preflights;
mod profile;
mod samples;
mod scenes;
mod sizes;
mod table;
mod visit;
mod world;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::page::Page;
use crate::process::asked_to_end;
use crate::tools;
use profile::Profile;
use samples::{Page as Which, Samples};
use world::Given;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// The built page; without one it is built.
    pub page: Option<PathBuf>,
    /// Another build of it, to be measured beside it.
    pub against: Option<PathBuf>,
    /// The released files of docker-registry-ui 2.6.0, to be measured beside it.
    pub peer: Option<PathBuf>,
    /// How often each is measured.
    pub runs: usize,
    /// A file for the table as JSON.
    pub json: Option<PathBuf>,
    /// Only scenes whose name contains this.
    pub only: Option<String>,
}

/// Measures what it takes from nothing to a page and to the first test, beside another commit where one is named.
pub async fn first_contact(before: Option<&str>) -> Result<()> {
    tokio::select! {
        measured = first_contact::run(before) => measured,
        () = asked_to_end() => anyhow::bail!("ended by hand"),
    }
}

/// Measures, prints the table, and writes it.
pub async fn run(options: Options) -> Result<ExitCode> {
    ensure!(options.runs > 0, "--runs is at least 1");
    let page = match &options.page {
        Some(folder) => folder.clone(),
        None => Page::Released.build()?,
    };
    tools::for_bench(nginx::module().is_some())?;
    let measured = tokio::select! {
        measured = measure(&page, &options) => measured?,
        // What was started ends with its values.
        () = asked_to_end() => return Ok(ExitCode::FAILURE),
    };
    let (samples, sizes) = measured;
    let lines = table::lines(&samples);
    println!();
    table::print(&lines, &samples);
    println!();
    sizes::print(&sizes);
    println!("\n{}", surroundings());
    if options.peer.is_none() {
        let [unthrottled, slow, phone] = Profile::ALL.map(Profile::handed_peer);
        println!(
            "handed figures of docker-registry-ui 2.6.0, in F, without throttling, slow and on a phone: \
             {unthrottled:.2}, {slow:.2}, {phone:.2}; --peer measures its files"
        );
    }
    if let Some(file) = &options.json {
        let report = json!({
            "schema": 1, "runs": options.runs, "surroundings": surroundings(),
            "table": lines, "files": sizes, "samples": samples,
        });
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)
            .with_context(|| format!("{} could not be written", file.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(page: &Path, options: &Options) -> Result<(Samples, Vec<sizes::Size>)> {
    let others = [(Which::Before, &options.against), (Which::Peer, &options.peer)];
    let others = others.iter().filter_map(|(which, folder)| Some((*which, folder.as_deref()?)));
    let built: Vec<(Which, &Path)> = [(Which::Pierglass, page)].into_iter().chain(others).collect();
    let pages = nginx::pages(&built)?;
    let sizes = sizes::sizes(&pages.path().join("pierglass"))?;
    let given = Given {
        pages: pages.path().to_owned(),
        page: page.to_owned(),
        before: options.against.is_some(),
        peer: options.peer.is_some(),
        runs: options.runs,
    };
    let mut samples = Samples::default();
    for scene in scenes::SCENES {
        if options.only.as_ref().is_some_and(|only| !scene.name.contains(only.as_str())) {
            continue;
        }
        let begun = Instant::now();
        eprint!("lab: {} ", scene.name);
        (scene.run)(&given, &mut samples).await.with_context(|| scene.name.to_owned())?;
        eprintln!("({:.0} s)", begun.elapsed().as_secs_f64());
    }
    Ok((samples, sizes))
}

/// What the numbers depend on besides the page.
fn surroundings() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    let processors = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    format!(
        "{processors} processors, load {load} at the end; headless Chromium, 1280 x 900; nginx with precompressed brotli"
    )
}
