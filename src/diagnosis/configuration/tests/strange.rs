use super::*;
use crate::diagnosis::configuration::{LENGTH, LINES, MARKS};
use proptest::prelude::*;

#[track_caller]
fn unclear(name: &str, text: &str, expected: UnclearConfiguration) {
    let reading = reading(text);
    assert_eq!((reading.unclear, reading.marks), (Some(expected), Vec::new()), "{name}");
}

#[test]
fn other_texts() {
    unclear("nothing", "", UnclearConfiguration::Empty);
    unclear("white space", " \r\n\t\n", UnclearConfiguration::Empty);
    unclear("zeros", "server {\0}", UnclearConfiguration::Binary);
    unclear("no UTF-8", &String::from_utf8_lossy(&[0x89, b'P', b'N', b'G', 0xff]), UnclearConfiguration::Binary);
    let others = [
        ("prose", "Please add_headers to the server.\nThe location is known: it is here."),
        (
            "an answer",
            "HTTP/1.1 401 Unauthorized\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Credentials: true",
        ),
        ("json", "{\"image\": \"x\", \"version\": \"0.1\"}"),
        ("rust", "fn main() {\n    if true { return; }\n}"),
        ("toml", "[package]\nname = \"registry\"\n[dependencies]\nhttp = \"1\""),
        ("a workflow", "name: ci\non: push\njobs:\n  test:\n    environment: x"),
    ];
    for (name, text) in others {
        unclear(name, text, UnclearConfiguration::NotKnown);
        assert_eq!(reading(text).kinds, [], "{name}");
    }
}

#[test]
fn long_texts() {
    let line = "add_header Access-Control-Allow-Origin https://b.example;\n";
    for (text, whole) in [(line.repeat(LINES - 1), true), (line.repeat(LINES + 1), false), (line.repeat(20_000), false)]
    {
        let reading = reading(&text);
        assert_eq!(reading.marks.len(), MARKS);
        assert_eq!(reading.unclear, (!whole || text.len() > LENGTH).then_some(UnclearConfiguration::Cut));
    }
    let long = format!("add_header A \"{}\";\nadd_header Access-Control-Origin * always;", "x".repeat(5000));
    let reading = reading(&long);
    assert_eq!(reading.unclear, Some(UnclearConfiguration::Cut));
    assert_eq!(
        reading.marks.iter().map(short).collect::<Vec<_>>(),
        ["2:12 HeaderMisspelt -> add_header Access-Control-Allow-Origin * always;"]
    );
}

/// What takes long where a reader goes back again and again: the longest texts that are read, of one piece each. There is no
/// clock here; a reader that is quadratic makes minutes of these two seconds.
#[test]
fn hostile_texts_take_no_longer() {
    let texts: &[(&str, &[&str])] = &[
        (
            "add_header A b;\n",
            &[
                "{\n",
                "}\n",
                "\"\n",
                "${\n",
                "a_by_lua_block {\n",
                "map $http_origin $a {\n",
                "if ($request_method = OPTIONS) {\n",
                "location /v2/ { auth_basic x; proxy_pass http://registry;\n",
                "location /v2/ { add_header Access-Control-Allow-Origin a; }\n",
            ],
        ),
        (
            "reverse_proxy a\n(s) {\nAccess-Control-Allow-Origin {args[0]}\n}\n",
            &[
                "`\n",
                "a {\n",
                "\\\n",
                "import s https://b\n",
                "basic_auth {\n",
                "header {\n",
                "@a header Origin https://b\n",
            ],
        ),
        (
            "frontend f\n acl a b c\n",
            &["acl a req.hdr(Origin) -m str https://b OPTIONS\n", "http-request auth\n", "listen a\n"],
        ),
        (
            "<VirtualHost *>\n",
            &[
                "Header set Access-Control-Allow-Origin a\n",
                "Header always set Access-Control-Allow-Origin b\n",
                "<Location /v2>\n",
            ],
        ),
        (
            "services:\n image: a\n",
            &[
                "- - - - - - -\n",
                "a: [b, [c, {d: \n",
                "a: {\n",
                "'\n",
                "environment:\n",
                "  environment: {REGISTRY_URL: http://a}\n",
                "labels: [traefik.http.routers.a.middlewares=a,b,c]\n",
            ],
        ),
        (
            "http:\n headers:\n  Access-Control-Max-Age: [1]\n",
            &[
                "access-controi-alow-origine-header-names-x: y\n",
                "Access-Control-Allow-Origin: [a, b]\n",
                "Access-Control-Allow-Origin: [\n",
            ],
        ),
        (
            "",
            &[
                "-e REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='[a,\"\n",
                "REGISTRY_URL=http://a:5000\n",
                "traefik.http.middlewares.a.headers.accesscontrolalloworiginlist=a\n",
                "middlewares: [a, b, c, d]\n",
            ],
        ),
    ];
    for (beginning, pieces) in texts {
        for piece in *pieces {
            let count = (LENGTH / piece.len()).min(LINES);
            reading(&[*beginning, &piece.repeat(count)].concat());
        }
    }
}

#[test]
fn secrets_stay_out() {
    let registry = Url::parse("https://r.example/").expect("an address");
    let known = PageFacts { page_origin: PAGE, registry: Some(&registry) };
    let bad = "-e REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='*'";
    let texts = [
        "docker run -e REGISTRY_HTTP_SECRET=hunter2 ",
        "docker run -e \"REGISTRY_STORAGE_S3_SECRETKEY=hunter2\" ",
        "docker run -e REGISTRY_REDIS_PASSWORD='hunter2 hunter2' ",
        "docker run -e REGISTRY_AUTH_HTPASSWD=anna:$2y$05$hunter2 ",
        "docker run -e X=https://anna:hunter2@r.example/ ",
        "docker run -u anna:hunter2 ",
        "docker run --password hunter2 ",
        "curl -H 'Authorization: Basic hunter2' ",
        "curl -H 'Authorization: Bearer eyJhunter2' ",
        "docker run -e GITHUB_TOKEN=hunter2 ",
        "docker run --label users=anna:$$apr1$$hunter2 ",
    ];
    for text in texts {
        let text = [text, bad, " registry:2"].concat();
        let reading = read(&known, &text);
        // Nothing exposes headers; accounts beside headers are a trap of their own, and want another header.
        assert_eq!(reading.marks.len(), 2 + 2 * usize::from(text.contains("AUTH_HTPASSWD")), "{text}");
        assert!(!format!("{reading:?}").contains("hunter2"), "{reading:?}");
        assert!(text.contains("eyJ") || reading.marks[0].text.contains("Access-Control-Allow-Origin"), "{reading:?}");
    }
}

/// The words of all languages, and what holds them together.
fn words() -> impl Strategy<Value = String> {
    let words = [
        "server",
        "location",
        "/v2/",
        "{",
        "}",
        ";",
        "add_header",
        "Access-Control-Allow-Origin",
        "Access-Control-Origin",
        "*",
        "https://ui.example/",
        "always",
        "\"",
        "'",
        "\n",
        "\n  ",
        "\n    ",
        "- ",
        ": ",
        ":",
        "[",
        "]",
        ",",
        "=",
        "#",
        "\\",
        "`",
        "$",
        "${",
        "map $http_origin $o",
        "if ($request_method = OPTIONS)",
        "return 204",
        "auth_basic x",
        "proxy_pass http://registry",
        "http",
        "headers",
        "auth",
        "token",
        "realm",
        "services",
        "environment",
        "labels",
        "REGISTRY_URL",
        "http://registry:5000",
        "REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin",
        "REGISTRY_HTTP_HEADERS_ACCESS_CONTROL_",
        "traefik.http.routers.r.middlewares",
        "traefik.http.middlewares.c.headers.",
        "accesscontrolalloworiginlist",
        "frontend r",
        "acl a req.hdr(Origin) -m str",
        "http-response set-header",
        "http-request auth",
        "http-request return hdr",
        "<VirtualHost *>",
        "</VirtualHost>",
        "Header always set",
        "Header",
        "set",
        "SetEnvIf Origin",
        "^(https://b\\.example)$",
        "Require valid-user",
        "reverse_proxy",
        "header",
        "@a",
        "basic_auth",
        "handle",
        "respond 204",
        "import",
        "(s)",
        "defer",
        "é",
        "\u{1f980}",
        "true",
        "Access-Control-Allow-Credentials",
        "|",
        "&a",
        "!t",
        "---",
        "Access-Control-Expose-Headers",
        "Link",
        "Access-Control-Allow-Headers",
        "more_set_headers",
        "_by_lua_block",
        "auth_request /a",
        "forward_auth",
        "header_down",
        "-Server",
        "http-request lua.auth-request",
        "apiVersion: v1",
        "kind: Middleware",
        "annotations",
        "nginx.ingress.kubernetes.io/enable-cors",
        "nginx.ingress.kubernetes.io/cors-allow-origin",
        "config.yml: |",
        "configData",
        "env",
        "name: REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin",
        "value",
        "http_filters",
        "name: envoy.filters.http.cors",
        "name: envoy.filters.http.basic_auth",
        "allow_origin_string_match",
        "exact",
        "[http.middlewares.c.headers]",
        "accessControlAllowOriginList",
        "middlewares",
        "forwardAuth",
        "allowOrigins",
        "cors",
        "caddy.header.Access-Control-Allow-Origin",
        "caddy.reverse_proxy",
        "OAUTH2_PROXY_UPSTREAMS=http://r",
    ];
    let word = proptest::sample::select(words.to_vec());
    let gap = proptest::sample::select(vec!["", " ", " ", "\t"]);
    proptest::collection::vec((word, gap), 0..80)
        .prop_map(|words| words.into_iter().map(|(word, gap)| [word, gap].concat()).collect())
}

/// Marks stand in the text, and corrections keep to one line.
fn holds(text: &str) {
    let reading = reading(text);
    let lines: Vec<&str> = text.split('\n').collect();
    for mark in &reading.marks {
        let line = lines[mark.line - 1];
        assert!(mark.column >= 1 && mark.column <= line.chars().count() + 1, "{mark:?}");
        assert!(!mark.trap.reason().is_empty());
        assert!(mark.corrected.as_ref().is_none_or(|line| !line.contains('\n')), "{mark:?}");
        assert!(mark.added.as_ref().is_none_or(|added| added.below <= lines.len()), "{mark:?}");
    }
    mended(text, &reading.marks);
    assert!(reading.marks.is_sorted_by_key(|mark| (mark.line, mark.column)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(text in "\\PC{0,200}") {
        holds(&text);
    }

    #[test]
    fn nothing_panics_on_any_lines(text in "[ \\t\\n\\r:;{}\\[\\]\"'#=*$,a-zA-Z-]{0,300}") {
        holds(&text);
        holds(&["services:\n image:\n", &text].concat());
        holds(&["add_header ", &text].concat());
    }

    #[test]
    fn nothing_panics_on_known_words(text in words()) {
        holds(&text);
    }
}
