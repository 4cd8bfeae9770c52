//! The proxy against a server of three lines.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use http::{Method, StatusCode};

use super::*;
use crate::client::{Client, Reply};

const PAGE: &str = "http://page.example";

struct Fixture {
    proxy: Proxy,
    _server: Server,
}

async fn fixture() -> Fixture {
    let router = Router::new().route(
        "/v2/",
        get(|| async {
            let headers = [("www-authenticate", "Basic realm=\"x\""), ("access-control-allow-origin", "*")];
            (StatusCode::UNAUTHORIZED, headers, "0123456789")
        }),
    );
    let server = Server::router(router).await.unwrap();
    let proxy = Proxy::start(&server.origin(), Cors::for_page(PAGE)).await.unwrap();
    Fixture { proxy, _server: server }
}

impl Fixture {
    async fn ask(&self, method: Method) -> anyhow::Result<Reply> {
        let url = format!("{}/v2/", self.proxy.origin());
        let headers = [("origin", PAGE), ("access-control-request-method", "GET"), ("authorization", "Basic c2VjcmV0")];
        Client::default().send(method, &url, &headers, "").await
    }
}

#[tokio::test]
async fn preflights_are_answered_before_the_server() {
    let fixture = fixture().await;
    let reply = fixture.ask(Method::OPTIONS).await.unwrap();
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(reply.header("access-control-allow-origin"), PAGE);
    assert!(reply.header("access-control-allow-headers").contains("Authorization"));
    assert_eq!(reply.header("access-control-max-age"), "7200");
    assert_eq!(reply.header("vary"), "Origin");
}

#[tokio::test]
async fn answers_have_one_allowed_origin_and_expose_the_challenge() {
    let fixture = fixture().await;
    let reply = fixture.ask(Method::GET).await.unwrap();
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    let origins = reply.headers.get_all("access-control-allow-origin");
    assert_eq!(origins.iter().count(), 1);
    assert!(reply.header("access-control-expose-headers").contains("WWW-Authenticate"));
    assert_eq!(&reply.body[..], b"0123456789");
}

#[tokio::test]
async fn errors_of_the_proxy_have_cors_too() {
    let fixture = fixture().await;
    let nowhere = crate::process::free_port().unwrap();
    fixture.proxy.change_upstream(&format!("http://127.0.0.1:{nowhere}"));
    let reply = fixture.ask(Method::GET).await.unwrap();
    assert_eq!(reply.status, StatusCode::BAD_GATEWAY);
    assert_eq!(reply.header("access-control-allow-origin"), PAGE);
}

#[tokio::test]
async fn the_log_names_the_scheme_and_not_the_secret() {
    let fixture = fixture().await;
    fixture.ask(Method::GET).await.unwrap();
    let entries = fixture.proxy.log.take();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].to_string(), "GET /v2/ Basic -> 401");
    assert!(!format!("{entries:?}").contains("c2VjcmV0"));
    assert!(entries[0].ended.is_some() && !entries[0].abandoned);
    assert!(fixture.proxy.log.take().is_empty());
}

#[tokio::test]
async fn a_client_that_leaves_is_noticed() {
    let fixture = fixture().await;
    let delay = Fault::Delay(Duration::from_secs(60));
    fixture.proxy.faults.add(When::any(), delay);
    let asked = fixture.ask(Method::GET);
    assert!(tokio::time::timeout(Duration::from_millis(200), asked).await.is_err());
    for _ in 0..100 {
        if fixture.proxy.log.read().first().is_some_and(|entry| entry.abandoned) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}", fixture.proxy.log.read());
}

#[tokio::test]
async fn faults_strike_what_they_name() {
    let fixture = fixture().await;
    let faults = &fixture.proxy.faults;

    let html = Fault::answer(StatusCode::OK, "text/html", "<p>");
    faults.add_rule(Rule::new(When::path("/v2/"), html).times(1));
    let reply = fixture.ask(Method::GET).await.unwrap();
    assert_eq!((reply.status, &reply.body[..]), (StatusCode::OK, &b"<p>"[..]));
    assert_eq!(reply.header("access-control-allow-origin"), PAGE);
    let reply = fixture.ask(Method::GET).await.unwrap();
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);

    faults.clear();
    faults.add(When::any(), Fault::HideChallenge);
    let reply = fixture.ask(Method::GET).await.unwrap();
    assert!(!reply.header("access-control-expose-headers").contains("WWW-Authenticate"));

    faults.clear();
    faults.add(When::any(), Fault::Truncate(4));
    assert_eq!(&fixture.ask(Method::GET).await.unwrap().body[..], b"0123");

    faults.clear();
    faults.add(When::any(), Fault::BreakAfter(4));
    assert!(fixture.ask(Method::GET).await.is_err());
    assert!(fixture.proxy.log.read().last().unwrap().abandoned);

    faults.clear();
    faults.add(When::any(), Fault::Cut);
    assert!(fixture.ask(Method::GET).await.is_err());

    faults.clear();
    let name = "access-control-allow-origin".to_owned();
    faults.add(When::any(), Fault::AppendHeader(name.clone(), "*".to_owned()));
    let reply = fixture.ask(Method::GET).await.unwrap();
    assert_eq!(reply.headers.get_all(&name).iter().count(), 2);

    faults.clear();
    faults.add(When::any(), Fault::WithoutCors);
    let reply = fixture.ask(Method::GET).await.unwrap();
    assert_eq!(reply.header(&name), "*", "the server's own stays");
}
