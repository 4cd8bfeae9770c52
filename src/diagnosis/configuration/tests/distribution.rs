use super::*;

const GOOD: &str = r#"
version: 0.1
log: {level: info}
storage:
  filesystem: {rootdirectory: /var/lib/registry}
http:
  addr: :5000
  secret: hunter2
  headers:
    X-Content-Type-Options: [nosniff]
    Access-Control-Allow-Origin: ["https://ui.example"]   # the page
    Access-Control-Allow-Methods: ['GET', 'HEAD', 'OPTIONS', 'DELETE']
    Access-Control-Allow-Headers: ["Accept, If-None-Match"]
    Access-Control-Expose-Headers:
    - Docker-Content-Digest
    - Link
"#;

#[track_caller]
fn headers(name: &str, lines: &str, expected: &[&str]) {
    check(Kind::Distribution, name, &format!("http:\n  headers:\n{lines}\n"), expected);
}

#[test]
fn right_ones() {
    fine(Kind::Distribution, "whole", GOOD);
    fine(Kind::Distribution, "windows", &GOOD.replace('\n', "\r\n"));
    headers("any", "    Access-Control-Allow-Origin: ['*']\n    Access-Control-Expose-Headers: ['*']", &[]);
    headers(
        "in braces",
        "    {Access-Control-Allow-Origin: ['https://ui.example'],\n     Access-Control-Max-Age: [7200]}",
        &[],
    );
    fine(
        Kind::Distribution,
        "with a sign-in and without headers",
        "version: 0.1\nauth:\n  token:\n    realm: https://auth.example/token\n    service: r\n    issuer: i\n    rootcertbundle: /c.pem\nhttp:\n  tls: {certificate: c, key: k}\n",
    );
}

#[test]
fn values() {
    headers(
        "texts",
        "    Access-Control-Allow-Origin: \"*\"\n    Access-Control-Allow-Credentials: true\n    Access-Control-Allow-Methods: *",
        &[
            "3:35 NotAList -> Access-Control-Allow-Origin: [\"https://ui.example\"]",
            "3:35 WildcardWithCredentials -> Access-Control-Allow-Origin: [\"https://ui.example\"]",
            "4:39 NotAList -> Access-Control-Allow-Credentials: [\"true\"]",
            "5:35 NotAList -> Access-Control-Allow-Methods: [\"*\"]",
        ],
    );
    headers(
        "star",
        "    Access-Control-Allow-Origin: [*]",
        &["3:35 StarWithoutQuotes -> Access-Control-Allow-Origin: [\"*\"]"],
    );
    headers(
        "two, as in J#426",
        "    Access-Control-Allow-Origin: ['https://ui.example', 'https://b.example']",
        &["3:58 OriginTwice -> Access-Control-Allow-Origin: ['https://ui.example']"],
    );
    headers(
        "two in lines",
        "    Access-Control-Allow-Origin:\n      - https://ui.example\n      - https://b.example",
        &["5:9 OriginTwice"],
    );
    headers(
        "two others",
        "    Access-Control-Allow-Origin: [https://a.example, https://b.example]",
        &[
            "3:35 OriginOfAnother -> Access-Control-Allow-Origin: [https://ui.example]",
            "3:54 OriginTwice -> Access-Control-Allow-Origin: [https://ui.example]",
        ],
    );
    headers(
        "registry, as in J#398",
        "    Access-Control-Allow-Origin: ['https://r.example']",
        &["3:36 OriginOfRegistry -> Access-Control-Allow-Origin: ['https://ui.example']"],
    );
    headers(
        "slash in a line of its own",
        "    Access-Control-Allow-Origin:\n      - \"https://ui.example/\"",
        &["4:10 OriginMalformed(TrailingSlash) -> - \"https://ui.example\""],
    );
    headers(
        "misspelt, as in J#328",
        "    Access-Control-Origin: ['*']",
        &["3:5 HeaderMisspelt -> Access-Control-Allow-Origin: ['*']"],
    );
    headers(
        "lists",
        "    Access-Control-Allow-Headers: ['*']\n    Access-Control-Expose-Headers: [Docker-Content-Digest]",
        &[
            "3:37 WildcardHeaders -> Access-Control-Allow-Headers: ['Authorization, Accept']",
            "4:37 NotExposed -> Access-Control-Expose-Headers: [\"Docker-Content-Digest, WWW-Authenticate, Link\"]",
        ],
    );
    headers(
        "a list in lines",
        "    Access-Control-Expose-Headers:\n      - WWW-Authenticate\n      - Link",
        &["4:9 NotExposed +5 - Docker-Content-Digest"],
    );
}

#[test]
fn sign_in() {
    check(
        Kind::Distribution,
        "headers and a password",
        &format!("{GOOD}auth:\n  htpasswd:\n    realm: Registry\n    path: /htpasswd\n"),
        &[
            "13:37 AuthorizationNotAllowed -> Access-Control-Allow-Headers: [\"Accept, If-None-Match, Authorization\"]",
            "15:7 NotExposed +16 - WWW-Authenticate",
            "17:1 OptionsBehindAuth(Distribution)",
        ],
    );
    let token = |realm: &str| format!("version: 0.1\nauth:\n  token:\n    realm: {realm}\n    service: r\n");
    let check = |realm: &str, expected: &[&str]| super::check(Kind::Distribution, realm, &token(realm), expected);
    check("http://auth.example/token", &["4:12 RealmPlainHttp -> realm: https://auth.example/token"]);
    check("\"http://auth:5001/token\"", &["4:13 RealmInternalName"]);
    check("http://localhost:5001/token", &[]);
    check("/token", &[]);
    check("${REALM}", &[]);
}
