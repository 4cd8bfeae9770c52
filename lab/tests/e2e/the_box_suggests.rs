//! The box that opens anything: it suggests what is loaded and what was opened before, by keyboard, pointer and to a screen reader; it takes
//! a tag and a digest of the repository on show, and every command line that the page itself prints.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use lab::browser::Browser;
use lab::seed::sample;
use lab::setup::{Plan, Setup};
use serde_json::Value;

use crate::stage::Stage;
use crate::steps::{open_by_name, press, press_with_control, see};

/// What is suggested, one after the other.
const SUGGESTED: &str = "[...document.querySelectorAll('#open-list:not(.hidden) .name')].map(one => one.textContent)";

/// What a screen reader is told of the box.
const TOLD: &str = r#"
    const box = document.getElementById("open-box");
    const active = box.getAttribute("aria-activedescendant");
    const option = active && document.getElementById(active);
    return [box.role ?? box.getAttribute("role"), box.getAttribute("aria-expanded"),
        document.getElementById(box.getAttribute("aria-controls"))?.getAttribute("role") ?? "",
        option ? `${option.getAttribute("role")} ${option.getAttribute("aria-selected")} ${option.querySelector(".name").textContent}` : ""].join(", ");
"#;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    by_keyboard(browser).await?;
    by_pointer(browser).await?;
    of_the_repository_on_show(browser, &setup).await?;
    what_was_opened_before(browser, &setup).await?;
    its_own_command_lines(browser, &setup).await
}

async fn by_keyboard(browser: &Browser) -> Result<()> {
    press_with_control(browser, 'k').await?;
    press(browser, "gateway".chars()).await?;
    suggests_first(browser, sample::CHART).await?;
    told(browser, "combobox, true, listbox, ").await?;
    browser.wait_for_text("[role=status]", "2 suggestions").await?;
    press(browser, [Key::Down.into()]).await?;
    told(browser, &format!("combobox, true, listbox, option true {}", sample::CHART)).await?;
    press(browser, [Key::Down.into()]).await?;
    told(browser, &format!("combobox, true, listbox, option true {}", sample::TAGGED)).await?;
    // Beyond the last one is what was typed.
    press(browser, [Key::Down.into()]).await?;
    told(browser, "combobox, true, listbox, ").await?;
    press(browser, [Key::Escape.into()]).await?;
    told(browser, "combobox, false, listbox, ").await?;
    press(browser, [Key::Down.into()]).await?;
    suggests_first(browser, sample::CHART).await?;
    press(browser, [Key::Up.into(), Key::Enter.into()]).await?;
    browser.wait_for_text("h1", sample::TAGGED).await?;
    let is_empty =
        "return document.getElementById('open-box').value === '' && !document.querySelector('#open-list:not(.hidden)')";
    browser.wait_until("an empty box", is_empty, vec![]).await
}

async fn by_pointer(browser: &Browser) -> Result<()> {
    browser.fill("#open-box", "hello").await?;
    suggests_first(browser, sample::MULTI_PLATFORM).await?;
    browser.click("#open-list li").await?;
    browser.wait_for_text("h1", sample::MULTI_PLATFORM).await?;
    browser.fill("#open-box", "hello").await?;
    suggests_first(browser, sample::MULTI_PLATFORM).await?;
    browser.click("h1").await?;
    told(browser, "combobox, false, listbox, ").await?;
    browser.run("document.getElementById('open-box').focus()", vec![]).await?;
    press(browser, "hello".chars().map(|_| char::from(Key::Backspace))).await
}

async fn of_the_repository_on_show(browser: &Browser, setup: &Setup) -> Result<()> {
    see(browser, "2.1.0").await?;
    let repositories = sample::repositories()?;
    let hello = repositories.iter().find(|repository| repository.name == sample::MULTI_PLATFORM);
    let digest = hello.and_then(|hello| hello.digest_of("latest")).context("the sample has library/hello:latest")?;
    let hello = setup.page_address("library/hello");
    browser.fill("#open-box", ":2.1").await?;
    suggests_first(browser, "library/hello:2.1").await?;
    press(browser, [Key::Enter.into()]).await?;
    browser.wait_for_text("h1", "library/hello:2.1").await?;
    let hex = digest.strip_prefix("sha256:").context("a sha256")?;
    for typed in [format!("@{digest}"), digest.to_owned(), hex.to_owned()] {
        browser.go(&hello).await?;
        see(browser, "2.1.0").await?;
        open_by_name(browser, &typed).await?;
        browser.wait_for_text("h1", &format!("library/hello@{digest}")).await?;
    }
    browser.go(&setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    open_by_name(browser, ":2.1").await?;
    browser.wait_for_text(".open .wrong", "no repository on show").await.map(drop)
}

/// Also where no list is loaded: nothing is asked for it.
async fn what_was_opened_before(browser: &Browser, setup: &Setup) -> Result<()> {
    browser.go(&format!("{}/#/guide", setup.page_origin())).await?;
    browser.reload().await?;
    browser.wait_for("main h1").await?;
    let before = setup.registry_log().read().len();
    browser.fill("#open-box", "gateway").await?;
    let opened = format!("{}/{}", setup.registry_origin().replace("http://", ""), sample::TAGGED);
    suggests_first(browser, &opened).await?;
    ensure!(setup.registry_log().read().len() == before, "suggesting asked the registry");
    press(browser, [Key::Down.into(), Key::Enter.into()]).await?;
    browser.wait_for_text("h1", sample::TAGGED).await.map(drop)
}

/// All tools, by tag and by digest, for an image, a chart and files.
async fn its_own_command_lines(browser: &Browser, setup: &Setup) -> Result<()> {
    let mut taken = 0;
    for place in ["library/hello:latest", "charts/gateway:0.4.1", "models/animals:v1"] {
        let address = setup.page_address(place);
        browser.go(&address).await?;
        browser.wait_for(".commands .command").await?;
        let lines = "const lines = [];
            const choices = [...document.querySelectorAll('.commands .choices > .tabs')].map(one => [...one.querySelectorAll('button')]);
            for (const version of choices[1]) {
                version.click();
                for (const tool of choices[0]) {
                    tool.click();
                    await new Promise(requestAnimationFrame);
                    const shown = [...document.querySelectorAll('.commands .command code')].map(one => one.textContent);
                    lines.push(...shown.map(line => [version.textContent, line]));
                }
            }
            return lines";
        let script = format!("return (async () => {{ {lines} }})()");
        let lines: Vec<(String, String)> = serde_json::from_value(browser.run(&script, vec![]).await?)?;
        ensure!(lines.len() > 8, "only {} lines for {place}", lines.len());
        for (version, line) in lines {
            browser.go(&setup.page_address("library/hello")).await?;
            browser.wait_for_text("h1", "library/hello").await?;
            open_by_name(browser, &line).await?;
            let (name, tag) = place.split_once(':').context("a tag")?;
            let leads = match line.starts_with("regctl registry set") {
                true => setup.page_address(""),
                false if version == "by digest" => setup.page_address(&format!("{name}@sha256:")),
                false => setup.page_address(&format!("{name}:{tag}")),
            };
            let is_there = "return location.href.startsWith(arguments[0]) && !location.href.endsWith('/library/hello')";
            let there = browser.wait_until(&line, is_there, vec![leads.as_str().into()]).await;
            there.with_context(|| format!("{line:?} should lead to {leads}"))?;
            taken += 1;
        }
    }
    ensure!(taken > 30, "only {taken} lines");
    Ok(())
}

async fn suggests_first(browser: &Browser, name: &str) -> Result<()> {
    let script = format!("return {SUGGESTED}[0] === arguments[0]");
    let waited = browser.wait_until(&format!("{name} suggested first"), &script, vec![name.into()]).await;
    if waited.is_err() {
        let shown = browser.run(&format!("return {SUGGESTED}"), vec![]).await?;
        return waited.with_context(|| format!("suggested is {shown}"));
    }
    waited
}

async fn told(browser: &Browser, expected: &str) -> Result<()> {
    let script = format!("return (() => {{ {TOLD} }})() === arguments[0]");
    let waited = browser.wait_until(expected, &script, vec![expected.into()]).await;
    if waited.is_err() {
        let told: Value = browser.run(TOLD, vec![]).await?;
        return waited.with_context(|| format!("a screen reader is told {told}"));
    }
    waited
}
