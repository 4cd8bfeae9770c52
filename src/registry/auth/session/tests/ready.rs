//! Requests that somebody else sends: the session says with what, and hears what came back.

use std::ops::ControlFlow;

use super::*;

/// Sends a request as a worker would, which has no session, until the session is content.
async fn by_hand(session: &Session<&Script>, sender: &Script) -> String {
    let wanted = Scope::pull("a").into();
    let request = Request::get(session.registry().api("a/blobs/sha256:aa"));
    let mut ready = match session.ready(request, &wanted).await {
        Ok(ready) => ready,
        Err(failure) => return told(Err(failure)),
    };
    loop {
        let answer = sender.send(ready.request()).await;
        match ready.answered(answer).await {
            Ok(ControlFlow::Break(response)) => return told(Ok(response)),
            Ok(ControlFlow::Continue(again)) => ready = again,
            Err(failure) => return told(Err(failure)),
        }
    }
}

/// `sent` is what the worker sends, `asked` what the session asks meanwhile.
#[track_caller]
fn check(sent: &str, asked: &str, expected: &str) {
    let (sent, asked) = (Script::new(sent), Script::new(asked));
    let session = session(&asked);
    assert_eq!(run(by_hand(&session, &sent)), expected);
    sent.assert_done();
    asked.assert_done();
}

const BLOB: &str = "https://r.example/v2/a/blobs/sha256:aa";
const CHALLENGED: &str =
    r#"401 | Www-Authenticate: Bearer realm="https://r.example/token",service="s",scope="repository:a:pull""#;
const TOKEN: &str = "> GET https://r.example/token?service=s&scope=repository%3Aa%3Apull
                     < 200 | | ";

#[test]
fn an_open_registry_gets_the_plain_request() {
    check(&format!("> GET {BLOB}\n< 200 | | hello"), "", "200 hello");
}

#[test]
fn a_challenge_is_answered_with_a_token_and_the_request_goes_out_once_more() {
    check(
        &format!("> GET {BLOB}\n< {CHALLENGED}\n> GET {BLOB} Bearer t1\n< 200 | | hello"),
        &format!(r#"{TOKEN}{{"token":"t1"}}"#),
        "200 hello",
    );
}

#[test]
fn a_token_that_has_run_out_is_renewed_while_somebody_else_sends() {
    let sent = Script::new(&format!(
        "> GET {BLOB}\n< {CHALLENGED}\n> GET {BLOB} Bearer t1\n< 200 | | one
         > GET {BLOB} Bearer t1\n< {CHALLENGED}\n> GET {BLOB} Bearer t2\n< 200 | | two"
    ));
    let asked = Script::new(&format!(r#"{TOKEN}{{"token":"t1"}}"#));
    let session = session(&asked);
    assert_eq!(run(by_hand(&session, &sent)), "200 one");
    asked.assert_done();
    let asked = Script::new(&format!(r#"{TOKEN}{{"token":"t2"}}"#));
    let renewed = Session { http: &asked, ..session };
    assert_eq!(run(by_hand(&renewed, &sent)), "200 two");
    sent.assert_done();
    asked.assert_done();
}

#[test]
fn a_fresh_token_that_is_refused_ends_it() {
    check(
        &format!("> GET {BLOB}\n< {CHALLENGED}\n> GET {BLOB} Bearer t1\n< {CHALLENGED}"),
        &format!(r#"{TOKEN}{{"token":"t1"}}"#),
        "registry: sign in at https://r.example/token anonymous-too-weak",
    );
}

#[test]
fn what_another_origin_says_is_not_the_registrys() {
    check(
        &format!("> GET {BLOB}\n< 404 from https://elsewhere.example/x"),
        "",
        "registry: Redirected { to: Url { scheme: \"https\", cannot_be_a_base: false, username: \"\", password: None, \
         host: Some(Domain(\"elsewhere.example\")), port: None, path: \"/x\", query: None, fragment: None } }",
    );
}

#[test]
fn whoever_left_meanwhile_sends_nothing_secret() {
    let sent = Script::new(&format!("> GET {BLOB}\n< 401 | Www-Authenticate: Basic realm=\"x\""));
    let asked = Script::new("");
    let session = session(&asked);
    sign_in_as_demo(&session);
    let wanted = Scope::pull("a").into();
    run(async {
        let request = Request::get(session.registry().api("a/blobs/sha256:aa"));
        let Ok(ready) = session.ready(request, &wanted).await else { panic!("nothing is ready") };
        let answer = (&sent).send(ready.request()).await;
        session.sign_out();
        let outcome = ready.answered(answer).await;
        assert!(
            matches!(&outcome, Err(failure) if failure.sign_in().is_some()),
            "a password of somebody who left is ready to be sent"
        );
    });
}
