//! From the list to an image without a mouse: `/`, the arrows, Enter, Ctrl+K; and with Tab alone to everything, one after the
//! other, with the focus to be seen.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use lab::browser::{Browser, Engine};
use lab::scenario;
use lab::setup::Plan;
use serde_json::Value;

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, press, press_with_control, quiet, see, see_only};

/// What has the focus: an id, or the name in its row.
const FOCUS: &str = r#"
    const focused = document.activeElement;
    return focused.id || `${focused.closest("[data-row]")?.dataset.row} ${focused.textContent}`;
"#;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    see(browser, "library/hello").await?;

    press(browser, "/".chars()).await?;
    has_focus(browser, "filter").await?;
    press(browser, "team-b/".chars()).await?;
    let found = ["team-b/api", "team-b/batch", "team-b/catalogue", "team-b/checkout", "team-b/warehouse"];
    see_only(browser, &found).await?;
    press(browser, [Key::Down.into()]).await?;
    has_focus(browser, "0 team-b/api").await?;
    press(browser, [Key::Down.into(), Key::Down.into()]).await?;
    has_focus(browser, "2 team-b/catalogue").await?;
    press(browser, [Key::End.into()]).await?;
    has_focus(browser, "4 team-b/warehouse").await?;
    press(browser, [Key::Home.into(), Key::Up.into()]).await?;
    has_focus(browser, "filter").await?;
    press(browser, [Key::Down.into(), Key::Enter.into()]).await?;
    browser.wait_for_text("h1", "team-b/api").await?;
    see(browser, "latest").await?;

    press(browser, "/".chars()).await?;
    has_focus(browser, "filter").await?;
    press(browser, [Key::Down.into(), Key::Enter.into()]).await?;
    browser.wait_for_text("h1", "team-b/api:latest").await?;

    press_with_control(browser, 'k').await?;
    has_focus(browser, "open-box").await?;
    press(browser, "library/hello:2.1".chars().chain([Key::Enter.into()])).await?;
    browser.wait_for_text("h1", "library/hello:2.1").await?;
    ensure!(browser.address().await? == setup.page_address("library/hello:2.1"));

    the_skip_link_skips(browser, &setup.page_address("")).await?;
    escape_closes_the_panel(browser).await?;
    // WebKitGTK's Tab goes to links only where a setting of the system says so.
    if browser.engine == Engine::WebKit {
        return Ok(());
    }
    let broken = scenario::find("preflight-unauthorized")?.start(&stage.page).await?;
    for (address, until) in [
        (setup.page_origin(), "#registry"),
        (setup.page_address("library/hello"), ".row .size"),
        (setup.page_address("library/hello:latest"), ".layers"),
        (format!("{}/#/guide/cors", setup.page_origin()), ".document .snippet"),
        (broken.check_up_address(), r#".checkup [data-overall="blocked"]"#),
    ] {
        open_in_a_fresh_tab(browser, &address).await?;
        browser.wait_for(until).await?;
        quiet(&setup).await?;
        tab_leads_everywhere(browser).await.with_context(|| format!("at {address}"))?;
    }
    Ok(())
}

/// The first Tab shows the link over the bar; the next one after it is in the page's own part.
async fn the_skip_link_skips(browser: &Browser, address: &str) -> Result<()> {
    open_in_a_fresh_tab(browser, address).await?;
    see(browser, "library/hello").await?;
    press(browser, [Key::Tab.into()]).await?;
    let shown = "const link = document.activeElement;
        return link.matches('.skip-link:focus-visible') && getComputedStyle(link).outlineStyle !== 'none' && link.getBoundingClientRect().top >= 0";
    browser.wait_until("the skip link", shown, vec![]).await?;
    press(browser, [Key::Enter.into()]).await?;
    has_focus(browser, "main").await?;
    press(browser, [Key::Tab.into()]).await?;
    let inside = "return document.querySelector('main').contains(document.activeElement)";
    browser.wait_until("the focus in the page's part", inside, vec![]).await
}

async fn escape_closes_the_panel(browser: &Browser) -> Result<()> {
    browser.run("document.querySelector('.account > button').focus()", vec![]).await?;
    press(browser, [Key::Enter.into()]).await?;
    browser.wait_for(".account .panel a, .account .panel button").await?;
    browser.run("document.querySelector('.account .panel :is(a, button)').focus()", vec![]).await?;
    press(browser, [Key::Escape.into()]).await?;
    browser.wait_until_gone(".account .panel").await?;
    let back = "return document.activeElement.matches('.account > button')";
    browser.wait_until("the focus on the button again", back, vec![]).await
}

/// Remembers everything that Tab has to lead to, and begins before it.
const BEGIN: &str = r#"
    window.stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }));
    document.activeElement.blur();
    document.querySelector(".skip-link").focus();
    return window.stops.length;
"#;

/// Where the focus is in that list, what it is, and whether it shows; -1 where it is on nothing of the list.
const STOP: &str = r#"
    const focused = document.activeElement;
    const box = focused.getBoundingClientRect();
    // The link of a row draws it around the whole row.
    const shows = [null, "::after"].map(part => getComputedStyle(focused, part))
        .some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    const middle = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
    const seen = box.width > 0 && box.top < innerHeight && box.bottom > 0 && middle !== null;
    return [window.stops.indexOf(focused), focused === document.body,
        `${focused.localName}.${focused.className} ${(focused.innerText ?? "").slice(0, 40)}`, shows && seen];
"#;

/// Tab goes once through all of it, in the order in which it stands in the document, and out at its end.
async fn tab_leads_everywhere(browser: &Browser) -> Result<()> {
    let count = browser.run(BEGIN, vec![]).await?.as_u64().context("a count")?;
    ensure!(count > 4, "only {count} to reach");
    // A box that scrolls is a stop of the browser's own, so there may be more of them.
    let mut before = -1;
    for _ in 0..2 * count {
        let stop = browser.run(STOP, vec![]).await?;
        let (index, name) = (stop[0].as_i64().context("an index")?, &stop[2]);
        if stop[1] == Value::Bool(true) || (index >= 0 && index < before) {
            break;
        }
        // A script gave the focus to the first one, and browsers do not show that; its own test does.
        ensure!(index == 0 || stop[3] == Value::Bool(true), "nobody sees the focus on {name}");
        ensure!(index < 0 || index == before + 1, "after {before} of {count} comes {index}, {name}");
        before = before.max(index);
        press(browser, [Key::Tab.into()]).await?;
    }
    ensure!(before + 1 == count as i64, "Tab ended at {before} of {count}");
    Ok(())
}

async fn has_focus(browser: &Browser, expected: &str) -> Result<()> {
    let script = format!("return (() => {{ {FOCUS} }})() === arguments[0]");
    let waited = browser.wait_until(&format!("the focus on {expected}"), &script, vec![expected.into()]).await;
    if waited.is_err() {
        let found = browser.run(FOCUS, vec![]).await?;
        return waited.map_err(|error| error.context(format!("the focus is on {found}")));
    }
    waited
}
