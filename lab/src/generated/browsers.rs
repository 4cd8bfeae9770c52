//! A small client in real browsers: healthy registries give it all, and with faults something is missing.
//!
//! `cargo test -p lab --lib generated::browsers -- --ignored --nocapture` with `ENGINE=firefox` for another browser than Chromium.

use anyhow::Result;
use serde_json::{Value, json};

use super::base::{Access, Base, Hosts};
use super::draw::{Drawn, draw, with_parts};
use super::parts;
use super::running::Running;
use crate::browser::{Browser, BrowserOptions, Engine};
use crate::network::names::Family;

/// From the first request to a blob: what came, or what did not.
const CLIENT: &str = r#"
const [registry, repository, signIn] = arguments;
const basic = signIn && "Basic " + btoa(unescape(encodeURIComponent(signIn.join(":"))));
const ask = async (what, url, headers) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 5000);
    try {
        const answer = await fetch(url, {headers, credentials: "omit", cache: "no-store", signal: stop.signal});
        return {status: answer.status, headers: answer.headers, text: await answer.text()};
    } catch (error) {
        throw new Error(what + " " + (stop.signal.aborted ? "timed out" : "blocked"));
    } finally {
        clearTimeout(timer);
    }
};
const given = async (challenge, scope) => {
    if (/^basic/i.test(challenge)) {
        if (!basic) throw new Error("no account");
        return basic;
    }
    const realm = /realm="([^"]*)"/.exec(challenge)[1], service = /service="([^"]*)"/.exec(challenge)[1];
    const url = new URL(realm);
    url.searchParams.set("service", service);
    url.searchParams.set("scope", scope);
    const answer = await ask("token", url, basic ? {Authorization: basic} : {});
    if (answer.status !== 200) throw new Error("token " + answer.status);
    const token = JSON.parse(answer.text);
    if (!token.token && !token.access_token) throw new Error("no token");
    return "Bearer " + (token.token || token.access_token);
};
const wanted = async (what, path, scope, challenge) => {
    const headers = challenge ? {Authorization: await given(challenge, scope)} : {};
    const answer = await ask(what, registry + path, headers);
    if (answer.status !== 200) throw new Error(what + " " + answer.status);
    return answer;
};
return (async () => {
    try {
        const first = await ask("ping", registry + "/v2/", {});
        const challenge = first.status === 401 ? first.headers.get("www-authenticate") : null;
        if (first.status === 401 && !challenge) throw new Error("no challenge");
        if (first.status !== 200 && first.status !== 401) throw new Error("ping " + first.status);
        const catalog = JSON.parse((await wanted("catalog", "/v2/_catalog?n=100", "registry:catalog:*", challenge)).text);
        if (!catalog.repositories.includes(repository)) throw new Error("catalog without it");
        const pull = "repository:" + repository + ":pull", base = "/v2/" + repository;
        JSON.parse((await wanted("tags", base + "/tags/list", pull, challenge)).text);
        const manifest = await wanted("manifest", base + "/manifests/latest", pull, challenge);
        if (!manifest.headers.get("docker-content-digest")) throw new Error("no digest");
        const digest = JSON.parse(manifest.text).config.digest;
        JSON.parse((await wanted("blob", base + "/blobs/" + digest, pull, challenge)).text);
        return "all";
    } catch (error) {
        return error.message;
    }
})();
"#;

fn engine() -> Engine {
    let asked = std::env::var("ENGINE").unwrap_or_default();
    Engine::ALL.into_iter().find(|engine| engine.to_string() == asked).unwrap_or(Engine::Chromium)
}

async fn outcome(browser: &Browser, drawn: &Drawn) -> Result<String> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("index.html"), "<!doctype html><title>page</title>")?;
    let running: Running = drawn.start(folder.path()).await?;
    browser.go(&format!("{}/", running.page_origin)).await?;
    let sign_in = running.sign_in.clone().map(|(name, password)| json!([name, password]));
    let arguments = vec![json!(running.typed), json!("team/app"), sign_in.unwrap_or(Value::Null)];
    let outcome = browser.run(CLIENT, arguments).await?;
    Ok(outcome.as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "opens a browser"]
async fn healthy_registries_give_all_to_browsers() {
    let options = BrowserOptions { names: true, ..BrowserOptions::default() };
    let browser = Browser::open_with(engine(), options).await.expect("a browser");
    let mut wrong = Vec::new();
    for seed in 0..200 {
        let drawn = draw(seed, engine());
        if drawn.to_find().is_empty() && !drawn.truth().contains(&super::truth::Truth::ContentGone) {
            let outcome = outcome(&browser, &drawn).await.unwrap_or_else(|error| format!("{error:#}"));
            if outcome != "all" {
                wrong.push(format!("{seed}: {outcome}: {} {:?}", drawn.sentence(), drawn.part_names()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A list to read: what a browser gets of each part alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "opens a browser"]
async fn what_browsers_get_of_each_part() {
    let options = BrowserOptions { names: true, ..BrowserOptions::default() };
    let browser = Browser::open_with(engine(), options).await.expect("a browser");
    for part in parts::all().filter(|part| part.fits(engine())) {
        let mut base = Base::plain(engine());
        (base.hosts, base.access, base.signed_in) = (Hosts::Named(Family::V4), Access::Bearer, true);
        let drawn = with_parts(0, base, vec![part]);
        let outcome = outcome(&browser, &drawn).await.unwrap_or_else(|error| format!("{error:#}"));
        let odd = if part.is_fault() == (outcome == "all") { "  <<<" } else { "" };
        eprintln!("{:55} {outcome}{odd}", part.name);
    }
}
