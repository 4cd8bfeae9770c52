//! A list whose end the page cannot see goes on behind its last name; one that the registry then refuses to go on with is said to be
//! maybe not all. With Distribution's catalog, whose `Link` CORS hides, or names a server that only the one in front knows.

use std::sync::Arc;

use anyhow::{Result, ensure};
use http::StatusCode;
use lab::proxy::{Fault, When};
use lab::setup::{Content, Plan, Setup};

use crate::stage::Stage;
use crate::steps::{quiet, see};

/// With the one that the others are copies of.
const ALL: usize = 1_501;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous().content(Content::ManyRepositories(ALL - 1))).await?;
    setup.registry_proxy.change_cors(|cors| cors.hide("Link"));
    // Distribution itself answers 400 to more than 1,000.
    opened(&stage, &setup, "1,501 repositories").await?;
    // Others refuse larger pages in words of their own.
    for status in [StatusCode::METHOD_NOT_ALLOWED, StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS] {
        for larger in ["n=10000", "n=1000"] {
            setup.registry_proxy.faults.add(query(larger), Fault::answer(status, "text/plain", "no\n"));
        }
        opened(&stage, &setup, "1,501 repositories").await?;
        setup.registry_proxy.faults.clear();
    }
    setup
        .registry_proxy
        .faults
        .add(query("last="), Fault::answer(StatusCode::METHOD_NOT_ALLOWED, "text/plain", "no\n"));
    opened(&stage, &setup, "1,000 repositories, maybe more").await?;
    let why = stage.browser.text(r#"[data-problem="may-be-more"]"#).await?;
    ensure!(why.contains("answers 405") && why.contains("Access-Control-Expose-Headers"), "the page says {why:?}");
    see(&stage.browser, "team-00/group-0/service-00000").await?;
    setup.registry_proxy.faults.clear();
    // What is asked for once more may have gone meanwhile.
    let nothing = Fault::answer(StatusCode::OK, "application/json", r#"{"repositories":[]}"#);
    setup.registry_proxy.faults.add(query("n="), nothing);
    stage.browser.click(r#"[data-problem="may-be-more"] button"#).await?;
    stage.browser.wait_for_text(".empty h2", "No repositories to show").await?;
    setup.registry_proxy.faults.clear();
    opened(&stage, &setup, "1,501 repositories").await?;
    a_link_that_leads_astray(&stage, &setup).await
}

/// As a registry that writes whole addresses does behind a server that does not pass the Host on (Pulp).
async fn a_link_that_leads_astray(stage: &Stage, setup: &Setup) -> Result<()> {
    setup.registry_proxy.change_cors(|cors| cors.expose_headers.push("Link".to_owned()));
    let (ours, theirs) = ("</v2/".to_owned(), "<http://upstream.internal/v2/".to_owned());
    setup.registry_proxy.faults.add(When::any(), Fault::ReplaceInHeader("link".to_owned(), ours, theirs));
    opened(stage, setup, "1,501 repositories").await?;
    setup
        .registry_proxy
        .faults
        .add(query("last="), Fault::answer(StatusCode::METHOD_NOT_ALLOWED, "text/plain", "no\n"));
    opened(stage, setup, "1,000 repositories, maybe more").await?;
    let why = stage.browser.text(r#"[data-problem="may-be-more"]"#).await?;
    let says = ["goes on at http://upstream.internal/v2/_catalog", "proxy_set_header Host $http_host;"];
    ensure!(says.iter().all(|part| why.contains(part)), "the page says {why:?}");
    ensure!(!why.contains("Access-Control-Expose-Headers"), "the page says {why:?}");
    Ok(())
}

async fn opened(stage: &Stage, setup: &Setup, count: &str) -> Result<()> {
    stage.browser.go("about:blank").await?;
    stage.browser.go(&setup.page_address("")).await?;
    stage.browser.wait_for_text(".count", count).await?;
    quiet(setup).await
}

fn query(part: &str) -> When {
    When { query: Some(part.to_owned()), ..When::any() }
}
