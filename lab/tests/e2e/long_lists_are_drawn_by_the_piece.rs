//! Whoever may push can write 100,000 labels. They are drawn by the piece, and what the registry says at length is read no further than
//! a refusal needs.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Result, ensure};
use http::StatusCode;
use lab::browser::Browser;
use lab::proxy::{Fault, Path, When};
use lab::seed::content::{Blob, Manifest, MediaType, Repository};
use lab::seed::sample::mixed_versions;
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan, Setup};
use serde_json::{Map, Value, json};

use crate::stage::Stage;
use crate::steps::see;

/// So many labels, annotations, variables, layers.
const MANY: usize = 100_000;
const MILLION: usize = 1_000_000;
/// Far fewer turns than there are in a second or two, and far more than a page gives that works in one go.
const TURNS: u64 = 20;
/// Fewer, where each takes much room: a manifest has up to 4 MB.
const SOME: usize = 10_000;

const ROWS: &str =
    "return [...document.querySelectorAll('.pairs')].map(list => list.querySelectorAll('.facts > div').length)";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![image()]).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("long:1")).await?;
    browser.wait_for_text(".layers-of h2", "10,000 layers").await?;
    browser.wait_for_text(".environment .more", "of 100,000 variables").await?;
    let drawn = browser.run(ROWS, vec![]).await?;
    ensure!(drawn == json!([200, 200]), "of labels and annotations {drawn} rows are drawn");
    ensure!(browser.count(".variables li").await? == 200 && browser.count(".layers tbody tr").await? == 200);
    browser.click(".pairs .more button").await?;
    browser
        .wait_until("the next labels", "return document.querySelectorAll('.pairs .facts > div').length === 600", vec![])
        .await?;
    browser.click(".layers-of .more button").await?;
    browser
        .wait_until("the next layers", "return document.querySelectorAll('.layers tbody tr').length === 400", vec![])
        .await?;
    // 2 MB of it: the beginning is drawn, and the rest is told of.
    browser.click(".raw summary").await?;
    browser.wait_for_text(".raw pre", "more. The button copies all of it.").await?;

    let rights: Vec<Value> =
        (0..MANY).map(|at| json!({"Type": "repository", "Name": format!("r{at}"), "Action": "pull"})).collect();
    let errors: Vec<Value> = (0..MANY).map(|at| json!({"code": "DENIED", "message": format!("no {at}")})).collect();
    for body in [json!({"errors": [{"code": "DENIED", "message": "no", "detail": rights}]}), json!({"errors": errors})]
    {
        let refusal = Fault::answer(StatusCode::FORBIDDEN, "application/json", body.to_string());
        setup.registry_proxy.faults.clear();
        setup.registry_proxy.faults.add(When::any(), refusal);
        browser.go("about:blank").await?;
        browser.go(&setup.page_address("long:1")).await?;
        browser.wait_for(".problem").await?;
    }
    setup.registry_proxy.faults.clear();
    browser.go(&setup.page_address("")).await?;
    see(browser, "long").await?;
    a_million_tags(browser, &setup).await
}

/// So long as the page works on a million names, what else there is to do has its turn again and again.
async fn a_million_tags(browser: &Browser, setup: &Setup) -> Result<()> {
    let tags = When { path: Path::Containing("/tags/list".to_owned()), ..When::any() };
    let page = json!({"name": "app", "tags": mixed_versions(MILLION)});
    let faults = &setup.registry_proxy.faults;
    faults.add(tags, Fault::answer(StatusCode::OK, "application/json", page.to_string()));
    browser.run("window.turns = 0; setInterval(() => window.turns++, 1)", vec![]).await?;
    browser.go(&setup.page_address("app")).await?;
    browser.wait_for_text(".count", "1,000,000 tags").await?;
    let turns = browser.run("return window.turns", vec![]).await?;
    ensure!(turns.as_u64() > Some(TURNS), "others had their turn {turns} times");
    ensure!(browser.text(".window-list .tag").await? == "v99.99.99", "the newest is first");
    browser.wait_for_text(".window-list + .note", "more are not shown").await?;

    browser.fill("#filter", "V7.31.0").await?;
    browser.wait_for_text(".found", "1 found").await?;
    see(browser, "v7.31.0").await?;
    browser.fill("#filter", "v42.").await?;
    browser.wait_for_text(".found", "10,000 found").await?;
    browser.run("const order = document.querySelector('.order select'); order.value = 'oldest'; order.dispatchEvent(new Event('change', {bubbles: true}))", vec![]).await?;
    let first = "return document.querySelector('.window-list .tag')?.textContent === 'v42.0.0'";
    browser.wait_until("the oldest first", first, vec![]).await
}

/// An image with much of everything that a document can list.
fn image() -> Repository {
    let entries = |name: &str, many: usize| -> Map<String, Value> {
        (0..many).map(|at| (format!("{name}{at:06}"), Value::from("v"))).collect()
    };
    let mut variables = String::new();
    for at in 0..MANY {
        // Writing to a String cannot fail.
        let _ = write!(variables, "{}\"V{at}=v\"", if at == 0 { "" } else { "," });
    }
    let labels = Value::Object(entries("l", MANY));
    let config =
        format!(r#"{{"architecture":"amd64","os":"linux","config":{{"Env":[{variables}],"Labels":{labels}}}}}"#);
    let (config, layer) = (Blob::new(config), Blob::new("nothing"));
    let descriptor = layer.descriptor("application/vnd.oci.image.layer.v1.tar");
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "config": config.descriptor("application/vnd.oci.image.config.v1+json"),
        "layers": vec![descriptor; SOME],
        "annotations": entries("a", SOME),
    });
    let mut repository = Repository::new("long");
    repository.add_blob(config);
    repository.add_blob(layer);
    repository.add_manifest(Manifest::new(MediaType::OciManifest, &manifest), &["1"]);
    repository
}
