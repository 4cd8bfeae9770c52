//! What people paste besides: a HAR file of 50 MB, a transcript of another registry, two pastes that contradict each other, and secrets
//! in all of them. Calm words, nothing kept, nothing sent, and nothing secret in what the report says.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::scenario;
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::open_in_a_fresh_tab;

/// Stands in all pastes where browsers and programs keep secrets.
const SECRET: &str = "Mk7QxVz9planted";

/// Makes a HAR file of that many bytes in the page, whose last request is the registry's.
const HAR: &str = "const [registry, origin, secret, size] = arguments;
    const entry = (url, headers) => ({
        request: {method: 'GET', url, headers: [{name: 'Origin', value: origin}, {name: 'Authorization', value: 'Basic ' + secret}],
            cookies: [{name: 'session', value: secret}], postData: {text: 'password=' + secret}},
        response: {status: 401, httpVersion: 'HTTP/1.1', headers, cookies: [{name: 'session', value: secret}],
            content: {mimeType: 'application/json', text: secret + 'x'.repeat(50000)}},
    });
    const entries = Array.from({length: Math.ceil(size / 50500)}, (_, at) => entry(`https://files.example/${at}`, []));
    entries.push(entry(`${registry}/v2/?access_token=${secret}`, [
        {name: 'Access-Control-Allow-Origin', value: `https://me:${secret}@other.example`},
        {name: 'Set-Cookie', value: secret}, {name: 'X-Auth-Token', value: secret},
        {name: 'WWW-Authenticate', value: 'Basic realm=\"x\"'}]));
    return paste(JSON.stringify({log: {version: '1.2', entries}}));";

/// Puts a text into the box, and says how long the page stood still, in milliseconds.
const PASTE: &str = "const paste = text => {
        const box = document.querySelector('#paste-box');
        const begun = performance.now();
        box.value = text;
        box.dispatchEvent(new Event('input', {bubbles: true}));
        return performance.now() - begun;
    };";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = scenario::find("cors-origin-missing")?.start(&stage.page).await?;
    let (browser, registry, origin) = (&stage.browser, setup.registry_origin(), setup.page_origin());
    open_in_a_fresh_tab(browser, &setup.check_up_address()).await?;
    browser.wait_for(r#".verdict[data-complete="true"]"#).await?;
    let listen = "window.told = []; window.addEventListener('pierglass-report', event => told.push(event.detail))";
    browser.run(listen, vec![]).await?;
    let before = browser.text(".verdict .sentence").await?;

    // Another registry's transcript changes nothing, and is called by its name.
    let other = format!(
        "$ curl -i -H 'Origin: {origin}' -H 'Authorization: Bearer {SECRET}' https://other.example/v2/\nHTTP/1.1 502 Bad Gateway\n\n<html>"
    );
    paste(&stage, &other).await?;
    browser.wait_for_text(".pasted", "other.example/v2/ is neither the registry nor its token service").await?;
    ensure!(browser.text(".verdict .sentence").await? == before, "another registry's answer changed the verdict");
    ensure!(told(&stage).await?.is_empty(), "nothing changed, and the report was told again");

    // What nobody understands gets the line to run.
    paste(&stage, &format!("Dear registry, my password is {SECRET}")).await?;
    browser.wait_for_text(".pasted", "Run this instead").await?;
    browser.wait_for_text(".pasted", "curl.exe").await?;
    ensure!(browser.text(".verdict .sentence").await? == before, "prose changed the verdict");

    // Of two that contradict each other the last counts.
    let ask = |lines: &str| {
        format!(
            "$ curl -i -H 'Origin: {origin}' {registry}/v2/\nHTTP/1.1 200 OK\nSet-Cookie: {SECRET}\n{lines}\n{{}}\n"
        )
    };
    let twice = ask(&format!("Access-Control-Allow-Origin: {origin}/\n"))
        + &ask("Access-Control-Allow-Origin: *\nAccess-Control-Allow-Origin: *\n");
    paste(&stage, &twice).await?;
    browser.wait_for(".verdict [data-rule='cors-origin-duplicated'][data-confidence='certain']").await?;
    browser.wait_for_text(".pasted", "asked once more further below").await?;

    // A HAR file of 50 MB.
    let script = format!("{PASTE} {HAR}");
    let stood = browser.run(&script, vec![json!(registry), json!(origin), json!(SECRET), json!(50_000_000)]).await?;
    println!("a HAR file of 50 MB is read in {stood} ms");
    browser.wait_for(".verdict [data-rule='cors-origin-mismatch'][data-confidence='certain']").await?;
    browser.wait_for_text(".verdict .sentence", "https://other.example").await?;

    // An empty box takes it back.
    paste(&stage, "").await?;
    browser.wait_for_text(".verdict .sentence", &before).await?;

    let told = told(&stage).await?;
    ensure!(told.len() == 3, "the report was told {} times", told.len());
    ensure!(told[0]["pasted"].as_array().is_some_and(|pasted| !pasted.is_empty()), "{}", told[0]);
    let shown =
        browser.run("return document.body.innerText + document.querySelector('.hand-over a')?.href", vec![]).await?;
    let kept =
        browser.run("return JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])", vec![]).await?;
    for (what, text) in [("the reports", json!(told)), ("the page", shown), ("what is kept", kept)] {
        ensure!(!text.to_string().contains("Mk7Qx"), "a secret is in {what}: {text}");
    }
    Ok(())
}

async fn told(stage: &Stage) -> Result<Vec<Value>> {
    Ok(serde_json::from_value(stage.browser.run("return told", vec![]).await?)?)
}

async fn paste(stage: &Stage, text: &str) -> Result<()> {
    stage.browser.run(&format!("{PASTE} return paste(arguments[0])"), vec![json!(text)]).await.map(drop)
}
