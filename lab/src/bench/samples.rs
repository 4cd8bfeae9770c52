//! Measured values, and their medians.

use std::collections::BTreeMap;

use serde::Serialize;

use super::profile::Profile;

/// Which page was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Page {
    Pierglass,
    Floor,
    /// Another build of Pierglass, to compare it with.
    Before,
    /// docker-registry-ui.
    Peer,
}

/// What was measured. Times in milliseconds, sizes in bytes, shares in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum What {
    Bytes,
    Files,
    Strangers,
    FirstPaint,
    /// A list of 20 repositories is on screen.
    Visible(Profile),
    /// A click on its first row has opened that repository.
    Usable(Profile),
    /// [`Self::Visible`], divided by what the peer takes in the same run.
    InPeers(Profile),
    /// The same, by the peer's handed figures.
    InHandedPeers(Profile),
    SignInForm,
    SecondVisit,
    Came(Came),
    /// The same on a second visit.
    CameAgain(Came),
    PreflightsOnce(Account),
    RequestsOnce(Account),
    PreflightsAgain(Account),
    RequestsAgain(Account),
    ManyFirstScreen,
    ManyComplete,
    OnePageComplete,
    Nodes,
    Memory,
    JsHeap,
    WasmMemory,
    MemoryTags,
    Keystroke,
    UsualKeystroke,
    LongestTask,
    LongestTaskOnePage,
    LongestTaskTags,
    TagsVisible,
    TagsComplete,
    RowsOnScreen,
    TagRequests,
    TagPreflights,
    TagRequestsFlyingBy,
    TokenFirst,
    TokenRemembered,
    CheckUpMore,
    CheckUpRequests,
    NotGivenUp,
    FramesFling,
    FramesDrag,
    WorkFew,
    WorkMany,
    WorkTags,
    WorkDrag,
    LongestTaskOf(Heavy),
    /// The most memory that the renderer had at a time.
    RendererOf(Heavy),
    MillionFindable,
}

/// What comes one after the other on the way to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Came {
    Html,
    Program,
    /// The registry was asked.
    Asked,
    Answer,
    Rows,
}

/// Who opens a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Account {
    None,
    SignedIn,
}

/// What strangers make very long: so many of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Heavy {
    Tags,
    Labels,
    Variables,
    Annotations,
    Problems,
    Layers,
    FullManifest,
    FullIndex,
    Errors,
    Rights,
}

impl Heavy {
    pub(super) const ALL: [Self; 10] = [
        Self::Tags,
        Self::Labels,
        Self::Variables,
        Self::Annotations,
        Self::Problems,
        Self::Layers,
        Self::FullManifest,
        Self::FullIndex,
        Self::Errors,
        Self::Rights,
    ];
}

/// All values of a run of the bench.
#[derive(Debug, Default)]
pub(super) struct Samples(BTreeMap<(What, Page), Vec<f64>>);

impl Page {
    /// Its folder below the page's origin.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Pierglass => "pierglass",
            Self::Floor => "floor",
            Self::Before => "before",
            Self::Peer => "peer",
        }
    }
}

impl Samples {
    pub(super) fn add(&mut self, what: What, page: Page, value: f64) {
        self.0.entry((what, page)).or_default().push(value);
    }

    pub(super) fn median(&self, what: What, page: Page) -> Option<f64> {
        median(self.0.get(&(what, page))?.clone())
    }

    /// The smallest and the greatest.
    pub(super) fn range(&self, what: What, page: Page) -> Option<(f64, f64)> {
        let values = self.0.get(&(what, page))?;
        let smallest = values.iter().copied().min_by(f64::total_cmp)?;
        Some((smallest, values.iter().copied().max_by(f64::total_cmp)?))
    }

    /// Whether anything was measured of a page.
    pub(super) fn has(&self, page: Page) -> bool {
        self.0.keys().any(|(_, of)| *of == page)
    }
}

/// The value in the middle; of an even number the greater of the two.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

impl Serialize for Samples {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Entry<'a> {
            what: What,
            page: Page,
            values: &'a [f64],
        }
        serializer.collect_seq(self.0.iter().map(|((what, page), values)| Entry { what: *what, page: *page, values }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        let mut samples = Samples::default();
        assert_eq!(samples.median(What::Bytes, Page::Floor), None);
        for value in [5.0, 1.0, 100.0] {
            samples.add(What::Bytes, Page::Floor, value);
        }
        assert_eq!(samples.median(What::Bytes, Page::Floor), Some(5.0));
        assert_eq!(samples.range(What::Bytes, Page::Floor), Some((1.0, 100.0)));
        assert!(samples.has(Page::Floor) && !samples.has(Page::Peer));
        assert_eq!(samples.median(What::Bytes, Page::Pierglass), None);
    }
}
