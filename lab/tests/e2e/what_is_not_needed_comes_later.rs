//! The first list loads no part of the program that it does not need, nor its style; going somewhere loads that part; and where
//! a part is not there, the page says so and works on.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::setup::{Plan, Setup};
use serde_json::Value;

use crate::stage::Stage;
use crate::steps::{follow, see};

/// The modules that this page has fetched, by their names without the hash.
const LOADED: &str = "return performance.getEntriesByType('resource')
    .map(entry => entry.name.match(/([a-z_]+)-[0-9a-f]+(_bg)?\\.wasm$/)?.[1]).filter(name => name);";

/// Whether the module of a chunk has come.
const HAS_COME: &str = "return performance.getEntriesByType('resource')
    .some(entry => entry.name.includes(`/${arguments[0]}-`) && entry.name.endsWith('.wasm'));";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    ensure!(loaded(browser).await? == ["pierglass"], "the first list loaded {:?}", loaded(browser).await?);

    let part = part_of(&stage.page, "diagnosis-")?;
    setup.page.remove_file(&part);
    browser.click(".to-checkup").await?;
    browser.wait_for_text(r#"[data-problem="part-not-loaded"]"#, &part).await?;
    browser.wait_for_text(r#"[data-problem="part-not-loaded"]"#, "newer version").await?;

    browser.run("history.back()", vec![]).await?;
    see(browser, "library/hello").await?;

    // Whoever comes to the list is about to open something of it.
    browser.run("document.querySelector('.window-list a').focus()", vec![]).await?;
    browser.wait_until("the code of the next screen", HAS_COME, vec!["tags".into()]).await?;
    follow(browser, "library/hello").await?;
    see(browser, "latest").await?;
    ensure!(loaded(browser).await?.contains(&"tags".to_owned()), "tags came from {:?}", loaded(browser).await?);

    setup.page.serve_also(&part, &part);
    browser.click(".to-checkup").await?;
    browser.wait_for(r#".checkup .verdict:not([data-overall="running"])"#).await?;
    ensure!(
        loaded(browser).await?.contains(&"diagnosis".to_owned()),
        "a check-up came from {:?}",
        loaded(browser).await?
    );

    // What has come is not fetched again.
    setup.page.remove_file(&part);
    browser.click(".to-guide").await?;
    browser.wait_for_text("main h1", "Guide").await?;

    a_style_that_does_not_come(&stage, &setup).await?;
    an_explanation_that_does_not_come(&stage, &setup).await?;
    a_handshake_that_does_not_come(&stage).await?;
    what_the_address_names(&stage).await
}

/// The code of the screen that an address names is fetched beside the program: also where that never comes.
async fn what_the_address_names(stage: &Stage) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    setup.page.remove_file(&file_of(&stage.page, "pierglass-", "_bg.wasm")?);
    let typed = setup.check_up_target();
    let chunks = [
        (typed.clone(), None),
        (format!("{typed}/library/hello"), Some("tags")),
        (format!("{typed}/library/hello?order=name&filter=a:b"), Some("tags")),
        (format!("{typed}/library/hello:latest"), Some("images")),
        (format!("checkup/{typed}"), Some("diagnosis")),
        (format!("guide/cors?registry={typed}"), Some("diagnosis")),
        ("settings".to_owned(), Some("settings")),
    ];
    for (place, chunk) in chunks {
        browser.go(&format!("{}/#/{place}", setup.page_origin())).await?;
        browser.reload().await?;
        browser.wait_for_text(".frame-problem", "did not come").await?;
        if let Some(chunk) = chunk {
            browser.wait_until(&format!("{chunk} for {place}"), HAS_COME, vec![chunk.into()]).await?;
        }
        let mut came = loaded(browser).await?;
        came.retain(|name| ["tags", "images", "diagnosis", "settings"].contains(&name.as_str()));
        ensure!(came == Vec::from_iter(chunk), "for {place} came {came:?}");
    }
    Ok(())
}

/// What failed is said all the same.
async fn an_explanation_that_does_not_come(stage: &Stage, setup: &Setup) -> Result<()> {
    let browser = &stage.browser;
    let part = part_of(&stage.page, "trouble-")?;
    setup.page.remove_file(&part);
    browser.go(&setup.page_address("no/such")).await?;
    browser.reload().await?;
    let asked = format!("GET {}/v2/no/such/tags/list", setup.registry_origin());
    browser.wait_for_text(r#"[data-problem="part-not-loaded"]"#, &asked).await?;
    browser.wait_for_text(r#"[data-problem="part-not-loaded"]"#, &part).await?;

    setup.page.serve_also(&part, &part);
    browser.click_text("main button", "Reload the page").await?;
    browser.wait_for_text(r#"[data-problem="status"]"#, "no/such").await.map(drop)
}

/// A registry that wants a sign-in needs the handshake's code; without it the page says so, and tries again.
async fn a_handshake_that_does_not_come(stage: &Stage) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    let part = part_of(&stage.page, "handshake-")?;
    setup.page.remove_file(&part);
    browser.go(&setup.page_address("")).await?;
    browser.wait_for_text(r#"[data-problem="part-missing"]"#, "A part of this page did not come").await?;

    setup.page.serve_also(&part, &part);
    browser.click_text(".problem button", "Try again").await?;
    browser.wait_for(".sign-in #user").await.map(drop)
}

/// No screen is shown without its style: it is a part like the code.
async fn a_style_that_does_not_come(stage: &Stage, setup: &Setup) -> Result<()> {
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    browser.reload().await?;
    see(browser, "library/hello").await?;
    let count = browser.run("return document.styleSheets.length", vec![]).await?;
    ensure!(count == 1, "the first list has {count} styles");

    let style = file_of(&stage.page, "settings-", ".css")?;
    setup.page.remove_file(&style);
    browser.run("location.hash = '#/settings'", vec![]).await?;
    browser.wait_for_text(r#"[data-problem="part-not-loaded"]"#, &style).await?;
    browser.run("history.back()", vec![]).await?;
    see(browser, "library/hello").await?;

    setup.page.serve_also(&style, &style);
    browser.run("location.hash = '#/settings'", vec![]).await?;
    browser.wait_for(".settings .sheet").await?;
    let display = "return getComputedStyle(document.querySelector('.settings')).display";
    ensure!(browser.run(display, vec![]).await? == "grid", "the settings are shown without their style");

    // A style of a chunk that comes later still stands before those that come after it in index.html.
    browser.run("location.hash = '#/'", vec![]).await?;
    browser.wait_for(".connect").await?;
    browser.click(".to-guide").await?;
    browser.wait_for_text("main h1", "Guide").await?;
    let names = "return [...document.querySelectorAll('link[data-place]')]
        .map(link => link.getAttribute('href').match(/([a-z_-]+)-[0-9a-f]+\\.css$/)[1]).join(' ')";
    let names = browser.run(names, vec![]).await?;
    ensure!(names == "way_in facts guide-checkup-lanes-paste-mend settings", "the styles stand like this: {names}");
    Ok(())
}

async fn loaded(browser: &Browser) -> Result<Vec<String>> {
    let names = browser.run(LOADED, vec![]).await?;
    let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// The path of the page's module whose name begins so.
fn part_of(page: &Path, begin: &str) -> Result<String> {
    file_of(page, begin, ".wasm")
}

/// The path of the page's file whose name begins and ends so.
fn file_of(page: &Path, begin: &str, end: &str) -> Result<String> {
    let names = fs::read_dir(page)?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let name = names.into_iter().find(|name| name.starts_with(begin) && name.ends_with(end));
    Ok(format!("/{}", name.with_context(|| format!("the page has no {begin}*{end}"))?))
}
