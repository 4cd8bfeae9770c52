//! Names and an authority that the lab gives to browsers: what they lead to, and that nothing else is trusted. When this fails, the lab is
//! wrong and not the page.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::browser::{Browser, BrowserOptions, Engine};
use lab::network::names::Family;
use lab::network::{Certificate, front};
use lab::page::PageServer;
use serde_json::json;

use crate::stage::Stage;
use crate::the_probe_page_answers::ASK;

/// Whether a request that stays unread gets an answer.
const FETCH: &str =
    r#"return fetch(arguments[0], {mode: "no-cors", credentials: "omit"}).then(() => "answered", () => "blocked")"#;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let engine = stage.browser.engine;
    let browser = Browser::open_with(engine, BrowserOptions { names: true, ..BrowserOptions::default() }).await?;
    let page = PageServer::start(&stage.page).await?;
    page.set_file("/blank.html", "<!doctype html><title>blank</title><body></body>");
    for family in Family::ALL {
        let right = front::front_at(&family.addresses(engine), page.address(), Certificate::Right)?;
        let wrong = front::front_at(&family.addresses(engine), page.address(), Certificate::Untrusted)?;
        let ui = family.name("ui", engine);
        browser.go(&format!("https://{ui}:{}/blank.html", right.port)).await?;
        let registry = family.name("registry", engine);
        let fetch = async |port: u16| browser.run(FETCH, vec![format!("https://{registry}:{port}/v2/").into()]).await;
        ensure!(fetch(right.port).await? == json!("answered"), "{engine}: {registry} does not answer");
        // WebKit takes every certificate here.
        let expected = if engine == Engine::WebKit { "answered" } else { "blocked" };
        ensure!(fetch(wrong.port).await? == json!(expected), "{engine}: a certificate that nobody signed");
        let known = async |name: &str| {
            browser.run(ASK, vec!["stun".into(), format!("https://{name}:{}/", wrong.port).into(), 2500.into()]).await
        };
        // Chromium's calls know no name of its resolver's rules, and Firefox's none that leads to loopback.
        let expected = if (engine, family) == (Engine::Firefox, Family::V4) { "silence" } else { "no" };
        if engine != Engine::WebKit {
            let said = known(&registry).await?;
            ensure!(said == json!(expected), "{engine}: of {registry} a call says {said}");
        }
        if engine != Engine::WebKit {
            let said = known("registry.nowhere.example.test").await?;
            ensure!(said == json!("no"), "{engine}: a name that nobody has is called {said}");
        }
    }
    browser.close().await
}
