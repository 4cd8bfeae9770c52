use super::*;
use crate::diagnosis::cors::OriginFault;
use crate::diagnosis::rules::RULES;
use expect_test::expect;

/// One of each trap.
fn traps() -> Vec<Trap> {
    use OriginFault::*;
    let faults = [Empty, Quoted, Pattern, Placeholder, NoScheme, TrailingSlash, HasPath, UpperCase, DefaultPort];
    let page = || PAGE.to_owned();
    let host = || "registry".to_owned();
    let servers = [Kind::Nginx, Kind::Haproxy, Kind::Httpd, Kind::Caddy];
    let behind = [Kind::Nginx, Kind::Haproxy, Kind::Httpd, Kind::Caddy, Kind::Envoy, Kind::Traefik, Kind::Distribution];
    let services = [Kind::Nginx, Kind::Haproxy, Kind::Caddy, Kind::Envoy, Kind::Traefik, Kind::Compose];
    let others = vec![
        Trap::OriginOfRegistry { page: page() },
        Trap::OriginOfAnother { page: page() },
        Trap::OriginList,
        Trap::OriginTwice,
        Trap::HeaderMisspelt { sent: "Access-Control-Origin".to_owned(), meant: "Access-Control-Allow-Origin" },
        Trap::HeaderOfRequest,
        Trap::WildcardWithCredentials,
        Trap::WildcardHeaders,
        Trap::AuthorizationNotAllowed,
        Trap::MethodInSmallLetters,
        Trap::NotExposed { names: vec!["WWW-Authenticate", "Docker-Content-Digest", "Link"] },
        Trap::NotExposed { names: vec!["Docker-Content-Digest", "Link"] },
        Trap::NotExposed { names: vec!["Link"] },
        Trap::ExposeMissing { names: vec!["WWW-Authenticate", "Docker-Content-Digest", "Link"] },
        Trap::ExposeMissing { names: vec!["Docker-Content-Digest", "Link"] },
        Trap::HeadersMissing,
        Trap::DeleteNotAllowed,
        Trap::PreflightWithoutHeaders,
        Trap::NotSwitchedOn,
        Trap::NotAText,
        Trap::FilterMissing,
        Trap::NotInherited,
        Trap::NotAllowedHere,
        Trap::SemicolonMissing,
        Trap::NotAList,
        Trap::StarWithoutQuotes,
        Trap::VariableName,
        Trap::InternalName { host: host() },
        Trap::RealmInternalName { host: host() },
        Trap::RealmPlainHttp { mixed: true },
        Trap::RealmPlainHttp { mixed: false },
    ];
    let faults = faults.into_iter().map(Trap::OriginMalformed);
    faults
        .chain(others)
        .chain(servers.map(Trap::NotOnErrors))
        .chain(behind.map(Trap::OptionsBehindAuth))
        .chain(services.map(Trap::OptionsBehindService))
        .collect()
}

#[test]
fn what_people_read() {
    let said: Vec<String> =
        traps().iter().map(|trap| format!("{}: {}", trap.rule().unwrap_or("-"), trap.reason())).collect();
    expect![[r#"
        cors-origin-malformed: There is no origin.
        cors-origin-malformed: The quotes go out with the origin, and browsers then do not know it.
        cors-origin-malformed: Browsers know no patterns here: it is * alone, or one whole origin. The server has to choose the one that asks.
        cors-origin-malformed: A variable stands here as it is.
        cors-origin-malformed: An origin begins with http:// or https://, and browsers compare all of it.
        cors-origin-malformed: An origin ends without a slash, and browsers compare every character.
        cors-origin-malformed: An origin has no path: it ends behind the host, or behind the port.
        cors-origin-malformed: Browsers write origins in small letters and compare every character.
        cors-origin-malformed: Browsers leave out the port that the scheme says, 443 or 80, and compare every character.
        cors-origin-mismatch: This is the registry's own origin. Browsers compare with the origin of the page that asks, which is https://ui.example.
        cors-origin-mismatch: This lets another page read. Browsers compare with this page's origin, which is https://ui.example.
        cors-origin-malformed: Browsers accept one origin in this header, not a list. A server that is for several pages has to choose the one that asks.
        cors-origin-duplicated: This sends Access-Control-Allow-Origin a second time. Browsers join the two lines and then know neither.
        cors-header-misspelt: No browser reads a header Access-Control-Origin; it was probably meant to be Access-Control-Allow-Origin.
        cors-origin-missing: This sends the header to the registry. A browser needs it in the answer that comes back.
        cors-wildcard-with-credentials: Browsers refuse * where credentials are allowed as well and the page uses those of the browser. Name the page's origin, or leave Access-Control-Allow-Credentials out: this page does not need it.
        preflight-wildcard-authorization: By the standard * does not stand for Authorization. Where browsers let it pass all the same, they ask again before every request.
        preflight-header-not-allowed: After the sign-in every request carries Authorization, and browsers send it to another origin only where it is in this list.
        preflight-method-not-allowed: Browsers compare methods letter by letter: DELETE needs capital letters.
        challenge-not-exposed: A page sees only the headers in this list. It lacks WWW-Authenticate (how to sign in), Docker-Content-Digest (the digest of a tag) and Link (where the next page of a list is).
        digest-not-exposed: A page sees only the headers in this list. It lacks Docker-Content-Digest (the digest of a tag) and Link (where the next page of a list is).
        link-not-exposed: A page sees only the headers in this list. It lacks Link (where the next page of a list is).
        challenge-not-exposed: Of an answer from another address a page sees only the headers that Access-Control-Expose-Headers names, and nothing sets it here. So it does not see WWW-Authenticate (how to sign in), Docker-Content-Digest (the digest of a tag) and Link (where the next page of a list is).
        digest-not-exposed: Of an answer from another address a page sees only the headers that Access-Control-Expose-Headers names, and nothing sets it here. So it does not see Docker-Content-Digest (the digest of a tag) and Link (where the next page of a list is).
        preflight-header-not-allowed: Nothing sets Access-Control-Allow-Headers here. After the sign-in every request carries Authorization, and browsers send it to another origin only where that header names it.
        preflight-method-not-allowed: This configuration lets images be deleted, and browsers send DELETE to another origin only where this list names it.
        cors-origin-missing: This answers the preflight (OPTIONS) here, where no Access-Control-Allow-Origin is set, so browsers refuse it. It belongs into the block with the headers.
        cors-origin-missing: What cors-… says has no effect until enable-cors is "true", and nothing here sets it.
        -: Kubernetes takes only texts as the values of annotations and refuses the whole object: this one needs quotes.
        cors-origin-missing: This list of filters lacks envoy.filters.http.cors, and without it Envoy does nothing of what the policy says.
        cors-origin-missing: A block with add_header of its own inherits none from the blocks around it, so the headers for browsers are lost here. Repeat them in this block, or move this line out to the others.
        -: nginx does not start with add_header in this block. It may stand in http, server, location, and an if inside of a location.
        -: The semicolon at the end is missing, and nginx does not start without it.
        -: The registry reads the values of a header as a YAML list and does not start with a plain text.
        -: In YAML a * without quotes begins the name of an anchor, so the registry does not start. It needs quotes.
        cors-origin-missing: Of such a variable the registry makes no header with this name: what follows REGISTRY_HTTP_HEADERS_ is the header's name, with its hyphens.
        address-internal-name: The browser calls this address, and registry is a name that only containers of the same network know.
        realm-internal-name: The browser itself asks the token service, and registry is a name that only containers of the same network know.
        realm-mixed-content: Browsers do not let a page on https ask for a token on plain http.
        realm-insecure: The registry is on https and would have the password sent over plain http, which this page does not do.
        cors-missing-on-errors: Without always, nginx adds this to good answers alone. The 401 that asks for a sign-in then stays hidden from pages, and so does every other error.
        cors-missing-on-errors: http-response does not touch what HAProxy answers by itself: preflights, its 401 and its 503. http-after-response does.
        cors-missing-on-errors: Without always, httpd leaves this out of what it answers by itself: preflights, its 401 and its 502. A page then cannot read them.
        cors-missing-on-errors: A line like this (defer, a deletion with -, or >) puts the whole block off until the registry has answered. What Caddy answers by itself, such as its 401 and 502, then lacks these headers, and a page cannot read it.
        preflight-unauthorized: Browsers send the preflight (OPTIONS) without a password, so it ends here with 401. Answer it before, where the headers are: if ($request_method = OPTIONS) { return 204; }
        preflight-unauthorized: Browsers send the preflight (OPTIONS) without a password, so it ends here with 401. It has to be answered above.
        preflight-unauthorized: Browsers send the preflight (OPTIONS) without a password, so it ends here with 401. Answer it by a RewriteRule with R=204 outside of this section, or put this into <LimitExcept OPTIONS>.
        preflight-unauthorized: Caddy asks for the password before it comes to the preflight's answer, and browsers send the preflight (OPTIONS) without one. Answer it in a handle of its own, and ask all other requests for the password.
        preflight-unauthorized: Filters work in this order, and browsers send the preflight (OPTIONS) without a password, so it ends at this one with 401, which has no CORS headers either. Move envoy.filters.http.cors above it.
        preflight-unauthorized: Middlewares work in this order, and browsers send the preflight (OPTIONS) without a password, so it ends at this one with 401. A middleware with the CORS headers has to stand before it.
        preflight-unauthorized: With a sign-in the registry answers preflights (OPTIONS) with 401, whatever headers are set, and browsers send no password with them. A proxy in front has to answer OPTIONS.
        preflight-unauthorized: Browsers send the preflight (OPTIONS) without a sign-in, and the service that is asked here answers it with 401 or sends it to its sign-in page, unless it was told to let OPTIONS through. Answer it before, where the headers are: if ($request_method = OPTIONS) { return 204; }
        preflight-unauthorized: Browsers send the preflight (OPTIONS) without a sign-in, and the service that is asked here answers it with 401 or sends it to its sign-in page, unless it was told to let OPTIONS through. It has to be answered above.
        preflight-unauthorized: Browsers send the preflight (OPTIONS) without a sign-in, and the service that is asked here answers it with 401 or sends it to its sign-in page, unless it was told to let OPTIONS through. Answer it in a handle of its own, and ask the service about all other requests.
        preflight-unauthorized: Browsers send the preflight (OPTIONS) without a sign-in, and the service that is asked here answers it with 401 or sends it to its sign-in page, unless it was told to let OPTIONS through. Move envoy.filters.http.cors above this filter.
        preflight-unauthorized: Browsers send the preflight (OPTIONS) without a sign-in, and the service that is asked here answers it with 401 or sends it to its sign-in page, unless it was told to let OPTIONS through. A middleware with the CORS headers has to stand before it.
        preflight-unauthorized: Browsers send the preflight (OPTIONS) without a sign-in, and the service that is asked here answers it with 401 or sends it to its sign-in page, unless it was told to let OPTIONS through. OAUTH2_PROXY_SKIP_AUTH_PREFLIGHT is what tells it."#]].assert_eq(&said.join("\n"));
    let unclear = [
        UnclearConfiguration::Empty,
        UnclearConfiguration::Binary,
        UnclearConfiguration::NotKnown,
        UnclearConfiguration::Cut,
    ]
    .map(UnclearConfiguration::sentence);
    expect![[r#"
        There is nothing to read.
        This is not text.
        This is no configuration that Pierglass knows: it reads nginx, Caddy, HAProxy, Apache httpd, Traefik, Envoy, docker compose, CNCF Distribution, and objects of Kubernetes.
        This is too long to be read to its end; only the first part was looked at."#]].assert_eq(&unclear.join("\n"));
}

#[test]
fn rules_are_real_ones() {
    for rule in traps().iter().filter_map(Trap::rule) {
        assert!(RULES.iter().any(|known| known.id == rule), "{rule}");
    }
}

#[test]
fn without_a_registry_and_without_an_origin() {
    let say = |page_origin: &str, text: &str| {
        let marks = read(&PageFacts { page_origin, registry: None }, text).marks;
        marks.iter().map(short).collect::<Vec<_>>().join("\n")
    };
    let text = "add_header Access-Control-Allow-Origin https://r.example/ always;\nadd_header Access-Control-Allow-Credentials true;";
    expect!["1:40 OriginMalformed(TrailingSlash)"].assert_eq(&say("null", text));
    expect![
        "1:40 OriginMalformed(TrailingSlash) -> add_header Access-Control-Allow-Origin http://localhost:8080 always;"
    ]
    .assert_eq(&say("http://localhost:8080", text));
    expect!["1:40 WildcardWithCredentials"].assert_eq(&say("null", &text.replace("https://r.example/", "*")));
    expect![[r#""#]].assert_eq(&say("http://localhost:8080", "REGISTRY_AUTH_TOKEN_REALM=http://auth.example/token"));
}

/// A page that comes from the registry's own origin needs no headers; what is there may still be for others.
#[test]
fn the_registrys_own_page() {
    let registry = Url::parse(PAGE).expect("an address");
    let known = PageFacts { page_origin: PAGE, registry: Some(&registry) };
    let text = "server {\nserver_name ui.example;\nadd_header Access-Control-Allow-Origin https://other.example;\n\
        add_header Access-Control-Expose-Header Link always;\nlocation /v2/ { auth_basic x; proxy_pass http://r; }\n}";
    let marks = read(&known, text).marks;
    let short: Vec<String> = marks.iter().map(short).collect();
    assert_eq!(short.len(), 1, "{short:?}");
    assert!(short[0].contains("HeaderMisspelt"), "{short:?}");
}
