//! What this page can find out beside readable requests: its circumstances, and the questions of `probe/`.
//!
//! It does not know what an answer means. [`Watch`] stands for one check-up: what the browser reports is kept from its
//! beginning on, and no longer than it lives.

mod frame;
mod page;
mod reports;
mod split_challenge;

use std::time::Duration;

use url::Url;

use super::fetch::Fetch;
use crate::diagnosis::senses::{Page, Sense, SenseAnswer, Senses, TimedAnswer};
use crate::registry::http::{Answer, Http, HttpError, Moment, Request};
use reports::Reports;

/// The page's senses during one check-up. Dropping it stops listening to the browser's reports.
#[derive(Debug)]
pub struct Watch {
    reports: Reports,
}

impl Watch {
    /// Begins to listen: before the first request, or its reports are missed.
    pub fn begin() -> Watch {
        Watch { reports: Reports::begin() }
    }
}

impl Http for Watch {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        // Past all that the browser keeps, of answers and of preflights: what it remembers says nothing of what a server answers now.
        Fetch.send(Request { anonymous: false, ..request }).await
    }

    fn now(&self) -> Moment {
        Fetch.now()
    }
}

impl Senses for Watch {
    async fn sense(&self, sense: Sense, url: &Url, limit: Duration) -> TimedAnswer {
        let unavailable = TimedAnswer { answer: SenseAnswer::Unavailable, after: Duration::ZERO };
        let sensed = match sense {
            Sense::SplitChallenge => split_challenge::ask(url, limit).await,
            _ => frame::ask(sense, url, limit).await,
        };
        sensed.unwrap_or(unavailable)
    }

    async fn pause(&self, time: Duration) {
        super::time::pause(time).await;
    }

    async fn page(&self) -> Page {
        let local_network = page::local_network().await;
        page::page(local_network, self.reports.policy_blocked(), self.reports.deprecations())
    }
}
