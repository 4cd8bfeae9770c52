//! A check of a repository says what is wrong in it, where the page only reads: a platform that somebody deleted below its index, an image
//! below its signature. Then the same of all repositories, among them one that is refused and one that is asked for too often.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use http::{Method, StatusCode};
use lab::browser::Browser;
use lab::client::{Client, Reply};
use lab::proxy::{Fault, When};
use lab::setup::{Plan, Setup};
use serde_json::json;

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, quiet, see};

const INDEXED: &str = "library/hello";
const SIGNED: &str = "team-a/api";
const ANY: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan { deletes: true, ..Plan::anonymous() }).await?;
    damage(&setup).await?;
    let browser = &stage.browser;
    one(browser, &setup).await.context("one repository")?;
    all(browser, &setup).await.context("all repositories")?;
    stopped(browser, &setup).await.context("stopped")
}

/// Distribution 2.8.2 deletes what an index lists, and an image below its signature.
pub async fn damage(setup: &Setup) -> Result<()> {
    let index = manifest(setup, INDEXED, "latest").await?.json()?;
    let mut children = index["manifests"].as_array().into_iter().flatten();
    let arm = children.find(|child| child["platform"]["architecture"] == "arm64").context("a platform")?;
    delete(setup, INDEXED, arm["digest"].as_str().context("a digest")?).await?;

    let image = manifest(setup, SIGNED, "1.17.0").await?;
    let digest = image.header("docker-content-digest").to_owned();
    let mut signature = image.json()?;
    signature["annotations"] = json!({"about": "a signature of the test"});
    let url = format!("{}/v2/{SIGNED}/manifests/{}.sig", setup.registry.origin(), digest.replace(':', "-"));
    let kind = image.header("content-type").to_owned();
    let body = signature.to_string().into_bytes();
    let put = Client::default().send(Method::PUT, &url, &[("content-type", &kind)], body).await?;
    ensure!(put.status == 201, "a signature was answered {}", put.status);
    delete(setup, SIGNED, &digest).await
}

async fn manifest(setup: &Setup, repository: &str, version: &str) -> Result<Reply> {
    let url = format!("{}/v2/{repository}/manifests/{version}", setup.registry.origin());
    Client::default().get(&url, &[("accept", ANY)]).await
}

async fn delete(setup: &Setup, repository: &str, digest: &str) -> Result<()> {
    let url = format!("{}/v2/{repository}/manifests/{digest}", setup.registry.origin());
    let reply = Client::default().send(Method::DELETE, &url, &[], Vec::new()).await?;
    ensure!(reply.status == 202, "{repository}: deleting was answered {}", reply.status);
    Ok(())
}

async fn one(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(INDEXED)).await?;
    see(browser, "2.1.0").await?;
    ensure!(browser.count(".tidy-up").await? == 0, "this page may change something");
    browser.click_text(".head a", "Check…").await?;
    browser.wait_for_text(".way", "5 requests at least").await?;
    quiet(setup).await?;
    setup.registry_log().take();
    browser.click_text(".ways button:enabled", "Begin the check").await?;
    browser.wait_for_text(".checked h2", "1 thing is wrong, in 4 tags").await?;
    browser.wait_for_text(".checked .row .kind", "index with something gone").await?;
    browser.wait_for_text(".checked .row .why", "linux/arm64").await?;
    browser.wait_for_text(".checked .row .does", "and 2 other tags").await?;
    for entry in setup.registry_log().take() {
        ensure!(["GET", "HEAD", "OPTIONS"].contains(&entry.method.as_str()), "{entry} does not read");
    }
    browser.click(".checked .row a").await?;
    browser.wait_for_text("h1", &format!("{INDEXED}:2.1")).await?;
    Ok(())
}

async fn all(browser: &Browser, setup: &Setup) -> Result<()> {
    let denied = r#"{"errors":[{"code":"DENIED","message":"not\tfor you"}]}"#;
    setup
        .registry_proxy
        .faults
        .add(When::containing("team-b/api/tags/"), Fault::answer(StatusCode::FORBIDDEN, "application/json", denied));
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{SIGNED}?do=check"))).await?;
    browser.click_text(".way", "repositories of this registry").await?;
    browser.wait_for_text(".way strong", "All 4").await?;
    browser.click_text(".ways button:enabled", "Begin the check").await?;
    browser.wait_for_text(".checked h2", "2 things are wrong").await?;
    browser.wait_for_text(".checked h2", "1 repository was not read").await?;
    let names = browser.texts(".checked .row .tag").await?;
    ensure!(names.len() == 3 && names[0] == format!("{INDEXED}:2.1") && names[2] == "team-b/api", "{names:?}");
    ensure!(names[1].starts_with(&format!("{SIGNED}:sha256-")), "{names:?}");
    browser.wait_for_text(".checked .row .kind", "attachment without its image").await?;
    browser.wait_for_text(".checked .row .why", "the answer was 403").await?;

    let catch = "const make = URL.createObjectURL;
        URL.createObjectURL = blob => { blob.text().then(text => { window.saved = text }); return make.call(URL, blob) }";
    browser.run(catch, vec![]).await?;
    browser.click_text("button", "Download the table").await?;
    browser.wait_until("the table", "return typeof window.saved === 'string'", vec![]).await?;
    let table = browser.run("return window.saved", vec![]).await?;
    let table = table.as_str().context("a text")?;
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
    ensure!(rows.len() > 40 && rows.iter().all(|row| row.len() == 5), "{table}");
    let wrong: Vec<_> = rows[1..].iter().filter(|row| row[1] != "nothing found").map(|row| (row[0], row[1])).collect();
    let expected = [
        (INDEXED, "index with something gone"),
        (SIGNED, "attachment without its image"),
        ("team-b/api", "repository not read"),
    ];
    ensure!(wrong == expected, "{wrong:?}");
    Ok(())
}

/// Where it is asked too often the page waits as told. Whoever cancels keeps what was found, and goes on from there.
async fn stopped(browser: &Browser, setup: &Setup) -> Result<()> {
    setup.registry_proxy.faults.clear();
    let busy = Fault::Answer {
        status: StatusCode::TOO_MANY_REQUESTS,
        headers: vec![("retry-after".to_owned(), "100".to_owned())],
        body: Default::default(),
    };
    setup.registry_proxy.faults.add(When::containing("library/redis-like/tags/"), busy);
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{SIGNED}?do=check"))).await?;
    browser.click_text(".way", "repositories of this registry").await?;
    browser.wait_for_text(".way strong", "All 4").await?;
    browser.click_text(".ways button:enabled", "Begin the check").await?;
    browser.wait_for_text(".checked .progress", "asked too often").await?;
    browser.wait_for_text(".checked .row .kind", "index with something gone").await?;
    browser.click_text(".checked .progress button", "Cancel").await?;
    browser.wait_for_text(".checked h2", "1 thing is wrong").await?;
    setup.registry_proxy.faults.clear();
    browser.click_text(".checked button", "Go on with the other").await?;
    browser.wait_for_text(".checked h2", "2 things are wrong").await?;
    ensure!(browser.count(".checked .row").await? == 2);
    ensure!(browser.texts(".checked .buttons button").await? == ["Download the table"], "something is left to do");
    Ok(())
}
