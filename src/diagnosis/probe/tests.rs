mod later;

use std::cell::RefCell;

use super::*;
use crate::diagnosis::observation::Outcome;
use crate::diagnosis::redact;
use crate::diagnosis::report::judge;
use crate::diagnosis::senses::{Engine, Page, Permission, Sense, SenseAnswer, TimedAnswer};
use crate::registry::auth::credentials::Credentials;
use crate::registry::http::{Answer, Http, HttpError, Moment, Request};
use crate::registry::script::{Script, run};

/// A script for requests; every question of the probe page gets the same answer.
struct Scripted<'a> {
    script: &'a Script,
    answer: SenseAnswer,
    page: Url,
}

impl Http for Scripted<'_> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.script.send(request).await
    }

    fn now(&self) -> Moment {
        self.script.now()
    }
}

impl Senses for Scripted<'_> {
    async fn sense(&self, _: Sense, _: &Url, limit: std::time::Duration) -> TimedAnswer {
        TimedAnswer { answer: self.answer, after: limit }
    }

    async fn pause(&self, _: std::time::Duration) {
        // Answers of a script come at once.
        std::future::pending().await
    }

    async fn page(&self) -> Page {
        Page {
            url: self.page.clone(),
            origin: self.page.origin().ascii_serialization(),
            is_secure_context: true,
            engine: Engine::Chromium,
            is_online: true,
            local_network: Permission::Unknown,
            policy_blocked: Vec::new(),
            deprecations: Vec::new(),
            in_frame: false,
        }
    }
}

fn observe(page: &str, input: &CheckUpInput, script: &str) -> Observation {
    let script = Script::new(script);
    let senses = Scripted { script: &script, answer: SenseAnswer::No, page: Url::parse(page).expect("an address") };
    let observation = run(check_up(&senses, input, &|_| {}));
    script.assert_done();
    let json = observation.to_json();
    // What was sent is not written out.
    let kept = Observation { secrets: Secrets::default(), ..observation.clone() };
    assert_eq!(Observation::from_json(&json), Some(kept), "JSON and back: {json}");
    observation
}

/// What was asked, in order.
#[track_caller]
fn check(input: &CheckUpInput, script: &str, expected: &str) {
    let observation = observe("https://ui.example/app/", input, script);
    let shown = observation.steps.iter().map(|step| {
        let outcome = match &step.outcome {
            Outcome::Read(read) => read.status.to_string(),
            Outcome::Blocked(_) => "blocked".to_string(),
            Outcome::SenseAnswer(answer) => answer.name().to_string(),
            other => format!("{other:?}").to_lowercase(),
        };
        format!("{} {} {outcome}", step.to.name(), step.probe.name())
    });
    let shown: Vec<String> = shown.collect();
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(shown, expected);
}

/// Of somebody with an account, who let the password go to the token service.
fn signed_in() -> CheckUpInput {
    CheckUpInput {
        credentials: Some(Credentials::new("demo", "hunter2").expect("credentials")),
        consented: vec![Url::parse("https://a.example/").expect("an address")],
        ..CheckUpInput::of("r.example")
    }
}

const CHALLENGE: &str = r#"Www-Authenticate: Bearer realm="https://a.example/token",service="s""#;

#[test]
fn an_open_registry_is_read_through_to_a_blob() {
    let digest = format!("sha256:{}", "0".repeat(64));
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{digest}","size":2}},"layers":[]}}"#
    );
    let script = format!(
        r#"
        > GET https://r.example/v2/
        < 200 | | {{}}
        > GET https://r.example/v2/_catalog?n=1
        < 200 | | {{"repositories":["a/b"]}}
        > GET https://r.example/v2/_catalog?n=1&last=a%2Fb
        < 200 | | {{"repositories":[]}}
        > GET https://r.example/v2/_catalog?n=100
        < 200 | | {{"repositories":["a/b"]}}
        > GET https://r.example/v2/a/b/tags/list?n=1
        < 200 | | {{"name":"a/b","tags":["1"]}}
        > GET https://r.example/v2/a/b/manifests/1 (oci)
        < 200 | Content-Type: application/vnd.oci.image.manifest.v1+json | {manifest}
        > GET https://r.example/v2/a/b/blobs/{digest}
        < blocked
        > GET https://r.example/v2/a/b/blobs/{digest} (manual)
        < redirected
        > GET https://r.example/v2/ Bearer pierglass-check-up
        < 200 | | {{}}
        "#
    );
    check(
        &CheckUpInput::of("r.example"),
        &script,
        "registry plain-get 200
         registry catalog 200
         registry catalog-next 200
         registry catalog-page 200
         registry tags 200
         registry manifest 200
         registry blob blocked
         registry manual-redirect redirected
         registry null-origin no
         registry dummy-authorization 200",
    );
}

#[test]
fn nothing_is_asked_twice_of_a_token_registry_and_no_password_goes_before_it_is_needed() {
    let script = format!(
        r#"
        > GET https://r.example/v2/
        < 401 | {CHALLENGE}
        > GET https://r.example/v2/_catalog?n=1
        < 401 | {CHALLENGE},scope="registry:catalog:*"
        > GET https://a.example/token?service=s&scope=registry%3Acatalog%3A* Basic demo:hunter2
        < 200 | | {{"token":"t0ken"}}
        > GET https://r.example/v2/_catalog?n=1 Bearer t0ken
        < 200 | | {{"repositories":[]}}
        "#
    );
    let input = signed_in();
    check(
        &input,
        &script,
        "registry plain-get 401
         registry catalog 401
         token-service token 200
         registry catalog 200
         registry null-origin no",
    );
    let shown = format!("{:?}", observe("https://ui.example/", &input, &script));
    assert!(!shown.contains("hunter2") && !shown.contains("t0ken"), "{shown}");
}

#[test]
fn a_blocked_answer_is_looked_at_closer() {
    check(
        &CheckUpInput::of("r.example"),
        "> GET https://r.example/v2/
         < blocked
         > GET https://ui.example/app/ (no-cors)
         < opaque
         > GET https://r.example/v2/ (no-cors)
         < opaque
         > GET https://r.example/v2/ (manual)
         < blocked
         > GET https://r.example/
         < blocked",
        "registry plain-get blocked
         page own-origin opaque
         registry no-cors-get opaque
         registry manual-redirect blocked
         registry plain-root blocked
         registry oracle no
         registry object no
         registry null-origin no",
    );
    // mixed content: no browser would send anything
    check(&CheckUpInput::of("http://r.example"), "", "");
}

#[test]
fn a_refused_preflight_is_told_from_a_refused_header() {
    let script = |outcome: &str| {
        format!(
            "> GET https://r.example/v2/
             < 401 | Www-Authenticate: Basic realm=\"x\"
             > GET https://r.example/v2/_catalog?n=1
             < 401 | Www-Authenticate: Basic realm=\"x\"
             > GET https://r.example/v2/ Bearer pierglass-check-up
             < blocked
             > GET https://r.example/v2/ (preflight)
             < {outcome}"
        )
    };
    let steps = "registry plain-get 401
         registry catalog 401
         registry dummy-authorization blocked";
    check(&CheckUpInput::of("r.example"), &script("401"), &format!("{steps}\nregistry forced-preflight 401"));
    let refused = script("blocked")
        + "\n> OPTIONS https://r.example/v2/\n< blocked\n> GET https://r.example/v2/ (Content-Type)\n< blocked";
    let closer = "\nregistry forced-preflight blocked\nregistry method-options blocked\nregistry own-header blocked";
    check(&CheckUpInput::of("r.example"), &refused, &format!("{steps}{closer}"));
}

#[test]
fn a_blocked_token_service_is_looked_at_like_the_registry() {
    let script = format!(
        "> GET https://r.example/v2/
         < 401 | {CHALLENGE}
         > GET https://r.example/v2/_catalog?n=1
         < 401 | {CHALLENGE},scope=\"registry:catalog:*\"
         > GET https://a.example/token?service=s&scope=registry%3Acatalog%3A*
         < blocked
         > GET https://a.example/token?service=s&scope=registry%3Acatalog%3A*
         < blocked
         > GET https://ui.example/app/ (no-cors)
         < opaque
         > GET https://a.example/token?service=s&scope=registry%3Acatalog%3A* (no-cors)
         < opaque
         > GET https://a.example/token?service=s&scope=registry%3Acatalog%3A* (manual)
         < blocked
         > GET https://a.example/
         < blocked
         > GET https://r.example/v2/ Bearer pierglass-check-up
         < 401"
    );
    check(
        &CheckUpInput::of("r.example"),
        &script,
        "registry plain-get 401
         registry catalog 401
         token-service token blocked
         token-service plain-get blocked
         page own-origin opaque
         token-service no-cors-get opaque
         token-service manual-redirect blocked
         token-service plain-root blocked
         token-service oracle no
         token-service object no
         token-service null-origin no
         registry dummy-authorization 401",
    );
}

#[test]
fn what_was_typed_is_kept_without_its_password() {
    let check = |typed: &str, expected: &str| assert_eq!(without_password(typed), expected);
    check(" r.example ", "r.example");
    check("https://demo:hunter2@r.example/x", "https://redacted@r.example/x");
    check("demo:hunter2@r.example", "redacted@r.example");
    check("demo:pass/w@rd@r.example", "redacted@r.example");
}

#[test]
fn every_step_is_told_when_it_begins_and_when_it_ends() {
    let script = Script::new("> GET https://r.example/v2/\n< 503");
    let senses = Scripted {
        script: &script,
        answer: SenseAnswer::No,
        page: Url::parse("https://ui.example/").expect("an address"),
    };
    let told = RefCell::new(Vec::new());
    let on_step = |observation: &Observation| {
        told.borrow_mut()
            .push(observation.steps.iter().map(|step| step.outcome == Outcome::Running).collect::<Vec<_>>());
    };
    let observation = run(check_up(&senses, &CheckUpInput::of("r.example"), &on_step));
    assert_eq!(told.into_inner(), [vec![], vec![true], vec![false], vec![false]]);
    assert!(observation.complete);
}

#[test]
fn a_server_that_gives_back_what_was_sent_to_it() {
    // The password, the pair, and the token, as they are and encoded.
    let (password, pair, token) = ("p w/\"x\"", "ZGVtbzpwIHcvIngi", "token-that-was-made-for-demo");
    // Also where a long text is cut off: in the middle of one of them.
    let said = r#"p w/\"x\" p+w%2F%22x%22 p%20w%2f%22x%22 ZGVtbzpwIHcvIngi cCB3LyJ4Ig token-that-was-made-for-demo"#;
    let long = format!("{}{token}", "x".repeat(390));
    let error = format!(
        r#"{{"errors":[{{"code":"{token}","message":"{said}","detail":[{{"Type":"repository","Name":"{token}","Action":"pull"}},"{said}"]}},{{"code":"DENIED","message":"{long}"}}]}}"#
    );
    let link = r#"</v2/_catalog?last=p%20w%2f%22x%22>; rel="next", </x?y=p+w%2F%22x%22>; rel="last""#;
    let script = format!(
        r#"
        > GET https://r.example/v2/
        < 401 | Www-Authenticate: Bearer realm="https://r.example/token",service="{pair}" ;; Server: p w/"x" | {error}
        > GET https://r.example/v2/_catalog?n=1
        < 401 | Www-Authenticate: Bearer realm="https://r.example/token",service="{pair}",scope="registry:catalog:*" | {error}
        > GET https://r.example/token?service={pair}&scope=registry%3Acatalog%3A* Basic demo:p w/"x"
        < 200 | Link: {link} | {{"token":"{token}"}}
        > GET https://r.example/v2/_catalog?n=1 Bearer {token}
        < 403 from https://r.example/{token}?scope={token} | Link: {link} ;; Server: {token} ;; Via: {long} | {error}
        "#
    );
    let credentials = Credentials::new("demo", password).expect("credentials");
    let observation = observe(
        "https://ui.example/",
        &CheckUpInput { credentials: Some(credentials), ..CheckUpInput::of("r.example") },
        &script,
    );
    let report = judge(observation);
    let forms = ["p w/", "p+w%2F", "p%20w%2", pair, "cCB3LyJ4Ig", "xtoken-tha", token];
    // What came when all of it had been sent.
    let last = report.observation.steps.iter().filter_map(|step| step.read()).next_back().expect("an answer");
    let kept = format!("{:?} {:?} {:?}", last.headers, last.error, last.redirected_to);
    assert!(kept.contains("xxxx"), "the long text was not kept: {kept}");
    for text in [report.to_json().to_string(), report.to_markdown(), format!("{:?}", report.findings), kept] {
        for form in forms {
            assert!(!text.contains(form), "{form} in {text}");
        }
    }
    let json = report.to_json().to_string();
    assert!(json.contains(redact::LEFT_OUT), "nothing was given back, so this shows nothing: {json}");
}
