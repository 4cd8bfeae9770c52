//! The budgets, in the order in which they are printed.

use super::profile::Profile;
use super::samples::{Account, Came, Heavy, What};

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) what: What,
    pub(super) title: &'static str,
    pub(super) unit: Unit,
    /// What has to hold.
    pub(super) must: Bound,
    /// What we want to hold.
    pub(super) aim: Bound,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Count,
    Kilobytes,
    Megabytes,
    Milliseconds,
    Percent,
    /// So many times something.
    Times,
}

/// What a value may be at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bound {
    /// Anything; the value only explains others.
    None,
    /// This.
    AtMost(f64),
    /// So many times the floor's.
    TimesFloor(f64),
    /// The floor's and so much more.
    AboveFloor(f64),
    /// `1 + 2 × (rows on screen + 10)`.
    RequestsOfAScreen,
}

use Bound::{AboveFloor, AtMost, RequestsOfAScreen, TimesFloor};
use Unit::{Count, Kilobytes, Megabytes, Milliseconds, Percent, Times};

/// All of them.
pub(super) const BUDGETS: &[Budget] = &[
    at_most(What::Bytes, "first visit, bytes on the wire", Kilobytes, 130e3, 100e3),
    info(What::Files, "first visit, requests to the page's server", Count),
    at_most(What::Strangers, "third-party requests", Count, 0.0, 0.0),
    info(What::FirstPaint, "first contentful paint", Milliseconds),
    info(What::WorkFew, "  main thread busy until the list is there", Milliseconds),
    times(What::Visible(Profile::Unthrottled), "20 repositories visible, no throttling", 2.0, 1.5),
    times(What::Usable(Profile::Unthrottled), "  usable: a click has opened one", 3.1, 3.1),
    in_peers(What::InPeers(Profile::Unthrottled), MEASURED, 0.6, 0.5),
    in_peers(What::InHandedPeers(Profile::Unthrottled), HANDED, 0.6, 0.5),
    times(What::Visible(Profile::Slow), "20 repositories visible, slow", 1.6, 1.3),
    times(What::Usable(Profile::Slow), "  usable: a click has opened one", 2.1, 2.1),
    in_peers(What::InPeers(Profile::Slow), MEASURED, 0.65, 0.5),
    in_peers(What::InHandedPeers(Profile::Slow), HANDED, 0.65, 0.5),
    times(What::Visible(Profile::Phone), "20 repositories visible, phone", 1.7, 1.3),
    times(What::Usable(Profile::Phone), "  usable: a click has opened one", 2.4, 2.4),
    in_peers(What::InPeers(Profile::Phone), MEASURED, 0.8, 0.6),
    in_peers(What::InHandedPeers(Profile::Phone), HANDED, 0.8, 0.6),
    info(What::Came(Came::Html), "  trace: HTML there after", Milliseconds),
    info(What::Came(Came::Program), "  trace: program there after", Milliseconds),
    info(What::Came(Came::Asked), "  trace: registry asked after", Milliseconds),
    info(What::Came(Came::Answer), "  trace: its answer there after", Milliseconds),
    info(What::Came(Came::Rows), "  trace: rows on screen after", Milliseconds),
    times(What::SecondVisit, "second visit, phone, floor of a first", 0.9, 0.7),
    info(What::CameAgain(Came::Html), "  trace: HTML there after", Milliseconds),
    info(What::CameAgain(Came::Program), "  trace: program there after", Milliseconds),
    info(What::CameAgain(Came::Asked), "  trace: registry asked after", Milliseconds),
    info(What::CameAgain(Came::Answer), "  trace: its answer there after", Milliseconds),
    times(What::SignInForm, "sign-in form with the focus in it, phone", 3.5, 2.5),
    info(What::PreflightsOnce(Account::None), "tags with an anonymous token: preflights", Count),
    info(What::RequestsOnce(Account::None), "  requests", Count),
    at_most(What::PreflightsAgain(Account::None), "  opened again: preflights", Count, 0.0, 0.0),
    info(What::RequestsAgain(Account::None), "  opened again: requests", Count),
    info(What::PreflightsOnce(Account::SignedIn), "tags with an account: preflights", Count),
    info(What::RequestsOnce(Account::SignedIn), "  requests", Count),
    info(What::PreflightsAgain(Account::SignedIn), "  opened again: preflights", Count),
    info(What::RequestsAgain(Account::SignedIn), "  opened again: requests", Count),
    times(What::ManyFirstScreen, "first screen of 10,000 repositories", 1.5, 1.2),
    times(What::ManyComplete, "all 10,000 names searchable, 1,000 a page", 1.3, 1.1),
    info(What::WorkMany, "  main thread busy until then", Milliseconds),
    times(What::OnePageComplete, "all 10,000 names searchable, 10,000 a page", 1.3, 1.1),
    at_most(What::Nodes, "DOM nodes at 10,000", Count, 2500.0, 1500.0),
    at_most(What::Memory, "JS heap and wasm memory at 10,000", Megabytes, 30e6, 15e6),
    info(What::JsHeap, "  JS heap after collection", Megabytes),
    info(What::WasmMemory, "  wasm memory", Megabytes),
    at_most(What::MemoryTags, "  the same after 10,000 tags flew by", Megabytes, 30e6, 15e6),
    at_most(What::Keystroke, "filter keystroke to paint at 10,000, slowest of 30", Milliseconds, 100.0, 50.0),
    info(What::UsualKeystroke, "  median of 30 keys", Milliseconds),
    at_most(What::LongestTask, "longest task after first paint, 10,000 repositories", Milliseconds, 100.0, 50.0),
    at_most(What::LongestTaskOnePage, "  the same, 10,000 a page", Milliseconds, 100.0, 50.0),
    at_most(What::LongestTaskTags, "  the same, 10,000 tags", Milliseconds, 100.0, 50.0),
    times(What::TagsVisible, "10,000 tags: names visible", 1.6, 1.3),
    times(What::TagsComplete, "10,000 tags: rows on screen complete", 1.3, 1.2),
    info(What::WorkTags, "  main thread busy until then", Milliseconds),
    info(What::RowsOnScreen, "  rows on screen", Count),
    Budget {
        what: What::TagRequests,
        title: "registry requests for the first screen of tags",
        unit: Count,
        must: RequestsOfAScreen,
        aim: RequestsOfAScreen,
    },
    info(What::TagPreflights, "  preflights besides", Count),
    at_most(What::TokenFirst, "more requests with tokens, first visit", Count, 2.0, 2.0),
    at_most(What::TokenRemembered, "more requests with tokens, realm remembered", Count, 2.0, 1.0),
    at_most(
        What::CheckUpMore,
        "check-up of a healthy token registry, beyond its handshake",
        Milliseconds,
        1000.0,
        500.0,
    ),
    at_most(What::CheckUpRequests, "  requests to registry and token service", Count, 12.0, 12.0),
    // Those that were on their way: given up they would be asked once more when the row comes back, and each tag is asked for once.
    at_most(What::NotGivenUp, "requests for rows scrolled away, not given up", Count, 6.0, 6.0),
    info(What::TagRequestsFlyingBy, "  requests while 10,000 tags fly by in 3 s", Count),
    above(What::FramesFling, "frames over 25 ms, scrolling 6,000 px/s", 5.0, 2.0),
    above(What::FramesDrag, "frames over 25 ms, all 10,000 rows in 3 s", 5.0, 2.0),
    info(What::WorkDrag, "  main thread busy meanwhile", Milliseconds),
    longest_of(Heavy::Tags, "1,000,000 tags in one page: longest task"),
    renderer_of(Heavy::Tags, "  the renderer's memory"),
    at_most(What::MillionFindable, "  all names findable", Milliseconds, 25_200.0, 12_600.0),
    longest_of(Heavy::Labels, "100,000 labels: longest task"),
    renderer_of(Heavy::Labels, "  the renderer's memory"),
    longest_of(Heavy::Variables, "100,000 variables: longest task"),
    renderer_of(Heavy::Variables, "  the renderer's memory"),
    longest_of(Heavy::Annotations, "100,000 annotations: longest task"),
    renderer_of(Heavy::Annotations, "  the renderer's memory"),
    longest_of(Heavy::Problems, "100,000 problems: longest task"),
    renderer_of(Heavy::Problems, "  the renderer's memory"),
    longest_of(Heavy::Layers, "100,000 layers: longest task"),
    renderer_of(Heavy::Layers, "  the renderer's memory"),
    longest_of(Heavy::FullManifest, "25,000 layers with their steps: longest task"),
    renderer_of(Heavy::FullManifest, "  the renderer's memory"),
    longest_of(Heavy::FullIndex, "an index of 18,000 platforms: longest task"),
    renderer_of(Heavy::FullIndex, "  the renderer's memory"),
    longest_of(Heavy::Errors, "100,000 errors: longest task"),
    renderer_of(Heavy::Errors, "  the renderer's memory"),
    longest_of(Heavy::Rights, "an error with 100,000 rights: longest task"),
    renderer_of(Heavy::Rights, "  the renderer's memory"),
];

const MEASURED: &str = "  visible, in the peer's, measured here";
const HANDED: &str = "  visible, in the peer's, its handed figure";

const fn in_peers(what: What, title: &'static str, must: f64, aim: f64) -> Budget {
    at_most(what, title, Times, must, aim)
}

const fn info(what: What, title: &'static str, unit: Unit) -> Budget {
    Budget { what, title, unit, must: Bound::None, aim: Bound::None }
}

const fn at_most(what: What, title: &'static str, unit: Unit, must: f64, aim: f64) -> Budget {
    Budget { what, title, unit, must: AtMost(must), aim: AtMost(aim) }
}

const fn longest_of(what: Heavy, title: &'static str) -> Budget {
    at_most(What::LongestTaskOf(what), title, Milliseconds, 100.0, 50.0)
}

const fn renderer_of(what: Heavy, title: &'static str) -> Budget {
    at_most(What::RendererOf(what), title, Megabytes, 300e6, 200e6)
}

const fn times(what: What, title: &'static str, must: f64, aim: f64) -> Budget {
    Budget { what, title, unit: Milliseconds, must: TimesFloor(must), aim: TimesFloor(aim) }
}

const fn above(what: What, title: &'static str, must: f64, aim: f64) -> Budget {
    Budget { what, title, unit: Percent, must: AboveFloor(must), aim: AboveFloor(aim) }
}
