//! What people do again and again, said once.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use lab::browser::Browser;
use lab::proxy::Entry;
use lab::seed::sample;
use lab::setup::Setup;
use serde_json::Value;

/// The names in the program's list that are in the document, from the top; what the loader drew before it is none of them. They are read
/// as the document holds them, because a name is drawn in two parts, and what was seen in a repository stands behind it.
const NAMES: &str = r#"[...document.querySelectorAll('#main .window-list .repository, #main .window-list .tag')]
    .map(name => [...name.childNodes].filter(part => !part.matches?.(":not(.namespace-row) > .in-it")).map(part => part.textContent).join(""))"#;

/// Whether every row that the person sees has its digest.
const DETAILS: &str = r#"
    const rows = [...document.querySelectorAll('#main .window-list .row')].filter(row => {
        const place = row.getBoundingClientRect();
        return place.bottom > 0 && place.top < innerHeight;
    });
    return rows.length > 0 && rows.every(row => row.querySelector(".digest")?.textContent.length > 6);
"#;

/// How long nothing has to happen before one says that nothing more happens.
const QUIET: Duration = Duration::from_millis(600);

/// How long one waits for quiet.
const WITHIN: Duration = Duration::from_secs(30);

/// Opens an address in a tab that knows nothing of the page yet.
pub async fn open_in_a_fresh_tab(browser: &Browser, address: &str) -> Result<()> {
    let tab = browser.client.new_window(true).await?;
    browser.client.switch_to_window(tab.handle).await?;
    browser.go(address).await
}

/// Fills the sign-in form in, agrees where it asks, and sends it.
pub async fn sign_in(browser: &Browser, user: &str, password: &str) -> Result<()> {
    fill_sign_in(browser, user, password).await?;
    if browser.count(".sign-in input[name=consent]").await? > 0 {
        browser.click(".sign-in input[name=consent]").await?;
    }
    send_sign_in(browser).await
}

/// Fills the program's sign-in form in. The loader's may be there before (`the_form_comes_before_the_program`), and gone between two keys.
pub async fn fill_sign_in(browser: &Browser, user: &str, password: &str) -> Result<()> {
    browser.fill("#user:not(#frame *)", user).await?;
    browser.fill("#password:not(#frame *)", password).await
}

/// Sends the sign-in form.
pub async fn send_sign_in(browser: &Browser) -> Result<()> {
    browser.click(".sign-in button[type=submit]").await
}

/// Waits for a repository or a tag in the list.
pub async fn see(browser: &Browser, name: &str) -> Result<()> {
    let script = format!("return {NAMES}.includes(arguments[0])");
    let seen = browser.wait_until(&format!("{name} in the list"), &script, vec![name.into()]).await;
    if seen.is_ok() {
        return seen;
    }
    let shown = browser.text("main").await.unwrap_or_default();
    seen.with_context(|| format!("the page says: {shown}"))
}

/// Waits until the list holds these names and no others.
pub async fn see_only(browser: &Browser, names: &[&str]) -> Result<()> {
    let script = format!("return JSON.stringify({NAMES}) === JSON.stringify(arguments[0])");
    browser.wait_until(&format!("only {names:?} in the list"), &script, vec![names.into()]).await
}

/// Waits until every row that the person sees has its digest.
pub async fn see_details(browser: &Browser, what: &str) -> Result<()> {
    browser.wait_until(what, DETAILS, vec![]).await
}

/// The repositories or tags that are in the document.
pub async fn names(browser: &Browser) -> Result<Vec<String>> {
    Ok(serde_json::from_value(browser.run(&format!("return {NAMES}"), vec![]).await?)?)
}

/// Follows the link of a repository or a tag in the list: `library/hello`, `library/hello:latest`.
pub async fn follow(browser: &Browser, name: &str) -> Result<()> {
    browser.click(&format!(r#".window-list a[href$="/{name}"]"#)).await
}

/// Goes to what the box in the bar is given.
pub async fn open_by_name(browser: &Browser, name: &str) -> Result<()> {
    browser.fill("#open-box", name).await?;
    browser.press(&Key::Enter.to_string()).await
}

/// Presses keys one after the other, whatever has the focus.
pub async fn press(browser: &Browser, keys: impl IntoIterator<Item = char>) -> Result<()> {
    let mut actions = KeyActions::new("keyboard".to_owned());
    for value in keys {
        actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
    }
    Ok(browser.client.perform_actions(actions).await?)
}

/// Presses a key while Ctrl is held.
pub async fn press_with_control(browser: &Browser, value: char) -> Result<()> {
    let control = char::from(Key::Control);
    let actions = KeyActions::new("keyboard".to_owned())
        .then(KeyAction::Down { value: control })
        .then(KeyAction::Down { value })
        .then(KeyAction::Up { value })
        .then(KeyAction::Up { value: control });
    Ok(browser.client.perform_actions(actions).await?)
}

/// How many elements the document has.
pub async fn nodes(browser: &Browser) -> Result<u64> {
    let count = browser.run("return document.querySelectorAll('*').length", vec![]).await?;
    count.as_u64().context("a count")
}

/// A list of any length is cheap: fewer than 2,500 elements.
pub async fn ensure_small(browser: &Browser) -> Result<()> {
    let nodes = nodes(browser).await?;
    ensure!(nodes < 2_500, "the document has {nodes} elements");
    Ok(())
}

/// Nothing that a registry named was executed: the stories' markup would have set `hacked`.
pub async fn ensure_not_hacked(browser: &Browser) -> Result<()> {
    let hacked = browser.run("return window.hacked === undefined ? null : String(window.hacked)", vec![]).await?;
    ensure!(hacked == Value::Null, "something was executed: {hacked}");
    Ok(())
}

/// Waits until the page has asked for all that it wants: no request runs, and none comes for a while.
pub async fn quiet(setup: &Setup) -> Result<()> {
    let begun = Instant::now();
    let mut before = (usize::MAX, Instant::now());
    loop {
        let mut entries = setup.registry_log().read();
        entries.extend(setup.token_log().map(|log| log.read()).unwrap_or_default());
        let running: Vec<String> =
            entries.iter().filter(|entry| entry.ended.is_none()).map(ToString::to_string).collect();
        if !running.is_empty() || entries.len() != before.0 {
            before = (entries.len(), Instant::now());
        }
        if before.1.elapsed() > QUIET {
            return Ok(());
        }
        let last = entries.last().map(ToString::to_string).unwrap_or_default();
        let all = entries.len();
        ensure!(
            begun.elapsed() < WITHIN,
            "the page goes on asking: {all} requests, {running:?} run, the last is {last}"
        );
        tokio::time::sleep(QUIET / 12).await;
    }
}

/// What was asked of the registry, one line each, preflights apart.
pub fn of_registry(setup: &Setup) -> Vec<String> {
    setup.registry_log().lines()
}

/// The request that ends the list of the sample: whether there is more behind its last name. Distribution's catalog names no next
/// page where there is none, and a page cannot tell that from a `Link` that it may not see.
pub fn end_of_the_list() -> Result<String> {
    let names = sample::repositories()?.into_iter().map(|repository| repository.name);
    let last = names.max().context("the sample has repositories")?;
    let last: String = url::form_urlencoded::byte_serialize(last.as_bytes()).collect();
    Ok(format!("GET /v2/_catalog?n=100&last={last}"))
}

/// What was asked of the token service, preflights apart.
pub fn of_tokens(setup: &Setup) -> Vec<Entry> {
    let entries = setup.token_log().map(|log| log.read()).unwrap_or_default();
    entries.into_iter().filter(|entry| !entry.is_preflight()).collect()
}
