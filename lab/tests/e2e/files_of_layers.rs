//! The worker lists a layer of a real registry, answers questions about it, and reads a file of it by a part; what broke off goes on.
//!
//! Its orders are given here as the page gives them; the page shows none of it yet.

use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use image_files::messages::{BlobOrder, ListedLayer, WorkerMessage, WorkerOrder};
use image_files::questions::{TreeAnswer, TreeQuestion, TreeView};
use lab::browser::Browser;
use lab::proxy::{Fault, When};
use lab::seed::content::{Blob, Manifest, MediaType, Repository};
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan, Setup};
use serde_json::{Value, json};

use crate::stage::Stage;

/// Begins a worker as the page does (src/browser/worker.rs).
const BEGIN: &str = r#"
    const files = document.querySelector("script[data-js]").dataset;
    window.said = [];
    (async () => {
        const script = await (await fetch(files.workerJs)).text();
        const module = await (await fetch(files.workerWasm)).arrayBuffer();
        const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
        worker.onmessage = ({ data }) => window.said.push(data);
        worker.onerror = () => window.said.push(["0", "failed", "error"]);
        worker.postMessage(new Uint8Array(module));
        window.order = (order) => worker.postMessage(order);
    })();
"#;

/// A layer is gzip's, and has some megabytes.
pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;
    let (archive, packed) = layer()?;
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let layer = Blob::new(packed);
    let (digest, size) = (layer.digest.clone(), layer.bytes.len() as u64);
    let blob = BlobOrder {
        url: format!("{}/v2/files/image/blobs/{digest}", setup.registry_proxy.origin()),
        authorization: None,
        algorithm: "sha256".to_owned(),
        size,
    };
    fill(&setup, layer).await?;
    browser.go(&setup.page_address("")).await?;
    browser.run(BEGIN, vec![]).await?;
    ensure!(said(browser, 0).await?.1 == WorkerMessage::Ready, "the worker is not ready");

    // It breaks off in the middle, and goes on there.
    let blobs = || When::containing(&digest);
    setup.registry_proxy.faults.add(blobs(), Fault::BreakAfter(size as usize / 2));
    order(browser, 1, WorkerOrder::Layer { layer: 0, blob: blob.clone() }).await?;
    let (_, broken) = said(browser, 1).await?;
    ensure!(matches!(broken, WorkerMessage::Broken { status: 200, .. }), "it did not break off: {broken:?}");
    setup.registry_proxy.faults.clear();
    setup.registry_proxy.log.take();
    order(browser, 2, WorkerOrder::Layer { layer: 0, blob: blob.clone() }).await?;
    let (before, answered) = said(browser, 2).await?;
    let WorkerMessage::Answered(answer) = answered else { anyhow::bail!("no answer: {answered:?}") };
    ensure!(answer.status == 206, "all of it was sent once more: {}", answer.status);
    let content = answer.content.context("no content")?;
    ensure!((content.length, content.digest.as_str()) == (size, digest.as_str()), "not what was sent: {content:?}");
    let [WorkerMessage::Listed(ListedLayer { unpacked, problem: None, .. })] = before.as_slice() else {
        anyhow::bail!("not listed: {before:?}")
    };
    ensure!(*unpacked == archive.len() as u64, "{unpacked} bytes");
    ensure!(!setup.registry_proxy.log.read().iter().any(|entry| entry.is_preflight()), "there was a preflight");

    // Its root, and a file that is read by a part.
    let find = WorkerOrder::Ask(TreeView::All, TreeQuestion::Find(b"src/registry/digest.rs".to_vec()));
    order(browser, 3, find).await?;
    let (_, told) = said(browser, 3).await?;
    let WorkerMessage::Told(TreeAnswer::Rows { rows, .. }) = told else { anyhow::bail!("not there: {told:?}") };
    let file = std::fs::read(lab::folders::workspace().join("src/registry/digest.rs"))?;
    ensure!(rows[0].row.bytes == file.len() as u64, "{} bytes", rows[0].row.bytes);
    setup.registry_proxy.log.take();
    order(browser, 4, WorkerOrder::Content { layer: 0, item: rows[0].row.at.item, limit: 1 << 20, blob }).await?;
    let (before, answered) = said(browser, 4).await?;
    ensure!(before == [WorkerMessage::Content(file)], "another content");
    let WorkerMessage::Answered(answer) = answered else { anyhow::bail!("no answer: {answered:?}") };
    ensure!(answer.status == 206, "not by a part: {}", answer.status);
    ensure!(!setup.registry_proxy.log.read().iter().any(|entry| entry.is_preflight()), "there was a preflight");
    Ok(())
}

/// The sources of Pierglass as an archive, plain and packed, by GNU tar and gzip.
fn layer() -> Result<(Vec<u8>, Vec<u8>)> {
    let archive = Command::new("tar")
        .args(["--sort=name", "--mtime=@0", "-cf", "-", "src", "guide", "docs", "lab/src", "lab/tests"])
        .current_dir(lab::folders::workspace())
        .output()?;
    ensure!(archive.status.success(), "tar: {}", String::from_utf8_lossy(&archive.stderr));
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("layer.tar");
    std::fs::write(&file, &archive.stdout)?;
    let packed = Command::new("gzip").arg("-nc").arg(&file).output()?;
    ensure!(packed.status.success(), "gzip: {}", String::from_utf8_lossy(&packed.stderr));
    Ok((archive.stdout, packed.stdout))
}

async fn fill(setup: &Setup, layer: Blob) -> Result<()> {
    let config = Blob::new("{\"architecture\":\"amd64\",\"os\":\"linux\"}");
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "config": config.descriptor("application/vnd.oci.image.config.v1+json"),
        "layers": [layer.descriptor("application/vnd.oci.image.layer.v1.tar+gzip")],
    });
    let mut repository = Repository::new("files/image");
    repository.add_blob(config);
    repository.add_blob(layer);
    repository.add_manifest(Manifest::new(MediaType::OciManifest, &manifest), &["1"]);
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![repository]).await
}

async fn order(browser: &Browser, id: u64, order: WorkerOrder) -> Result<()> {
    browser.run("window.order(arguments[0])", vec![json!(order.into_texts(id))]).await?;
    Ok(())
}

/// The last word about an order, and what was said before it but for how far it is.
async fn said(browser: &Browser, id: u64) -> Result<(Vec<WorkerMessage>, WorkerMessage)> {
    let is_last = "return window.said.some((word) => word[0] === arguments[0] \
                   && !['read', 'listed', 'content'].includes(word[1]))";
    browser.wait_until("the worker's last word", is_last, vec![json!(id.to_string())]).await?;
    let words =
        browser.run("return window.said.filter((word) => word[0] === arguments[0])", vec![json!(id.to_string())]);
    let words: Vec<Value> = words.await?.as_array().cloned().unwrap_or_default();
    let words = words.into_iter().map(|word| -> Result<WorkerMessage> {
        let (_, word) = WorkerMessage::read(serde_json::from_value(word)?).context("no message")?;
        Ok(word)
    });
    let mut words: Vec<WorkerMessage> = words.collect::<Result<_>>()?;
    words.retain(|word| !matches!(word, WorkerMessage::Read(_)));
    let last = words.pop().context("nothing was said")?;
    Ok((words, last))
}
