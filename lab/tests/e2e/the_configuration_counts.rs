//! `config.json` beside the page: a title, a list of repositories instead of the registry's, other registries refused, and
//! what is wrong in it said on the page.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::setup::{Plan, Setup};
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::{follow, of_registry, open_by_name, open_in_a_fresh_tab, quiet, see, see_only};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    let hosted = ["library/hello", "team-a/api"];
    let entry = json!({
        "url": setup.registry_origin(), "name": "The shelf", "catalog": "off", "repositories": hosted,
        "pullHost": "pull.example",
    });
    configure(&setup, json!({"title": "Looking glass", "registries": [entry], "openOthers": false, "colour": "red"}));

    open_in_a_fresh_tab(browser, &setup.page_origin()).await?;
    browser.wait_for_text(".brand", "Looking glass").await?;
    ensure!(browser.title().await? == "Looking glass");
    browser.wait_for_text(".problem[data-problem=config]", "colour").await?;
    let problem = browser.text(".problem[data-problem=config]").await?;
    ensure!(problem.contains("there is no such key"), "the page says {problem:?}");
    ensure!(browser.count("#registry").await? == 0, "the page offers to open other registries");

    browser.click_text(".cards a", "The shelf").await?;
    see_only(browser, &hosted).await?;
    browser.wait_for_text("h1", "The shelf").await?;
    quiet(&setup).await?;
    let asked = of_registry(&setup);
    ensure!(asked.is_empty(), "the catalog is off, and the registry saw {asked:?}");

    follow(browser, "library/hello").await?;
    see(browser, "latest").await?;
    follow(browser, "library/hello:latest").await?;
    browser.wait_for_text("main", "docker pull pull.example/library/hello:latest").await?;

    let other = "http://127.0.0.1:9/team/app";
    let before = browser.address().await?;
    open_by_name(browser, other).await?;
    browser.wait_for_text(".open .wrong", "listed registries only").await?;
    ensure!(browser.address().await? == before, "another registry was opened by the box");
    open_in_a_fresh_tab(browser, &format!("{}/#/{other}", setup.page_origin())).await?;
    browser.wait_for_text(".problem[data-problem=not-listed]", "127.0.0.1:9").await?;

    configure(
        &setup,
        json!({
            "registries": [{"url": setup.registry_origin()}], "defaultRegistry": setup.registry_origin(), "theme": "dark",
        }),
    );
    open_in_a_fresh_tab(browser, &setup.page_origin()).await?;
    see(browser, "charts/gateway").await?;
    let theme = browser.run("return document.documentElement.dataset.theme", vec![]).await?;
    ensure!(theme == "dark", "the theme is {theme}");

    setup.page.set_file("/config.json", "{\"title\": \"Looking glass\",");
    open_in_a_fresh_tab(browser, &setup.page_origin()).await?;
    browser.wait_for_text(".problem[data-problem=config]", "not JSON").await?;
    browser.wait_for_text(".brand", "Pierglass").await?;
    Ok(())
}

fn configure(setup: &Setup, config: Value) {
    setup.page.set_file("/config.json", config.to_string());
}
