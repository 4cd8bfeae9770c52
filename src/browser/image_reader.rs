//! The files of an image, read by a worker that the page's session gives its requests to. Whoever drops it ends the worker; whoever drops
//! what it does gives that up alone.
//!
//! It reads a layer only when it is told to, and knows nothing of what is shown: rows come by [`ImageReader::ask`], at most
//! [`image::tree::MOST_ROWS`] at once.

use std::cell::Cell;
use std::ops::ControlFlow;

use image::messages::ListedLayer;
use image::questions::{TreeAnswer, TreeQuestion, TreeView};

use super::worker::{Checked, NoWorker, Worker};
use crate::registry::auth::session::Session;
use crate::registry::blob::{self, BlobMismatch};
use crate::registry::descriptor::Descriptor;
use crate::registry::failure::Failure;
use crate::registry::http::{Answer, Blocked, Http, Request};
use crate::registry::reference::Repository;

/// Reads the layers of one image.
pub struct ImageReader {
    worker: Worker,
}

/// Why something was not read.
#[derive(Clone, Debug, PartialEq)]
pub enum NoReading {
    /// It did not come.
    Failure(Failure),
    /// Nobody could read it.
    NoWorker(NoWorker),
    /// A file has no content that can be shown; why, in words.
    NoContent(String),
}

/// A layer whose files are listed.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedBlob {
    /// What was read of it.
    pub listed: ListedLayer,
    /// Where it is not what its digest names.
    pub mismatch: Option<BlobMismatch>,
}

/// So often a layer that broke off goes on, if something came each time.
const GOES_ON: usize = 20;

impl ImageReader {
    /// Begins a worker.
    ///
    /// # Errors
    ///
    /// Where there is none to be had.
    pub async fn begin() -> Result<ImageReader, NoWorker> {
        Ok(ImageReader { worker: Worker::begin().await? })
    }

    /// Fetches a layer, counted from the lowest, lists its files, and holds it against its digest. `progress` is told how many of its bytes
    /// were read. What has come can be asked for meanwhile. A connection that is lost goes on where it was.
    ///
    /// # Errors
    ///
    /// Where it does not come, or cannot be read.
    pub async fn list<H: Http>(
        &self,
        session: &Session<H>,
        repository: &Repository,
        (layer, blob): (u16, &Descriptor),
        progress: impl Fn(u64),
    ) -> Result<ListedBlob, NoReading> {
        let (read, before, times) = (Cell::new(0), Cell::new(0), Cell::new(0));
        let note = |bytes| {
            read.set(bytes);
            progress(bytes);
        };
        let checked = through(session, repository, blob, async |request| {
            loop {
                let checked = self.worker.list(layer, request, blob.digest.algorithm(), blob.size, note).await?;
                let is_broken =
                    matches!(checked.answer, Answer::Blocked(Blocked::BodyBroken { .. } | Blocked::TimedOut { .. }));
                if !is_broken || read.get() == before.get() || times.get() == GOES_ON {
                    return Ok(checked);
                }
                before.set(read.get());
                times.set(times.get() + 1);
            }
        });
        let Checked { content, listed, .. } = checked.await?;
        let (Some(content), Some(listed)) = (content, listed) else {
            return Err(NoReading::NoWorker(NoWorker::Stopped));
        };
        Ok(ListedBlob { listed, mismatch: blob::check(blob, content.length, &content.digest).err() })
    }

    /// Reads a file of a layer that was listed, of `limit` bytes at most: only what is needed of the layer is fetched, where its registry
    /// sends parts.
    ///
    /// # Errors
    ///
    /// Where it does not come, or has no content.
    pub async fn content<H: Http>(
        &self,
        session: &Session<H>,
        repository: &Repository,
        (layer, blob): (u16, &Descriptor),
        (item, limit): (u32, u64),
        progress: impl Fn(u64),
    ) -> Result<Vec<u8>, NoReading> {
        let checked = through(session, repository, blob, async |request| {
            let content = self.worker.content((layer, item), limit, request, blob.size, &progress).await?;
            content.map_err(NoReading::NoContent)
        });
        checked.await?.file.ok_or(NoReading::NoWorker(NoWorker::Stopped))
    }

    /// Asks something about the files of the layers that were listed, or are being listed.
    ///
    /// # Errors
    ///
    /// Where the worker is gone.
    pub async fn ask(&self, view: TreeView, question: TreeQuestion) -> Result<TreeAnswer, NoWorker> {
        self.worker.ask(view, question).await
    }
}

/// Lets a worker send what the session has ready for a blob, until the session is content.
///
/// # Errors
///
/// Where the session is not, or what `send` says.
pub async fn through<H: Http>(
    session: &Session<H>,
    repository: &Repository,
    blob: &Descriptor,
    send: impl AsyncFn(&Request) -> Result<Checked, NoReading>,
) -> Result<Checked, NoReading> {
    let wanted = blob::rights(repository);
    let request = blob::request(session.registry(), repository, &blob.digest);
    let mut ready = session.ready(request, &wanted).await.map_err(NoReading::Failure)?;
    loop {
        let Checked { answer, content, listed, file } = send(&ready.request()).await?;
        match ready.answered(Ok(answer)).await.map_err(NoReading::Failure)? {
            ControlFlow::Continue(again) => ready = again,
            ControlFlow::Break(response) => {
                return Ok(Checked { answer: Answer::Read(response), content, listed, file });
            }
        }
    }
}

impl From<NoWorker> for NoReading {
    fn from(why: NoWorker) -> NoReading {
        NoReading::NoWorker(why)
    }
}
