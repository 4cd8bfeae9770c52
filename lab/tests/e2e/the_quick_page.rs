//! The page that `cargo lab demo` builds: all its code is in one module, so each screen takes another path than in the released page.
//! It has the same files, and every screen of it opens.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::page::Page;
use lab::setup::{DEMO, PASSWORD, Plan};
use lab::{dist, has_hash};

use crate::stage::{Stage, folder_of};
use crate::steps::{follow, see, sign_in};

/// What index.html of this page names.
const NAMED: &str = "return [...document.querySelectorAll('link[rel=stylesheet]')].length";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let released = names(&folder_of(Page::Released)?)?;
    let quick = names(&stage.page)?;
    ensure!(released == quick, "only released: {:?}; only quick: {:?}", &released - &quick, &quick - &released);

    let setup = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await?;
    let styles = browser.run(NAMED, vec![]).await?;
    ensure!(styles.as_u64().is_some_and(|count| count > 5), "the page of one module links {styles} styles");
    follow(browser, "library/hello").await?;
    see(browser, "latest").await?;
    follow(browser, "library/hello:latest").await?;
    browser.wait_for_text(".layers", "COPY . /app").await?;
    browser.click(".to-checkup").await?;
    browser.wait_for(r#".checkup .verdict:not([data-overall="running"])"#).await?;
    browser.click(".to-guide").await?;
    browser.wait_for_text("main h1", "Guide").await?;
    browser.run("location.hash = '#/settings'", vec![]).await?;
    browser.wait_for_text("main h1", "Settings").await?;
    browser.run("location.hash = '#/'", vec![]).await?;
    browser.wait_for("#registry").await.map(drop)
}

/// The files of a page whose names are the same in each build.
fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let files = dist::files(folder)?.into_iter().map(|file| file.to_string_lossy().into_owned());
    Ok(files.filter(|file| !has_hash(file)).collect())
}
