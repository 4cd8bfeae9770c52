//! The scenarios that only a browser can show: what TLS, a page by https and a page without an origin do to a plain
//! request. When this fails, the lab is wrong and not the page.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::browser::Browser;
use lab::scenario;
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
    Ok(accepting.client.clone().close().await?)
}
