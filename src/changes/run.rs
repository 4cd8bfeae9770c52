//! Running a plan: one change after the other, each held against what is there before and after it.
//!
//! Two requests at once at most, and each that changes something goes out once. What has to be waited for (429) is an outcome like others:
//! whoever shows it waits, and goes on from there.

pub use super::done::Done;
use super::expected::ExpectedNames;
use super::kept_document::KeptDocument;
use super::known::Known;
use super::look::names_now;
use super::plan::{Change, Plan};
use super::step::{Changing, not_read};
use crate::registry::client::Client;
use crate::registry::failure::Failure;
use crate::registry::http::Http;
use crate::registry::reference::Tag;

/// How a plan is run.
pub struct Options<'a> {
    /// The number of the first step, from 0; what stands before it was tried, or is left out by choice.
    pub from: usize,
    /// Manifests of a record, which no repository has any more. Each is held against its digest before it is put back.
    pub documents: &'a [KeptDocument],
    /// Whether somebody wants it to stop; asked before each step.
    pub is_stopped: &'a dyn Fn() -> bool,
}

/// Runs the steps of a plan, and stops at the first that did not end as planned; `told` hears of each that was tried, by its number. What is
/// behind it was not reached. Whoever chooses to go on runs it again from there.
pub async fn run<H: Http>(
    client: &Client<H>,
    known: &Known,
    plan: &Plan,
    options: &Options<'_>,
    told: &dyn Fn(usize, &Done),
) -> Vec<Done> {
    let now = || client.session.http().now();
    let from = options.from.min(plan.steps.len());
    let mut all = Vec::new();
    let mut expected = ExpectedNames::of(known);
    let mut failed = take_what_was_tried(client, plan, from, &mut expected).await;
    for (at, change) in plan.steps.iter().enumerate().skip(from) {
        if (options.is_stopped)() {
            break;
        }
        let mut done = Done::begin(now());
        done.outcome = match failed.take() {
            Some(failure) => not_read(&mut done, failure),
            None => {
                let documents = options.documents;
                let step =
                    Changing { client, known, repository: &plan.repository, expected: &expected, change, documents };
                step.run(&mut done).await
            }
        };
        done.ended = now();
        told(at, &done);
        let is_done = done.outcome.is_done();
        if is_done {
            expected.done(change);
        }
        all.push(done);
        if !is_done {
            break;
        }
    }
    let not_reached = Done::begin(now());
    all.resize(plan.steps.len() - from, not_reached);
    all
}

/// What was tried before may be done or not: its names are read again, and each that is as before its step, or as after it, is expected so
/// from now on. Any other one is as if it had moved, and stops what it would stop.
async fn take_what_was_tried<H: Http>(
    client: &Client<H>,
    plan: &Plan,
    from: usize,
    expected: &mut ExpectedNames,
) -> Option<Failure> {
    let tried: Vec<&Change> = plan.steps.iter().take(from).collect();
    let tags: Vec<&Tag> = tried.iter().flat_map(|change| &change.names).map(|name| &name.tag).collect();
    let found = match names_now(client, &plan.repository, &tags).await {
        Ok(found) => found,
        Err(failure) => return Some(failure),
    };
    for change in tried {
        let names = change.names.iter().filter(|name| found.get(&name.tag) != Some(&name.before)).cloned().collect();
        expected.done(&Change { names, ..change.clone() });
    }
    None
}

#[cfg(test)]
mod tests;
