use url::Url;

use super::*;

mod outside;

const PAGE: &str = "https://ui.example";

fn reading(text: &str) -> Reading {
    let registry = Url::parse("https://r.example/").expect("an address");
    read(Parties { origin: PAGE, registry: &registry, token_service: None, later: &[], changes: false }, text)
}

/// The findings in short: line, server, rule.
fn short(reading: &Reading) -> Vec<String> {
    let one = |found: &Pasted| {
        let about = if found.about == About::Registry { "" } else { "token service: " };
        let guessed = if found.guessed { "?" } else { "" };
        format!("{}{guessed}: {about}{}", found.line, found.rule_id().unwrap_or("-"))
    };
    let unclear = reading.unclear.iter().map(|unclear| format!("{unclear:?}"));
    reading.findings.iter().map(one).chain(unclear).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let reading = reading(text);
    assert_eq!(short(&reading), expected, "{reading:#?}");
}

/// What our own lines print, each behind a prompt.
fn session(answers: &[(Purpose, &str)]) -> String {
    let registry = Url::parse("https://r.example/").expect("an address");
    let token_service = Url::parse("https://t.example/token?service=r").expect("an address");
    let list = Url::parse("https://r.example/v2/_catalog?n=1").expect("an address");
    let later = [(Probe::Catalog, list)];
    let lines = curl::lines(
        Parties {
            origin: PAGE,
            registry: &registry,
            token_service: Some(&token_service),
            later: &later,
            changes: true,
        },
        Shell::Posix,
    );
    let mut text = String::new();
    for (purpose, answer) in answers {
        let line = lines.iter().find(|line| line.purpose == *purpose).expect("a line");
        text.push_str(&format!("me@host:~$ {}\n{answer}\n", line.text));
    }
    text
}

use crate::diagnosis::curl::{self, Purpose, Shell};
use crate::diagnosis::observation::Probe;

const GOOD: &str = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"https://t.example/token\",service=\"r\"\n\
    Access-Control-Allow-Origin: https://ui.example\nVary: Origin\nAccess-Control-Expose-Headers: WWW-Authenticate\n\n\
    {\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}\n";

const GOOD_PREFLIGHT: &str = "HTTP/1.1 204 No Content\nAccess-Control-Allow-Origin: https://ui.example\n\
    Access-Control-Allow-Headers: Authorization\nAccess-Control-Allow-Methods: GET, DELETE\n\n";

#[test]
fn a_later_answer_is_judged_by_its_headers_alone() {
    let text = session(&[
        (Purpose::Plain, GOOD),
        (Purpose::Later(Probe::Catalog), "HTTP/1.1 404 Not Found\nContent-Type: text/html\n\n<html>"),
        (Purpose::LaterPreflight(Probe::Catalog), "HTTP/1.1 401 Unauthorized\n\n"),
    ]);
    check(&text, &["11: cors-origin-missing", "16: preflight-unauthorized"]);
    let page = session(&[(Purpose::Later(Probe::Catalog), "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<html>")]);
    check(&page, &["2: cors-origin-missing"]);
}

#[test]
fn nothing_is_wrong() {
    let text = session(&[
        (Purpose::Plain, GOOD),
        (Purpose::Preflight, GOOD_PREFLIGHT),
        (Purpose::TokenService, "HTTP/2 200\naccess-control-allow-origin: *\n\n"),
        (Purpose::TokenServicePreflight, GOOD_PREFLIGHT),
        (Purpose::DeletePreflight, GOOD_PREFLIGHT),
    ]);
    check(&text, &[]);
    let judged = reading(&text).judged;
    assert_eq!(judged.len(), 5);
    assert!(judged.iter().all(|judged| judged.verdict == Some(Ok(())) && !judged.guessed), "{judged:#?}");
    assert_eq!(judged[2].about, About::TokenService);
}

#[test]
fn three_faults_in_the_order_in_which_to_mend_them() {
    let plain = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"https://t.example/token\"\n\
        Access-Control-Allow-Origin: https://ui.example/\nDate: now\n\n{}\n";
    let text = session(&[
        (Purpose::Preflight, "HTTP/1.1 401 Unauthorized\n\n"),
        (Purpose::DeletePreflight, "HTTP/1.1 401 Unauthorized\n\n"),
        (Purpose::Plain, plain),
        (Purpose::TokenService, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"),
    ]);
    check(
        &text,
        &[
            "12: cors-origin-malformed",
            "2: preflight-unauthorized",
            "11: challenge-not-exposed",
            "18: token service: realm-cors-missing",
            "12: cors-vary-missing",
        ],
    );
    assert_eq!(reading(&text).findings[0].text, "Access-Control-Allow-Origin: https://ui.example/");
}

#[test]
fn each_rule_from_a_paste() {
    let plain = |answer: &str| session(&[(Purpose::Plain, answer)]);
    let origin = "Access-Control-Allow-Origin: https://ui.example\nVary: Origin\n";
    for (answer, rules) in [
        ("curl: (60) SSL certificate problem: self-signed certificate", &["2: server-certificate-untrusted"][..]),
        ("curl: (6) Could not resolve host: r.example", &["2: server-unreachable"]),
        ("curl: (28) Operation timed out", &["2: server-timeout"]),
        ("curl: (35) wrong version number", &["2: address-wrong-port-protocol"]),
        ("curl: (52) Empty reply from server", &["2: server-unreachable"]),
        ("curl: (1) Received HTTP/0.9 when not allowed", &["2: address-wrong-port-protocol"]),
        ("HTTP/1.1 502 Bad Gateway\nServer: nginx\n\n<html>", &["2: server-bad-gateway"]),
        ("HTTP/1.1 500 Oops\n\n", &["2: server-error"]),
        ("HTTP/1.1 200 OK\nContent-Type: text/html\n\n<!doctype html>", &["3: address-not-a-registry"]),
        ("HTTP/1.1 404 Not Found\n\nno such page", &["2: address-not-a-registry"]),
        (
            "HTTP/1.0 400 Bad Request\n\nClient sent an HTTP request to an HTTPS server.",
            &["2: address-wrong-port-protocol"],
        ),
        ("HTTP/1.1 301 Moved\nLocation: https://sso.example/?a\n\n", &["3: -"]),
        ("HTTP/1.1 200 OK\n\n{}", &["2: cors-origin-missing"]),
        ("HTTP/1.1 200 OK\nAccess-Control-Origin: *\n\n{}", &["3: cors-header-misspelt"]),
        (
            "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://b.example\nVary: Origin\n\n{}",
            &["3: cors-origin-mismatch"],
        ),
    ] {
        check(&plain(answer), rules);
    }
    let with = |lines: &str| plain(&format!("HTTP/1.1 401 Unauthorized\n{origin}{lines}\n"));
    check(&with(""), &["2: challenge-missing"]);
    let exposed = "Access-Control-Expose-Headers: *\n";
    check(&with(&format!("{exposed}WWW-Authenticate: Bearer service=\"r\"\n")), &["6: realm-invalid"]);
    check(&with(&format!("{exposed}WWW-Authenticate: Bearer\n")), &["6: challenge-malformed"]);
    let open = "WWW-Authenticate: Bearer realm=\"https://t.example/token\n";
    check(&with(&format!("{exposed}{open}")), &["6: challenge-malformed"]);
    check(
        &with(&format!("{exposed}WWW-Authenticate: Basic\nWWW-Authenticate: Bearer realm=\"x\"\n")),
        &["6: challenge-split-in-two-lines"],
    );
    check(
        &with("WWW-Authenticate: Basic\nRetry-After: 1\nLink: </>\nDocker-Content-Digest: x\n"),
        &["5: challenge-not-exposed", "8: digest-not-exposed", "7: link-not-exposed", "6: rate-limit-not-exposed"],
    );
    let put = |answer: &str| session(&[(Purpose::PutPreflight, answer)]);
    let deleting = "HTTP/1.1 204 Yes\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Methods: DELETE\n";
    check(
        &put(&format!("{deleting}Access-Control-Allow-Headers: Authorization\n\n")),
        &["5: preflight-header-not-allowed", "4: preflight-method-not-allowed"],
    );
    let preflight = |answer: &str| session(&[(Purpose::DeletePreflight, answer)]);
    let allowed = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n";
    check(&preflight("HTTP/1.1 405 No\n\n"), &["2: preflight-refused"]);
    check(&preflight("HTTP/1.1 302 Found\nLocation: /login\n\n"), &["3: preflight-redirected"]);
    check(
        &preflight(&format!("{allowed}Access-Control-Allow-Headers: *\nAccess-Control-Allow-Methods: GET\n\n")),
        &["4: preflight-wildcard-authorization", "5: preflight-method-not-allowed"],
    );
    check(
        &preflight(&format!("{allowed}Access-Control-Allow-Methods: DELETE\n\n")),
        &["2: preflight-header-not-allowed"],
    );
}

#[test]
fn errors_without_cors() {
    let text = "$ curl -i -H 'Origin: https://ui.example' https://r.example/v2/\n\
        HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic\n\n{}\n\
        $ curl -i -u me:secret -H 'Origin: https://ui.example' https://r.example/v2/\n\
        HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\n{}\n";
    check(text, &["2: cors-missing-on-errors", "3: challenge-not-exposed"]);
}

#[test]
fn what_is_not_judged() {
    check("hello", &["Transcript(NotUnderstood { lines: 1, first: 1 })"]);
    check("$ curl -i https://r.example/v2/\nHTTP/1.1 200 OK\n\n{}", &["NoOrigin { line: 2 }"]);
    check(
        "$ curl -i -H 'Origin: https://b.example' https://r.example/v2/\nHTTP/1.1 200 OK\n\n{}",
        &["OtherOrigin { line: 2, origin: \"https://b.example\" }"],
    );
    check(
        "$ curl -i -X OPTIONS -H 'Origin: https://ui.example' https://r.example/v2/\nHTTP/1.1 200 OK\n\n",
        &["NoPreflight { line: 2 }"],
    );
    check(
        "$ curl -iH 'Origin: https://ui.example' https://b.example/v2/\nHTTP/1.1 200 OK\n\n",
        &["OtherServer { line: 2, address: \"b.example/v2/\" }"],
    );
    check("> CONNECT r.example:443 HTTP/1.1\n< HTTP/1.1 407 No\n<\n", &["Proxy { line: 2, status: 407 }"]);
}

#[test]
fn without_the_requests() {
    check("HTTP/1.1 200 OK\n\n{}", &["1?: cors-origin-missing"]);
    check("HTTP/2 204\n\n", &["1?: preflight-refused", "1?: preflight-header-not-allowed"]);
    // The output of our three lines, in their order.
    check(
        &format!("{GOOD}HTTP/1.1 401 No\n\nHTTP/1.1 405 No\n\n"),
        &["8?: preflight-unauthorized", "10?: preflight-refused"],
    );
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn findings_stand_in_the_paste(text in concat!(
            r#"(HTTP/1\.1 200 OK\n|HTTP/2 401\n|HTTP/1\.1 302 F\n|\n|Access-Control-Allow-Origin: |\*\n|https://ui\.example\n|"#,
            r#"null\n|Location: /a\n|WWW-Authenticate: Bearer realm="https://t\.example/"\n|curl: \(60\) x\n|"#,
            r#"\$ curl -i https://r\.example/v2/\n|Access-Control-Allow-Headers: |[a-z*,;]{1,5}\n|ü){0,40}"#
        )) {
            let reading = reading(&text);
            let lines: Vec<&str> = text.split('\n').collect();
            for found in &reading.findings {
                prop_assert!((1..=lines.len()).contains(&found.line));
            }
            for judged in reading.judged.iter().filter(|judged| matches!(judged.verdict, Some(Err(_)))) {
                let explains = |found: &&Pasted| found.about == judged.about && found.stops;
                prop_assert!(reading.findings.iter().any(|found| explains(&found)), "{:#?}", reading);
            }
        }
    }
}
