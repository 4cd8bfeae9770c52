//! Fixes that are for one kind of server alone: a relay, Harbor's nginx, Distribution's own headers.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::folders;
use lab::mounted::{Mounted, Software};
use lab::process::free_port;
use lab::proxy::{Cors, Fault, Proxy, When};
use lab::setup::{Access, DEMO, PASSWORD, Plan, Setup};
use pierglass::diagnosis::fixes::{self, Fix, Names, Relay, fill};
use serde_json::{Value, json};

use super::case::{checked, filled, read};
use super::{ids, limit, outcomes, report, table};
use crate::stage::Stage;
use crate::steps::see;

/// nginx as a relay.
pub async fn relay(stage: Arc<Stage>) -> Result<()> {
    relays(&stage, named("nginx-relay")?, Software::Nginx).await
}

/// A newer nginx as a relay.
pub async fn new_nginx_relay(stage: Arc<Stage>) -> Result<()> {
    relays(&stage, named("nginx-relay")?, Software::NewNginx).await
}

/// Envoy as a relay.
pub async fn envoy_relay(stage: Arc<Stage>) -> Result<()> {
    relays(&stage, named("envoy-relay")?, Software::Envoy).await
}

/// The same as a worker.
pub async fn worker(stage: Arc<Stage>) -> Result<()> {
    relays(&stage, named("cloudflare-worker")?, Software::Node).await
}

/// A relay before a registry with tokens, then before one whose blobs lie in a storage that no page may read.
async fn relays(stage: &Stage, fix: &'static Fix, software: Software) -> Result<()> {
    let mut setup = stage.start(Plan::token()).await?;
    let tokens = setup.tokens.as_ref().context("tokens")?;
    setup.registry_proxy.change_cors(|cors| *cors = Cors::pass_through());
    tokens.proxy.change_cors(|cors| *cors = Cors::pass_through());
    let token_origin = tokens.proxy.origin();
    let names = Names::new(&setup.page_origin(), &setup.registry_origin().parse()?);
    let names = through(names.with_realm(&format!("{token_origin}/token").parse()?))?;
    let (server, _) = mended(stage, fix, software, &mut setup, &names, &token_origin).await?;
    let origin = &names.relay.origin;
    limit(&setup);
    let asked = json!({
        "registry": origin, "realm": format!("{origin}/token"), "user": DEMO, "password": PASSWORD, "changes": false,
    });
    let worked = outcomes(&stage.browser, asked).await.with_context(|| server.output())?;
    let version = software.version()?;
    eprintln!("{}, {version}: mended; worked: sign-in, list, {worked}", fix.id);
    // Whoever is no page of these is not relayed at all.
    let closed = lab::client::Client::default();
    for headers in [&[][..], &[("origin", "https://elsewhere.example")]] {
        let answer = closed.get(&format!("{origin}/v2/"), headers).await?;
        ensure!(answer.status == 403, "the relay answers {} to {headers:?}", answer.status);
    }
    drop(server);

    let mut setup = stage.start(Plan::anonymous()).await?;
    let storage = Proxy::start(&setup.registry.origin(), Cors::pass_through()).await?;
    let redirect = Fault::Redirect(http::StatusCode::TEMPORARY_REDIRECT, storage.origin());
    setup.registry_proxy.faults.add(When::containing("/blobs/"), redirect);
    let names = through(Names::new(&setup.page_origin(), &setup.registry_origin().parse()?))?;
    let (_, fired) = mended(stage, fix, software, &mut setup, &names, "").await?;
    ensure!(fired.contains(&"storage-redirect-blocked".to_owned()), "only {fired:?} fired");
    table::worked(fix, &version, stage.browser.engine);
    Ok(())
}

/// Harbor's own nginx, with the file in the place where Harbor includes it.
pub async fn harbor(stage: Arc<Stage>) -> Result<()> {
    let fix = named("harbor-cors")?;
    let origin = format!("http://127.0.0.1:{}", free_port()?);
    let plan = Plan { realm: Some(format!("{origin}/service/token")), ..Plan::token() };
    let mut setup = stage.start(plan).await?;
    setup.typed = Some(origin.clone());
    setup.registry_proxy.change_cors(|cors| *cors = Cors::pass_through());
    let mut names = Names::new(&setup.page_origin(), &origin.parse()?);
    names = names.with_realm(&format!("{origin}/service/token").parse()?);
    names.upstream = setup.registry_proxy.address().to_string();
    if let (Some(tokens), Some(place)) = (&setup.tokens, &mut names.tokens) {
        tokens.proxy.change_cors(|cors| *cors = Cors::pass_through());
        place.upstream = tokens.proxy.address().to_string();
    }
    let (server, _) = mended(&stage, fix, Software::Nginx, &mut setup, &names, &origin).await?;
    limit(&setup);
    let asked = json!({
        "registry": origin, "realm": format!("{origin}/service/token"), "user": DEMO, "password": PASSWORD,
        "changes": false,
    });
    let worked = outcomes(&stage.browser, asked).await.with_context(|| server.output())?;
    eprintln!("{}: mended; worked: sign-in, list, {worked}", fix.id);
    table::worked(fix, &Software::Nginx.version()?, stage.browser.engine);
    Ok(())
}

/// Distribution's own headers, where nobody has to sign in.
pub async fn distribution(stage: Arc<Stage>) -> Result<()> {
    let fix = named("distribution-headers")?;
    let mut setup = stage.start(Plan::anonymous()).await?;
    setup.typed = Some(setup.registry.origin());
    let fired = fired(&stage, fix, &setup, "").await?;
    let mut setup = stage.start(Plan { configured: Some(configured), ..Plan::new(Access::Anonymous) }).await?;
    setup.typed = Some(setup.registry.origin());
    checked(fix, &Names::new(&setup.page_origin(), &setup.registry.origin().parse()?))?;
    works(&stage, &setup, "").await?;
    let version = setup.registry.description();
    ensure!(fix.run_on.is_some(), "{version} was run, and the record says nothing of it");
    eprintln!("{}: broken ({}), mended on {version}; worked: list", fix.id, fired.join(" "));
    table::worked(fix, &version, stage.browser.engine);
    Ok(())
}

/// The fix as a part of Distribution's configuration.
fn configured(page: &str) -> Result<Value> {
    let names = Names::new(page, &"http://127.0.0.1:5000".parse()?);
    Ok(serde_yaml_ng::from_str(&filled(named("distribution-headers")?, &names)?)?)
}

fn named(id: &str) -> Result<&'static Fix> {
    fixes::all().find(|fix| fix.id == id).with_context(|| format!("there is no fix {id}"))
}

/// Asks the lab's servers through a relay, which speak no TLS.
fn through(names: Names) -> Result<Names> {
    let host = |origin: &str| origin.trim_start_matches("http://").to_owned();
    let token_service = names.tokens.as_ref().map_or_else(|| host(&names.registry), |tokens| host(&tokens.origin));
    let relay = Relay {
        origin: format!("http://127.0.0.1:{}", free_port()?),
        scheme: "http",
        upstream: host(&names.registry),
        token_service,
        token_path: "/token".to_owned(),
        resolver: "127.0.0.1".to_owned(),
    };
    Ok(Names { relay, ..names })
}

/// The findings before, which the fix must be for; then the server with it, and a healthy check-up and a list.
async fn mended(
    stage: &Stage,
    fix: &'static Fix,
    software: Software,
    setup: &mut Setup,
    names: &Names,
    token_origin: &str,
) -> Result<(Mounted, Vec<String>)> {
    let public = if fix.is_relay() { names.relay.origin.clone() } else { names.registry.clone() };
    let port = public.rsplit(':').next().and_then(|port| port.parse().ok()).context("a port")?;
    let around = folders::workspace().join("lab/tests/e2e/the_fixes_work/before/harbor.conf");
    let file = filled(fix, names)?;
    let found = if fix.is_relay() {
        fired(stage, fix, setup, token_origin).await?
    } else {
        let before = fill(fix, &read(&around)?, names)?;
        let _server = Mounted::start(software, &[before], &[port]).await?;
        fired(stage, fix, setup, token_origin).await?
    };
    let file = if fix.is_relay() {
        file
    } else {
        let around = fill(fix, &read(&around)?, names)?;
        around.replace("    # Harbor's own nginx includes conf.d/harbor.http.*.conf here.\n", &file)
    };
    let server = Mounted::start(software, &[file], &[port]).await?;
    checked(fix, names)?;
    setup.typed = Some(public.clone());
    works(stage, setup, if fix.is_relay() { &public } else { token_origin }).await.with_context(|| server.output())?;
    Ok((server, found))
}

/// What is found of what the fix is for.
async fn fired(stage: &Stage, fix: &Fix, setup: &Setup, token_origin: &str) -> Result<Vec<String>> {
    let found = ids(&report(stage, setup, &setup.page_origin(), token_origin).await?);
    let fired: Vec<String> = found.iter().filter(|id| fix.ends(id)).cloned().collect();
    ensure!(!fired.is_empty(), "{} ends nothing of what was found: {found:?}", fix.id);
    Ok(fired)
}

/// A healthy check-up, and a list.
async fn works(stage: &Stage, setup: &Setup, token_origin: &str) -> Result<()> {
    let after = report(stage, setup, &setup.page_origin(), token_origin).await?;
    ensure!(ids(&after).is_empty() && after["outcome"] == "healthy", "with the fix: {after:#}");
    stage.browser.go(&setup.page_address("")).await?;
    see(&stage.browser, "library/hello").await
}
