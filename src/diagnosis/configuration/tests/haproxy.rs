use super::*;

const GOOD: &str = r#"
global
  log stdout format raw local0
userlist people
  user anna insecure-password hunter2
frontend registry
  bind :443 ssl crt /etc/haproxy/r.pem
  acl of_page req.hdr(Origin) -m str https://ui.example
  http-request set-var(txn.origin) req.hdr(Origin) if of_page
  http-request return status 204 if METH_OPTIONS { req.hdr(Access-Control-Request-Method) -m found }
  http-request auth realm Registry unless { http_auth(people) }
  http-after-response del-header Access-Control-Allow-Origin
  http-after-response set-header Access-Control-Allow-Origin %[var(txn.origin)] if { var(txn.origin) -m found }
  http-after-response set-header Access-Control-Allow-Methods "GET, HEAD, OPTIONS, DELETE"
  http-after-response set-header Access-Control-Allow-Headers "Authorization, Accept"
  http-after-response set-header Access-Control-Expose-Headers "WWW-Authenticate, Docker-Content-Digest, Link"
  http-after-response add-header Vary Origin
  default_backend registry
backend registry
  server r1 127.0.0.1:5000
"#;

#[track_caller]
fn frontend(name: &str, inside: &str, expected: &[&str]) {
    check(Kind::Haproxy, name, &format!("frontend r\n  bind :443\n{inside}\n  default_backend r\n"), expected);
}

#[test]
fn right_ones() {
    fine(Kind::Haproxy, "whole", GOOD);
    frontend(
        "own origin for two",
        "  acl p req.hdr(Origin) -m str https://ui.example\n  acl p req.hdr(Origin) -m str https://b.example",
        &[],
    );
    frontend("a pattern", "  acl p req.hdr(Origin) -m end .example", &[]);
    let set = "  http-after-response set-header Access-Control-Allow-Origin *\n";
    let rest = "  http-after-response set-header Access-Control-Expose-Headers *\n  http-after-response set-header Access-Control-Allow-Headers Authorization\n";
    frontend(
        "password by an acl",
        &format!("{set}  acl options method OPTIONS\n  http-request auth if !options !{{ http_auth(p) }}"),
        &[],
    );
    frontend(
        "let through",
        &format!("{set}  http-request allow if METH_OPTIONS\n  http-request auth unless {{ http_auth(p) }}"),
        &[],
    );
    fine(
        Kind::Haproxy,
        "a backend alone",
        &format!("backend r\n{set}{rest}  http-request auth unless {{ http_auth(p) }}\n  server r r:5000"),
    );
    fine(
        Kind::Haproxy,
        "the frontend answers",
        &format!(
            "frontend f\n{set}{rest}  http-request return status 204 if METH_OPTIONS\n  use_backend r\nbackend r\n  http-request auth unless {{ http_auth(p) }}\n"
        ),
    );
}

#[test]
fn headers() {
    frontend(
        "http-response",
        "  http-response set-header Access-Control-Allow-Origin https://ui.example\n  http-response set-header Access-Control-Allow-Methods GET",
        &["3:3 NotOnErrors(Haproxy) -> http-after-response set-header Access-Control-Allow-Origin https://ui.example"],
    );
    frontend(
        "http-response beside an answer",
        "  http-request return status 204 if METH_OPTIONS\n  http-response set-header Access-Control-Allow-Headers *",
        &[
            "4:3 NotOnErrors(Haproxy) -> http-after-response set-header Access-Control-Allow-Headers \"Authorization, Accept\"",
            "4:57 WildcardHeaders -> http-after-response set-header Access-Control-Allow-Headers \"Authorization, Accept\"",
        ],
    );
    frontend(
        "on the request",
        "  http-request set-header Access-Control-Allow-Origin *",
        &["3:3 HeaderOfRequest -> http-after-response set-header Access-Control-Allow-Origin *"],
    );
    frontend(
        "twice",
        "  http-after-response add-header Access-Control-Allow-Origin https://ui.example\n  http-after-response add-header Access-Control-Allow-Origin https://b.example",
        &["4:62 OriginTwice"],
    );
    frontend(
        "an answer of its own",
        "  http-request return status 204 hdr Access-Control-Allow-Origin \"https://ui.example/\" hdr Access-Control-Allow-Header Authorization if METH_OPTIONS",
        &[
            "3:67 OriginMalformed(TrailingSlash) -> http-request return status 204 hdr Access-Control-Allow-Origin \"https://ui.example\" hdr Access-Control-Allow-Headers Authorization if METH_OPTIONS",
            "3:92 HeaderMisspelt -> http-request return status 204 hdr Access-Control-Allow-Origin \"https://ui.example\" hdr Access-Control-Allow-Headers Authorization if METH_OPTIONS",
        ],
    );
}

#[test]
fn origins() {
    frontend(
        "acl",
        "  acl page req.hdr(Origin) -m str https://b.example",
        &["3:35 OriginOfAnother -> acl page req.hdr(Origin) -m str https://ui.example"],
    );
    frontend(
        "acl with a slash",
        "  acl page hdr(origin) -i https://ui.example/",
        &["3:27 OriginMalformed(TrailingSlash) -> acl page hdr(origin) -i https://ui.example"],
    );
    frontend(
        "registry",
        "  http-after-response set-header Access-Control-Allow-Origin \"https://r.example\"",
        &["3:63 OriginOfRegistry -> http-after-response set-header Access-Control-Allow-Origin \"https://ui.example\""],
    );
}

#[test]
fn preflights() {
    let set = "  http-after-response set-header Access-Control-Allow-Origin *\n";
    frontend(
        "nothing answers",
        &format!("{set}  http-request auth unless {{ http_auth(p) }}"),
        &["4:3 OptionsBehindAuth(Haproxy) +3 http-request return status 204 if METH_OPTIONS"],
    );
    frontend(
        "answered too late",
        &format!(
            "{set}  http-request auth unless {{ http_auth(p) }}\n  http-request return status 204 if METH_OPTIONS"
        ),
        &["4:3 OptionsBehindAuth(Haproxy) +3 http-request return status 204 if METH_OPTIONS"],
    );
}
