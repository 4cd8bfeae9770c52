//! A registry that asks nobody for a name: its repositories, the filter, tags, an image. The list costs one request, its end another,
//! and nothing on the way needs a preflight, which many a registry answers with 401.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::seed::sample;
use lab::setup::Plan;

use crate::stage::Stage;
use crate::steps::{end_of_the_list, follow, of_registry, quiet, see, see_only};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    let all = sample::repositories()?.len();
    browser.wait_for_text(".count", &format!("{all} repositories")).await?;
    quiet(&setup).await?;
    let asked = of_registry(&setup);
    let expected = ["GET /v2/_catalog?n=100 -> 200", &format!("{} -> 200", end_of_the_list()?)];
    ensure!(asked == expected, "the list cost {asked:?}");

    browser.fill("#filter", "HELLO").await?;
    see_only(browser, &["library/hello"]).await?;
    browser.wait_for_text(".found", "1 found").await?;

    follow(browser, "library/hello").await?;
    see_only(browser, &["latest", "2.1.0", "2.1", "1.0.0"]).await?;
    browser.wait_for_text(".count", "4 tags").await?;
    browser.wait_for_text(".row .platforms", "linux/arm64").await?;

    follow(browser, "library/hello:latest").await?;
    browser.wait_for_text("h1", "library/hello:latest").await?;
    browser.wait_for_text("main", "linux/arm/v7").await?;
    let pull = format!("docker pull {}/library/hello:latest", setup.registry_origin().replace("http://", ""));
    browser.wait_for_text("main", &pull).await?;
    browser.wait_for_text(".layers", "COPY . /app").await?;

    quiet(&setup).await?;
    let entries = setup.registry_log().read();
    let preflight = entries.iter().find(|entry| entry.is_preflight());
    ensure!(preflight.is_none(), "reading needed a preflight: {preflight:?}");
    Ok(())
}
