//! What changes something: which rights are asked for, and that it is sent for whoever asked alone.

use std::pin::pin;
use std::task::{Context, Waker};

use super::*;
use crate::registry::http::Method;

const TAGS: &str = "https://r.example/v2/a/tags/list";
const ONE: &str = "https://r.example/v2/a/manifests/1";
const TOKEN: &str = "https://r.example/token?service=s&scope=repository%3Aa%3A";

fn challenge(scope: &str) -> String {
    format!(
        r#"401 | Www-Authenticate: Bearer realm="https://r.example/token",service="s",scope="repository:a:{scope}""#
    )
}

fn token(name: &str) -> String {
    format!("200 | | {{\"token\":\"{name}\"}}")
}

async fn delete(session: &Session<&Script>) -> String {
    let request = Request::change(Method::Delete, session.registry().api("a/manifests/1"), None);
    told(session.send(request, &Scope::delete("a").into()).await)
}

/// The list of tags, and then so many deletions, signed in.
#[track_caller]
fn check(deletions: &str, expected: &[&str]) {
    let script = Script::new(&format!(
        "> GET {TAGS}\n< {}\n> GET {TOKEN}pull Basic demo:pw\n< {}\n> GET {TAGS} Bearer reads\n< 200\n{deletions}",
        challenge("pull"),
        token("reads")
    ));
    let session = session(&script);
    sign_in_as_demo(&session);
    assert_eq!(run(tags(&session)), "200");
    for expected in expected {
        assert_eq!(run(delete(&session)), *expected);
    }
    script.assert_done();
}

#[test]
fn a_right_to_change_is_asked_for_when_a_change_is_sent() {
    let script = format!(
        "> GET {TOKEN}delete Basic demo:pw\n< {}\n> DELETE {ONE} Bearer deletes\n< 202\n> DELETE {ONE} Bearer deletes\n< 202",
        token("deletes")
    );
    check(&script, &["202", "202"]);
}

#[test]
fn a_registry_that_wants_push_says_so_once() {
    // Pulp: its tokens for `delete` permit nothing.
    let script = format!(
        "> GET {TOKEN}delete Basic demo:pw
         < {}
         > DELETE {ONE} Bearer nothing
         < {}
         > GET {TOKEN}delete&scope=repository%3Aa%3Apush Basic demo:pw
         < {}
         > DELETE {ONE} Bearer pushes
         < 202
         > DELETE {ONE} Bearer pushes
         < 202",
        token("nothing"),
        challenge("push"),
        token("pushes")
    );
    check(&script, &["202", "202"]);
}

#[test]
fn a_token_service_that_knows_no_right_to_delete_is_asked_for_what_the_registry_wants() {
    // Quay answers 400 to any action but pull, push and *; others refuse with 403.
    for refusal in ["400 | | {\"errors\":[{\"code\":\"INVALID_REQUEST\"}]}", "403"] {
        for wanted in ["pull,push", "*"] {
            let encoded = wanted.replace(',', "%2C");
            let script = format!(
                "> GET {TOKEN}delete Basic demo:pw
                 < {refusal}
                 > DELETE {ONE}
                 < {}
                 > GET {TOKEN}{encoded} Basic demo:pw
                 < {}
                 > DELETE {ONE} Bearer all
                 < 202
                 > DELETE {ONE} Bearer all
                 < 202",
                challenge(wanted),
                token("all")
            );
            check(&script, &["202", "202"]);
        }
    }
}

#[test]
fn who_may_not_is_told_so() {
    let refused = format!(
        "> GET {TOKEN}delete Basic demo:pw
         < 403
         > DELETE {ONE}
         < {}
         > GET {TOKEN}delete Basic demo:pw
         < 403",
        challenge("delete")
    );
    check(&refused, &["token service: 403 denied repository:a:delete"]);
    let denied = format!("> GET {TOKEN}delete Basic demo:pw\n< {}\n> DELETE {ONE} Bearer t\n< 403", token("t"));
    check(&denied, &["registry: 403 denied repository:a:delete"]);
}

#[test]
fn nothing_is_sent_for_somebody_who_has_left() {
    let who_left = "registry: Request(HttpError(\"whoever asked for it has signed out meanwhile\"))";
    let leave: [fn(&Session<&Script>); 2] = [
        |session| session.sign_out(),
        |session| session.sign_in(Credentials::new("other", "pw").expect("credentials")),
    ];
    let script =
        format!("> DELETE {ONE}\n< {}\n> GET {TOKEN}delete Basic demo:pw\n< {}", challenge("delete"), token("deletes"));
    for leave in leave {
        let script = Script::new(&script);
        let session = session(&script);
        sign_in_as_demo(&session);
        let mut task = pin!(delete(&session));
        for _ in 0..2 {
            assert!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        leave(&session);
        assert_eq!(run(task), who_left);
        script.assert_done();
    }
}

#[test]
fn what_is_put_has_its_type_and_follows_no_redirect() {
    let body = crate::registry::http::PutBody { content_type: "text/x".to_owned(), bytes: b"hello"[..].into() };
    let digest = crate::registry::digest::Digest::of(b"hello");
    let script = Script::new(&format!("> PUT {ONE} (text/x {digest})\n< 201"));
    let session = session(&script);
    let request = Request::change(Method::Put, session.registry().api("a/manifests/1"), Some(body));
    assert_eq!(told(run(session.send(request, &Scope::push("a").into()))), "201");
    script.assert_done();
}
