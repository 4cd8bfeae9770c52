//! An administrator writes a configuration on the settings page, is told what is wrong while writing, downloads it, and it is in
//! force. What is wrong with a file that is in force is said on every page.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use lab::browser::Browser;
use lab::setup::Plan;
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, see};

/// Files that are none, and a word of what is said of each.
const BROKEN: [(&str, &str); 4] = [
    ("", "the file is empty"),
    ("<!doctype html><title>Not found</title>", "a web page and not JSON"),
    ("{\"title\": \"Looking glass\",", "not JSON (line 1"),
    ("[1, 2]", "expected an object"),
];

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    let settings = format!("{}/#/settings", setup.page_origin());
    open_in_a_fresh_tab(browser, &settings).await?;
    ensure!(written(browser).await? == json!({}), "a page without a configuration writes one");
    browser.fill("#setting-title", "Looking glass").await?;
    press(browser, "Add a registry").await?;
    browser.wait_for_text(".settings .wrong", "the key is missing").await?;
    fill(browser, r#"[id="setting-registries[0].url"]"#, "ftp://registry.example").await?;
    browser.wait_for_text(".settings fieldset .wrong", "ftp:// is not a scheme").await?;
    browser.wait_for_text(".settings .written .wrong", "left out").await?;
    fill(browser, r#"[id="setting-registries[0].url"]"#, &setup.registry_origin()).await?;
    browser.wait_until_gone(".settings .wrong").await?;
    fill(browser, r#"[id="setting-registries[0].name"]"#, "The shelf").await?;
    // WebKit's driver types no line feed, but knows the key.
    let lines = ["library/hello", "team-a/api"].join(&Key::Enter.to_string());
    fill(browser, r#"[id="setting-registries[0].repositories"]"#, &lines).await?;
    press(browser, "Add a registry").await?;
    fill(browser, r#"[id="setting-registries[1].url"]"#, "r.example").await?;
    press(browser, "Move up").await?;
    browser.wait_for_text(".settings legend", "r.example").await?;
    press(browser, "Remove").await?;
    browser.wait_until_gone(r#"[id="setting-registries[1].url"]"#).await?;
    let file = written(browser).await?;
    let entry = json!({
        "url": setup.registry_origin(), "name": "The shelf", "repositories": ["library/hello", "team-a/api"],
    });
    ensure!(file == json!({"title": "Looking glass", "registries": [entry]}), "the file is {file}");

    setup.page.set_file("/config.json", downloaded(browser).await?);
    open_in_a_fresh_tab(browser, &setup.page_origin()).await?;
    browser.wait_for_text(".brand", "Looking glass").await?;
    browser.click_text(".cards a", "The shelf").await?;
    see(browser, "charts/gateway").await?;

    reads_another(browser, &settings).await?;
    for (body, said) in BROKEN {
        setup.page.set_file("/config.json", body);
        says(browser, &setup.page_address(""), &settings, said).await?;
    }
    let endless = format!("{{\"title\": \"{}\"}}", "a".repeat(2 << 20));
    setup.page.set_file("/config.json", endless);
    says(browser, &setup.page_address(""), &settings, "longer than 1 MB").await?;
    setup.page.set_file("/config.json", json!({"version": 9, "registries": [{"url": "not a host"}]}).to_string());
    says(browser, &setup.page_address(""), &settings, "version: there is no such key").await?;
    browser.wait_for_text(".settings .problem", "registries[0].url").await?;
    Ok(())
}

/// A file that somebody has already is read into the form, but for what is wrong with it.
async fn reads_another(browser: &Browser, settings: &str) -> Result<()> {
    open_in_a_fresh_tab(browser, settings).await?;
    browser.click(".settings .written summary").await?;
    browser
        .fill(
            ".settings .written textarea",
            r#"{"theme": "dark", "colour": "red", "registries": [{"url": "r.example"}], "trust": [{"name": "a", "key": "b"}]}"#,
        )
        .await?;
    press(browser, "Read it").await?;
    browser.wait_for_text(".settings .written .wrong", "colour: there is no such key").await?;
    browser.wait_for_text(".settings .written .wrong", "trust[0].repositories: the key is missing").await?;
    let file = written(browser).await?;
    let expected = json!({"theme": "dark", "registries": [{"url": "r.example"}], "trust": [{"name": "a", "key": "b"}]});
    ensure!(file == expected, "the file is {file}");
    Ok(())
}

/// The page works with what is left, says on it that something is wrong, and on the settings page what.
async fn says(browser: &Browser, registry: &str, settings: &str, said: &str) -> Result<()> {
    open_in_a_fresh_tab(browser, registry).await?;
    see(browser, "charts/gateway").await.context("the page with a broken configuration")?;
    browser.click(".to-settings").await?;
    browser.wait_for_text(".settings .problem[data-problem=config]", said).await?;
    ensure!(browser.address().await? == settings);
    Ok(())
}

/// Fills a field in that may lie below the bar.
async fn fill(browser: &Browser, field: &str, text: &str) -> Result<()> {
    browser.wait_for(field).await?;
    browser.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", vec![field.into()]).await?;
    browser.fill(field, text).await
}

/// Presses the first button with this name, which may lie below the bar.
async fn press(browser: &Browser, name: &str) -> Result<()> {
    let button = browser.wait_for_text(".settings .sheet button", name).await?;
    let script = "[...document.querySelectorAll('.settings .sheet button')]
                  .find(one => one.innerText.includes(arguments[0])).scrollIntoView({block: 'center'})";
    browser.run(script, vec![name.into()]).await?;
    Ok(button.click().await?)
}

/// The file as the page shows it.
async fn written(browser: &Browser) -> Result<Value> {
    browser.wait_for(".settings .written pre").await?;
    Ok(serde_json::from_str(&browser.text(".settings .written pre").await?)?)
}

/// The file as the page hands it over: what the link's address holds.
async fn downloaded(browser: &Browser) -> Result<String> {
    let script = "const link = document.querySelector('.settings a[download=\"config.json\"]');
                  return decodeURIComponent(link.href.slice(link.href.indexOf(',') + 1))";
    Ok(browser.run(script, vec![]).await?.as_str().context("a text")?.to_owned())
}
