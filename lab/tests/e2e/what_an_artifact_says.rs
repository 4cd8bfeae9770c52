//! What is in an artifact is read and shown: SBOMs of real tools, one of 3,000 packages, provenance in an envelope with the Dockerfile of its
//! build, a report. What lies about its type, is empty, cut or too large says so, and texts of strangers stay text.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lab::browser::Browser;
use lab::seed::content::{Blob, Manifest, MediaType, Repository};
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan, Setup};
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::{ensure_not_hacked, ensure_small, of_registry, open_in_a_fresh_tab, quiet};

const SPDX: &str = "application/spdx+json";
const CYCLONEDX: &str = "application/vnd.cyclonedx+json";
const ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";

/// So long 3,000 packages may take from the click to the list, with several browsers at once on two processors.
const SOON: Duration = Duration::from_secs(6);

const DOCKERFILE: &str = "FROM golang:1.22-alpine\nRUN go build -o /app .\n";

const REPOSITORY: &str = "team/said";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![artifacts()?]).await?;
    let browser = &stage.browser;
    sboms(browser, &setup).await?;
    three_thousand_packages(browser, &setup).await?;
    provenance(browser, &setup).await?;
    reports(browser, &setup).await?;
    what_is_wrong(browser, &setup).await?;
    ensure_not_hacked(browser).await
}

async fn open(browser: &Browser, setup: &Setup, tag: &str) -> Result<()> {
    setup.forget_requests();
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}:{tag}"))).await
}

/// Documents of five programs; the first content opens by itself, once the page is drawn.
async fn sboms(browser: &Browser, setup: &Setup) -> Result<()> {
    for (tag, heading, maker, packages) in [
        ("syft", "syft-1.18.1-2.3.spdx.json: SPDX SBOM", "Tool: syft-1.18.1", 6),
        ("npm", "npm-11.19.1.cdx.json: CycloneDX SBOM", "npm cli 11.19.1", 4),
        ("python", "cyclonedx-py-7.5.0.cdx.json: CycloneDX SBOM", "cyclonedx-py 7.5.0", 2),
        ("trivy", "trivy-0.59.1.spdx.json: SPDX SBOM", "Tool: trivy-0.59.1", 6),
    ] {
        open(browser, setup, tag).await?;
        browser.wait_for_text(".content h3", heading).await?;
        browser.wait_for_text(".content .facts", maker).await?;
        browser.wait_for_text(".content .rows-head", &format!("{packages} packages")).await?;
        ensure!(browser.count(".content .doubt").await? == 0, "{tag} is doubted");
    }
    quiet(setup).await?;
    let blobs = of_registry(setup).into_iter().filter(|line| line.contains("/blobs/")).count();
    ensure!(blobs == 1, "{blobs} blobs were asked for");
    // The licences narrow the list.
    open(browser, setup, "syft").await?;
    browser.click_text(".licenses button", "ISC 3").await?;
    browser.wait_for_text(".content .rows-head", "3 of 6 packages").await?;
    let rows = browser.texts(".content tbody tr").await?;
    ensure!(rows.len() == 3 && rows.iter().all(|row| row.contains("ISC")), "{rows:?}");
    browser.click_text(".licenses button", "ISC 3").await?;
    browser.wait_for_text(".content .rows-head", "6 packages").await?;
    // Its text is there too, as it came.
    browser.click_text(".content summary", "The text itself").await?;
    browser.wait_for_text(".content pre", "\"spdxVersion\": \"SPDX-2.3\"").await.map(drop)
}

async fn three_thousand_packages(browser: &Browser, setup: &Setup) -> Result<()> {
    open(browser, setup, "many").await?;
    browser.wait_for(".show-content").await?;
    quiet(setup).await?;
    ensure!(browser.count(".content").await? == 0, "more than a megabyte was fetched without a click");
    let begun = Instant::now();
    browser.click_text(".show-content", "MB)").await?;
    browser.wait_for_text(".content .rows-head", "3,000 packages").await?;
    let took = begun.elapsed();
    ensure!(took < SOON, "the list took {took:?}");
    ensure_small(browser).await?;
    browser.fill(".content .narrow", "name-2718 npm").await?;
    browser.wait_for_text(".content .rows-head", "1 of 3,000 packages").await?;
    browser.fill(".content .narrow", "name").await?;
    browser.wait_for_text(".content .more", "3,000 packages").await?;
    browser.click(".content .more button").await?;
    browser
        .wait_until("more rows", "return document.querySelectorAll('.content tbody tr').length === 250", vec![])
        .await?;
    browser.click_text(".show-content", "Hide").await?;
    browser.wait_until_gone(".content").await
}

/// In an envelope, as cosign keeps it; about what it hangs on, and about something else.
async fn provenance(browser: &Browser, setup: &Setup) -> Result<()> {
    open(browser, setup, "provenance").await?;
    browser.wait_for_text(".content h3", "SLSA provenance").await?;
    browser
        .wait_for_text(".content", "in a DSSE envelope with 1 signature. What is shown here was read, not checked.")
        .await?;
    browser.wait_for_text(".content", "It is about what it hangs on.").await?;
    browser.wait_for_text(".content .stored pre", "RUN go build -o /app .").await?;
    let links =
        "return [...document.querySelectorAll('.content a[target]')].map(link => [link.href, link.rel].join(' '))";
    let links: Vec<String> = serde_json::from_value(browser.run(links, vec![]).await?)?;
    let expected = ["https://git.example/team/app noreferrer", "https://ci.example/runs/12 noreferrer"];
    ensure!(expected.iter().all(|link| links.contains(&(*link).to_owned())), "{links:?}");
    ensure!(links.iter().all(|link| link.starts_with("https://")), "{links:?}");
    for (name, value) in [
        ("Commit", "4b220de5058abfd01ff619c9d2ff6b09a049bea0"),
        ("Begins with", "Dockerfile"),
        ("Took", "1 min 35 s"),
        ("Images in the build", "golang:1.22-alpine"),
    ] {
        browser.wait_for_text(".content .story > div", &format!("{name}\n{value}")).await?;
    }
    browser.click_text(".content summary", "The statement itself").await?;
    browser.wait_for_text(".content pre", "\"_type\": \"https://in-toto.io/Statement/v0.1\"").await?;

    open(browser, setup, "another").await?;
    browser.wait_for_text(".content .doubt", "It is not about what it hangs on, which is sha256:").await.map(drop)
}

async fn reports(browser: &Browser, setup: &Setup) -> Result<()> {
    open(browser, setup, "report").await?;
    browser.wait_for_text(".content h3", "trivy-0.59.1.json: vulnerability report").await?;
    let counts = browser.texts(".severities button").await?;
    ensure!(counts == ["high 2", "low 2"], "{counts:?}");
    browser.click_text(".severities button", "high 2").await?;
    browser
        .wait_until("the high ones", "return document.querySelectorAll('.content tbody tr').length === 2", vec![])
        .await?;
    open(browser, setup, "vex").await?;
    browser.wait_for_text(".content h3", "OpenVEX document").await?;
    browser.wait_for_text(".content tbody", "not affected").await.map(drop)
}

async fn what_is_wrong(browser: &Browser, setup: &Setup) -> Result<()> {
    open(browser, setup, "wrong").await?;
    browser.wait_for_text(".content .doubt", "By its type: SPDX SBOM. What came: CycloneDX SBOM.").await?;
    for (at, said) in [
        (2, "It should be JSON, and there is nothing in it."),
        (3, "It should be JSON, and the document is JSON that was cut off (line 1, column 38)."),
        (4, "00000000  00 01 02 03"),
        (5, "This is a CycloneDX SBOM in XML. The page does not read this form; its text is below."),
    ] {
        browser.click(&format!(".layers tbody tr:nth-of-type({at}) .show-content")).await?;
        browser.wait_for_text(&format!("#content-{at}"), said).await?;
    }
    browser.wait_for_text("#content-3 pre", "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[").await?;

    open(browser, setup, "large").await?;
    browser.wait_for(".show-content").await?;
    browser.click(".show-content").await?;
    browser.wait_for_text(".content", "and the page reads contents of up to 16 MB").await?;
    browser.wait_for_text(".content .snippet", "oras blob fetch").await?;
    quiet(setup).await?;
    let asked = of_registry(setup);
    ensure!(!asked.iter().any(|line| line.contains("/blobs/")), "{asked:?}");

    open(browser, setup, "strange").await?;
    browser.wait_for_text(".content tbody", "<img src=x onerror=window.hacked=1>").await?;
    browser.wait_for_text(".content tbody", "a⟨U+202E⟩gpj").await?;
    browser.wait_for_text(".content .licenses", "<script>window.hacked=2</script>").await?;
    ensure!(browser.count(".content img, .content script").await? == 0, "a text is markup");
    ensure!(browser.count(".problem").await? == 0, "a content is no reason for alarm");
    Ok(())
}

/// A file that a real tool wrote.
fn real(name: &str) -> Result<Vec<u8>> {
    let file = lab_base::folders::workspace().join("tests/data/contents").join(name);
    fs::read(&file).with_context(|| format!("{} is not there", file.display()))
}

/// Adds an artifact of some contents with their types, each called after a file where it is one of those; returns its descriptor.
fn add(
    repository: &mut Repository,
    tag: &str,
    subject: Option<&Value>,
    contents: &[(&str, Vec<u8>)],
    title: &str,
) -> Value {
    let config = Blob::new("{}");
    let layers = contents.iter().map(|(media_type, bytes)| {
        let blob = Blob::new(bytes.clone());
        let mut layer = blob.descriptor(media_type);
        if !title.is_empty() {
            layer["annotations"] = json!({"org.opencontainers.image.title": title});
        }
        repository.add_blob(blob);
        layer
    });
    let mut manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "artifactType": contents[0].0,
        "config": config.descriptor("application/vnd.oci.empty.v1+json"),
        "layers": layers.collect::<Vec<_>>(),
    });
    if let Some(subject) = subject {
        manifest["subject"] = subject.clone();
    }
    repository.add_blob(config);
    let manifest = Manifest::new(MediaType::OciManifest, &manifest);
    let descriptor = manifest.descriptor();
    repository.add_manifest(manifest, &[tag]);
    descriptor
}

fn artifacts() -> Result<Repository> {
    let mut repository = Repository::new(REPOSITORY);
    let said = &mut repository;
    let subject = add(said, "subject", None, &[("text/plain", b"hello".to_vec())], "");
    for (tag, media_type, name) in [
        ("syft", SPDX, "syft-1.18.1-2.3.spdx.json"),
        ("npm", CYCLONEDX, "npm-11.19.1.cdx.json"),
        ("python", CYCLONEDX, "cyclonedx-py-7.5.0.cdx.json"),
        ("trivy", SPDX, "trivy-0.59.1.spdx.json"),
        ("report", "application/json", "trivy-0.59.1.json"),
    ] {
        add(said, tag, Some(&subject), &[(media_type, real(name)?)], name);
    }
    add(said, "many", Some(&subject), &[(SPDX, many()?)], "sbom.spdx.json");
    for (tag, about) in [("provenance", subject["digest"].as_str().context("a digest")?), ("another", "sha256:00")] {
        add(said, tag, Some(&subject), &[(ENVELOPE, envelope(&built(about)))], "");
    }
    let vex = json!({"@context": "https://openvex.dev/ns/v0.2.0", "author": "Team", "statements": [
        {"vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:oci/app"}], "status": "not_affected"},
    ]});
    add(said, "vex", Some(&subject), &[("application/vnd.openvex+json", vex.to_string().into_bytes())], "");
    let wrong = [
        (SPDX, real("npm-11.19.1.cdx.json")?),
        (SPDX, Vec::new()),
        (SPDX, br#"{"spdxVersion":"SPDX-2.3","packages":["#.to_vec()),
        ("application/octet-stream", (0..=255).collect()),
        ("application/vnd.cyclonedx+xml", real("syft-1.18.1.cdx.xml")?),
    ];
    add(said, "wrong", None, &wrong, "");
    add(said, "large", None, &[(SPDX, vec![b' '; 16_000_001])], "");
    let strange = json!({"spdxVersion": "SPDX-2.3", "packages": [
        {"name": "<img src=x onerror=window.hacked=1>", "licenseDeclared": "<script>window.hacked=2</script>"},
        {"name": "a\u{202e}gpj", "versionInfo": "javascript:window.hacked=3"},
    ]});
    add(said, "strange", None, &[(SPDX, strange.to_string().into_bytes())], "");
    Ok(repository)
}

/// Syft's document with its packages many times over, under other names.
fn many() -> Result<Vec<u8>> {
    let mut document: Value = serde_json::from_slice(&real("syft-1.18.1-2.3.spdx.json")?)?;
    let packages = document["packages"].as_array().context("packages")?.clone();
    let many = (0..3000).map(|at| {
        let mut package = packages[at % (packages.len() - 1)].clone();
        package["name"] = format!("name-{at}").into();
        package["externalRefs"][0]["referenceLocator"] = format!("pkg:npm/name-{at}@1").into();
        package
    });
    document["packages"] = many.collect();
    Ok(serde_json::to_vec(&document)?)
}

/// Provenance as BuildKit writes it with `mode=max`, without the steps.
fn built(about: &str) -> Value {
    let commit = json!({"sha1": "4b220de5058abfd01ff619c9d2ff6b09a049bea0"});
    let source = "https://git.example/team/app.git#refs/heads/main";
    json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "predicateType": "https://slsa.dev/provenance/v0.2",
        "subject": [{"name": "pkg:docker/team/app@1.0", "digest": {"sha256": about.trim_start_matches("sha256:")}}],
        "predicate": {
            "builder": {"id": "https://ci.example/runs/12"},
            "buildType": "https://mobyproject.org/buildkit@v1",
            "materials": [
                {"uri": "pkg:docker/golang@1.22-alpine?platform=linux%2Famd64", "digest": {"sha256": "a9".repeat(32)}},
                {"uri": source, "digest": commit},
            ],
            "invocation": {
                "configSource": {"uri": source, "digest": commit, "entryPoint": "Dockerfile"},
                "parameters": {"frontend": "dockerfile.v0", "args": {"build-arg:LINK": "javascript:window.hacked=4"}},
            },
            "metadata": {
                "buildStartedOn": "2026-11-30T10:00:00Z",
                "buildFinishedOn": "2026-11-30T10:01:35Z",
                "https://mobyproject.org/buildkit@v1#metadata": {"source": {"infos": [
                    {"filename": "Dockerfile", "data": STANDARD.encode(DOCKERFILE)},
                ]}},
            },
        },
    })
}

fn envelope(statement: &Value) -> Vec<u8> {
    let payload = STANDARD.encode(statement.to_string());
    let signatures = json!([{"sig": "AAAA"}]);
    json!({"payloadType": "application/vnd.in-toto+json", "payload": payload, "signatures": signatures})
        .to_string()
        .into_bytes()
}
