//! A token that somebody else fetched: to the registry and to nobody else, until it is refused.

use super::*;
use crate::registry::auth::handed_token::HandedToken;

fn hand_over(session: &Session<&Script>, token: &str) {
    session.hand_over(HandedToken::new("robot", token).expect("a token"));
}

#[test]
fn it_goes_with_the_first_request() {
    let script = Script::new(
        "> GET https://r.example/v2/_catalog Bearer t1
         < 200 | | {}
         > GET https://r.example/v2/a/tags/list Bearer t1
         < 200",
    );
    let session = session(&script);
    sign_in_as_demo(&session);
    hand_over(&session, "t1");
    assert_eq!(session.account().as_deref(), Some("robot"));
    assert_eq!(run(list(&session)), "200 {}");
    assert_eq!(run(tags(&session)), "200");
    script.assert_done();
}

#[test]
fn a_refused_one_never_goes_to_the_token_service_and_is_not_sent_again() {
    let script = Script::new(&format!(
        "> GET https://r.example/v2/_catalog Bearer t1
         < 401 | {CHALLENGE}
         > GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN}
         < 401"
    ));
    let session = session(&script);
    hand_over(&session, "t1");
    assert_eq!(run(list(&session)), "registry: handed token refused for registry:catalog:*");
    assert_eq!(session.account(), None);
    assert_eq!(run(list(&session)), "token service: sign in at https://r.example/token");
    script.assert_done();
}

#[test]
fn a_registry_that_wants_a_password_gets_none() {
    let script = Script::new(
        r#"> GET https://r.example/v2/_catalog Bearer t1
           < 401 | Www-Authenticate: Basic realm="Registry""#,
    );
    let session = session(&script);
    hand_over(&session, "t1");
    assert_eq!(run(list(&session)), "registry: handed token refused for registry:catalog:*");
    script.assert_done();
}

#[test]
fn a_newer_one_takes_over_in_the_middle() {
    let script = Script::new(
        "> GET https://r.example/v2/_catalog Bearer t1
         < 401
         > GET https://r.example/v2/_catalog Bearer t2
         < 200",
    );
    let session = session(&script);
    hand_over(&session, "t1");
    // By then the first request is out.
    let newer = async { hand_over(&session, "t2") };
    assert_eq!(run(async { futures::join!(list(&session), newer) }).0, "200");
    script.assert_done();
}

#[test]
fn signing_in_or_out_forgets_it() {
    let script = Script::new("> GET https://r.example/v2/_catalog\n< 200\n> GET https://r.example/v2/_catalog\n< 200");
    let session = session(&script);
    hand_over(&session, "t1");
    session.sign_out();
    assert_eq!(run(list(&session)), "200");
    hand_over(&session, "t1");
    sign_in_as_demo(&session);
    assert_eq!(run(list(&session)), "200");
    assert!(session.sign_in_kept().handed.is_none());
    script.assert_done();
}
