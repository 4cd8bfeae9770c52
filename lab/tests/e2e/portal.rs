//! A portal: a page on an origin of its own that shows the page in a frame. It is the one of docs/embedding.md, with the
//! names of the lab in the place of its names.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use http::Method;
use lab::browser::Browser;
use lab::client::{Client, basic};
use lab::folders;
use lab::page::PageServer;
use lab::setup::{DEMO, PASSWORD, Setup};
use lab::token_service::SERVICE;
use serde_json::{Value, json};

/// Keeps every event with the number of its element, and a function that waits for nothing.
pub const RECORD: &str = r#"
    window.told = [];
    for (const name of ["ready", "navigate", "report", "sign-in-wanted", "error"]) {
        document.addEventListener(name, ({target, detail}) => {
            told.push({of: [...document.querySelectorAll("pierglass-explorer")].indexOf(target), name, detail});
        });
    }
"#;

/// A running portal.
pub struct Portal {
    /// Its server.
    pub server: PageServer,
}

impl Portal {
    /// Serves the manual's portal for a set-up. Nobody trusts it yet.
    pub async fn start(setup: &Setup) -> Result<Portal> {
        let server = PageServer::start(&docs()).await?;
        serve(setup, &server)?;
        Ok(Portal { server })
    }

    /// The page's configuration trusts this portal from now on.
    pub fn trust(&self, setup: &Setup) {
        setup.page.set_file("/config.json", json!({"portals": [self.server.origin()]}).to_string());
    }

    /// The same, and it lets things be changed.
    pub fn trust_for_changes(&self, setup: &Setup) {
        setup.page.set_file("/config.json", json!({"portals": [self.server.origin()], "readOnly": false}).to_string());
    }

    /// Puts a token of the lab's service where the portal fetches it.
    pub async fn keep_token(&self, setup: &Setup, scopes: &[&str]) -> Result<String> {
        let service = setup.tokens.as_ref().context("a token service")?.service.origin();
        let scopes: String = scopes.iter().map(|scope| format!("&scope={scope}")).collect();
        let url = format!("{service}/token?service={SERVICE}{scopes}");
        let authorization = basic(DEMO, PASSWORD);
        let reply = Client::default().send(Method::GET, &url, &[("Authorization", &authorization)], "").await?;
        let token = reply.json()?["token"].as_str().context("a token")?.to_owned();
        self.server.set_file("/registry-token", json!({"token": token, "username": DEMO}).to_string());
        Ok(token)
    }

    /// The portal's page.
    pub fn address(&self) -> String {
        format!("{}/portal.html", self.server.origin())
    }
}

fn docs() -> PathBuf {
    folders::workspace().join("docs")
}

/// Serves the manual's portal from a server, the page's own for one.
pub fn serve(setup: &Setup, server: &PageServer) -> Result<()> {
    for file in ["portal.html", "portal.js", "portal.css"] {
        let text = std::fs::read_to_string(docs().join(file))?;
        let text = text.replace("https://pierglass.example", &setup.page_origin());
        let text = text.replace("https://registry.example", &setup.registry_origin());
        let record = if file == "portal.js" { RECORD } else { "" };
        server.set_file(&format!("/{file}"), text + record);
    }
    Ok(())
}

/// Goes into the frame of an element.
pub async fn enter(browser: &Browser, of: usize) -> Result<()> {
    let frame =
        "return document.querySelectorAll('pierglass-explorer')[arguments[0]].shadowRoot.querySelector('iframe')";
    browser.enter_frame_of(frame, vec![of.into()]).await
}

/// Waits for an event of an element for which a function body over its `detail` returns true.
pub async fn hear(browser: &Browser, of: usize, name: &str, is_meant: &str) -> Result<()> {
    let script = format!(
        "return told.some(({{of, name, detail}}) => of === arguments[0] && name === arguments[1] && ({is_meant}))"
    );
    let heard = browser.wait_until(&format!("{name} with {is_meant}"), &script, vec![of.into(), name.into()]).await;
    match heard {
        Ok(()) => Ok(()),
        Err(error) => Err(error.context(format!("the portal heard {}", all(browser).await?))),
    }
}

/// All that was heard, as one text.
pub async fn all(browser: &Browser) -> Result<String> {
    let told = browser.run("return JSON.stringify(told)", vec![]).await?;
    Ok(told.as_str().unwrap_or_default().to_owned())
}

/// How often an event was heard.
pub async fn count(browser: &Browser, name: &str) -> Result<u64> {
    let count = browser.run("return told.filter(({name}) => name === arguments[0]).length", vec![name.into()]).await?;
    count.as_u64().context("a count")
}

/// No request carried what was handed over: nobody but the page saw it.
pub fn ensure_nobody_was_told(setup: &Setup) -> Result<()> {
    let entries = setup.registry_log().read().into_iter().chain(setup.token_log().context("a token service")?.read());
    let told: Vec<String> =
        entries.filter(|entry| entry.authorization.is_some()).map(|entry| entry.to_string()).collect();
    ensure!(told.is_empty(), "an Authorization header went out: {told:?}");
    Ok(())
}

/// What the page's root says about its look.
pub async fn look(browser: &Browser) -> Result<Value> {
    let script = "const root = document.documentElement;
        return [root.dataset.theme ?? null, root.style.getPropertyValue('--accent'), getComputedStyle(root).colorScheme]";
    browser.run(script, vec![]).await
}
