//! A chart that Helm packed says what it is, and shows its files; its README obeys nobody: no HTML, no picture, no link but of `https`. What is
//! cut, empty or called something else says so. An image tells where it comes from, and where its labels say otherwise.

use std::sync::Arc;

use anyhow::{Result, ensure};
use http::StatusCode;
use lab::browser::Browser;
use lab::proxy::{Fault, When};
use lab::seed::content::{Blob, Manifest, MediaType, Repository};
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan, Setup};
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::open_in_a_fresh_tab;

/// See tests/data/helm-3/README.md.
const CHART: &[u8] = include_bytes!("../../../tests/data/helm-3/webshop-1.4.2.tgz");
const CONFIG: &[u8] = include_bytes!("../../../tests/data/helm-3/webshop-1.4.2.json");

const HELM_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
const HELM_FILES: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![charts(), files(), image()]).await?;
    a_chart(&stage.browser, &setup).await?;
    what_is_none(&stage.browser, &setup).await?;
    other_files(&stage.browser, &setup).await?;
    an_image(&stage.browser, &setup).await?;
    an_old_image(&stage.browser, &setup).await
}

async fn a_chart(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address("charts/webshop:1.4.2")).await?;
    browser.wait_for_text(".chart .description", "A small shop, with its cache").await?;
    browser.wait_for_text(".chart .facts", "2026.11").await?;
    browser.wait_for_text(".chart table", "file://charts/cache").await?;
    browser.wait_for_text(".markdown h4", "webshop").await?;
    browser.wait_for_text(".content .note", "HTML and pictures are left out").await?;
    let names = browser.texts(".archived > summary code").await?;
    let first = ["README.md", "Chart.yaml", "values.yaml", "values.schema.json", "templates/NOTES.txt"];
    ensure!(names.len() == 9 && names[..5] == first, "{names:?}");
    browser.click(".archived:nth-of-type(3) > summary").await?;
    browser.wait_for_text(".archived pre", "replicas: 2").await?;

    let readme = browser.text(".markdown").await?;
    for said in ["Version: 1.4.2 from img.shields.io", "⟨U+202E⟩", "http://old.shop.example/", "HTML is gone."] {
        ensure!(readme.contains(said), "{said} is not in {readme}");
    }
    ensure!(!browser.title().await?.contains("owned"), "a README ran");
    ensure!(
        browser.count(".content :is(img, script, style, iframe, object, [onerror], [onclick])").await? == 0,
        "HTML of a README"
    );
    let links = "return [...document.querySelectorAll(`.content a:not([href^='#/'])`)].map(link => [link.getAttribute('href'), link.target, link.rel])";
    let links: Vec<[String; 3]> = serde_json::from_value(browser.run(links, vec![]).await?)?;
    ensure!(links.len() >= 5, "{links:?}");
    for [address, target, relation] in &links {
        let is_right = address.starts_with("https://") && target == "_blank" && relation == "noreferrer";
        ensure!(is_right, "{address} {target} {relation}");
    }
    let asked = "return [...new Set(performance.getEntriesByType('resource').map(one => new URL(one.name).hostname))]";
    let asked = browser.run(asked, vec![]).await?;
    ensure!(!asked.to_string().contains("example") && !asked.to_string().contains("shields"), "{asked} was asked");
    Ok(())
}

/// Charts that are cut, empty, or something else.
async fn what_is_none(browser: &Browser, setup: &Setup) -> Result<()> {
    for (tag, said) in [
        ("cut", "It is cut off: what gzip packed does not end."),
        ("empty", "It should be an archive that gzip packed, and there is nothing in it."),
        ("other", "It should be an archive that gzip packed, and is text."),
    ] {
        open_in_a_fresh_tab(browser, &setup.page_address(&format!("charts/webshop:{tag}"))).await?;
        browser.wait_for_text("#content-1 .doubt", said).await?;
    }
    // The configuration of the last is none of a chart, either.
    browser.wait_for_text("#content-config .doubt", "it says neither a name nor a version").await?;
    ensure!(browser.count(".problem").await? == 0, "a chart that is none is no reason for alarm");
    Ok(())
}

async fn other_files(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address("charts/files:readme")).await?;
    browser.wait_for_text(".identity .kind", "README").await?;
    browser.wait_for_text(".markdown h4", "Only words").await?;
    open_in_a_fresh_tab(browser, &setup.page_address("charts/files:policy")).await?;
    browser.wait_for_text(".identity .kind", "OPA policy").await?;
    browser.wait_for_text(".content pre", "package main").await?;
    open_in_a_fresh_tab(browser, &setup.page_address("charts/files:model")).await?;
    browser.wait_for_text(".identity .kind", "AI model (Docker)").await?;
    browser.wait_for_text(".model .facts", "361.82 M").await?;
    open_in_a_fresh_tab(browser, &setup.page_address("charts/files:wasm")).await?;
    browser.wait_for_text(".identity .kind", "Wasm module").await?;
    browser.wait_for_text("#content-1 h4", "It gives 1 name").await.map(drop)
}

async fn an_image(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address("charts/image:1.0")).await?;
    browser.wait_for_text(".origin .description", "The web server of the shop").await?;
    let story = browser.text(".origin .story").await?;
    let expected = "Built from commit 0123456789ab of https://github.com/shop/web, on debian:12, by buildah 1.28.2.";
    ensure!(story == expected, "{story}");
    let commit = browser.run("return document.querySelector('.origin .story a').href", vec![]).await?;
    ensure!(commit == json!(format!("https://github.com/shop/web/commit/{COMMIT}")), "{commit}");
    browser.wait_for_text(".origin .differences", "the label Debian").await?;
    // All files are in one layer, by whichever step.
    let steps = browser.texts(".layers tr:first-child ol.steps > li").await?;
    ensure!(steps.len() == 3 && browser.count(".layers tbody > tr").await? == 1, "{steps:?}");
    Ok(())
}

/// Docker's schema 1, which an old registry gives and nothing else: no line that cannot work.
async fn an_old_image(browser: &Browser, setup: &Setup) -> Result<()> {
    let body = json!({
        "schemaVersion": 1, "name": "charts/image", "tag": "old", "architecture": "amd64", "signatures": [],
        "fsLayers": [{"blobSum": format!("sha256:{}", "b".repeat(64))}], "history": [{"v1Compatibility": "{}"}],
    });
    let answer =
        Fault::answer(StatusCode::OK, "application/vnd.docker.distribution.manifest.v1+prettyjws", body.to_string());
    setup.registry_proxy.faults.add(When::containing("/manifests/old"), answer);
    open_in_a_fresh_tab(browser, &setup.page_address("charts/image:old")).await?;
    browser.wait_for_text(".note", "Today’s tools no longer pull it").await?;
    let tools = browser.texts(".commands [aria-label=Tool] button").await?;
    ensure!(tools == ["curl"], "{tools:?}");
    setup.registry_proxy.faults.clear();
    Ok(())
}

/// A commit's name.
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// Charts: a whole one, and three that are none.
pub fn charts() -> Repository {
    let mut repository = Repository::new("charts/webshop");
    let mut chart = |tag: &str, config: &[u8], files: &[u8]| {
        put(&mut repository, tag, (HELM_CONFIG, config), &[(HELM_FILES, "", files)], json!({}));
    };
    chart("1.4.2", CONFIG, CHART);
    chart("cut", CONFIG, &CHART[..600]);
    chart("empty", CONFIG, b"");
    chart("other", b"[1]", b"kind: Pod\n");
    repository
}

/// Other things than charts and images.
pub fn files() -> Repository {
    let mut repository = Repository::new("charts/files");
    let none = ("application/vnd.oci.empty.v1+json", &b"{}"[..]);
    let readme = ("text/markdown", "README.md", &b"# Only words\n\n<b>text</b>\n"[..]);
    put(&mut repository, "readme", none, &[readme], json!({}));
    let policy = ("application/vnd.cncf.openpolicyagent.policy.layer.v1+rego", "policy.rego", &b"package main\n"[..]);
    put(
        &mut repository,
        "policy",
        ("application/vnd.cncf.openpolicyagent.config.v1+json", b"{}"),
        &[policy],
        json!({}),
    );
    let model = br#"{"config":{"format":"gguf","parameters":"361.82 M","architecture":"llama"},"rootfs":{"type":"rootfs","diff_ids":[]}}"#;
    let weights = ("application/vnd.docker.ai.gguf.v3", "", &b"GGUF"[..]);
    put(&mut repository, "model", ("application/vnd.docker.ai.model.config.v0.1+json", model), &[weights], json!({}));
    // A function without parameters, exported as `run`.
    let wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x07\x07\x01\x03run\0\0\x0a\x04\x01\x02\0\x0b";
    let wasm = ("application/wasm", "", &wasm[..]);
    put(
        &mut repository,
        "wasm",
        ("application/vnd.wasm.config.v0+json", br#"{"architecture":"wasm"}"#),
        &[wasm],
        json!({}),
    );
    repository
}

/// An image as buildah writes it: one layer, which the last step has, and what it was built on in annotations.
pub fn image() -> Repository {
    let mut repository = Repository::new("charts/image");
    let label = |name: &str| format!("org.opencontainers.image.{name}");
    let config = json!({
        "architecture": "amd64", "os": "linux",
        "config": {"Labels": {"io.buildah.version": "1.28.2", label("description"): "Debian"}},
        "history": [
            {"created_by": "/bin/sh -c #(nop) COPY file:f20cf9 in /a ", "empty_layer": true},
            {"created_by": "/bin/sh -c #(nop) ENV LANG=C.UTF-8", "empty_layer": true},
            {"created_by": "/bin/sh -c #(nop) CMD [\"/a\"]"},
        ],
        "rootfs": {"type": "layers", "diff_ids": [format!("sha256:{}", "1".repeat(64))]},
    });
    let annotations = json!({
        label("description"): "The web server of the shop", label("source"): "https://github.com/shop/web",
        label("revision"): COMMIT, label("base.name"): "debian:12", label("base.digest"): "",
    });
    let config = config.to_string();
    let layer = ("application/vnd.oci.image.layer.v1.tar+gzip", "", &b"no layer"[..]);
    put(&mut repository, "1.0", ("application/vnd.oci.image.config.v1+json", config.as_bytes()), &[layer], annotations);
    repository
}

/// Adds a manifest: its configuration, and its layers by type, title and bytes.
fn put(
    repository: &mut Repository,
    tag: &str,
    config: (&str, &[u8]),
    layers: &[(&str, &str, &[u8])],
    annotations: Value,
) {
    let mut add = |media_type: &str, bytes: &[u8]| {
        let blob = Blob::new(bytes.to_vec());
        let descriptor = blob.descriptor(media_type);
        repository.add_blob(blob);
        descriptor
    };
    let layers = layers.iter().map(|(media_type, title, bytes)| {
        let mut layer = add(media_type, bytes);
        if !title.is_empty() {
            layer["annotations"] = json!({"org.opencontainers.image.title": title});
        }
        layer
    });
    let layers: Vec<Value> = layers.collect();
    let manifest = json!({
        "schemaVersion": 2, "mediaType": MediaType::OciManifest.as_str(),
        "config": add(config.0, config.1), "layers": layers, "annotations": annotations,
    });
    repository.add_manifest(Manifest::new(MediaType::OciManifest, &manifest), &[tag]);
}
