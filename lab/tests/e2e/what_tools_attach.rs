//! What Sigstore's own library signs and attaches to an image is found and named, where the registry keeps lists, and where the library keeps
//! one behind a tag.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::proxy::{Cors, Proxy};
use lab::registry::crates_io::OfCratesIo;
use lab::seed::content::Repository;
use lab::seed::image::Image;
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan, Setup};
use lab::tools::registries::FERRO;
use lab::tools::sigstore;

use crate::stage::Stage;
use crate::steps::open_in_a_fresh_tab;

const REPOSITORY: &str = "team/signed-by-a-tool";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let mut repository = Repository::new(REPOSITORY);
    let image = Image::default().build(&mut repository)?;
    let digest = image.digest();
    repository.add_manifest(image, &["1.0"]);
    let publisher = || Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };

    let without = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    seed::fill(&without.registry, &publisher(), vec![repository.clone()]).await?;
    attach(without.registry.origin(), &digest).await?;
    seen(&stage.browser, &without, "keeps no lists").await?;

    let mut with = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let ferro = OfCratesIo::start(&FERRO, PASSWORD).await?;
    seed::push_to(ferro.origin.clone(), publisher(), vec![repository]).await?;
    attach(ferro.origin.clone(), &digest).await?;
    with.registry_proxy = Proxy::start(&ferro.origin, Cors::for_page(&with.page_origin())).await?;
    with.keep(ferro);
    seen(&stage.browser, &with, "the registry’s own list").await
}

/// The tool runs beside the registry, which has to answer it.
async fn attach(origin: String, digest: &str) -> Result<()> {
    let digest = digest.to_owned();
    let attach = move || {
        let host = origin.strip_prefix("http://").context("a registry on loopback")?;
        sigstore::attach(host, REPOSITORY, &digest).map(drop)
    };
    tokio::task::spawn_blocking(attach).await?
}

async fn seen(browser: &Browser, setup: &Setup, place: &str) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}:1.0"))).await?;
    browser.wait_for_text(".attached .places", place).await?;
    let mut kinds = browser.texts(".attached .hanging-row .kind").await?;
    kinds.sort();
    ensure!(kinds == ["SLSA provenance", "Sigstore signature"], "{kinds:?}");
    ensure!(browser.count(".attached .doubts").await? == 0, "something speaks against what a tool attached");
    ensure!(browser.count(".attached .created time").await? == 2, "nothing says when it was made");
    Ok(())
}
