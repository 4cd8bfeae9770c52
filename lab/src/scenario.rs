//! `cargo lab scenario`: set-ups that are right or broken in one way, held open to look at.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use http::StatusCode;

use crate::process::asked_to_end;
use crate::proxy::{Cors, Fault, When};
use crate::setup::{Access, Content, LIMITED, PASSWORD, Plan, Setup};
use crate::token_service::TokenField;
use crate::{page, tools};

/// One set-up.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub sentence: &'static str,
    /// What to start.
    pub plan: fn() -> Plan,
    /// What to break then.
    pub prepare: fn(&Setup),
}

/// All set-ups, from the plainest on.
pub const SCENARIOS: &[Scenario] = &[
    right("anonymous", "Everybody gets in; the CORS headers are right.", Plan::anonymous),
    right("basic", "Accounts sign in with a password on every request; the CORS headers are right.", Plan::basic),
    right("token", "Accounts sign in at a token service on a third origin; the CORS headers are right.", Plan::token),
    right("token-short-lived", "Tokens end after five seconds, so that they end while one browses.", || {
        Plan::token().token_lifetime(Duration::from_secs(5))
    }),
    broken("token-missing", "The token service answers without a token.", Plan::token, |setup| {
        change_tokens(setup, |settings| settings.field = TokenField::Neither)
    }),
    broken(
        "token-audience-mismatch",
        "Tokens are made for another service, so the registry refuses every one.",
        Plan::token,
        |setup| change_tokens(setup, |settings| settings.audience = "another".to_owned()),
    ),
    right("catalog-denied", "The account `limited` may pull library/* but not list the catalog.", Plan::token),
    broken(
        "catalog-unsupported",
        "The registry has no catalog: 404, as registries answer that never had one.",
        Plan::anonymous,
        |setup| {
            let missing = Fault::answer(StatusCode::NOT_FOUND, "text/plain", "404 page not found\n");
            setup.registry_proxy.faults.add(When::path(CATALOG), missing);
        },
    ),
    right("catalog-empty", "The registry holds nothing.", || Plan::anonymous().content(Content::Empty)),
    broken(
        "challenge-hidden",
        "The 401 does not expose WWW-Authenticate, so the page cannot see where tokens come from.",
        Plan::token,
        |setup| {
            let proxy = &setup.registry_proxy;
            proxy.change_cors(|cors| cors.hide("WWW-Authenticate"));
        },
    ),
    broken("realm-blocked", "The token service sends no CORS headers.", Plan::token, |setup| {
        if let Some(tokens) = &setup.tokens {
            tokens.proxy.change_cors(|cors| *cors = Cors::pass_through());
        }
    }),
    broken("cors-missing", "The registry sends no CORS headers at all.", Plan::anonymous, |setup| {
        setup.registry_proxy.change_cors(|cors| *cors = Cors::pass_through())
    }),
    right(
        "preflight-unauthorized",
        "Distribution with htpasswd and its own CORS headers: it answers preflights with 401.",
        || Plan { native_cors: true, ..Plan::basic() },
    ),
    broken("html-answer", "The catalog is answered with a page of HTML.", Plan::anonymous, |setup| {
        let html = "<!doctype html><title>Welcome</title><h1>It works!</h1>";
        let html = Fault::answer(StatusCode::OK, "text/html", html);
        setup.registry_proxy.faults.add(When::path(CATALOG), html);
    }),
    broken("truncated-json", "The catalog's answer ends in the middle.", Plan::anonymous, |setup| {
        setup.registry_proxy.faults.add(When::path(CATALOG), Fault::Truncate(60))
    }),
    broken("rate-limited", "Every request is answered 429 with Retry-After: 30.", Plan::anonymous, |setup| {
        let body = r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}"#;
        let limited = Fault::Answer {
            status: StatusCode::TOO_MANY_REQUESTS,
            headers: vec![
                ("content-type".to_owned(), "application/json".to_owned()),
                ("retry-after".to_owned(), "30".to_owned()),
            ],
            body: body.into(),
        };
        setup.registry_proxy.faults.add(When::any(), limited);
    }),
    broken("slow", "Every answer takes two seconds.", Plan::anonymous, |setup| {
        let delay = Fault::Delay(Duration::from_secs(2));
        setup.registry_proxy.faults.add(When::any(), delay);
    }),
    broken("hangs-up", "The registry closes every connection without an answer.", Plan::anonymous, |setup| {
        setup.registry_proxy.faults.add(When::any(), Fault::Cut)
    }),
    right("ten-thousand-repositories", "A catalog of 10,000 repositories, at most 1,000 in a page.", || {
        Plan::anonymous().content(Content::ManyRepositories(10_000))
    }),
    right("ten-thousand-tags", "The repository many/tags with 10,000 tags.", || {
        Plan::anonymous().content(Content::ManyTags(10_000))
    }),
    broken("big-catalog-page", "The catalog is one page of 5 MB, whatever one asks for.", Plan::anonymous, |setup| {
        let page = Fault::answer(StatusCode::OK, "application/json", big_catalog_page());
        setup.registry_proxy.faults.add(When::path(CATALOG), page);
    }),
];

const CATALOG: &str = "/v2/_catalog";

const fn right(name: &'static str, sentence: &'static str, plan: fn() -> Plan) -> Scenario {
    broken(name, sentence, plan, |_| {})
}

const fn broken(name: &'static str, sentence: &'static str, plan: fn() -> Plan, prepare: fn(&Setup)) -> Scenario {
    Scenario { name, sentence, plan, prepare }
}

/// The set-up of a name.
pub fn find(name: &str) -> Result<&'static Scenario> {
    SCENARIOS
        .iter()
        .find(|scenario| scenario.name == name)
        .with_context(|| format!("no scenario is called {name}; `cargo lab scenario` lists them"))
}

impl Scenario {
    /// Starts the set-up and breaks what it breaks.
    pub async fn start(&self, page_folder: &Path) -> Result<Setup> {
        let setup = (self.plan)().start(page_folder).await?;
        (self.prepare)(&setup);
        Ok(setup)
    }
}

/// Prints all names and sentences.
pub fn list() {
    for Scenario { name, sentence, .. } in SCENARIOS {
        println!("{name:26} {sentence}");
    }
}

/// Holds a set-up open until Ctrl+C.
pub async fn run(name: &str, page_folder: Option<&Path>) -> Result<()> {
    let scenario = find(name)?;
    let folder = match page_folder {
        Some(folder) => folder.to_owned(),
        None => page::build()?,
    };
    tools::registry_binary::install();
    let setup = scenario.start(&folder).await?;
    println!("{}\n", scenario.sentence);
    println!("  Open      {}", setup.page_address(""));
    if (scenario.plan)().access != Access::Anonymous {
        let account = if name == "catalog-denied" { LIMITED } else { crate::setup::DEMO };
        println!("  Account   {account}\n  Password  {PASSWORD}");
    }
    println!("  Registry  {}", setup.registry.description());
    println!("\nCtrl+C stops everything.");
    asked_to_end().await;
    for entry in setup.registry_log().take() {
        println!("registry  {entry}");
    }
    for entry in setup.token_log().map(|log| log.take()).unwrap_or_default() {
        println!("tokens    {entry}");
    }
    Ok(())
}

fn change_tokens(setup: &Setup, change: impl FnOnce(&mut crate::token_service::Settings)) {
    if let Some(tokens) = &setup.tokens {
        tokens.service.change(change);
    }
}

fn big_catalog_page() -> String {
    let names = (0..125_000).map(|number| format!("\"big/catalog/repository-with-{number:06}\""));
    let names: Vec<String> = names.collect();
    format!("{{\"repositories\":[{}]}}", names.join(","))
}
