//! What several scenes need: a set-up with nginx before it, the order of the turns, the longest task.

use std::path::PathBuf;

use anyhow::Result;

use super::nginx::{BARE, Behind, LoggedNginx, MAX_AGE, origin};
use super::samples::Page;
use super::visit::Visit;
use crate::process::free_port;
use crate::proxy::Cors;
use crate::setup::{Access, Plan, Setup};

/// What every scene is given.
#[derive(Debug)]
pub(super) struct Given {
    /// The folder for nginx, with all pages.
    pub(super) pages: PathBuf,
    /// The built page.
    pub(super) page: PathBuf,
    /// Whether a page of before is measured beside it.
    pub(super) before: bool,
    /// Whether the peer's files are there.
    pub(super) peer: bool,
    /// How often to measure.
    pub(super) runs: usize,
}

impl Given {
    /// The pages in turns, and now the floor, now the page of before first. The first turn warms up the registry and does not count.
    pub(super) fn turns(&self) -> impl Iterator<Item = (Page, bool)> {
        self.in_turns(&[Page::Floor], &[], self.runs)
    }

    /// The same, with the peer where it is there.
    pub(super) fn turns_with_peer(&self) -> impl Iterator<Item = (Page, bool)> {
        self.in_turns(&[Page::Floor], if self.peer { &[Page::Peer] } else { &[] }, self.runs)
    }

    /// The turns of what no floor has, at most so many that count.
    pub(super) fn own_turns(&self, most: usize) -> impl Iterator<Item = (Page, bool)> {
        self.in_turns(&[], &[], self.runs.min(most))
    }

    fn in_turns(&self, first: &[Page], last: &[Page], runs: usize) -> impl Iterator<Item = (Page, bool)> {
        let own = if self.before { &[Page::Pierglass, Page::Before][..] } else { &[Page::Pierglass] };
        let pages = [first, own, last].concat();
        (0..=runs).flat_map(move |run| {
            let mut order = pages.clone();
            if run % 2 == 1 {
                order.reverse();
            }
            order.into_iter().map(move |page| (page, run > 0))
        })
    }
}

/// A set-up with nginx before it.
pub(super) struct World {
    pub(super) setup: Setup,
    pub(super) nginx: LoggedNginx,
}

impl World {
    pub(super) async fn start(plan: Plan, given: &Given) -> Result<Self> {
        Self::start_at(free_port()?, plan, given).await
    }

    /// With a token service, where there is one, that is reached where the page is.
    pub(super) async fn start_on_one_origin(mut plan: Plan, given: &Given) -> Result<Self> {
        let port = free_port()?;
        if plan.access == Access::Token {
            plan.realm = Some(format!("{}/token", origin(port)));
        }
        Self::start_at(port, plan, given).await
    }

    async fn start_at(page_port: u16, plan: Plan, given: &Given) -> Result<Self> {
        let setup = plan.start(&given.page).await?;
        let behind = Behind { registry: setup.registry.origin(), tokens: setup.token_origin() };
        let nginx = LoggedNginx::start(&given.pages, &behind, page_port).await?;
        let mut cors = Cors::for_page(&nginx.page_origin);
        cors.max_age = MAX_AGE;
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

    /// Where a page shows the registry of its own origin.
    pub(super) fn own_address(&self, page: Page) -> String {
        let origin = &self.nginx.page_origin;
        match page {
            Page::Floor => format!("{origin}/{}/{BARE}", page.folder()),
            Page::Peer => format!("{origin}/{}/", page.folder()),
            Page::Pierglass | Page::Before => address(&self.nginx, page, origin, ""),
        }
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
