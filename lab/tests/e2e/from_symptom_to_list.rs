//! Somebody who has never heard of CORS: a failure, "Find out why", the lines that the page shows put into the server as they
//! stand there, "Check again", and the list.

use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use lab::browser::Browser;
use lab::proxy::{Cors, Proxy};
use lab::scenario;
use lab::setup::{DEMO, PASSWORD, Setup};

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, see, sign_in};

/// A fault, and the way from its symptom to the list.
struct Case {
    scenario: &'static str,
    /// Whether the page asks for a password before the failure shows.
    asks_first: bool,
    /// Whose server is to be mended.
    mends: fn(&Setup) -> Option<&Proxy>,
}

const CASES: [Case; 3] = [
    Case { scenario: "preflight-unauthorized", asks_first: true, mends: |setup| Some(&setup.registry_proxy) },
    Case { scenario: "challenge-not-exposed", asks_first: false, mends: |setup| Some(&setup.registry_proxy) },
    Case {
        scenario: "realm-cors-missing",
        asks_first: false,
        mends: |setup| setup.tokens.as_ref().map(|tokens| &tokens.proxy),
    },
];

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    for case in CASES {
        follow(&stage, &case).await.with_context(|| format!("in the case of {}", case.scenario))?;
    }
    Ok(())
}

async fn follow(stage: &Stage, case: &Case) -> Result<()> {
    let setup = scenario::find(case.scenario)?.start(&stage.page).await?;
    let browser = &stage.browser;
    open_in_a_fresh_tab(browser, &setup.page_address("")).await?;
    if case.asks_first {
        sign_in(browser, DEMO, PASSWORD).await?;
    }
    browser.click_text("main a", "Find out why").await?;
    judged(browser).await?;
    let finding = format!(r#".finding[data-rule="{}"]"#, case.scenario);
    let lines = browser.texts(&format!("{finding} .lines pre")).await?;
    let lines = lines.first().with_context(|| format!("no lines to change at {}", case.scenario))?;
    let server = (case.mends)(&setup).context("a server to mend")?;
    mend(server, &setup.page_origin(), lines)?;

    // On loopback a check-up may be over before anybody could see that it runs.
    browser.run("document.querySelector('.checkup .verdict').id = 'before'", vec![]).await?;
    browser.click_text(".checkup .head button", "Check again").await?;
    browser.wait_until_gone("#before").await?;
    judged(browser).await?;
    ensure!(browser.count(&finding).await? == 0, "the finding is still there after its lines were put in");
    open_in_a_fresh_tab(browser, &setup.page_address("")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await
}

async fn judged(browser: &Browser) -> Result<()> {
    let over = "const verdict = document.querySelector('.checkup [data-overall]');
        return verdict !== null && verdict.dataset.overall !== 'running'";
    browser.wait_until("the verdict", over, vec![]).await
}

/// Puts header lines into a server as an administrator would: those and nothing else, with an answer to preflights.
fn mend(server: &Proxy, page: &str, lines: &str) -> Result<()> {
    let mut wrong = None;
    server.change_cors(|cors| {
        let shown: Vec<(&str, &str)> = lines.lines().filter_map(|line| line.split_once(": ")).collect();
        let was_silent = !cors.enabled || cors.allow_origin.is_empty();
        if was_silent {
            *cors = Cors { expose_headers: Vec::new(), allow_headers: String::new(), ..Cors::for_page("") };
        }
        // What the server sent before by itself stays.
        if was_silent && !lines.contains("Expose") {
            cors.expose_headers = vec!["WWW-Authenticate".to_owned()];
        }
        if cors.allow_origin.is_empty() && !lines.contains("Allow-Origin") {
            cors.allow_origin = page.to_owned();
        }
        for (name, value) in shown {
            match name {
                "Access-Control-Allow-Origin" => cors.allow_origin = value.to_owned(),
                "Access-Control-Allow-Headers" => cors.allow_headers = value.to_owned(),
                "Access-Control-Allow-Methods" => cors.allow_methods = value.to_owned(),
                "Access-Control-Expose-Headers" => {
                    cors.expose_headers = value.split(", ").map(str::to_owned).collect();
                }
                other => wrong = Some(other.to_owned()),
            }
        }
    });
    match wrong {
        Some(name) => bail!("nobody here knows what to do with {name}"),
        None => Ok(()),
    }
}
