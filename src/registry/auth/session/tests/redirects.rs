//! What is sent on: no secret follows, and what another origin answers is not the registry's. That no request with a secret
//! follows a redirect is held by the script itself, in every test.

use super::*;
use crate::registry::digest::Digest;

const GET_WITH_PASSWORD: &str = "GET https://r.example/token?service=s&scope=registry%3Acatalog%3A* Basic demo:pw";
const FORM: &str = "POST https://r.example/token grant_type=password&client_id=pierglass&service=s&scope=registry%3Acatalog%3A*&username=demo&password=pw";

/// A token service at which neither the password nor the form gets through, and what it answers without either.
fn at_a_closed_service(plain: &str) -> String {
    format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > {GET_WITH_PASSWORD}
         < blocked
         > {FORM}
         < blocked
         > GET {CATALOG_TOKEN}
         < {plain}"
    )
}

#[test]
fn where_nothing_gets_through_the_first_failure_is_the_one() {
    let first = "token service: Blocked(Rejected { after: 5ms })";
    check_list(&at_a_closed_service("blocked"), true, first);
    check_list(&at_a_closed_service("401"), true, first);
    let no_form =
        at_a_closed_service("200 | | {}").replace("password=pw\n         < blocked", "password=pw\n         < 405");
    check_list(&no_form, true, first);
}

#[test]
fn a_service_that_moved_on_its_own_origin_is_asked_there() {
    let moved = at_a_closed_service("401 from https://r.example/token/?service=s&scope=registry%3Acatalog%3A*");
    let script = Script::new(&format!(
        "{moved}
         > GET https://r.example/token/?service=s&scope=registry%3Acatalog%3A* Basic demo:pw
         < 200 | | {{\"token\":\"t1\"}}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200
         > GET https://r.example/token/?service=s&scope=repository%3Aa%3Apull Basic demo:pw
         < 200 | | {{\"token\":\"t2\"}}
         > GET https://r.example/v2/a/tags/list Bearer t2
         < 200"
    ));
    let session = session(&script);
    sign_in_as_demo(&session);
    run(async {
        assert_eq!(list(&session).await, "200");
        // The next token is asked for at the new address at once.
        assert_eq!(tags(&session).await, "200");
    });
    script.assert_done();
}

#[test]
fn the_address_that_a_service_moved_to_is_told_without_a_query() {
    let script = at_a_closed_service("200 from https://evil.example/login?state=secret#here | | {}")
        .replace("realm=\"https://r.example/token\"", "realm=\"https://r.example/token?own=1\"")
        .replace("/token?service", "/token?own=1&service")
        .replace("POST https://r.example/token ", "POST https://r.example/token?own=1 ");
    let to = "https://evil.example/login".parse::<Url>().expect("an address");
    check_list(&script, true, &format!("token service: Redirected {{ to: {to:?} }}"));
}

#[test]
fn a_service_that_moved_to_another_origin_gets_no_password() {
    for elsewhere in ["https://evil.example", "http://r.example", "https://r.example:8443"] {
        let script = at_a_closed_service(&format!("200 from {elsewhere}/token?service=s&state=secret | | {{}}"));
        let to = format!("{elsewhere}/token").parse::<Url>().expect("an address").to_string();
        let expected = format!("token service: Redirected {{ to: {:?} }}", to.parse::<Url>().expect("an address"));
        check_list(&script, true, &expected);
    }
}

#[test]
fn a_list_of_another_origin_is_not_the_registrys() {
    let told = |to: &str| format!("registry: Redirected {{ to: {:?} }}", to.parse::<Url>().expect("an address"));
    check_list(
        "> GET https://r.example/v2/_catalog
         < 200 from https://other.example/v2/_catalog?session=secret | | {}",
        false,
        &told("https://other.example/v2/_catalog"),
    );
    // A browser takes the password off on the way, so the refusal there says nothing of it.
    check_list(
        "> GET https://r.example/v2/_catalog
         < 401 | Www-Authenticate: Basic realm=\"x\"
         > GET https://r.example/v2/_catalog Basic demo:pw
         < 401 from https://other.example/v2/_catalog | Www-Authenticate: Basic realm=\"x\"",
        true,
        &told("https://other.example/v2/_catalog"),
    );
    // On its own origin a registry may send on as it likes.
    check_list(
        "> GET https://r.example/v2/_catalog\n< 200 from https://r.example/v2/_catalog/ | | {}",
        false,
        "200 {}",
    );
}

#[test]
fn a_content_may_come_from_a_storage() {
    let check = |answer: &str, expected: &str| {
        let script = Script::new(&format!("> GET https://r.example/v2/a/blobs/{}\n< {answer}", Digest::of(b"{}")));
        let session = session(&script);
        let blob = session.registry().api(&format!("a/blobs/{}", Digest::of(b"{}")));
        let request = Request::get(blob).named(&Digest::of(b"{}"));
        assert_eq!(told(run(session.send(request, &Scope::pull("a").into()))), expected);
    };
    check("200 from https://storage.example/x?signature=1 | | {}", "200 {}");
    let to = "https://storage.example/x".parse::<Url>().expect("an address");
    check("403 from https://storage.example/x?signature=1", &format!("registry: Redirected {{ to: {to:?} }}"));
}
