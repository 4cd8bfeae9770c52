//! What hangs on an image is found, named and shown, on a registry that keeps lists of it and on one that does not; what is not found is
//! not called missing; and whoever lies about what they push is told, calmly. Requests are counted.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use http::StatusCode;
use lab::browser::Browser;
use lab::proxy::{Cors, Fault, Proxy, When};
use lab::registry::crates_io::OfCratesIo;
use lab::seed::attached::{self, NOTATION, ROCKET, Referrer, SPDX};
use lab::seed::content::{Manifest, Repository};
use lab::seed::image::Image;
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan, Setup};
use lab::tools::registries::FERRO;
use serde_json::json;

use crate::stage::Stage;
use crate::steps::{of_registry, open_in_a_fresh_tab, quiet, see, see_only};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// What hangs there, a line each, indented by what it hangs on.
const ROWS: &str = "return [...document.querySelectorAll('.attached .hanging-row')].map(row => {
    let depth = -1;
    for (let list = row.closest('.hanging'); list; list = list.parentElement.closest('.hanging')) depth++;
    const said = selector => row.querySelector(selector).textContent.trim();
    return '  '.repeat(depth) + [said('.kind'), said('.contents'), said('.on')].filter(part => part).join(' | ');
})";

/// Whether nothing is looked for any more.
const DONE: &str = "return document.querySelector('.attached .places') !== null";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let without = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&without.registry, &publisher, vec![plain()?, attached::signed("team/signed", false)?]).await?;
    nothing_hangs_there(&stage.browser, &without, [3, 2]).await?;
    all_of_it_by_tags(&stage.browser, &without).await?;

    // Distribution says no without the headers that would let a page read it: a blocked request, and no fault.
    let silent = stage.start(Plan { native_cors: true, ..Plan::anonymous().content(Content::Empty) }).await?;
    seed::fill(&silent.registry, &publisher, vec![plain()?]).await?;
    nothing_hangs_there(&stage.browser, &silent, [3, 2]).await?;
    ensure!(stage.browser.count(".problem, .attached .problems").await? == 0, "a no is taken for a fault");

    let mut with = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let ferro = OfCratesIo::start(&FERRO, PASSWORD).await?;
    let mut lies = plain()?;
    let referrers = misleading(&mut lies)?;
    seed::push_to(ferro.origin.clone(), publisher, vec![lies, attached::signed("team/signed", true)?]).await?;
    with.registry_proxy = Proxy::start(&ferro.origin, Cors::for_page(&with.page_origin())).await?;
    with.keep(ferro);
    nothing_hangs_there(&stage.browser, &with, [2, 2]).await?;
    all_of_it_by_lists(&stage.browser, &with).await?;
    what_lists_say(&stage.browser, &with, &referrers).await
}

/// An image on which nothing hangs, beside it costs so many requests, and so many the second time.
async fn nothing_hangs_there(browser: &Browser, setup: &Setup, requests: [usize; 2]) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address("team/plain:1.0")).await?;
    for expected in requests {
        browser
            .wait_for_text(".attached .note", "Nothing was found here. That does not mean that it is unsigned")
            .await?;
        quiet(setup).await?;
        let asked = of_registry(setup);
        let besides: Vec<_> =
            asked.iter().filter(|line| line.contains("/referrers/") || line.contains("/manifests/sha256-")).collect();
        ensure!(besides.len() == expected, "{besides:#?}, and not {expected}");
        // The manifest and the configuration come first.
        ensure!(
            asked.len() - besides.len() <= 2
                && !asked[..asked.len() - besides.len()].iter().any(|line| besides.contains(&line)),
            "{asked:#?}"
        );
        setup.forget_requests();
        browser.run("location.hash = location.hash.replace(':1.0', ':1.1')", vec![]).await?;
        browser.wait_for_text("h1", ":1.1").await?;
    }
    Ok(())
}

/// Where the registry keeps no lists, the tags are asked for by name, or are known.
async fn all_of_it_by_tags(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address("team/signed:1.0")).await?;
    rows(
        browser,
        &[
            "SLSA provenance | on linux/amd64",
            "Notation signature | signature.jose | on the index",
            &rocket(),
            "cosign signature | on the index",
        ],
    )
    .await?;
    browser.wait_for_text(".attached .places", "keeps no lists").await?;
    browser.wait_for_text(".attached .places", ".att, ….sbom; what is attached to 3 platforms alone").await?;
    browser.click_text(".attached button", "Look there, too").await?;
    let all = [
        "SLSA provenance | on linux/amd64",
        "Notation signature | signature.jose | on the index",
        &rocket(),
        "cosign signature | on the index",
        "vulnerability report | on the index",
        "SPDX SBOM | sbom.spdx.json | on linux/amd64",
        "  Notation signature | sbom.jose",
    ];
    rows(browser, &all).await?;

    // The same with the tags at hand, without a click.
    setup.forget_requests();
    open_in_a_fresh_tab(browser, &setup.page_address("team/signed")).await?;
    see(browser, "latest").await?;
    tags_in_their_place(browser).await?;
    quiet(setup).await?;
    let mut asked = of_registry(setup);
    asked.retain(|line| line.contains("/manifests/sha256-") && !line.contains("sha256-of-old"));
    ensure!(asked.is_empty(), "what is no version was asked for: {asked:#?}");
    // Such a list is an index, and calls what it holds by its name, too. Whoever comes back asks for nothing.
    browser.click(".attached-tags li:first-child a").await?;
    browser.wait_for_text(".platform-list button", "SPDX SBOM").await?;
    browser.wait_until("the end of the search", DONE, vec![]).await?;
    // Its content opens by itself.
    quiet(setup).await?;
    setup.forget_requests();
    browser.run("history.back()", vec![]).await?;
    see_only(browser, &["latest", "1.0", "sha256-of-old"]).await?;
    quiet(setup).await?;
    ensure!(of_registry(setup).is_empty(), "coming back costs {:#?}", of_registry(setup));
    browser.run("location.hash += ':1.0'", vec![]).await?;
    rows(browser, &all).await?;
    browser.wait_for_text(".attached .places", "All tags of the repository were looked through").await?;
    ensure!(browser.count(".attached > button").await? == 0, "something is left to look at");
    let own_page = ".attached .hanging .hanging a";
    browser.click(own_page).await?;
    browser.wait_for_text(".subject", "This is about").await?;
    browser.wait_for_text(".identity .kind", "Notation signature").await.map(drop)
}

/// Tags that are named after digests are no versions, and say what they belong to; a person's own that only looks so is one.
async fn tags_in_their_place(browser: &Browser) -> Result<()> {
    browser.wait_for_text(".count", "3 tags").await?;
    see_only(browser, &["latest", "1.0", "sha256-of-old"]).await?;
    browser.wait_for_text(".attached-line button", "5 attached tags").await?;
    browser.click(".attached-line button").await?;
    browser.wait_for_text(".attached-tags", "of 1.0, latest, sha256-of-old").await?;
    let rows = "return [...document.querySelectorAll('.attached-tags li')].map(row => [...row.children].slice(1).map(cell => cell.textContent).join(' '))
        .map(row => row.replace(/sha256:[0-9a-f]{12}…/, 'something')).sort()";
    let rows = browser.run(rows, vec![]).await?;
    let expected = json!([
        "cosign attestations of 1.0, latest, sha256-of-old",
        "cosign signatures of 1.0, latest, sha256-of-old",
        "list of referrers belongs to something",
        "list of referrers of 1.0, latest, sha256-of-old",
        "list of referrers of 1.0, latest, sha256-of-old",
    ]);
    ensure!(rows == expected, "{rows:#}");
    Ok(())
}

async fn all_of_it_by_lists(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address("team/signed:1.0")).await?;
    browser.wait_for_text(".attached .places", "what is attached to 3 platforms alone").await?;
    browser.click_text(".attached button", "Look there, too").await?;
    browser.wait_until("all of it", DONE, vec![]).await?;
    let mut shown = shown(browser).await?;
    shown.sort();
    let mut all = vec![
        "SLSA provenance | on linux/amd64".to_owned(),
        "Notation signature | signature.jose | on the index".to_owned(),
        rocket(),
        "cosign signature | on the index".to_owned(),
        "vulnerability report | on the index".to_owned(),
        "SPDX SBOM | sbom.spdx.json | on linux/amd64".to_owned(),
        "  Notation signature | sbom.jose".to_owned(),
    ];
    all.sort();
    ensure!(shown == all, "{shown:#?}");
    browser.wait_for_text(".attached .places", "the registry’s own list").await.map(drop)
}

/// What lists say that is not so, and lists that are none.
async fn what_lists_say(browser: &Browser, setup: &Setup, referrers: &[Manifest]) -> Result<()> {
    let faults = &setup.registry_proxy.faults;
    let answer = |body: String| Fault::answer(StatusCode::OK, INDEX, body);
    let entry = |manifest: &Manifest, artifact_type: &str| {
        let mut entry = manifest.descriptor();
        entry["artifactType"] = artifact_type.into();
        entry
    };
    let [elsewhere, nowhere, other] = referrers else { anyhow::bail!("three referrers") };
    let mut gone = entry(other, "application/sarif+json");
    gone["digest"] = format!("sha256:{}", "0".repeat(64)).into();
    let entries = [entry(elsewhere, SPDX), entry(elsewhere, SPDX), entry(nowhere, SPDX), entry(other, NOTATION), gone];
    let list = attached::list(&entries);
    faults.add(When::containing("/referrers/"), answer(String::from_utf8_lossy(&list.bytes).into_owned()));
    open_in_a_fresh_tab(browser, &setup.page_address("team/plain:1.2")).await?;
    browser.wait_until("the list", DONE, vec![]).await?;
    let doubts = browser.texts(".attached .doubts").await?;
    let expected = [
        "It says that it is about 111111111111, and not about this.",
        "It does not say itself that it belongs here.",
        "The list calls it Notation signature.",
        "It could not be read: There is nothing behind this tag or digest.",
    ];
    ensure!(
        doubts.len() == 4 && doubts.iter().zip(expected).all(|(said, expected)| said.trim() == expected),
        "{doubts:#?}"
    );
    for (body, said) in [
        (r#"{"schemaVersion":2,"manifests":[{"mediaType":"#.to_owned(), "JSON that was cut off"),
        (r#"{"schemaVersion":2,"layers":[]}"#.to_owned(), "something else came"),
        ("<!doctype html><p>hello".to_owned(), "a web page and not JSON"),
    ] {
        faults.clear();
        faults.add(When::containing("/referrers/"), answer(body));
        open_in_a_fresh_tab(browser, &setup.page_address("team/plain:1.2")).await?;
        browser.wait_for_text(".attached .problems", said).await?;
        browser.wait_for_text(".attached .note", "Nothing was found here").await?;
    }
    faults.clear();
    ensure!(browser.count(".problem").await? == 0, "what hangs there is no reason for alarm");
    Ok(())
}

/// Waits until it is done, and these rows are there in this order.
async fn rows(browser: &Browser, expected: &[&str]) -> Result<()> {
    browser.wait_until("the end of the search", DONE, vec![]).await?;
    let script = format!("return JSON.stringify((() => {{ {ROWS} }})()) === JSON.stringify(arguments[0])");
    let seen = browser.wait_until("what hangs there", &script, vec![json!(expected)]).await;
    let shown = shown(browser).await?;
    seen.with_context(|| format!("{shown:#?}"))
}

async fn shown(browser: &Browser) -> Result<Vec<String>> {
    Ok(serde_json::from_value(browser.run(ROWS, vec![]).await?)?)
}

fn rocket() -> String {
    format!("{ROCKET} | rocket.txt, text/plain | on the index")
}

/// Three tags of three images, and nothing else.
fn plain() -> Result<Repository> {
    let mut repository = Repository::new("team/plain");
    for version in ["1.0", "1.1", "1.2"] {
        let image = Image { name: "plain", version, ..Image::default() }.build(&mut repository)?;
        repository.add_manifest(image, &[version]);
    }
    Ok(repository)
}

/// What a list may name though it is about something else, about nothing, or of another kind.
fn misleading(repository: &mut Repository) -> Result<Vec<Manifest>> {
    let plain = repository.digest_of("1.2").context("the image has a tag")?.to_owned();
    let elsewhere = format!("sha256:{}", "1".repeat(64));
    let of = |artifact_type, subject| Referrer { artifact_type, subject, title: "a.txt", media_type: "text/plain" };
    let built =
        [of(SPDX, elsewhere.as_str()), of(SPDX, ""), of(ROCKET, plain.as_str())].map(|one| one.build(repository));
    // A manifest that is about the image would be found; this one is pushed under a tag, and only lists name it.
    for (manifest, tag) in built.iter().zip(["elsewhere", "nowhere", "other"]) {
        repository.add_manifest(manifest.clone(), &[tag]);
    }
    Ok(built.to_vec())
}
