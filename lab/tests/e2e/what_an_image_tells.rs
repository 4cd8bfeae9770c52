//! The page of an image tells more than its parts: when it was made in the person's own words and zone, what else it is called, the
//! Dockerfile that it may have come from, a link to the platform that is looked at, lines for whatever is to pull it, and how many
//! requests are left. Curl's lines are run.

use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::proxy::{Fault, When};
use lab::setup::{DEMO, PASSWORD, Plan, Setup};
use serde_json::Value;

use crate::stage::Stage;
use crate::steps::{follow, of_registry, open_in_a_fresh_tab, press_with_control, quiet, see, see_details, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;
    let open = stage.start(Plan::anonymous()).await?;
    browser.go(&open.page_address("")).await?;
    follow(browser, "library/hello").await?;
    see(browser, "2.1.0").await?;
    see_details(browser, "ago").await?;
    seen_in_the_list(browser, &open).await?;
    browser.click(r#".window-list a[href$="/library/hello:latest"]"#).await?;
    browser.wait_for(".layers").await?;
    dates(browser).await?;
    other_tags(browser).await?;
    copies(browser, &open).await?;
    let lines = lines_of(browser, "curl").await?;
    ensure!(lines.len() == 1 && fetched(&lines[0])?.contains("manifests"), "an open registry: {lines:?}");

    browser
        .run("document.querySelectorAll('main details').forEach(details => { details.open = true })", vec![])
        .await?;
    are_told_apart(browser).await?;
    requests_left(browser, &open).await?;
    a_platform_in_the_address(browser, &open).await?;

    let guarded = stage.start(Plan::token()).await?;
    browser.go(&guarded.page_address("library/hello:latest")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    browser.wait_for(".layers").await?;
    let lines = lines_of(browser, "curl").await?;
    // Curl asks a person for the password; nobody sits here.
    let run = lines.join("\n").replace("-u demo ", &format!("-u {DEMO}:{PASSWORD} "));
    let manifest =
        fetched(&run.replace("jq -r '.token // .access_token'", r#"sed -E 's/.*"token": ?"([^"]+)".*/\1/'"#))?;
    ensure!(lines.len() == 2 && manifest.contains("manifests"), "behind a token: {lines:?}");
    are_told_apart(browser).await?;
    let pod = lines_of(browser, "kubernetes").await?;
    ensure!(pod[0].contains("imagePullSecrets:") && pod[1].starts_with("kubectl create secret"), "{pod:?}");
    Ok(())
}

/// The list says of what was opened what was seen there, and asks for nothing else.
async fn seen_in_the_list(browser: &Browser, setup: &Setup) -> Result<()> {
    browser.click(".crumbs > a").await?;
    let row = r#".window-list a[href$="/library/hello"]"#;
    let words = browser.wait_for_text(row, "4 tags · 2.1.0 · ").await?.text().await?;
    ensure!(words.ends_with(" ago"), "the row says {words}");
    ensure!(browser.count(".window-list .in-it").await? == 1, "more than one repository says something");
    quiet(setup).await?;
    let lists = of_registry(setup).into_iter().filter(|line| line.contains("/tags/list")).count();
    ensure!(lists == 1, "{lists} lists of tags were asked for");
    browser.click(row).await?;
    see(browser, "2.1.0").await
}

/// What the engine itself writes, beside the words; and UTC in the title.
async fn dates(browser: &Browser) -> Result<()> {
    let script = "
        const parts = { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' };
        return [...document.querySelectorAll('time')].map(time => [time.title, time.dateTime, time.textContent,
            time.nextElementSibling.textContent === new Intl.DateTimeFormat([], parts).format(new Date(time.dateTime))]);";
    let times = browser.run(script, vec![]).await?;
    let times = times.as_array().context("times")?;
    ensure!(!times.is_empty(), "no time is shown");
    for time in times {
        ensure!(time[0] == "2026-01-02 03:04 UTC" && time[1] == "2026-01-02T03:04:05Z", "{time}");
        ensure!(time[2].as_str().is_some_and(|words| words.ends_with("ago")) && time[3] == Value::Bool(true), "{time}");
    }
    Ok(())
}

async fn other_tags(browser: &Browser) -> Result<()> {
    let script = "return [...document.querySelectorAll('.identity a.chip')].map(link => link.textContent).join(' ')";
    let found = browser.run(script, vec![]).await?;
    ensure!(found == "2.1 2.1.0", "it is also tagged {found}");
    Ok(())
}

/// The address and the Dockerfile, as they are pasted; in a box of one line it has no line breaks.
async fn copies(browser: &Browser, setup: &Setup) -> Result<()> {
    browser.click_text(".share-link button", "Copy link").await?;
    browser.wait_for_text(".head button", "Copied").await?;
    let address = pasted(browser).await?;
    ensure!(address == setup.page_address("library/hello:latest"), "the address is {address}");
    browser.run("document.querySelector('.dockerfile').open = true", vec![]).await?;
    browser.click(r#"button[aria-label="Copy the rebuilt Dockerfile"]"#).await?;
    browser.wait_for(".dockerfile .copied").await?;
    let file = pasted(browser).await?;
    for part in ["FROM scratch", "# What it is called is not known, only its sum: file:0123456789abcdef", "COPY . /app"]
    {
        ensure!(file.contains(part), "no {part} in {file}");
    }
    Ok(())
}

/// What a person would find in the clipboard.
async fn pasted(browser: &Browser) -> Result<String> {
    let value = "return document.getElementById('open-box').value";
    let before = browser.run(value, vec![]).await?;
    browser
        .run("document.getElementById('open-box').focus(); document.getElementById('open-box').select()", vec![])
        .await?;
    press_with_control(browser, 'v').await?;
    browser.wait_until("something new in the box", &format!("{value} !== arguments[0]"), vec![before]).await?;
    Ok(browser.run(value, vec![]).await?.as_str().unwrap_or_default().to_owned())
}

/// Whoever hears one button after the other hears what each copies.
async fn are_told_apart(browser: &Browser) -> Result<()> {
    let names = "return [...document.querySelectorAll('button.copy')].map(button => button.ariaLabel).sort()";
    let names = browser.run(names, vec![]).await?;
    let names = names.as_array().context("names")?;
    ensure!(names.len() > 3 && names.windows(2).all(|two| two[0] != two[1]), "buttons with one name: {names:?}");
    Ok(())
}

/// As Docker Hub says it, where the page may see it; nothing where nobody says it.
async fn requests_left(browser: &Browser, setup: &Setup) -> Result<()> {
    ensure!(browser.count(".rate-limit").await? == 0, "there is a limit of which nobody said anything");
    let faults = &setup.registry_proxy.faults;
    let manifests = || When::containing("/manifests/");
    for (left, said) in [
        ("98", "98 requests of 100 in 6 hours"),
        ("1", "1 request of 100 in 6 hours before it makes you wait. Signed in"),
    ] {
        faults.clear();
        faults.add(manifests(), Fault::set_header("ratelimit-limit", "100;w=21600"));
        faults.add(manifests(), Fault::set_header("ratelimit-remaining", &format!("{left};w=21600")));
        open_in_a_fresh_tab(browser, &setup.page_address("library/hello:latest")).await?;
        browser.wait_for_text(".rate-limit", said).await?;
        open_in_a_fresh_tab(browser, &setup.page_address("library/hello")).await?;
        browser.wait_for_text(".browse .rate-limit", said).await?;
    }
    faults.clear();
    Ok(())
}

/// A link, loading the page again and the way back lead to the platform that was looked at; one that is not there is said.
async fn a_platform_in_the_address(browser: &Browser, setup: &Setup) -> Result<()> {
    let plain = setup.page_address("library/hello:latest");
    let link = format!("{plain}?platform=linux/arm64");
    open_in_a_fresh_tab(browser, &plain).await?;
    shows_platform(browser, "linux/amd64").await?;
    ensure!(browser.address().await? == plain, "an address without a platform has got one");
    browser.click_text(".platform-list button", "linux/arm64").await?;
    shows_platform(browser, "linux/arm64").await?;
    ensure!(browser.address().await? == link, "the address is {}", browser.address().await?);
    browser.click_text(".share-link button", "Copy link").await?;
    browser.wait_for_text(".head button", "Copied").await?;
    let copied = pasted(browser).await?;
    ensure!(copied == link, "the copied address is {copied}");

    browser.reload().await?;
    shows_platform(browser, "linux/arm64").await?;
    browser.click(".platform-list .chosen .digest").await?;
    browser.wait_for_text("h1", "library/hello@sha256:").await?;
    browser.run("history.back()", vec![]).await?;
    browser.wait_for_text("h1", "library/hello:latest").await?;
    shows_platform(browser, "linux/arm64").await?;
    ensure!(browser.address().await? == link, "back at {}", browser.address().await?);
    // Another link to the same image, in the same tab.
    browser.go(&format!("{plain}?platform=linux/arm")).await?;
    shows_platform(browser, "linux/arm/v7").await?;
    browser.click_text(".platform-list button", "linux/amd64").await?;
    shows_platform(browser, "linux/amd64").await?;
    ensure!(browser.address().await? == plain, "what is shown without a platform needs none in the address");

    open_in_a_fresh_tab(browser, &format!("{plain}?platform=plan9/%3Ci%3Earm")).await?;
    browser.wait_for_text(".not-there", "plan9/<i>arm, which this index does not have. Shown is linux/amd64.").await?;
    shows_platform(browser, "linux/amd64").await?;
    browser.click_text(".platform-list button", "linux/arm64").await?;
    browser.wait_until_gone(".not-there").await?;
    open_in_a_fresh_tab(browser, &setup.page_address("team-a/api:1.17.0?platform=linux/arm64")).await?;
    browser.wait_for_text(".not-there", "linux/arm64. This is a single image").await?;
    Ok(())
}

async fn shows_platform(browser: &Browser, name: &str) -> Result<()> {
    let script = "return document.querySelector('.chosen h2')?.textContent === arguments[0]
        && document.querySelector('.platform-list .chosen button').textContent === arguments[0]";
    browser.wait_until(name, script, vec![name.into()]).await?;
    browser.wait_for(".layers").await.map(drop)
}

/// What is shown for a tool.
async fn lines_of(browser: &Browser, tool: &str) -> Result<Vec<String>> {
    browser.click_text(".commands .tabs button", tool).await?;
    browser.wait_for(&format!(r#".commands .copy[aria-label*="{tool}"]"#)).await?;
    browser.texts(".commands .command code").await
}

fn fetched(line: &str) -> Result<String> {
    let ran = Command::new("sh").args(["-c", line]).output()?;
    ensure!(ran.status.success(), "{line} fails: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
}
