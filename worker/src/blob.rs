//! A blob that is fetched, all of it or from one byte to another, and handed on as it comes.

use std::cell::Cell;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::pin_mut;
use gloo_timers::future::TimeoutFuture;
use image::messages::{BlobAnswer, BlobOrder, WorkerMessage};
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, Request, RequestCache, RequestCredentials, RequestInit,
    RequestMode, Response,
};

use crate::scope::say;

/// So much of an error's body crosses to the page.
const ERROR_LIMIT: usize = 64 << 10;

/// After so many seconds without a byte the request is given up.
const SILENCE: u64 = 20;

/// Which bytes of a blob are wanted.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    /// The first one.
    pub(crate) begin: u64,
    /// Behind the last one; `None` for the blob's end.
    pub(crate) end: Option<u64>,
}

/// What came of a request.
pub(crate) struct Fetched {
    /// The answer, of a good one without its body.
    pub(crate) answer: BlobAnswer,
    /// Whether it was a good one.
    pub(crate) is_good: bool,
    /// Whether the blob is longer than it should be.
    pub(crate) is_long: bool,
}

/// Does some work, and meanwhile says every second how far it is.
pub(crate) async fn alive(id: u64, read: &Cell<u64>, work: impl Future<Output = WorkerMessage>) -> WorkerMessage {
    let life = async {
        let (mut before, mut silent) = (0, 0);
        loop {
            TimeoutFuture::new(Duration::from_secs(1).as_millis() as u32).await;
            say(id, WorkerMessage::Read(read.get()));
            silent = if read.get() == before { silent + 1 } else { 0 };
            before = read.get();
            if silent >= SILENCE {
                return WorkerMessage::Silent(SILENCE);
            }
        }
    };
    pin_mut!(work, life);
    match select(work, life).await {
        Either::Left((word, _)) | Either::Right((word, _)) => word,
    }
}

/// Fetches a part of a blob and hands it to `take` by the piece, until that wants no more. `read` counts the blob's bytes. A server that
/// knows no ranges sends all from the beginning on; what stands before the part is then passed over here.
pub(crate) async fn fetched(
    order: &BlobOrder,
    span: Span,
    read: &Cell<u64>,
    mut take: impl FnMut(&[u8]) -> bool,
) -> Result<Fetched, WorkerMessage> {
    let abort = AbortOnDrop(AbortController::new().map_err(failed)?);
    let request = request(order, span, &abort)
        .map_err(|_| WorkerMessage::Failed("the browser refuses the request".to_owned()))?;
    let response = fetch(&request).await?;
    let status = response.status();
    let is_good = (200..300).contains(&status);
    let mut body = Vec::new();
    let mut is_long = false;
    let end = span.end.unwrap_or(order.size);
    // Where the next piece begins in the blob.
    let mut at = if status == 206 { span.begin } else { 0 };
    let taken = pieces(&response, |piece| {
        if !is_good {
            // Of an error only the beginning is of use.
            let room = ERROR_LIMIT.saturating_sub(body.len()).min(piece.len());
            body.extend_from_slice(&piece[..room]);
            return room == piece.len();
        }
        let before = length(span.begin.saturating_sub(at), piece);
        let wanted = length(end.saturating_sub(at), piece);
        at += piece.len() as u64;
        read.set(at.min(end));
        let goes_on = wanted <= before || take(&piece[before..wanted]);
        // Of a blob that is longer than it should be nothing more.
        is_long |= span.end.is_none() && wanted < piece.len();
        goes_on && wanted == piece.len() && (span.end.is_none() || at < end)
    });
    taken.await.map_err(|said| WorkerMessage::Broken { status, said })?;
    let answer = BlobAnswer {
        status,
        redirected_to: if response.redirected() { response.url() } else { String::new() },
        headers: headers(&response),
        body: String::from_utf8_lossy(&body).into_owned(),
        content: None,
    };
    Ok(Fetched { answer, is_good, is_long })
}

/// How much of `left` stands in a piece.
fn length(left: u64, piece: &[u8]) -> usize {
    usize::try_from(left).unwrap_or(usize::MAX).min(piece.len())
}

/// The request. It never carries the browser's own credentials: with them a 401 would open the browser's password box. What comes is
/// read once and named by a digest that is not proven yet, so no cache keeps it.
fn request(order: &BlobOrder, span: Span, abort: &AbortOnDrop) -> Result<Request, JsValue> {
    let init = RequestInit::new();
    init.set_mode(RequestMode::Cors);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&abort.0.signal()));
    let headers = Headers::new()?;
    if let Some(authorization) = &order.authorization {
        headers.set("Authorization", authorization)?;
    }
    // With both ends, or from one byte on, a range costs no preflight.
    match span {
        Span { begin: 0, end: None } => {}
        Span { begin, end: None } => headers.set("Range", &format!("bytes={begin}-"))?,
        Span { begin, end: Some(end) } => headers.set("Range", &format!("bytes={begin}-{}", end.saturating_sub(1)))?,
    }
    init.set_headers(&headers);
    Request::new_with_str_and_init(&order.url, &init)
}

async fn fetch(request: &Request) -> Result<Response, WorkerMessage> {
    let global = js_sys::global();
    let function = Reflect::get(&global, &JsValue::from_str("fetch")).and_then(JsCast::dyn_into::<Function>);
    let promise = function.and_then(|fetch| fetch.call1(&global, request)).map_err(failed)?;
    let response = JsFuture::from(Promise::resolve(&promise)).await.map_err(|_| WorkerMessage::Blocked)?;
    response.dyn_into().map_err(|_| WorkerMessage::Failed("fetch gives no Response".to_owned()))
}

/// Hands the body to `take` by the piece, until it wants no more.
async fn pieces(response: &Response, mut take: impl FnMut(&[u8]) -> bool) -> Result<(), String> {
    let Some(stream) = response.body() else { return Ok(()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut piece = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|error| words(&error))?;
        let member = |name: &str| Reflect::get(&chunk, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
        if member("done").is_truthy() {
            return Ok(());
        }
        let bytes: Uint8Array = member("value").dyn_into().map_err(|_| "a piece of it is no bytes".to_owned())?;
        piece.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut piece);
        if !take(&piece) {
            let _ = reader.cancel();
            return Ok(());
        }
    }
}

fn headers(response: &Response) -> Vec<(String, String)> {
    let pairs = js_sys::try_iter(&response.headers()).ok().flatten();
    let pairs = pairs.into_iter().flatten().filter_map(|pair| pair.ok()?.dyn_into::<js_sys::Array>().ok());
    pairs.filter_map(|pair| Some((pair.get(0).as_string()?, pair.get(1).as_string()?))).collect()
}

fn failed(error: JsValue) -> WorkerMessage {
    WorkerMessage::Failed(words(&error))
}

fn words(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message())).unwrap_or_default()
}

/// A request that is not waited for any more is given up.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
