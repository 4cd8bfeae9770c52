//! A worker beside the page, which fetches and reads what is large (`worker/`). Whoever drops it ends it, and its request with it.
//!
//! Its script is begun from a text of ours (`blob:`) that the browser has held against its hash: a script that a worker loads by itself
//! has neither a hash nor the page's policy, and one from a text has both (docs/decisions/0025).

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use image::messages::{BlobAnswer, BlobContent, BlobOrder, ListedLayer, WorkerMessage, WorkerOrder};
use image::questions::{TreeAnswer, TreeQuestion, TreeView};
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
    /// The number of the last order; what is about none has 0.
    last: Cell<u64>,
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
    /// What was read, where a layer was to be listed.
    pub listed: Option<ListedLayer>,
    /// What a file holds, where that was to be read.
    pub file: Option<Vec<u8>>,
}

/// An order that is carried out. Whoever drops it gives it up.
struct Ordered<'a> {
    worker: &'a Worker,
    id: u64,
}

#[derive(Default)]
struct Heard {
    /// By the orders that they are about.
    words: BTreeMap<u64, VecDeque<WorkerMessage>>,
    wakers: Vec<Waker>,
    /// The worker's program ended, with its last words.
    failed: Option<String>,
}

/// It says a word every second. A machine that slept wakes page and worker in any order, so silence counts when it comes twice.
const SILENCE: Duration = Duration::from_secs(5);

/// For so long a worker may start; a busy telephone takes its time.
const START: Duration = Duration::from_secs(20);

/// For so long a question may wait: a tree of half a million files is made first.
const ANSWER: Duration = Duration::from_secs(20);

impl Worker {
    /// Begins a worker of this page's release.
    pub async fn begin() -> Result<Worker, NoWorker> {
        let script = program("workerJs").await?;
        let module = program("workerWasm").await?;
        let refused = |error: JsValue| NoWorker::Refused(words(&error));
        let url = url_of(&script).map_err(refused)?;
        let worker = BrowserWorker::new(&url).map_err(refused)?;
        let words_of_none = BTreeMap::from([(0, VecDeque::new())]);
        let heard = Rc::new(RefCell::new(Heard { words: words_of_none, ..Heard::default() }));
        let listen = |word: fn(MessageEvent) -> (u64, WorkerMessage)| {
            let heard = heard.clone();
            Closure::<dyn Fn(MessageEvent)>::new(move |event| heard.borrow_mut().take(word(event)))
        };
        let listening = [listen(|event| said(&event)), listen(|_| (0, WorkerMessage::Failed(String::new())))];
        worker.set_onmessage(Some(listening[0].as_ref().unchecked_ref()));
        worker.set_onerror(Some(listening[1].as_ref().unchecked_ref()));
        let worker = Worker { worker, heard, last: Cell::new(0), _listening: listening };
        worker.worker.post_message(&Uint8Array::from(&module[..])).map_err(refused)?;
        let first = within(START, worker.next(0)).await;
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
        self.carried_out(WorkerOrder::Check(blob(request, algorithm, size)), progress).await
    }

    /// Does the same with a layer, counted from the lowest, and lists its files. One that broke off goes on where it was.
    pub async fn list(
        &self,
        layer: u16,
        request: &Request,
        algorithm: &str,
        size: u64,
        progress: impl Fn(u64),
    ) -> Result<Checked, NoWorker> {
        self.carried_out(WorkerOrder::Layer { layer, blob: blob(request, algorithm, size) }, progress).await
    }

    /// Reads a file of a layer that was listed, of `limit` bytes at most. An `Err` inside says why it has no content.
    pub async fn content(
        &self,
        (layer, item): (u16, u32),
        limit: u64,
        request: &Request,
        size: u64,
        progress: impl Fn(u64),
    ) -> Result<Result<Checked, String>, NoWorker> {
        let order = WorkerOrder::Content { layer, item, limit, blob: blob(request, "", size) };
        let ordered = self.order(order)?;
        ordered.outcome(progress).await
    }

    /// Asks something about the files that were listed.
    pub async fn ask(&self, view: TreeView, question: TreeQuestion) -> Result<TreeAnswer, NoWorker> {
        let ordered = self.order(WorkerOrder::Ask(view, question))?;
        match within(ANSWER, self.next(ordered.id)).await {
            Some(WorkerMessage::Told(answer)) => Ok(answer),
            Some(_) | None => Err(NoWorker::Stopped),
        }
    }

    async fn carried_out(&self, order: WorkerOrder, progress: impl Fn(u64)) -> Result<Checked, NoWorker> {
        self.order(order)?.outcome(progress).await?.map_err(|_| NoWorker::Stopped)
    }

    fn order(&self, order: WorkerOrder) -> Result<Ordered<'_>, NoWorker> {
        let id = self.last.get() + 1;
        self.last.set(id);
        self.heard.borrow_mut().words.insert(id, VecDeque::new());
        self.post(order, id)?;
        Ok(Ordered { worker: self, id })
    }

    fn post(&self, order: WorkerOrder, id: u64) -> Result<(), NoWorker> {
        let order: Array = order.into_texts(id).into_iter().map(JsValue::from).collect();
        self.worker.post_message(&order).map_err(|_| NoWorker::Stopped)
    }

    /// The next word about an order; the program's last one is about all of them.
    async fn next(&self, id: u64) -> WorkerMessage {
        poll_fn(|context| {
            let mut heard = self.heard.borrow_mut();
            if let Some(word) = heard.words.get_mut(&id).and_then(VecDeque::pop_front) {
                return Poll::Ready(word);
            }
            if let Some(said) = &heard.failed {
                return Poll::Ready(WorkerMessage::Failed(said.clone()));
            }
            heard.wakers.push(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl Ordered<'_> {
    /// Waits until the order is carried out. An `Err` inside says why a file has no content.
    async fn outcome(self, progress: impl Fn(u64)) -> Result<Result<Checked, String>, NoWorker> {
        let (begun, received) = (now(), now());
        let (mut silent, mut listed, mut file) = (false, None, None);
        let blocked =
            |blocked| Ok(Ok(Checked { answer: Answer::Blocked(blocked), content: None, listed: None, file: None }));
        loop {
            let Some(word) = within(SILENCE, self.worker.next(self.id)).await else {
                if silent {
                    return Err(NoWorker::Stopped);
                }
                silent = true;
                continue;
            };
            silent = false;
            match word {
                WorkerMessage::Read(bytes) => progress(bytes),
                WorkerMessage::Listed(layer) => listed = Some(layer),
                WorkerMessage::Content(bytes) => file = Some(bytes),
                WorkerMessage::NoContent(said) => return Ok(Err(said)),
                WorkerMessage::Blocked => return blocked(Blocked::Rejected { after: now().since(begun) }),
                WorkerMessage::Silent(seconds) => {
                    return blocked(Blocked::TimedOut { after: Duration::from_secs(seconds) });
                }
                WorkerMessage::Broken { status, said } => return blocked(Blocked::BodyBroken { status, said }),
                WorkerMessage::Ready | WorkerMessage::Failed(_) | WorkerMessage::Told(_) => {
                    return Err(NoWorker::Stopped);
                }
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
                    return Ok(Ok(Checked { answer: Answer::Read(response), content, listed, file }));
                }
            }
        }
    }
}

impl Drop for Ordered<'_> {
    fn drop(&mut self) {
        self.worker.heard.borrow_mut().words.remove(&self.id);
        // Of an order that is carried out the worker knows nothing more, and a worker that is gone hears nothing.
        let _ = self.worker.post(WorkerOrder::Stop, self.id);
    }
}

impl Heard {
    fn take(&mut self, (id, word): (u64, WorkerMessage)) {
        match word {
            WorkerMessage::Failed(said) if id == 0 => self.failed = Some(said),
            // Of what nobody waits for any more a last word may be on its way.
            word => {
                if let Some(words) = self.words.get_mut(&id) {
                    words.push_back(word);
                }
            }
        }
        self.wakers.drain(..).for_each(Waker::wake);
    }
}

/// An order's blob.
fn blob(request: &Request, algorithm: &str, size: u64) -> BlobOrder {
    BlobOrder {
        url: request.url.to_string(),
        authorization: request.authorization.as_ref().map(Authorization::header_value),
        algorithm: algorithm.to_owned(),
        size,
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

fn said(event: &MessageEvent) -> (u64, WorkerMessage) {
    let texts = Array::from(&event.data());
    let texts = texts.iter().filter_map(|text| text.dyn_into::<JsString>().ok()).map(String::from).collect();
    WorkerMessage::read(texts).unwrap_or_else(|| (0, WorkerMessage::Failed(String::new())))
}

fn words(error: &JsValue) -> String {
    let message = Reflect::get(error, &JsValue::from_str("message")).ok();
    message.and_then(|message| message.as_string()).unwrap_or_default()
}
