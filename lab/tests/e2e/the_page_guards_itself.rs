//! What is not part of the release does not run in the page, and a page that cannot start says which file is missing and why.

use std::fs;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::{Browser, Engine};
use lab::page::PageServer;
use lab::setup::Plan;

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, see};

/// What somebody would try who can write into the page.
const ATTACK: &str = r#"
    window.broken = [];
    addEventListener("securitypolicyviolation", event => window.broken.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.hacked = 'inline'";
    document.body.append(script);
    const button = document.createElement("button");
    button.setAttribute("onclick", "window.hacked = 'attribute'");
    document.body.append(button);
    button.click();
    const image = new Image();
    image.src = arguments[0] + "/image.png";
    const frame = document.createElement("iframe");
    frame.src = arguments[0] + "/frame";
    document.body.append(frame);
    const other = document.createElement("script");
    other.src = arguments[0] + "/script.js";
    document.body.append(other);
    const styled = document.createElement("p");
    styled.setAttribute("style", "color: red");
    document.body.append(styled);
"#;

/// What the policy has to refuse of it.
const REFUSED: [&str; 6] =
    ["script-src-elem", "script-src-attr", "img-src", "frame-src", "style-src-attr", "script-src-elem"];

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    nothing_strange_runs(&stage).await?;
    let (js, wasm) = programs(&stage)?;
    for file in [&js, &wasm] {
        let path = format!("/{file}");
        // A server each: what came under such a name is kept for ever.
        let without = PageServer::start(&stage.page).await?;
        without.remove_file(&path);
        says(&stage.browser, &without, &["did not come", file, "answers 404"]).await?;
        let with_another = PageServer::start(&stage.page).await?;
        with_another.set_file(&path, "<!doctype html><title>not it</title>");
        let words = ["did not come", file, "is not the one that belongs to this page"];
        says(&stage.browser, &with_another, &words).await?;
    }
    // WebKitGTK 2.50 lets WebAssembly run all the same.
    if stage.browser.engine != Engine::WebKit {
        let forbidden = PageServer::start(&stage.page).await?;
        forbidden.add_header("content-security-policy", "script-src 'self' 'unsafe-inline'")?;
        says(&stage.browser, &forbidden, &["A policy forbids WebAssembly", "'wasm-unsafe-eval'"]).await?;
    }
    if stage.browser.engine != Engine::WebKit {
        says_it_without_scripts(&stage).await?;
    }
    Ok(())
}

/// The style sheet says it, after a while in which nothing else did. With WebKitGTK's driver that while does not pass.
async fn says_it_without_scripts(stage: &Stage) -> Result<()> {
    let blocked = PageServer::start(&stage.page).await?;
    blocked.add_header("content-security-policy", "script-src 'self'")?;
    stage.browser.go(&blocked.origin()).await?;
    ensure!(opacity(&stage.browser).await? < 1.0, "the late words are there at once");
    let shown = "return +getComputedStyle(document.querySelector('.frame-late')).opacity === 1";
    stage.browser.wait_until("the late words", shown, vec![]).await?;
    let late = stage.browser.text(".frame-late").await?;
    ensure!(late.contains("Content-Security-Policy"), "the page says {late:?}");
    Ok(())
}

async fn nothing_strange_runs(stage: &Stage) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let stranger = PageServer::start(&stage.page).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    browser.run(ATTACK, vec![stranger.origin().into()]).await?;
    let all =
        "return arguments[0].every(one => window.broken.some(broken => broken === one || one.startsWith(broken)))";
    browser.wait_until("the policy to refuse all of it", all, vec![REFUSED.as_slice().into()]).await?;
    let hacked = browser.run("return window.hacked ?? null", vec![]).await?;
    ensure!(hacked.is_null(), "{hacked} ran");
    // The page itself never breaks its own policy, whatever is opened.
    browser.go(&setup.page_address("library/hello:latest")).await?;
    browser.wait_for_text(".layers", "COPY . /app").await?;
    let broken = browser.run("return window.broken.length", vec![]).await?;
    ensure!(broken == REFUSED.len(), "the page broke its policy: {broken}");
    Ok(())
}

/// The page's program files, as index.html names them.
fn programs(stage: &Stage) -> Result<(String, String)> {
    let page = fs::read_to_string(stage.page.join("index.html"))?;
    let named = |name: &str| {
        let (_, rest) = page.split_once(&format!("{name}=\"./"))?;
        rest.split_once('"').map(|(file, _)| file.to_owned())
    };
    Ok((named("data-js").context("no script is named")?, named("data-wasm").context("no program is named")?))
}

async fn says(browser: &Browser, page: &PageServer, words: &[&str]) -> Result<()> {
    open_in_a_fresh_tab(browser, &page.origin()).await?;
    browser.wait_for_text("[role=alert].frame-problem", words[0]).await?;
    let text = browser.text("[role=alert].frame-problem").await?;
    for word in words {
        ensure!(text.contains(word), "the page says {text:?} and not {word:?}");
    }
    Ok(())
}

async fn opacity(browser: &Browser) -> Result<f64> {
    let value = browser.run("return +getComputedStyle(document.querySelector('.frame-late')).opacity", vec![]).await?;
    value.as_f64().context("a number")
}
