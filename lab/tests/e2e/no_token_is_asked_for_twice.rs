//! While a token lives it is used: no second one for the same rights, no request that the registry refuses, and no second
//! look at a list that is already there.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::setup::{DEMO, PASSWORD, Plan};

use crate::stage::Stage;
use crate::steps::{follow, of_registry, of_tokens, quiet, see, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    browser.wait_for(".sign-in").await?;
    quiet(&setup).await?;
    setup.forget_requests();
    sign_in(browser, DEMO, PASSWORD).await?;
    let opened = ["library/hello", "charts/gateway", "library/alpine-like", "library/hello"];
    for repository in opened {
        see(browser, repository).await?;
        follow(browser, repository).await?;
        browser.wait_for_text("h1", repository).await?;
        browser.wait_for(".row .size").await?;
        quiet(&setup).await?;
        browser.client.back().await?;
    }
    see(browser, "library/hello").await?;
    quiet(&setup).await?;

    let tokens: Vec<String> = of_tokens(&setup).iter().map(ToString::to_string).collect();
    let different: BTreeSet<&String> = tokens.iter().collect();
    ensure!(different.len() == tokens.len(), "a token was asked for twice: {tokens:#?}");
    ensure!(tokens.len() == 4, "one token for the list, one for each repository: {tokens:#?}");

    let asked = of_registry(&setup);
    let refused: Vec<_> = asked.iter().filter(|line| !line.contains(" Bearer ") || line.ends_with("401")).collect();
    ensure!(refused.is_empty(), "the registry had to refuse {refused:#?}");
    let lists = asked.iter().filter(|line| line.contains("/_catalog?n=100 ")).count();
    ensure!(lists == 1, "the list was loaded {lists} times");
    Ok(())
}
