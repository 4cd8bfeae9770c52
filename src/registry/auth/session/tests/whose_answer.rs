//! Whose answer is it? Only what anybody gets may be kept, or come from the browser's cache.

use std::cell::RefCell;

use super::*;
use crate::registry::http::Moment;

/// Notes of each request whether it goes out as anybody's.
struct Noted<'a> {
    script: &'a Script,
    anonymous: RefCell<Vec<bool>>,
}

impl Http for &Noted<'_> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.anonymous.borrow_mut().push(request.anonymous);
        self.script.send(request).await
    }

    fn now(&self) -> Moment {
        self.script.now()
    }
}

#[track_caller]
fn check(script: &str, signed_in: bool, expected: &[bool]) {
    let script = Script::new(script);
    let noted = Noted { script: &script, anonymous: RefCell::default() };
    let registry = RegistryHost::parse("https://r.example").expect("a registry");
    let session = Session::new(&noted, registry, None, |handshake| handshake.run());
    if signed_in {
        session.sign_in(Credentials::new("demo", "pw").expect("credentials"));
    }
    let request = Request::get(session.registry().api("a/tags/list"));
    run(session.send(request, &Scope::pull("a").into())).expect("it gets through");
    script.assert_done();
    assert_eq!(*noted.anonymous.borrow(), expected);
}

const TAGS: &str = "https://r.example/v2/a/tags/list";
const TOKENS: &str = r#"401 | Www-Authenticate: Bearer realm="https://r.example/token",service="s""#;

#[test]
fn what_nobody_had_to_sign_in_for_is_anybodys() {
    check(&format!("> GET {TAGS}\n< 200"), false, &[true]);
    // Somebody is signed in, and the request went out with nothing all the same.
    check(&format!("> GET {TAGS}\n< 200"), true, &[true]);
    let token = "https://r.example/token?service=s&scope=repository%3Aa%3Apull";
    let script =
        format!("> GET {TAGS}\n< {TOKENS}\n> GET {token}\n< 200 | | {{\"token\":\"t\"}}\n> GET {TAGS} Bearer t\n< 200");
    check(&script, false, &[true, false, true]);
    let script = script.replace("a%3Apull\n", "a%3Apull Basic demo:pw\n");
    check(&script, true, &[true, false, false]);
}

#[test]
fn what_a_password_opened_is_that_persons() {
    let script =
        format!("> GET {TAGS}\n< 401 | Www-Authenticate: Basic realm=\"x\"\n> GET {TAGS} Basic demo:pw\n< 200");
    check(&script, true, &[true, false]);
}
