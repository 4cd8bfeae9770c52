//! The portal of docs/embedding.md, on an origin of its own, signs its people in: the list appears without a form, and what
//! happens in the frame is told. Then two elements side by side, other attributes, a token that ends, a password that waits
//! for consent, and an element that goes and comes back.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::setup::{DEMO, Plan, Setup, TRICKY, TRICKY_PASSWORD};
use serde_json::json;

use crate::portal::{Portal, all, count, enter, hear, look, serve};
use crate::stage::Stage;
use crate::steps::{follow, of_registry, of_tokens, quiet, see};

const SCOPES: &[&str] = &["registry:catalog:*", "repository:library/hello:pull", "repository:team-a/api:pull"];

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let portal = Portal::start(&setup).await?;
    portal.trust(&setup);
    portal.keep_token(&setup, SCOPES).await?;
    setup.forget_requests();
    let browser = &stage.browser;
    // As wide as the bar needs for all that is in it.
    browser.resize(1300, 1000).await?;
    browser.go(&portal.address()).await?;
    signed_in_by_the_portal(browser, &setup, &portal).await?;
    what_happens_is_told(browser, &setup, &portal).await?;
    two_side_by_side(browser, &setup).await?;
    a_token_that_ends(browser).await?;
    a_password_waits(browser, &setup).await?;
    gone_and_back(browser).await?;
    without_a_bar(browser).await?;
    changes_are_allowed(browser, &setup, &portal).await?;
    on_one_origin(browser, &setup).await
}

async fn signed_in_by_the_portal(browser: &Browser, setup: &Setup, portal: &Portal) -> Result<()> {
    hear(browser, 0, "ready", "detail.trusted === true").await?;
    enter(browser, 0).await?;
    see(browser, "library/hello").await?;
    ensure!(browser.count(".sign-in").await? == 0, "the page asks for a sign-in");
    browser.wait_for_text(".account", DEMO).await?;
    browser.click(".account .user").await?;
    browser.wait_for_text(".account .by-portal", &portal.server.origin()).await?;
    browser.click(".account .user").await?;
    let shown = look(browser).await?;
    ensure!(shown == json!(["dark", "light-dark(#5b2a86, #d0b3f0)", "dark"]), "the page looks like {shown}");
    browser.leave_frame().await?;
    quiet(setup).await?;
    let of_registry = of_registry(setup);
    ensure!(of_registry.last().is_some_and(|last| last.ends_with("Bearer -> 200")), "the registry saw {of_registry:?}");
    ensure!(of_tokens(setup).iter().all(|entry| entry.authorization.is_none()), "the token service got something");
    Ok(())
}

async fn what_happens_is_told(browser: &Browser, setup: &Setup, portal: &Portal) -> Result<()> {
    enter(browser, 0).await?;
    follow(browser, "library/hello").await?;
    see(browser, "latest").await?;
    browser.leave_frame().await?;
    hear(browser, 0, "navigate", "detail.reference.endsWith('/library/hello')").await?;
    browser.wait_for_text("#where", "library/hello").await?;
    ensure!(browser.run("return location.href", vec![]).await? == portal.address(), "the portal's address changed");

    enter(browser, 0).await?;
    browser.click(".to-checkup").await?;
    browser.leave_frame().await?;
    hear(browser, 0, "report", "detail.schema === 1 && detail.outcome === 'healthy'").await?;
    ensure!(!all(browser).await?.contains("eyJ"), "a token is in what the portal was told");
    // Whatever the box in the page takes.
    let reference = setup.registry_origin().replace("http://", "") + "/library/hello:latest";
    act(browser, "document.querySelector('pierglass-explorer').open(`docker pull ${arguments[0]}`)", &reference)
        .await?;
    hear(browser, 0, "navigate", "detail.reference.endsWith('/library/hello:latest')").await
}

async fn two_side_by_side(browser: &Browser, setup: &Setup) -> Result<()> {
    let before = length_of_history(browser).await?;
    // Made by hand, and in properties. Low, for drivers click only what is on screen.
    let script = "
        const second = document.createElement('pierglass-explorer');
        second.registry = arguments[0];
        second.repository = 'library/hello';
        second.theme = 'light';
        for (const one of [second, document.querySelector('pierglass-explorer')]) one.style.height = '19rem';
        second.credentials = document.querySelector('pierglass-explorer').credentials;
        document.body.append(second);";
    act(browser, script, &setup.registry_origin()).await?;
    hear(browser, 1, "ready", "detail.trusted && detail.address.endsWith('/library/hello')").await?;
    enter(browser, 1).await?;
    see(browser, "latest").await?;
    ensure!(look(browser).await?[0] == "light", "the second one is not light");
    browser.leave_frame().await?;
    enter(browser, 0).await?;
    ensure!(look(browser).await?[0] == "dark", "the first one has changed with the second");
    browser.leave_frame().await?;

    let second = "document.querySelectorAll('pierglass-explorer')[1]";
    act(browser, &format!("{second}.repository = arguments[0]; {second}.theme = 'system'"), "team-a/api").await?;
    hear(browser, 1, "navigate", "detail.reference.endsWith('/team-a/api')").await?;
    act(browser, &format!("{second}.repository = arguments[0]"), "library/hello").await?;
    hear(browser, 1, "navigate", "detail.reference.endsWith('/library/hello')").await?;
    ensure!(length_of_history(browser).await? == before, "what the portal sets lies in the person's way back");
    act(browser, &format!("{second}.setAttribute('theme', arguments[0])"), "black").await?;
    hear(browser, 1, "error", "detail.code === 'attribute-invalid' && detail.message.includes('theme')").await
}

async fn a_token_that_ends(browser: &Browser) -> Result<()> {
    enter(browser, 1).await?;
    see(browser, "latest").await?;
    browser.leave_frame().await?;
    let refused = "detail.reason === 'refused' && detail.scope === 'repository:library/hello:pull'";
    let script = "
        const second = document.querySelectorAll('pierglass-explorer')[1];
        second.signIn({registry: second.registry, token: arguments[0], username: 'somebody'});";
    act(browser, script, "no-token-of-that-registry").await?;
    hear(browser, 1, "sign-in-wanted", refused).await?;
    enter(browser, 1).await?;
    browser.wait_for_text(".account", DEMO).await?;
    see(browser, "latest").await?;
    browser.leave_frame().await?;

    // A portal that hands over the same useless token again and again is not asked for ever.
    let script = "
        const second = document.querySelectorAll('pierglass-explorer')[1];
        second.credentials = async () => ({token: arguments[0]});
        second.signIn({registry: second.registry, token: arguments[0]});";
    act(browser, script, "no-token-at-all").await?;
    hear(browser, 1, "error", "detail.code === 'sign-in-refused'").await?;
    let asked = count(browser, "sign-in-wanted").await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    ensure!(count(browser, "sign-in-wanted").await? == asked, "the portal is asked on and on");
    Ok(())
}

async fn a_password_waits(browser: &Browser, setup: &Setup) -> Result<()> {
    setup.forget_requests();
    let script = "
        const second = document.querySelectorAll('pierglass-explorer')[1];
        second.signIn({registry: second.registry, username: arguments[0], password: arguments[1]});";
    browser.run(script, vec![TRICKY.into(), TRICKY_PASSWORD.into()]).await?;
    enter(browser, 1).await?;
    let tokens = setup.token_origin().context("a token service")?;
    browser.wait_for_text("[data-problem=consent-needed]", &tokens).await?;
    quiet(setup).await?;
    ensure!(
        of_tokens(setup).iter().all(|entry| entry.authorization.is_none()),
        "the password did not wait for consent"
    );
    browser.click(".agree").await?;
    see(browser, "latest").await?;
    browser.wait_for_text(".account", TRICKY).await?;
    let stored = browser.run("return JSON.stringify([{...localStorage}, {...sessionStorage}])", vec![]).await?;
    let stored = stored.as_str().unwrap_or_default();
    ensure!(
        !stored.contains(&TRICKY_PASSWORD[..3]) && !stored.contains("eyJ"),
        "something secret was stored: {stored}"
    );
    browser.leave_frame().await?;
    act(browser, "document.querySelectorAll('pierglass-explorer')[1].signOut(arguments[0])", &setup.registry_origin())
        .await?;
    enter(browser, 1).await?;
    browser.wait_for(".sign-in").await?;
    browser.leave_frame().await
}

async fn gone_and_back(browser: &Browser) -> Result<()> {
    browser
        .run("window.first = document.querySelector('pierglass-explorer'); first.remove(); told.length = 0", vec![])
        .await?;
    let left = browser.run("return document.querySelectorAll('pierglass-explorer').length", vec![]).await?;
    ensure!(left == 1, "{left} elements are left");
    browser.run("document.body.append(first)", vec![]).await?;
    hear(browser, 1, "ready", "detail.trusted === true").await?;
    enter(browser, 1).await?;
    see(browser, "library/hello").await?;
    browser.leave_frame().await?;
    let asked = count(browser, "sign-in-wanted").await?;
    enter(browser, 1).await?;
    browser.click(".account .user").await?;
    browser.click_text(".account .panel button", "Sign out").await?;
    browser.wait_for(".sign-in").await?;
    browser.leave_frame().await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    ensure!(count(browser, "sign-in-wanted").await? == asked, "who signs out is signed in again");

    // Inside of another element's shadow tree, which shows itself as the target of what comes out of it.
    let script = "
        const host = document.createElement('div');
        host.attachShadow({mode: 'closed'}).append(document.createElement('pierglass-explorer'));
        document.body.append(host);";
    browser.run(script, vec![]).await?;
    let ready = "return told.some(({of, name, detail}) => of === -1 && name === 'ready' && detail.trusted)";
    browser.wait_until("an element in a shadow tree", ready, vec![]).await?;

    // Once more the same script, and an element with a height of its own.
    let script = "
        const again = document.createElement('script');
        again.src = document.querySelector('script[src$=\"embed.js\"]').src;
        again.onload = () => first.autoHeight = true;
        document.head.append(again);
        window.high = first.getBoundingClientRect().height;";
    browser.run(script, vec![]).await?;
    let other =
        "const {height} = first.getBoundingClientRect(); return height !== high && height >= 192 && height <= 4000";
    browser.wait_until("another height", other, vec![]).await
}

/// The path and the account are left of it, in the frame alone: in a tab of its own the same address has its bar.
async fn without_a_bar(browser: &Browser) -> Result<()> {
    browser.run("told.length = 0; first.compact = true", vec![]).await?;
    hear(browser, 1, "ready", "detail.trusted === true").await?;
    let parts = "
        const seen = selector => document.querySelector(selector).checkVisibility();
        return [seen('.brand'), seen('#open-box'), seen('.to-guide'), seen('.crumbs'), seen('.account'),
            getComputedStyle(document.querySelector('.bar')).position === 'sticky'];";
    enter(browser, 1).await?;
    browser.wait_for(".account button").await?;
    let found = browser.run(parts, vec![]).await?;
    ensure!(found == json!([false, false, false, true, true, false]), "of the bar is left {found}");
    let address = browser.run("return location.href", vec![]).await?;
    browser.leave_frame().await?;
    browser.go(address.as_str().context("an address")?).await?;
    browser.wait_for(".brand").await?;
    browser.wait_for(".account button").await?;
    let found = browser.run(parts, vec![]).await?;
    ensure!(found == json!([true, true, true, true, true, true]), "alone, of the bar is left {found}");
    Ok(())
}

/// Three have to agree: the configuration, the element and the sign-in. Who takes it back is heard at once.
async fn changes_are_allowed(browser: &Browser, setup: &Setup, portal: &Portal) -> Result<()> {
    let why = ".account .panel .only-looking";
    let with = |script: &str| format!("const explorer = document.querySelector('pierglass-explorer'); {script}");
    let opened = async |by: &str| {
        browser.go(&portal.address()).await?;
        hear(browser, 0, "ready", "detail.trusted === true").await?;
        browser.run(&with(by), vec![]).await?;
        enter(browser, 0).await?;
        see(browser, "library/hello").await?;
        browser.click(".account .user").await?;
        browser.wait_for(".account .panel .by-portal").await
    };
    // The configuration does not let anybody, and then there is nothing to say of the portal.
    opened("explorer.readOnly = false").await?;
    ensure!(browser.count(why).await? == 0, "of a page that only looks it is said that it only looks");
    browser.leave_frame().await?;

    portal.trust_for_changes(setup);
    opened("").await?;
    browser.wait_for_text(why, "the page around this one does not allow it").await?;
    browser.leave_frame().await?;
    browser.run(&with("explorer.setAttribute('read-only', 'off')"), vec![]).await?;
    enter(browser, 0).await?;
    browser.wait_for_text(why, "whoever handed over this sign-in did not say").await?;
    browser.leave_frame().await?;
    let script = "return fetch('registry-token').then(answer => answer.json())
        .then(({token, username}) => explorer.signIn({registry: explorer.registry, token, username, changes: true}))";
    browser.run(&with(script), vec![]).await?;
    enter(browser, 0).await?;
    browser.wait_until_gone(why).await?;
    browser.wait_for(".account .panel .by-portal").await?;
    browser.leave_frame().await?;
    // A word that is none of the four allows nothing.
    for (script, complaint) in
        [("explorer.readOnly = true", None), ("explorer.readOnly = 'perhaps'", Some("read-only"))]
    {
        browser.run(&with(&format!("explorer.readOnly = false; told.length = 0; {script}")), vec![]).await?;
        enter(browser, 0).await?;
        browser.wait_for_text(why, "the page around this one does not allow it").await?;
        browser.leave_frame().await?;
        if let Some(name) = complaint {
            let named = format!("detail.code === 'attribute-invalid' && detail.message.includes('{name}')");
            hear(browser, 0, "error", &named).await?;
        }
        let read = browser.run(&with("return explorer.readOnly"), vec![]).await?;
        ensure!(read == true, "with {script} the property says {read}");
    }
    Ok(())
}

/// The page's own origin needs no line in `config.json`, and a realm that stands there is agreed to.
async fn on_one_origin(browser: &Browser, setup: &Setup) -> Result<()> {
    let realm = format!("{}/token", setup.token_origin().context("a token service")?);
    let registries = json!([{"url": setup.registry_origin(), "realm": realm}]);
    setup.page.set_file("/config.json", json!({"registries": registries}).to_string());
    serve(setup, &setup.page)?;
    browser.go(&format!("{}/portal.html", setup.page_origin())).await?;
    hear(browser, 0, "ready", "detail.trusted === true").await?;
    let script = "
        const explorer = document.querySelector('pierglass-explorer');
        explorer.signIn({registry: explorer.registry, username: arguments[0], password: arguments[1]});";
    browser.run(script, vec![TRICKY.into(), TRICKY_PASSWORD.into()]).await?;
    enter(browser, 0).await?;
    browser.wait_for_text(".account", TRICKY).await?;
    see(browser, "library/hello").await?;
    browser.leave_frame().await
}

async fn act(browser: &Browser, script: &str, argument: &str) -> Result<()> {
    browser.run(script, vec![argument.into()]).await.map(|_| ())
}

async fn length_of_history(browser: &Browser) -> Result<u64> {
    browser.run("return history.length", vec![]).await?.as_u64().context("a length")
}
