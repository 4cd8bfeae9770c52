//! Where a registry wants a sign-in, its form is there before the program is, and takes what somebody types. The program takes over what
//! was typed, sent and asked; whatever is not plain is left to it.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use http::StatusCode;
use lab::browser::Browser;
use lab::client::Client;
use lab::proxy::{Fault, When};
use lab::setup::{DEMO, PASSWORD, Plan, Setup};
use serde_json::json;

use crate::names_come_before_the_program::{LATER, open, slow, taken_over};
use crate::stage::Stage;
use crate::steps::{of_registry, quiet, see};

const FIELD: &str = "#frame .sign-in #user";

/// What stands where, and what it says.
const PLACES: &str = "return [...document.querySelectorAll('.head h1, .summary, .sign-in, .sign-in > *')]
    .filter(element => element.getClientRects().length)
    .map(element => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const { type, name, autocomplete } = element;
        return [element.tagName, Math.round(x), Math.round(y), Math.round(width), Math.round(height), element.textContent, type, name, autocomplete];
    })";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    nothing_jumps(&stage).await?;
    what_was_typed_stays(&stage).await?;
    an_anonymous_token_helps_or_not(&stage).await?;
    what_is_not_plain(&stage).await
}

async fn nothing_jumps(stage: &Stage) -> Result<()> {
    let setup = slow(stage, Plan::basic()).await?;
    let browser = &stage.browser;
    open(browser, &setup.page_address("")).await?;
    browser.wait_for(FIELD).await?;
    browser.wait_until("the focus in the form", "return document.activeElement.id === 'user'", vec![]).await?;
    let before = browser.run(PLACES, vec![]).await?;
    ensure!(before.as_array().is_some_and(|places| places.len() > 8), "only {before} is there before the program");
    taken_over(browser).await?;
    browser.wait_for("main .sign-in #user").await?;
    let after = browser.run(PLACES, vec![]).await?;
    ensure!(before == after, "{before}\nbecame\n{after}");
    browser.wait_until("the focus in the form", "return document.activeElement.id === 'user'", vec![]).await?;
    let asked = of_registry(&setup);
    ensure!(asked == ["GET /v2/_catalog?n=100 -> 401"], "the form cost {asked:?}");
    Ok(())
}

/// What was typed is there, where the focus was; and what was sent gets in.
async fn what_was_typed_stays(stage: &Stage) -> Result<()> {
    let setup = slow(stage, Plan::basic()).await?;
    let browser = &stage.browser;
    // Whoever is in the middle of the name goes on with it.
    open(browser, &setup.page_address("")).await?;
    browser.wait_for(FIELD).await?;
    browser.fill("#frame #user", "ha").await?;
    taken_over(browser).await?;
    let there = "const user = document.querySelector('main #user');
        return user?.value === 'ha' && document.activeElement === user && user.selectionStart === 2";
    browser.wait_until("the name that was begun", there, vec![]).await?;

    open(browser, &setup.page_address("")).await?;
    browser.wait_for(FIELD).await?;
    browser.fill("#frame #user", DEMO).await?;
    browser.click("#frame [name=keep]").await?;
    browser.fill("#frame #password", "half of it").await?;
    taken_over(browser).await?;
    let kept = "const [user, password, keep] = [...document.querySelectorAll('main .sign-in input')];
        return user?.value === arguments[0] && password.value === 'half of it' && keep.checked && document.activeElement === password";
    browser.wait_until("what was typed", kept, vec![json!(DEMO)]).await?;

    open(browser, &setup.page_address("")).await?;
    browser.wait_for(FIELD).await?;
    setup.forget_requests();
    browser.fill("#frame #user", DEMO).await?;
    browser.fill("#frame #password", PASSWORD).await?;
    browser.click("#frame .sign-in [type=submit]").await?;
    browser.wait_for_text("#frame .sign-in [type=submit]", "Signing in…").await?;
    see(browser, "library/hello").await?;
    let asked = of_registry(&setup);
    ensure!(asked.first().is_some_and(|line| line == "GET /v2/_catalog?n=100 Basic -> 200"), "it was asked {asked:?}");
    Ok(())
}

/// Where the registry itself gives tokens, the loader asks for the one that anybody gets, and the program for none.
async fn an_anonymous_token_helps_or_not(stage: &Stage) -> Result<()> {
    let setup = slow(stage, Plan::token()).await?;
    let browser = &stage.browser;
    let (registry, tokens) = (setup.registry_origin(), setup.token_origin().context("a token service")?);
    // The service's own answers, at an address of the registry's origin.
    let realm = Fault::ReplaceInHeader("www-authenticate".to_owned(), tokens.clone(), registry.clone());
    let client = Client::default();
    let wanted = format!("{tokens}/token?service={}&scope=registry%3Acatalog%3A*", lab::token_service::SERVICE);
    let anonymous = client.get(&wanted, &[]).await?;
    let password = lab::client::basic(DEMO, PASSWORD);
    let admitting = client.get(&wanted, &[("Authorization", &password)]).await?;
    browser.go(&setup.page_origin()).await?;
    for (answer, helps) in [(&anonymous, false), (&admitting, true)] {
        setup.registry_proxy.faults.clear();
        setup.registry_proxy.faults.add(When::any(), realm.clone());
        let given = Fault::answer(answer.status, "application/json", answer.body.clone());
        setup.registry_proxy.faults.add(When::path("/token"), given);
        // What the browser knows of a token service from before, the program begins with.
        browser.run("localStorage.clear()", vec![]).await?;
        setup.forget_requests();
        open(browser, &setup.page_address("")).await?;
        if helps {
            browser.wait_for("#frame .row a").await?;
            taken_over(browser).await?;
            see(browser, "library/hello").await?;
        } else {
            browser.wait_for(FIELD).await?;
            browser.wait_for_text("#frame .sign-in", "Without a sign-in it does not let you see this").await?;
            taken_over(browser).await?;
            browser.wait_for_text("main .sign-in", "Without a sign-in it does not let you see this").await?;
        }
        let asked = of_registry(&setup);
        let times = |start: &str| asked.iter().filter(|line| line.starts_with(start)).count();
        let lists = times("GET /v2/_catalog?n=100 ");
        ensure!((times("GET /token"), lists) == (1, 1 + usize::from(helps)), "{helps}: it was asked {asked:?}");
    }
    Ok(())
}

/// A token service somewhere else, a challenge that nobody sees, a configuration that forbids it, a page around this one: the program alone
/// knows what to do.
async fn what_is_not_plain(stage: &Stage) -> Result<()> {
    let browser = &stage.browser;
    let setup = slow(stage, Plan::token()).await?;
    left_to_the_program(browser, &setup, &setup.page_address(""), ".sign-in #user").await?;
    let setup = slow(stage, Plan::basic()).await?;
    setup.registry_proxy.faults.add(When::any(), Fault::HideChallenge);
    left_to_the_program(browser, &setup, &setup.page_address(""), ".sign-in #user").await?;
    setup.registry_proxy.faults.clear();
    let web_page = Fault::answer(StatusCode::UNAUTHORIZED, "text/html", "<!doctype html><p>Sign in here");
    setup.registry_proxy.faults.add(When::path("/v2/_catalog"), web_page);
    left_to_the_program(browser, &setup, &setup.page_address(""), "main h1").await?;
    setup.registry_proxy.faults.clear();
    for config in [
        json!({ "openOthers": false }),
        json!({ "registries": [{ "url": setup.registry_origin(), "catalog": "off" }] }),
    ] {
        setup.page.set_file("/config.json", config.to_string());
        left_to_the_program(browser, &setup, &setup.page_address(""), "main h1").await?;
    }
    setup.page.set_file("/config.json", "{}");
    let frame = format!("<!doctype html><title>f</title><iframe src=\"{}\"></iframe>", setup.page_address(""));
    setup.page.set_file("/around.html", frame);
    // The page before asks no more.
    browser.go("about:blank").await?;
    quiet(&setup).await?;
    setup.forget_requests();
    open(browser, &format!("{}/around.html", setup.page_origin())).await?;
    tokio::time::sleep(LATER / 3).await;
    let asked = of_registry(&setup);
    ensure!(asked.is_empty(), "in a frame the loader asked {asked:?}");
    Ok(())
}

async fn left_to_the_program(browser: &Browser, setup: &Setup, address: &str, seen: &str) -> Result<()> {
    setup.forget_requests();
    open(browser, address).await?;
    tokio::time::sleep(LATER / 3).await;
    ensure!(browser.count(FIELD).await? == 0, "{seen}: the loader has drawn a form");
    browser.wait_for(seen).await.map(drop)
}
