//! Every page in both themes: axe finds no barrier, and nothing is cut off at 320 pixels, at 200 % or with wide spacing.
//! Where a person asks for it nothing moves, and in a person's own few colours everything can still be told apart.

pub mod changes;
pub mod charts;
pub mod checks;
mod look;
pub mod preferences;

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use http::StatusCode;
use lab::folders;
use lab::page::PageServer;
use lab::process::free_port;
use lab::proxy::{Fault, When};
use lab::scenario;
use lab::seed::{self, Credentials};
use lab::setup::{Content, DEMO, PASSWORD, Plan};
use serde_json::json;

use crate::by_its_own_words::read::choose;
use crate::stage::Stage;
use crate::steps::{see, see_only, sign_in};
use look::Look;

const TRAPS: &str = "server {
    location / {
        add_header Access-Control-Allow-Origin https://pages.example/;
        proxy_pass http://127.0.0.1:5000;
    }
}
";

/// Where people begin, and where they end up by mistake.
pub async fn doors(stage: Arc<Stage>) -> Result<()> {
    let mut look = Look::new(&stage).await?;
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous()).await?;
    let page = setup.page_origin();
    look.open(&setup.page, &page).await?;
    browser.wait_for("#registry").await?;
    look.at("the first page").await?;
    browser.fill("#registry", "registry example.com").await?;
    browser.press("\u{E007}").await?;
    browser.wait_for(".connect-form .wrong").await?;
    look.at("a wrong address").await?;
    browser
        .fill("#registry", "a-registry-with-a-long-name.in-a-subdomain.of-a-company.example.com:5000/team/app")
        .await?;
    browser.wait_for(".will-call code").await?;
    look.at("what will be called").await?;
    for (text, scene) in [("/%zz", "an unknown address"), ("/no-such-page/here", "an address that is no place")] {
        look.go(&format!("{page}/#{text}")).await?;
        browser.wait_for("main h1").await?;
        look.at(scene).await?;
    }

    let entry = json!({"url": setup.registry_origin(), "name": "The shelf"});
    let config = json!({"registries": [entry], "openOthers": false, "colour": "red"});
    setup.page.set_file("/config.json", config.to_string());
    look.open(&setup.page, &page).await?;
    browser.wait_for(".problem[data-problem=config]").await?;
    look.at("registries of config.json, and what is wrong in it").await?;
    look.go(&format!("{page}/#/registry.example.com/team/app")).await?;
    browser.wait_for(".problem[data-problem=not-listed]").await?;
    look.at("a registry that is not listed").await?;
    browser.fill("#open-box", "registry.example.com/team/app").await?;
    browser.press("\u{E007}").await?;
    browser.wait_for_text(".open .wrong", "listed registries only").await?;
    look.at("the box that opens anything, refusing").await?;

    setup.page.set_file("/config.json", "{");
    look.open(&setup.page, &page).await?;
    browser.wait_for_text(".problem[data-problem=config]", "not JSON").await?;
    look.at("a config.json that is none").await?;
    look.go(&format!("{page}/#/settings")).await?;
    browser.wait_for_text(".settings .problem", "not JSON").await?;
    browser.click_text(".settings button", "Add a registry").await?;
    browser.wait_for(".settings fieldset .wrong").await?;
    browser.click(".settings .written summary").await?;
    look.at("the settings").await?;
    let registries = [json!({"url": setup.registry_origin()}), json!({"url": "other.example", "name": "Staging"})];
    setup.page.set_file("/config.json", json!({"registries": registries}).to_string());
    look.open(&setup.page, &setup.page_address("library/hello:latest")).await?;
    browser.wait_for(".switch").await?;
    browser.wait_for(".commands select").await?;
    browser.wait_for(".layers").await?;
    look.at("two registries").await?;
    starting(&stage, &mut look).await?;
    look.verdict()
}

/// Before the page runs, and when it cannot.
async fn starting(stage: &Stage, look: &mut Look<'_>) -> Result<()> {
    let broken = PageServer::start(&stage.page).await?;
    for entry in std::fs::read_dir(&stage.page)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".wasm") {
            broken.remove_file(&format!("/{name}"));
        }
    }
    look.open(&broken, &broken.origin()).await?;
    stage.browser.wait_for_text("[role=alert].frame-problem", "did not come").await?;
    look.at("a page that cannot start").await?;
    let silent = PageServer::start(&stage.page).await?;
    silent.add_header("content-security-policy", "script-src 'none'")?;
    look.open(&silent, &silent.origin()).await?;
    stage.browser.wait_for(".frame-late").await?;
    let shown = "return +getComputedStyle(document.querySelector('.frame-late')).opacity === 1";
    stage.browser.wait_until("the late words", shown, vec![]).await?;
    look.at("a page whose scripts are blocked").await
}

/// Each page with a word of its own, as it opens. What it shows later, or where something is wrong, has a scene in the other stories.
pub async fn own_pages(stage: Arc<Stage>) -> Result<()> {
    let mut look = Look::new(&stage).await?;
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let table = std::fs::read_to_string(folders::workspace().join("src/ui/screens.rs"))?;
    let words = table.lines().filter_map(|line| line.split_once(" begins \"")?.1.split('"').next());
    let mut looked_at = 0;
    for word in words {
        look.open(&setup.page, &format!("{}/#/{word}", setup.page_origin())).await?;
        stage.browser.wait_for("main h1").await.with_context(|| format!("#/{word}"))?;
        look.at(&format!("#/{word}")).await?;
        looked_at += 1;
    }
    ensure!(looked_at >= 3, "{looked_at} pages");
    look.verdict()
}

/// What is in a registry.
pub async fn shelves(stage: Arc<Stage>) -> Result<()> {
    let mut look = Look::new(&stage).await?;
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous()).await?;
    look.open(&setup.page, &setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    look.at("a list").await?;
    browser.fill("#open-box", "gateway").await?;
    browser.wait_for("#open-list li").await?;
    browser.press(&char::from(Key::Down).to_string()).await?;
    browser.wait_for("#open-list [aria-selected=true]").await?;
    look.at("what the box suggests").await?;
    browser.press(&char::from(Key::Escape).to_string()).await?;
    browser.fill("#open-box", "").await?;
    browser.click_text(".tools .choice button", "Tree").await?;
    browser.wait_for(".namespace-row").await?;
    browser.click(".namespace-row").await?;
    look.at("a tree").await?;
    browser.fill("#filter", "nothing-has-this-name").await?;
    see_only(browser, &[]).await?;
    look.at("a filter without a match").await?;
    browser.click_text(".account button", "Sign in").await?;
    browser.wait_for(".panel .problem, .panel .sign-in").await?;
    look.at("a sign-in that is not offered").await?;
    for (place, until) in [
        ("library/hello", ".row .size"),
        ("platform/gateway", ".row .size"),
        ("library/hello:latest", ".layers"),
        ("legacy/portal:latest", ".layers"),
        ("team-a/api:1.17.0", ".layers"),
        ("models/animals:v1", ".image .facts"),
        ("charts/gateway:0.4.1", ".image .facts"),
        ("library/hello:missing", ".problem"),
    ] {
        look.go(&setup.page_address(place)).await?;
        browser.wait_for(until).await.context(place)?;
        unfold(&look).await?;
        look.at(place).await?;
    }
    look.go(&setup.page_address("library/hello:latest")).await?;
    browser.wait_for(".attached .hanging-row").await?;
    browser.wait_for_text(".attached .places", "Not looked at yet").await?;
    look.at("what hangs on an image").await?;
    browser.click(".attached .hanging-row a").await?;
    browser.wait_for_text(".content", "read, not checked").await?;
    unfold(&look).await?;
    look.at("what an attestation says").await?;
    look.go(&setup.page_address("library/hello:latest")).await?;
    browser.click_text(".commands .tabs button", "kubernetes").await?;
    look.at("a file for Kubernetes").await?;
    browser.click("#to-help").await?;
    browser.wait_for("#help .keys").await?;
    look.at("the help").await?;
    look.go(&setup.page_address("library/hello?order=size")).await?;
    browser.wait_for(".row .same").await?;
    browser.click(".row-tick").await?;
    browser.wait_for(".ticked").await?;
    look.at("tags by their size, one of them ticked").await?;
    look.go(&setup.page_address("platform/gateway?filter=e3b0c44298fc")).await?;
    browser.wait_for_text(".no-match", "No tag fits").await?;
    browser.wait_for_text(".browse .note", "not known yet").await?;
    look.at("a digest that no known tag has").await?;
    look.open(&setup.page, &setup.page_address("").replacen("/#", "/?compact#", 1)).await?;
    browser.wait_for("[data-compact] .row .repository").await?;
    look.at("a list without a bar").await?;
    look.go(&setup.page_address("library/hello:latest").replacen("/#", "/?compact#", 1)).await?;
    browser.wait_for("[data-compact] .layers").await?;
    look.at("an image without a bar").await?;
    look.open(&setup.page, &setup.page_address("")).await?;
    browser.wait_for(".row .repository").await?;
    browser.fill("#filter", "nothing-has-this-name").await?;
    browser.wait_for(".no-match + .no-match").await?;
    look.at("the offer to search").await?;
    browser.click_text(".no-match button", "Search this").await?;
    browser.wait_for(".searched .tried").await?;
    look.at("a registry without a search").await?;
    let found = json!({"results": [{"name": "coreos/etcd"}, {"name": "no name"}]}).to_string();
    let answer = Fault::answer(StatusCode::OK, "application/json", found);
    setup.registry_proxy.faults.add(When::path("/v1/search"), answer);
    browser.fill("#filter", "etcd").await?;
    browser.wait_for_text(".no-match + .no-match", "etcd").await?;
    browser.click_text(".no-match button", "Search this").await?;
    browser.wait_for(".searched .names").await?;
    look.at("what a registry finds").await?;
    look.go(&setup.page_address("library/hello:latest?platform=plan9/arm")).await?;
    browser.wait_for(".not-there").await?;
    look.at("a platform that is not there").await?;
    let nobody = format!("{}/#/http://127.0.0.1:{}", setup.page_origin(), free_port()?);
    look.go(&nobody).await?;
    browser.wait_for(".problem[data-problem=blocked]").await?;
    look.at("nobody there").await?;
    let empty = scenario::find("catalog-empty")?.start(&stage.page).await?;
    look.open(&empty.page, &empty.page_address("")).await?;
    browser.wait_for(".empty").await?;
    look.at("an empty registry").await?;
    accounts(&stage, &mut look).await?;
    attached(&stage, &mut look).await?;
    look.verdict()
}

/// What hangs on an image, and the tags that hold it.
async fn attached(stage: &Stage, look: &mut Look<'_>) -> Result<()> {
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous().content(Content::Empty)).await?;
    let publisher = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    seed::fill(&setup.registry, &publisher, vec![seed::attached::signed("team/signed", false)?]).await?;
    look.open(&setup.page, &setup.page_address("team/signed")).await?;
    browser.wait_for(".row .size").await?;
    browser.click(".attached-line button").await?;
    browser.wait_for(".attached-tags li").await?;
    look.at("tags that are no versions").await?;
    look.go(&setup.page_address("team/signed:1.0")).await?;
    browser.wait_for(".attached .hanging .hanging").await?;
    browser.wait_for(".attached .places").await?;
    look.at("a signature of an SBOM of an image").await?;
    browser.click_text(".attached button", "Check signatures").await?;
    browser.wait_for_text(".signatures [role=status]", "checked").await?;
    browser.click(".paste-key > summary").await?;
    look.at("signatures with their verdicts").await
}

async fn accounts(stage: &Stage, look: &mut Look<'_>) -> Result<()> {
    let browser = &stage.browser;
    let setup = stage.start(Plan::token()).await?;
    look.open(&setup.page, &setup.page_address("")).await?;
    browser.wait_for(".sign-in").await?;
    look.at("a sign-in form").await?;
    sign_in(browser, DEMO, "not the password").await?;
    browser.wait_for(".sign-in .wrong").await?;
    look.at("a wrong password").await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await?;
    browser.click(".account .user").await?;
    browser.wait_for(".panel li").await?;
    look.at("the account").await
}

/// Check-ups, the guide, and what is pasted.
pub async fn check_up(stage: Arc<Stage>) -> Result<()> {
    let mut look = Look::new(&stage).await?;
    let browser = &stage.browser;
    let healthy = stage.start(Plan::anonymous()).await?;
    look.open(&healthy.page, &healthy.check_up_address()).await?;
    judged(&look).await?;
    unfold(&look).await?;
    look.at("a healthy check-up").await?;

    for name in ["preflight-unauthorized", "realm-cors-missing", "server-unreachable-empty"] {
        let setup = scenario::find(name)?.start(&stage.page).await?;
        look.open(&setup.page, &setup.check_up_address()).await?;
        judged(&look).await?;
        look.at(name).await?;
        if browser.count(".mend select.stands").await? > 0 {
            choose(browser, "stands", "Nothing yet").await?;
            choose(browser, "put", "HAProxy").await?;
            browser.wait_for(".mend .then .prints pre").await?;
        }
        unfold(&look).await?;
        browser.wait_for("main pre").await?;
        look.at(&format!("{name}, unfolded")).await?;
    }
    type_into(&look, ".paste textarea:not(#configuration-box)", "HTTP/1.1 401 Unauthorized\r\n\r\n").await?;
    browser.wait_for(".pasted").await?;
    look.at("a pasted answer").await?;
    type_into(&look, "#configuration-box", TRAPS).await?;
    browser.wait_for(".marks li").await?;
    look.at("a pasted configuration").await?;

    look.open(&healthy.page, &healthy.page_origin()).await?;
    browser.wait_for("#registry").await?;
    for (place, until) in [
        ("guide", ".cards"),
        ("guide/cors", ".document .snippet"),
        ("guide/docker-daemon", ".document .snippet"),
        ("guide/rules/preflight-unauthorized", ".document h2"),
        ("guide/no-such-page", "main h1"),
    ] {
        look.go(&format!("{}/#/{place}", healthy.page_origin())).await?;
        browser.wait_for(until).await?;
        look.at(place).await?;
    }
    look.verdict()
}

async fn judged(look: &Look<'_>) -> Result<()> {
    let over = "const verdict = document.querySelector('.checkup [data-overall]');
        return verdict !== null && verdict.dataset.overall !== 'running'";
    look.browser.wait_until("the verdict", over, vec![]).await
}

/// Opens all that can be unfolded.
async fn unfold(look: &Look<'_>) -> Result<()> {
    let script = "document.querySelectorAll('main details').forEach(details => { details.open = true })";
    look.browser.run(script, vec![]).await.map(drop)
}

async fn type_into(look: &Look<'_>, selector: &str, text: &str) -> Result<()> {
    let script = "const box = document.querySelector(arguments[0]);
        box.value = arguments[1];
        box.dispatchEvent(new Event('input', {bubbles: true}))";
    look.browser.run(script, vec![selector.into(), text.into()]).await.map(drop)
}
