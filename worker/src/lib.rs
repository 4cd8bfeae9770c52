//! The worker's program: it fetches what is large and reads it, so that no byte of it crosses the page.
//!
//! The page begins a worker to check a blob, or to look into an image, and ends it when nobody wants it any more (docs/decisions/0025). The
//! worker decides nothing: what an answer means, and with what a request is sent, the page's session says. What it has listed it keeps.
#![cfg(target_arch = "wasm32")]

mod blob;
mod layers;
mod scope;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::future::{AbortHandle, abortable};
use image::image_files::ImageFiles;
use image::messages::{WorkerMessage, WorkerOrder};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// What the worker has listed, and what it is at.
#[derive(Default)]
struct Desk {
    image: RefCell<ImageFiles>,
    running: RefCell<BTreeMap<u64, AbortHandle>>,
}

/// Waits for orders, and carries them out.
#[wasm_bindgen]
pub fn begin() {
    let desk = Rc::new(Desk::default());
    scope::on_message(move |texts| match WorkerOrder::read(texts) {
        Some((id, WorkerOrder::Stop)) => {
            if let Some(running) = desk.running.borrow_mut().remove(&id) {
                running.abort();
            }
        }
        Some((id, WorkerOrder::Ask(view, question))) => {
            let answer = desk.image.borrow_mut().answer(view, &question);
            scope::say(id, WorkerMessage::Told(answer));
        }
        Some((id, order)) => {
            let at_work = desk.clone();
            let (work, handle) = abortable(async move { carry_out(&at_work, id, order).await });
            desk.running.borrow_mut().insert(id, handle);
            let desk = desk.clone();
            spawn_local(async move {
                // Of what was given up nobody wants to hear.
                if let Ok(word) = work.await {
                    scope::say(id, word);
                }
                desk.running.borrow_mut().remove(&id);
            });
        }
        None => {}
    });
    scope::say(0, WorkerMessage::Ready);
}

async fn carry_out(desk: &Desk, id: u64, order: WorkerOrder) -> WorkerMessage {
    let read = Cell::new(0);
    let work = async {
        let done = match &order {
            WorkerOrder::Check(blob) => layers::checked(blob, &read).await,
            WorkerOrder::Layer { layer, blob } => layers::listed(&desk.image, id, *layer, blob, &read).await,
            WorkerOrder::Content { layer, item, limit, blob } => {
                layers::content(&desk.image, id, (*layer, *item, *limit), blob, &read).await
            }
            // They are done as they come.
            WorkerOrder::Ask(..) | WorkerOrder::Stop => Ok(WorkerMessage::Ready),
        };
        done.unwrap_or_else(|word| word)
    };
    blob::alive(id, &read, work).await
}
