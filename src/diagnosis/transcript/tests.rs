use super::*;

/// What was read, in short: one line for each exchange and error.
fn short(text: &str) -> Vec<String> {
    let transcript = read(text);
    let mut lines: Vec<String> = transcript.exchanges.iter().map(exchange).collect();
    lines.extend(transcript.errors.iter().map(|error| format!("{}: {:?} ({:?})", error.line, error.kind, error.tool)));
    lines.extend(transcript.notes.iter().map(|note| format!("{note:?}")));
    lines
}

fn exchange(exchange: &Exchange) -> String {
    let asked = &exchange.asked;
    let or_unknown = |text: &Option<String>| text.clone().unwrap_or("?".to_owned());
    let names: Vec<&str> = exchange.headers.iter().map(|header| header.name.as_str()).collect();
    format!(
        "{}: {} {}{} -> {} {} {:?}",
        exchange.line,
        or_unknown(&asked.method),
        or_unknown(&asked.host),
        or_unknown(&asked.path),
        exchange.status,
        names.join(","),
        exchange.body.kind
    )
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(short(text), expected, "for {text}");
    let windows: String = text.replace('\n', "\r\n");
    assert_eq!(short(&windows), expected, "with CRLF");
}

#[test]
fn head_and_body() {
    check(
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\nAccess-Control-Allow-Origin: *\n\n{\"errors\":[]}\n",
        &["1: ? ?? -> 401 Content-Type,Access-Control-Allow-Origin Json"],
    );
    check("  HTTP/2 200 \n  date: now\n  \n", &["1: ? ?? -> 200 date None"]);
    check("HTTP/2 200\n<!doctype html>", &["1: ? ?? -> 200  Html"]);
}

#[test]
fn with_command_lines() {
    check(
        "me@host:~$ curl -sS -i -X OPTIONS -H 'Origin: https://ui.example' \\\n>  --url 'https://r.example:8443/v2/?a=b'\n\
         HTTP/1.1 204 No Content\nVary: Origin\n\nme@host:~$ curl -iH \"Origin: x\" http://h/\n\
         HTTP/1.1 200 OK\n\nfine\nme@host:~$ ",
        &["3: OPTIONS r.example:8443/v2/ -> 204 Vary None", "7: GET h/ -> 200  Text"],
    );
    check("C:\\Users\\me>curl.exe -I https://h\nHTTP/1.1 200 OK\n\n", &["2: HEAD h/ -> 200  None"]);
    check("# curl -d a=b h/t\nHTTP/1.1 200 OK\n\n{}root@h:/# curl -i h\n", &["2: POST h/t -> 200  Json"]);
}

#[test]
fn verbose() {
    check(
        "* Trying 1.2.3.4:443...\n* Connected to r.example (1.2.3.4) port 443\n} [5 bytes data]\n\
         > OPTIONS /v2/ HTTP/2\n> Host: r.example\n> Origin: https://ui.example\n> Authorization: Basic c2VjcmV0\n> \n\
         { [8 bytes data]\n< HTTP/2 401 \n< content-type: text/html\n< \n<html>\n* Connection #0 to host left intact\n",
        &["10: OPTIONS r.example/v2/ -> 401 content-type Html"],
    );
}

#[test]
fn verbose_with_its_echo() {
    let expected = ["3: GET h/ -> 401 a,a Json"];
    let sent = "> GET / HTTP/1.1\n> Host: h\n";
    check(
        &format!(
            "{sent}< HTTP/1.1 401 No\nHTTP/1.1 401 No\n< a: 1\na: 1\n< a: 2\na: 2\n< \n\n{{\"errors\":[]}}\n* Closing connection 0"
        ),
        &expected,
    );
    check(
        &format!(
            "{sent}< HTTP/1.1 401 No\n< a: 1\n< a: 2\n<\n* Connection #0 left\nHTTP/1.1 401 No\na: 1\na: 2\n\n{{\"errors\":[]}}"
        ),
        &expected,
    );
}

#[test]
fn asides_and_redirects() {
    check(
        "HTTP/1.1 200 Connection established\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 401 Unauthorized\nA: b\n\n",
        &["5: ? ?? -> 401 A None"],
    );
    check(
        "> CONNECT r:443 HTTP/1.1\n> Host: r:443\n< HTTP/1.0 403 Forbidden\n< \n",
        &["3: CONNECT rr:443 -> 403  None"],
    );
    check(
        "$ curl -iL https://r/v2/\nHTTP/1.1 302 Found\nLocation: https://sso.example/login?state=secret\n\n\
         HTTP/2 200\n\n<html>",
        &["2: GET r/v2/ -> 302 Location None", "5: GET sso.example/login -> 200  Html"],
    );
    check(
        "HTTP/1.1 401 No\n\n{\"errors\":[]}HTTP/1.1 204 No Content\nVary: *\n\n",
        &["1: ? ?? -> 401  Json", "3: ? ?? -> 204 Vary None"],
    );
}

#[test]
fn errors_of_curl() {
    use CertificateFault::{Expired, SelfSigned, UnknownIssuer, WrongName};
    for (text, code, kind) in [
        ("curl: (60) SSL certificate problem: self-signed certificate", 60, ToolErrorKind::Certificate(SelfSigned)),
        (
            "curl: (60) SSL certificate problem: self-signed certificate in certificate chain",
            60,
            ToolErrorKind::Certificate(UnknownIssuer),
        ),
        ("curl: (60) SSL certificate problem: certificate has expired", 60, ToolErrorKind::Certificate(Expired)),
        (
            "curl: (60) SSL: no alternative certificate subject name matches target host name 'r'",
            60,
            ToolErrorKind::Certificate(WrongName),
        ),
        (
            "curl: (60) SSL certificate problem: unable to get local issuer certificate",
            60,
            ToolErrorKind::Certificate(UnknownIssuer),
        ),
        (
            "curl: (35) schannel: SNI or certificate check failed: SEC_E_WRONG_PRINCIPAL",
            35,
            ToolErrorKind::Certificate(WrongName),
        ),
        ("curl: (35) error:0A00010B:SSL routines::wrong version number", 35, ToolErrorKind::NoTls),
        ("curl: (35) tlsv13 alert certificate expired", 35, ToolErrorKind::Handshake),
        (
            "curl: (56) OpenSSL SSL_read: OpenSSL/3.0.19: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0",
            56,
            ToolErrorKind::WantsCertificate,
        ),
        (
            "curl: (35) error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate",
            35,
            ToolErrorKind::WantsCertificate,
        ),
        ("curl: (6) Could not resolve host: r.example", 6, ToolErrorKind::NoSuchHost),
        (
            "curl: (7) Failed to connect to r port 1 after 0 ms: Couldn't connect to server",
            7,
            ToolErrorKind::Unreachable,
        ),
        ("curl: (28) Operation timed out after 20001 milliseconds", 28, ToolErrorKind::TimedOut),
        ("curl: (1) Received HTTP/0.9 when not allowed", 1, ToolErrorKind::NoHttp),
        ("curl: (52) Empty reply from server", 52, ToolErrorKind::EmptyAnswer),
        ("curl: (56) Recv failure: Connection reset by peer", 56, ToolErrorKind::Broken),
        ("curl: (3) URL using bad/illegal format or missing URL", 3, ToolErrorKind::Other),
    ] {
        let paste = format!("$ curl -i https://r.example/v2/\n{text}\nMore details here: https://curl.se/docs/");
        let read = read(&paste);
        let error = read.errors.first().expect("an error");
        assert_eq!((error.line, error.tool, error.kind, error.text.as_str()), (2, Tool::Curl(code), kind, text));
        assert_eq!(error.asked.host.as_deref(), Some("r.example"));
    }
    let glued = "HTTP/1.1 200 OK\n\n{\"a\":curl: (18) transfer closed with 5 bytes remaining to read";
    check(glued, &["1: ? ?? -> 200  Json", "3: Broken (Curl(18))"]);
}

#[test]
fn colours_and_control_characters() {
    check(
        "\u{1b}[0mHTTP/1.1 302 Found\n\u{1b}[1mLocation\u{1b}[0m: \u{1b}]8;;https://a\u{1b}\\https://a\u{1b}]8;;\u{1b}\\\n\
         \u{feff}a\u{0}b:\u{7}c\n\n",
        &["1: ? ?? -> 302 Location,ab None"],
    );
    let read = read("HTTP/1.1 302 F\n\u{1b}[1mLocation\u{1b}[0m: \u{1b}]8;;https://a\u{7}https://b?x\u{1b}]8;;\u{7}\n");
    assert_eq!(read.exchanges[0].headers[0].value, "https://b");
    check("  0  0  0  0  --:--:-- --:--:-- --:--:--     0< HTTP/1.1 200 OK\n< a: b\n", &["1: ? ?? -> 200 a None"]);
}

#[test]
fn what_is_not_understood() {
    check("", &["Empty"]);
    check("\n \n", &["Empty"]);
    check("hello\nworld\n\nthere", &["NotUnderstood { lines: 3, first: 1 }"]);
    check("HTTP/1.1 20 x\nHTTP/ 200\n", &["NotUnderstood { lines: 2, first: 1 }"]);
    let long = "x\n".repeat(LENGTH);
    assert_eq!(read(&long).notes, [Note::TooLong, Note::NotUnderstood { lines: LENGTH / 2, first: 1 }]);
    let many = "HTTP/1.1 200 OK\n\n".repeat(300);
    let read = read(&many);
    assert_eq!((read.exchanges.len(), read.notes), (100, vec![Note::TooMany]));
}

#[test]
fn secrets_are_not_kept() {
    let paste = "$ curl -iv -u me:hunter2 -H 'Authorization: Bearer hunter2' -b a=hunter2 'https://me:hunter2@r/v2/?k=hunter2'\n\
        > GET /v2/?password=hunter2 HTTP/1.1\n> Host: r\n> Authorization: Basic hunter2\n> Cookie: hunter2\n> X-Api: hunter2\n> \n\
        < HTTP/1.1 200 OK\n< Set-Cookie: hunter2\n< X-Auth-Token: hunter2\n< Location: https://a:hunter2@h/?sig=hunter2\n< \n\
        {\"token\":\n\"hunter2\"}\n$ curl -i https://t/\nHTTP/1.1 200 OK\nX-Odd: eyJhunter2\n\n{\"x\":\"hunter2\"}\n\
        curl: (6) Could not resolve host https://u:hunter2@h/\n$ curl \\\n -u hunter2 \\\n h\nHTTP/1.1 500 No\n\nbearer eyJhunter2\n";
    let read = read(paste);
    assert_eq!((read.exchanges.len(), read.errors.len()), (3, 1));
    assert_eq!(read.exchanges[0].body.kind, PastedBodyKind::Token);
    assert!(!format!("{read:?}").contains("hunter2"), "{read:#?}");
}

/// What a terminal really shows, recorded as tests/data/curl-7.88.1/README.md says.
#[test]
fn recorded_from_a_terminal() {
    let head = "WWW-Authenticate,Access-Control-Allow-Origin,Set-Cookie,Content-Length,Connection";
    let answer = |line: usize, asked: &str, body: &str| format!("{line}: {asked} -> 401 {head} {body}");
    let known = "GET 127.0.0.1:48123/v2/";
    for (text, expected) in [
        (include_str!("../../../tests/data/curl-7.88.1/i.txt"), vec![answer(1, "? ??", "Json")]),
        (include_str!("../../../tests/data/curl-7.88.1/iv.txt"), vec![answer(9, known, "Json")]),
        (include_str!("../../../tests/data/curl-7.88.1/iv-into-a-file.txt"), vec![answer(11, known, "Json")]),
        (include_str!("../../../tests/data/curl-7.88.1/vo.txt"), vec![answer(11, known, "None")]),
        (
            include_str!("../../../tests/data/curl-7.88.1/vL.txt"),
            vec![
                "9: GET 127.0.0.1:48123/redir -> 302 Location,Content-Length,Connection None".to_owned(),
                answer(25, known, "Json"),
            ],
        ),
    ] {
        assert_eq!(short(text), expected, "for {text}");
        assert!(!format!("{:?}", read(text)).contains("hunter2"));
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_panics(text in "(?s).{0,300}") {
            read(&text);
        }

        #[test]
        fn near_transcripts_do_not_panic(text in concat!(
            r#"(HTTP/1\.1 |HTTP/2 |200|401|100|302| OK|\r?\n|\n\n|< |> |\* |curl: \(|60\)|\$ curl |-X|-H |'|"|\\|"#,
            r#"Origin: |Location: |Set-Cookie: |https://|u:p@h|\?|\{|\}|"token"|eyJ|\x1b\[|\x1b\]8|--:--:-- |ü|:| ){0,60}"#
        )) {
            let read = read(&text);
            let lines = text.split('\n').count();
            prop_assert!(read.exchanges.iter().all(|exchange| (1..=lines).contains(&exchange.line)));
        }
    }
}

#[test]
fn what_a_program_said_loses_what_may_be_secret() {
    for (said, kept) in [
        ("Get \"https://me:a/b@r.example/v2/?token=x\": EOF", "Get \"https://r.example/v2/\": EOF"),
        ("at 'http://token@r.example:5000/v2/#a' from", "at 'http://r.example:5000/v2/' from"),
        (
            "https://r.example:5000/v2/a@sha256:1 and https://h/x?y",
            "https://r.example:5000/v2/a@sha256:1 and https://h/x",
        ),
        ("https://r.example/v2/a@sha256:1", "https://r.example/v2/a@sha256:1"),
        ("bearer eyJhbGciOiJ9", ""),
    ] {
        assert_eq!(redact::said(said), kept);
    }
}
