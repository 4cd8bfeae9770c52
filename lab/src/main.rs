//! `cargo lab`: runs a command of the lab.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use lab::check_up::{drawn, groups};
use lab::{bench, demo, dist, docs, fuzz, pictures, scaffold, scenario, test};

/// The tool for people who work on Pierglass.
#[derive(Debug, Parser)]
#[command(name = "cargo lab")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measures the page beside a hand-written floor, and holds it against the budgets.
    Bench {
        /// Measures this folder as the page instead of building one.
        #[arg(long)]
        page: Option<PathBuf>,
        /// Measures this folder beside it, as the page of before.
        #[arg(long)]
        against: Option<PathBuf>,
        /// Measures docker-registry-ui 2.6.0 beside it: the folder `dist` of its tag.
        #[arg(long)]
        peer: Option<PathBuf>,
        /// How often each is measured; medians and ranges are printed.
        #[arg(long, default_value_t = 5)]
        runs: usize,
        /// Also writes the table into this file, as JSON.
        #[arg(long)]
        json: Option<PathBuf>,
        /// Measures only scenes whose name contains this.
        #[arg(long)]
        only: Option<String>,
        /// Measures what it takes from an empty machine to a page with a list and to the first test, and nothing else.
        #[arg(long, conflicts_with_all = ["page", "against", "peer", "runs", "json", "only"])]
        first_contact: bool,
        /// The commit to compare that with.
        #[arg(long, requires = "first_contact")]
        before: Option<String>,
    },
    /// Builds the page, starts a registry with samples and serves both until Ctrl+C.
    Demo {
        /// Serves this folder as the page instead of building one.
        #[arg(long)]
        page: Option<PathBuf>,
    },
    /// Writes the release: a folder to copy to a server of static files
    Dist {
        /// The folder, in place of `dist`.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Writes from the sources the pages of the rules, links to them, and the table of the fixes: guide/, docs/rules.md, docs/fixes.md.
    Docs,
    /// Gives every parser, the session and the report hostile inputs; --help says more.
    #[command(disable_help_flag = true)]
    Fuzz {
        /// What `lab-fuzz` takes: [--inputs N] [--seed S] [--minutes M] [TARGET]…
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Writes what something new begins with.
    New {
        /// What it is.
        #[command(subcommand)]
        what: New,
    },
    /// Takes the README's pictures of the page, in Chromium: docs/pictures/.
    Pictures {
        /// Takes them of this folder as the page instead of building one.
        #[arg(long)]
        page: Option<PathBuf>,
    },
    /// Holds a broken set-up open until Ctrl+C; without a name, lists them all.
    Scenario {
        /// The set-up's name.
        name: Option<String>,
        /// Runs the page's check-up against so many random registries, and says what it is worth.
        #[arg(long, conflicts_with = "name")]
        generate: Option<u64>,
        /// The first of their seeds.
        #[arg(long, default_value_t = 1, requires = "generate")]
        seed: u64,
        /// chromium, firefox or webkit.
        #[arg(long, default_value = "chromium")]
        engine: lab::browser::Engine,
        /// How many at once.
        #[arg(long, default_value_t = 2)]
        at_once: usize,
        /// Looks at every single fault of the lab and the generator, and says how many are told apart of those that can be.
        #[arg(long, conflicts_with_all = ["name", "generate"])]
        groups: bool,
        /// Writes each report into this file, a line each.
        #[arg(long, requires = "generate")]
        reports: Option<PathBuf>,
        /// Serves this folder as the page instead of building one.
        #[arg(long)]
        page: Option<PathBuf>,
    },
    /// Runs all tests: shape, host, browsers, formatting and lints, end to end.
    Test {
        /// Runs only this ring (0 to 4); may be repeated.
        #[arg(long)]
        ring: Vec<u8>,
    },
}

/// What `cargo lab new` begins.
#[derive(Debug, Subcommand)]
enum New {
    /// A rule: its file, and its line in the list.
    Rule {
        /// Its id: small letters, in words with a - between them.
        id: String,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("lab: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        Command::Bench { first_contact: true, before, .. } => bench::first_contact(before.as_deref()).await?,
        Command::Bench { page, against, peer, runs, json, only, .. } => {
            return bench::run(bench::Options { page, against, peer, runs, json, only }).await;
        }
        Command::Demo { page } => demo::run(page.as_deref()).await?,
        Command::Dist { out } => dist::run(out.as_deref())?,
        Command::Docs => return docs::run(),
        Command::Fuzz { arguments } => return fuzz::run(&arguments),
        Command::New { what: New::Rule { id } } => scaffold::rule(&id)?,
        Command::Pictures { page } => pictures::run(page.as_deref()).await?,
        Command::Scenario { generate: Some(count), seed, engine, page, at_once, reports, .. } => {
            lab::tools::for_browsers()?;
            let page = demo::prepare(page.as_deref())?;
            let options = drawn::Options { count, seed, engine, page, at_once, reports };
            println!("{}", drawn::table(&drawn::run(&options).await?));
        }
        Command::Scenario { groups: true, engine, page, at_once, .. } => {
            lab::tools::for_browsers()?;
            lab::tools::for_servers()?;
            let page = demo::prepare(page.as_deref())?;
            println!("{}", groups::run(&groups::Options { engine, page, at_once }).await?);
        }
        Command::Scenario { name, page, .. } => match name {
            None => scenario::list()?,
            Some(name) => scenario::run(&name, page.as_deref()).await?,
        },
        Command::Test { ring } => return test::run(&ring),
    }
    Ok(ExitCode::SUCCESS)
}
