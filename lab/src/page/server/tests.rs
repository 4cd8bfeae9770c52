//! The server of the page, asked as browsers ask.

use super::*;
use crate::client::Client;

async fn fixture() -> (PageServer, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("index.html", "<!doctype html><title>Pierglass</title>");
    write("pierglass-0123456789abcdef_bg.wasm", &"wasm ".repeat(1000));
    write("config.json", "{}");
    (PageServer::start(folder.path()).await.unwrap(), folder)
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_the_entry_is_not() {
    let (server, _folder) = fixture().await;
    let get = |path: &str| {
        let url = format!("{}{path}", server.origin());
        async move { Client::default().get(&url, &[]).await.unwrap() }
    };
    let index = get("/").await;
    assert_eq!(index.header("cache-control"), "no-cache");
    assert_eq!(index.header("content-type"), "text/html; charset=utf-8");
    let wasm = get("/pierglass-0123456789abcdef_bg.wasm").await;
    assert!(wasm.header("cache-control").contains("immutable"));
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(get("/config.json").await.header("cache-control"), "no-cache");
    assert_eq!(get("/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get("/../Cargo.toml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_the_browser_accepts_decides_the_encoding() {
    let (server, _folder) = fixture().await;
    let url = format!("{}/pierglass-0123456789abcdef_bg.wasm", server.origin());
    for (accepted, encoding) in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", "")] {
        let headers = [("accept-encoding", accepted)];
        let reply = Client::default().get(&url, &headers).await.unwrap();
        assert_eq!(reply.header("content-encoding"), encoding);
        assert_eq!(reply.body.len() < 5000, !encoding.is_empty());
    }
}

#[tokio::test]
async fn a_scenario_may_bring_its_own_configuration() {
    let (server, _folder) = fixture().await;
    server.set_file("/config.json", r#"{"title": "Ours"}"#);
    let url = format!("{}/config.json", server.origin());
    let reply = Client::default().get(&url, &[]).await.unwrap();
    assert_eq!(reply.json().unwrap()["title"], "Ours");
    server.remove_file("/config.json");
    let reply = Client::default().get(&url, &[]).await.unwrap();
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}
