use super::*;
use crate::registry::http::Headers;

const PAGE: &str = "https://ui.example";

fn headers(lines: &[&str]) -> Headers {
    let split = |line: &&str| {
        let (name, value) = line.split_once(':').expect("a header line");
        (name.to_owned(), value.to_owned())
    };
    Headers(lines.iter().map(split).collect())
}

fn asking(method: &str, names: &[&str], credentials: CredentialsMode) -> CorsRequest {
    let headers = names.iter().map(|name| (*name).to_owned()).collect();
    CorsRequest { origin: PAGE.to_owned(), credentials, method: method.to_owned(), headers }
}

/// The findings in short: `!` marks those that stop the browser.
fn short(judgement: &Judgement) -> Vec<String> {
    let short = |found: &LocatedFinding| {
        let mark = if found.stops { "!" } else { "" };
        let at = found.at.map(|at| format!(" @{at}")).unwrap_or_default();
        format!("{mark}{:?}{at}", found.finding)
    };
    judgement.findings.iter().map(short).collect()
}

#[track_caller]
fn answer(lines: &[&str], findings: &[&str]) {
    let judgement = judge_answer(&CorsRequest::get(PAGE), &headers(lines));
    assert_eq!(short(&judgement), findings, "for {lines:?}");
    let stops = judgement.findings.iter().any(|found| found.stops);
    assert_eq!(judgement.verdict.is_err(), stops, "{:?} for {lines:?}", judgement.verdict);
}

#[track_caller]
fn preflight(asking: &CorsRequest, status: u16, lines: &[&str], findings: &[&str]) {
    let judgement = judge_preflight(asking, status, &headers(lines));
    assert_eq!(short(&judgement), findings, "for {status} {lines:?}");
    let stops = judgement.findings.iter().any(|found| found.stops);
    assert_eq!(judgement.verdict.is_err(), stops, "{:?} for {status} {lines:?}", judgement.verdict);
}

#[test]
fn origins_that_fit() {
    answer(&["access-control-allow-origin:  https://ui.example \t", "vary: accept, ORIGIN"], &[]);
    answer(&["ACCESS-CONTROL-ALLOW-ORIGIN: *"], &[]);
    answer(&["Access-Control-Allow-Origin: https://ui.example", "Vary: *"], &[]);
    answer(&["Access-Control-Allow-Origin: https://ui.example"], &["VaryMissing @0"]);
    answer(
        &["Access-Control-Allow-Origin: *", "Access-Control-Allow-Credentials: true"],
        &["WildcardWithCredentials @0"],
    );
}

#[test]
fn origins_that_do_not_fit() {
    answer(&["content-type: text/html"], &["!OriginMissing"]);
    let one = |value: &str, finding: &str| {
        let line = format!("Access-Control-Allow-Origin: {value}");
        answer(&[&line, "Vary: Origin"], &[&format!("!{finding} @0")]);
    };
    let mismatched =
        |value: &str, differs| one(value, &format!("OriginMismatched {{ allowed: {value:?}, differs: {differs} }}"));
    mismatched("https://other.example", "Host");
    mismatched("http://ui.example", "Scheme");
    mismatched("https://ui.example:8443", "Port");
    mismatched("http://ui.example:8080", "Several");
    mismatched("http://[::1]:8080", "Several");
    let malformed =
        |value: &str, fault: &str| one(value, &format!("OriginMalformed {{ value: {value:?}, fault: {fault} }}"));
    malformed("", "Empty");
    malformed("ui.example", "NoScheme");
    malformed("https://ui.example/", "TrailingSlash");
    malformed("https://ui.example/app", "HasPath");
    malformed("https://*.example", "Pattern");
    malformed("\"https://ui.example\"", "Quoted");
    malformed("'*'", "Quoted");
    malformed("$http_origin", "Placeholder");
    malformed("https://UI.example", "UpperCase");
    malformed("https://ui.example:443", "DefaultPort");
    one("null", "OriginNull");
    for value in ["https://ui.example, https://b.example", "https://ui.example https://b.example", "*, *"] {
        one(value, &format!("OriginList {{ value: {value:?} }}"));
    }
}

#[test]
fn several_lines_are_one_value() {
    let lines = ["access-control-allow-origin: *", "Vary: Origin", "Access-Control-Allow-Origin: *"];
    answer(&lines, &["!OriginDuplicated { values: [\"*\", \"*\"] } @0"]);
    let verdict = cors_check(&CorsRequest::get(PAGE), &headers(&lines));
    assert_eq!(verdict, Err(Refusal::OriginDiffers("*, *".to_owned())));
}

#[test]
fn a_page_without_an_origin() {
    let asking = CorsRequest::get("null");
    assert_eq!(cors_check(&asking, &headers(&["Access-Control-Allow-Origin: null"])), Ok(()));
    assert_eq!(cors_check(&asking, &headers(&["Access-Control-Allow-Origin: *"])), Ok(()));
    let other = headers(&["Access-Control-Allow-Origin: https://ui.example"]);
    assert_eq!(cors_check(&asking, &other), Err(Refusal::OriginDiffers(PAGE.to_owned())));
}

#[test]
fn credentials_need_more() {
    let asking = asking("GET", &[], CredentialsMode::Include);
    for (lines, expected) in [
        (&["Access-Control-Allow-Origin: https://ui.example", "Access-Control-Allow-Credentials: true"][..], Ok(())),
        (
            &["Access-Control-Allow-Origin: *", "Access-Control-Allow-Credentials: true"],
            Err(Refusal::OriginDiffers("*".to_owned())),
        ),
        (&["Access-Control-Allow-Origin: https://ui.example"], Err(Refusal::CredentialsNotAllowed(None))),
        (
            &["Access-Control-Allow-Origin: https://ui.example", "Access-Control-Allow-Credentials: True"],
            Err(Refusal::CredentialsNotAllowed(Some("True".to_owned()))),
        ),
    ] {
        assert_eq!(cors_check(&asking, &headers(lines)), expected, "{lines:?}");
        let judgement = judge_answer(&asking, &headers(lines));
        assert_eq!(judgement.findings.iter().any(|found| found.stops), expected.is_err(), "{lines:?}");
    }
}

#[test]
fn a_misspelt_name_stops_only_what_needs_it() {
    let headers =
        ["Access-Control-Allow-Origin: *", "Access-Control-Allow-Header: x", "Access-Control-Allow-Method: GET"];
    let headers = Headers(
        headers
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.into(), value.into()))
            .collect(),
    );
    let stops = |judged: Judgement| judged.findings.iter().filter(|found| found.stops).count();
    let plain = CorsRequest::get("https://ui.example");
    assert_eq!(stops(judge_answer(&plain, &headers)), 0);
    assert_eq!(stops(judge_preflight(&plain, 204, &headers)), 0);
    let authorized = CorsRequest { headers: vec!["authorization".to_owned()], ..plain };
    assert!(
        judge_preflight(&authorized, 204, &headers).findings.iter().any(|found| found.stops && found.at == Some(1))
    );
}

#[test]
fn misspelt_names() {
    for (sent, wanted) in [
        ("Access-Control-Origin", Some(ALLOW_ORIGIN)),
        ("access-control-allow-origins", Some(ALLOW_ORIGIN)),
        ("Acces-Control-Allow-Origin", Some(ALLOW_ORIGIN)),
        ("Access-Control-Allow-Orgin", Some(ALLOW_ORIGIN)),
        ("Access_Control_Allow_Origin", Some(ALLOW_ORIGIN)),
        ("Access-Control-Allow-Header", Some(ALLOW_HEADERS)),
        ("Access-Control-Allow-Method", Some(ALLOW_METHODS)),
        ("Access-Control-Credentials", Some(ALLOW_CREDENTIALS)),
        ("Access-Control-Exposed-Headers", Some(EXPOSE_HEADERS)),
        ("Access-Control-Allow-Origin", None),
        ("ACCESS-CONTROL-EXPOSE-HEADERS", None),
        ("Access-Control-Max-Age", None),
        ("Access-Control-Request-Headers", None),
        ("Content-Security-Policy", None),
        ("Allow", None),
        ("", None),
    ] {
        assert_eq!(meant(sent), wanted, "{sent}");
    }
    answer(
        &["Access-Control-Origin: https://ui.example/"],
        &[
            "!HeaderMisspelt { sent: \"Access-Control-Origin\", meant: \"Access-Control-Allow-Origin\" } @0",
            "!OriginMalformed { value: \"https://ui.example/\", fault: TrailingSlash } @0",
            "VaryMissing @0",
        ],
    );
    // Where the right one is there too, the other one does no harm.
    answer(&["Access-Control-Origin: https://ui.example", "Access-Control-Allow-Origin: *"], &[]);
}

#[test]
fn what_a_page_may_read() {
    let lines =
        ["Docker-Content-Digest: sha256:a", "Content-Type: text/plain", "Set-Cookie: a=b", "Link: </>; rel=next"];
    for (expose, credentials, names) in [
        ("", CredentialsMode::Omit, &["content-type"][..]),
        ("link , DOCKER-CONTENT-DIGEST", CredentialsMode::Omit, &["content-type", "docker-content-digest", "link"]),
        (
            "*",
            CredentialsMode::Omit,
            &["access-control-expose-headers", "content-type", "docker-content-digest", "link"],
        ),
        ("*", CredentialsMode::Include, &["content-type"]),
        ("link; docker-content-digest", CredentialsMode::Omit, &["content-type"]),
        ("Set-Cookie,,link,", CredentialsMode::Omit, &["content-type", "link"]),
    ] {
        let line = format!("Access-Control-Expose-Headers: {expose}");
        let mut all = lines.to_vec();
        all.push(&line);
        assert_eq!(readable(credentials, &headers(&all)), names, "{expose:?}");
    }
    answer(
        &["Access-Control-Allow-Origin: *", "Date: now", "RateLimit-Limit: 9", "WWW-Authenticate: Basic", "Link: </>"],
        &[
            "NotExposed { name: \"WWW-Authenticate\" } @3",
            "NotExposed { name: \"Link\" } @4",
            "NotExposed { name: \"RateLimit-Limit\" } @2",
        ],
    );
    answer(
        &[
            "Access-Control-Allow-Origin: *",
            "WWW-Authenticate: Bearer realm=\"r\"",
            "WWW-Authenticate: Basic",
            "Access-Control-Expose-Headers: *",
        ],
        &["ChallengeSplit @1"],
    );
}

#[test]
fn preflights() {
    let authorized = asking("GET", &["authorization"], CredentialsMode::Omit);
    let delete = asking("DELETE", &["Authorization"], CredentialsMode::Omit);
    let good = ["Access-Control-Allow-Origin: *", "Access-Control-Allow-Headers: accept, AUTHORIZATION"];
    preflight(&authorized, 204, &good, &[]);
    preflight(&delete, 200, &good, &["!MethodNotAllowed { method: \"DELETE\" }"]);
    preflight(&authorized, 401, &["Www-Authenticate: Basic"], &["!PreflightUnauthorized"]);
    preflight(&authorized, 405, &good, &["!PreflightRefused { status: 405 }"]);
    preflight(
        &authorized,
        302,
        &["Location: https://sign.in/"],
        &["!PreflightRedirected { status: Some(302), to: Some(\"https://sign.in/\") } @0"],
    );
    preflight(&authorized, 204, &[], &["!OriginMissing", "!HeaderNotAllowed { name: \"authorization\" }"]);
    let origin = "Access-Control-Allow-Origin: *";
    preflight(&authorized, 200, &[origin, "Access-Control-Allow-Headers: *"], &["!WildcardAuthorization @1"]);
    preflight(&authorized, 200, &[origin, "Access-Control-Allow-Headers: *", good[1]], &[]);
    preflight(
        &authorized,
        200,
        &[origin, "Access-Control-Allow-Headers: Authorization; Accept"],
        &["!ListUnreadable { header: \"Access-Control-Allow-Headers\", value: \"Authorization; Accept\" } @1"],
    );
    preflight(
        &authorized,
        200,
        &[origin, "Access-Control-Allow-Header: Authorization"],
        &["!HeaderMisspelt { sent: \"Access-Control-Allow-Header\", meant: \"Access-Control-Allow-Headers\" } @1"],
    );
    let methods = |value: &str| format!("Access-Control-Allow-Methods: {value}");
    preflight(&delete, 200, &[origin, good[1], &methods("GET,DELETE")], &[]);
    preflight(&delete, 200, &[origin, good[1], &methods("*")], &[]);
    preflight(&delete, 200, &[origin, good[1], &methods("delete")], &["!MethodNotAllowed { method: \"DELETE\" } @2"]);
}

#[test]
fn wildcards_are_names_where_credentials_are_included() {
    let asking = asking("PUT", &["x-one"], CredentialsMode::Include);
    let lines = [
        "Access-Control-Allow-Origin: https://ui.example",
        "Access-Control-Allow-Credentials: true",
        "Access-Control-Allow-Methods: *",
        "Access-Control-Allow-Headers: *",
    ];
    let judgement = judge_preflight(&asking, 200, &headers(&lines));
    assert_eq!(judgement.verdict, Err(Refusal::MethodNotAllowed("PUT".to_owned())));
    let findings = ["!MethodNotAllowed { method: \"PUT\" } @2", "!HeaderNotAllowed { name: \"x-one\" } @3"];
    assert_eq!(short(&judgement), findings);
}

#[test]
fn headers_that_need_no_preflight() {
    let long = "a".repeat(129);
    for (name, value, is_safe) in [
        ("Accept", "application/json, */*", true),
        ("accept", "\"quoted\"", false),
        ("accept", "a:b", false),
        ("accept", long.as_str(), false),
        ("accept", &long[..128], true),
        ("Accept-Language", "de-DE, en;q=0.5", true),
        ("Accept-Language", "de_DE", false),
        ("content-type", "text/plain;charset=utf-8", true),
        ("content-type", "application/x-www-form-urlencoded", true),
        ("content-type", "application/json", false),
        ("range", "bytes=0-", true),
        ("range", "bytes=5-9", true),
        ("range", "bytes=9-5", false),
        ("range", "bytes=-5", false),
        ("range", "bytes=0-1,3-4", false),
        ("authorization", "Basic x", false),
        ("x-one", "", false),
    ] {
        assert_eq!(is_safelisted_request_header(name, value), is_safe, "{name}: {value}");
    }
    assert_eq!(
        unsafe_request_headers(&[("X-B", ""), ("Accept", "a"), ("AUTHORIZATION", "")]),
        ["authorization", "x-b"]
    );
    let many: Vec<(&str, &str)> = vec![("accept", &long[..128]); 9];
    assert_eq!(unsafe_request_headers(&many), ["accept"]);
    assert!(!CorsRequest::get(PAGE).needs_preflight());
    assert!(asking("PUT", &[], CredentialsMode::Omit).needs_preflight());
    assert!(asking("get", &[], CredentialsMode::Omit).needs_preflight());
}

#[test]
fn every_finding_but_two_has_a_rule() {
    let value = String::new;
    for (finding, rule) in [
        (CorsFinding::OriginMissing, Some("cors-origin-missing")),
        (CorsFinding::OriginNull, Some("cors-origin-mismatch")),
        (CorsFinding::VaryMissing, Some("cors-vary-missing")),
        (CorsFinding::PreflightRefused { status: 500 }, Some("preflight-refused")),
        (CorsFinding::ListUnreadable { header: ALLOW_METHODS, value: value() }, Some("preflight-method-not-allowed")),
        (CorsFinding::NotExposed { name: "WWW-AUTHENTICATE".to_owned() }, Some("challenge-not-exposed")),
        (CorsFinding::NotExposed { name: "RateLimit-Remaining".to_owned() }, Some("rate-limit-not-exposed")),
        (CorsFinding::NotExposed { name: "Date".to_owned() }, None),
        (CorsFinding::CredentialsNotAllowed { value: None }, None),
    ] {
        assert_eq!(finding.rule_id(), rule, "{finding:?}");
    }
}
