//! What was asked of the proxy. Tests read it; nothing secret is in it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use http::header::{AUTHORIZATION, ORIGIN};
use http::{Method, Request, StatusCode};

/// One request.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The method.
    pub method: Method,
    /// The path with the query.
    pub target: String,
    /// The scheme of `Authorization` (`Basic`, `Bearer`), never what follows it.
    pub authorization: Option<String>,
    /// `Origin`, if a page asked.
    pub origin: Option<String>,
    /// The answer's status, once there is one.
    pub status: Option<StatusCode>,
    /// When it came.
    pub started: Instant,
    /// When the answer's last byte was handed over.
    pub ended: Option<Instant>,
    /// Whether the client left (or was cut off) before the answer ended.
    pub abandoned: bool,
}

/// The requests of a running proxy, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    entries: Vec<Entry>,
    /// How many entries were taken away before the first that is still here.
    taken: usize,
}

/// Where one request stands in the log. Dropped without [`Place::finish`], it was abandoned.
#[derive(Debug)]
pub(super) struct Place {
    log: Log,
    number: usize,
    finished: bool,
}

impl Entry {
    /// Whether it is a preflight.
    pub fn is_preflight(&self) -> bool {
        self.method == Method::OPTIONS
    }
}

/// One line: `GET /v2/_catalog?n=100 Bearer -> 200`.
impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.target)?;
        if let Some(scheme) = &self.authorization {
            write!(f, " {scheme}")?;
        }
        match self.status {
            Some(status) => write!(f, " -> {}", status.as_u16())?,
            None => f.write_str(" -> nothing")?,
        }
        if self.abandoned {
            f.write_str(" (abandoned)")?;
        }
        Ok(())
    }
}

impl Log {
    /// All requests since the last time, and forgets them.
    pub fn take(&self) -> Vec<Entry> {
        let mut inner = self.inner();
        inner.taken += inner.entries.len();
        std::mem::take(&mut inner.entries)
    }

    /// All requests since the last [`Log::take`].
    pub fn read(&self) -> Vec<Entry> {
        self.inner().entries.clone()
    }

    /// The requests other than preflights since the last [`Log::take`], one line each.
    pub fn lines(&self) -> Vec<String> {
        let entries = self.read();
        let asked = entries.iter().filter(|entry| !entry.is_preflight());
        asked.map(Entry::to_string).collect()
    }

    pub(super) fn enter<B>(&self, request: &Request<B>) -> Place {
        let text = |name| {
            let value = request.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let authorization: Option<String> = text(AUTHORIZATION);
        let target = request.uri().path_and_query();
        let entry = Entry {
            method: request.method().clone(),
            target: target.map(ToString::to_string).unwrap_or_default(),
            authorization: authorization.and_then(|value| value.split_once(' ').map(|(scheme, _)| scheme.to_owned())),
            origin: text(ORIGIN),
            status: None,
            started: Instant::now(),
            ended: None,
            abandoned: false,
        };
        let mut inner = self.inner();
        inner.entries.push(entry);
        Place { log: self.clone(), number: inner.taken + inner.entries.len() - 1, finished: false }
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    pub(super) fn answered(&self, status: StatusCode) {
        self.change(|entry| entry.status = Some(status));
    }

    pub(super) fn finish(&mut self) {
        if !self.finished {
            self.finished = true;
            self.change(|entry| entry.ended = Some(Instant::now()));
        }
    }

    /// The entry may have been taken meanwhile; then nobody asks about its end.
    fn change(&self, change: impl FnOnce(&mut Entry)) {
        let mut inner = self.log.inner();
        let Some(at) = self.number.checked_sub(inner.taken) else {
            return;
        };
        if let Some(entry) = inner.entries.get_mut(at) {
            change(entry);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.finished {
            self.change(|entry| {
                entry.abandoned = true;
                entry.ended = Some(Instant::now());
            });
        }
    }
}
