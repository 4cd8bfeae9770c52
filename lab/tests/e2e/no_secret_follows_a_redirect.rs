//! A token service that sends the browser on gets no password there: the form would follow a 307 or a 308 to any host. A registry
//! that sends a list on to another origin is told of. Contents still come from a storage, with a token on the way.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use http::{Method, StatusCode};
use lab::proxy::{Cors, Fault, Proxy, When};
use lab::setup::{DEMO, PASSWORD, Plan, Setup};

use crate::stage::Stage;
use crate::steps::{see, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    for status in [StatusCode::TEMPORARY_REDIRECT, StatusCode::PERMANENT_REDIRECT] {
        the_form_stays(&stage, status).await?;
    }
    a_moved_service_gets_it_where_it_is_now(&stage).await?;
    a_list_of_another_origin(&stage).await?;
    contents_come_from_a_storage(&stage).await
}

/// The service refuses preflights, so that the password would go by form; and it sends everybody on to a stranger.
async fn the_form_stays(stage: &Stage, status: StatusCode) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    browser.wait_for(".sign-in").await?;
    let stranger = stranger(&setup).await?;
    let tokens = &setup.tokens.as_ref().context("a token service")?.proxy;
    tokens.faults.add(When::preflight(), Fault::answer(StatusCode::FORBIDDEN, "text/plain", "no"));
    tokens.faults.add(When::any(), Fault::Redirect(status, stranger.origin()));
    sign_in(browser, DEMO, PASSWORD).await?;
    browser.wait_for_text(r#"[data-problem="redirected"]"#, "Your password was not sent there").await?;
    let came = stranger.log.read();
    let secret = came.iter().find(|entry| entry.method == Method::POST || entry.authorization.is_some());
    ensure!(secret.is_none(), "the stranger was sent {secret:?} after {status}");
    let forms = setup.token_log().context("a log")?.read();
    ensure!(forms.iter().any(|entry| entry.method == Method::POST), "the form was never tried, so this shows nothing");
    Ok(())
}

/// Pulp sends `/token` on to `/token/`: the same origin, so the password may go there.
async fn a_moved_service_gets_it_where_it_is_now(stage: &Stage) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let origin = setup.token_origin().context("a token service")?;
    let tokens = &setup.tokens.as_ref().context("a token service")?.proxy;
    let (now, old) = (format!("{origin}/token"), format!("{origin}/old/token"));
    let challenge = Fault::ReplaceInHeader("www-authenticate".to_owned(), now.clone(), old);
    setup.registry_proxy.faults.add(When::any(), challenge);
    tokens.faults.add(When::path("/old/token"), Fault::redirect(StatusCode::MOVED_PERMANENTLY, &now));
    stage.browser.go(&setup.page_address("")).await?;
    sign_in(&stage.browser, DEMO, PASSWORD).await?;
    see(&stage.browser, "library/hello").await
}

async fn a_list_of_another_origin(stage: &Stage) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let other = stranger(&setup).await?;
    setup.registry_proxy.faults.add(When::any(), Fault::Redirect(StatusCode::TEMPORARY_REDIRECT, other.origin()));
    stage.browser.go(&setup.page_address("")).await?;
    stage.browser.wait_for_text(r#"[data-problem="redirected"]"#, "is not the answer of the registry").await.map(drop)
}

async fn contents_come_from_a_storage(stage: &Stage) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    // It is asked without the token, as signed addresses are, and answers whatever origin a browser names after a redirect.
    let open = stage.start(Plan::anonymous()).await?;
    let storage = Proxy::start(&open.registry.origin(), Cors::for_everybody()).await?;
    let to_storage = Fault::Redirect(StatusCode::TEMPORARY_REDIRECT, storage.origin());
    setup.registry_proxy.faults.add(When::containing("/blobs/"), to_storage);
    stage.browser.go(&setup.page_address("library/hello:latest")).await?;
    sign_in(&stage.browser, DEMO, PASSWORD).await?;
    stage.browser.wait_for_text(".layers", "COPY . /app").await?;
    let came = storage.log.read();
    ensure!(!came.is_empty(), "no content came from the storage");
    let with_token = came.iter().find(|entry| entry.authorization.is_some());
    ensure!(with_token.is_none(), "the storage was sent the token: {with_token:?}");
    Ok(())
}

/// Somebody else's server, which lets every page in.
async fn stranger(setup: &Setup) -> Result<Proxy> {
    Proxy::start(&setup.registry.origin(), Cors::for_everybody()).await
}
