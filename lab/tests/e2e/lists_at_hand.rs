//! What people reach for in a list: a filter of several words and of digests, a row that is one link, an order that a link carries along, the
//! tags of one image, and the references of all ticked rows.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::actions::{InputSource as _, MOUSE_BUTTON_LEFT, MOUSE_BUTTON_MIDDLE, MouseActions, PointerAction};
use fantoccini::key::Key;
use http::StatusCode;
use lab::browser::{Browser, Engine};
use lab::proxy::{Fault, When};
use lab::seed::content::{Blob, Manifest, MediaType, Repository};
use lab::seed::{self, Credentials, sample};
use lab::setup::{Content, DEMO, PASSWORD, Plan, Setup};
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, press, quiet, see, see_details, see_only};

/// The repository of these stories: three tags of the same images, two of them an index of the same digest, and two other images.
const SHELF: &str = "at/hand";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    browser.resize(1200, 900).await?;
    the_filter_takes_words(browser, &setup).await?;
    a_row_is_a_link(browser, &setup).await?;
    no_list_of_tags(browser, &setup).await?;

    let (setup, digests) = shelf(&stage).await?;
    the_tags_of_an_image(browser, &setup).await?;
    each_cell_says_what_it_is(browser).await?;
    the_filter_takes_digests(browser, &setup, &digests).await?;
    an_order_in_the_address(browser, &setup).await?;
    ticked_rows(browser, &setup).await
}

async fn the_filter_takes_words(browser: &Browser, setup: &Setup) -> Result<()> {
    browser.go(&setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    browser.fill("#filter", "API team").await?;
    see_only(browser, &["team-a/api", "team-b/api"]).await?;
    browser.fill("#filter", "api nowhere").await?;
    browser.wait_for_text(".no-match", "No repository fits “api nowhere”.").await?;
    browser.wait_for_text(".found", "0 found").await?;
    browser.click(".no-match button").await?;
    see(browser, "library/hello").await?;
    ensure!(browser.count(".no-match").await? == 0, "it is said of all of them, too");
    let focused =
        browser.run("return document.activeElement.id + document.getElementById('filter').value", vec![]).await?;
    ensure!(focused == "filter", "after clearing the filter the focus is in {focused}");
    Ok(())
}

/// Wherever one clicks; but who selects a text of it stays.
async fn a_row_is_a_link(browser: &Browser, setup: &Setup) -> Result<()> {
    let hello = sample::MULTI_PLATFORM;
    for (place, cell, leads) in [
        ("", ".row [href$='/charts/gateway']", sample::CHART),
        (hello, ".row .platforms", ":latest"),
        (hello, ".row .created", ":latest"),
        (hello, ".row .size", ":latest"),
        (hello, ".row .tag", ":latest"),
    ] {
        let address = setup.page_address(place);
        browser.go(&address).await?;
        browser.wait_for(cell).await?;
        if !place.is_empty() {
            see_details(browser, "the details").await?;
        }
        if browser.engine != Engine::WebKit {
            let before = browser.client.windows().await?.len();
            point(browser, cell, Some(MOUSE_BUTTON_MIDDLE)).await?;
            for _ in 0..40 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                if browser.client.windows().await?.len() > before {
                    break;
                }
            }
            ensure!(browser.client.windows().await?.len() == before + 1, "a middle click on {cell} opens no tab");
            ensure!(browser.address().await? == address, "a middle click on {cell} led somewhere");
            // A link's own text is selected as on every page: in Firefox where it cannot be dragged, in Chromium with Alt.
            let is_name = cell == ".row .tag" || (place.is_empty() && browser.engine == Engine::Chromium);
            if !is_name {
                let text = if place.is_empty() { format!("{cell} .last") } else { cell.to_owned() };
                point(browser, &text, None).await?;
                let selected = browser.run("return String(getSelection())", vec![]).await?;
                ensure!(selected.as_str().is_some_and(|text| !text.is_empty()), "nothing of {cell} can be selected");
                ensure!(browser.address().await? == address, "whoever selects {selected} is led somewhere");
            }
        }
        point(browser, cell, Some(MOUSE_BUTTON_LEFT)).await?;
        let there = "return location.hash.endsWith(arguments[0])";
        browser.wait_until(&format!("a click on {cell}"), there, vec![leads.into()]).await?;
    }
    Ok(())
}

/// Clicks in the middle; without a button, draws the left one over the element from its begin to its end.
async fn point(browser: &Browser, selector: &str, button: Option<u64>) -> Result<()> {
    let middle = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
        return [Math.round(box.left), Math.round(box.right), Math.round((box.top + box.bottom) / 2)]";
    let place: [i64; 3] = serde_json::from_value(browser.run(middle, vec![selector.into()]).await?)?;
    let to = |x: i64| PointerAction::MoveTo { duration: None, x: x as f64, y: place[2] as f64 };
    let mouse = MouseActions::new("mouse".to_owned());
    let actions = match button {
        Some(button) => mouse
            .then(to((place[0] + place[1]) / 2))
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button }),
        None => mouse
            .then(to(place[0] + 2))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(to((place[0] + place[1]) / 2))
            .then(to(place[1] - 2))
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT }),
    };
    Ok(browser.client.perform_actions(actions).await?)
}

/// A host that is no registry, or one without lists, answers 404; tags can be opened all the same.
async fn no_list_of_tags(browser: &Browser, setup: &Setup) -> Result<()> {
    let list = format!("/v2/{}/tags/list", sample::MULTI_PLATFORM);
    setup
        .registry_proxy
        .faults
        .add(When::path(&list), Fault::answer(StatusCode::NOT_FOUND, "text/html", "<h1>Not Found</h1>"));
    open_in_a_fresh_tab(browser, &setup.page_address(sample::MULTI_PLATFORM)).await?;
    browser.wait_for_text(".problem", "has no list of tags here").await?;
    browser.wait_for_text(".problem", "Open a tag by its name").await?;
    browser.fill("#open-box", ":2.1").await?;
    press(browser, [Key::Enter.into()]).await?;
    browser.wait_for_text("h1", "library/hello:2.1").await?;
    setup.registry_proxy.faults.clear();
    Ok(())
}

async fn the_tags_of_an_image(browser: &Browser, setup: &Setup) -> Result<()> {
    let before = setup.registry_log().read().len();
    open_in_a_fresh_tab(browser, &setup.page_address(SHELF)).await?;
    see_details(browser, "the details").await?;
    quiet(setup).await?;
    for (tag, same) in
        [("1.0", "v1, rebuilt"), ("v1", "1.0, rebuilt"), ("rebuilt", "v1, 1.0"), ("large", ""), ("tiny", "")]
    {
        let shown = "const row = [...document.querySelectorAll('.row')].find(row => row.querySelector('.tag').textContent === arguments[0]);
            return row.querySelector('.same')?.title ?? ''";
        let shown = browser.run(shown, vec![tag.into()]).await?;
        let shown = shown.as_str().context("a text")?;
        let mut found: Vec<_> = shown.trim_start_matches("The same image as ").split(", ").collect();
        let mut expected: Vec<_> = same.split(", ").collect();
        found.sort_unstable();
        expected.sort_unstable();
        ensure!(found == expected, "{tag} is said to be the same as {shown:?}");
    }
    // What a digest names was asked for once, however many rows wanted it at once.
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for entry in setup.registry_log().read().into_iter().skip(before) {
        let named = entry.target.contains("sha256:") || entry.target.contains("sha256%3A");
        if named && !entry.is_preflight() {
            *asked.entry(entry.target.clone()).or_default() += 1;
        }
    }
    // The two indexes share an image, and are read at the same time.
    let often: Vec<_> = asked.iter().filter(|(_, times)| **times > 2).collect();
    ensure!(!asked.is_empty() && often.is_empty(), "asked for again: {often:?}");
    Ok(())
}

/// To whoever hears a row and does not see the headings above it; and its button says what it copies.
async fn each_cell_says_what_it_is(browser: &Browser) -> Result<()> {
    let heard = "const row = [...document.querySelectorAll('.row')].find(row => row.querySelector('.tag').textContent === 'large');
        const cells = [...row.querySelectorAll('.cell')];
        if (cells.some(cell => [...cell.children].some(one => getComputedStyle(one).display === 'none'))) return ['hidden'];
        return [...cells.map(cell => cell.textContent), row.querySelector('button.copy').ariaLabel]";
    let heard: Vec<String> = serde_json::from_value(browser.run(heard, vec![]).await?)?;
    let begin = ["Platforms linux/amd64", "Size 90", "Created ", "Digest ", "Copy the reference at/hand:large"];
    let is_so = heard.len() == begin.len() && heard.iter().zip(begin).all(|(heard, begin)| heard.starts_with(begin));
    ensure!(is_so, "a row is heard as {heard:?}");
    Ok(())
}

async fn the_filter_takes_digests(browser: &Browser, setup: &Setup, digests: &BTreeMap<&str, String>) -> Result<()> {
    let digest = &digests["large"];
    for typed in [digest.clone(), format!("@{digest}"), digest[7..19].to_owned()] {
        browser.fill("#filter", &typed).await?;
        see_only(browser, &["large"]).await?;
    }
    // Of rows that nobody saw the digest is not known, and is read only where somebody says so.
    let many = setup.page_address("at/rest");
    browser.resize(1200, 500).await?;
    open_in_a_fresh_tab(browser, &many).await?;
    see_details(browser, "the details").await?;
    browser.fill("#filter", &digests["last"]).await?;
    browser.wait_for_text(".no-match", "No tag fits").await?;
    browser.wait_for_text(".browse .note", "tags are not known yet").await?;
    browser.click_text(".browse .note button", "Read all digests").await?;
    see_only(browser, &["0.1"]).await?;
    ensure!(browser.count(".browse .note button").await? == 0, "all are known");
    browser.resize(1200, 900).await
}

async fn an_order_in_the_address(browser: &Browser, setup: &Setup) -> Result<()> {
    let address = setup.page_address(SHELF);
    open_in_a_fresh_tab(browser, &address).await?;
    see_details(browser, "the details").await?;
    browser.click_text(".columns button", "Size").await?;
    browser.wait_until("the largest first", FIRST, vec!["large".into()]).await?;
    has_address(browser, &format!("{address}?order=size")).await?;
    browser.click_text(".columns button", "Size").await?;
    browser.wait_until("the smallest first", FIRST, vec!["tiny".into()]).await?;
    browser.click_text(".columns button", "Created").await?;
    has_address(browser, &format!("{address}?order=date")).await?;
    browser.click_text(".columns button", "Created").await?;
    browser.wait_until("the earliest first", FIRST, vec!["tiny".into()]).await?;
    browser.fill("#filter", "R g").await?;
    see_only(browser, &["large"]).await?;
    let link = format!("{address}?order=earliest&filter=R%20g");
    has_address(browser, &link).await?;
    catch_copies(browser).await?;
    browser.click_text(".share-link button", "Copy link").await?;
    browser.wait_until("the link", COPIED, vec![link.as_str().into()]).await?;

    // Whoever gets the link sees the same; the way back from an image leads to it, too.
    open_in_a_fresh_tab(browser, &link).await?;
    see_only(browser, &["large"]).await?;
    browser.click(".row .tag").await?;
    browser.wait_for_text("h1", "at/hand:large").await?;
    browser.run("history.back()", vec![]).await?;
    see_only(browser, &["large"]).await?;
    has_address(browser, &link).await?;
    let chosen = "return document.querySelector('.order select').value + document.getElementById('filter').value";
    ensure!(browser.run(chosen, vec![]).await? == "earliestR g", "the way back shows something else");
    press(browser, ['/', Key::Escape.into()]).await?;
    see(browser, "tiny").await?;
    has_address(browser, &format!("{address}?order=earliest")).await
}

async fn ticked_rows(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(SHELF)).await?;
    see_details(browser, "the details").await?;
    for tag in ["tiny", "1.0"] {
        let tick =
            "[...document.querySelectorAll('.row')].find(row => row.querySelector('.tag').textContent === arguments[0])
            .querySelector('.row-tick input').click()";
        browser.run(tick, vec![tag.into()]).await?;
    }
    browser.wait_for_text(".ticked", "2 ticked").await?;
    catch_copies(browser).await?;
    browser.click_text(".ticked button", "Copy references").await?;
    let host = setup.registry_origin().replace("http://", "");
    let references = format!("{host}/{SHELF}:1.0\n{host}/{SHELF}:tiny");
    browser.wait_until("the references", COPIED, vec![references.as_str().into()]).await?;
    browser.click_text(".ticked button", "Untick all").await?;
    browser.wait_until_gone(".ticked").await?;
    let ticked = browser.count(".row-tick input:checked").await?;
    ensure!(ticked == 0, "{ticked} rows are still ticked");
    Ok(())
}

const FIRST: &str = "return document.querySelector('.window-list [data-row=\"0\"] .tag')?.textContent === arguments[0]";
const COPIED: &str = "return window.copied === arguments[0]";

/// What is copied goes to where this story can read it.
async fn catch_copies(browser: &Browser) -> Result<()> {
    let script = "window.copied = null;
        Object.defineProperty(navigator, 'clipboard', {configurable: true, value: {
            writeText: text => { window.copied = text; return Promise.resolve(); }}})";
    browser.run(script, vec![]).await.map(drop)
}

async fn has_address(browser: &Browser, address: &str) -> Result<()> {
    let waited = browser.wait_until(address, "return location.href === arguments[0]", vec![address.into()]).await;
    match waited {
        Err(error) => Err(error.context(browser.address().await?)),
        waited => waited,
    }
}

async fn shelf(stage: &Stage) -> Result<(Setup, BTreeMap<&'static str, String>)> {
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let mut shelf = Repository::new(SHELF);
    let (tiny, middle, large) = (
        image(&mut shelf, 1_000, "2020-01-01T00:00:00Z"),
        image(&mut shelf, 20_000, "2024-01-01T00:00:00Z"),
        image(&mut shelf, 90_000, "2022-01-01T00:00:00Z"),
    );
    let mut entry = middle.descriptor();
    entry["platform"] = json!({"architecture": "amd64", "os": "linux"});
    let index = |said: Value| {
        let index = json!({
            "schemaVersion": 2, "mediaType": MediaType::OciIndex.as_str(), "manifests": [entry], "annotations": said,
        });
        Manifest::new(MediaType::OciIndex, &index)
    };
    let mut digests = BTreeMap::from([("large", large.digest())]);
    shelf.add_manifest(tiny, &["tiny"]);
    shelf.add_manifest(middle, &[]);
    shelf.add_manifest(large, &["large"]);
    shelf.add_manifest(index(json!({"org.example.run": "1"})), &["1.0", "v1"]);
    shelf.add_manifest(index(json!({"org.example.run": "2"})), &["rebuilt"]);

    let mut rest = Repository::new("at/rest");
    for at in 0..60 {
        let some = image(&mut rest, 100 + at, "2021-01-01T00:00:00Z");
        rest.add_manifest(some, &[&format!("1.{at}")]);
    }
    let last = image(&mut rest, 7, "2021-01-01T00:00:00Z");
    digests.insert("last", last.digest());
    rest.add_manifest(last, &["0.1"]);
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![shelf, rest]).await?;
    Ok((setup, digests))
}

fn image(repository: &mut Repository, bytes: usize, created: &str) -> Manifest {
    let layer = Blob::new(vec![b'x'; bytes]);
    let config = json!({
        "architecture": "amd64", "os": "linux", "created": created, "rootfs": {"type": "layers", "diff_ids": [layer.digest]},
    });
    let config = Blob::new(config.to_string());
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "config": config.descriptor("application/vnd.oci.image.config.v1+json"),
        "layers": [layer.descriptor("application/vnd.oci.image.layer.v1.tar")],
    });
    repository.add_blob(config);
    repository.add_blob(layer);
    Manifest::new(MediaType::OciManifest, &manifest)
}
