//! Every fix that the page calls run: a server as people have it, the rule that finds what it lacks, the fix mounted into that
//! very server, the rule silent, and what a page can do then.

pub mod case;
pub mod others;
mod table;

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::mounted::{Mounted, Software, certificate_file};
use lab::process::free_port;
use lab::proxy::{Cors, Fault, When};
use lab::setup::{Access, Content, DEMO, KEEPER, PASSWORD, Plan, Setup};
use pierglass::diagnosis::fixes::Names;
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::see;
use case::{CASES, Case, before, mended};
use lab::check_up::report_at;
pub use table::write as write_table;

/// What a page does with the raw server, beside what the application shows: each outcome by its name.
const WORKS: &str = include_str!("the_fixes_work/works.js");

/// A check-up ends by itself long before this.
const WITHIN: std::time::Duration = std::time::Duration::from_secs(60);

/// All set-ups of one server.
pub async fn run(stage: Arc<Stage>, software: Software) -> Result<()> {
    let version = software.version()?;
    for case in CASES.iter().filter(|case| is_tried(software, case)) {
        let told = mend(&stage, software, case, Scheme::Http).await;
        let told = told.with_context(|| format!("{software}, {}", case.name))?;
        for fix in case.fixes(software)? {
            table::worked(fix, &version, stage.browser.engine);
            let number = version.rsplit(' ').next().unwrap_or_default();
            if !fix.run_on.is_some_and(|servers| servers.contains(number)) {
                let wrong = format!("{} was run on {version}; its record names {:?}", fix.id, fix.run_on);
                // Of others a machine may have another version than ours.
                ensure!(!software.is_pinned(), wrong);
                eprintln!("{wrong}");
            }
        }
        eprintln!("{version}, {}, {}: {told}", case.name, stage.browser.engine);
    }
    let engine = stage.browser.engine;
    let trusting = Stage { browser: Browser::open_accepting_certificates(engine).await?, page: stage.page.clone() };
    let told = mend(&trusting, software, &CASES[1], Scheme::Https).await;
    eprintln!("{version}, {}, with TLS, {engine}: {}", CASES[1].name, told.context("with TLS")?);
    trusting.browser.close().await
}

/// PyPI's nginx has no module for files that were compressed beforehand, which the page's own need. Of second versions what the case
/// with TLS shows is not shown without it.
fn is_tried(software: Software, case: &Case) -> bool {
    match software {
        Software::NewNginx => !case.is_same_origin() && case.name != CASES[1].name,
        Software::NewCaddy => case.name != CASES[1].name,
        _ => true,
    }
}

/// How browsers reach the server.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

async fn mend(stage: &Stage, software: Software, case: &Case, scheme: Scheme) -> Result<String> {
    let own = |port: u16| match scheme {
        Scheme::Http => format!("http://127.0.0.1:{port}"),
        Scheme::Https => format!("https://localhost:{port}"),
    };
    let (registry, service) = (own(free_port()?), own(free_port()?));
    let token_origin = if case.tokens_here { registry.clone() } else { service };
    let plan = Plan {
        realm: Some(format!("{token_origin}/token")),
        deletes: case.changes,
        changes: case.changes,
        native_cors: case.native_cors,
        ..Plan::new(case.access)
    };
    let mut setup = stage.start(plan.content(Content::Sample)).await?;
    setup.typed = Some(registry.clone());
    // The lab's own proxies only hand on, and fail on command.
    setup.registry_proxy.change_cors(|cors| *cors = Cors::pass_through());
    let folder = readable_page(stage)?;
    let mut names = Names::new(&setup.page_origin(), &registry.parse()?);
    names.upstream = setup.registry_proxy.address().to_string();
    names.page_folder = folder.path().display().to_string();
    names.page_upstream = setup.page.origin().trim_start_matches("http://").to_owned();
    names.changes = case.changes;
    if scheme == Scheme::Https {
        let file = certificate_file(folder.path())?.display().to_string();
        (names.certificate, names.key) = (file.clone(), file);
    }
    if let Some(tokens) = &setup.tokens {
        tokens.proxy.change_cors(|cors| *cors = Cors::pass_through());
        let upstream = tokens.proxy.address().to_string();
        names = names.with_realm(&format!("{token_origin}/token").parse()?);
        if let Some(tokens) = &mut names.tokens {
            tokens.upstream = upstream;
        }
    }

    let ends = case.ends(software)?;
    let server = before(software, case, &names).await?;
    let found = ids(&report(stage, &setup, &setup.page_origin(), &token_origin).await?);
    let fired: Vec<&String> = found.iter().filter(|id| ends.contains(id.as_str())).collect();
    ensure!(!fired.is_empty(), "nothing of {ends:?} was found before, only {found:?}");
    drop(server);

    let _behind = match scheme {
        Scheme::Http => None,
        Scheme::Https => Some(speaking_tls(&mut names).await?),
    };
    let server = mended(software, case, &names).await?;
    let page = if case.is_same_origin() { format!("{registry}/ui/") } else { setup.page_origin() };
    let page = page.trim_end_matches('/').to_owned();
    for fix in case.fixes(software)? {
        case::checked(fix, &names)?;
    }
    let after = report(stage, &setup, &page, &token_origin).await?;
    let left = ids(&after);
    ensure!(left.is_empty(), "still found with the fix: {left:?}\n{after:#}\n{}", server.output());
    ensure!(after["outcome"] == "healthy", "the outcome is {}", after["outcome"]);
    let browser = &stage.browser;
    browser.go(&format!("{page}/#/{registry}")).await?;
    see(browser, "library/hello").await?;

    drop(server);
    let worked = works(stage, software, case, &names, &setup, &token_origin).await?;
    let fired = fired.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" ");
    Ok(format!("broken ({fired}), mended; worked: sign-in, list, {worked}"))
}

/// A registry and a token service that speak TLS themselves, for which an nginx stands in.
async fn speaking_tls(names: &mut Names) -> Result<Mounted> {
    let port = free_port()?;
    let origin = format!("https://localhost:{port}");
    let mut own = Names { opened: origin.clone(), registry: origin.clone(), ..names.clone() };
    let upstream = format!("https://127.0.0.1:{port}");
    names.upstream = upstream.clone();
    if let (Some(own), Some(tokens)) = (&mut own.tokens, &mut names.tokens) {
        own.opened = origin;
        tokens.upstream = upstream;
    }
    Mounted::start(Software::Nginx, &[case::handing_on(&own)?], &[port]).await
}

/// Checks up with the demo account signed in, whose password may go to the token service.
async fn report(stage: &Stage, setup: &Setup, page: &str, token_origin: &str) -> Result<Value> {
    let kept = [DEMO, PASSWORD, token_origin].map(str::to_owned).to_vec();
    let typed = setup.check_up_target();
    let target = format!("#/checkup/{typed}");
    let report = report_at(&stage.browser, page, &target, Some((typed.clone(), kept)));
    let report = tokio::time::timeout(WITHIN, report).await.context("no report came")??;
    Ok(serde_json::from_str(&report)?)
}

/// The findings that hinder.
fn ids(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().into_iter().flatten();
    let hindering = findings.filter(|finding| finding["severity"] != "note");
    hindering.filter_map(|finding| finding["id"].as_str().map(str::to_owned)).collect()
}

/// What the page reads of the server, errors too: a failure where something may not be read.
async fn works(
    stage: &Stage,
    software: Software,
    case: &Case,
    names: &Names,
    setup: &Setup,
    token_origin: &str,
) -> Result<String> {
    limit(setup);
    let realm = (case.access == Access::Token).then(|| format!("{token_origin}/token"));
    let asked = json!({
        "registry": names.registry, "realm": realm, "user": DEMO, "password": PASSWORD, "changes": case.changes, "keeper": KEEPER,
    });
    let server = mended(software, case, names).await?;
    let worked = outcomes(&stage.browser, asked.clone()).await.with_context(|| server.output())?;
    drop(server);

    // The registry is gone, and the server says so in a way that the page can read.
    let gone = Names { upstream: format!("127.0.0.1:{}", free_port()?), ..names.clone() };
    let server = mended(software, case, &gone).await?;
    let status = stage.browser.run(
        "return fetch(arguments[0] + '/v2/', {cache: 'no-store'}).then(answer => answer.status, String)",
        vec![names.registry.clone().into()],
    );
    let status = status.await?;
    let is_readable = status.as_u64().is_some_and(|status| (502..=504).contains(&status));
    ensure!(is_readable, "without a registry the page sees {status}\n{}", server.output());
    Ok(format!("{worked}, {status}"))
}

/// One path is answered 429 from now on, with the time to wait.
fn limit(setup: &Setup) {
    let slow = r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}"#;
    let faults = &setup.registry_proxy.faults;
    let limited = Fault::answer(http::StatusCode::TOO_MANY_REQUESTS, "application/json", slow);
    faults.add(When::path("/v2/limited/tags/list"), limited);
    faults.add(When::path("/v2/limited/tags/list"), Fault::set_header("retry-after", "7"));
}

async fn outcomes(browser: &Browser, asked: Value) -> Result<String> {
    let outcomes = browser.run(WORKS, vec![asked]).await?;
    let outcomes = outcomes.as_object().context("outcomes by name")?;
    let failed: Vec<String> =
        outcomes.iter().filter(|(_, what)| **what != true).map(|(name, what)| format!("{name}: {what}")).collect();
    ensure!(failed.is_empty(), "does not work: {}", failed.join("; "));
    Ok(outcomes.keys().cloned().collect::<Vec<_>>().join(", "))
}

/// The built page in a folder that servers may read which do not run as root.
fn readable_page(stage: &Stage) -> Result<tempfile::TempDir> {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::Builder::new().prefix("pierglass-page-").tempdir()?;
    copy(&stage.page, folder.path())?;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}

fn copy(from: &std::path::Path, to: &std::path::Path) -> Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
