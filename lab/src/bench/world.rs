//! What several scenes need: a set-up with nginx before it, the order of the turns, the longest task.

use std::path::PathBuf;

use anyhow::Result;

use super::nginx::LoggedNginx;
use super::samples::Page;
use super::visit::Visit;
use crate::proxy::Cors;
use crate::setup::{Plan, Setup};

/// What every scene is given.
#[derive(Debug)]
pub(super) struct Given {
    /// The folder for nginx, with all pages.
    pub(super) pages: PathBuf,
    /// The built page.
    pub(super) page: PathBuf,
    /// How often to measure.
    pub(super) runs: usize,
}

impl Given {
    /// Both pages in turns, and now the one, now the other first. The first turn warms up the registry and does not count.
    pub(super) fn turns(&self) -> impl Iterator<Item = (Page, bool)> {
        (0..=self.runs).flat_map(|run| {
            let order = if run % 2 == 0 { [Page::Floor, Page::Pierglass] } else { Page::BOTH };
            order.map(|page| (page, run > 0))
        })
    }

    /// The turns of what no floor has, at most so many that count.
    pub(super) fn own_turns(&self, most: usize) -> impl Iterator<Item = (Page, bool)> {
        (0..=self.runs.min(most)).map(|run| (Page::Pierglass, run > 0))
    }
}

/// A set-up with nginx before it.
pub(super) struct World {
    pub(super) setup: Setup,
    pub(super) nginx: LoggedNginx,
}

impl World {
    pub(super) async fn start(plan: Plan, given: &Given) -> Result<Self> {
        let setup = plan.start(&given.page).await?;
        let nginx = LoggedNginx::start(&given.pages, &setup.registry.origin()).await?;
        let cors = Cors::for_page(&nginx.page_origin);
        setup.registry_proxy.change_cors(|policy| policy.clone_from(&cors));
        if let Some(tokens) = &setup.tokens {
            tokens.proxy.change_cors(|policy| *policy = cors);
        }
        Ok(Self { setup, nginx })
    }

    /// The address of some place of the registry behind nginx.
    pub(super) fn address(&self, page: Page, within: &str) -> String {
        address(&self.nginx, page, &self.nginx.registry_origin, within)
    }

    /// Empties all logs.
    pub(super) fn forget(&self) {
        self.setup.forget_requests();
        self.nginx.page_requests();
        self.nginx.registry_requests();
    }
}

pub(super) fn address(nginx: &LoggedNginx, page: Page, registry: &str, within: &str) -> String {
    let separator = if within.is_empty() { "" } else { "/" };
    format!("{}/{}/#/{registry}{separator}{within}", nginx.page_origin, page.folder())
}

/// Since the first paint; browsers tell only of tasks of 50 ms and more, so 0 means less.
pub(super) async fn longest_task(visit: &Visit) -> Result<f64> {
    visit.read("lab.longestTask(lab.firstPaint())").await
}
