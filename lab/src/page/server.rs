//! Serves a folder as a static host should: compressed, cached for ever where the name carries a hash.
//!
//! There is no fallback to `index.html`: the page's addresses are hashes, so what is not there is 404.

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Extract};
use axum::response::Response;
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::compress::{self, Effort, compressible, extension};
use crate::has_hash;
use crate::serve::Server;

/// A running server of one folder.
#[derive(Debug)]
pub struct PageServer {
    state: Arc<State>,
    server: Server,
}

#[derive(Debug)]
struct State {
    folder: PathBuf,
    overrides: Mutex<HashMap<String, Option<Bytes>>>,
    headers: Mutex<Vec<(HeaderName, HeaderValue)>>,
    slow: Mutex<Option<(String, Duration)>>,
}

/// So large a file, in bytes, is the program of a quick page alone. To compress it takes longer than to send it on one machine.
const LARGE: usize = 2 << 20;

/// What was compressed already. All servers of a program share it: the tests serve one page from hundreds of them.
static COMPRESSED: Mutex<BTreeMap<(PathBuf, Encoding), Compressed>> = Mutex::new(BTreeMap::new());

#[derive(Clone, Debug)]
struct Compressed {
    of: (Option<SystemTime>, usize),
    bytes: Option<Bytes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Encoding {
    Brotli,
    Gzip,
}

impl PageServer {
    /// Serves a folder on a free port.
    pub async fn start(folder: &Path) -> Result<Self> {
        let state = Arc::new(State {
            folder: folder.to_owned(),
            overrides: Mutex::default(),
            headers: Mutex::default(),
            slow: Mutex::default(),
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&state));
        let server = Server::router(router).await?;
        Ok(Self { state, server })
    }

    /// The page's origin.
    pub fn origin(&self) -> String {
        self.server.origin()
    }

    /// Where it listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.server.address
    }

    /// Serves this at a path such as `/config.json`, in place of what the folder holds.
    pub fn set_file(&self, path: &str, content: impl Into<Bytes>) {
        locked(&self.state.overrides).insert(path.to_owned(), Some(content.into()));
    }

    /// Serves a file of the folder at another path too.
    pub fn serve_also(&self, path: &str, also: &str) {
        let file = relative(path).and_then(|inside| std::fs::read(self.state.folder.join(inside)).ok());
        locked(&self.state.overrides).insert(also.to_owned(), file.map(Bytes::from));
    }

    /// Answers 404 at a path, whatever the folder holds.
    pub fn remove_file(&self, path: &str) {
        locked(&self.state.overrides).insert(path.to_owned(), None);
    }

    /// Files whose names end so come so much later, at each visit: no cache keeps them.
    pub fn slow_down(&self, ending: &str, by: Duration) {
        *locked(&self.state.slow) = Some((ending.to_owned(), by));
    }

    /// Adds a header to all answers, such as a content security policy.
    pub fn add_header(&self, name: &str, value: &str) -> Result<()> {
        let name = HeaderName::from_bytes(name.as_bytes())?;
        let value = HeaderValue::from_str(value)?;
        locked(&self.state.headers).push((name, value));
        Ok(())
    }
}

async fn answer(Extract(state): Extract<Arc<State>>, request: Request) -> Response {
    let mut answer = if matches!(*request.method(), Method::GET | Method::HEAD) {
        let path = request.uri().path().to_owned();
        let headers = request.headers().clone();
        let state = Arc::clone(&state);
        let slow = locked(&state.slow).clone().filter(|(ending, _)| path.ends_with(ending.as_str()));
        if let Some((_, by)) = &slow {
            tokio::time::sleep(*by).await;
        }
        // Reading and compressing block, so they do it elsewhere.
        let found = tokio::task::spawn_blocking(move || state.file(&path, &headers)).await;
        let mut found = found.ok().flatten().unwrap_or_else(|| status(StatusCode::NOT_FOUND, "not found\n"));
        if slow.is_some() {
            found.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        found
    } else {
        status(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n")
    };
    for (name, value) in locked(&state.headers).iter() {
        answer.headers_mut().append(name, value.clone());
    }
    answer
}

impl State {
    fn file(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let path = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        let given = locked(&self.overrides).get(&path).cloned();
        let (file, bytes, modified) = match given {
            Some(content) => (None, content?, None),
            None => {
                let file = self.folder.join(relative(&path)?);
                let bytes = std::fs::read(&file).ok()?;
                let modified = std::fs::metadata(&file).ok()?.modified().ok();
                (Some(file), Bytes::from(bytes), modified)
            }
        };
        let compressed =
            accepted(headers).filter(|_| compressible(&path) && bytes.len() < LARGE).and_then(|encoding| {
                let bytes = match &file {
                    Some(file) => compressed(file, modified, encoding, &bytes),
                    None => encoding.compress(&bytes),
                };
                Some((encoding, bytes?))
            });
        let (encoding, bytes) = match compressed {
            Some((encoding, bytes)) => (Some(encoding), bytes),
            None => (None, bytes),
        };
        let mut answer = Response::new(Body::from(bytes));
        let headers = answer.headers_mut();
        let caching = if has_hash(&path) { "public, max-age=31536000, immutable" } else { "no-cache" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(&path)));
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        Some(answer)
    }
}

/// A compressed file shipped beside the file wins over compressing it here, which is remembered.
fn compressed(file: &Path, modified: Option<SystemTime>, encoding: Encoding, bytes: &[u8]) -> Option<Bytes> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(encoding.extension());
    if let Ok(bytes) = std::fs::read(&beside) {
        return Some(bytes.into());
    }
    let key = (file.to_owned(), encoding);
    let known = locked(&COMPRESSED).get(&key).cloned();
    if let Some(known) = known.filter(|known| known.of == (modified, bytes.len())) {
        return known.bytes;
    }
    let known = Compressed { of: (modified, bytes.len()), bytes: encoding.compress(bytes) };
    locked(&COMPRESSED).insert(key, known.clone());
    known.bytes
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    fn compress(self, bytes: &[u8]) -> Option<Bytes> {
        match self {
            Self::Brotli => compress::brotli(bytes, Effort::Quick),
            Self::Gzip => compress::gzip(bytes, Effort::Quick),
        }
    }
}

fn accepted(headers: &HeaderMap) -> Option<Encoding> {
    let accepted = headers.get(ACCEPT_ENCODING)?.to_str().ok()?;
    let accepts = |name: &str| accepted.split(',').any(|one| one.trim() == name);
    // Browsers offer Brotli on plain HTTP only for loopback, which the lab is.
    if accepts("br") {
        return Some(Encoding::Brotli);
    }
    accepts("gzip").then_some(Encoding::Gzip)
}

/// The path inside the folder; nothing that leaves it.
fn relative(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(path.trim_start_matches('/'));
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    inside.then_some(path)
}

fn content_type(path: &str) -> &'static str {
    match extension(path) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn status(status: StatusCode, text: &'static str) -> Response {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    answer
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
