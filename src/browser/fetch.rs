//! The program's only call of fetch. It never sends the browser's own credentials: with them a 401 would open the browser's
//! password box, and the fetch would hang until somebody closes it. What else of the page asks for something, and for what,
//! says `tests/architecture/requests.rs`.
//!
//! Extensions and portals put functions of their own in fetch's place. Whatever those throw, reject with or hand out, the
//! page goes on (docs/decisions/0018).

use std::cell::RefCell;
use std::time::Duration;

use gloo_net::http::Response as FetchResponse;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Map, Promise, Reflect, Uint8Array};
use url::Position;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers as FetchHeaders, ReadableStreamDefaultReader, Request as FetchRequest, RequestCache,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect, ResponseType, window,
};

use super::kept;
use super::time::{now, within};
use crate::config::SIZE_LIMIT;
use crate::registry::http::{
    Answer, Authorization, Blocked, ERROR_LIMIT, Form, Headers, Http, HttpError, Method, Mode, Moment, Named, Request,
    Response,
};
use crate::registry::plain_url;
use crate::registry::slices::by_the_piece;

/// The browser's fetch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fetch;

impl Http for Fetch {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let Some(named) = request.named.as_ref().filter(|_| request.anonymous) else {
            return as_it_is_now(&request).await;
        };
        if let Some(response) = kept::find(&request.url).await {
            let answer = Answer::Read(response);
            if fits(named, &answer).await == Some(true) {
                return Ok(answer);
            }
            kept::drop_one(&request.url).await;
        }
        let mut answer = once(&request, RequestCache::Default).await?;
        let mut is_right = fits(named, &answer).await;
        if is_right == Some(false) {
            // Once a wrong body is in the browser's own cache, nothing else takes it out.
            answer = once(&request, RequestCache::Reload).await?;
            is_right = fits(named, &answer).await;
        }
        if let (Some(true), Answer::Read(response)) = (is_right, &answer) {
            kept::keep(&request.url, response).await;
        }
        Ok(answer)
    }

    fn now(&self) -> Moment {
        now()
    }

    async fn let_others_work(&self) {
        // Nobody waits for a page that nobody sees, and browsers let it wait for a second at each pause.
        if !window().is_some_and(|window| window.document().is_some_and(|document| document.hidden())) {
            TimeoutFuture::new(0).await;
        }
    }
}

thread_local! {
    /// The origins whose answers a cache may keep, so that it is passed by.
    static KEPT_BY_CACHES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Sends a request for something that changes. To pass by the cache makes browsers pass by what they know of preflights too, and
/// each request with a token is then two. So it goes through the cache where no account is involved, and where the answer is one that no
/// cache keeps; else it goes out once more past the cache, and so do all others to that origin.
async fn as_it_is_now(request: &Request) -> Result<Answer, HttpError> {
    let origin = &request.url[..Position::BeforePath];
    // What changes something goes out once.
    if !request.method.only_asks() {
        return once(request, RequestCache::NoStore).await;
    }
    let needs_preflight = request.authorization.is_some() || request.probe_header.is_some();
    if !needs_preflight || !request.anonymous || KEPT_BY_CACHES.with_borrow(|kept| kept.iter().any(|one| one == origin))
    {
        return once(request, RequestCache::NoStore).await;
    }
    let answer = once(request, RequestCache::Default).await?;
    match &answer {
        Answer::Read(response) if response.headers.let_caches_keep() => {
            KEPT_BY_CACHES.with_borrow_mut(|kept| kept.push(origin.to_owned()));
            once(request, RequestCache::NoStore).await
        }
        _ => Ok(answer),
    }
}

/// Whether an answer is the content that was asked for; `None` where it is none, or nobody can say.
async fn fits(named: &Named, answer: &Answer) -> Option<bool> {
    let Answer::Read(Response { status: 200, body, .. }) = answer else { return None };
    let mut check = (named.check)(&named.digest)?;
    by_the_piece(&Fetch, body, |piece| check.add(piece)).await;
    Some(check.fits())
}

/// Sends a request. The browser's cache does not look at who asks: what somebody reads signed in would still be there after the sign-out,
/// so only what anybody may read comes from it or goes there.
async fn once(request: &Request, cache: RequestCache) -> Result<Answer, HttpError> {
    let begun = now();
    let abort = AbortOnDrop::new()?;
    let limit = request.time_limit;
    let built = build(request, cache, &abort)?;
    let Some(outcome) = within(limit, fetch(&built, is_plain(request))).await else {
        return Ok(Answer::Blocked(Blocked::TimedOut { after: limit }));
    };
    let response = match outcome {
        Ok(response) => response,
        Err(NoResponse::Rejected) => return Ok(Answer::Blocked(Blocked::Rejected { after: now().since(begun) })),
        Err(NoResponse::SomethingElse) => return Err(HttpError(SOMETHING_ELSE.to_owned())),
    };
    let received = now();
    let answer = match response.type_() {
        ResponseType::Opaque => Answer::Opaque,
        ResponseType::Opaqueredirect => Answer::Redirected,
        _ => {
            let status = response.status();
            let body = read(response, request, received);
            match request.body_time {
                None => body.await,
                Some(after) => {
                    let endless = Answer::Blocked(Blocked::BodyEndless { status, after });
                    within(after, body).await.unwrap_or(endless)
                }
            }
        }
    };
    abort.finished();
    Ok(answer)
}

/// A file beside the page, `config.json` for one. It may lie behind the same sign-in as the page itself, so the browser's
/// own credentials go with it.
pub async fn own_file(name: &str) -> Result<Vec<u8>, NoFile> {
    file(name, &RequestInit::new(), SIZE_LIMIT).await
}

/// A file of a program that comes with the page, which the browser holds against its hash.
pub async fn own_program(name: &str, integrity: &str) -> Result<Vec<u8>, NoProgram> {
    let init = RequestInit::new();
    init.set_integrity(integrity);
    match file(name, &init, PROGRAM_LIMIT).await {
        // A browser that checks a hash says of no answer why it was refused, so it is asked for once more without one.
        Err(NoFile::NoAnswer) => {
            let init = RequestInit::new();
            init.set_cache(RequestCache::NoStore);
            let found = file(name, &init, PROGRAM_LIMIT).await;
            Err(found.err().map_or(NoProgram::Another, NoProgram::NoFile))
        }
        outcome => outcome.map_err(NoProgram::NoFile),
    }
}

async fn file(name: &str, init: &RequestInit, limit: usize) -> Result<Vec<u8>, NoFile> {
    init.set_credentials(RequestCredentials::SameOrigin);
    let request = FetchRequest::new_with_str_and_init(name, init).map_err(|_| NoFile::NotThere)?;
    let Some(Ok(response)) = within(OWN_FILE_LIMIT, fetch(&request, true)).await else { return Err(NoFile::NoAnswer) };
    if !response.ok() {
        return Err(if response.status() >= 500 { NoFile::NoAnswer } else { NoFile::NotThere });
    }
    let body = read_body(&response, limit, OWN_FILE_LIMIT).await;
    body.map(|(body, _)| body).map_err(|_| NoFile::NoAnswer)
}

/// Why a file beside the page did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFile {
    /// The page's server has no such file.
    NotThere,
    /// The page's server did not answer, or is in trouble.
    NoAnswer,
}

/// Why a program that comes with the page cannot be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoProgram {
    /// Its file did not come.
    NoFile(NoFile),
    /// What came is not the file that belongs to this page.
    Another,
}

/// A page whose own server is silent starts without its configuration rather than not at all.
const OWN_FILE_LIMIT: Duration = Duration::from_secs(5);

/// No program of ours is as large, also one that was compiled for development.
const PROGRAM_LIMIT: usize = 32 << 20;

/// Why there is no response.
enum NoResponse {
    /// The fetch was rejected.
    Rejected,
    /// What stands in fetch's place gave something that is none.
    SomethingElse,
}

const SOMETHING_ELSE: &str = "what answers in place of the browser's fetch gives no Response";

/// Whether a request says nothing but where it goes, or has a token with it that anybody gets: the loader asks such alone.
fn is_plain(request: &Request) -> bool {
    let Request { method, accept, authorization, anonymous, form, probe_header, mode, .. } = request;
    (*method, *mode) == (Method::Get, Mode::Cors)
        && accept.is_none()
        && (authorization.is_none() || *anonymous)
        && form.is_none()
        && probe_header.is_none()
}

/// The answer to what the loader has asked while the program was on its way (loader/first.js), each once.
fn asked_ahead(request: &FetchRequest) -> Option<Promise> {
    let asked = all_asked_ahead()?;
    let mut key = request.url();
    if let Ok(Some(authorization)) = request.headers().get("Authorization") {
        key = [key.as_str(), " ", &authorization].concat();
    }
    let key = JsValue::from_str(&key);
    let answer = asked.get(&key).dyn_into().ok()?;
    asked.delete(&key);
    Some(answer)
}

/// Forgets what the loader has asked and nobody has taken: somebody who comes to the first list later wants the list of then.
pub fn forget_asked_ahead() {
    if let Some(asked) = all_asked_ahead() {
        asked.clear();
    }
}

fn all_asked_ahead() -> Option<Map> {
    Reflect::get(&js_sys::global(), &JsValue::from_str("pierglassAsked")).ok()?.dyn_into().ok()
}

/// Calls fetch as it finds it: by name and caught, where the generated binding trusts that it neither throws nor is replaced.
async fn fetch(request: &FetchRequest, is_plain: bool) -> Result<FetchResponse, NoResponse> {
    if let Some(answer) = is_plain.then(|| asked_ahead(request)).flatten() {
        let response = JsFuture::from(answer).await.map_err(|_| NoResponse::Rejected)?;
        return response.dyn_into::<web_sys::Response>().map(Into::into).map_err(|_| NoResponse::SomethingElse);
    }
    let global = js_sys::global();
    let function = Reflect::get(&global, &JsValue::from_str("fetch")).and_then(JsCast::dyn_into::<Function>);
    let promise = function.and_then(|fetch| fetch.call1(&global, request));
    let promise = promise.map_err(|_| NoResponse::Rejected)?;
    let response = JsFuture::from(Promise::resolve(&promise)).await.map_err(|_| NoResponse::Rejected)?;
    response.dyn_into::<web_sys::Response>().map(Into::into).map_err(|_| NoResponse::SomethingElse)
}

fn build(request: &Request, cache: RequestCache, abort: &AbortOnDrop) -> Result<FetchRequest, HttpError> {
    let (mode, redirect) = match request.mode {
        Mode::Cors => (RequestMode::Cors, RequestRedirect::Follow),
        Mode::NoCors => (RequestMode::NoCors, RequestRedirect::Follow),
        Mode::ManualRedirect => (RequestMode::Cors, RequestRedirect::Manual),
        Mode::NoRedirect => (RequestMode::Cors, RequestRedirect::Error),
    };
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_mode(mode);
    init.set_redirect(redirect);
    init.set_cache(cache);
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&abort.controller.signal()));
    let authorization = request.authorization.as_ref().map(Authorization::header_value);
    let form = request.form.as_ref().map(Form::body);
    let headers = [
        request.accept.map(|accept| ("Accept", accept)),
        request.probe_header,
        authorization.as_deref().map(|value| ("Authorization", value)),
        form.map(|_| ("Content-Type", "application/x-www-form-urlencoded")),
        request.body.as_ref().map(|body| ("Content-Type", body.content_type.as_str())),
    ];
    // The browser's words could repeat a header's value, so they are not kept.
    let refused = |_| HttpError("the browser refuses it".to_owned());
    let all = FetchHeaders::new().map_err(refused)?;
    for (name, value) in headers.into_iter().flatten() {
        all.set(name, value).map_err(refused)?;
    }
    init.set_headers(&all);
    if let Some(form) = form {
        init.set_body(&JsValue::from_str(form));
    }
    if let Some(body) = &request.body {
        init.set_body(&Uint8Array::from(&*body.bytes));
    }
    FetchRequest::new_with_str_and_init(request.url.as_str(), &init).map_err(refused)
}

async fn read(response: FetchResponse, request: &Request, received: Moment) -> Answer {
    let status = response.status();
    let headers = Headers(response.headers().entries().collect());
    // A browser wrote it, so it is plain.
    let redirected_to = if response.redirected() { plain_url::parse(&response.url()) } else { None };
    let limit = if status >= 400 { request.body_limit.min(ERROR_LIMIT) } else { request.body_limit };
    let (body, truncated) = match read_body(&response, limit, request.time_limit).await {
        Ok(body) => body,
        Err(said) => return Answer::Blocked(Blocked::BodyBroken { status, said }),
    };
    Answer::Read(Response { status, headers, body, truncated, redirected_to, received, scrub: None })
}

/// The body up to a limit, and whether there was more. Only silence is limited in time: a long body may take long.
async fn read_body(response: &FetchResponse, limit: usize, silence: Duration) -> Result<(Vec<u8>, bool), String> {
    let Some(stream) = response.body() else {
        return Ok((Vec::new(), false));
    };
    if stream.locked() {
        return Err("somebody else reads it".to_owned());
    }
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let Some(chunk) = within(silence, JsFuture::from(reader.read())).await else {
            return Err(format!("silence for {} s", silence.as_secs()));
        };
        let chunk = chunk.map_err(|error| error_text(&error))?;
        let member = |name: &str| Reflect::get(&chunk, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
        if member("done").is_truthy() {
            return Ok((body, false));
        }
        let bytes: Uint8Array = member("value").dyn_into().map_err(|_| "a piece of it is no bytes".to_owned())?;
        let room = limit - body.len();
        let taken = bytes.subarray(0, bytes.length().min(room as u32));
        body.extend(taken.to_vec());
        if bytes.length() as usize > room {
            // What is left would only be waited for.
            let _ = reader.cancel();
            return Ok((body, true));
        }
    }
}

fn error_text(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message())).unwrap_or_default()
}

/// A request whose future is dropped is given up, so that nobody waits for what nobody wants.
struct AbortOnDrop {
    controller: AbortController,
    finished: bool,
}

impl AbortOnDrop {
    fn new() -> Result<AbortOnDrop, HttpError> {
        let controller = AbortController::new().map_err(|_| HttpError("the browser has no AbortController".into()))?;
        Ok(AbortOnDrop { controller, finished: false })
    }

    fn finished(mut self) {
        self.finished = true;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if !self.finished {
            self.controller.abort();
        }
    }
}
