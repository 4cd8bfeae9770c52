//! The pure CORS check and the browsers' own say the same about random headers: may the page send the request, may it read
//! the answer, and which headers of it.
//!
//! The seed is printed; `PIERGLASS_CORS_SEED` sets it again, and `PIERGLASS_CORS_CASES` says how many there are.

mod case;
mod deviations;

use std::collections::HashMap;
use std::env;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use lab::browser::Engine;
use lab::page::PageServer;
use lab::proxy::raw::{RawRequest, RawServer};
use serde_json::{Value, json};

use crate::stage::Stage;
use case::{Case, Outcome, Random};
use deviations::{Count, as_the_engine_reads_it};

/// How many cases there are in a run, and how many in one call of WebDriver.
const CASES: usize = 600;
const BATCH: usize = 100;

/// Six at a time, as many as a browser opens connections. The answer to each is its status and the names that can be
/// read, or null.
const FETCH: &str = r#"
    const [registry, cases] = arguments;
    const outcomes = [];
    const ask = async at => {
        const {id, method, headers, credentials} = cases[at];
        try {
            const answer = await fetch(`${registry}/${id}`, {method, headers, credentials, cache: "no-store"});
            await answer.arrayBuffer();
            outcomes[at] = {status: answer.status, names: [...answer.headers.keys()]};
        } catch (error) {
            outcomes[at] = error.name === "TypeError" ? null : String(error);
        }
    };
    let next = 0;
    const worker = async () => { while (next < cases.length) await ask(next++); };
    return Promise.all(Array.from({length: 6}, worker)).then(() => outcomes);
"#;

/// What the server saw of a case.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// `Access-Control-Request-Headers` of the preflight; empty where it had none.
    preflight: Option<String>,
    request: bool,
}

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let page = PageServer::start(&stage.page).await?;
    page.set_file("/empty.html", "<!doctype html><title>Pierglass asks</title>");
    stage.browser.go(&format!("{}/empty.html", page.origin())).await?;

    let seed = number("PIERGLASS_CORS_SEED").unwrap_or_else(|| RandomState::new().build_hasher().finish());
    let count = number("PIERGLASS_CORS_CASES").map_or(CASES, |count| count as usize);
    let engine = stage.browser.engine;
    eprintln!("{engine}: {count} CORS cases of PIERGLASS_CORS_SEED={seed}");
    let mut random = Random(seed);
    let cases: Vec<Case> = (0..count).map(|id| Case::random(id, &page.origin(), &mut random)).collect();

    let seen = Arc::new(Mutex::new(HashMap::<usize, Seen>::new()));
    let server = serve(cases.clone(), Arc::clone(&seen)).await?;
    let mut wrong = Vec::new();
    for batch in cases.chunks(BATCH) {
        let asked: Vec<Value> = batch.iter().map(Case::for_the_page).collect();
        let outcomes = stage.browser.run(FETCH, vec![server.origin().into(), json!(asked)]).await?;
        let outcomes = outcomes.as_array().context("a list of outcomes")?;
        ensure!(outcomes.len() == batch.len(), "{} of {} cases came back", outcomes.len(), batch.len());
        for (case, outcome) in batch.iter().zip(outcomes) {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).get(&case.id).cloned().unwrap_or_default();
            wrong.extend(compare(case, engine, outcome, &seen));
        }
    }
    eprint!("{}", Count { engine, cases });
    let shown = wrong.iter().take(8).cloned().collect::<Vec<_>>().join("\n\n");
    ensure!(wrong.is_empty(), "{} of {count} differ, PIERGLASS_CORS_SEED={seed}\n\n{shown}", wrong.len());
    Ok(())
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

async fn serve(cases: Vec<Case>, seen: Arc<Mutex<HashMap<usize, Seen>>>) -> Result<RawServer> {
    RawServer::start(move |request: RawRequest| {
        let id = request.target.trim_start_matches('/').parse().unwrap_or(usize::MAX);
        let Some(case) = cases.get(id) else {
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec();
        };
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = seen.entry(id).or_default();
        let is_preflight = request.method == "OPTIONS" && request.header("access-control-request-method").is_some();
        if is_preflight {
            seen.preflight = Some(request.header("access-control-request-headers").unwrap_or_default().to_owned());
            return case.preflight.bytes();
        }
        seen.request = true;
        case.answer.bytes()
    })
    .await
}

/// What differs between the standard and what the browser did, in words for a person.
fn compare(case: &Case, engine: Engine, outcome: &Value, seen: &Seen) -> Option<String> {
    let expected = as_the_engine_reads_it(engine, case).expected();
    let readable = match outcome {
        Value::Null => None,
        other => {
            let names = other["names"].as_array().map(Vec::as_slice).unwrap_or_default();
            let mut names: Vec<String> = names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            names.sort();
            Some((other["status"].as_u64().unwrap_or_default(), names))
        }
    };
    let found = Outcome { preflight: seen.preflight.clone(), sent: seen.request, readable };
    (found != expected).then(|| format!("{case:#?}\nexpected: {expected:?}\nfound:    {found:?}"))
}
