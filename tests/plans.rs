//! What it takes to plan for a repository of 10,000 tags, once its manifests are known. The figures are printed by
//! `cargo test --release --test plans -- --nocapture`.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use pierglass::changes::known::{Child, Entry, Known};
use pierglass::changes::make::plan;
use pierglass::changes::rules::{KeepNewest, Newness, TidyRule, tidy};
use pierglass::changes::wish::{DeleteWay, Wish};
use pierglass::registry::artifact_kind::ArtifactKind;
use pierglass::registry::digest::Digest;
use pierglass::registry::http::{Answer, Http, HttpError, Moment, Request};
use pierglass::registry::media_type::MediaType;
use pierglass::registry::platform::Platform;
use pierglass::registry::reference::{Repository, Tag, Version};
use pierglass::registry::referrers::TagRole;

/// With two tags each, and a tag for the signature of each tenth, they have 10,500 tags.
const INDEXES: usize = 5_000;

/// Milliseconds of this thread on a processor, where the system counts them: other work on the machine is none of ours.
fn spent() -> f64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    thread_local! { static BEGUN: Instant = Instant::now(); }
    nanoseconds.map_or_else(|| BEGUN.with(|begun| begun.elapsed().as_secs_f64() * 1e3), |spent| spent / 1e6)
}

/// Keeps the time, and how long the longest piece took between two turns of others.
struct Clock {
    begun: f64,
    turn: Cell<f64>,
    longest: Cell<f64>,
    turns: Cell<usize>,
}

impl Clock {
    fn start() -> Clock {
        let begun = spent();
        Clock { begun, turn: Cell::new(begun), longest: Cell::new(0.0), turns: Cell::new(0) }
    }

    /// Says and holds what a job took.
    fn end(&self, what: &str) {
        self.end_piece();
        let (all, longest) = (spent() - self.begun, self.longest.get());
        println!("{what}: {all:.0} ms of CPU, the longest piece {longest:.1} ms, {} turns of others", self.turns.get());
        // A build without optimization takes some ten times as long.
        let slower = if cfg!(debug_assertions) { 10.0 } else { 1.0 };
        assert!(all < 1_000.0 * slower, "{what}: {all} ms");
        assert!(longest < 50.0 * slower, "{what}: a piece of {longest} ms");
    }

    fn end_piece(&self) {
        let now = spent();
        self.longest.set(self.longest.get().max(now - self.turn.get()));
        self.turn.set(now);
    }
}

impl Http for Clock {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        panic!("a plan asks for {}", request.url)
    }

    fn now(&self) -> Moment {
        Moment::default().plus(Duration::from_micros((spent() * 1e3) as u64))
    }

    async fn let_others_work(&self) {
        self.end_piece();
        self.turns.set(self.turns.get() + 1);
    }
}

fn entry(media_type: MediaType, children: Vec<Child>, blobs: Vec<(Digest, u64)>) -> Entry {
    let created = Some(Moment(1_700_000_000_000));
    Entry { media_type, kind: ArtifactKind::Image, size: 1_000, children, blobs, subject: None, created }
}

/// Two tags name an index of two images with their attestations; layers are shared, each tenth is signed.
fn repository() -> Known {
    let named = |text: String| Digest::of(text.as_bytes());
    let tag = |name: &str| Tag::parse(name).expect("a tag");
    let mut known = Known {
        repository: Repository::parse("team/app").expect("a name"),
        tags: BTreeMap::new(),
        unread_tags: BTreeMap::new(),
        empty_tags: BTreeSet::new(),
        is_whole: true,
        manifests: BTreeMap::new(),
        unread: BTreeMap::new(),
        missing: BTreeSet::new(),
        asked_for_referrers: true,
    };
    for number in 0..INDEXES {
        let mut children = Vec::new();
        for part in 0..4 {
            let digest = named(format!("image {number} {part}"));
            let layers =
                (0..8).map(|layer| (named(format!("layer {part} {layer} {}", number / (1 << layer))), 1 << 20));
            known.manifests.insert(digest.clone(), entry(MediaType::OciManifest, Vec::new(), layers.collect()));
            children.push(Child { digest, platform: (part < 2).then(Platform::linux_amd64) });
        }
        let index = named(format!("index {number}"));
        known.manifests.insert(index.clone(), entry(MediaType::OciIndex, children, Vec::new()));
        if number % 10 == 0 {
            let signature = named(format!("signature {number}"));
            let blobs = vec![(named(format!("payload {number}")), 250)];
            known.manifests.insert(signature.clone(), entry(MediaType::OciManifest, Vec::new(), blobs));
            known.tags.insert(TagRole::Signature.tag(&index).expect("sha256"), Some(signature));
        }
        known
            .tags
            .insert(tag(&format!("{}.{}.{}", number / 1_000, number / 30 % 30, number % 30)), Some(index.clone()));
        known.tags.insert(tag(&format!("build-{number}")), Some(index));
    }
    known
}

#[test]
fn ten_thousand_tags_are_planned_in_pieces() {
    let known = repository();
    let way = DeleteWay::Manifest { with_children: true, with_attached: true };
    let all = known.tags.keys().cloned().map(Version::Tag);
    let clock = Clock::start();
    let everything = futures::executor::block_on(plan(&clock, &known, &Wish::to_delete(all, way)));
    clock.end(&format!(
        "{} steps for {} tags and {} manifests",
        everything.steps.len(),
        known.tags.len(),
        known.manifests.len()
    ));
    assert_eq!(everything.steps.len(), known.manifests.len());
    let fallen: usize = everything.steps.iter().map(|step| step.names.len()).sum();
    assert_eq!((fallen, everything.left_alone.len(), everything.breaks.len()), (known.tags.len(), 0, 0));

    let rule = TidyRule {
        keep_newest: Some(KeepNewest { count: 100, by: Newness::Version }),
        with_children: true,
        with_attached: true,
        ..TidyRule::default()
    };
    let builds = TidyRule { older_than_days: Some(30), ..TidyRule::default() };
    let clock = Clock::start();
    let now = Moment(1_800_000_000_000);
    let tidied = futures::executor::block_on(tidy(&clock, &known, &[rule, builds], &[], now));
    clock.end(&format!("rules for {} tags", tidied.tags.len()));
    let goes = tidied.tags.iter().filter(|one| one.goes).count();
    assert!(goes > INDEXES, "{goes}");
    let clock = Clock::start();
    let tidying = futures::executor::block_on(plan(&clock, &known, &tidied.wish));
    clock.end(&format!("{} steps of these rules", tidying.steps.len()));
    let names = |names: usize, step: &pierglass::changes::plan::Change| names + step.names.len();
    assert!(tidying.steps.iter().fold(0, names) >= goes, "all that the rules picked");
}
