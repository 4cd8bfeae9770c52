//! The worker's end of the line to its page.

use image::messages::WorkerMessage;
use js_sys::{Array, JsString};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Says something to the page about the order of this number.
pub(crate) fn say(id: u64, word: WorkerMessage) {
    let texts: Array = word.into_texts(id).into_iter().map(JsValue::from).collect();
    // A list of texts can be copied, and a worker without a page is about to end.
    let _ = scope().post_message(&texts);
}

/// Hands what the page says to `take`, from now on.
pub(crate) fn on_message(take: impl Fn(Vec<String>) + 'static) {
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let texts = Array::from(&event.data());
        take(texts.iter().map(|text| text.unchecked_into::<JsString>().into()).collect());
    });
    scope().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    // As long as the worker.
    listen.forget();
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
