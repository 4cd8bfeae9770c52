//! Set-ups as a page meets them, with the real registry and with the embedded one.

use http::{Method, StatusCode};
use serde_json::Value;

use super::*;
use crate::client::{Client, Reply, basic};
use crate::registry::embedded::Embedded;
use crate::seed::content::MediaType;
use crate::seed::many;
use crate::token_service::keys::Keys;

async fn start(plan: Plan) -> (Setup, tempfile::TempDir) {
    let page = tempfile::tempdir().unwrap();
    let setup = plan.start(page.path()).await.unwrap();
    (setup, page)
}

async fn get(url: &str, headers: &[(&str, &str)]) -> Reply {
    Client::default().get(url, headers).await.unwrap()
}

impl Setup {
    async fn token(&self, account: Option<(&str, &str)>, scope: &str) -> Reply {
        let url = format!("{}/token?service={SERVICE}&scope={scope}", self.token_origin().unwrap());
        let credentials = account.map(|(name, password)| basic(name, password));
        let headers = credentials.iter().map(|value| ("authorization", value.as_str()));
        get(&url, &headers.collect::<Vec<_>>()).await
    }

    async fn with_token(&self, token: &Reply, path: &str) -> Reply {
        let token = token.json().unwrap()["token"].as_str().unwrap().to_owned();
        let url = format!("{}{path}", self.registry_origin());
        get(&url, &[("authorization", &format!("Bearer {token}"))]).await
    }
}

#[tokio::test]
async fn a_token_gets_in_as_far_as_its_account_may() {
    let (setup, _page) = start(Plan::token()).await;
    let catalog = "registry:catalog:*";
    let demo = Some((DEMO, PASSWORD));
    let limited = Some((LIMITED, PASSWORD));

    let token = setup.token(demo, catalog).await;
    let listed = setup.with_token(&token, "/v2/_catalog?n=1000").await.json().unwrap();
    assert!(listed["repositories"].as_array().unwrap().len() >= 40);

    let token = setup.token(Some((TRICKY, TRICKY_PASSWORD)), catalog).await;
    let answer = setup.with_token(&token, "/v2/_catalog").await;
    assert_eq!(answer.status, StatusCode::OK);

    let scope = format!("repository:{}:pull", sample::TAGGED);
    let token = setup.token(demo, &scope).await;
    let path = format!("/v2/{}/tags/list", sample::TAGGED);
    let tags = setup.with_token(&token, &path).await.json().unwrap();
    assert_eq!(tags["tags"].as_array().unwrap().len(), 300);

    let token = setup.token(limited, catalog).await;
    assert_eq!(token.status, StatusCode::OK);
    let refused = setup.with_token(&token, "/v2/_catalog").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.header("www-authenticate").contains("insufficient_scope"));

    let wrong = setup.token(Some((DEMO, "wrong")), catalog).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);

    let tokens = setup.tokens.as_ref().unwrap();
    tokens.service.change(|settings| settings.audience = "another".to_owned());
    let token = setup.token(demo, catalog).await;
    let refused = setup.with_token(&token, "/v2/_catalog").await;
    assert!(refused.header("www-authenticate").contains("invalid_token"));
}

#[tokio::test]
async fn a_short_lived_token_ends_for_the_registry_too() {
    let plan = Plan::token().content(Content::Empty);
    let (setup, _page) = start(plan.token_lifetime(Duration::from_secs(2))).await;
    let token = setup.token(Some((DEMO, PASSWORD)), "registry:catalog:*").await;
    assert_eq!(token.json().unwrap()["expires_in"], 2);
    let answer = setup.with_token(&token, "/v2/_catalog").await;
    assert_eq!(answer.status, StatusCode::OK);
    tokio::time::sleep(Duration::from_millis(3200)).await;
    let answer = setup.with_token(&token, "/v2/_catalog").await;
    assert!(answer.header("www-authenticate").contains("invalid_token"));
}

#[tokio::test]
async fn forms_and_refresh_tokens_work() {
    let (setup, _page) = start(Plan::token().content(Content::Empty)).await;
    let url = format!("{}/token", setup.token_origin().unwrap());
    let post = async |form: String| {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        Client::default().send(Method::POST, &url, &headers, form).await.unwrap()
    };
    let scope = "scope=registry:catalog:*&service=pierglass-lab&client_id=test";
    let form = format!("grant_type=password&username={DEMO}&password={PASSWORD}");
    let first = post(format!("{form}&access_type=offline&{scope}")).await;
    let refresh = first.json().unwrap()["refresh_token"].as_str().unwrap().to_owned();
    let form = format!("grant_type=refresh_token&refresh_token={refresh}&{scope}");
    let second = post(form.clone()).await;
    let answer = setup.with_token(&second, "/v2/_catalog").await;
    assert_eq!(answer.status, StatusCode::OK);
    setup.tokens.as_ref().unwrap().service.forget_refresh_tokens();
    assert_eq!(post(form).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn passwords_of_all_kinds_pass_basic() {
    let (setup, _page) = start(Plan::basic().content(Content::Empty)).await;
    let url = format!("{}/v2/", setup.registry_origin());
    for (name, password, status) in [
        (DEMO, PASSWORD, StatusCode::OK),
        (TRICKY, TRICKY_PASSWORD, StatusCode::OK),
        (DEMO, "wrong", StatusCode::UNAUTHORIZED),
    ] {
        let credentials = basic(name, password);
        let reply = get(&url, &[("authorization", &credentials)]).await;
        assert_eq!(reply.status, status, "{name}");
    }
}

#[tokio::test]
async fn ten_thousand_of_each_are_listed() {
    let content = Content::ManyRepositories(10_000);
    let (setup, _page) = start(Plan::anonymous().content(content)).await;
    let mut next = "/v2/_catalog?n=1000".to_owned();
    let mut count = 0;
    loop {
        let reply = get(&format!("{}{next}", setup.registry_origin()), &[]).await;
        count += reply.json().unwrap()["repositories"].as_array().unwrap().len();
        match reply.header("link").split(['<', '>']).nth(1) {
            Some(link) => next = link.to_owned(),
            None => break,
        }
    }
    // The copied image is a repository of its own.
    assert!((10_000..=10_001).contains(&count), "{count}");
    let name = many::repository_names(1).next().unwrap();
    let url = format!("{}/v2/{name}/manifests/latest", setup.registry_origin());
    let accept = [("accept", MediaType::OciManifest.as_str())];
    assert_eq!(get(&url, &accept).await.status, StatusCode::OK);

    let (setup, _page) = start(Plan::anonymous().content(Content::ManyTags(10_000))).await;
    let url = format!("{}/v2/many/tags/tags/list", setup.registry_origin());
    let tags = get(&url, &[]).await.json().unwrap();
    assert_eq!(tags["tags"].as_array().unwrap().len(), 10_000);
}

/// What both registries must answer alike: status, these headers, and the code of an error.
#[tokio::test]
async fn the_embedded_registry_answers_as_distribution_does() {
    let (setup, _page) = start(Plan::anonymous()).await;
    let embedded = Embedded::start(Options::default()).await.unwrap();
    embedded.add(sample::repositories().unwrap());
    let digest = {
        let all = sample::repositories().unwrap();
        let hello = all.iter().find(|one| one.name == sample::MULTI_PLATFORM).unwrap();
        hello.digest_of("1.0.0").unwrap().to_owned()
    };
    let by_digest = format!("/v2/library/hello/manifests/{digest}");
    let referrers = format!("/v2/library/hello/referrers/{digest}");
    let nothing = format!("/v2/library/hello/blobs/sha256:{}", "0".repeat(64));
    let manifest = MediaType::OciManifest.as_str();
    let index = MediaType::OciIndex.as_str();
    let docker = "application/vnd.docker.distribution.manifest.list.v2+json";
    let table: &[(Method, &str, &str)] = &[
        (Method::GET, "/v2", ""),
        (Method::GET, "/v2/", ""),
        (Method::HEAD, "/v2/", ""),
        (Method::GET, "/v2/_catalog", ""),
        (Method::GET, "/v2/_catalog?n=7", ""),
        (Method::GET, "/v2/_catalog?n=7&last=library%2Fhello", ""),
        (Method::GET, "/v2/_catalog?n=1001", ""),
        (Method::GET, "/v2/_catalog?n=1000&last=zzz", ""),
        (Method::GET, "/v2/library/hello/tags/list", ""),
        (Method::GET, "/v2/not/here/tags/list", ""),
        (Method::GET, "/v2/library/hello/manifests/latest", index),
        (Method::HEAD, "/v2/library/hello/manifests/latest", index),
        (Method::GET, "/v2/library/hello/manifests/latest", ""),
        (Method::GET, "/v2/library/hello/manifests/1.0.0", "*/*"),
        (Method::GET, "/v2/library/hello/manifests/none", manifest),
        (Method::GET, "/v2/legacy/portal/manifests/latest", docker),
        (Method::GET, &by_digest, manifest),
        (Method::GET, &nothing, ""),
        (Method::GET, &referrers, ""),
    ];
    let mut different = Vec::new();
    for (method, path, accept) in table {
        let ask = async |origin: String| {
            let url = format!("{origin}{path}");
            let headers = [("accept", *accept)];
            let headers = if accept.is_empty() { &[][..] } else { &headers };
            Client::default().send(method.clone(), &url, headers, "").await.unwrap()
        };
        let real = essence(&ask(setup.registry.origin()).await);
        let ours = essence(&ask(embedded.origin()).await);
        if real != ours {
            different.push(format!("{method} {path} {accept}\n  {real:?}\n  {ours:?}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[tokio::test]
async fn the_embedded_registry_challenges_as_distribution_does() {
    let keys = std::sync::Arc::new(Keys::generate().unwrap());
    let auth = Auth::Token { realm: "http://tokens.example/token".to_owned(), service: SERVICE.to_owned(), keys };
    let options = Options { auth, ..Options::default() };
    let embedded = Embedded::start(options.clone()).await.unwrap();
    let real = Registry::start(options).await.unwrap();
    for path in ["/v2/", "/v2/_catalog", "/v2/a/b/tags/list", "/v2/a/manifests/x"] {
        for token in ["", "Bearer junk", "Basic eDp5"] {
            let ask = async |origin: String| {
                let headers = [("authorization", token)];
                let headers = if token.is_empty() { &[][..] } else { &headers };
                essence(&get(&format!("{origin}{path}"), headers).await)
            };
            assert_eq!(ask(real.origin()).await, ask(embedded.origin()).await, "{path} {token}");
        }
    }
}

/// Tags come in no order; all else must be the same.
fn essence(reply: &Reply) -> (StatusCode, Vec<String>, Value) {
    let names = [
        "content-type",
        "docker-content-digest",
        "docker-distribution-api-version",
        "etag",
        "link",
        "location",
        "www-authenticate",
    ];
    let headers = names.map(|name| format!("{name}: {}", reply.header(name)));
    let mut body = reply.json().unwrap_or_default();
    if let Some(tags) = body["tags"].as_array_mut() {
        tags.sort_by_key(ToString::to_string);
    }
    (reply.status, headers.into(), body)
}
