//! The scenarios that only a browser can show: what TLS, a page by https and a page without an origin do to a plain
//! request. When this fails, the lab is wrong and not the page.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use lab::browser::{Browser, Engine};
use lab::scenario;
use lab::setup::Setup;
use serde_json::{Value, json};

use crate::stage::Stage;

/// The page's origin, and the status of a plain request or that it failed.
const ASK: &str = r#"
    const [registry] = arguments;
    return fetch(`${registry}/v2/`, {credentials: "omit"})
        .then(answer => [self.origin, answer.status], () => [self.origin, "blocked"]);
"#;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let engine = stage.browser.engine;
    let accepting = Browser::open_accepting_certificates(engine).await?;
    for (name, browser, outcome) in [
        ("token-over-tls", &accepting, json!(401)),
        ("token-over-tls", &stage.browser, json!("blocked")),
        ("server-certificate-expired", &stage.browser, json!("blocked")),
        ("realm-mixed-content", &accepting, json!(401)),
        ("page-mixed-content", &accepting, json!("blocked")),
        ("page-policy-blocks", &stage.browser, json!("blocked")),
        ("page-origin-null", &stage.browser, json!("blocked")),
        ("page-origin-null-allowed", &stage.browser, json!(200)),
    ] {
        let setup = scenario::find(name)?.start(&stage.page).await?;
        browser.go(&format!("{}/index.html", setup.page_origin())).await?;
        let seen = browser.run(ASK, vec![setup.check_up_target().into()]).await?;
        let origin = if name.starts_with("page-origin-null") { "null".to_owned() } else { setup.page_origin() };
        ensure!(seen == Value::from(vec![origin.into(), outcome]), "{engine}, {name}: the page saw {seen}");
    }
    for name in ["page-origin-null", "page-origin-null-frame"] {
        let setup = scenario::find(name)?.start(&stage.page).await?;
        stage.browser.go(&setup.page_address("")).await?;
        if engine == Engine::WebKit {
            // For WebKit nothing is 'self' there, so the page's policy lets none of its files come, and its loader says so.
            if name == "page-origin-null" {
                stage.browser.wait_for_text(".frame-problem", "in a sandbox and has no origin").await?;
            }
            continue;
        }
        asked_by_nobody(&setup).await.with_context(|| format!("{engine}, {name}"))?;
    }
    Ok(accepting.client.clone().close().await?)
}

/// Waits until the page itself, and not a script of this story, has asked the registry with `Origin: null`.
async fn asked_by_nobody(setup: &Setup) -> Result<()> {
    for _ in 0..100 {
        let log = setup.registry_log().read();
        if log.iter().any(|entry| entry.origin.as_deref() == Some("null")) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("the page asked {:?}", setup.registry_log().lines())
}
