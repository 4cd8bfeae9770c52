//! A click has a layer fetched and hashed by a worker. What came of it stands beside its digest, and why not below its row.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use http::StatusCode;
use lab::browser::Browser;
use lab::proxy::{Cors, Fault, Proxy, When};
use lab::seed::content::{Blob, Manifest, MediaType, Repository, digest};
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan, Setup};
use serde_json::json;

use crate::stage::Stage;
use crate::steps::sign_in;

/// The page of an image whose layer has some megabytes.
const PAGE: &str = "layers/large:1";
const CHECK: &str = ".layers .blob-check button";
/// What stands beside the digest.
const STANDS: &str = ".layers .blob-check";
/// What stands below the row.
const BELOW: &str = ".layers .below";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    an_open_registry(&stage).await?;
    behind_a_token(&stage).await?;
    no_worker(&stage).await
}

/// What came is what the digest names, or it is not.
async fn an_open_registry(stage: &Stage) -> Result<()> {
    let (setup, layer, size) = started(stage, Plan::anonymous()).await?;
    let browser = &stage.browser;
    let blobs = || When::containing(&layer);
    let storage = Proxy::start(&setup.registry.origin(), Cors::for_everybody()).await?;
    open(browser, &setup).await?;

    setup.registry_proxy.faults.add(blobs(), Fault::StallAfter(size * 2 / 5));
    browser.click(CHECK).await?;
    let stands = browser.wait_for_text(STANDS, "40 %").await;
    stands.context("nothing says how far it is")?;
    browser.click(CHECK).await?;
    browser.wait_for_text(STANDS, "Check").await?;
    abandoned(&setup).await?;

    let octets = |body: Vec<u8>| Fault::answer(StatusCode::OK, "application/octet-stream", body);
    let other = vec![b'x'; size];
    let longer = octets([&other[..], b"x"].concat());
    for (fault, stands, says) in [
        // WebKit takes a connection that breaks for the end of the answer.
        (Fault::BreakAfter(size / 2), "not checked", &["broke off", "Not all of it came"][..]),
        (Fault::Truncate(size / 2), "not checked", &["Only 2.0 MB (2,000,000 bytes) came"]),
        (Fault::answer(StatusCode::NOT_FOUND, "application/json", UNKNOWN), "not checked", &["has lost a part"]),
        (Fault::WithoutCors, "not checked", &["let this page see nothing of this part"]),
        (octets(other.clone()), "differs", &[digest(&other).as_str()]),
        (longer, "differs", &["More came than the 4.0 MB (4,000,000 bytes)"]),
    ] {
        setup.registry_proxy.faults.clear();
        setup.registry_proxy.faults.add(blobs(), fault);
        browser.click(CHECK).await?;
        browser.wait_for_text(STANDS, stands).await?;
        let below = browser.wait_for(".below .problem").await?.text().await?;
        ensure!(says.iter().any(|says| below.contains(says)), "not one of {says:?} is in {below:?}");
        open(browser, &setup).await?;
    }

    // Many registries keep their blobs elsewhere.
    setup.registry_proxy.faults.clear();
    setup.registry_proxy.faults.add(blobs(), Fault::Redirect(StatusCode::TEMPORARY_REDIRECT, storage.origin()));
    browser.click(CHECK).await?;
    browser.wait_for_text(STANDS, "checked").await?;
    ensure!(storage.log.lines().iter().any(|line| line.contains("/blobs/")), "the storage was not asked");
    ensure!(browser.count(BELOW).await? == 0, "a good layer has a problem: {}", browser.text(BELOW).await?);
    Ok(())
}

/// The worker gets the session's token, and nothing of the browser's own.
async fn behind_a_token(stage: &Stage) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("library/hello:latest")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    browser.wait_for(CHECK).await?;
    // What hangs on the image is asked for once it is drawn.
    browser.wait_for(".attached .places").await?;
    setup.registry_proxy.log.take();
    browser.click(CHECK).await?;
    browser.wait_for_text(STANDS, "checked").await?;
    let lines = setup.registry_proxy.log.lines();
    ensure!(lines.len() == 1 && lines[0].ends_with(" Bearer -> 200"), "the layer was asked for by {lines:?}");
    Ok(())
}

/// A worker that dies, that is not there any more, and that may not be.
async fn no_worker(stage: &Stage) -> Result<()> {
    let (setup, layer, size) = started(stage, Plan::anonymous()).await?;
    let browser = &stage.browser;
    open(browser, &setup).await?;
    setup.registry_proxy.faults.add(When::containing(&layer), Fault::StallAfter(size / 2));
    browser.run(HOLD, vec![]).await?;
    browser.click(CHECK).await?;
    browser.wait_for_text(STANDS, "50 %").await?;
    browser.run("theWorker.terminate()", vec![]).await?;
    browser.wait_for_text(BELOW, "The check has stopped").await?;

    // The folder of the release was replaced while the page stood open.
    let (setup, ..) = started(stage, Plan::anonymous()).await?;
    open(browser, &setup).await?;
    let file = browser.run("return document.querySelector('script[data-js]').dataset.workerJs", vec![]).await?;
    let file = file.as_str().context("the page names no worker")?.trim_start_matches('.').to_owned();
    setup.page.remove_file(&file);
    browser.click(CHECK).await?;
    browser.wait_for_text(BELOW, "is gone").await?;
    // WebKitGTK's driver does not scroll to it.
    browser.run("document.querySelector('.below .primary').click()", vec![]).await?;
    browser.wait_for(CHECK).await?;

    // Another file in its place does not run.
    setup.page.set_file(&file, "postMessage(['ready'])");
    browser.click(CHECK).await?;
    browser.wait_for_text(BELOW, "is not the one that belongs to this page").await?;

    let (setup, ..) = started(stage, Plan::anonymous()).await?;
    setup.page.add_header("content-security-policy", "worker-src 'none'")?;
    open(browser, &setup).await?;
    browser.click(CHECK).await?;
    browser.wait_for_text(BELOW, "worker-src").await?;
    Ok(())
}

/// Keeps the worker that the page begins where a test can reach it.
const HOLD: &str = "const Real = Worker; window.Worker = function (url) { return window.theWorker = new Real(url) }";

const UNKNOWN: &str = r#"{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown to registry"}]}"#;

/// A set-up with a large layer, the digest of that, and its bytes.
async fn started(stage: &Stage, plan: Plan) -> Result<(Setup, String, usize)> {
    let setup = stage.start(plan.content(Content::Empty)).await?;
    let layer = Blob::new(
        (0..40_000_u32).flat_map(|number| number.to_le_bytes().into_iter().cycle().take(100)).collect::<Vec<u8>>(),
    );
    let config =
        Blob::new("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
    let mut repository = Repository::new("layers/large");
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "config": config.descriptor("application/vnd.oci.image.config.v1+json"),
        "layers": [layer.descriptor("application/vnd.oci.image.layer.v1.tar")],
    });
    let (digest, size) = (layer.digest.clone(), layer.bytes.len());
    repository.add_blob(config);
    repository.add_blob(layer);
    repository.add_manifest(Manifest::new(MediaType::OciManifest, &manifest), &["1"]);
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![repository]).await?;
    Ok((setup, digest, size))
}

async fn open(browser: &Browser, setup: &Setup) -> Result<()> {
    browser.go("about:blank").await?;
    browser.go(&setup.page_address(PAGE)).await?;
    browser.wait_for_text(CHECK, "Check").await?;
    Ok(())
}

/// Waits until the registry has seen that nobody reads on.
async fn abandoned(setup: &Setup) -> Result<()> {
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if setup.registry_proxy.log.read().iter().any(|entry| entry.abandoned) {
            return Ok(());
        }
    }
    anyhow::bail!("the layer is still being fetched after the check was stopped")
}
