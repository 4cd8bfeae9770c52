//! The parts of a check-up: its first address, and every later one whose answer was blocked and looked at closer.
//!
//! Each part is an observation of its own, in which the blocked answer stands where the registry's first one stands in the whole. So a
//! rule that knows how to judge one address knows it for all.

use url::Url;

use super::reach::swallows;
use super::{Observation, Probe, Server, Step};

/// The later answers that are looked at, in the order in which the page needs them.
pub const LATER: [Probe; 4] = [Probe::Catalog, Probe::Tags, Probe::Manifest, Probe::Blob];

impl Observation {
    /// What was asked on the way itself, without the closer looks at later answers, and without what a server said at an address that
    /// a missing quote put together: that is nobody's, so it says nothing of a token service.
    pub fn on_the_way(&self) -> Observation {
        let is_nobody = self.challenges().iter().any(swallows);
        let is_kept = |step: &&Step| step.about.is_none() && !(is_nobody && step.to == Server::TokenService);
        self.with(self.steps.iter().filter(is_kept).cloned().collect())
    }

    /// The closer looks at later answers, one for each that was blocked.
    pub fn looks(&self) -> Vec<Observation> {
        LATER.into_iter().filter_map(|probe| self.look(probe)).collect()
    }

    /// What of the registry was blocked after its first answer, in the order in which the page needs it.
    pub fn later_addresses(&self) -> Vec<(Probe, Url)> {
        LATER.into_iter().filter_map(|probe| Some((probe, self.later_blocked(probe)?.url.clone()))).collect()
    }

    fn look(&self, probe: Probe) -> Option<Observation> {
        let mine = self.steps.iter().filter(|step| step.about == Some(probe));
        let mut steps: Vec<Step> = mine.map(|step| Step { about: None, ..step.clone() }).collect();
        let blocked = self.later_blocked(probe).filter(|_| !steps.is_empty())?;
        if steps.iter().all(|step| step.probe != Probe::PlainGet) {
            // It went out as plainly as a first request does.
            steps.insert(0, Step { probe: Probe::PlainGet, ..blocked.clone() });
        } else {
            steps.push(blocked.clone());
        }
        // What the page's own server says holds for all of them.
        steps.extend(self.steps.iter().filter(|step| step.to == Server::Page && step.about.is_none()).cloned());
        Some(Observation { at: Some(blocked.url.clone()), ..self.with(steps) })
    }

    /// The first answer of that kind that the browser kept from the page, if none of that kind came.
    pub fn later_blocked(&self, probe: Probe) -> Option<&Step> {
        let mine = || self.steps.iter().filter(|step| step.to == Server::Registry && step.probe == probe);
        mine()
            .find(|step| step.is_blocked())
            .filter(|_| !mine().any(|step| step.read().is_some_and(|read| read.status < 300)))
    }

    fn with(&self, steps: Vec<Step>) -> Observation {
        Observation {
            steps,
            page: self.page.clone(),
            typed: self.typed.clone(),
            secrets: self.secrets.clone(),
            at: None,
            ..*self
        }
    }
}
