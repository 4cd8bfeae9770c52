//! What people really have: consoles, lists of requests, HAR files, PowerShell, HTTPie, wget, and what pulls images.

use super::*;
use crate::diagnosis::transcript::Note;

/// Rules and lines, and that no line was called not understood.
#[track_caller]
fn names(text: &str, expected: &[&str]) {
    let reading = reading(text);
    let found: Vec<String> = reading
        .findings
        .iter()
        .map(|found| match found.rule_id() {
            Some(id) => id.to_owned(),
            None => found.may_be().join("|"),
        })
        .collect();
    assert_eq!(found, expected, "{text}\n{reading:#?}");
    let lost = reading.unclear.iter().any(|unclear| matches!(unclear, Unclear::Transcript(Note::NotUnderstood { .. })));
    assert!(!lost, "{text}\n{:#?}", reading.unclear);
}

const V2: &str = "https://r.example/v2/";

#[test]
fn a_console_names_the_cause() {
    let chromium = |why: &str| {
        format!(
            "Access to fetch at '{V2}' from origin 'https://ui.example' has been blocked by CORS policy: {why}\nGET {V2} net::ERR_FAILED 401 (Unauthorized)"
        )
    };
    let header = "'Access-Control-Allow-Origin' header";
    let preflight = "Response to preflight request doesn't pass access control check: ";
    for (why, rule) in [
        (format!("No {header} is present on the requested resource."), "cors-origin-missing"),
        (
            format!("The {header} has a value 'https://b.example' that is not equal to the supplied origin."),
            "cors-origin-mismatch",
        ),
        (
            format!("The {header} contains multiple values 'https://ui.example, *', but only one is allowed."),
            "cors-origin-duplicated",
        ),
        (format!("The {header} contains the invalid value 'ui.example'."), "cors-origin-malformed"),
        (format!("{preflight}No {header} is present on the requested resource."), "preflight-refused"),
        (format!("{preflight}It does not have HTTP ok status."), "preflight-unauthorized|preflight-refused"),
        ("Redirect is not allowed for a preflight request.".to_owned(), "preflight-redirected"),
        (
            "Request header field authorization is not allowed by Access-Control-Allow-Headers in preflight response."
                .to_owned(),
            "preflight-header-not-allowed",
        ),
        (
            "Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response.".to_owned(),
            "preflight-method-not-allowed",
        ),
        (
            "Permission was denied for this request to access the `loopback` address space.".to_owned(),
            "page-local-network-blocked",
        ),
    ] {
        names(&chromium(&why), &[rule]);
    }
    let firefox = |why: &str| {
        format!(
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {V2}. (Reason: {why}"
        )
    };
    for (why, rule) in [
        ("CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 401.", "cors-origin-missing"),
        ("CORS header ‘Access-Control-Allow-Origin’ does not match ‘https://b.example’).", "cors-origin-mismatch"),
        ("Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed).", "cors-origin-duplicated"),
        ("CORS preflight response did not succeed). Status code: 401.", "preflight-unauthorized"),
        ("CORS preflight response did not succeed). Status code: 405.", "preflight-refused"),
        ("CORS preflight response did not succeed). Status code: (null).", "preflight-unauthorized|preflight-refused"),
        ("CORS request external redirect not allowed).", "preflight-redirected"),
        (
            "header ‘authorization’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response).",
            "preflight-header-not-allowed",
        ),
        ("invalid token ‘a b’ in CORS header ‘Access-Control-Allow-Headers’).", "preflight-header-not-allowed"),
        ("Did not find method in CORS header ‘Access-Control-Allow-Methods’).", "preflight-method-not-allowed"),
    ] {
        names(&firefox(why), &[rule]);
    }
    let nothing = reading(&firefox("CORS request did not succeed). Status code: (null)."));
    assert!(nothing.findings[0].may_be().contains(&"server-certificate-untrusted"), "{nothing:#?}");
    for (text, rule) in [
        ("Preflight response is not successful. Status code: 401", "preflight-unauthorized"),
        ("Access-Control-Allow-Origin cannot contain more than one origin.", "cors-origin-duplicated"),
        (
            "Request header field Authorization is not allowed by Access-Control-Allow-Headers.",
            "preflight-header-not-allowed",
        ),
    ] {
        names(text, &[rule]);
    }
    let vague = reading("Origin https://ui.example is not allowed by Access-Control-Allow-Origin. Status code: 401");
    assert!(vague.findings[0].may_be().contains(&"cors-origin-mismatch"), "{vague:#?}");
}

#[test]
fn a_console_of_this_page_holds_its_own_questions_as_well() {
    let missing = "has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.";
    let text = format!(
        "Failed to load resource: the server responded with a status of 404 (Not Found)\n\
         Access to fetch at 'https://r.example/v2/' from origin 'https://ui.example' {missing}\n\
         Failed to load resource: net::ERR_FAILED\n\
         Access to fetch at 'https://r.example/v2/' from origin 'null' {missing}\n\
         GET http://r.example/v2/ net::ERR_CONNECTION_REFUSED\n\
         GET https://r.example/v2/ 401 (Unauthorized)"
    );
    names(&text, &["cors-origin-missing"]);
    assert_eq!(reading(&text).unclear, []);
}

#[test]
fn a_browser_names_what_is_no_matter_of_cors() {
    for (text, rule) in [
        (format!("GET {V2} net::ERR_CERT_AUTHORITY_INVALID"), "server-certificate-untrusted"),
        (format!("GET {V2} net::ERR_CERT_COMMON_NAME_INVALID"), "server-certificate-untrusted"),
        ("Error code: SEC_ERROR_UNKNOWN_ISSUER".to_owned(), "server-certificate-untrusted"),
        (format!("GET {V2} net::ERR_NAME_NOT_RESOLVED"), "server-unreachable"),
        (format!("GET {V2} net::ERR_CONNECTION_REFUSED"), "server-unreachable"),
        (format!("GET {V2} net::ERR_CONNECTION_TIMED_OUT"), "server-timeout"),
        (format!("GET {V2} net::ERR_SSL_PROTOCOL_ERROR"), "address-wrong-port-protocol"),
        (format!("GET {V2} net::ERR_BLOCKED_BY_CLIENT"), "page-request-blocked-by-client"),
        (
            format!(
                "GET {V2} net::ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep 401 (Unauthorized)"
            ),
            "cors-origin-missing",
        ),
        (
            format!(
                "Connecting to '{V2}' violates the following Content Security Policy directive: \"connect-src 'self'\"."
            ),
            "page-policy-blocks",
        ),
    ] {
        names(&text, &[rule]);
    }
}

#[test]
fn a_page_by_https_may_not_ask_by_http() {
    let registry = Url::parse("http://r.example/").expect("an address");
    let text = "Mixed Content: The page at 'https://ui.example/' was loaded over HTTPS, but requested an insecure resource \
        'http://r.example/v2/'. This request has been blocked; the content must be served over HTTPS.";
    let reading =
        read(Parties { origin: PAGE, registry: &registry, token_service: None, later: &[], changes: false }, text);
    assert_eq!(short(&reading), ["1: page-mixed-content"]);
}

#[test]
fn what_pulls_images_names_the_cause() {
    let get =
        |why: &str| format!("$ docker pull r.example/team/app:1.0\nError response from daemon: Get \"{V2}\": {why}");
    for (text, rule) in [
        (get("unauthorized: authentication required"), "credentials-rejected"),
        (get("tls: failed to verify certificate: x509: certificate signed by unknown authority"), "server-certificate-untrusted"),
        (get("x509: certificate is valid for a.example, not r.example"), "server-certificate-untrusted"),
        (get("x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after"), "server-certificate-untrusted"),
        (get("http: server gave HTTP response to HTTPS client"), "address-wrong-port-protocol"),
        (get("dial tcp: lookup r.example on 10.0.0.2:53: no such host"), "server-unreachable"),
        (get("dial tcp 10.0.0.9:443: connect: connection refused"), "server-unreachable"),
        (get("net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"), "server-timeout"),
        (get("context deadline exceeded"), "server-timeout"),
        (get("remote error: tls: certificate required"), "server-certificate-untrusted"),
        (get("EOF"), "server-unreachable"),
        (
            "Error response from daemon: pull access denied for r.example/team/app, repository does not exist or may require \
             'docker login': denied: requested access to the resource is denied"
                .to_owned(),
            "scope-denied",
        ),
        (
            "Warning  Failed  3s  kubelet  Failed to pull image \"r.example/team/app:1.0\": rpc error: code = Unknown desc = failed to \
             pull and unpack image \"r.example/team/app:1.0\": failed to resolve reference \"r.example/team/app:1.0\": failed to do \
             request: Head \"https://r.example/v2/team/app/manifests/1.0\": tls: failed to verify certificate: x509: certificate \
             signed by unknown authority"
                .to_owned(),
            "server-certificate-untrusted",
        ),
        (
            "Error: failed to resolve reference \"r.example/team/app:1.0\": unexpected status from HEAD request to \
             https://r.example/v2/team/app/manifests/1.0: 502 Bad Gateway"
                .to_owned(),
            "server-bad-gateway",
        ),
        ("toomanyrequests: You have reached your pull rate limit.".to_owned(), "rate-limited"),
        (
            format!("DEBU[0000] GET {V2}\nFATA[0000] Error parsing image name \"docker://r.example/team/app:1.0\": pinging container \
                     registry r.example: Get \"http://auth.internal:5001/auth\": dial tcp: lookup auth.internal: no such host"),
            "realm-unreachable",
        ),
    ] {
        names(&text, &[rule]);
    }
}

#[test]
fn other_programs_print_headers_too() {
    let head = "HTTP/1.1 401 Unauthorized\nAccess-Control-Allow-Origin: https://b.example\nVary: Origin\n\
        Access-Control-Expose-Headers: *\nWww-Authenticate: Basic realm=\"x\"\n";
    names(
        &format!(
            "$ http -v {V2} Origin:https://ui.example\nGET /v2/ HTTP/1.1\nAccept: */*\nHost: r.example\nOrigin: https://ui.example\n\n\n\n{head}\n{{\n  \"errors\": []\n}}"
        ),
        &["cors-origin-mismatch"],
    );
    let wget = "$ wget -S -O- https://r.example/v2/\n--2026-11-28 13:00:00--  https://r.example/v2/\n\
        Resolving r.example (r.example)... 192.0.2.10\nConnecting to r.example (r.example)|192.0.2.10|:443... connected.\n\
        HTTP request sent, awaiting response...\n";
    // Nobody asked for a page, and two lines are wrong for any.
    names(
        &format!(
            "{wget}  HTTP/1.1 401 Unauthorized\n  Www-Authenticate: Basic realm=\"x\"\n  Access-Control-Allow-Origin: https://b.example\n  Access-Control-Allow-Origin: *\n\nUsername/Password Authentication Failed."
        ),
        &["cors-origin-duplicated"],
    );
    names("wget: unable to resolve host address 'r.example'", &["server-unreachable"]);
    names(
        "Connecting to r.example (r.example)|192.0.2.10|:443... failed: Connection refused.",
        &["server-unreachable"],
    );
    names("ERROR: The certificate of 'r.example' is not trusted.", &["server-certificate-untrusted"]);
}

#[test]
fn a_list_of_requests_is_read_in_both_forms() {
    let pairs = "Request URL\nhttps://r.example/v2/\nRequest Method\nGET\nStatus Code\n401 Unauthorized\nRemote Address\n\
        192.0.2.10:443\nReferrer Policy\nno-referrer\naccess-control-allow-origin\nhttps://b.example\nvary\nOrigin\n\
        access-control-expose-headers\n*\nwww-authenticate\nBasic realm=\"x\"";
    names(pairs, &["cors-origin-mismatch"]);
    assert_eq!(reading(pairs).findings[0].line, 12);
    let lines = "Request URL: https://r.example/v2/\nRequest Method: OPTIONS\nStatus Code: 405 Method Not Allowed\nServer: nginx\n\
        Origin: https://ui.example\nAccess-Control-Request-Method: GET\nAccess-Control-Request-Headers: authorization";
    names(lines, &["preflight-refused"]);
    // two requests, the second of another server
    let two = format!("{pairs}\nRequest URL: https://b.example/v2/\nRequest Method: GET\nStatus Code: 200 OK\n");
    assert_eq!(reading(&two).findings.len(), 1);
}

#[test]
fn powershell_s_own_curl_is_read_or_sent_home() {
    let table = "PS C:\\Users\\dev> curl https://r.example/v2/\n\n\nStatusCode        : 200\nStatusDescription : OK\n\
        Content           : {}\nRawContent        : HTTP/1.1 200 OK\n                    Access-Control-Allow-Origin: https://b.example\n\
        \x20                   Vary: Origin\n\n                    {}\nForms             : {}\nHeaders           : {[Date, now]}\n";
    names(table, &["cors-origin-mismatch"]);
    assert!(reading(table).findings[0].guessed, "nobody asked for a page");
    for error in [
        "curl : {\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}\nAt line:1 char:1\n+ curl https://r.example/v2/\n+ ~~~~\n    + CategoryInfo \
         : InvalidOperation: (System.Net.HttpWebRequest:HttpWebRequest) [Invoke-WebRequest], WebException\n    + FullyQualifiedErrorId : X",
        "Invoke-WebRequest : Parameter cannot be processed because the parameter name 'i' is ambiguous.\nAt line:1 char:6\n\
         + curl -i https://r.example/v2/\n+      ~~\n",
    ] {
        names(error, &[]);
        let unclear = reading(error).unclear;
        assert!(unclear.contains(&Unclear::Transcript(Note::InvokeWebRequest)), "{unclear:?}");
    }
}

fn har(entries: &str) -> String {
    format!("{{\n  \"log\": {{\n    \"version\": \"1.2\",\n    \"entries\": [\n{entries}\n    ]\n  }}\n}}")
}

fn entry(url: &str, method: &str, status: i32, headers: &[(&str, &str)], rest: &str) -> String {
    let headers: Vec<String> =
        headers.iter().map(|(name, value)| format!("{{\"name\": {name:?}, \"value\": {value:?}}}")).collect();
    format!(
        "{{\"request\": {{\"method\": \"{method}\", \"url\": \"{url}\", \"headers\": [{{\"name\": \"Origin\", \"value\": \"https://ui.example\"}}]}},\n\
         \"response\": {{\"status\": {status}, \"httpVersion\": \"HTTP/2\", \"headers\": [{}], \"content\": {{\"size\": 3, \"mimeType\": \"text/plain\", \"text\": \"x\"}}{rest}}}}}",
        headers.join(", ")
    )
}

#[test]
fn a_har_file_is_read_for_the_registry_alone() {
    let good = [("access-control-allow-origin", "https://b.example"), ("vary", "Origin")];
    let text = har(&[
        entry("https://ui.example/style.css", "GET", 200, &[], ""),
        entry(V2, "GET", 200, &good, ""),
        entry("https://tracker.example/v2/x", "GET", 200, &[], ""),
    ]
    .join(",\n"));
    names(&text, &["cors-origin-mismatch"]);
    assert_eq!(reading(&text).findings[0].line, 7);
    let failed = har(&entry(V2, "GET", 0, &[], ", \"_error\": \"net::ERR_CERT_DATE_INVALID\""));
    names(&failed, &["server-certificate-untrusted"]);
    let none = reading(&har(&entry("https://ui.example/", "GET", 200, &[], "")));
    assert_eq!(none.unclear, [Unclear::Transcript(Note::NoRegistryInHar { requests: 1 })]);
    let broken = reading(&text[..text.len() / 2]);
    assert_eq!(broken.unclear, [Unclear::Transcript(Note::BrokenHar)]);
}

/// A megabyte of beginnings: each row is looked at once.
#[test]
fn as_many_requests_as_fit() {
    let rows = "Request URL: https://r.example/v2/\nStatus Code: 401\n".repeat(18_000);
    let reading = reading(&rows);
    assert!(reading.unclear.contains(&Unclear::Transcript(Note::TooMany)), "{:#?}", reading.unclear);
    let entries = vec![entry(V2, "GET", 401, &[], ""); 101].join(",\n");
    let notes = super::reading(&har(&entries.replace("/v2/", "\\/v2\\/"))).unclear;
    assert_eq!(notes, [Unclear::Transcript(Note::TooMany)]);
}

#[test]
fn what_a_console_says_loses_what_may_be_secret() {
    let token = "eyJhbGciOiJ9.secret";
    let text = format!(
        "Access to fetch at 'https://r.example/v2/?token={token}' from origin 'https://ui.example' has been blocked by CORS policy: The \
         'Access-Control-Allow-Origin' header has a value 'https://me:secret@b.example' that is not equal to the supplied origin."
    );
    let reading = reading(&text);
    names(&text, &["cors-origin-mismatch"]);
    assert!(!format!("{reading:?} {}", reading.findings[0].sentence(PAGE)).contains("secret"), "{reading:#?}");
}

#[test]
fn the_last_answer_to_one_question_counts() {
    let line = &curl::lines(
        Parties {
            origin: PAGE,
            registry: &Url::parse(V2).expect("an address"),
            token_service: None,
            later: &[],
            changes: false,
        },
        Shell::Posix,
    )[0]
    .text;
    let text = format!(
        "$ {line}\nHTTP/1.1 200 OK\n\n{{}}\n$ {line}\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\n{{}}\n"
    );
    check(&text, &["AskedAgain { line: 2 }"]);
    // what says the same once more needs no word
    let again = format!("$ {line}\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\n{{}}\n").repeat(3);
    check(&again, &[]);
    let other = "$ curl -i -H 'Origin: https://ui.example' https://b.example/v2/\nHTTP/1.1 200 OK\n\n".repeat(3);
    check(&other, &["OtherServer { line: 2, address: \"b.example/v2/\" }"]);
}
