//! Whoever leaves while a request is on its way takes their authorization along.

use std::pin::pin;
use std::task::{Context, Waker};

use super::*;

const TAGS: &str = "https://r.example/v2/a/tags/list";
const TOKENS: &str = r#"401 | Www-Authenticate: Bearer realm="https://r.example/token",service="s""#;
const TOKEN: &str = "https://r.example/token?service=s&scope=repository%3Aa%3Apull";

/// Asks for tags, signed in. After so many requests the person leaves, or is somebody else.
#[track_caller]
fn check(script: &str, requests: usize, leave: fn(&Session<&Script>), expected: &str) {
    let script = Script::new(script);
    let session = session(&script);
    sign_in_as_demo(&session);
    let mut task = pin!(tags(&session));
    for _ in 0..requests {
        assert!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    leave(&session);
    assert_eq!(run(task), expected);
    script.assert_done();
}

#[test]
fn a_token_that_comes_afterwards_is_not_sent() {
    check(
        &format!(
            "> GET {TAGS}
             < {TOKENS}
             > GET {TOKEN} Basic demo:pw
             < 200 | | {{\"token\":\"t1\"}}
             > GET {TAGS}
             < {TOKENS}
             > GET {TOKEN}
             < 401"
        ),
        2,
        |session| session.sign_out(),
        "token service: sign in at https://r.example/token",
    );
}

#[test]
fn whoever_comes_gets_a_token_of_their_own() {
    check(
        &format!(
            "> GET {TAGS}
             < {TOKENS}
             > GET {TOKEN} Basic demo:pw
             < 200 | | {{\"token\":\"t1\"}}
             > GET {TAGS}
             < {TOKENS}
             > GET {TOKEN} Basic other:pw
             < 200 | | {{\"token\":\"t2\"}}
             > GET {TAGS} Bearer t2
             < 200"
        ),
        2,
        |session| session.sign_in(Credentials::new("other", "pw").expect("credentials")),
        "200",
    );
}

#[test]
fn a_password_is_not_sent_in_another_way_afterwards() {
    check(
        &format!(
            "> GET {TAGS}
             < {TOKENS}
             > GET {TOKEN} Basic demo:pw
             < blocked
             > GET {TOKEN}
             < blocked"
        ),
        2,
        |session| session.sign_out(),
        "token service: Blocked(Rejected { after: 5ms })",
    );
}

#[test]
fn a_password_that_was_typed_meanwhile_stays_where_the_one_before_is_refused() {
    let basic = r#"401 | Www-Authenticate: Basic realm="x""#;
    let script = Script::new(&format!("> GET {TAGS}\n< {basic}\n> GET {TAGS} Basic demo:pw\n< {basic}"));
    let session = session(&script);
    sign_in_as_demo(&session);
    let mut task = pin!(tags(&session));
    for _ in 0..2 {
        assert!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    session.sign_in(Credentials::new("other", "pw").expect("credentials"));
    assert_eq!(run(task), "registry: wrong password, again at https://r.example/");
    assert_eq!(session.account().as_deref(), Some("other"));
    script.assert_done();
}
