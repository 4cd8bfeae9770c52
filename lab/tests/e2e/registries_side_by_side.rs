//! Two registries of one configuration: each with its own sign-in, a way from one to the other, and the lines that copy an image
//! from here to there. What a digest names is kept, and shows while its registry cannot be reached.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::seed::sample;
use lab::setup::{DEMO, PASSWORD, Plan, Setup};
use serde_json::json;

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, quiet, see, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let open = stage.start(Plan::anonymous()).await?;
    let guarded = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    let (here, there) = (open.registry_origin(), guarded.registry_origin());
    let page = open.page_origin();
    let registries = [json!({"url": here, "name": "Production"}), json!({"url": there, "name": "Staging"})];
    open.page.set_file("/config.json", json!({"registries": registries}).to_string());
    // The second registry knows its own page's origin, and now this one's too.
    for proxy in [&guarded.registry_proxy, &guarded.tokens.as_ref().context("a token service")?.proxy] {
        proxy.change_cors(|cors| cors.allow_origin = page.clone());
    }

    open_in_a_fresh_tab(browser, &format!("{page}/#/{here}/library/hello")).await?;
    see(browser, "latest").await?;
    choose(stage.as_ref(), ".switch", "Staging").await?;
    browser.wait_for(".sign-in").await?;
    ensure!(browser.address().await? == format!("{page}/#/{there}/library/hello"), "it led elsewhere");
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "latest").await?;
    choose(stage.as_ref(), ".switch", "Production").await?;
    browser.wait_for_text(".account", "Sign in").await?;
    let with_credentials = open.registry_log().read().into_iter().filter(|entry| entry.authorization.is_some()).count();
    ensure!(with_credentials == 0, "the password of one registry went to the other");

    browser.click(r#".window-list a[href$="/library/hello:latest"]"#).await?;
    browser.click_text(".commands .tabs button", "skopeo").await?;
    choose(stage.as_ref(), ".commands select", "copy to Staging").await?;
    let host = |origin: &str| origin.trim_start_matches("http://").to_owned();
    let target =
        format!("docker://{}/library/hello:latest docker://{}/library/hello:latest", host(&here), host(&there));
    browser.wait_for_text(".commands", &target).await?;

    kept(stage.as_ref(), &open, &format!("{page}/#/{here}")).await
}

/// What a digest names shows once more without its registry; the settings say how much is kept, and clear it.
async fn kept(stage: &Stage, open: &Setup, at: &str) -> Result<()> {
    let browser = &stage.browser;
    let repositories = sample::repositories()?;
    let hello = repositories.iter().find(|repository| repository.name == sample::MULTI_PLATFORM);
    let digest = hello.and_then(|hello| hello.digest_of("latest")).context("the sample has library/hello:latest")?;
    let address = format!("{at}/library/hello@{digest}");
    open_in_a_fresh_tab(browser, &address).await?;
    browser.wait_for_text(".layers", "COPY . /app").await?;
    quiet(open).await?;
    open.registry_proxy.change_upstream("http://127.0.0.1:9");
    open_in_a_fresh_tab(browser, &address).await?;
    browser.wait_for_text(".layers", "COPY . /app").await?;

    open_in_a_fresh_tab(browser, &format!("{}/#/settings", open.page_origin())).await?;
    browser.wait_for_text(".device", "answers are kept").await?;
    browser.click_text(".device button", "Clear them").await?;
    browser.wait_for_text(".device", "No answers are kept").await?;
    open_in_a_fresh_tab(browser, &address).await?;
    browser.wait_for("main .problem").await?;
    Ok(())
}

/// Chooses an option as a person does: by its text, with the events of a change.
async fn choose(stage: &Stage, selector: &str, option: &str) -> Result<()> {
    let there =
        "return [...document.querySelector(arguments[0])?.options ?? []].some(one => one.text === arguments[1])";
    stage.browser.wait_until(option, there, vec![selector.into(), option.into()]).await?;
    let list = stage.browser.wait_for(selector).await?;
    list.select_by_label(option).await.with_context(|| format!("{option} could not be chosen"))
}
