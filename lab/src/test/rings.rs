//! The rings and the commands they are made of.

use std::process::Command;

use anyhow::{Context as _, anyhow};

use crate::page::Page;
use crate::tools::{python, sigstore};
use crate::{folders, tools};

use super::step::{Outcome, cargo, check, tests};

/// What each ring is: what takes least to compile comes first. Lints compile our packages once more, so a test that fails says so
/// before them.
pub(super) const NAMES: [&str; 5] = [
    "the shape of the code",
    "what runs without a browser",
    "the page's own parts in real browsers",
    "formatting and lints",
    "end to end",
];

const WASM: &str = "wasm32-unknown-unknown";
/// The runner of `wasm-bindgen-test` waits this long for a page, seconds.
const BROWSER_TIMEOUT: &str = "120";
/// The stories that cannot be told without axe-core.
const BARRIERS: &str = "nobody_is_left_out";

pub(super) fn run(ring: u8) -> Vec<Outcome> {
    match ring {
        0 => shape(),
        1 => host(),
        2 => browsers(),
        3 => lints(),
        _ => end_to_end(),
    }
}

/// What the lints look at was compiled for the rings before them, so that is not done once more: see [`lint`].
fn lints() -> Vec<Outcome> {
    let page = ["--target", WASM, "--lib", "--bins"];
    let mut whole = page.to_vec();
    if has_browser_tests() {
        whole.extend(["--test", "browser"]);
    }
    let split = ["--target", WASM, "--lib", "--features", "split"];
    let of_the_page = match tools::for_lints() {
        Ok(()) => vec![check("lints, browser", lint(&whole)), check("lints, split page", lint(&split))],
        Err(error) => vec![Outcome::not_run("lints, browser", format!("{error:#}"))],
    };
    let mut outcomes = vec![
        check("formatting", cargo(&["fmt", "--all", "--check"])),
        check("lints, host", lint(&["--workspace", "--all-targets"])),
    ];
    outcomes.extend(of_the_page);
    outcomes
}

/// Compiles with clippy in the compiler's place, for our own packages. That is what `cargo clippy` does with `cargo check`, which
/// would look at all other packages anew: minutes from cold. The arguments of clippy go the way of `cargo clippy` too.
fn lint(arguments: &[&str]) -> Command {
    let mut command = cargo(&["build", "--quiet"]);
    command
        .args(arguments)
        .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        .env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");
    command
}

/// All packages at once: the features of what they share are then the same ones, and it is compiled once.
fn host() -> Vec<Outcome> {
    // Scenarios and corrected lines that want a server are tried where it is there; the last ring says if it is not.
    let _ = (tools::for_servers(), tools::for_more_servers(), tools::for_more_registries());
    vec![tests("all packages", cargo(&["test", "--workspace", "--lib", "--bins"]))]
}

/// Every file in `tests` but those that need a browser.
fn shape() -> Vec<Outcome> {
    let mut names: Vec<String> = std::fs::read_dir(folders::workspace().join("tests"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .filter(|name| name != "browser")
        .collect();
    if names.is_empty() {
        return vec![Outcome::not_run("tests", "there are none in tests/")];
    }
    names.sort();
    let mut arguments = vec!["test", "--workspace"];
    for name in &names {
        arguments.extend(["--test", name]);
    }
    vec![tests(&names.join(", "), cargo(&arguments))]
}

fn browsers() -> Vec<Outcome> {
    let title = "browser tests";
    if !has_browser_tests() {
        return vec![Outcome::not_run(title, "there is no tests/browser.rs")];
    }
    if let Err(error) = tools::for_browsers() {
        return vec![Outcome::not_run(title, format!("{error:#}"))];
    }
    let drivers = [("chromium", "CHROMEDRIVER", "chromedriver"), ("firefox", "GECKODRIVER", "geckodriver")];
    let run = |(browser, variable, program): (&str, &str, &str)| {
        let title = format!("{title}, {browser}");
        let runner = folders::find_program("wasm-bindgen-test-runner");
        let (Some(driver), Some(runner)) = (folders::find_program(program), runner) else {
            return Outcome::not_run(&title, format!("{program} or its runner is missing"));
        };
        let mut command = cargo(&["test", "--target", WASM, "--test", "browser"]);
        for (_, other, _) in drivers {
            command.env_remove(other);
        }
        command
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
            .env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TIMEOUT)
            .env(variable, driver);
        tests(&title, command)
    };
    drivers.into_iter().map(run).collect()
}

fn end_to_end() -> Vec<Outcome> {
    let title = "stories";
    for needed in [tools::for_browsers, tools::for_servers] {
        if let Err(error) = needed() {
            return vec![Outcome::not_run(title, format!("{error:#}"))];
        }
    }
    for page in [Page::Released, Page::Quick] {
        if let Err(error) = page.build() {
            return vec![Outcome::failed("the page", format!("{error:#}"))];
        }
    }
    // What is missing here, in the names of the stories that cannot be told without it.
    let mut missing: Vec<(&str, anyhow::Error)> =
        tools::for_barriers().err().map(|error| (BARRIERS, error)).into_iter().collect();
    if let Err(error) = tools::for_attaching() {
        missing.extend(sigstore::STORIES.map(|story| (story, anyhow!("{error:#}"))));
    }
    missing.extend(tools::for_kinds().err().map(|error| (python::STORIES, error)));
    let registries = tools::for_more_registries();
    for (one, error) in &registries {
        missing.extend(one.stories.iter().map(|story| (*story, anyhow!("{error:#}"))));
    }
    missing.extend(tools::for_more_servers().into_iter().map(|(package, error)| (package.stories, error)));
    let mut arguments = vec!["test", "--workspace", "--test", "e2e", "--"];
    for (stories, _) in &missing {
        arguments.extend(["--skip", stories]);
    }
    let mut outcomes = plans();
    outcomes.push(tests(title, cargo(&arguments)));
    outcomes.extend(missing.iter().map(|(stories, error)| Outcome::not_run(stories, format!("{error:#}"))));
    // The verdicts leave their scenarios out by themselves.
    outcomes.extend(registries.iter().map(|(one, error)| {
        Outcome::not_run(&format!("scenarios of {} {}", one.name, one.version), format!("{error:#}"))
    }));
    outcomes
}

/// Plans of changes, run on the real registries that are here.
fn plans() -> Vec<Outcome> {
    let title = "plans on real registries";
    let distribution = tools::registry_binary::find().context("CNCF Distribution is not here").map(drop);
    let missing: Vec<(&str, anyhow::Error)> =
        [("distribution", distribution), ("ferro", tools::registries::FERRO.program().map(drop))]
            .into_iter()
            .filter_map(|(name, program)| Some((name, program.err()?)))
            .collect();
    let mut arguments = vec!["test", "--workspace", "--test", "plans", "--"];
    for (name, _) in &missing {
        arguments.extend(["--skip", name]);
    }
    let mut outcomes = vec![tests(title, cargo(&arguments))];
    outcomes.extend(
        missing.iter().map(|(name, error)| Outcome::not_run(&format!("{title}, {name}"), format!("{error:#}"))),
    );
    outcomes
}

fn has_browser_tests() -> bool {
    folders::workspace().join("tests/browser.rs").is_file()
}
