//! No part is a lie: each is started alone and asked whether its server really does what the part says, and that a healthy
//! server does not.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

use super::base::{Access, Base};
use super::draw::{draw, with_parts};
use super::part::Part;
use super::parts;
use super::plan::Plan;
use super::running::Running;
use super::show::{Auth, Fact, Show};
use super::who::Who;
use super::world::{SERVICE, World};
use crate::browser::Engine;
use crate::network::ask::{Answer, Seen, ask};

const PATIENCE: Duration = Duration::from_secs(10);

/// How long nothing has to come for a server to be called silent.
const SILENCE: Duration = Duration::from_millis(700);

/// The address at which a test finds a server: its names are known to browsers alone.
fn reachable(world: &World, address: &str) -> Result<Url> {
    let mut url = Url::parse(address).with_context(|| address.to_owned())?;
    let base = world.plan.base;
    let known = crate::network::names::SERVICES.map(|service| base.hosts.name(service, base.engine));
    if url.host_str().is_some_and(|host| known.iter().any(|name| name == host) || host == "localhost") {
        url.set_ip_host(world.address).ok().context("a host")?;
    }
    Ok(url)
}

fn basic(world: &World) -> Option<String> {
    let (name, password) = world.sign_in()?;
    Some(format!("Basic {}", STANDARD.encode(format!("{name}:{password}"))))
}

async fn authorization(world: &World, auth: Auth) -> Result<Option<String>> {
    let scope = match (auth, world.plan.base.access) {
        (Auth::Nothing, _) | (Auth::Token(_), Access::Open) => return Ok(None),
        (Auth::Person, _) | (_, Access::Basic) => return Ok(basic(world)),
        (Auth::Token(scope), Access::Bearer) => scope,
    };
    let realm = world.fill(world.plan.realm, "");
    let realm = if realm.starts_with('/') { format!("{}{realm}", world.origin(Who::Registry)) } else { realm };
    let url = reachable(world, &format!("{realm}?service={SERVICE}&scope={scope}"))?;
    let headers: Vec<_> = basic(world).map(|value| ("Authorization".to_owned(), value)).into_iter().collect();
    let Seen::Answer(answer) = ask("GET", &url, &headers, PATIENCE).await? else { return Ok(None) };
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let token = body["token"].as_str().or(body["access_token"].as_str());
    Ok(token.map(|token| format!("Bearer {token}")))
}

/// What of a show is not so.
async fn not_so(running: &Running, show: &Show) -> Result<Vec<String>> {
    let world = running.world().context("a world")?;
    let address = world.fill(&show.url.replace("{typed}", &running.typed), "");
    let url = reachable(world, &address)?;
    let mut headers = vec![("Origin".to_owned(), world.page.clone())];
    if show.method == "OPTIONS" {
        headers.push(("Access-Control-Request-Method".to_owned(), "GET".to_owned()));
        headers.push(("Access-Control-Request-Headers".to_owned(), "authorization".to_owned()));
    }
    let authorization = authorization(world, show.auth).await?;
    headers.extend(authorization.map(|value| ("Authorization".to_owned(), value)));
    let silent = show.facts.iter().any(|fact| matches!(fact, Fact::Silent));
    let begin = Instant::now();
    let seen = ask(show.method, &url, &headers, if silent { SILENCE } else { PATIENCE }).await?;
    let took = begin.elapsed();
    let mut failed = Vec::new();
    for fact in show.facts {
        let holds = match (fact, &seen) {
            (Fact::Slow(most), _) => took >= Duration::from_millis(*most),
            (Fact::Unknown, Seen::UnknownName)
            | (Fact::Refused, Seen::Refused)
            | (Fact::Silent, Seen::Silent)
            | (Fact::Reset, Seen::Reset)
            | (Fact::Closed, Seen::Closed) => true,
            (Fact::Tls(text), Seen::Tls(why)) => why.contains(text),
            (Fact::Raw(text), Seen::Answer(_)) => raw(&url).await?.contains(text),
            (fact, Seen::Answer(answer)) => holds(world, fact, answer),
            _ => false,
        };
        if !holds {
            failed.push(format!("{} {address}: not {fact:?}, but {}", show.method, short(&seen)));
        }
    }
    Ok(failed)
}

fn short(seen: &Seen) -> String {
    match seen {
        Seen::Answer(answer) => {
            format!("{} {:?} {}", answer.status, answer.headers, String::from_utf8_lossy(&answer.body).trim())
        }
        seen => format!("{seen:?}"),
    }
}

fn holds(world: &World, fact: &Fact, answer: &Answer) -> bool {
    let lines = |name: &str| -> Vec<&str> {
        answer.headers.iter().filter(|(one, _)| one == name).map(|(_, value)| value.as_str()).collect()
    };
    let fill = |text: &str| world.fill(text, "");
    let body = String::from_utf8_lossy(&answer.body);
    let at = |name: &str| answer.headers.iter().position(|(one, _)| one == name);
    match *fact {
        Fact::Status(status) => answer.status == status,
        Fact::Is(name, value) => lines(name).contains(&fill(value).as_str()),
        Fact::Has(name, text) => lines(name).iter().any(|line| line.contains(&fill(text))),
        Fact::HasNot(name, text) => !lines(name).iter().any(|line| line.contains(&fill(text))),
        Fact::Lacks(name) => lines(name).is_empty(),
        Fact::Lines(name, count) => lines(name).len() == count,
        Fact::Before(first, second) => at(first).zip(at(second)).is_some_and(|(first, second)| first < second),
        Fact::Body(text) => body.contains(text),
        Fact::BodyNot(text) => !body.contains(text),
        Fact::NoBody => body.is_empty(),
        Fact::Json(json) => serde_json::from_str::<Value>(&body).is_ok() == json,
        Fact::Cut => {
            lines("content-length").iter().any(|length| length.parse().is_ok_and(|length| answer.body.len() < length))
        }
        _ => false,
    }
}

/// An answer's head with its letters as they came, from a server without TLS.
async fn raw(url: &Url) -> Result<String> {
    let host = format!("{}:{}", url.host_str().context("a host")?, url.port().context("a port")?);
    let mut stream = tokio::net::TcpStream::connect(&host).await?;
    let request = format!("GET {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", url.path());
    stream.write_all(request.as_bytes()).await?;
    let mut read = String::new();
    stream.read_to_string(&mut read).await?;
    Ok(read)
}

/// What of a part is not so, and whether it is so of a healthy server too.
async fn prove(part: &'static Part, engine: Engine, folder: &Path) -> Result<Vec<String>> {
    let drawn = with_parts(0, Base::plain(engine), vec![part]);
    let running = drawn.start(folder).await?;
    let mut failed = Vec::new();
    for show in part.shows {
        failed.extend(not_so(&running, show).await?);
    }
    drop(running);
    let healthy = Running::start(&Plan::healthy(drawn.plan().base), folder).await?;
    let mut differs = false;
    for show in part.shows {
        differs |= !not_so(&healthy, show).await?.is_empty();
    }
    if !differs {
        failed.push("a healthy server does the same".to_owned());
    }
    Ok(failed.into_iter().map(|why| format!("{}: {why}", part.name)).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_part_is_a_lie() {
    let folder = Arc::new(page());
    let at_once = Arc::new(Semaphore::new(24));
    let mut proofs = JoinSet::new();
    for part in parts::all() {
        let engine = Engine::ALL.into_iter().find(|engine| part.fits(*engine)).expect("one");
        let (folder, at_once) = (Arc::clone(&folder), Arc::clone(&at_once));
        proofs.spawn(async move {
            let _place = at_once.acquire().await;
            prove(part, engine, folder.path()).await.unwrap_or_else(|error| vec![format!("{}: {error:#}", part.name)])
        });
    }
    let mut lies: Vec<String> = proofs.join_all().await.into_iter().flatten().collect();
    lies.sort();
    assert!(lies.is_empty(), "{}", lies.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn draws_start_and_say_what_a_person_types() {
    let folder = page();
    for seed in 0..30 {
        let engine = Engine::ALL[usize::try_from(seed % 3).expect("small")];
        let drawn = draw(seed, engine);
        let running = drawn.start(folder.path()).await.unwrap_or_else(|error| panic!("{seed}: {error:#}"));
        assert!(Url::parse(&running.typed).is_ok(), "{seed}: {}", running.typed);
        assert!(!running.page_origin.contains('{') && !running.typed.contains('{'), "{seed}: {}", running.typed);
        assert!(running.tokens.iter().all(|origin| !origin.contains('{')), "{seed}: {:?}", running.tokens);
    }
}

/// Healthy bases of all kinds, each asked as a client asks from the first request to a blob.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn healthy_registries_give_all_that_they_hold() {
    use super::show::{BLOB, CATALOG, CATALOG_SCOPE, MANIFEST, PING, PULL_SCOPE, TAGS, get, preflight, token};
    const READABLE: Fact = Fact::Has("access-control-allow-origin", "");
    const SHOWS: &[Show] = &[
        get(PING, &[READABLE]),
        token(CATALOG, CATALOG_SCOPE, &[Fact::Status(200), READABLE, Fact::Body("team/app"), Fact::Json(true)]),
        token(TAGS, PULL_SCOPE, &[Fact::Status(200), READABLE, Fact::Body("latest")]),
        token(MANIFEST, PULL_SCOPE, &[Fact::Status(200), READABLE, Fact::Is("docker-content-digest", "{manifest}")]),
        token(BLOB, PULL_SCOPE, &[Fact::Status(200), READABLE, Fact::Body("rootfs")]),
        token(
            "{registry}/v2/_catalog?n=1",
            CATALOG_SCOPE,
            &[Fact::Has("link", "last=team%2Fapp"), Fact::BodyNot("tools/base")],
        ),
        token(
            "{registry}/v2/_catalog?n=1&last=team%2Fapp",
            CATALOG_SCOPE,
            &[Fact::Body("tools/base"), Fact::Lacks("link")],
        ),
        token(
            "{registry}/v2/team/app/tags/list?n=2&last=1.0",
            PULL_SCOPE,
            &[Fact::Body("\"1.1\",\"latest\""), Fact::Lacks("link")],
        ),
        token("{registry}/v2/no/where/tags/list", "repository:no/where:pull", &[Fact::Status(404), READABLE]),
        preflight(CATALOG, &[READABLE, Fact::Has("access-control-allow-headers", "uthorization")]),
        preflight("{registry}/anything", &[READABLE]),
        get("{registry}/anything", &[Fact::Status(404)]),
    ];
    let folder = page();
    let mut bases = Vec::new();
    let mut seed = 0;
    while bases.len() < 12 {
        let drawn = draw(seed, Engine::Chromium);
        seed += 1;
        if drawn.parts().is_empty() {
            bases.push(drawn);
        }
    }
    for drawn in bases {
        let running = drawn.start(folder.path()).await.expect("starts");
        for show in SHOWS {
            let failed = not_so(&running, show).await.expect("asked");
            assert!(failed.is_empty(), "{}: {}\n{failed:?}", drawn.seed, drawn.sentence());
        }
    }
}

fn page() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("index.html"), "<!doctype html><title>page</title>").expect("a file");
    folder
}
