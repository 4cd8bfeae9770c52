//! What is deleted was named on the screen before, and nothing else is: by name, by digest with every name, by the way round; and it can be
//! brought back. Distribution 2.8.2 deletes by digest alone. Every tag is read from the registry itself, before and after.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::{Browser, Engine};
use lab::client::{Client, basic};
use lab::setup::{PASSWORD, Plan, Setup};
use lab::token_service::SERVICE;

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, see, see_details};

const REPOSITORY: &str = "library/hello";

const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous().changes()).await?;
    let browser = &stage.browser;
    a_name_alone(browser, &setup).await.context("a name alone")?;
    by_the_way_round(browser, &setup).await.context("the way round")?;
    by_digest_and_back(browser, &setup).await.context("by digest, and back")?;
    let setup = stage.start(Plan { deletes: false, ..Plan::anonymous().changes() }).await?;
    switched_off(browser, &setup).await.context("where deleting is switched off")
}

/// A registry that deletes nothing says 405; that is told, with the way to find out, and nothing has changed.
async fn switched_off(browser: &Browser, setup: &Setup) -> Result<()> {
    let before = tags(setup, REPOSITORY, None).await?;
    tick_and_delete(browser, setup, &["1.0.0"]).await?;
    browser.wait_for_text(".plan h2", "1 manifest goes").await?;
    confirm(browser, None).await?;
    browser.wait_for_text(".report", "This registry deletes nothing").await?;
    browser.wait_for_text(".report a", "Look whether it deletes at all").await?;
    ensure!(tags(setup, REPOSITORY, None).await? == before);
    Ok(())
}

/// Distribution 2.8.2 refuses to delete a name alone. It is said, nothing changes, and the next plan goes by the digest.
async fn a_name_alone(browser: &Browser, setup: &Setup) -> Result<()> {
    let before = tags(setup, REPOSITORY, None).await?;
    tick_and_delete(browser, setup, &["2.1"]).await?;
    browser.wait_for_text(".plan h2", "1 name falls, and what it names stays").await?;
    ensure!(rows(browser).await? == ["2.1"]);
    confirm(browser, None).await?;
    browser.wait_for_text(".report", "does not delete a name alone").await?;
    ensure!(tags(setup, REPOSITORY, None).await? == before, "something changed");

    browser.click_text(".report button", "Read it again, and plan anew").await?;
    browser.wait_for_text(".plan h2", "and with them 3 names").await?;
    browser.wait_for_text(".along-names", "2.1.0, latest").await?;
    // Whoever keeps one of the names keeps the image.
    browser.run("[...document.querySelectorAll('.plan .row')].find(row => row.querySelector('.tag').textContent === 'latest').querySelector('button').click()", vec![]).await?;
    browser.wait_for_text(".plan h2", "Nothing would change").await?;
    browser.wait_for_text(".remarks", "you keep latest").await?;
    ensure!(browser.count(".confirm").await? == 0);
    ensure!(tags(setup, REPOSITORY, None).await? == before, "something changed");
    Ok(())
}

/// The name goes, and nothing else does.
async fn by_the_way_round(browser: &Browser, setup: &Setup) -> Result<()> {
    let mut expected = tags(setup, REPOSITORY, None).await?;
    browser.click_text(".way", "Only the names, by a way round").await?;
    browser.wait_for_text(".plan h2", "1 name falls, and what it names stays").await?;
    confirm(browser, None).await?;
    browser.wait_for_text(".report h2", "Done: 1 change").await?;
    expected.remove("2.1");
    ensure!(tags(setup, REPOSITORY, None).await? == expected);
    Ok(())
}

/// The index goes with its names and what it lists, and comes back by the record.
async fn by_digest_and_back(browser: &Browser, setup: &Setup) -> Result<()> {
    let before = tags(setup, REPOSITORY, None).await?;
    tick_and_delete(browser, setup, &["2.1.0", "latest"]).await?;
    browser.wait_for_text(".plan h2", "and with them 2 names").await?;
    ensure!(browser.count(".along-names").await? == 0, "all names were chosen");
    let named: Vec<String> = rows(browser).await?;
    ensure!(named[..2] == ["2.1.0", "latest"], "{named:?}");
    confirm(browser, None).await?;
    browser.wait_for_text(".report h2", "Done: ").await?;
    let mut expected = before.clone();
    expected.retain(|tag, _| tag == "1.0.0");
    ensure!(tags(setup, REPOSITORY, None).await? == expected);

    browser.click_text(".report a", "Bring it back").await?;
    browser.wait_for_text(".plan h2", "2 names are new").await?;
    confirm(browser, None).await?;
    browser.wait_for_text(".report h2", "Done: ").await?;
    ensure!(tags(setup, REPOSITORY, None).await? == before);
    browser.click_text(".head a", "All tags").await?;
    see(browser, "2.1.0").await?;
    // The list is another one now, and its rows are filled as before.
    see_details(browser, "digests of what came back").await
}

/// Ticks rows of the list and goes on to the plan.
pub async fn tick_and_delete(browser: &Browser, setup: &Setup, ticked: &[&str]) -> Result<()> {
    tick(browser, setup, ticked).await?;
    browser.click_text(".ticked a", "Delete…").await
}

/// Ticks rows of the list.
pub async fn tick(browser: &Browser, setup: &Setup, ticked: &[&str]) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(REPOSITORY)).await?;
    for tag in ticked {
        see(browser, tag).await?;
        let tick =
            "[...document.querySelectorAll('.row')].find(row => row.querySelector('.tag').textContent === arguments[0])
            .querySelector('.row-tick input').click()";
        browser.run(tick, vec![(*tag).into()]).await?;
    }
    Ok(())
}

/// Confirms the plan, with the number that it wants where it wants one.
pub async fn confirm(browser: &Browser, number: Option<&str>) -> Result<()> {
    if let Some(number) = number {
        browser.fill("#how-many", number).await?;
    }
    let is_ready = "return document.querySelector('.confirm button')?.getAttribute('aria-disabled') === 'false'";
    browser.wait_until("a button that counts", is_ready, vec![]).await?;
    // WebKitGTK's driver ends now and then over a click on a button that is far below.
    match browser.engine {
        Engine::WebKit => browser.run("document.querySelector('.confirm button').click()", vec![]).await.map(drop),
        _ => browser.click(".confirm button").await,
    }
}

/// The names in the rows of the plan.
pub async fn rows(browser: &Browser) -> Result<Vec<String>> {
    browser.wait_for(".plan .row").await?;
    browser.texts(".plan .row .tag").await
}

/// Every tag of a repository, and its digest, as an account reads them.
pub async fn tags(setup: &Setup, repository: &str, account: Option<&str>) -> Result<BTreeMap<String, String>> {
    let (client, origin) = (Client::default(), setup.registry.origin());
    let token = match (account, &setup.tokens) {
        (Some(account), Some(tokens)) => {
            let scope = format!("repository:{repository}:pull");
            let url = format!("{}/token?service={SERVICE}&scope={scope}", tokens.service.origin());
            let said = client.get(&url, &[("authorization", &basic(account, PASSWORD))]).await?.json()?;
            format!("Bearer {}", said["token"].as_str().context("no token")?)
        }
        _ => String::new(),
    };
    let mut headers = vec![("accept", ACCEPT)];
    if !token.is_empty() {
        headers.push(("authorization", &token));
    }
    let list = client.get(&format!("{origin}/v2/{repository}/tags/list"), &headers).await?.json()?;
    let mut tags = BTreeMap::new();
    for tag in list["tags"].as_array().into_iter().flatten().filter_map(|tag| tag.as_str()) {
        let manifest = client.get(&format!("{origin}/v2/{repository}/manifests/{tag}"), &headers).await?;
        ensure!(manifest.status == 200, "{repository}:{tag} answers {}", manifest.status);
        tags.insert(tag.to_owned(), manifest.header("docker-content-digest").to_owned());
    }
    Ok(tags)
}
