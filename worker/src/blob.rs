//! A blob that is fetched and hashed in slices, as it comes.

use std::cell::Cell;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::pin_mut;
use gloo_timers::future::TimeoutFuture;
use image::hashing::Hashing;
use image::messages::{BlobAnswer, BlobContent, BlobOrder, WorkerMessage};
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

/// Fetches a blob and says what came. Meanwhile it says every second how far it is.
pub(crate) async fn checked(order: BlobOrder) -> WorkerMessage {
    let read = Cell::new(0);
    let work = async {
        let answer = answered(order, &read).await;
        answer.unwrap_or_else(|word| word)
    };
    let life = async {
        let (mut before, mut silent) = (0, 0);
        loop {
            TimeoutFuture::new(Duration::from_secs(1).as_millis() as u32).await;
            say(WorkerMessage::Read(read.get()));
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

async fn answered(order: BlobOrder, read: &Cell<u64>) -> Result<WorkerMessage, WorkerMessage> {
    let abort = AbortOnDrop(AbortController::new().map_err(failed)?);
    let request =
        request(&order, &abort).map_err(|_| WorkerMessage::Failed("the browser refuses the request".to_owned()))?;
    let response = fetch(&request).await?;
    let status = response.status();
    let is_good = (200..300).contains(&status);
    let mut hashing =
        Hashing::by(&order.algorithm).ok_or_else(|| WorkerMessage::Failed("an unknown algorithm".to_owned()))?;
    let mut length = 0;
    let mut body = Vec::new();
    // Of an error only the beginning is of use, and of a blob that is longer than it should be nothing more.
    let limit = if is_good { order.size } else { ERROR_LIMIT as u64 };
    let taken = pieces(&response, |piece| {
        let room = usize::try_from(limit - length).unwrap_or(usize::MAX);
        let is_too_long = piece.len() > room;
        let piece = if is_too_long { &piece[..room] } else { piece };
        length += piece.len() as u64;
        if is_good {
            hashing.add(piece)
        } else {
            body.extend_from_slice(piece)
        }
        read.set(length);
        if is_too_long {
            length += 1;
        }
        !is_too_long
    });
    taken.await.map_err(|said| WorkerMessage::Broken { status, said })?;
    Ok(WorkerMessage::Answered(BlobAnswer {
        status,
        redirected_to: if response.redirected() { response.url() } else { String::new() },
        headers: headers(&response),
        body: String::from_utf8_lossy(&body).into_owned(),
        content: is_good.then(|| BlobContent { length, digest: hashing.end() }),
    }))
}

/// The request. It never carries the browser's own credentials: with them a 401 would open the browser's password box. What comes is
/// read once and named by a digest that is not proven yet, so no cache keeps it.
fn request(order: &BlobOrder, abort: &AbortOnDrop) -> Result<Request, JsValue> {
    let init = RequestInit::new();
    init.set_mode(RequestMode::Cors);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&abort.0.signal()));
    if let Some(authorization) = &order.authorization {
        let headers = Headers::new()?;
        headers.set("Authorization", authorization)?;
        init.set_headers(&headers);
    }
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
