use super::*;

/// Written for this test after what was measured with nginx 1.22.1.
const GOOD: &str = r#"
map $http_origin $who_may_read {
    default               "";
    "https://ui.example"  $http_origin;
}
upstream registry { server 127.0.0.1:5000; }
server {
    listen 443 ssl;
    server_name r.example;
    ssl_certificate /etc/nginx/r.pem;
    client_max_body_size 0;
    proxy_hide_header Access-Control-Allow-Origin;
    proxy_hide_header Access-Control-Allow-Credentials;
    add_header Access-Control-Allow-Origin $who_may_read always;
    add_header Access-Control-Allow-Methods "GET, HEAD, OPTIONS, DELETE" always;
    add_header Access-Control-Allow-Headers "Authorization, Accept" always;
    add_header Access-Control-Expose-Headers "WWW-Authenticate, Docker-Content-Digest, Link" always;
    add_header Vary Origin always;
    location /v2/ {
        if ($request_method = OPTIONS) { return 204; }
        auth_basic "Registry";
        auth_basic_user_file /etc/nginx/htpasswd;
        proxy_pass http://registry;
        proxy_set_header Host $http_host;
    }
    location /token {
        if ($request_method = OPTIONS) { return 204; }
        proxy_pass http://127.0.0.1:5001;
    }
    location /healthz { add_header Content-Type text/plain; return 200 ok; }
}
"#;

#[track_caller]
fn server(name: &str, inside: &str, expected: &[&str]) {
    check(Kind::Nginx, name, &format!("server {{\nserver_name r.example;\n{inside}\n}}"), expected);
}

#[test]
fn right_ones() {
    fine(Kind::Nginx, "whole", GOOD);
    fine(Kind::Nginx, "windows", &GOOD.replace('\n', "\r\n"));
    fine(
        Kind::Nginx,
        "two servers",
        &format!(
            "{GOOD}\nserver {{ server_name a.example; location /api/ {{ add_header Access-Control-Allow-Origin https://other.example always; proxy_pass http://a; }} }}"
        ),
    );
    fine(
        Kind::Nginx,
        "nginx proxy manager, as J#303 says that it works",
        "proxy_hide_header Access-Control-Allow-Origin;\n\
         add_header Access-Control-Allow-Origin 'https://ui.example' always;\n\
         add_header Access-Control-Allow-Credentials 'true' always;\n\
         add_header Access-Control-Allow-Headers 'Authorization, Accept, Cache-Control' always;\n\
         add_header Access-Control-Allow-Methods 'HEAD, GET, OPTIONS, DELETE' always;\n\
         add_header Access-Control-Expose-Headers 'Docker-Content-Digest, WWW-Authenticate, Link' always;\n\
         if ($request_method = OPTIONS) { return 200; }\nproxy_pass http://registry:5000;",
    );
    fine(
        Kind::Nginx,
        "a preflight of its own",
        r#"location / {
            if ($request_method = 'OPTIONS') {
                add_header Access-Control-Allow-Origin $http_origin;
                add_header Access-Control-Allow-Headers 'authorization,accept';
                return 204;
            }
            add_header Access-Control-Allow-Origin $http_origin always;
            add_header Access-Control-Expose-Headers "WWW-Authenticate, Docker-Content-Digest, Link" always;
            proxy_pass http://127.0.0.1:5000;
        }"#,
    );
    server(
        "the password for all but OPTIONS",
        "add_header Access-Control-Allow-Origin https://ui.example always;\nadd_header Access-Control-Expose-Headers * always;\nadd_header Access-Control-Allow-Headers Authorization always;\nlocation /v2/ { limit_except OPTIONS { auth_basic x; auth_basic_user_file h; } proxy_pass http://r; }",
        &[],
    );
    server(
        "the password by a variable",
        "location /v2/ { auth_basic $realm; proxy_pass http://r; }\nlocation /v3/ { auth_basic off; proxy_pass http://r; }",
        &[],
    );
    server(
        "the page beside the registry",
        "add_header Access-Control-Allow-Origin https://ui.example always;\n\
         add_header Access-Control-Expose-Headers * always;\nadd_header Access-Control-Allow-Headers Authorization always;\n\
         location / { add_header Cache-Control no-cache; auth_basic x; proxy_pass http://ui; }\n\
         location /v2/ { proxy_pass http://registry:5000; }",
        &[],
    );
    server(
        "lua",
        "location /v2/ {\n auth_basic x;\n access_by_lua_block {\n  if ngx.req.get_method() == \"OPTIONS\" then ngx.exit(204) end\n  local t = { a = '}' .. \"{\" }\n }\n proxy_pass http://r;\n}",
        &[],
    );
}

#[test]
fn origins() {
    let cases: &[(&str, &str, &str)] = &[
        ("slash", "https://ui.example/", "3:40 OriginMalformed(TrailingSlash)"),
        ("path", "https://ui.example/registry", "3:40 OriginMalformed(HasPath)"),
        ("scheme", "ui.example", "3:40 OriginMalformed(NoScheme)"),
        ("pattern", "https://*.example", "3:40 OriginMalformed(Pattern)"),
        ("port", "https://ui.example:443", "3:40 OriginMalformed(DefaultPort)"),
        ("capitals", "https://UI.example", "3:40 OriginMalformed(UpperCase)"),
        ("registry", "https://r.example", "3:40 OriginOfRegistry"),
        ("other", "https://other.example", "3:40 OriginOfAnother"),
        ("http", "http://ui.example", "3:40 OriginOfAnother"),
        ("null", "null", "3:40 OriginOfAnother"),
    ];
    for (name, origin, expected) in cases {
        let expected = format!("{expected} -> add_header Access-Control-Allow-Origin https://ui.example always;");
        server(name, &format!("add_header Access-Control-Allow-Origin {origin} always;"), &[&expected]);
    }
    server(
        "two",
        "add_header Access-Control-Allow-Origin \"https://ui.example, https://b.example\" always;",
        &["3:41 OriginList -> add_header Access-Control-Allow-Origin \"https://ui.example\" always;"],
    );
    server(
        "two lines",
        "add_header Access-Control-Allow-Origin https://ui.example always;\nadd_header Access-Control-Allow-Origin https://b.example always;",
        &["4:40 OriginTwice"],
    );
    for variable in ["$http_origin", "$cors", "\"\"", "*"] {
        server(variable, &format!("add_header Access-Control-Allow-Origin {variable} always;"), &[]);
    }
}

#[test]
fn lists_of_origins() {
    let map = |entries: &str| {
        format!("map $http_origin $o {{\n default \"\";\n{entries}\n}}\nserver {{ server_name r.example; }}")
    };
    check(
        Kind::Nginx,
        "other",
        &map(" \"https://b.example\" $http_origin;"),
        &["3:3 OriginOfAnother -> \"https://ui.example\" $http_origin;"],
    );
    check(
        Kind::Nginx,
        "slash",
        &map(" https://ui.example/ $http_origin;"),
        &["3:2 OriginMalformed(TrailingSlash) -> https://ui.example $http_origin;"],
    );
    check(
        Kind::Nginx,
        "slash of another page",
        &map(" https://ui.example 1; https://b.example/ 1;"),
        &["3:24 OriginMalformed(TrailingSlash) -> https://ui.example 1; https://b.example 1;"],
    );
    for entries in [
        " ~^https://.*\\.b\\.example$ $http_origin;",
        " https://b.example 1; https://ui.example 1;",
        " include origins;\n https://b.example 1;",
    ] {
        fine(Kind::Nginx, entries, &map(entries));
    }
}

#[test]
fn values() {
    server(
        "misspelt",
        "add_header Access-Control-Origin https://ui.example always;",
        &["3:12 HeaderMisspelt -> add_header Access-Control-Allow-Origin https://ui.example always;"],
    );
    server(
        "any origin with credentials",
        "add_header 'Access-Control-Allow-Origin' '*' always;\nadd_header 'Access-Control-Allow-Credentials' 'true' always;",
        &["3:43 WildcardWithCredentials -> add_header 'Access-Control-Allow-Origin' 'https://ui.example' always;"],
    );
    server(
        "all headers",
        "add_header Access-Control-Allow-Headers * always;",
        &["3:41 WildcardHeaders -> add_header Access-Control-Allow-Headers \"Authorization, Accept\" always;"],
    );
    server(
        "no authorization",
        "add_header Access-Control-Allow-Headers \"Accept,Range\" always;",
        &[
            "3:42 AuthorizationNotAllowed -> add_header Access-Control-Allow-Headers \"Accept,Range, Authorization\" always;",
        ],
    );
    server(
        "one exposed",
        "add_header Access-Control-Expose-Headers Docker-Content-Digest always;",
        &[
            "3:42 NotExposed -> add_header Access-Control-Expose-Headers \"Docker-Content-Digest, WWW-Authenticate, Link\" always;",
        ],
    );
    server("all exposed", "add_header Access-Control-Expose-Headers * always;", &[]);
    server(
        "one exposed by the token service",
        "location /token {\nadd_header Access-Control-Expose-Headers Date always;\n}",
        &[],
    );
    server(
        "small letters",
        "add_header Access-Control-Allow-Methods \"get, delete\" always;",
        &["3:47 MethodInSmallLetters -> add_header Access-Control-Allow-Methods \"get, DELETE\" always;"],
    );
    server(
        "on the request",
        "location /v2/ {\nproxy_pass http://r;\nproxy_set_header Access-Control-Allow-Origin *;\n}",
        &["5:1 HeaderOfRequest -> add_header Access-Control-Allow-Origin * always;"],
    );
    server(
        "more_set_headers",
        "more_set_headers 'Access-Control-Allow-Origin: https://ui.example/' 'Access-Control-Allow-Headers: Authorization';",
        &[
            "3:48 OriginMalformed(TrailingSlash) -> more_set_headers 'Access-Control-Allow-Origin: https://ui.example' 'Access-Control-Allow-Headers: Authorization';",
        ],
    );
}

#[test]
fn always() {
    server(
        "missing",
        "add_header Access-Control-Allow-Origin https://ui.example; # the page\nadd_header Access-Control-Allow-Headers Authorization;",
        &["3:12 NotOnErrors(Nginx) -> add_header Access-Control-Allow-Origin https://ui.example always; # the page"],
    );
    server(
        "several faults of a line",
        "add_header Access-Control-Expose-Headers Link;",
        &[
            "3:12 NotOnErrors(Nginx) -> add_header Access-Control-Expose-Headers \"Link, WWW-Authenticate, Docker-Content-Digest\" always;",
            "3:42 NotExposed -> add_header Access-Control-Expose-Headers \"Link, WWW-Authenticate, Docker-Content-Digest\" always;",
        ],
    );
    server(
        "semicolons, as in J#278",
        "location /v2/ {\n  add_header 'Access-Control-Allow-Origin' 'https://ui.example' always\n  add_header 'Access-Control-Allow-Methods' 'GET' always # reading\n  proxy_pass http://r;\n}",
        &[
            "4:71 SemicolonMissing -> add_header 'Access-Control-Allow-Origin' 'https://ui.example' always;",
            "5:57 SemicolonMissing -> add_header 'Access-Control-Allow-Methods' 'GET' always; # reading",
        ],
    );
    server(
        "the last line of a block",
        "location /a/ { proxy_pass http://r; add_header Access-Control-Allow-Origin *\n}",
        &[
            "3:48 NotOnErrors(Nginx) -> location /a/ { proxy_pass http://r; add_header Access-Control-Allow-Origin * always;",
            "3:77 SemicolonMissing -> location /a/ { proxy_pass http://r; add_header Access-Control-Allow-Origin * always;",
        ],
    );
    server("a value on the next line", "add_header Access-Control-Allow-Headers\n   \"Authorization\" always;", &[]);
}

#[test]
fn inheritance() {
    let cors = "add_header Access-Control-Allow-Origin https://ui.example always;\nadd_header Access-Control-Allow-Headers Authorization always;\nadd_header Access-Control-Expose-Headers \"WWW-Authenticate, Docker-Content-Digest, Link\" always;\n";
    let with = |inside: &str| format!("{cors}{inside}");
    server(
        "location",
        &with("location /v2/ {\n  add_header X-Frame-Options DENY;\n  proxy_pass http://r;\n}"),
        &["7:3 NotInherited"],
    );
    server(
        "if",
        &with(
            "location /v2/ {\n  if ($request_method = OPTIONS) {\n    add_header Content-Length 0;\n    return 204;\n  }\n  proxy_pass http://r;\n}",
        ),
        &["8:5 NotInherited"],
    );
    server(
        "if with a part",
        &with(
            "location /v2/ {\n  if ($request_method = OPTIONS) {\n    add_header Access-Control-Allow-Origin *;\n    return 204;\n  }\n  proxy_pass http://r;\n}",
        ),
        &["8:5 NotInherited"],
    );
    server(
        "repeated",
        &with(
            "location /v2/ {\n  add_header Access-Control-Allow-Origin * always;\n  add_header Access-Control-Expose-Headers WWW-Authenticate always;\n  proxy_pass http://r;\n}",
        ),
        &[],
    );
    server("files", &with("location /static/ { add_header Cache-Control max-age=9; root /srv; }"), &[]);
    server("merge", &with("add_header_inherit merge;\nlocation /v2/ { add_header A b; proxy_pass http://r; }"), &[]);
    server(
        "not here",
        "location /v2/ {\n limit_except GET {\n  add_header A b;\n }\n}\nif ($request_method = OPTIONS) {\n add_header A b;\n}",
        &["5:3 NotAllowedHere", "9:2 NotAllowedHere"],
    );
}

#[test]
fn preflights() {
    server(
        "location",
        "location /v2/ {\n  auth_basic \"Registry\";\n  proxy_pass http://r;\n}",
        &["4:3 OptionsBehindAuth(Nginx)"],
    );
    server(
        "server",
        "auth_basic \"Registry\";\nlocation / { proxy_pass http://127.0.0.1:5000; }",
        &["3:1 OptionsBehindAuth(Nginx)"],
    );
    server(
        "an if that answers nothing",
        "location /v2/ {\n  auth_basic x;\n  if ($request_method = OPTIONS) {\n    add_header Access-Control-Allow-Origin *;\n  }\n  proxy_pass http://r;\n}",
        &["4:3 OptionsBehindAuth(Nginx)"],
    );
    server(
        "the server answers",
        "if ($request_method = OPTIONS) { return 204; }\nlocation /v2/ { auth_basic x; proxy_pass http://r; }",
        &[],
    );
    server(
        "another if answers",
        "location /v2/ { auth_basic x; if ($request_method = OPTIONS) { set $c \"${c}o\"; } if ($c = o) { return 204; } proxy_pass http://r; }",
        &[],
    );
    server("out of sight", "location /v2/ { include cors.conf; auth_basic x; proxy_pass http://r; }", &[]);
    fine(
        Kind::Nginx,
        "the page's own",
        "server { server_name ui.example; location / { auth_basic x; proxy_pass http://registry-ui:80; } }",
    );
    fine(
        Kind::Nginx,
        "the page and the registry on one server",
        "server { server_name localhost; location / { root /srv; } location /v2 { auth_basic x; proxy_pass http://registry:5000; } }",
    );
    fine(Kind::Nginx, "a part", "location /v2/ { auth_basic x; proxy_pass http://r; }");
    check(
        Kind::Nginx,
        "a part with the headers",
        "location /v2/ {\n auth_basic x;\n add_header Access-Control-Allow-Origin * always;\n proxy_pass http://registry:5000;\n}",
        &["2:2 OptionsBehindAuth(Nginx) +1 if ($request_method = OPTIONS) { return 204; }"],
    );
}
