//! Somebody with a registry on a port of its own and nothing before it, who does what the page says and nothing else: the
//! verdict, "Nothing yet", a server to put in front, each command as it stands there, what it has to print, the link at the end,
//! the list, and a healthy check-up.

mod bare;
mod machine;
pub mod read;

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::mounted::Software;
use lab::process::free_port;
use lab::setup::{Access, DEMO, PASSWORD};

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, see, sign_in};
use bare::Bare;
use machine::Machine;
use read::{Step, choose, name, steps};

/// Every way of one server.
pub async fn run(stage: Arc<Stage>, software: Software) -> Result<()> {
    for (access, ways) in [
        (Access::Basic, &["let the page in"][..]),
        (Access::Token, &["under one name", "token service"][..]),
        (Access::Token, &["let the page in", "token service"][..]),
    ] {
        let told = follow(&stage, software, access, ways).await;
        told.with_context(|| format!("{software}, {access:?}, {ways:?}"))?;
        eprintln!(
            "{software}, {}: {access:?}, {ways:?}: from the verdict to the list by the page's words",
            stage.browser.engine
        );
    }
    Ok(())
}

/// From the first verdict to the list. `ways` are the titles of the fixes, one after the other.
async fn follow(stage: &Stage, software: Software, access: Access, ways: &[&str]) -> Result<()> {
    let browser = &stage.browser;
    let mut bare = Bare::start(stage, access).await?;
    let mut machine = Machine::new(&stage.page)?;
    open_in_a_fresh_tab(browser, &format!("{}/#/checkup/{}", bare.page.origin(), bare.origin())).await?;
    let mut links = Vec::new();
    for (at, way) in ways.iter().enumerate() {
        judged(browser).await?;
        let overall = overall(browser).await?;
        ensure!(overall != "healthy", "nothing is to be mended before {way}");
        let found = mend(browser, &mut machine, &mut bare, software, way).await;
        let found = found.with_context(|| format!("{way}:\n{}", machine.said()))?;
        // The last step of the second way says to check again, of what the first one led to.
        if at == 0 {
            links = found;
            ensure!(links.len() == 2, "{way} leads to {links:?}");
            browser.go(&links[1]).await?;
        } else {
            browser.click_text(".checkup .head button", "Check again").await?;
        }
    }
    browser.go(&links[0]).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await.with_context(|| machine.said())?;
    browser.go(&links[1]).await?;
    judged(browser).await?;
    let (overall, sentence) = (overall(browser).await?, browser.text(".checkup .sentence").await?);
    ensure!(overall == "healthy", "in the end the check-up says {overall}: {sentence}\n{}", machine.said());
    Ok(())
}

/// Follows the steps of a fix, and returns where they lead.
async fn mend(
    browser: &Browser,
    machine: &mut Machine,
    bare: &mut Bare,
    software: Software,
    way: &str,
) -> Result<Vec<String>> {
    browser.wait_for(".mend select.stands").await?;
    // Nobody has said what stands there, so the page says nothing of it either.
    let chosen = browser.run("return document.querySelector('.mend select.stands').value", vec![]).await?;
    if machine.is_empty() {
        ensure!(chosen == "" && browser.count(".mend .one").await? == 0, "{chosen} goes first by habit");
    }
    choose(browser, "stands", "Nothing yet").await?;
    choose(browser, "put", &software.to_string()).await?;
    if browser.count(".mend .ways").await? > 0 {
        browser.click_text(".mend .ways button", way).await?;
    }
    browser.wait_for_text(".mend .one strong", way).await?;
    browser.wait_for(".mend .file pre").await?;
    browser.run("document.querySelector('.mend .names').open = true", vec![]).await?;
    // Stories run beside each other, so each takes the port that is free, as the page says to do.
    let port = free_port()?;
    let label = if way == "token service" { "The token service's address" } else { "The registry's address" };
    name(browser, label, &format!("http://127.0.0.1:{port}")).await?;
    machine.listens(software, port);
    if browser.count(".mend .file pre").await? > 0 && way == "under one name" {
        name(browser, "The folder of this page's files", &machine.folder("srv/pierglass")).await?;
        if software == Software::Haproxy {
            let port = free_port()?;
            name(browser, "The server of this page's files", &format!("127.0.0.1:{port}")).await?;
            machine.listens(Software::Caddy, port);
        }
    }
    let listens = format!("{port}");
    browser.wait_for_text(".mend .file pre", &listens).await?;
    let mut links = Vec::new();
    machine.download(browser).await?;
    for step in steps(browser).await? {
        let done = act(machine, bare, &step).await;
        done.with_context(|| format!("at the step {step:?}"))?;
        links.extend(step.links);
    }
    Ok(links)
}

async fn act(machine: &mut Machine, bare: &mut Bare, step: &Step) -> Result<()> {
    if let Some(line) = &step.line {
        ensure!(step.words.contains("restart it"), "nobody says to restart the registry");
        return bare.name_realm(line.strip_prefix("realm: ").context("a realm")?).await;
    }
    let Some(command) = &step.command else { return Ok(()) };
    let printed = machine.run(command).await?;
    if step.words.contains("prints nothing") {
        ensure!(printed.trim().is_empty(), "it prints {printed}");
    }
    step.printed(&printed)
}

async fn judged(browser: &Browser) -> Result<()> {
    let over = "const verdict = document.querySelector('.checkup [data-overall]');
        return verdict !== null && verdict.dataset.overall !== 'running'";
    browser.wait_until("the verdict", over, vec![]).await
}

async fn overall(browser: &Browser) -> Result<String> {
    let overall =
        browser.run("return document.querySelector('.checkup [data-overall]').dataset.overall", vec![]).await?;
    overall.as_str().map(str::to_owned).context("a verdict")
}
