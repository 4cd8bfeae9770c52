//! What is measured, scene by scene: each has its registry, and both pages visit it in turns.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use http::StatusCode;

use super::nginx::Asked;
use super::profile::Profile;
use super::samples::{Page, Samples, What, median};
use super::visit::{Key, Visit, Want};
use super::world::{Given, World, address, longest_task};
use super::{first_list, heavy, preflights};
use crate::proxy::{Fault, Path as FaultPath, When};
use crate::setup::{Content, Plan};
use crate::token_service::account::Rights;

type Running<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// A scene.
pub(super) struct Scene {
    pub(super) name: &'static str,
    pub(super) run: for<'a> fn(&'a Given, &'a mut Samples) -> Running<'a>,
}

/// All of them.
pub(super) const SCENES: &[Scene] = &[
    Scene { name: "20 repositories: bytes", run: |given, samples| Box::pin(few(given, samples)) },
    Scene {
        name: "20 repositories: no throttling",
        run: |given, samples| Box::pin(first_list::list(Profile::Unthrottled, given, samples)),
    },
    Scene {
        name: "20 repositories: slow",
        run: |given, samples| Box::pin(first_list::list(Profile::Slow, given, samples)),
    },
    Scene {
        name: "20 repositories: phone",
        run: |given, samples| Box::pin(first_list::list(Profile::Phone, given, samples)),
    },
    Scene {
        name: "20 repositories: second visit, phone",
        run: |given, samples| Box::pin(first_list::second_visit(given, samples)),
    },
    Scene { name: "sign-in form, phone", run: |given, samples| Box::pin(first_list::sign_in_form(given, samples)) },
    Scene { name: "preflights", run: |given, samples| Box::pin(preflights::run(given, samples)) },
    Scene { name: "10,000 repositories, 1,000 a page", run: |given, samples| Box::pin(many(given, samples)) },
    Scene { name: "10,000 repositories, 10,000 a page", run: |given, samples| Box::pin(one_page(given, samples)) },
    Scene { name: "10,000 tags", run: |given, samples| Box::pin(tags(given, samples)) },
    Scene { name: "10,000 tags with tokens", run: |given, samples| Box::pin(tokens(given, samples)) },
    Scene { name: "a check-up with tokens", run: |given, samples| Box::pin(check_up(given, samples)) },
    Scene { name: "10,000 tags scrolled away", run: |given, samples| Box::pin(scrolled_away(given, samples)) },
    Scene { name: "what strangers make long", run: |given, samples| Box::pin(heavy::run(given, samples)) },
];

const MANY: usize = 10_000;
const FEW: usize = 20;

/// As fast as a hand can make a page fly, pixels a second.
const FLING: f64 = 6_000.0;

/// How high a row is; a list is so many times as high, and a little more.
const ROW: f64 = 40.0;

/// A frame that takes longer was not in time for its picture.
const LATE: f64 = 25.0;

const SCROLLING: Duration = Duration::from_secs(3);

async fn few(given: &Given, samples: &mut Samples) -> Result<()> {
    let world = World::start(Plan::anonymous().content(Content::ManyRepositories(FEW)), given).await?;
    // The repository that the others are copies of counts too.
    let want = Want { count: FEW + 1, details: false };
    for (page, counts) in given.turns() {
        let visit = Visit::open(want).await?;
        world.forget();
        visit.go(&world.address(page, "")).await?;
        visit.painted("complete").await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        if counts {
            samples.add(What::WorkFew, page, visit.work().await?);
            samples.add(What::FirstPaint, page, visit.read("lab.firstPaint()").await?);
            let own = format!("['{}', '{}']", world.nginx.page_origin, world.nginx.registry_origin);
            samples.add(What::Strangers, page, visit.read(&format!("lab.strangers({own})")).await?);
            let asked = world.nginx.page_requests();
            samples.add(What::Files, page, asked.len() as f64);
            samples.add(What::Bytes, page, asked.iter().map(|asked| asked.bytes as f64).sum());
        }
        visit.close().await?;
        eprint!(".");
    }
    Ok(())
}

async fn many(given: &Given, samples: &mut Samples) -> Result<()> {
    let world = World::start(Plan::anonymous().content(Content::ManyRepositories(MANY)), given).await?;
    let want = Want { count: MANY + 1, details: false };
    let mut keystrokes = Keystrokes::default();
    for (page, counts) in given.turns() {
        let visit = Visit::open(want).await?;
        visit.go(&world.address(page, "")).await?;
        let first = visit.painted("row").await?;
        let complete = visit.painted("complete").await?;
        if counts {
            samples.add(What::WorkMany, page, visit.work().await?);
            samples.add(What::ManyFirstScreen, page, first);
            samples.add(What::ManyComplete, page, complete);
            samples.add(What::Nodes, page, visit.read("lab.nodes()").await?);
            let (heap, wasm) = visit.memory().await?;
            samples.add(What::JsHeap, page, heap);
            samples.add(What::WasmMemory, page, wasm);
            samples.add(What::Memory, page, heap + wasm);
            keystrokes.entry(page).or_default().push(press_keys(&visit).await?);
            samples.add(What::FramesFling, page, late_frames(&visit, FLING).await?);
            let whole = MANY as f64 * ROW / SCROLLING.as_secs_f64();
            let before = visit.work().await?;
            samples.add(What::FramesDrag, page, late_frames(&visit, whole).await?);
            samples.add(What::WorkDrag, page, visit.work().await? - before);
            samples.add(What::LongestTask, page, longest_task(&visit).await?);
        }
        visit.close().await?;
        eprint!(".");
    }
    for (page, keystrokes) in keystrokes {
        let (slowest, usual) = summary(&keystrokes);
        samples.add(What::Keystroke, page, slowest);
        samples.add(What::UsualKeystroke, page, usual);
    }
    Ok(())
}

async fn one_page(given: &Given, samples: &mut Samples) -> Result<()> {
    let mut plan = Plan::anonymous().content(Content::ManyRepositories(MANY));
    plan.catalog_maximum = MANY;
    let world = World::start(plan, given).await?;
    let want = Want { count: MANY + 1, details: false };
    for (page, counts) in given.turns() {
        let visit = Visit::open(want).await?;
        visit.go(&world.address(page, "")).await?;
        let complete = visit.painted("complete").await?;
        if counts {
            samples.add(What::OnePageComplete, page, complete);
            samples.add(What::LongestTaskOnePage, page, longest_task(&visit).await?);
        }
        visit.close().await?;
        eprint!(".");
    }
    Ok(())
}

async fn tags(given: &Given, samples: &mut Samples) -> Result<()> {
    let world = World::start(Plan::anonymous().content(Content::ManyTags(MANY)), given).await?;
    let want = Want { count: MANY, details: true };
    for (page, counts) in given.turns() {
        let visit = Visit::open(want).await?;
        world.forget();
        visit.go(&world.address(page, TAGS)).await?;
        let visible = visit.painted("row").await?;
        let complete = visit.painted("details").await?;
        world.nginx.quiet().await;
        if counts {
            samples.add(What::TagsVisible, page, visible);
            samples.add(What::TagsComplete, page, complete);
            samples.add(What::RowsOnScreen, page, visit.read("lab.rowsOnScreen()").await?);
            samples.add(What::WorkTags, page, visit.work().await?);
            let asked = world.nginx.registry_requests();
            let preflights = asked.iter().filter(|asked| asked.is_preflight()).count();
            samples.add(What::TagRequests, page, (asked.len() - preflights) as f64);
            samples.add(What::TagPreflights, page, preflights as f64);
            late_frames(&visit, MANY as f64 * ROW / SCROLLING.as_secs_f64()).await?;
            samples.add(What::TagRequestsFlyingBy, page, world.nginx.registry_requests().len() as f64);
            samples.add(What::LongestTaskTags, page, longest_task(&visit).await?);
            let (heap, wasm) = visit.memory().await?;
            samples.add(What::MemoryTags, page, heap + wasm);
        }
        visit.close().await?;
        eprint!(".");
    }
    Ok(())
}

async fn tokens(given: &Given, samples: &mut Samples) -> Result<()> {
    let mut plan = Plan::token().content(Content::ManyTags(MANY));
    plan.anonymous_rights = Rights::none().repository("*", &["pull"]).catalog();
    let world = World::start(plan, given).await?;
    let want = Want { count: MANY, details: true };
    for (page, counts) in given.own_turns(2) {
        let visit = Visit::open(want).await?;
        for what in [What::TokenFirst, What::TokenRemembered] {
            world.forget();
            match what {
                What::TokenFirst => visit.go(&world.address(page, TAGS)).await?,
                _ => visit.reload().await?,
            }
            visit.painted("details").await?;
            world.nginx.quiet().await;
            let refused = world.nginx.registry_requests().iter().filter(|asked| is_refused(asked)).count();
            let asked = world.setup.token_log().map(|log| log.lines().len()).unwrap_or_default();
            ensure!(asked > 0, "nobody asked the token service");
            if counts {
                samples.add(what, page, (refused + asked) as f64);
            }
        }
        visit.close().await?;
        eprint!(".");
    }
    Ok(())
}

/// From the address to the report, in milliseconds: all of it, and the steps of the handshake; and how many requests.
const CHECK_UP: &str = "new Promise(done => {
    const begun = performance.now();
    addEventListener('pierglass-report', ({detail}) => {
        const sent = detail.steps.filter(step => ['registry', 'token-service'].includes(step.to));
        const handshake = sent.filter(step => ['plain-get', 'catalog', 'token'].includes(step.step));
        const took = handshake.reduce((sum, step) => sum + step.ms, 0);
        done([detail.outcome, performance.now() - begun - took, sent.filter(step => step.status !== null).length]);
    }, {once: true});
    location.hash = location.hash.replace(/#\\/?/, '#/checkup/');
})";

/// A check-up of a healthy registry with tokens that everybody gets.
async fn check_up(given: &Given, samples: &mut Samples) -> Result<()> {
    let mut plan = Plan::token();
    plan.anonymous_rights = Rights::none().repository("*", &["pull"]).catalog();
    let world = World::start(plan, given).await?;
    for (page, counts) in given.own_turns(given.runs) {
        let visit = Visit::open(Want { count: 1, details: false }).await?;
        visit.go(&world.address(page, "")).await?;
        world.nginx.quiet().await;
        let (outcome, more, requests): (String, f64, f64) = visit.eventually(CHECK_UP).await?;
        ensure!(outcome == "healthy", "the check-up says {outcome}");
        if counts {
            samples.add(What::CheckUpMore, page, more);
            samples.add(What::CheckUpRequests, page, requests);
        }
        visit.close().await?;
        eprint!(".");
    }
    Ok(())
}

/// Slow manifests, and a person who does not wait for them.
async fn scrolled_away(given: &Given, samples: &mut Samples) -> Result<()> {
    const SLOW: Duration = Duration::from_millis(1500);
    let world = World::start(Plan::anonymous().content(Content::ManyTags(MANY)), given).await?;
    let proxy = &world.setup.registry_proxy;
    proxy.faults.add(When { path: FaultPath::Containing("/manifests/".to_owned()), ..When::any() }, Fault::Delay(SLOW));
    let want = Want { count: MANY, details: true };
    for (page, counts) in given.own_turns(2) {
        let visit = Visit::open(want).await?;
        world.forget();
        visit.go(&address(&world.nginx, page, &world.setup.registry_origin(), TAGS)).await?;
        visit.painted("complete").await?;
        tokio::time::sleep(SLOW / 3).await;
        let begun =
            world.setup.registry_log().read().iter().filter(|entry| entry.target.contains("/manifests/")).count();
        ensure!(begun > 0, "no row had asked for its details");
        let left: bool = visit.read("(scrollTo(0, document.body.scrollHeight / 2), true)").await?;
        let left = left.then(Instant::now);
        tokio::time::sleep(SLOW * 2).await;
        let shown: Vec<String> = visit.read("lab.tagsInDocument()").await?;
        let mut not_given_up = 0;
        for entry in world.setup.registry_log().take() {
            let Some((_, tag)) = entry.target.split_once("/manifests/") else {
                continue;
            };
            let answered = entry.status == Some(StatusCode::OK) && !entry.abandoned;
            let is_gone = !shown.iter().any(|shown| shown == tag);
            if is_gone && (answered || left.is_some_and(|left| entry.started > left)) {
                not_given_up += 1;
            }
        }
        if counts {
            samples.add(What::NotGivenUp, page, f64::from(not_given_up));
        }
        visit.close().await?;
        eprint!(".");
    }
    Ok(())
}

const TAGS: &str = "many/tags";

fn is_refused(asked: &Asked) -> bool {
    asked.status == StatusCode::UNAUTHORIZED.as_u16()
}

/// For each run the milliseconds that each key took.
type Keystrokes = BTreeMap<Page, Vec<Vec<f64>>>;

/// From all names to 250, to 25, and back.
async fn press_keys(visit: &Visit) -> Result<Vec<f64>> {
    let keys = "team-07/group-3".chars().map(Key::Character).chain([Key::Backspace; 15]);
    let mut took = Vec::new();
    for key in keys {
        took.push(visit.keystroke(key).await?);
    }
    Ok(took)
}

/// The slowest key by its median over all runs, so that a moment in which the machine did something else does not decide;
/// and the median of all keys.
fn summary(keystrokes: &[Vec<f64>]) -> (f64, f64) {
    let keys = keystrokes.iter().map(Vec::len).min().unwrap_or_default();
    let medians = (0..keys).filter_map(|key| median(keystrokes.iter().map(|run| run[key]).collect()));
    let usual = median(keystrokes.iter().flatten().copied().collect());
    (medians.fold(0.0, f64::max), usual.unwrap_or_default())
}

/// The share of frames that came late while a list was scrolled, in percent.
async fn late_frames(visit: &Visit, speed: f64) -> Result<f64> {
    let milliseconds = SCROLLING.as_millis();
    let frames: Vec<f64> = visit.eventually(&format!("lab.scroll({milliseconds}, {speed})")).await?;
    ensure!(frames.len() > 10, "only {} frames came", frames.len());
    let late = frames.iter().filter(|frame| **frame > LATE).count();
    Ok(late as f64 / frames.len() as f64 * 100.0)
}
