//! The set-up itself, asked by a script in a page: three origins, and no browser hides what a page
//! must see. When this fails, the lab is wrong and not the page.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::setup::{DEMO, PASSWORD, Plan};

use crate::stage::Stage;

const HANDSHAKE: &str = r#"
    const [registry, account, password] = arguments;
    return (async () => {
        const first = await fetch(`${registry}/v2/`, {credentials: "omit"});
        const challenge = first.headers.get("www-authenticate");
        const [, realm, service] = challenge.match(/realm="([^"]*)",service="([^"]*)"/);
        const basic = "Basic " + btoa(`${account}:${password}`);
        const scope = "registry:catalog:*";
        const answer = await fetch(`${realm}?service=${service}&scope=${scope}`,
            {credentials: "omit", headers: {authorization: basic}});
        const {token} = await answer.json();
        const bearer = `Bearer ${token}`;
        const list = await fetch(`${registry}/v2/_catalog?n=5`,
            {credentials: "omit", headers: {authorization: bearer}});
        const {repositories} = await list.json();
        return [first.status, repositories.length, list.headers.get("link") !== null];
    })();
"#;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    stage.browser.go(&format!("{}/index.html", setup.page_origin())).await?;
    setup.forget_requests();
    let arguments = vec![setup.registry_origin().into(), DEMO.into(), PASSWORD.into()];
    let seen = stage.browser.run(HANDSHAKE, arguments).await?;
    ensure!(seen == serde_json::json!([401, 5, true]), "the script saw {seen}");

    let lines = setup.registry_log().lines();
    let catalog = "GET /v2/_catalog?n=5 Bearer -> 200";
    ensure!(lines.ends_with(&[catalog.to_owned()]), "the registry saw {lines:?}");
    Ok(())
}
