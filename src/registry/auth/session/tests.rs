//! The handshake against scripts: each test reads like the exchange on the wire.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;
use crate::registry::auth::scope::Scope;
use crate::registry::script::{Script, begin_and_drop, run};

mod changing;
mod handed;
mod leaving;
mod memory;
mod odd_registries;
mod ready;
mod redirects;
mod whose_answer;

fn session(script: &Script) -> Session<&Script> {
    session_of(script, "https://r.example")
}

fn session_of<'a>(script: &'a Script, registry: &str) -> Session<&'a Script> {
    Session::new(script, RegistryHost::parse(registry).expect("a registry"), None, |handshake| handshake.run())
}

fn sign_in_as_demo(session: &Session<&Script>) {
    session.sign_in(Credentials::new("demo", "pw").expect("credentials"));
}

async fn list(session: &Session<&Script>) -> String {
    told(session.send(Request::get(session.registry().api("_catalog")), &Scope::catalog().into()).await)
}

async fn tags(session: &Session<&Script>) -> String {
    told(session.send(Request::get(session.registry().api("a/tags/list")), &Scope::pull("a").into()).await)
}

/// An outcome in a few words.
fn told(outcome: Result<Response, Failure>) -> String {
    let failure = match outcome {
        Ok(response) => return format!("{} {}", response.status, response.text()).trim().to_string(),
        Err(failure) => failure,
    };
    let who = match failure.about {
        About::Registry => "registry",
        About::TokenService => "token service",
    };
    let what = match &*failure.cause {
        Cause::SignInRequired(sign_in) => {
            let notes = [
                (sign_in.foreign, " foreign"),
                (sign_in.challenge_hidden, " hidden"),
                (sign_in.anonymous_too_weak, " anonymous-too-weak"),
            ];
            let notes: String = notes.iter().filter(|(is, _)| *is).map(|(_, note)| *note).collect();
            format!("sign in at {}{notes}", sign_in.to)
        }
        Cause::CredentialsRejected { sign_in, .. } => format!("wrong password, again at {}", sign_in.to),
        Cause::ConsentNeeded { realm } => format!("consent for {realm}"),
        Cause::AccessDenied { wanted, status, .. } => format!("{status} denied {wanted}"),
        Cause::TokenRejected { service, .. } => format!("token rejected by {service:?}"),
        Cause::HandedTokenRefused { wanted, .. } => format!("handed token refused for {wanted}"),
        Cause::Status { status, .. } => format!("status {status}"),
        Cause::Realm(error) => error.to_string(),
        Cause::Token { error, .. } => error.to_string(),
        other => format!("{other:?}"),
    };
    format!("{who}: {what}")
}

/// A token that looks like a JSON Web Token with these scopes.
fn jwt(access: &str) -> String {
    let entries = ScopeSet::parse(access);
    let entries = entries.0.iter().filter_map(Scope::parts).map(|(kind, name, actions)| {
        format!(r#"{{"type":"{kind}","name":"{name}","actions":["{}"]}}"#, actions.join("\",\""))
    });
    let entries: Vec<String> = entries.collect();
    let payload = format!(r#"{{"iss":"i","aud":"s","access":[{}]}}"#, entries.join(","));
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
}

const CATALOG_TOKEN: &str = "https://r.example/token?service=s&scope=registry%3Acatalog%3A*";
const CHALLENGE: &str =
    r#"Www-Authenticate: Bearer realm="https://r.example/token",service="s",scope="registry:catalog:*""#;

#[track_caller]
fn check_list(script: &str, signed_in: bool, expected: &str) {
    let script = Script::new(script);
    let session = session(&script);
    if signed_in {
        sign_in_as_demo(&session);
    }
    assert_eq!(run(list(&session)), expected);
    script.assert_done();
}

#[test]
fn an_open_registry_takes_one_request() {
    check_list(
        "> GET https://r.example/v2/_catalog
         < 200 | | {}",
        false,
        "200 {}",
    );
}

#[test]
fn a_basic_registry_takes_two() {
    let refused = r#"> GET https://r.example/v2/_catalog
         < 401 | Www-Authenticate: Basic realm="Registry""#;
    check_list(refused, false, "registry: sign in at https://r.example/");
    let accepted = format!("{refused}\n> GET https://r.example/v2/_catalog Basic demo:pw\n< 200");
    check_list(&accepted, true, "200");
    let wrong = format!(
        "{refused}\n> GET https://r.example/v2/_catalog Basic demo:pw\n< 401 | Www-Authenticate: Basic realm=\"Registry\""
    );
    check_list(&wrong, true, "registry: wrong password, again at https://r.example/");
}

#[test]
fn a_token_registry_takes_three() {
    let script = format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN}
         < 200 | | {{\"token\":\"t1\"}}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200"
    );
    check_list(&script, false, "200");
    check_list(&script.replace("catalog%3A*", "catalog%3A* Basic demo:pw"), true, "200");
}

#[test]
fn a_living_token_is_used_again_and_renewed_ahead_of_its_end() {
    let script = Script::new(&format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN}
         < 200 | | {{\"token\":\"t1\",\"expires_in\":100}}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200
         > GET https://r.example/v2/_catalog Bearer t1
         < 200
         > GET {CATALOG_TOKEN}
         < 200 | | {{\"token\":\"t2\"}}
         > GET https://r.example/v2/_catalog Bearer t2
         < 200"
    ));
    let session = session(&script);
    run(async {
        assert_eq!(list(&session).await, "200");
        script.wait(79);
        assert_eq!(list(&session).await, "200");
        script.wait(2);
        assert_eq!(list(&session).await, "200");
    });
    script.assert_done();
}

#[test]
fn a_token_that_the_registry_no_longer_takes_is_renewed_once() {
    let expired = CHALLENGE.to_string() + ",error=\"invalid_token\"";
    let script = Script::new(&format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN}
         < 200 | | {{\"token\":\"t1\"}}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200
         > GET https://r.example/v2/_catalog Bearer t1
         < 401 | {expired}
         > GET {CATALOG_TOKEN}
         < 200 | | {{\"token\":\"t2\"}}
         > GET https://r.example/v2/_catalog Bearer t2
         < 401 | {expired}"
    ));
    let session = session(&script);
    run(async {
        assert_eq!(list(&session).await, "200");
        assert_eq!(list(&session).await, "registry: token rejected by Some(\"s\")");
    });
    script.assert_done();
}

#[test]
fn an_anonymous_token_that_admits_nothing_leads_to_the_sign_in() {
    let weak = jwt("");
    let script = format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN}
         < 200 | | {{\"token\":\"{weak}\"}}"
    );
    check_list(&script, false, "token service: sign in at https://r.example/token anonymous-too-weak");
    // the same with a token that does not say what it admits
    let script = format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN}
         < 200 | | {{\"token\":\"opaque\"}}
         > GET https://r.example/v2/_catalog Bearer opaque
         < 401 | {CHALLENGE},error=\"insufficient_scope\""
    );
    check_list(&script, false, "registry: sign in at https://r.example/token anonymous-too-weak");
}

#[test]
fn a_token_service_that_wants_a_password() {
    let asked = format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN}"
    );
    check_list(&format!("{asked}\n< 401"), false, "token service: sign in at https://r.example/token");
    let signed_in = format!("{asked} Basic demo:pw");
    check_list(&format!("{signed_in}\n< 401"), true, "token service: wrong password, again at https://r.example/token");
    check_list(&format!("{signed_in}\n< 500"), true, "token service: status 500");
    let html = "< 200 | Content-Type: text/html | <html>Sign in";
    check_list(
        &format!("{signed_in}\n{html}"),
        true,
        "token service: the token service answered with a web page instead of a token",
    );
    check_list(
        &format!("{signed_in}\n< 200 | | {{}}"),
        true,
        "token service: the token service's answer holds no token",
    );
}

#[test]
fn an_account_without_the_right_is_told_so_and_nothing_loops() {
    let token = jwt("repository:b:pull");
    let script = format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN} Basic demo:pw
         < 200 | | {{\"token\":\"{token}\"}}
         > GET https://r.example/v2/_catalog Bearer {token}
         < 401 | {CHALLENGE},error=\"insufficient_scope\""
    );
    check_list(&script, true, "registry: 401 denied registry:catalog:*");
}

#[test]
fn the_scope_is_extended_once() {
    let challenge = |scope: &str| {
        format!(
            r#"Www-Authenticate: Bearer realm="https://r.example/token",service="s",scope="{scope}",error="insufficient_scope""#
        )
    };
    let first = format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN} Basic demo:pw
         < 200 | | {{\"token\":\"t1\"}}
         > GET https://r.example/v2/_catalog Bearer t1
         < 401 | {}
         > GET {CATALOG_TOKEN}&scope=registry%3Amore%3Aread Basic demo:pw
         < 200 | | {{\"token\":\"t2\"}}
         > GET https://r.example/v2/_catalog Bearer t2",
        challenge("registry:more:read")
    );
    check_list(&format!("{first}\n< 200"), true, "200");
    let third = challenge("registry:evenmore:read");
    check_list(&format!("{first}\n< 401 | {third}"), true, "registry: 401 denied registry:catalog:*");
}

#[test]
fn a_password_goes_to_another_origin_only_with_consent() {
    let foreign =
        r#"Www-Authenticate: Bearer realm="https://auth.example/t?x=1",service="s",scope="registry:catalog:*""#;
    let token = "https://auth.example/t?x=1&service=s&scope=registry%3Acatalog%3A*";
    let script = Script::new(&format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {foreign}
         > GET {token}
         < 401
         > GET {token} Basic demo:pw
         < 200 | | {{\"token\":\"t1\"}}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200"
    ));
    let session = session(&script);
    run(async {
        assert_eq!(list(&session).await, "token service: sign in at https://auth.example/t?x=1 foreign");
        sign_in_as_demo(&session);
        assert_eq!(list(&session).await, "token service: consent for https://auth.example/t?x=1");
        session.consent(&Url::parse("https://auth.example/elsewhere").expect("a URL"));
        assert_eq!(list(&session).await, "200");
        // signing out takes the consent back
        session.sign_out();
        sign_in_as_demo(&session);
        assert_eq!(list(&session).await, "token service: consent for https://auth.example/t?x=1");
    });
    script.assert_done();
}

#[test]
fn the_form_is_the_way_in_where_the_preflight_fails() {
    let script = Script::new(&format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN} Basic demo:pw
         < blocked
         > POST https://r.example/token grant_type=password&client_id=pierglass&service=s&scope=registry%3Acatalog%3A*&username=demo&password=pw
         < 200 | | {{\"access_token\":\"t1\"}}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200
         > POST https://r.example/token grant_type=password&client_id=pierglass&service=s&scope=repository%3Aa%3Apull&username=demo&password=pw
         < 200 | | {{\"access_token\":\"t2\"}}
         > GET https://r.example/v2/a/tags/list Bearer t2
         < 200"
    ));
    let session = session(&script);
    sign_in_as_demo(&session);
    run(async {
        assert_eq!(list(&session).await, "200");
        assert_eq!(tags(&session).await, "200");
    });
    script.assert_done();
}

#[test]
fn a_sign_in_that_nothing_asked_for_is_proven() {
    let check = |script: &str, expected: Result<(), &str>| {
        let script = Script::new(script);
        let session = session(&script);
        sign_in_as_demo(&session);
        let outcome = run(session.check_sign_in());
        let outcome = outcome.map_err(|failure| told(Err(failure)));
        assert_eq!(outcome, expected.map_err(str::to_string));
        script.assert_done();
    };
    check("> GET https://r.example/v2/\n< 200", Err("registry: SignInNotOffered"));
    // zot
    check(
        "> GET https://r.example/v2/
         < 200 | Www-Authenticate: basic realm=x
         > GET https://r.example/v2/ Basic demo:pw
         < 200",
        Ok(()),
    );
    check(
        "> GET https://r.example/v2/
         < 401 | Www-Authenticate: Bearer realm=\"https://r.example/token\",service=\"s\",scope=\"repository:user/image:pull\"
         > GET https://r.example/token?service=s Basic demo:pw
         < 401",
        Err("token service: wrong password, again at https://r.example/token"),
    );
}

#[test]
fn refused_credentials_are_not_sent_again() {
    let script = Script::new(
        "> GET https://r.example/v2/_catalog
         < 401 | Www-Authenticate: Basic realm=\"x\"
         > GET https://r.example/v2/_catalog Basic demo:pw
         < 401 | Www-Authenticate: Basic realm=\"x\"
         > GET https://r.example/v2/_catalog
         < 401 | Www-Authenticate: Basic realm=\"x\"",
    );
    let session = session(&script);
    sign_in_as_demo(&session);
    run(async {
        assert_eq!(list(&session).await, "registry: wrong password, again at https://r.example/");
        assert_eq!(session.account(), None);
        assert_eq!(list(&session).await, "registry: sign in at https://r.example/");
    });
    script.assert_done();
}

#[test]
fn failures_show_no_secret() {
    let script = Script::new(&format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN} Basic demo:hunter2
         < 200 | | {{\"token\":\"tok3n\"}}
         > GET https://r.example/v2/_catalog Bearer tok3n
         < 403"
    ));
    let session = session(&script);
    session.sign_in(Credentials::new("demo", "hunter2").expect("credentials"));
    let wanted = Scope::catalog().into();
    let failure = run(session.send(Request::get(session.registry().api("_catalog")), &wanted));
    let shown = format!("{failure:?}");
    assert!(shown.contains("Bearer"), "{shown}");
    assert!(!shown.contains("hunter2") && !shown.contains("tok3n"), "{shown}");
}
