//! Answers that never change, kept in the browser's Cache API: what a digest names, where nobody's sign-in was needed for it.
//!
//! The address is all that is kept of a request, so no token and no password is. Whoever keeps or finds something here has
//! checked it against its digest. Where there is no such cache (plain http, a private window) nothing is kept.

use std::cell::Cell;

use js_sys::{Array, Uint8Array};
use url::Url;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Headers as FetchHeaders, Request as FetchRequest, Response as FetchResponse, ResponseInit};

use crate::registry::http::{Headers, Response};

/// So many answers are kept; the oldest go first.
pub const MOST: u32 = 500;

/// A longer answer is not kept, in bytes. With [`MOST`] that makes 32 MB.
const LONGEST: usize = 64 << 10;

/// The cache's name. Other caches of the same origin belong to others.
const NAME: &str = "pierglass.2.answers";

/// What earlier releases kept without looking whether it was what its digest names; it goes once.
const EARLIER: &str = "pierglass.1.answers";

/// What readers need of an answer's head.
const HEADERS: [&str; 2] = ["content-type", "docker-content-digest"];

/// So many are added before somebody counts again: counting reads the whole list.
const BETWEEN_COUNTS: u32 = 20;

thread_local! {
    static UNTIL_COUNT: Cell<u32> = const { Cell::new(0) };
    static EARLIER_IS_GONE: Cell<bool> = const { Cell::new(false) };
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// How many answers.
    pub answers: u32,
    /// How many bytes their bodies have together.
    pub bytes: u64,
}

/// The kept answer of an address.
pub async fn find(url: &Url) -> Option<Response> {
    let cache = open().await?;
    let found = JsFuture::from(cache.match_with_str(url.as_str())).await.ok()?;
    let found: FetchResponse = found.dyn_into().ok()?;
    let headers = HEADERS.iter().filter_map(|name| Some(((*name).to_owned(), found.headers().get(name).ok()??)));
    let headers = Headers(headers.collect());
    let body = JsFuture::from(found.array_buffer().ok()?).await.ok()?;
    let body = Uint8Array::new(&body).to_vec();
    Some(Response { status: 200, headers, body, received: super::time::now(), ..Response::default() })
}

/// Forgets the kept answer of an address.
pub async fn drop_one(url: &Url) {
    if let Some(cache) = open().await {
        let _ = JsFuture::from(cache.delete_with_str(url.as_str())).await;
    }
}

/// Keeps an answer. A failure means that it is not kept.
pub async fn keep(url: &Url, response: &Response) {
    let _ = try_to_keep(url, response).await;
}

async fn try_to_keep(url: &Url, response: &Response) -> Option<()> {
    if response.status != 200 || response.truncated || response.body.len() > LONGEST {
        return None;
    }
    let cache = open().await?;
    let headers = FetchHeaders::new().ok()?;
    for name in HEADERS {
        if let Some(value) = response.headers.get(name) {
            headers.set(name, value).ok()?;
        }
    }
    headers.set("content-length", &response.body.len().to_string()).ok()?;
    let init = ResponseInit::new();
    init.set_headers(&headers);
    let body = Uint8Array::from(response.body.as_slice());
    let answer = FetchResponse::new_with_opt_js_u8_array_and_init(Some(&body), &init).ok()?;
    JsFuture::from(cache.put_with_str(url.as_str(), &answer)).await.ok()?;
    let left = UNTIL_COUNT.get();
    UNTIL_COUNT.set(left.checked_sub(1).unwrap_or(BETWEEN_COUNTS));
    if left == 0 { drop_oldest(&cache).await } else { Some(()) }
}

async fn drop_oldest(cache: &Cache) -> Option<()> {
    let kept = requests(cache).await?;
    for request in kept.iter().take(kept.len().saturating_sub((MOST - BETWEEN_COUNTS) as usize)) {
        JsFuture::from(cache.delete_with_request(request)).await.ok()?;
    }
    Some(())
}

/// How much is kept; `None` where nothing can be.
pub async fn usage() -> Option<Usage> {
    let cache = open().await?;
    let mut usage = Usage { answers: 0, bytes: 0 };
    for request in requests(&cache).await? {
        let found = JsFuture::from(cache.match_with_request(&request)).await.ok()?;
        let Ok(found) = found.dyn_into::<FetchResponse>() else { continue };
        let bytes = found.headers().get("content-length").ok().flatten().and_then(|text| text.parse::<u64>().ok());
        usage.answers += 1;
        usage.bytes += bytes.unwrap_or_default();
    }
    Some(usage)
}

/// Forgets all of it.
pub async fn clear() {
    if let Some(caches) = caches() {
        let _ = JsFuture::from(caches.delete(NAME)).await;
    }
}

async fn requests(cache: &Cache) -> Option<Vec<FetchRequest>> {
    let kept: Array = JsFuture::from(cache.keys()).await.ok()?.unchecked_into();
    Some(kept.iter().map(JsCast::unchecked_into).collect())
}

async fn open() -> Option<Cache> {
    let caches = caches()?;
    if !EARLIER_IS_GONE.replace(true) {
        let _ = JsFuture::from(caches.delete(EARLIER)).await;
    }
    JsFuture::from(caches.open(NAME)).await.ok()?.dyn_into().ok()
}

/// Asked by name: where there is none, the generated getter would hand out `undefined` as if it were one.
fn caches() -> Option<web_sys::CacheStorage> {
    let window = web_sys::window()?;
    let caches = js_sys::Reflect::get(&window, &JsValue::from_str("caches")).ok()?;
    caches.dyn_into().ok()
}
