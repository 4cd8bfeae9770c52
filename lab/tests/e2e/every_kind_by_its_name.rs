//! Things of every kind, most of them made by tools, are called by their names and show what is in them: on a registry that keeps no lists
//! and on one that does. Each also with the media type of something else, empty in two ways, and cut off in its middle: then a
//! calm word stands there.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::proxy::{Cors, Proxy};
use lab::registry::crates_io::OfCratesIo;
use lab::seed::content::Repository;
use lab::seed::kinds::{self, Artifact, Damage, KINDS, Place, Placed, Set};
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan, Setup};
use lab::tools::registries::FERRO;
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::open_in_a_fresh_tab;

const REPOSITORY: &str = "team/kinds";

/// Keeps what the page tells programmers, which is nothing.
const LISTEN: &str = "
    window.complaints = [];
    addEventListener('error', event => complaints.push(String(event.message)));
    addEventListener('unhandledrejection', event => complaints.push(String(event.reason)));
    for (const name of ['error', 'warn']) console[name] = (...said) => complaints.push(said.join(' '));
";

/// Opens all that can be opened, and says whether all of it is there: what it is called, and the texts of its contents.
const CONTENTS: &str = "
    const kind = document.querySelector('.identity .kind');
    const title = document.querySelector('h1')?.textContent ?? '';
    if (!kind || !title.includes(arguments[0])) return null;
    for (const closed of document.querySelectorAll('.show-content[aria-expanded=false]')) closed.click();
    const contents = [...document.querySelectorAll('section.content')];
    const asked = document.querySelectorAll('.show-content').length;
    // Beside the heading is its download, once it is here.
    if (contents.length < asked || !contents.every(content => content.querySelector('.content-head > :not(h3)'))) return null;
    const folded = 'section.content details:not([open]), .signatures details:not([open])';
    for (const closed of document.querySelectorAll(folded)) closed.open = true;
    return {kind: kind.textContent.trim(), page: document.querySelector('main').innerText,
        proven: document.querySelectorAll('[data-verdict=proven]').length,
        doubts: [...document.querySelectorAll('section.content .doubt')].map(doubt => doubt.innerText), contents: contents.map(content => content.innerText)};
";

pub async fn sound(stage: Arc<Stage>) -> Result<()> {
    let artifacts = kinds::made::artifacts().await?;
    by_the_table(&artifacts)?;
    let (without, placed) = on_distribution(&stage, &artifacts, &[None]).await?;
    hang_there(&stage.browser, &without, &placed[0]).await?;
    stand_in_the_index(&stage.browser, &without, &placed[0]).await?;
    are_shown(&stage.browser, &without, &placed[0]).await?;
    let (with, placed) = on_ferro(&stage, &artifacts).await?;
    hang_there(&stage.browser, &with, &placed).await?;
    are_shown(&stage.browser, &with, &placed).await
}

pub async fn damaged(stage: Arc<Stage>) -> Result<()> {
    let artifacts = kinds::made::artifacts().await?;
    let all = Damage::ALL.map(Some);
    let (setup, sets) = on_distribution(&stage, &artifacts, &all).await?;
    for (damage, placed) in Damage::ALL.into_iter().zip(&sets) {
        are_borne(&stage.browser, &setup, damage, placed).await?;
    }
    Ok(())
}

/// The table says of each what it is.
fn by_the_table(artifacts: &[Artifact]) -> Result<()> {
    for (artifact, kind) in artifacts.iter().zip(KINDS) {
        let (own, layers) = artifact.types();
        ensure!(own == kind.artifact_type && layers == kind.layers, "{}: {own}, {layers:?}", kind.id);
    }
    Ok(())
}

fn publisher() -> Credentials {
    Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() }
}

/// Sets on a registry that keeps no lists.
async fn on_distribution(
    stage: &Stage,
    artifacts: &[Artifact],
    damages: &[Option<Damage>],
) -> Result<(Setup, Vec<Vec<Placed>>)> {
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let mut repository = Repository::new(REPOSITORY);
    let place = |damage: &Option<Damage>| Set { damage: *damage, keeps_lists: false }.place(artifacts, &mut repository);
    let placed = damages.iter().map(place).collect::<Result<_>>()?;
    seed::fill(&setup.registry, &publisher(), vec![repository]).await?;
    Ok((setup, placed))
}

/// The sound set on a registry that keeps lists.
async fn on_ferro(stage: &Stage, artifacts: &[Artifact]) -> Result<(Setup, Vec<Placed>)> {
    let mut setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let ferro = OfCratesIo::start(&FERRO, PASSWORD).await?;
    let mut repository = Repository::new(REPOSITORY);
    let placed = Set { damage: None, keeps_lists: true }.place(artifacts, &mut repository)?;
    seed::push_to(ferro.origin.clone(), publisher(), vec![repository]).await?;
    setup.registry_proxy = Proxy::start(&ferro.origin, Cors::for_page(&setup.page_origin())).await?;
    setup.keep(ferro);
    Ok((setup, placed))
}

/// The image names all that hangs on it.
async fn hang_there(browser: &Browser, setup: &Setup, placed: &[Placed]) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}:sound"))).await?;
    browser.run(LISTEN, vec![]).await?;
    browser.wait_for(".attached .places").await?;
    if browser.count(".attached > button").await? > 0 {
        browser.click_text(".attached button", "Look there, too").await?;
        browser.wait_until_gone(".attached > button").await?;
    }
    browser.wait_for(".attached .places").await?;
    let hangs = |placed: &&Placed| matches!(placed.kind.place, Place::Referrer | Place::Tag(_));
    let mut expected: Vec<&str> = placed.iter().filter(hangs).map(|placed| placed.kind.called).collect();
    expected.sort_unstable();
    let mut seen = browser.texts(".attached .hanging-row .kind").await?;
    seen.sort();
    ensure!(seen == expected, "{seen:#?} hangs there, and not {expected:#?}");
    ensure!(browser.count(".attached .doubts").await? == 0, "something speaks against what hangs there");
    Ok(())
}

/// What stands in an index beside an image is none of its platforms.
async fn stand_in_the_index(browser: &Browser, setup: &Setup, placed: &[Placed]) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}:sound-index"))).await?;
    browser.run(LISTEN, vec![]).await?;
    browser.wait_for(".attached .places").await?;
    let mut seen = browser.texts(".attached .hanging-row .kind").await?;
    seen.sort();
    for Placed { kind, .. } in placed.iter().filter(|placed| placed.kind.place == Place::Index) {
        ensure!(seen.iter().any(|name| name == kind.called), "{} is not among {seen:#?}", kind.id);
    }
    let platforms = browser.texts(".platform-list .platform").await?;
    ensure!(platforms.len() <= 1, "{platforms:?}");
    Ok(())
}

/// Each is called by its name, and shows what is in it.
async fn are_shown(browser: &Browser, setup: &Setup, placed: &[Placed]) -> Result<()> {
    let mut wrong = Vec::new();
    for Placed { kind, digest } in placed {
        let mut page = opened(browser, setup, digest).await.with_context(|| kind.id.to_owned())?;
        let shows = |page: &Value| page["page"].as_str().is_some_and(|text| text.contains(kind.word));
        // Who signed is read beside the contents.
        for _ in 0..20 {
            if shows(&page) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            page = browser.run(CONTENTS, vec![json!(short(digest))]).await?;
        }
        if page["kind"] != kind.called {
            wrong.push(format!("{} is called {} and not {}", kind.id, page["kind"], kind.called));
        }
        ensure!(page["proven"] == 0, "{}: nobody's signature counts here", kind.id);
        if !shows(&page) {
            wrong.push(format!("{} does not show {:?}: {}", kind.id, kind.word, page["page"]));
        }
    }
    nothing_complains(browser).await?;
    ensure!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

/// Each has a name, and calm words.
async fn are_borne(browser: &Browser, setup: &Setup, damage: Damage, placed: &[Placed]) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}:{}", damage.name()))).await?;
    browser.wait_for(".attached .places").await?;
    browser.run(LISTEN, vec![]).await?;
    let mut wrong = Vec::new();
    for Placed { kind, digest } in placed {
        let page = opened(browser, setup, digest).await.with_context(|| format!("{} {}", damage.name(), kind.id))?;
        let called = page["kind"].as_str().unwrap_or_default();
        let keeps_its_name = damage != Damage::WrongType;
        if called.is_empty() || called.contains("unknown") || (keeps_its_name && called != kind.called) {
            wrong.push(format!("{} {} is called {called:?}", damage.name(), kind.id));
        }
        // A text that ends in its middle is a text.
        let has_a_form = |media_type: &&str| ["json", "gzip", "wasm"].iter().any(|form| media_type.contains(form));
        let is_said = match damage {
            Damage::WrongType => page["doubts"] != json!([]),
            Damage::Empty | Damage::Bare => page["contents"].to_string().contains("It is empty."),
            Damage::Cut => page["doubts"] != json!([]) || !kind.layers.iter().any(has_a_form),
        };
        if !is_said || page["proven"] != 0 || browser.count(".problem").await? > 0 {
            wrong.push(format!("{} {} says {}", damage.name(), kind.id, page["contents"]));
        }
    }
    nothing_complains(browser).await?;
    ensure!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

/// Goes to a page of this tab, opens all that is in it, and returns what it says.
async fn opened(browser: &Browser, setup: &Setup, digest: &str) -> Result<Value> {
    let address = setup.page_address(&format!("{REPOSITORY}@{digest}"));
    browser.run("location.href = arguments[0]", vec![json!(address)]).await?;
    let short = short(digest);
    let there = format!("return (() => {{ {CONTENTS} }})() !== null");
    let seen = browser.wait_until("all contents", &there, vec![json!(short)]).await;
    let shown = browser.text("main").await.unwrap_or_default();
    seen.with_context(|| format!("the page says: {shown}"))?;
    browser.run(CONTENTS, vec![json!(short)]).await
}

fn short(digest: &str) -> String {
    digest.trim_start_matches("sha256:").chars().take(12).collect()
}

async fn nothing_complains(browser: &Browser) -> Result<()> {
    let said = browser.run("return window.complaints", vec![]).await?;
    ensure!(said == json!([]), "the console is not clean: {said:#}");
    Ok(())
}
