//! Orders about the layers of an image, whose files are kept as long as the worker lives.

use std::cell::{Cell, RefCell};

use image::hashing::Hashing;
use image::image_files::ImageFiles;
use image::messages::{BlobAnswer, BlobContent, BlobOrder, ListedLayer, WorkerMessage};
use image::reading::ContentReading;

use crate::blob::{Fetched, Span, fetched};
use crate::scope::say;

/// Fetches a blob and computes its digest.
pub(crate) async fn checked(blob: &BlobOrder, read: &Cell<u64>) -> Result<WorkerMessage, WorkerMessage> {
    let (mut hashing, mut length) = (hashing(blob)?, 0);
    let fetched = fetched(blob, Span { begin: 0, end: None }, read, |piece| {
        hashing.add(piece);
        length += piece.len() as u64;
        true
    });
    let Fetched { answer, is_good, is_long } = fetched.await?;
    let content = is_good.then(|| BlobContent { length: length + u64::from(is_long), digest: hashing.end() });
    Ok(WorkerMessage::Answered(BlobAnswer { content, ..answer }))
}

/// Fetches a layer, computes its digest, and lists it. Where it broke off before, it goes on.
pub(crate) async fn listed(
    image: &RefCell<ImageFiles>,
    id: u64,
    layer: u16,
    blob: &BlobOrder,
    read: &Cell<u64>,
) -> Result<WorkerMessage, WorkerMessage> {
    let begun = image.borrow_mut().reading(layer).map(|reading| reading.length());
    if begun.is_none() {
        image.borrow_mut().begin(layer, hashing(blob)?);
    }
    let span = Span { begin: begun.unwrap_or(0), end: None };
    let fetched = fetched(blob, span, read, |piece| {
        let mut image = image.borrow_mut();
        // Another order may have begun it anew.
        let Some(reading) = image.reading(layer) else { return false };
        reading.add(piece);
        true
    });
    let Fetched { answer, is_good, is_long } = fetched.await?;
    if !is_good {
        return Ok(WorkerMessage::Answered(answer));
    }
    let mut image = image.borrow_mut();
    // WebKit takes a connection that breaks for the end of the answer.
    if image.reading(layer).is_some_and(|reading| reading.length() < blob.size) {
        return Err(WorkerMessage::Broken { status: answer.status, said: String::new() });
    }
    let Some((listed, digest)) = image.end(layer) else {
        return Err(WorkerMessage::Failed("the layer was begun anew".to_owned()));
    };
    let problem = listed.problem.as_ref().map(ToString::to_string);
    let content = Some(BlobContent { length: listed.packed + u64::from(is_long), digest });
    let listed = ListedLayer { items: listed.files.len() as u64, unpacked: listed.unpacked, problem };
    say(id, WorkerMessage::Listed(listed));
    Ok(WorkerMessage::Answered(BlobAnswer { content, ..answer }))
}

/// Fetches what is needed of a layer to read one of its files.
pub(crate) async fn content(
    image: &RefCell<ImageFiles>,
    id: u64,
    (layer, item, limit): (u16, u32, u64),
    blob: &BlobOrder,
    read: &Cell<u64>,
) -> Result<WorkerMessage, WorkerMessage> {
    let place = image.borrow().content(layer, item, limit).map_err(no_content)?;
    let span = Span { begin: place.begin, end: Some(place.end) };
    let (mut reading, mut problem) = (ContentReading::new(place), None);
    // An empty file needs nothing.
    if reading.add(b"").map_err(no_content)? {
        let bytes = reading.end().map_err(no_content)?;
        say(id, WorkerMessage::Content(bytes));
        return Ok(WorkerMessage::Answered(BlobAnswer { status: 200, ..BlobAnswer::default() }));
    }
    let fetched = fetched(blob, span, read, |piece| match reading.add(piece) {
        Ok(is_whole) => !is_whole,
        Err(error) => {
            problem = Some(error);
            false
        }
    });
    let Fetched { answer, is_good, .. } = fetched.await?;
    if is_good {
        if let Some(error) = problem {
            return Err(no_content(error));
        }
        let bytes = reading.end().map_err(no_content)?;
        say(id, WorkerMessage::Content(bytes));
    }
    Ok(WorkerMessage::Answered(answer))
}

fn no_content(error: image::reading::ContentError) -> WorkerMessage {
    WorkerMessage::NoContent(error.to_string())
}

fn hashing(blob: &BlobOrder) -> Result<Hashing, WorkerMessage> {
    Hashing::by(&blob.algorithm).ok_or_else(|| WorkerMessage::Failed("an unknown algorithm".to_owned()))
}
