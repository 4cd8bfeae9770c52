use super::*;

const GOOD: &str = r#"
{
	email admin@r.example
}
(cors) {
	@page header Origin {args[0]}
	header +Vary Origin
	header @page {
		Access-Control-Allow-Origin {args[0]}
		Access-Control-Allow-Methods "GET, HEAD, OPTIONS, DELETE"
		Access-Control-Allow-Headers "Authorization, Accept"
		Access-Control-Expose-Headers "WWW-Authenticate, Docker-Content-Digest, Link"
	}
	@preflight {
		method OPTIONS
		header Access-Control-Request-Method *
	}
	handle @preflight {
		respond 204
	}
}
r.example {
	import cors https://ui.example
	handle {
		basic_auth bcrypt "Registry" {
			anna $2a$14$Zkx19XLiW6VYouLHR5NmfOFU0z2GTNmpkT/5qqR7hx4IjWJPDhjvG
		}
		reverse_proxy 127.0.0.1:5000 {
			header_down -Access-Control-*
		}
	}
}
"#;

#[track_caller]
fn site(name: &str, inside: &str, expected: &[&str]) {
    check(Kind::Caddy, name, &format!("r.example {{\n{inside}\n\treverse_proxy localhost:5000\n}}\n"), expected);
}

#[test]
fn right_ones() {
    fine(Kind::Caddy, "whole", GOOD);
    fine(Kind::Caddy, "old", &GOOD.replace("[0]", ".0").replace("basic_auth", "basicauth"));
    fine(
        Kind::Caddy,
        "without braces",
        "r.example\nheader Access-Control-Allow-Origin https://ui.example\nheader Access-Control-Allow-Headers Authorization\nheader Access-Control-Expose-Headers *\nreverse_proxy localhost:5000",
    );
    site("echo", "header Access-Control-Allow-Origin {http.request.header.Origin}", &[]);
    site("the page's own password", "header Access-Control-Allow-Origin *\nbasic_auth /admin/* {\n}", &[]);
    site(
        "in a route, after the preflight",
        "@options method OPTIONS\nheader Access-Control-Allow-Origin *\nroute {\n\trespond @options 204\n\tbasicauth {\n\t}\n}",
        &[],
    );
    site("by a matcher", "@rest not method OPTIONS\nheader Access-Control-Allow-Origin *\nbasic_auth @rest {\n}", &[]);
    site(
        "a pattern",
        "@page header Origin https://*.example\nheader @page Access-Control-Allow-Origin {header.Origin}",
        &[],
    );
}

#[test]
fn origins() {
    site(
        "slash",
        "\theader Access-Control-Allow-Origin \"https://ui.example/\"",
        &["2:38 OriginMalformed(TrailingSlash) -> header Access-Control-Allow-Origin \"https://ui.example\""],
    );
    site(
        "registry, in a block",
        "header {\n\tAccess-Control-Allow-Origin https://r.example\n}",
        &["3:30 OriginOfRegistry -> Access-Control-Allow-Origin https://ui.example"],
    );
    site(
        "matcher",
        "@page header Origin https://b.example\nheader @page >Access-Control-Allow-Origin {header.Origin}",
        &["2:21 OriginOfAnother -> @page header Origin https://ui.example"],
    );
    check(
        Kind::Caddy,
        "snippet",
        &GOOD.replace("cors https://ui.example", "cors https://ui.example/"),
        &["23:14 OriginMalformed(TrailingSlash) -> import cors https://ui.example"],
    );
    site(
        "twice",
        "header +Access-Control-Allow-Origin https://ui.example\nheader +Access-Control-Allow-Origin https://b.example",
        &["3:37 OriginTwice"],
    );
}

#[test]
fn headers() {
    site(
        "any with credentials",
        "header {\n\tAccess-Control-Allow-Origin *\n\tAccess-Control-Allow-Credentials true\n\tdefer\n}",
        &["3:30 WildcardWithCredentials -> Access-Control-Allow-Origin https://ui.example", "5:2 NotOnErrors(Caddy)"],
    );
    site(
        "lists",
        "header {\n\tAccess-Control-Allow-Headers *\n\tAccess-Control-Expose-Header Link\n}",
        &[
            "3:31 WildcardHeaders -> Access-Control-Allow-Headers \"Authorization, Accept\"",
            "4:2 HeaderMisspelt -> Access-Control-Expose-Headers \"Link, WWW-Authenticate, Docker-Content-Digest\"",
            "4:31 NotExposed -> Access-Control-Expose-Headers \"Link, WWW-Authenticate, Docker-Content-Digest\"",
        ],
    );
    site(
        "on the request",
        "reverse_proxy b:80 {\n\theader_up Access-Control-Allow-Origin *\n}",
        &["3:2 HeaderOfRequest"],
    );
}

#[test]
fn preflights() {
    let cors = "header Access-Control-Allow-Origin https://ui.example\n@options method OPTIONS\n";
    let with = |inside: &str| format!("{cors}{inside}");
    site(
        "site",
        &with("basic_auth {\n}\nhandle @options {\n\trespond 204\n}"),
        &["4:1 OptionsBehindAuth(Caddy) -> basic_auth @no_preflight { +3 @no_preflight not method OPTIONS"],
    );
    site(
        "route beside respond",
        &with("respond @options 204\nroute {\n\tbasicauth {\n\t}\n}"),
        &[
            "6:2 OptionsBehindAuth(Caddy) -> basicauth @no_preflight { +5 @no_preflight not method OPTIONS\n\t@preflight method OPTIONS\n\thandle @preflight {\n\t\trespond 204\n\t}",
        ],
    );
    site(
        "route, wrong order",
        &with("route {\n\tbasicauth {\n\t}\n\trespond @options 204\n}"),
        &[
            "5:2 OptionsBehindAuth(Caddy) -> basicauth @no_preflight { +4 @no_preflight not method OPTIONS\n\t@preflight method OPTIONS\n\thandle @preflight {\n\t\trespond 204\n\t}",
        ],
    );
    site(
        "handle without another",
        &with("handle /v2/* {\n\tbasic_auth {\n\t}\n}"),
        &[
            "5:2 OptionsBehindAuth(Caddy) -> basic_auth @no_preflight { +4 @no_preflight not method OPTIONS\n\t@preflight method OPTIONS\n\thandle @preflight {\n\t\trespond 204\n\t}",
        ],
    );
    site("imported from elsewhere", &with("import auth.conf\nbasic_auth {\n}"), &[]);
}
