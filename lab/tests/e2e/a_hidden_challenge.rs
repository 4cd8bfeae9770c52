//! A registry that does not let the page see how it wants to be signed in to: the page says so, and gets in all the same,
//! with the password where the registry takes it, with a token where the configuration names the token service.

use std::sync::Arc;

use anyhow::{Context, Result};
use lab::setup::{DEMO, PASSWORD, Plan, Setup};
use serde_json::json;

use crate::stage::Stage;
use crate::steps::{see, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;
    let basic = stage.start(Plan::basic()).await?;
    hide_challenge(&basic);
    browser.go(&basic.page_address("")).await?;
    browser.wait_for_text(".sign-in .note", "cannot see how the registry wants to be signed in to").await?;
    browser.wait_for_text(".sign-in .note", "WWW-Authenticate").await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await?;

    let token = stage.start(Plan::token()).await?;
    hide_challenge(&token);
    let realm = format!("{}/token", token.token_origin().context("a token service")?);
    let config = json!({"registries": [{"url": token.registry_origin(), "realm": realm}]});
    token.page.set_file("/config.json", config.to_string());
    browser.go(&token.page_address("")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await
}

fn hide_challenge(setup: &Setup) {
    setup.registry_proxy.change_cors(|cors| cors.hide("WWW-Authenticate"));
}
