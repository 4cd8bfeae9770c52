//! What the less usual probes say of servers that a request cannot tell apart, as measured in each engine. A line that
//! changes with a new version of a browser is a line of diagnosis/senses.rs to look at.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::Router;
use http::header::{LOCATION, WWW_AUTHENTICATE};
use http::{HeaderName, StatusCode};
use lab::browser::{Browser, Engine};
use lab::network::{Listener, Manner};
use lab::page::PageServer;
use lab::process::free_port;
use lab::serve::Server;
use serde_json::json;
use tokio::net::TcpListener;

use crate::stage::Stage;

/// Makes the frame as browser/senses/frame.rs does, and returns what is said.
pub const ASK: &str = r#"
    const [kind, url, limit] = arguments;
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("allow", "local-network-access; loopback-network; local-network");
    frame.setAttribute("credentialless", "");
    frame.src = "probe/probe.html";
    frame.style.cssText = "position:fixed;top:0;left:0;width:1px;height:1px;border:0;opacity:0;pointer-events:none";
    return new Promise(resolve => {
        addEventListener("message", function heard(event) {
            if (event.source !== frame.contentWindow || event.data.nonce !== "n") return;
            removeEventListener("message", heard);
            frame.remove();
            resolve(event.data.said);
        });
        frame.onload = () => frame.contentWindow.postMessage({kind, url, limit, nonce: "n"}, "*");
        document.body.append(frame);
    });
"#;

/// Milliseconds. Long enough for what answers at once, on a machine that does much else.
const LIMIT: u64 = 2_500;

const SENSES: [&str; 7] = ["object", "oracle", "null-origin", "turn", "stun", "event-source", "connection"];

/// Of each server what Chromium, Firefox and WebKit say, in the order of [`SENSES`]: yes, no, silence, unavailable (-).
/// Firefox lets WebRTC reach nothing on loopback, so its `turn` is unavailable here altogether.
/// Whether Chromium saw a connection that was closed at once is chance (?).
const MEASURED: &[(&str, [&str; 3])] = &[
    ("200", ["y n n y y y -", "- n n - y - y", "y n n - y y -"]),
    ("200 for null", ["y n y y y y -", "- n y - y - y", "y n y - y y -"]),
    ("200 not to be framed", ["y n n y y y -", "- n n - y - y", "y n n - y y -"]),
    ("401 Basic", ["n n n y y y -", "- n n - y - y", "n n n - y y -"]),
    ("401 Bearer", ["n n n y y y -", "- n n - y - y", "n n n - y y -"]),
    ("redirect to another origin", ["y y n y y y -", "- y n - y - y", "y y n - y y -"]),
    ("redirect to nobody", ["n y n y y y -", "- y n - y - y", "n y n - y y -"]),
    ("plain http on https", ["n n n y y n -", "- n n - y - n", "n n n - y n -"]),
    ("refused", ["n n n n y n -", "- n n - y - n", "n n n - y n -"]),
    ("silent", ["s s s y y s -", "- s s - y - s", "s s s - y s -"]),
    ("hangs up", ["n n n ? y n -", "- n n - y - y", "n n n - y n -"]),
    ("unknown name", ["n n n s n n -", "- n n - n - n", "n n n - - n -"]),
];

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let page = PageServer::start(&stage.page).await?;
    page.set_file("/blank.html", "<!doctype html><title>blank</title><body></body>");
    let servers = Servers::start().await?;
    stage.browser.go(&format!("{}/blank.html", page.origin())).await?;

    let engine = Engine::ALL.iter().position(|engine| *engine == stage.browser.engine).context("an engine")?;
    let mut wrong = Vec::new();
    for (name, measured) in MEASURED {
        let said = ask_all(&stage.browser, &servers.address(name)?).await?;
        let fits = said.len() == measured[engine].len()
            && said.chars().zip(measured[engine].chars()).all(|(one, other)| one == other || other == '?');
        if !fits {
            wrong.push(format!("{name}: {said}, and not {}", measured[engine]));
        }
    }
    ensure!(wrong.is_empty(), "in the order of {SENSES:?}:\n{}", wrong.join("\n"));

    let left = stage.browser.count("iframe").await?;
    ensure!(left == 0, "{left} frames are left");
    nobody_else_may_ask(&stage.browser).await
}

async fn ask_all(browser: &Browser, url: &str) -> Result<String> {
    let mut all = Vec::new();
    for sense in SENSES {
        let said = browser.run(ASK, vec![sense.into(), url.into(), LIMIT.into()]).await?;
        all.push(match said.as_str() {
            Some("yes") => "y",
            Some("no") => "n",
            Some("silence") => "s",
            Some("unavailable") => "-",
            _ => "?",
        });
    }
    Ok(all.join(" "))
}

/// Outside of a sandbox the page of the probes has an origin in whose name it could be made to ask; there it is deaf.
async fn nobody_else_may_ask(browser: &Browser) -> Result<()> {
    let open = ASK.replace(r#"frame.setAttribute("sandbox", "allow-scripts");"#, "setTimeout(resolve_late, 800);");
    let open = open.replace("return new Promise(resolve => {", "return new Promise(resolve => { late = resolve;");
    let open = format!("let late; const resolve_late = () => late('deaf');{open}");
    let said = browser.run(&open, vec!["stun".into(), "http://127.0.0.1:9/".into(), LIMIT.into()]).await?;
    ensure!(said == json!("deaf"), "a frame without a sandbox said {said}");
    Ok(())
}

struct Servers {
    http: Vec<(&'static str, Server)>,
    silent: TcpListener,
    hangs_up: Listener,
    refused: u16,
}

impl Servers {
    async fn start() -> Result<Servers> {
        let refused = free_port()?;
        let json = "application/json";
        let elsewhere = answer(StatusCode::OK, &[("content-type", json)]).await?;
        let there = format!("{}/sign-in", elsewhere.origin());
        let nowhere = format!("http://127.0.0.1:{refused}/");
        let null = ("access-control-allow-origin", "null");
        let framed = ("x-frame-options", "DENY");
        let basic = (WWW_AUTHENTICATE.as_str(), r#"Basic realm="r""#);
        let bearer = (WWW_AUTHENTICATE.as_str(), r#"Bearer realm="https://auth.example/token""#);
        let http = vec![
            ("200", answer(StatusCode::OK, &[("content-type", json)]).await?),
            ("200 for null", answer(StatusCode::OK, &[("content-type", json), null]).await?),
            ("200 not to be framed", answer(StatusCode::OK, &[("content-type", "text/html"), framed]).await?),
            ("401 Basic", answer(StatusCode::UNAUTHORIZED, &[("content-type", json), basic]).await?),
            ("401 Bearer", answer(StatusCode::UNAUTHORIZED, &[("content-type", json), bearer]).await?),
            ("redirect to another origin", answer(StatusCode::FOUND, &[(LOCATION.as_str(), &there)]).await?),
            ("redirect to nobody", answer(StatusCode::FOUND, &[(LOCATION.as_str(), &nowhere)]).await?),
            ("elsewhere", elsewhere),
        ];
        // Nobody accepts from it: the system does, and the connection stays silent.
        let silent = TcpListener::bind("127.0.0.1:0").await?;
        let hangs_up = Listener::with_manner(Manner::Close, None)?;
        Ok(Servers { http, silent, hangs_up, refused })
    }

    fn address(&self, name: &str) -> Result<String> {
        Ok(match name {
            "refused" => format!("http://127.0.0.1:{}/v2/", self.refused),
            "silent" => format!("http://{}/v2/", self.silent.local_addr()?),
            "hangs up" => format!("http://{}/v2/", self.hangs_up.host()),
            "unknown name" => "http://no-such-host.invalid:5000/v2/".to_owned(),
            "plain http on https" => self.address("200")?.replace("http:", "https:"),
            _ => {
                let found = self.http.iter().find(|(known, _)| *known == name);
                format!("{}/v2/", found.with_context(|| format!("no server is called {name}"))?.1.origin())
            }
        })
    }
}

async fn answer(status: StatusCode, headers: &[(&str, &str)]) -> Result<Server> {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(HeaderName::from_bytes(name.as_bytes())?, *value);
    }
    let (parts, ()) = answer.body(())?.into_parts();
    let answering = move || {
        let parts = parts.clone();
        async move { axum::response::Response::from_parts(parts, axum::body::Body::from("{}")) }
    };
    Server::router(Router::new().fallback(answering)).await
}
