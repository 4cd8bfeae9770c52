//! Portals that nobody trusts, and a trusted one in which others misbehave: garbage, floods, long messages, messages of a
//! frame beside it, tokens with line breaks, addresses that are scripts. Each gets a clear message or silence, nothing goes
//! out that should not, and the page stays usable.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::browser::Browser;
use lab::page::PageServer;
use lab::proxy::{Cors, Proxy};
use lab::setup::{DEMO, PASSWORD, Plan, Setup};

use crate::portal::{Portal, all, count, ensure_nobody_was_told, enter, hear};
use crate::stage::Stage;
use crate::steps::{ensure_not_hacked, quiet, see};

/// Posts into the frame of the first element, past the element.
const POST: &str = "
    const frame = document.querySelector('pierglass-explorer').shadowRoot.querySelector('iframe');
    const post = message => frame.contentWindow.postMessage(message, '*');";

/// A portal page without any policy of its own, with a frame beside the element.
const HOSTILE: &str = r#"<!doctype html><meta charset="utf-8"><title>portal</title>
<script src="PAGE/embed.js"></script>
<pierglass-explorer registry="REGISTRY"></pierglass-explorer>
<iframe id="beside" src="OTHER/fake.html"></iframe>
<iframe id="sibling" src="sibling.html"></iframe>
<script>
    window.asked = [];
    document.querySelector("pierglass-explorer").credentials = async wanted => { asked.push(wanted); return null; };
RECORD</script>"#;

/// Claims to be the page.
const FAKE: &str = r##"<!doctype html><script>
    const claim = message => parent.postMessage({pierglass: 1, ...message}, "*");
    claim({type: "hello"});
    claim({type: "ready", trusted: true, address: "#/fake", title: "fake"});
    claim({type: "navigate", address: "#/fake", title: "fake"});
    claim({type: "report", report: {fake: true}});
    claim({type: "sign-in-wanted", registry: "https://fake.example", scope: "", reason: "required"});
    claim({type: "error", code: "fake", message: "fake"});
</script>"##;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let portal = Portal::start(&setup).await?;
    portal.keep_token(&setup, &["registry:catalog:*"]).await?;
    setup.forget_requests();
    let browser = &stage.browser;
    // As wide as the bar needs for all that is in it.
    browser.resize(1300, 1000).await?;
    nobody_trusts_it(browser, &setup, &portal).await?;
    portal.trust(&setup);
    others_around_it(browser, &setup, &portal).await?;
    garbage_and_floods(browser, &setup).await?;
    a_token_is_for_one_registry(browser, &setup, &portal).await?;
    attributes_that_are_scripts(browser, &portal).await
}

async fn nobody_trusts_it(browser: &Browser, setup: &Setup, portal: &Portal) -> Result<()> {
    // It lets people change things, but not in whatever frame.
    setup.page.set_file("/config.json", r#"{"readOnly": false}"#);
    browser.go(&portal.address()).await?;
    browser.run("document.querySelector('pierglass-explorer').readOnly = false", vec![]).await?;
    hear(browser, 0, "ready", "detail.trusted === false && detail.address === undefined").await?;
    hear(browser, 0, "error", "detail.code === 'untrusted-portal'").await?;
    browser.wait_for_text("#problem", &portal.server.origin()).await?;
    let script = format!(
        "{POST} const registry = arguments[0];
        post({{pierglass: 1, type: 'sign-in', registry, token: 'abc'}});
        post({{pierglass: 1, type: 'sign-in', registry, username: arguments[1], password: arguments[2]}});
        post({{pierglass: 1, type: 'navigate', to: 'http://127.0.0.1:9/evil'}});
        post({{pierglass: 1, type: 'hello', origin: arguments[3], trusted: true}});
        post({{pierglass: 1, type: 'look', theme: 'light'}});
        post({{pierglass: 1, type: 'changes', allowed: true}});
        post({{pierglass: 1, type: 'sign-in', registry, token: 'abc', changes: true}});
        document.querySelector('pierglass-explorer').signIn({{registry, token: 'abc'}});"
    );
    let arguments = vec![setup.registry_origin().into(), DEMO.into(), PASSWORD.into(), setup.page_origin().into()];
    browser.run(&script, arguments).await?;
    hear(browser, 0, "error", "detail.message.includes('was not told sign-in')").await?;
    enter(browser, 0).await?;
    // Whoever is around the page could lay a form of its own over this one's, so there is none.
    browser.wait_for_text(".sign-in a[target=_blank]", "Open in a tab").await?;
    ensure!(browser.count("input[type=password]").await? == 0, "a page that nobody trusts shows a password box");
    browser.click(".account button").await?;
    browser.wait_for_text(".account .only-looking", "the page around this one does not allow it").await?;
    quiet(setup).await?;
    ensure_nobody_was_told(setup)?;
    // The person can look around by hand, and the portal hears of nothing.
    browser.click(".to-checkup").await?;
    browser.wait_for(".verdict").await?;
    browser.leave_frame().await?;
    quiet(setup).await?;
    for name in ["navigate", "report", "sign-in-wanted"] {
        ensure!(count(browser, name).await? == 0, "a portal that nobody trusts heard {}", all(browser).await?);
    }
    Ok(())
}

async fn others_around_it(browser: &Browser, setup: &Setup, portal: &Portal) -> Result<()> {
    let other = PageServer::start(&std::env::temp_dir().join("pierglass-nothing-is-here")).await?;
    other.set_file("/fake.html", FAKE);
    let page = HOSTILE.replace("PAGE", &setup.page_origin()).replace("REGISTRY", &setup.registry_origin());
    let page = page.replace("OTHER", &other.origin()).replace("RECORD", crate::portal::RECORD);
    portal.server.set_file("/hostile.html", page);
    let sibling = "<script>window.post = (target, message, origin) => target.postMessage(message, origin)</script>";
    portal.server.set_file("/sibling.html", sibling);
    setup.forget_requests();
    browser.go(&format!("{}/hostile.html", portal.server.origin())).await?;
    hear(browser, 0, "ready", "detail.trusted === true").await?;
    browser.wait_until("the page's question", "return asked.length > 0", vec![]).await?;
    // A frame of the portal's own origin beside the page's is not the page around it, and neither is a window.
    let script = "return (async (...given) => {
        const frame = document.querySelector('pierglass-explorer').shadowRoot.querySelector('iframe');
        const sibling = document.querySelector('#sibling').contentWindow;
        const popup = window.open('sibling.html');
        while (!popup.post) await new Promise(later => setTimeout(later, 50));
        for (const other of [sibling, popup]) {
            const post = message => other.post(frame.contentWindow, {pierglass: 1, ...message}, given[1]);
            post({type: 'navigate', to: 'http://127.0.0.1:9/evil'});
            post({type: 'sign-in', registry: given[0], token: 'abc'});
            post({type: 'look', theme: 'dark'});
            post({type: 'changes', allowed: true});
        }
        popup.close();
        document.querySelector('pierglass-explorer').open(given[0] + '/library/hello');
    })(...arguments)";
    browser.run(script, vec![setup.registry_origin().into(), setup.page_origin().into()]).await?;
    hear(browser, 0, "navigate", "detail.reference.endsWith('/library/hello')").await?;
    quiet(setup).await?;
    ensure_nobody_was_told(setup)?;
    let heard = all(browser).await?;
    ensure!(!heard.contains("fake") && !heard.contains("evil"), "the portal heard {heard}");
    let asked = browser.run("return JSON.stringify(asked)", vec![]).await?;
    ensure!(!asked.to_string().contains("fake"), "a stranger was asked for: {asked}");
    enter(browser, 0).await?;
    let theme = browser.run("return document.documentElement.dataset.theme ?? null", vec![]).await?;
    ensure!(theme.is_null(), "a frame beside the page changed its theme to {theme}");
    browser.leave_frame().await
}

async fn garbage_and_floods(browser: &Browser, setup: &Setup) -> Result<()> {
    setup.forget_requests();
    let registry = setup.registry_origin();
    let script = format!(
        "{POST} const circle = {{pierglass: 1, type: 'navigate'}}; circle.to = circle;
        for (const garbage of [null, undefined, 7, '', 'hello', [], {{}}, new Date(), /x/, new Map([[1, 2]]), new ArrayBuffer(8),
            {{type: 'sign-in'}}, {{pierglass: 2, type: 'hello'}}, {{pierglass: '1', type: 'hello'}}, '{{\"pierglass\":1}}'])
            post(garbage);
        post({{pierglass: 1}});
        post({{pierglass: 1, type: {{toString: 'x'}}}});
        post({{pierglass: 1, type: 'constructor'}});
        post({{pierglass: 1, type: 'navigate', to: 7n}});
        post(circle);"
    );
    browser.run(&script, vec![]).await?;
    let invalid = "return told.filter(({detail}) => detail.code === 'message-invalid').length === 5";
    let waited = browser.wait_until("five complaints", invalid, vec![]).await;
    waited.map_err(|error| error.context("it is not five"))?;

    let cases = [
        ("message-too-long", "{type: 'navigate', to: 'a'.repeat(1 << 20)}"),
        ("sign-in-invalid", r"{type: 'sign-in', registry, token: 'abc\r\nX-Evil: 1'}"),
        ("sign-in-invalid", r"{type: 'sign-in', registry, token: 'a\u0000b'}"),
        ("sign-in-invalid", r"{type: 'sign-in', registry, username: 'me\n', password: 'x\u0007'}"),
        ("registry-invalid", "{type: 'sign-in', registry: 'javascript:window.hacked=1', token: 'abc'}"),
        ("address-invalid", "{type: 'navigate', to: 'javascript:window.hacked=1'}"),
        ("address-invalid", "{type: 'navigate', to: '<img src=x onerror=window.hacked=1>'}"),
        ("accent-refused", "{type: 'look', accent: 'url(https://evil.example)'}"),
        ("accent-refused", "{type: 'look', accent: '#ff0'}"),
        ("message-invalid", "{type: 'look', theme: '\"><script>'}"),
    ];
    for (code, message) in cases {
        browser.run("told.length = 0", vec![]).await?;
        let script = format!("{POST} const registry = arguments[0]; post({{pierglass: 1, ...{message}}})");
        browser.run(&script, vec![registry.clone().into()]).await?;
        hear(browser, 0, "error", &format!("detail.code === '{code}'")).await?;
    }
    quiet(setup).await?;
    ensure_nobody_was_told(setup)?;

    browser.run("told.length = 0", vec![]).await?;
    let script = format!("{POST} for (let at = 0; at < 10000; at++) post({{pierglass: 1, type: 'no such'}})");
    browser.run(&script, vec![]).await?;
    hear(browser, 0, "error", "detail.code === 'too-many-messages'").await?;
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    let complaints = "return told.filter(({detail}) => detail.code === 'too-many-messages').length";
    let complaints = browser.run(complaints, vec![]).await?;
    ensure!(complaints == 1, "{complaints} complaints about one flood");
    let place = format!("{registry}/team-a/api");
    browser.run("document.querySelector('pierglass-explorer').open(arguments[0])", vec![place.into()]).await?;
    hear(browser, 0, "navigate", "detail.reference.endsWith('/team-a/api')").await?;
    enter(browser, 0).await?;
    ensure_not_hacked(browser).await?;
    browser.wait_for(".sign-in").await?;
    browser.leave_frame().await
}

async fn a_token_is_for_one_registry(browser: &Browser, setup: &Setup, portal: &Portal) -> Result<()> {
    let token = portal.keep_token(setup, &["registry:catalog:*"]).await?;
    // The same registry under another name is another registry.
    let other = Proxy::start(&setup.registry.origin(), Cors::for_page(&setup.page_origin())).await?;
    let script = "
        const explorer = document.querySelector('pierglass-explorer');
        explorer.signIn({registry: arguments[0], token: arguments[1]});
        explorer.open(arguments[0]);";
    browser.run(script, vec![setup.registry_origin().into(), token.into()]).await?;
    enter(browser, 0).await?;
    see(browser, "library/hello").await?;
    browser.leave_frame().await?;
    let script = "document.querySelector('pierglass-explorer').open(arguments[0])";
    browser.run(script, vec![other.origin().into()]).await?;
    enter(browser, 0).await?;
    browser.wait_for(".sign-in").await?;
    browser.leave_frame().await?;
    quiet(setup).await?;
    let told: Vec<String> =
        other.log.read().iter().filter(|entry| entry.authorization.is_some()).map(ToString::to_string).collect();
    ensure!(!other.log.read().is_empty() && told.is_empty(), "another registry was told {told:?}");
    let tokens = setup.token_log().map(|log| log.read()).unwrap_or_default();
    ensure!(tokens.iter().all(|entry| entry.authorization.is_none()), "the token service was told");
    Ok(())
}

async fn attributes_that_are_scripts(browser: &Browser, portal: &Portal) -> Result<()> {
    browser.go(&portal.address()).await?;
    hear(browser, 0, "ready", "detail.trusted === true").await?;
    for name in ["src", "registry", "repository", "reference"] {
        browser.run("told.length = 0", vec![]).await?;
        let script = "
            const strange = document.createElement('pierglass-explorer');
            if (arguments[0] !== 'registry') strange.registry = 'registry.example.com';
            strange.setAttribute(arguments[0], 'javascript:top.hacked=1');
            document.body.append(strange);";
        browser.run(script, vec![name.into()]).await?;
        let named =
            format!("detail.code === 'attribute-invalid' && detail.message.startsWith('the attribute {name} ')");
        hear(browser, 1, "error", &named).await?;
        ensure_not_hacked(browser).await?;
        browser.run("document.querySelectorAll('pierglass-explorer')[1].remove()", vec![]).await?;
    }
    // A page that is not Pierglass never becomes one.
    let script = "
        const strange = document.createElement('pierglass-explorer');
        strange.src = location.origin + '/portal.css';
        document.body.append(strange);
        return strange.trusted";
    ensure!(browser.run(script, vec![]).await? == false);
    Ok(())
}
