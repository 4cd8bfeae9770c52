use super::*;

const GOOD: &str = r#"
services:
  registry:
    image: registry:2
    ports: ["5000:5000"]
    environment:
      REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin: '["https://ui.example"]'
      REGISTRY_HTTP_HEADERS_Access-Control-Allow-Methods: '[GET, HEAD, OPTIONS, DELETE]'
      REGISTRY_HTTP_HEADERS_Access-Control-Expose-Headers: "['Docker-Content-Digest', 'Link']"
      REGISTRY_STORAGE_DELETE_ENABLED: "true"
  ui:
    image: joxit/docker-registry-ui:main
    environment:
      - REGISTRY_URL=https://r.example
      - NGINX_PROXY_PASS_URL=http://registry:5000
"#;

#[track_caller]
fn shell(name: &str, line: &str, expected: &[&str]) {
    check(Kind::Distribution, name, line, expected);
}

/// Elements of a service's environment, from line 4 on.
#[track_caller]
fn compose(name: &str, image: &str, lines: &str, expected: &[&str]) {
    check(Kind::Compose, name, &format!("services:\n  r:\n    environment:\n{lines}\n    image: {image}\n"), expected);
}

#[test]
fn right_ones() {
    fine(Kind::Compose, "compose", GOOD);
    compose("element", "registry:2", "    - REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=[\"*\"]", &[]);
    compose(
        "element in quotes",
        "registry:2",
        "    - 'REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=[\"*\"]'",
        &[],
    );
    compose("doubled quotes", "registry:2", "      REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin: '[''*'']'", &[]);
    shell(
        "shell",
        "docker run -e REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='[\"*\"]' -p 5000:5000 registry:2",
        &[],
    );
    shell(
        "shell, escaped",
        "docker run -e \"REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=[\\\"*\\\"]\" registry:2",
        &[],
    );
    shell(
        "capital letters are right",
        "REGISTRY_HTTP_HEADERS_ACCESS-CONTROL-ALLOW-ORIGIN='[\"https://ui.example\"]'",
        &[],
    );
    for image in [
        "hyper/docker-registry-web",
        "klausmeyer/docker-registry-browser",
        "joxit/docker-registry-ui:1.5-static",
        "quiq/docker-registry-ui",
    ] {
        compose(image, image, "    - REGISTRY_URL=http://registry:5000", &[]);
    }
    compose("localhost", "joxit/docker-registry-ui", "    - REGISTRY_URL=http://localhost:5000", &[]);
}

#[test]
fn headers() {
    shell(
        "no list, as in J#136",
        "docker run -e REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=\"*\" registry:2",
        &[
            "1:66 NotAList -> docker run -e REGISTRY_HTTP_HEADERS_Access-Control-Expose-Headers='[\"WWW-Authenticate, Docker-Content-Digest, Link\"]' -e REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='[\"*\"]' registry:2",
        ],
    );
    shell(
        "bare",
        "REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=https://r.example",
        &[
            "1:51 NotAList -> REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='[\"https://ui.example\"]'",
            "1:51 OriginOfRegistry -> REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='[\"https://ui.example\"]'",
        ],
    );
    shell(
        "star",
        "export REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='[*]'",
        &[
            "1:60 StarWithoutQuotes -> export REGISTRY_HTTP_HEADERS_Access-Control-Expose-Headers='[\"WWW-Authenticate, Docker-Content-Digest, Link\"]' REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='[\"*\"]'",
        ],
    );
    shell(
        "underscores",
        "-e REGISTRY_HTTP_HEADERS_ACCESS_CONTROL_ALLOW_ORIGIN='[\"*\"]'",
        &[
            "1:4 VariableName -> -e REGISTRY_HTTP_HEADERS_Access-Control-Expose-Headers='[\"WWW-Authenticate, Docker-Content-Digest, Link\"]' -e REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='[\"*\"]'",
        ],
    );
    compose(
        "another prefix",
        "registry:2",
        "      REGISTRY_HTTP_HEADER_Access-Control-Allow-Origin: '[\"*\"]'",
        &["4:7 VariableName -> REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin: '[\"*\"]'"],
    );
    compose(
        "quotes that stay",
        "registry:2",
        "    - REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='[\"*\"]'",
        &["4:58 NotAList -> - REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=[\"*\"]"],
    );
    compose(
        "no list in an element",
        "registry:2",
        "    - REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=https://ui.example/",
        &[
            "4:57 NotAList -> - REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=[\"https://ui.example\"]",
            "4:57 OriginMalformed(TrailingSlash) -> - REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=[\"https://ui.example\"]",
        ],
    );
    compose(
        "no list in a key",
        "registry:2",
        "      REGISTRY_HTTP_HEADERS_Access-Control-Allow-Headers: \"Authorization, Accept\"",
        &["4:60 NotAList -> REGISTRY_HTTP_HEADERS_Access-Control-Allow-Headers: '[\"Authorization, Accept\"]'"],
    );
    compose(
        "misspelt",
        "registry:2",
        "      REGISTRY_HTTP_HEADERS_Access-Control-Origin: '[\"https://ui.example\"]'",
        &["4:29 HeaderMisspelt -> REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin: '[\"https://ui.example\"]'"],
    );
    compose(
        "two",
        "registry:2",
        "      REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin: '[\"https://ui.example\", \"https://b.example\"]'",
        &["4:83 OriginTwice -> REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin: '[\"https://ui.example\"]'"],
    );
}

#[test]
fn names_and_sign_in() {
    compose(
        "J#411",
        "joxit/docker-registry-ui:2.5",
        "      REGISTRY_URL: \"http://registry:5000\"",
        &["4:22 InternalName -> REGISTRY_URL: \"https://r.example\""],
    );
    shell(
        "several",
        "docker run -e DEFAULT_REGISTRIES=https://a.example,http://reg:5000 joxit/docker-registry-ui",
        &[
            "1:52 InternalName -> docker run -e DEFAULT_REGISTRIES=https://a.example,https://r.example joxit/docker-registry-ui",
        ],
    );
    shell(
        "realm",
        "REGISTRY_AUTH_TOKEN_REALM=http://auth.example/token",
        &["1:27 RealmPlainHttp -> REGISTRY_AUTH_TOKEN_REALM=https://auth.example/token"],
    );
    let lines = "    - REGISTRY_AUTH=htpasswd\n    - REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=[\"*\"]";
    compose("password", "registry:2", lines, &["4:7 OptionsBehindAuth(Distribution)"]);
    compose("behind a proxy", "registry:2", &format!("{lines}\n    labels: [traefik.enable=true]"), &[]);
}
