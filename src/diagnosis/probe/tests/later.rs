//! Answers after the first, and a first one that takes its time.

use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::task::Poll;
use std::time::Duration;

use super::*;
use crate::registry::http::Request;

#[test]
fn a_later_answer_that_is_blocked_is_looked_at_by_its_own_address() {
    check(
        &CheckUpInput::of("r.example"),
        "> GET https://r.example/v2/
         < 200 | | {}
         > GET https://r.example/v2/_catalog?n=1
         < blocked
         > GET https://r.example/v2/ Bearer pierglass-check-up
         < 200 | | {}
         > GET https://ui.example/app/ (no-cors)
         < opaque
         > GET https://r.example/v2/_catalog?n=1 (no-cors)
         < opaque
         > GET https://r.example/v2/_catalog?n=1 (manual)
         < blocked
         > GET https://r.example/
         < 200",
        "registry plain-get 200
         registry catalog blocked
         registry dummy-authorization 200
         page own-origin opaque
         registry no-cors-get opaque
         registry manual-redirect blocked
         registry plain-root 200
         registry oracle no
         registry object no
         registry null-origin no",
    );
}

#[test]
fn who_wants_to_be_waited_for_is_not_asked() {
    check(
        &CheckUpInput::of("r.example"),
        "> GET https://r.example/v2/
         < 200 | | {}
         > GET https://r.example/v2/_catalog?n=1
         < 429 | Retry-After: 60",
        "registry plain-get 200
         registry catalog 429
         registry dummy-authorization notsent(\"the server had asked to wait\")",
    );
}

#[test]
fn a_page_of_html_may_ask_for_a_sign_in_as_well() {
    let html = r#"Www-Authenticate: Basic realm="x" ;; Content-Type: text/html | <html>"#;
    check(
        &CheckUpInput::of("r.example"),
        &format!(
            "> GET https://r.example/v2/
             < 401 | {html}
             > GET https://r.example/v2/_catalog?n=1
             < 401 | {html}
             > GET https://r.example/v2/ Bearer pierglass-check-up
             < 401 | {html}"
        ),
        "registry plain-get 401
         registry catalog 401
         registry dummy-authorization 401",
    );
}

/// A server whose first answer comes when so many others have come.
struct Late<'a> {
    script: &'a Script,
    before: Cell<usize>,
    is_first: Cell<bool>,
}

impl Http for Late<'_> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        if self.is_first.replace(false) {
            poll_fn(|context| {
                context.waker().wake_by_ref();
                if self.before.get() == 0 { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        } else {
            self.before.set(self.before.get().saturating_sub(1));
        }
        self.script.send(request).await
    }

    fn now(&self) -> Moment {
        self.script.now()
    }
}

impl Senses for Late<'_> {
    async fn sense(&self, _: Sense, _: &Url, limit: Duration) -> TimedAnswer {
        self.before.set(self.before.get().saturating_sub(1));
        TimedAnswer { answer: SenseAnswer::Silence, after: limit }
    }

    async fn pause(&self, _: Duration) {
        if self.before.get() == 0 {
            pending().await
        }
    }

    async fn page(&self) -> Page {
        let script = Script::new("");
        Scripted {
            script: &script,
            answer: SenseAnswer::No,
            page: Url::parse("https://ui.example/app/").expect("an address"),
        }
        .page()
        .await
    }
}

#[test]
fn a_verdict_about_silence_is_taken_back_when_the_answer_comes() {
    let script = Script::new(
        "> GET https://ui.example/app/ (no-cors)
         < opaque
         > GET https://r.example/v2/ (no-cors)
         < timeout
         > GET https://r.example/v2/ (manual)
         < timeout
         > GET https://r.example/v2/
         < 503",
    );
    // The page's own server, two requests and three senses come first.
    let senses = Late { script: &script, before: Cell::new(6), is_first: Cell::new(true) };
    let told = RefCell::new(Vec::new());
    let on_step = |observation: &Observation| {
        if observation.waits {
            told.borrow_mut()
                .push(judge(observation.clone()).verdict().map(|judged| (judged.rule.id, judged.finding.confidence)));
        }
    };
    let observation = run(check_up(&senses, &CheckUpInput::of("r.example"), &on_step));
    script.assert_done();
    let said = told.into_inner();
    assert_eq!(said, [Some(("server-timeout", crate::diagnosis::rule::Confidence::Likely))]);
    assert!(observation.complete && !observation.waits);
    // What said nothing while the server took its time is no evidence.
    let left: Vec<&str> = observation.steps.iter().map(|step| step.probe.name()).collect();
    assert_eq!(left, ["plain-get", "own-origin"]);
    assert_eq!(judge(observation).verdict().map(|judged| judged.rule.id), Some("server-bad-gateway"));
}

#[test]
fn a_token_service_that_moved_is_one_at_its_new_address_too() {
    let challenge =
        r#"Www-Authenticate: Bearer realm="https://a.example/token",service="s",scope="registry:catalog:*""#;
    let script = format!(
        r#"
        > GET https://r.example/v2/
        < 401 | {challenge}
        > GET https://r.example/v2/_catalog?n=1
        < 401 | {challenge}
        > GET https://a.example/token?service=s&scope=registry%3Acatalog%3A* Basic demo:hunter2
        < blocked
        > POST https://a.example/token grant_type=password&client_id=pierglass&service=s&scope=registry%3Acatalog%3A*&username=demo&password=hunter2
        < blocked
        > GET https://a.example/token?service=s&scope=registry%3Acatalog%3A*
        < 401 from https://a.example/moved?service=s&scope=registry%3Acatalog%3A*
        > GET https://a.example/moved?service=s&scope=registry%3Acatalog%3A* Basic demo:hunter2
        < 200 | | {{"token":"t0ken"}}
        > GET https://r.example/v2/_catalog?n=1 Bearer t0ken
        < 200 | | {{"repositories":[]}}
        "#
    );
    check(
        &signed_in(),
        &script,
        "registry plain-get 401
         registry catalog 401
         token-service token blocked
         token-service token blocked
         token-service token 401
         token-service token 200
         registry catalog 200
         registry null-origin no",
    );
}
