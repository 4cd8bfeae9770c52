//! A program that panicked goes on by halves. The page says so, with a report that holds nothing of what was on the screen.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::setup::Plan;

use crate::stage::Stage;
use crate::steps::see;

/// Breaks what the page draws with, once, as an extension might: the program takes its failure for impossible.
const BREAK: &str = "const kinds = [[Document, 'createElement'], [Document, 'createElementNS'], [Node, 'cloneNode']];
    const real = kinds.map(([kind, name]) => kind.prototype[name]);
    const mend = () => kinds.forEach(([kind, name], at) => { kind.prototype[name] = real[at]; });
    kinds.forEach(([kind, name]) => { kind.prototype[name] = () => { mend(); throw new Error('broken'); }; });";
/// What no panic names: the program's own code was let through by what it called.
const TRAP: &str = "Response.prototype.arrayBuffer = Headers.prototype.entries = () => { throw new Error('broken') }";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    for (how, place) in [(BREAK, ".rs:"), (TRAP, "")] {
        browser.go("about:blank").await?;
        browser.go(&setup.page_address("")).await?;
        see(browser, "library/hello").await?;
        ensure!(browser.count(".stopped").await? == 0, "it has stopped before anything happened");
        browser.run(how, vec![]).await?;
        browser.run("location.hash += '/library/hello'", vec![]).await?;
        browser.wait_for_text(".stopped h1", "Pierglass has stopped").await?;
        let report = browser.text(".stopped pre").await?;
        ensure!(report.starts_with("Pierglass stopped at ") && report.contains(place), "the report says {report:?}");
        ensure!(
            !report.contains("library") && !report.contains("localhost"),
            "the report tells where one was: {report}"
        );
        browser.click(".stopped button").await?;
        see(browser, "latest").await?;
    }
    Ok(())
}
