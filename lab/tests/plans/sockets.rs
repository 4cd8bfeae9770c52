//! The way from the page's pure half to a real registry, without a browser.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::time::{SystemTime, UNIX_EPOCH};

use pierglass::registry::http::{Answer, Headers, Http, HttpError, Moment, Request, Response};

/// Something that somebody else does.
pub type Deed = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()>>>>;

/// Sends requests over sockets, as they are: nothing is followed, and no browser forbids anything.
#[derive(Default)]
pub struct Sockets {
    client: lab::client::Client,
    /// How many requests are on their way, and the most that ever were while it was counted.
    running: Cell<usize>,
    pub most_at_once: Cell<usize>,
    /// How many asked for a change.
    pub changes: Cell<usize>,
    /// Whether somebody else acts before the next request.
    pub is_disturbed: Cell<bool>,
    /// What they do.
    pub disturb: Option<Deed>,
}

impl Http for &Sockets {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        if self.is_disturbed.take()
            && let Some(disturb) = &self.disturb
        {
            disturb().await;
        }
        self.running.set(self.running.get() + 1);
        self.most_at_once.set(self.most_at_once.get().max(self.running.get()));
        if !request.method.only_asks() {
            self.changes.set(self.changes.get() + 1);
        }
        let method = http::Method::from_bytes(request.method.as_str().as_bytes()).expect("a method");
        let mut headers = Vec::new();
        headers.extend(request.accept.map(|accept| ("accept", accept)));
        headers.extend(request.body.as_ref().map(|body| ("content-type", body.content_type.as_str())));
        let body = request.body.as_ref().map(|body| body.bytes.to_vec()).unwrap_or_default();
        let reply = self.client.send(method, request.url.as_str(), &headers, body).await;
        self.running.set(self.running.get() - 1);
        let reply = reply.map_err(|error| HttpError(format!("{error:#}")))?;
        let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Ok(Answer::Read(Response {
            status: reply.status.as_u16(),
            headers: Headers(reply.headers.iter().map(header).collect()),
            body: reply.body.to_vec(),
            received: self.now(),
            ..Response::default()
        }))
    }

    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}
