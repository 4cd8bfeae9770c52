//! The page asks its own server, the registry, and the token service that the registry names. Nobody else, ever.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::setup::{DEMO, PASSWORD, Plan};

use crate::stage::Stage;
use crate::steps::{follow, quiet, see, sign_in};

/// The origins of all that was loaded, of what lies in the page itself none.
const ORIGINS: &str = r#"
    const loaded = ["navigation", "resource"].flatMap(type => performance.getEntriesByType(type));
    return loaded.map(entry => new URL(entry.name)).filter(url => url.protocol !== "data:").map(url => url.origin);
"#;

/// The browser notes so many requests and no more.
const NOTED: usize = 250;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await?;
    follow(browser, "library/hello").await?;
    see(browser, "latest").await?;
    follow(browser, "library/hello:latest").await?;
    browser.wait_for_text(".layers", "COPY . /app").await?;
    quiet(&setup).await?;

    let origins: Vec<String> = serde_json::from_value(browser.run(ORIGINS, vec![]).await?)?;
    ensure!(origins.len() < NOTED, "more was loaded than the browser notes");
    let origins: BTreeSet<String> = origins.into_iter().collect();
    let tokens = setup.token_origin().context("a token service")?;
    let known: BTreeSet<String> = [setup.page_origin(), setup.registry_origin(), tokens].into();
    ensure!(origins == known, "the page called {origins:?}");
    Ok(())
}
