use super::*;

const GOOD: &str = r#"
http:
  middlewares:
    registry-cors:
      headers:
        accessControlAllowOriginList: ["https://ui.example", "https://b.example"]
        accessControlAllowMethods: [GET, HEAD, OPTIONS, DELETE]
        accessControlAllowHeaders: [Authorization, Accept]
        accessControlExposeHeaders:
          - WWW-Authenticate
          - Docker-Content-Digest
          - Link
        addVaryHeader: true
    people:
      basicAuth:
        users: ["anna:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/"]
  routers:
    registry:
      rule: Host(`r.example`)
      middlewares: [registry-cors, people]
      service: registry
"#;

#[track_caller]
fn headers(name: &str, lines: &str, expected: &[&str]) {
    check(Kind::Traefik, name, &format!("http:\n  middlewares:\n    cors:\n      headers:\n{lines}\n"), expected);
}

#[test]
fn right_ones() {
    fine(Kind::Traefik, "whole", GOOD);
    fine(
        Kind::Traefik,
        "in braces",
        "http: {middlewares: {cors: {headers: {\n  accessControlAllowOriginList: [\"https://ui.example\"],\n  accessControlAllowHeaders: [Authorization, Accept],\n  accessControlExposeHeaders: [WWW-Authenticate, Docker-Content-Digest, Link]}}}}",
    );
    headers(
        "expression",
        "        accessControlAllowOriginListRegex: ['^https://.*$']\n        accessControlAllowOriginList: ['https://b.example']",
        &[],
    );
    fine(
        Kind::Compose,
        "labels",
        "services:\n  r:\n    image: registry:2\n    labels:\n      - traefik.http.middlewares.cors.headers.accesscontrolalloworiginlist=https://ui.example,https://b.example\n      - traefik.http.middlewares.cors.headers.accesscontrolallowheaders=Authorization\n      - traefik.http.middlewares.cors.headers.accesscontrolexposeheaders=*\n      - traefik.http.routers.r.middlewares=cors@docker,people\n      - \"traefik.http.middlewares.people.basicauth.users=anna:$$apr1$$x\"\n",
    );
}

#[test]
fn headers_of_a_file() {
    headers(
        "others",
        "        accessControlAllowOriginList: ['https://b.example', 'https://c.example/']",
        &[
            "5:41 OriginOfAnother -> accessControlAllowOriginList: ['https://ui.example', 'https://c.example']",
            "5:62 OriginMalformed(TrailingSlash) -> accessControlAllowOriginList: ['https://ui.example', 'https://c.example']",
        ],
    );
    headers(
        "any with credentials",
        "        accessControlAllowOriginList: ['*']\n        accessControlAllowCredentials: true",
        &["5:41 WildcardWithCredentials -> accessControlAllowOriginList: ['https://ui.example']"],
    );
    headers(
        "lists",
        "        accessControlAllowHeaders: ['*']\n        accessControlExposeHeaders: [Link]",
        &[
            "5:38 WildcardHeaders -> accessControlAllowHeaders: ['Authorization']",
            "6:38 NotExposed -> accessControlExposeHeaders: [Link, WWW-Authenticate, Docker-Content-Digest]",
        ],
    );
    headers(
        "custom",
        "        customResponseHeaders:\n          Access-Control-Allow-Origins: \"https://ui.example\"\n        customRequestHeaders:\n          Access-Control-Allow-Origin: \"*\"",
        &["6:11 HeaderMisspelt -> Access-Control-Allow-Origin: \"https://ui.example\"", "8:11 HeaderOfRequest"],
    );
}

#[test]
fn order() {
    check(
        Kind::Traefik,
        "file",
        &GOOD.replace("[registry-cors, people]", "[people@file, registry-cors]"),
        &["20:21 OptionsBehindAuth(Traefik) -> middlewares: [registry-cors, people@file]"],
    );
    check(
        Kind::Traefik,
        "labels alone",
        "traefik.http.routers.r.middlewares=people,cors\ntraefik.http.middlewares.people.basicauth.usersfile=/u\n--label \"traefik.http.middlewares.cors.headers.accesscontrolalloworiginlist=https://b.example\"",
        &[
            "1:36 OptionsBehindAuth(Traefik) -> traefik.http.routers.r.middlewares=cors,people",
            "3:77 OriginOfAnother -> --label \"traefik.http.middlewares.cors.headers.accesscontrolalloworiginlist=https://ui.example\"",
        ],
    );
}
