//! One request and everything that a page can learn from it, as plain data.
//!
//! This module does not know how a request is sent: the browser does it with fetch, the tests with a script.

use std::fmt;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use url::Url;

use super::digest::{Check, Digest};
use super::secret::Secret;

pub use super::method::Method;

/// A point in time: milliseconds since 1970-01-01 UTC. The pure half reads no clock; [`Http::now`] brings the time in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl Moment {
    /// This moment moved later by `duration`.
    pub fn plus(self, duration: Duration) -> Moment {
        Moment(self.0.saturating_add(duration.as_millis() as u64))
    }

    /// The time from `earlier` to this moment; zero where `earlier` is later.
    pub fn since(self, earlier: Moment) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// What an `Authorization` header carries. Its `Debug` shows the scheme alone.
#[derive(Clone, PartialEq, Eq)]
pub enum Authorization {
    /// `Basic`, with the encoded `user:password`.
    Basic(Secret),
    /// `Bearer`, with the token.
    Bearer(Secret),
}

impl Authorization {
    /// The header's value. It must go nowhere but into the request.
    pub fn header_value(&self) -> String {
        match self {
            Authorization::Basic(secret) => format!("Basic {}", secret.expose()),
            Authorization::Bearer(secret) => format!("Bearer {}", secret.expose()),
        }
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Authorization::Basic(_) => f.write_str("Basic <redacted>"),
            Authorization::Bearer(_) => f.write_str("Bearer <redacted>"),
        }
    }
}

/// How a request treats other origins and redirects: the two `RequestInit` members that probes vary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// An ordinary readable request.
    #[default]
    Cors,
    /// The answer stays opaque; it only tells that there was one.
    NoCors,
    /// A redirect is reported instead of followed.
    ManualRedirect,
    /// A redirect ends the request, which then looks like any blocked one. For whatever carries a secret that a browser would
    /// take along: a form follows 307 and 308 to any host, and `Authorization` follows on its own origin.
    NoRedirect,
}

/// One request. Credentials of the browser (cookies, its own password box) are never sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where it goes. Never contains a password or a token.
    pub url: Url,
    /// The `Accept` header, at most 128 bytes: a longer one causes a preflight (Fetch standard, safelisted headers), which
    /// only the check-up wants.
    pub accept: Option<&'static str>,
    /// The `Authorization` header; it always causes a preflight on another origin.
    pub authorization: Option<Authorization>,
    /// A form body (`application/x-www-form-urlencoded`), which causes no preflight. May hold secrets.
    pub form: Option<Form>,
    /// A harmless header that causes a preflight: only for the check-up, and never with a credential.
    pub probe_header: Option<(&'static str, &'static str)>,
    /// CORS mode and redirects.
    pub mode: Mode,
    /// After this time the request is given up as [`Blocked::TimedOut`].
    pub time_limit: Duration,
    /// How long the body may take after the head. Without it only silence ends it: a long list may take long.
    pub body_time: Option<Duration>,
    /// At most so many bytes of the body are read, and of an error's at most [`ERROR_LIMIT`]; see [`Response::truncated`].
    pub body_limit: usize,
    /// What names the answer, where it never changes.
    pub named: Option<Named>,
    /// Whether the request goes out as anybody's: with nothing, or with a token that was given without an account. Only then may
    /// its answer be kept between visits, and come from the browser's HTTP cache.
    pub anonymous: bool,
}

/// The name of a content, and how to tell whether bytes are that content. The second is a value, so that whoever keeps answers
/// needs no hash function before somebody asks for something that a digest names.
#[derive(Clone, Debug)]
pub struct Named {
    /// The name.
    pub digest: Digest,
    /// [`Digest::check`].
    pub check: fn(&Digest) -> Option<Box<dyn Check>>,
}

/// A form body. Its `Debug` shows the names alone, for it may hold a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(&'static str, String)>,
    body: String,
}

impl Form {
    /// A form with these fields.
    pub fn new(fields: Vec<(&'static str, String)>) -> Form {
        let mut serializer = url::form_urlencoded::Serializer::new(String::new());
        serializer.extend_pairs(&fields);
        Form { body: serializer.finish(), fields }
    }

    /// Its fields.
    pub fn fields(&self) -> &[(&'static str, String)] {
        &self.fields
    }

    /// The body as it goes over the wire.
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.fields.iter().map(|(name, _)| name)).finish()
    }
}

/// How long a request may take unless it says otherwise.
pub const TIME_LIMIT: Duration = Duration::from_secs(20);

/// How much of a body is read unless the request says otherwise: 32 MiB, some 500,000 names.
pub const BODY_LIMIT: usize = 32 << 20;

/// How much of the body of an error is read: a refusal is short, and what is long is no refusal of a registry's.
pub const ERROR_LIMIT: usize = 64 << 10;

impl Request {
    /// A plain GET that causes no preflight.
    pub fn get(url: Url) -> Request {
        Request {
            method: Method::Get,
            url,
            accept: None,
            authorization: None,
            form: None,
            probe_header: None,
            mode: Mode::Cors,
            time_limit: TIME_LIMIT,
            body_time: None,
            body_limit: BODY_LIMIT,
            named: None,
            anonymous: false,
        }
    }

    /// A form POST that causes no preflight. A form may hold a password, so no redirect is followed.
    pub fn post_form(url: Url, form: Form) -> Request {
        Request { method: Method::Post, form: Some(form), mode: Mode::NoRedirect, ..Request::get(url) }
    }

    /// The same request with an `Accept` header.
    pub fn accepting(self, accept: &'static str) -> Request {
        Request { accept: Some(accept), ..self }
    }

    /// The same request, of whose body at most `limit` bytes are read.
    pub fn up_to(self, limit: usize) -> Request {
        Request { body_limit: limit, ..self }
    }

    /// The same request for something that a digest names, which never changes.
    pub fn named(self, digest: &Digest) -> Request {
        Request { named: Some(Named { digest: digest.clone(), check: Digest::check }), ..self }
    }

    /// The same request with an `Authorization` header, or without one.
    pub fn authorized(self, authorization: Option<Authorization>) -> Request {
        Request { authorization, ..self }
    }
}

/// What a page can learn about a request that was made. None of these is an error of ours.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The browser let the page read it.
    Read(Response),
    /// There was an answer, and the page may not look at it (only with [`Mode::NoCors`]).
    Opaque,
    /// There was a redirect, and the page may not see where to (only with [`Mode::ManualRedirect`]).
    Redirected,
    /// The browser gave the page nothing: no connection, no TLS, no CORS, a policy. It never says which.
    Blocked(Blocked),
}

/// Why there is nothing to read, as far as a page can know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// The fetch was rejected after this time.
    Rejected {
        /// From the call to the rejection.
        after: Duration,
    },
    /// No answer within the request's time limit.
    TimedOut {
        /// The limit.
        after: Duration,
    },
    /// The status and headers could be read, and then the body broke off.
    BodyBroken {
        /// The status that could be read.
        status: u16,
        /// What the engine said, where it says anything.
        said: String,
    },
    /// The status and headers could be read, and the body did not end in time (only with `body_time`).
    BodyEndless {
        /// The status that could be read.
        status: u16,
        /// The limit for the whole.
        after: Duration,
    },
}

/// An answer that the page may read.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers that the server let the page see.
    pub headers: Headers,
    /// The body, at most the request's `body_limit` bytes.
    pub body: Vec<u8>,
    /// Whether there was more of the body than the limit.
    pub truncated: bool,
    /// The address that answered, after redirects; `None` where it is the request's own.
    pub redirected_to: Option<Url>,
    /// When the head of the answer arrived.
    pub received: Moment,
    /// Takes out of its words what was sent; `None` where nothing secret was.
    pub scrub: Option<Scrub>,
}

/// Takes secrets out of a text. A value, so that whoever shows what a server says needs no code for it before somebody signs in.
#[derive(Clone)]
pub struct Scrub(pub Rc<dyn Fn(&str) -> String>);

impl fmt::Debug for Scrub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scrub")
    }
}

impl Response {
    /// Some words that were made of the answer, as they may be shown.
    pub fn quoted(&self, words: String) -> String {
        match &self.scrub {
            Some(Scrub(scrub)) => scrub(&words),
            None => words,
        }
    }

    /// The body as text, with what is not UTF-8 replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The media type of the body: the `Content-Type` without its parameters, in lower case.
    pub fn content_type(&self) -> Option<String> {
        let value = self.headers.get("content-type")?;
        let essence = value.split(';').next().unwrap_or(value).trim();
        (!essence.is_empty()).then(|| essence.to_ascii_lowercase())
    }

    /// Whether the body looks like a web page rather than an answer of a registry. Its label alone does not make it one: some
    /// servers call all that they write `text/html`.
    pub fn is_html(&self) -> bool {
        match self.body.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'<') => true,
            Some(b'{' | b'[') => false,
            _ => self.content_type().is_some_and(|essence| essence == "text/html"),
        }
    }
}

/// Response headers in the order of arrival; names in any case. A page sees only what the server exposes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(pub Vec<(String, String)>);

impl Headers {
    /// Whether a cache may give this answer again without asking (RFC 9111, section 4.2): for as long as `Cache-Control` or `Expires` say, or,
    /// with a `Last-Modified`, for as long as it sees fit. A page may read all three of any answer.
    pub fn let_caches_keep(&self) -> bool {
        let control = self.get("cache-control").unwrap_or_default().to_ascii_lowercase();
        let mut directives = control.split(',').map(str::trim);
        if directives.clone().any(|one| one == "no-store" || one.starts_with("no-cache") || one == "max-age=0") {
            return false;
        }
        directives.any(|one| one.starts_with("max-age="))
            || ["expires", "last-modified"].iter().any(|name| self.get(name).is_some())
    }

    /// The first header with that name, in any case. Browsers join repeated lines with `, ` beforehand.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Neither we nor the server: a request that the browser refuses to build at all, or an answer that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the request could not be made: {0}")]
pub struct HttpError(pub String);

/// The way to the outside world: fetch in the page, a script in the tests.
pub trait Http {
    /// Sends one request. Dropping the future gives the request up.
    fn send(&self, request: Request) -> impl Future<Output = Result<Answer, HttpError>>;

    /// The time now, by the clock of the machine that the page runs on, which may be wrong.
    fn now(&self) -> Moment;

    /// Ends when whatever waits had its turn: input, pictures, answers.
    fn let_others_work(&self) -> impl Future<Output = ()> {
        std::future::ready(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_answers_a_cache_may_give_again() {
        for (headers, kept) in [
            (&[][..], false),
            (&[("ETag", "\"1\"")], false),
            (&[("Cache-Control", "max-age=300")], true),
            (&[("Cache-Control", "public, MAX-AGE=300")], true),
            (&[("Cache-Control", "no-store, max-age=300")], false),
            (&[("Cache-Control", "no-cache"), ("Last-Modified", "Mon, 02 Nov 2026 08:00:00 GMT")], false),
            (&[("Cache-Control", "max-age=0, must-revalidate"), ("Last-Modified", "x")], false),
            (&[("Cache-Control", "private")], false),
            (&[("Expires", "Mon, 02 Nov 2026 08:00:00 GMT")], true),
            (&[("Last-Modified", "Mon, 02 Nov 2026 08:00:00 GMT")], true),
        ] {
            let answer =
                Headers(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
            assert_eq!(answer.let_caches_keep(), kept, "{headers:?}");
        }
    }
}
