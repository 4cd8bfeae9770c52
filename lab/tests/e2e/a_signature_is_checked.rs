//! Signatures beside an image, made by openssl, and bundles, made by Sigstore's own library, are checked in the page: by a rule of
//! `config.json`, by a key that somebody pastes, and nothing is green that another key made, or that is about another image.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lab::browser::Browser;
use lab::seed::attached::{NOTATION, list};
use lab::seed::content::{Blob, Manifest, MediaType, Repository};
use lab::seed::image::Image;
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan};
use lab::tools::openssl::{self, CosignSignature, Key};
use lab::tools::sigstore;
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::open_in_a_fresh_tab;

const REPOSITORY: &str = "team/signed";

/// The digest of nothing that is there.
const OTHER: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let host = setup.registry_origin().strip_prefix("http://").context("a registry on loopback")?.to_owned();
    let (release, stranger) = (Key::p256()?, Key::p256()?);
    let mut repository = Repository::new(REPOSITORY);
    let image = Image::default().build(&mut repository)?;
    let digest = image.digest();
    repository.add_manifest(image, &["1.0"]);
    let reference = format!("{host}/{REPOSITORY}");
    let signed = |key, reference, digest| CosignSignature { key, reference, digest };
    openssl::sign(
        &mut repository,
        &digest,
        &[
            signed(&release, &reference, &digest),
            signed(&stranger, &reference, &digest),
            signed(&release, &reference, OTHER),
            signed(&release, "elsewhere.example/app", &digest),
        ],
    )?;
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![repository]).await?;
    let tool = attach(setup.registry.origin(), &digest).await?;

    // Without a rule nothing is proven, and nothing of cosign's says more than that.
    let address = setup.page_address(&format!("{REPOSITORY}:1.0"));
    check(browser, &address, "names nobody").await?;
    let found = verdicts(browser).await?;
    let count = |word: &str| found.iter().filter(|(verdict, _)| verdict == word).count();
    ensure!((count("proven"), count("doubtful")) == (0, 0), "green without a rule: {found:?}");
    ensure!(found.iter().any(|(verdict, why)| verdict == "refused" && why.contains(OTHER)), "{found:?}");

    let rules = json!([
        {"name": "release", "repositories": ["team/*"], "key": release.public()?},
        {"name": "not here", "repositories": ["other/*"], "key": stranger.public()?},
        {"name": "broken", "repositories": ["*"], "key": "none"},
    ]);
    setup.page.set_file("/config.json", json!({"trust": rules}).to_string());
    check(browser, &address, "1 rule of config.json").await?;
    let problem = browser.text(".signatures .problems").await?;
    ensure!(problem.contains("trust[2].key"), "a rule that is none is said as {problem:?}");
    let found = verdicts(browser).await?;
    for word in ["proven", "doubtful"] {
        let some: Vec<_> = found.iter().filter(|(verdict, _)| verdict == word).collect();
        ensure!(some.len() == 1 && some[0].1.contains("release"), "{word}: {some:?} of {found:?}");
    }
    let elsewhere = found.iter().find(|(verdict, _)| verdict == "doubtful").map(|(_, why)| why.as_str());
    ensure!(elsewhere.is_some_and(|why| why.contains("elsewhere.example/app")), "{elsewhere:?}");

    // The tool's key is known to whoever pastes it: the statement is proven, its other bundle is over a text and not the image.
    browser.click(".paste-key > summary").await?;
    paste(browser, &tool).await?;
    browser.wait_for_text(".judged-all .proven", "this view alone").await?;
    let found = verdicts(browser).await?;
    let proven: Vec<_> = found.iter().filter(|(verdict, _)| verdict == "proven").collect();
    ensure!(proven.len() == 2, "{found:?}");

    paste(browser, "a sentence").await?;
    browser.wait_for_text(".paste-key [role=alert]", "no public key").await?;
    with_certificates(&stage).await
}

/// What hangs on the image of the table test, and what the page says of it: by certificates, whose code comes in a part of its own.
const CERTIFIED: [(&str, &str, &str); 7] = [
    ("notation/jws/PS256/right", "proven", "CN=signer rsa"),
    ("notation/cose/ES256/right", "proven", "CN=signer p256"),
    ("notation/jws/changed payload", "refused", "own certificate"),
    ("notation/cose/expired", "refused", "term is over"),
    ("bundle/certificate/right", "proven", "by https://github.example/team/app/"),
    ("bundle/certificate/without a time", "doubtful", "life is over"),
    ("bundle/certificate/other subject", "refused", "evil"),
];

async fn with_certificates(stage: &Stage) -> Result<()> {
    const CERTIFIED_REPOSITORY: &str = "team/certified";
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let set: Value = serde_json::from_str(include_str!("../../../verify/tests/data/signatures.json"))?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("a text in the set");
    let mut repository = Repository::new(CERTIFIED_REPOSITORY);
    let image = Manifest::written(MediaType::OciManifest, text(&set["manifest"])?);
    ensure!(image.digest() == set["digest"], "the set names another digest");
    let (digest, subject) = (image.digest(), image.descriptor());
    let empty = Blob::new("{}");
    repository.add_manifest(image, &["1.0"]);
    let cells = set["cells"].as_array().context("cells")?;
    let mut entries = Vec::new();
    for (name, ..) in CERTIFIED {
        let cell = cells.iter().find(|cell| cell["name"] == name).with_context(|| format!("no cell {name}"))?;
        let signature = Blob::new(STANDARD.decode(text(&cell["body"])?)?);
        let media_type = text(&cell["media_type"])?;
        let kind = if media_type.starts_with("application/vnd") { &media_type } else { NOTATION };
        let artifact = json!({
            "schemaVersion": 2, "mediaType": MediaType::OciManifest.as_str(), "artifactType": kind, "subject": subject,
            "config": empty.descriptor("application/vnd.oci.empty.v1+json"), "layers": [signature.descriptor(&media_type)],
        });
        let artifact = Manifest::new(MediaType::OciManifest, &artifact);
        let mut entry = artifact.descriptor();
        entry["artifactType"] = json!(kind);
        entries.push(entry);
        repository.add_blob(signature);
        repository.add_manifest(artifact, &[]);
    }
    repository.add_blob(empty);
    repository.add_manifest(list(&entries), &[&digest.replace(':', "-")]);
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![repository]).await?;
    let workflow = json!({
        "issuer": "https://token.actions.example",
        "subject": "https://github.example/team/app/.github/workflows/release.yml@refs/heads/main",
    });
    let rules = json!([
        {"name": "authority", "repositories": ["team/*"], "certificate": set["certificates"]["root"]},
        {"name": "workflow", "repositories": ["team/certified"], "identity": workflow, "root": set["roots"]["lab"]},
    ]);
    setup.page.set_file("/config.json", json!({"trust": rules}).to_string());
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{CERTIFIED_REPOSITORY}:1.0"))).await?;
    browser.wait_for_text(".attached [role=status]", "7 attachments").await?;
    browser.click_text(".attached button", "Check signatures").await?;
    browser.wait_for_text(".signatures [role=status]", "7 signatures checked").await?;
    let found = verdicts(browser).await?;
    for ((name, verdict, why), (word, said)) in CERTIFIED.iter().zip(&found) {
        ensure!(word == verdict && said.contains(why), "{name}: {word} {said}");
    }
    // On its own page it says the same, and who signed by its own account.
    browser.click(".attached .hanging li:nth-child(5) a").await?;
    browser.wait_for_text(".judged.proven .why", "workflow").await?;
    browser.wait_for_text(".said", "refs/heads/main").await?;
    browser.wait_for_text(".said summary", "read, not checked").await?;
    Ok(())
}

/// Opens the image in a new tab, and has its signatures checked.
async fn check(browser: &Browser, address: &str, rules: &str) -> Result<()> {
    open_in_a_fresh_tab(browser, address).await?;
    browser.wait_for_text(".attached [role=status]", "3 attachments").await?;
    browser.click_text(".attached button", "Check signatures").await?;
    browser.wait_for_text(".signatures .note", rules).await?;
    browser.wait_for_text(".signatures [role=status]", "6 signatures checked").await?;
    Ok(())
}

/// Pastes a text into the field for keys: WebKit's driver types no line breaks into one.
async fn paste(browser: &Browser, text: &str) -> Result<()> {
    let script = "document.querySelector('.paste-key textarea').value = arguments[0]";
    browser.run(script, vec![text.into()]).await?;
    browser.click_text(".paste-key button", "Check with it").await
}

/// The verdicts, with why.
async fn verdicts(browser: &Browser) -> Result<Vec<(String, String)>> {
    let script = "return [...document.querySelectorAll('.judged-all .judged')].map(one => [one.dataset.verdict, one.textContent])";
    let found: Value = browser.run(script, vec![]).await?;
    Ok(serde_json::from_value(found)?)
}

/// The tool runs beside the registry, which has to answer it. Its public key comes back.
async fn attach(origin: String, digest: &str) -> Result<String> {
    let digest = digest.to_owned();
    let attach = move || {
        let host = origin.strip_prefix("http://").context("a registry on loopback")?;
        sigstore::attach(host, REPOSITORY, &digest)
    };
    tokio::task::spawn_blocking(attach).await?
}
