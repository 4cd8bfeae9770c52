//! A worker beside the page, which fetches and reads what is large (`worker/`). Whoever drops it ends it, and its request with it.
//!
//! Its script is begun from a text of ours (`blob:`) that the browser has held against its hash: a script that a worker loads by itself
//! has neither a hash nor the page's policy, and one from a text has both (docs/decisions/0025).

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use image::messages::{BlobAnswer, BlobContent, BlobOrder, WorkerMessage};
use js_sys::{Array, JsString, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, MessageEvent, Url, Worker as BrowserWorker, window};

use super::fetch::{NoFile, NoProgram, own_program};
use super::time::{now, within};
use crate::registry::http::{Answer, Authorization, Blocked, Headers, Request, Response};
use crate::registry::plain_url;

/// A worker that takes orders.
pub struct Worker {
    worker: BrowserWorker,
    heard: Rc<RefCell<Heard>>,
    /// They listen as long as the worker lives.
    _listening: [Closure<dyn Fn(MessageEvent)>; 2],
}

/// Why a worker does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoWorker {
    /// The page's server has this file no more.
    NotThere(String),
    /// It has another one in the place of this file.
    Another(String),
    /// The page's server did not send this file.
    NoAnswer(String),
    /// The browser has no workers, or a policy forbids this one; with what it says.
    Refused(String),
    /// It stopped at its work: the browser ended it, or its program did.
    Stopped,
}

/// What came of a blob.
pub struct Checked {
    /// The answer, without its body where it is a good one.
    pub answer: Answer,
    /// Length and digest of a good answer's body.
    pub content: Option<BlobContent>,
}

#[derive(Default)]
struct Heard {
    words: VecDeque<WorkerMessage>,
    waker: Option<Waker>,
}

/// It says a word every second. A machine that slept wakes page and worker in any order, so silence counts when it comes twice.
const SILENCE: Duration = Duration::from_secs(5);

/// For so long a worker may start; a busy telephone takes its time.
const START: Duration = Duration::from_secs(20);

impl Worker {
    /// Begins a worker of this page's release.
    pub async fn begin() -> Result<Worker, NoWorker> {
        let script = program("workerJs").await?;
        let module = program("workerWasm").await?;
        let refused = |error: JsValue| NoWorker::Refused(words(&error));
        let url = url_of(&script).map_err(refused)?;
        let worker = BrowserWorker::new(&url).map_err(refused)?;
        let heard = Rc::new(RefCell::new(Heard::default()));
        let listen = |word: fn(MessageEvent) -> WorkerMessage| {
            let heard = heard.clone();
            Closure::<dyn Fn(MessageEvent)>::new(move |event| {
                let mut heard = heard.borrow_mut();
                heard.words.push_back(word(event));
                if let Some(waker) = heard.waker.take() {
                    waker.wake();
                }
            })
        };
        let listening = [listen(|event| said(&event)), listen(|_| WorkerMessage::Failed(String::new()))];
        worker.set_onmessage(Some(listening[0].as_ref().unchecked_ref()));
        worker.set_onerror(Some(listening[1].as_ref().unchecked_ref()));
        let worker = Worker { worker, heard, _listening: listening };
        worker.worker.post_message(&Uint8Array::from(&module[..])).map_err(refused)?;
        let first = within(START, worker.next()).await;
        let _ = Url::revoke_object_url(&url);
        match first {
            Some(WorkerMessage::Ready) => Ok(worker),
            Some(WorkerMessage::Failed(said)) => Err(NoWorker::Refused(said)),
            Some(_) | None => Err(NoWorker::Stopped),
        }
    }

    /// Fetches the blob of `request`, which has `size` bytes, and computes its digest by an algorithm. `progress` is told how many bytes
    /// were read.
    pub async fn check(
        &self,
        request: &Request,
        algorithm: &str,
        size: u64,
        progress: impl Fn(u64),
    ) -> Result<Checked, NoWorker> {
        let (begun, received) = (now(), now());
        let order = BlobOrder {
            url: request.url.to_string(),
            authorization: request.authorization.as_ref().map(Authorization::header_value),
            algorithm: algorithm.to_owned(),
            size,
        };
        let order: Array = order.into_texts().into_iter().map(JsValue::from).collect();
        self.worker.post_message(&order).map_err(|_| NoWorker::Stopped)?;
        let mut silent = false;
        let blocked = |blocked| Ok(Checked { answer: Answer::Blocked(blocked), content: None });
        loop {
            let Some(word) = within(SILENCE, self.next()).await else {
                if silent {
                    return Err(NoWorker::Stopped);
                }
                silent = true;
                continue;
            };
            silent = false;
            match word {
                WorkerMessage::Read(bytes) => progress(bytes),
                WorkerMessage::Blocked => return blocked(Blocked::Rejected { after: now().since(begun) }),
                WorkerMessage::Silent(seconds) => {
                    return blocked(Blocked::TimedOut { after: Duration::from_secs(seconds) });
                }
                WorkerMessage::Broken { status, said } => return blocked(Blocked::BodyBroken { status, said }),
                WorkerMessage::Ready | WorkerMessage::Failed(_) => return Err(NoWorker::Stopped),
                WorkerMessage::Answered(BlobAnswer { status, redirected_to, headers, body, content }) => {
                    let response = Response {
                        status,
                        headers: Headers(headers),
                        body: body.into_bytes(),
                        // A browser wrote it, so it is plain.
                        redirected_to: plain_url::parse(&redirected_to),
                        received,
                        ..Response::default()
                    };
                    return Ok(Checked { answer: Answer::Read(response), content });
                }
            }
        }
    }

    async fn next(&self) -> WorkerMessage {
        poll_fn(|context| {
            let mut heard = self.heard.borrow_mut();
            match heard.words.pop_front() {
                Some(word) => Poll::Ready(word),
                None => {
                    heard.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// A file of the worker's program: the seal has written its name and its hash down beside the loader (`lab/page/src/seal.rs`).
async fn program(file: &str) -> Result<Vec<u8>, NoWorker> {
    let noted = |name: &str| {
        let loader = window()?.document()?.query_selector("script[data-js]").ok()??.dyn_into::<HtmlElement>().ok()?;
        loader.dataset().get(name)
    };
    let name = noted(file)
        .map(|name| name.trim_start_matches("./").to_owned())
        .ok_or_else(|| NoWorker::Refused("this page was not sealed".to_owned()))?;
    let integrity = noted(&format!("{file}Integrity")).unwrap_or_default();
    own_program(&name, &integrity).await.map_err(|problem| match problem {
        NoProgram::NoFile(NoFile::NotThere) => NoWorker::NotThere(name.clone()),
        NoProgram::NoFile(NoFile::NoAnswer) => NoWorker::NoAnswer(name.clone()),
        NoProgram::Another => NoWorker::Another(name.clone()),
    })
}

/// An address of a text of ours.
fn url_of(script: &[u8]) -> Result<String, JsValue> {
    let properties = BlobPropertyBag::new();
    properties.set_type("text/javascript");
    let parts = Array::of1(&Uint8Array::from(script));
    Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence_and_options(&parts, &properties)?)
}

fn said(event: &MessageEvent) -> WorkerMessage {
    let texts = Array::from(&event.data());
    let texts = texts.iter().filter_map(|text| text.dyn_into::<JsString>().ok()).map(String::from).collect();
    WorkerMessage::read(texts).unwrap_or_else(|| WorkerMessage::Failed(String::new()))
}

fn words(error: &JsValue) -> String {
    let message = Reflect::get(error, &JsValue::from_str("message")).ok();
    message.and_then(|message| message.as_string()).unwrap_or_default()
}
