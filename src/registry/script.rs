//! Requests and answers written down as a text, for the tests: what is sent must be what the script says, in its order.
//!
//! ```text
//! > GET https://r.example/v2/_catalog Bearer t1
//! < 401 | Www-Authenticate: Basic realm="x" | the body
//! < 200 from https://elsewhere.example/
//! ```

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::task::noop_waker_ref;

use super::digest::Digest;
use super::http::{Answer, Authorization, Blocked, Headers, Http, HttpError, Mode, Moment, Request, Response};

pub(crate) struct Script {
    lines: RefCell<VecDeque<(String, Answer)>>,
    clock: Cell<Moment>,
}

impl Script {
    pub(crate) fn new(text: &str) -> Script {
        let mut lines = VecDeque::new();
        let mut asked = None;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.split_at(1) {
                (">", request) => asked = Some(request.trim().to_string()),
                ("<", reply) => lines.push_back((asked.take().expect("a request first"), answer(reply.trim()))),
                _ => panic!("a line of a script begins with > or <: {line:?}"),
            }
        }
        Script { lines: RefCell::new(lines), clock: Cell::new(Moment(1_000_000)) }
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.set(self.clock.get().plus(Duration::from_secs(seconds)));
    }

    #[track_caller]
    pub(crate) fn assert_done(&self) {
        let left: Vec<String> = self.lines.borrow().iter().map(|(asked, _)| asked.clone()).collect();
        assert!(left.is_empty(), "never asked: {left:#?}");
    }
}

impl Http for &Script {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let asked = describe(&request);
        assert_eq!(request.mode == Mode::NoRedirect, must_not_follow(&request), "redirects of {asked}");
        // Like a real request this one does not end at once, so that others can begin meanwhile.
        let mut first = true;
        std::future::poll_fn(|context| {
            if std::mem::replace(&mut first, false) {
                context.waker().wake_by_ref();
                return std::task::Poll::Pending;
            }
            std::task::Poll::Ready(())
        })
        .await;
        let Some((expected, mut answer)) = self.lines.borrow_mut().pop_front() else {
            panic!("the script has ended, and then came {asked}");
        };
        assert_eq!(asked, expected);
        if let Answer::Read(response) = &mut answer {
            response.received = self.clock.get();
        }
        Ok(answer)
    }

    fn now(&self) -> Moment {
        self.clock.get()
    }
}

/// Nothing to ask, and a clock that goes on by 10 ms at each look at it.
#[derive(Default)]
pub(crate) struct Busy {
    pub(crate) looks: Cell<u64>,
    /// How often others worked.
    pub(crate) turns: Cell<u64>,
}

impl Http for Busy {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        panic!("{} was asked for", request.url)
    }

    fn now(&self) -> Moment {
        self.looks.set(self.looks.get() + 1);
        Moment::default().plus(Duration::from_millis(10 * self.looks.get()))
    }

    async fn let_others_work(&self) {
        self.turns.set(self.turns.get() + 1);
    }
}

/// Runs a future of the tests to its end.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    futures::executor::block_on(future)
}

/// Polls a future once and drops it, as a page does that is left.
pub(crate) fn begin_and_drop<F: Future>(future: F) {
    let mut future = Box::pin(future);
    let mut context = std::task::Context::from_waker(noop_waker_ref());
    assert!(future.as_mut().poll(&mut context).is_pending(), "it ended at once");
}

/// Whether a browser would take something secret along to wherever a redirect leads: a form everywhere, a password for a token
/// service along its own origin. What is sent to a registry itself has to follow: blobs lie in storages.
fn must_not_follow(request: &Request) -> bool {
    let is_password = matches!(request.authorization, Some(Authorization::Basic(_)));
    request.form.is_some() || !request.method.only_asks() || is_password && !request.url.path().starts_with("/v2/")
}

fn describe(request: &Request) -> String {
    let mut text = format!("{} {}", request.method.as_str(), request.url);
    if let Some(authorization) = &request.authorization {
        let value = authorization.header_value();
        match value.strip_prefix("Basic ") {
            Some(pair) => {
                let pair = STANDARD.decode(pair).expect("Base64");
                text += &format!(" Basic {}", String::from_utf8(pair).expect("UTF-8"));
            }
            None => text += &format!(" {value}"),
        }
    }
    if let Some(accept) = request.accept {
        let first = accept.split(',').next().unwrap_or_default();
        text += match first {
            _ if accept.len() > 128 => " (preflight)",
            first if first.contains("docker") => " (docker)",
            _ => " (oci)",
        };
    }
    text += match request.mode {
        Mode::Cors => "",
        Mode::NoCors => " (no-cors)",
        Mode::ManualRedirect => " (manual)",
        Mode::NoRedirect => "",
    };
    if let Some((name, _)) = request.probe_header {
        text += &format!(" ({name})");
    }
    if let Some(form) = &request.form {
        text += &format!(" {}", form.body());
    }
    if let Some(body) = &request.body {
        text += &format!(" ({} {})", body.content_type, Digest::of(&body.bytes));
    }
    text
}

fn answer(text: &str) -> Answer {
    let mut parts = text.splitn(3, '|').map(str::trim);
    let status = parts.next().unwrap_or_default();
    let after = Duration::from_millis(5);
    match status {
        "blocked" => return Answer::Blocked(Blocked::Rejected { after }),
        "opaque" => return Answer::Opaque,
        "redirected" => return Answer::Redirected,
        "timeout" => return Answer::Blocked(Blocked::TimedOut { after }),
        _ => {}
    }
    let headers = parts.next().unwrap_or_default().split(" ;; ").filter(|line| !line.is_empty());
    let headers = headers.map(|line| {
        let (name, value) = line.split_once(':').expect("a header has a colon");
        (name.trim().to_string(), value.trim().to_string())
    });
    let (status, redirected_to) = match status.split_once(" from ") {
        Some((status, to)) => (status, Some(to.parse().expect("an address"))),
        None => (status, None),
    };
    Answer::Read(Response {
        redirected_to,
        status: status.parse().expect("a status"),
        headers: Headers(headers.collect()),
        body: parts.next().unwrap_or_default().into(),
        ..Response::default()
    })
}
