//! What artifacts hold, and what an image says of itself.

use std::sync::Arc;

use anyhow::Result;
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan};

use super::look::Look;
use crate::stage::Stage;
use crate::what_a_chart_says::{charts as of_charts, files, image};

/// A chart with its README and an open file, one that is none, a model, a binary, an image with words of its own.
pub async fn charts(stage: Arc<Stage>) -> Result<()> {
    let mut look = Look::new(&stage).await?;
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![of_charts(), files(), image()]).await?;
    look.open(&setup.page, &setup.page_address("charts/webshop:1.4.2")).await?;
    browser.wait_for(".markdown table").await?;
    browser.click(".archived:nth-of-type(3) > summary").await?;
    browser.wait_for_text(".archived pre", "replicas: 2").await?;
    look.at("a chart").await?;
    for (name, selector) in [
        ("charts/webshop:other", "#content-1 .doubt"),
        ("charts/files:model", ".model .facts"),
        ("charts/files:wasm", "#content-1 h4"),
        ("charts/image:1.0", ".origin .differences"),
    ] {
        look.open(&setup.page, &setup.page_address(name)).await?;
        browser.wait_for(selector).await?;
        browser.wait_for(".attached .places").await?;
        look.at(name).await?;
    }
    look.verdict()
}
