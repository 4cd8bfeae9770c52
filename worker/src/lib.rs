//! The worker's program: it fetches what is large and reads it, so that no byte of it crosses the page.
//!
//! The page begins a worker for one order and ends it with the answer, or when nobody wants it any more (docs/decisions/0025). The
//! worker decides nothing: what an answer means, and with what a request is sent, the page's session says.
#![cfg(target_arch = "wasm32")]

mod blob;
mod scope;

use image::messages::{BlobOrder, WorkerMessage};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Waits for an order, carries it out, and waits for the next one.
#[wasm_bindgen]
pub fn begin() {
    scope::on_message(|texts| {
        if let Some(order) = BlobOrder::read(texts) {
            spawn_local(async move { scope::say(blob::checked(order).await) });
        }
    });
    scope::say(WorkerMessage::Ready);
}
