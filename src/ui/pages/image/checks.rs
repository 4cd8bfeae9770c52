//! Whether a layer is what its digest names: asked by a click, found out by a worker, and said beside the digest.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;

use crate::browser::address_bar;
use crate::browser::image_reader::{self, NoReading};
use crate::browser::worker::{Checked, NoWorker, Worker};
use crate::registry::blob::{self, BlobMismatch};
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::failure::Failure;
use crate::registry::reference::Repository;
use crate::ui::lazy::{ScreenRole, lazy_as};
use crate::ui::parts::later;
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::state::registry::Registry;
use crate::ui::tasks::{Component, Task};
use crate::ui::words::{bytes, grouped};

/// The checks of a page's blobs.
#[derive(Clone, Copy)]
pub(super) struct Checks {
    registry: Registry,
    repository: StoredValue<Repository>,
    pierglass: Pierglass,
    component: Component,
    known: RwSignal<BTreeMap<Digest, Check>>,
    running: StoredValue<BTreeMap<Digest, Task>>,
}

/// How a check stands.
#[derive(Clone, Debug, PartialEq)]
enum Check {
    /// So many bytes were read.
    Running(u64),
    /// It is what its digest names.
    Fits,
    /// It is something else.
    Differs(BlobMismatch),
    /// It did not come.
    Failed(Failure),
    /// Nobody could look at it.
    NoWorker(NoWorker),
}

impl Checks {
    /// No checks yet, for the running component.
    pub(super) fn new(registry: Registry, repository: StoredValue<Repository>) -> Checks {
        Checks {
            registry,
            repository,
            pierglass: Pierglass::expect(),
            component: Component::here(),
            known: RwSignal::default(),
            running: StoredValue::default(),
        }
    }

    /// Ends all checks and forgets what they found: another account may see something else.
    pub(super) fn forget(self) {
        self.running.update_value(|running| std::mem::take(running).values().for_each(Task::cancel));
        self.known.update(BTreeMap::clear);
    }

    /// What stands beside the digest of a blob: a button, how far it is, or what came of it.
    pub(super) fn beside(self, blob: &Descriptor) -> AnyView {
        // Of another algorithm nobody here can say anything.
        if blob.digest.hashing().is_none() {
            return ().into_any();
        }
        let (digest, size) = (blob.digest.clone(), blob.size);
        let name = format!("Check the digest {}", blob.digest.short());
        let blob = StoredValue::new(blob.clone());
        let stands = Memo::new(move |_| self.known.with(|known| known.get(&digest).map(Mark::of)));
        let begin = move |_| self.begin(blob.get_value());
        let cancel = move |_| self.cancel(&blob.with_value(|blob| blob.digest.clone()));
        let read = move || {
            let read = blob.with_value(|blob| self.known.with(|known| known.get(&blob.digest).map_or(0, Check::read)));
            percent(read, size)
        };
        let shown = show(move || {
            Some(match stands.get() {
                None => view! {
                    <button type="button" class="quiet" aria-label=name.clone() title=FETCHES on:click=begin>"Check"</button>
                }
                .into_any(),
                Some(Mark::Running) => view! {
                    <span class="running">{text(read)}</span>
                    <button type="button" class="quiet" aria-label="Stop the check" on:click=cancel>"Stop"</button>
                }
                .into_any(),
                Some(Mark::Fits) => {
                    let all = format!("All {} came, and their digest is this one.", bytes(size));
                    view! { <span class="fits" title=all>"checked"</span> }.into_any()
                }
                Some(Mark::Differs) => view! { <span class="differs">"differs"</span> }.into_any(),
                Some(Mark::Unknown) => view! { <span class="unknown">"not checked"</span> }.into_any(),
            })
        });
        view! { <span class="blob-check">{shown}</span> }.into_any()
    }

    /// What stands below the row of a blob: why it does not fit, or why nobody knows.
    pub(super) fn below(self, blob: &Descriptor) -> AnyView {
        let blob = StoredValue::new(blob.clone());
        let again = Callback::new(move |()| self.begin(blob.get_value()));
        let stands = Memo::new(move |_| {
            let check = self.known.with(|known| blob.with_value(|blob| known.get(&blob.digest).cloned()));
            check.filter(|check| !matches!(check, Check::Running(_) | Check::Fits))
        });
        show(move || {
            let problem = match stands.get()? {
                Check::Differs(mismatch) => differs(&mismatch, again),
                Check::Failed(failure) => {
                    let asked = format!("{} {}", failure.asked.method.as_str(), failure.asked.url);
                    lazy_as(ScreenRole::Explanation(asked), later::trouble(self.registry, failure, again))
                }
                Check::NoWorker(why) => no_worker(why, again),
                Check::Running(_) | Check::Fits => return None,
            };
            Some(view! { <tr class="below"><td colspan="4">{problem}</td></tr> })
        })
    }

    fn begin(self, blob: Descriptor) {
        let digest = blob.digest.clone();
        self.set(&digest, Check::Running(0));
        let checks: Pin<Box<dyn Future<Output = ()>>> = Box::pin(async move {
            let outcome = self.outcome(&blob).await.unwrap_or_else(|check| check);
            self.pierglass.announce(outcome.said());
            self.set(&blob.digest, outcome);
        });
        if let Some(task) = self.component.spawn(checks) {
            self.running.update_value(|running| drop(running.insert(digest, task)));
        }
    }

    fn cancel(self, digest: &Digest) {
        if let Some(task) = self.running.try_update_value(|running| running.remove(digest)).flatten() {
            task.cancel();
        }
        self.known.update(|known| {
            known.remove(digest);
        });
    }

    fn set(self, digest: &Digest, check: Check) {
        self.known.update(|known| {
            known.insert(digest.clone(), check);
        });
    }

    /// Lets a worker send what the session has ready, until the session is content. The worker, and what it reads, ends with this future.
    async fn outcome(self, blob: &Descriptor) -> Result<Check, Check> {
        let worker = Worker::begin().await.map_err(Check::NoWorker)?;
        let (client, repository) = (self.registry.client(), self.repository.get_value());
        let progress = |read| self.set(&blob.digest, Check::Running(read));
        let checked = image_reader::through(&client.session, &repository, blob, async |request| {
            Ok(worker.check(request, blob.digest.algorithm(), blob.size, progress).await?)
        });
        let Checked { content, .. } = checked.await.map_err(|why| match why {
            NoReading::Failure(failure) => {
                self.registry.learned(Some(&failure));
                Check::Failed(failure)
            }
            NoReading::NoWorker(why) => Check::NoWorker(why),
            NoReading::NoContent(_) => Check::NoWorker(NoWorker::Stopped),
        })?;
        let content = content.ok_or(Check::NoWorker(NoWorker::Stopped))?;
        let mismatch = blob::check(blob, content.length, &content.digest).err();
        Ok(mismatch.map_or(Check::Fits, Check::Differs))
    }
}

/// What a row says beside the digest, which does not change with every byte.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Running,
    Fits,
    Differs,
    Unknown,
}

impl Mark {
    fn of(check: &Check) -> Mark {
        match check {
            Check::Running(_) => Mark::Running,
            Check::Fits => Mark::Fits,
            Check::Differs(BlobMismatch::Shorter { .. }) | Check::Failed(_) | Check::NoWorker(_) => Mark::Unknown,
            Check::Differs(_) => Mark::Differs,
        }
    }
}

impl Check {
    fn read(&self) -> u64 {
        match self {
            Check::Running(read) => *read,
            _ => 0,
        }
    }

    /// For those who do not see it.
    fn said(&self) -> &'static str {
        match self {
            Check::Running(_) => "",
            Check::Fits => "Checked: what came has this digest",
            Check::Differs(BlobMismatch::Shorter { .. }) | Check::Failed(_) | Check::NoWorker(_) => {
                "The digest could not be checked"
            }
            Check::Differs(_) => "What came is not what the digest names",
        }
    }
}

const FETCHES: &str = "Fetches all of it and computes its digest here; nothing is kept";

/// How much of the whole was read. What is known to be incomplete never says 100.
fn percent(read: u64, size: u64) -> String {
    let part = if size == 0 { 0 } else { (u128::from(read) * 100 / u128::from(size)).min(99) };
    format!("{part} %")
}

/// What is not the whole says nothing of the rest.
fn differs(mismatch: &BlobMismatch, again: Callback<()>) -> AnyView {
    let (title, seen, next) = match mismatch {
        BlobMismatch::Shorter { size, length } => (
            "Not all of it came",
            format!("Only {} came of {}, and then the answer ended.", exact(*length), exact(*size)),
            "The connection broke off, a proxy cut the answer short, or the storage lost the rest.",
        ),
        BlobMismatch::Longer { size } => (
            OTHER,
            format!("More came than the {} that the manifest names, and the rest was not read.", exact(*size)),
            CHANGED,
        ),
        BlobMismatch::OtherDigest { found } => (OTHER, format!("What came has the digest {found}."), CHANGED),
    };
    view! {
        <section class="problem" role="alert" data-problem=if title == OTHER { "digest-mismatch" } else { "incomplete" }>
            <h2>{title}</h2>
            <p>{seen}</p>
            <p>{next}</p>
            <p class="buttons"><button type="button" on:click=move |_| again.run(())>"Try again"</button></p>
        </section>
    }
    .into_any()
}

const OTHER: &str = "This is not what its digest names";
const CHANGED: &str = "A proxy that changes answers does this, or a storage that lost something. A client that pulls the image will refuse it.";

fn exact(size: u64) -> String {
    format!("{} ({} bytes)", bytes(size), grouped(size as usize))
}

fn no_worker(why: NoWorker, again: Callback<()>) -> AnyView {
    let (title, seen, reloads) = match why {
        NoWorker::NotThere(file) => (
            "The program that checks digests is gone",
            format!(
                "{file} is not on this page’s server any more. Somebody put a newer version of Pierglass there since this page was \
                 opened; the page works on, and loaded again it is the newer one."
            ),
            true,
        ),
        NoWorker::NoAnswer(file) => (
            "The program that checks digests did not come",
            format!("{file} could not be loaded: the server of this page cannot be reached at the moment, or is in trouble."),
            true,
        ),
        NoWorker::Another(file) => (
            "The program that checks digests is not this page’s",
            format!(
                "{file} is there, and is not the one that belongs to this page: a mix of two releases, or a cache or a proxy that changes \
                 what passes. It was not started."
            ),
            true,
        ),
        NoWorker::Refused(said) => (
            "The browser did not start the check",
            format!(
                "It reads a layer in a worker, beside the page. A policy that the server of this page sends forbids that, or an \
                 extension does: the worker-src of its Content-Security-Policy needs blob:. {}",
                if said.is_empty() { String::new() } else { format!("The browser says: {said}") }
            ),
            false,
        ),
        NoWorker::Stopped => (
            "The check has stopped",
            "The browser ended the worker that read the layer, or its program failed. That says nothing about the layer.".to_owned(),
            false,
        ),
    };
    view! {
        <section class="problem" role="alert" data-problem="no-worker">
            <h2>{title}</h2>
            <p>{seen}</p>
            <p class="buttons">
                <button type="button" on:click=move |_| again.run(())>"Try again"</button>
                {reloads.then(|| view! {
                    <button type="button" class="primary" on:click=|_| address_bar::reload()>"Reload the page"</button>
                })}
            </p>
        </section>
    }
    .into_any()
}
