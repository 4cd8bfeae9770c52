//! `cargo lab bench --first-contact`: what it takes from an empty machine to a page with a list, and to the first test.
//!
//! A commit is cloned into a temporary folder and run as a newcomer would run it, with empty folders for cargo's packages, for
//! the lab's tools and for what is compiled. Counted are CPU seconds, of cargo, of the compilers, and of all else that was
//! started: they depend far less than minutes do on what the machine does besides. The toolchain, its target and Debian's
//! packages are what they are on this machine. A second commit is measured in the same run.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Child;

use crate::browser::{Browser, Engine};
use crate::process::processor_time;
use crate::setup::{DEMO, PASSWORD};
use crate::steps::say;
use crate::{folders, tools};

/// What a newcomer does.
#[derive(Clone, Copy, Debug)]
enum Errand {
    Demo,
    Test,
}

/// What it took.
#[derive(Clone, Copy, Debug)]
struct TimeTaken {
    /// Of all processes together, user and system.
    cpu: Duration,
    /// By the clock on the wall.
    wall: Duration,
}

/// Measures the checkout's commit, and another one before it where one is named; prints the table.
pub(super) async fn run(before: Option<&str>) -> Result<()> {
    // Looked up once: somebody may commit while this runs.
    let commits = before.into_iter().chain(["HEAD"]).map(|name| git(&folders::workspace(), &["rev-parse", name]));
    let commits = commits.collect::<Result<Vec<String>>>()?;
    let commits: Vec<&str> = commits.iter().map(|commit| commit.trim()).collect();
    let mut lines = Vec::new();
    for errand in [Errand::Demo, Errand::Test] {
        let mut taken = Vec::new();
        for commit in &commits {
            let what = format!("{} of {commit:.9}", errand.title());
            say(&format!("{what}, from nothing"));
            let took = measure(commit, errand).await.with_context(|| what)?;
            say(&format!("  {:.0} s of processors, {:.0} s", took.cpu.as_secs_f64(), took.wall.as_secs_f64()));
            taken.push(took);
        }
        lines.push((errand, taken));
    }
    print!("{}", table(&commits, &lines));
    Ok(())
}

async fn measure(commit: &str, errand: Errand) -> Result<TimeTaken> {
    let folder = tempfile::Builder::new().prefix("pierglass-first-contact-").tempdir()?;
    let source = folder.path().join("source");
    git(folder.path(), &["clone", "--quiet", &folders::workspace().display().to_string(), "source"])?;
    git(&source, &["checkout", "--quiet", "--detach", commit])?;
    let cargo = folder.path().join("cargo");
    fs::create_dir(&cargo)?;
    // Where packages come from is the machine's business, and stays.
    let settings = folders::cargo().join("config.toml");
    if settings.is_file() {
        fs::copy(settings, cargo.join("config.toml"))?;
    }

    let begun = Instant::now();
    let mut command = Command::new("cargo");
    command
        .args(["lab", errand.command()])
        .current_dir(&source)
        .env("CARGO_HOME", &cargo)
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .env("PIERGLASS_CACHE", folder.path().join("tools"))
        .env("npm_config_cache", folder.path().join("npm"))
        .env(tools::OWN_TOOLS, "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let mut group = Group::start(command)?;
    let line = group.wait_for(errand).await?;
    let taken = TimeTaken { cpu: processor_time::of_tree(group.id()?), wall: begun.elapsed() };
    if let Errand::Demo = errand {
        shows_a_list(&line).await?;
    }
    Ok(taken)
}

/// A command and all that it starts, which end together.
struct Group(Child);

impl Group {
    fn start(command: Command) -> Result<Self> {
        Ok(Self(tokio::process::Command::from(command).process_group(0).kill_on_drop(true).spawn()?))
    }

    fn id(&self) -> Result<u32> {
        self.0.id().context("it ended early")
    }

    /// Reads what it prints until what is waited for; returns that line.
    async fn wait_for(&mut self, errand: Errand) -> Result<String> {
        let mut lines = BufReader::new(self.0.stdout.as_mut().context("it has an output")?).lines();
        while let Some(line) = lines.next_line().await? {
            if errand.is_reached(&line) {
                return Ok(line);
            }
        }
        bail!("it ended before that, with {}", self.0.wait().await?)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(id) = self.0.id() {
            let _ = killpg(Pid::from_raw(id.cast_signed()), Signal::SIGKILL);
        }
    }
}

/// Whether the page at the end of a line really lists repositories. Where there is no browser, nobody looks.
async fn shows_a_list(line: &str) -> Result<()> {
    if folders::find_program("chromedriver").is_none() {
        say("  no browser is here, so nobody looked at the page");
        return Ok(());
    }
    let address = line.split_whitespace().last().context("an address")?;
    let browser = Browser::open(Engine::Chromium).await?;
    browser.go(address).await?;
    browser.fill("#user", DEMO).await?;
    browser.fill("#password", PASSWORD).await?;
    if browser.count(".sign-in input[name=consent]").await? > 0 {
        browser.click(".sign-in input[name=consent]").await?;
    }
    browser.click(".sign-in button[type=submit]").await?;
    browser.wait_for(".window-list .repository").await.context("the page lists no repository")?;
    browser.close().await
}

impl Errand {
    fn command(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Test => "test",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Demo => "cargo lab demo, until the page lists",
            Self::Test => "cargo lab test, until its first test",
        }
    }

    /// Whether a line of the command's output says that it is there.
    fn is_reached(self, line: &str) -> bool {
        match self {
            Self::Demo => line.trim_start().starts_with("Open "),
            Self::Test => line.starts_with("running ") && !line.starts_with("running 0 "),
        }
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git").args(arguments).current_dir(folder).output().context("git is missing")?;
    ensure!(output.status.success(), "git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn table(commits: &[&str], lines: &[(Errand, Vec<TimeTaken>)]) -> String {
    let mut text = format!("\n{:40}", "from nothing");
    for commit in commits {
        text.push_str(&format!(" {:>14} {:>10}", format!("{commit:.9} CPU"), "wall"));
    }
    text.push_str("  share of CPU\n");
    for (errand, taken) in lines {
        text.push_str(&format!("{:40}", errand.title()));
        for TimeTaken { cpu, wall } in taken {
            text.push_str(&format!(" {:>12.0} s {:>8.0} s", cpu.as_secs_f64(), wall.as_secs_f64()));
        }
        if let [before, after] = taken[..] {
            text.push_str(&format!("  {:.0} %", 100.0 * after.cpu.as_secs_f64() / before.cpu.as_secs_f64()));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_compares() {
        let taken = |cpu, wall| TimeTaken { cpu: Duration::from_secs(cpu), wall: Duration::from_secs(wall) };
        let text = table(&["0123456789abcdef", "HEAD"], &[(Errand::Demo, vec![taken(2000, 1200), taken(500, 300)])]);
        let expected = "\nfrom nothing                              012345678 CPU       wall       HEAD CPU       wall  share of CPU\n\
                        cargo lab demo, until the page lists             2000 s     1200 s          500 s      300 s  25 %\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_waited_for_is_known() {
        assert!(Errand::Demo.is_reached("  Open        http://127.0.0.1:2000/#/"));
        assert!(Errand::Test.is_reached("running 166 tests"));
        assert!(!Errand::Test.is_reached("running 0 tests"));
    }
}
