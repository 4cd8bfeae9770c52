//! Plans that are run against a real registry: what changed is what was planned, and whatever did not has its words.
//!
//! Repositories and wishes are drawn by lot; all names, every manifest and every blob are read by another client before and after.

mod drawn;
mod lines;
mod registry;
mod sockets;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use lab::client::Client as LabClient;
use lab::generated::random::Random;
use lab::registry::Options as RegistryOptions;
use lab::registry::crates_io::OfCratesIo;
use lab::registry::distribution::Distribution;
use lab::tools::registries::FERRO;
use lab::tools::registry_binary;
use pierglass::changes::known::Known;
use pierglass::changes::make::plan;
use pierglass::changes::outcome::ChangeOutcome;
use pierglass::changes::plan::{Action, Plan};
use pierglass::changes::read::{Depth, read};
use pierglass::changes::run::{Done, Options, run};
use pierglass::changes::wish::{Asked, BringBack, Copying, Wish};
use pierglass::registry::client::Client;
use pierglass::registry::digest::Digest;
use pierglass::registry::host::RegistryHost;
use pierglass::registry::reference::{Repository, Tag};

use drawn::{Drawn, deletion, disturbance, repository};
use registry::{Other, State, sure};
use sockets::Sockets;

/// So many repositories are drawn with nobody else, of which each has up to three plans, and so many with another client in between.
const DRAWS: [(bool, u64); 2] = [(false, 70), (true, 100)];

#[derive(Debug, Default)]
struct Count {
    runs: usize,
    steps: usize,
    done: usize,
    by_outcome: BTreeMap<&'static str, usize>,
    names_fallen: usize,
    brought_back: usize,
    mounted: usize,
}

/// One repository, and what other clients know of it.
struct Place<'a> {
    sockets: &'a Sockets,
    client: Client<&'a Sockets>,
    repository: Repository,
    other: Other,
    drawn: Rc<RefCell<Drawn>>,
}

impl Place<'_> {
    async fn state(&self) -> Result<State> {
        let (manifests, blobs) = {
            let drawn = self.drawn.borrow();
            (drawn.manifests.keys().cloned().collect(), drawn.blobs.keys().cloned().collect())
        };
        self.other.state(&manifests, &blobs).await
    }

    async fn known(&self, depth: Depth) -> Result<Known> {
        let known = read(&self.client, &self.repository, depth, &|_, _| ()).await;
        known.map_err(|failure| anyhow::anyhow!("{failure:?}"))
    }

    /// Runs a plan; after a stop it goes on behind it where that is chosen.
    async fn run(&self, known: &Known, plan: &Plan, documents: &Documents, goes_on: bool) -> Vec<Done> {
        self.sockets.most_at_once.set(0);
        let mut all: Vec<Done> = Vec::new();
        loop {
            let options = Options { from: all.len(), documents, is_stopped: &|| false };
            let disturb = |_: usize, _: &Done| self.sockets.is_disturbed.set(self.sockets.disturb.is_some());
            let done = run(&self.client, known, plan, &options, &disturb).await;
            let tried = done.iter().position(|one| one.outcome == ChangeOutcome::NotReached).unwrap_or(done.len());
            all.extend(done.into_iter().take(tried));
            if !goes_on || all.len() == plan.steps.len() || tried == 0 {
                return all;
            }
        }
    }
}

type Documents = Vec<pierglass::changes::kept_document::KeptDocument>;

/// What may be another thing than before, by what was done.
fn check(place: &Place<'_>, plan: &Plan, done: &[Done], before: &State, after: &State, told: &str) -> Result<usize> {
    ensure!(place.sockets.most_at_once.get() <= 2, "{told}: {} requests at once", place.sockets.most_at_once.get());
    let drawn = place.drawn.borrow();
    let mut planned: BTreeMap<&str, Option<&Digest>> = BTreeMap::new();
    let mut may_go: BTreeSet<&str> = BTreeSet::new();
    for (change, done) in plan.steps.iter().zip(done) {
        if let Action::DeleteManifest(digest) = &change.action {
            may_go.insert(digest.as_str());
        }
        for name in &change.names {
            let tag = name.tag.as_str();
            planned.insert(tag, name.after.as_ref());
            let now = after.tags.get(tag).map(String::as_str);
            let is_so = now == name.after.as_ref().map(Digest::as_str);
            let is_touched = drawn.touched.contains(tag);
            // Later steps of a plan never undo one, so a name that stayed did so when this one ended.
            ensure!(!done.outcome.is_done() || is_so || is_touched, "{told}: {tag} stayed without a word, {change:?}");
        }
        if let (Action::DeleteManifest(digest), ChangeOutcome::Done) = (&change.action, &done.outcome) {
            let is_gone = !after.manifests.contains_key(digest.as_str());
            ensure!(is_gone || drawn.touched.contains(digest.as_str()), "{told}: {digest} stayed without a word");
            ensure!(
                done.was_gone || done.document.as_ref().is_some_and(|kept| kept.digest == *digest),
                "{told}: {digest} was not kept"
            );
        }
    }
    let tags: BTreeSet<&String> = before.tags.keys().chain(after.tags.keys()).collect();
    let changed = tags.into_iter().filter(|tag| before.tags.get(*tag) != after.tags.get(*tag));
    let mut fallen = 0;
    for tag in changed {
        let now = after.tags.get(tag);
        if drawn.touched.contains(tag.as_str()) {
            ensure!(
                now == drawn.tags.get(tag.as_str()) || planned.contains_key(tag.as_str()),
                "{told}: {tag}, of somebody else, fell outside of the plan"
            );
            continue;
        }
        ensure!(planned.contains_key(tag.as_str()), "{told}: {tag} fell outside of the plan");
        fallen += usize::from(now.is_none());
    }
    for digest in before.manifests.keys().filter(|digest| !after.manifests.contains_key(*digest)) {
        ensure!(may_go.contains(digest.as_str()), "{told}: {digest} went outside of the plan");
    }
    for (tag, digest) in &after.tags {
        if before.tags.get(tag) == Some(digest) {
            ensure!(before.reached(tag).is_subset(&after.reached(tag)), "{told}: {tag} leads to less than it led to");
        }
    }
    ensure!(before.blobs.is_subset(&after.blobs), "{told}: blobs went");
    Ok(fallen)
}

fn count(count: &mut Count, done: &[Done]) {
    count.runs += 1;
    count.steps += done.len();
    for one in done {
        let name = match one.outcome {
            ChangeOutcome::Done if one.was_gone => "was gone",
            ChangeOutcome::Done => "done",
            ChangeOutcome::Refused { .. } => "refused",
            ChangeOutcome::Moved { .. } => "moved",
            ChangeOutcome::Stayed { .. } => "stayed",
            ChangeOutcome::AlsoFell { .. } => "also fell",
            ChangeOutcome::PutBack { .. } => "put back",
            ChangeOutcome::NotMounted => "not mounted",
            ChangeOutcome::Unknown { .. } => "unknown",
            ChangeOutcome::NotSent { .. } => "not sent",
            ChangeOutcome::NotReached => "not reached",
        };
        *count.by_outcome.entry(name).or_default() += 1;
        count.done += usize::from(one.outcome.is_done());
    }
}

/// The steps that did not end as planned, for whoever reads that a test failed.
fn stopped(plan: &Plan, done: &[Done]) -> String {
    let odd = plan.steps.iter().zip(done).filter(|(_, done)| !done.outcome.is_done());
    odd.map(|(change, done)| format!("{:?}: {:?} {:?}\n", change.action, done.outcome, done.failure)).collect()
}

async fn one(origin: &str, seed: u64, is_disturbed: bool, counted: &mut Count) -> Result<()> {
    let told = format!("seed {seed}{}", if is_disturbed { ", disturbed" } else { "" });
    let mut lot = Random::new(seed);
    let name = format!("run/{}{seed}", if is_disturbed { "d" } else { "q" });
    let other = Other { client: LabClient::default(), at: format!("{origin}/v2/{name}") };
    let drawn = Rc::new(RefCell::new(repository(&mut lot, &other).await?));
    let lot = Rc::new(RefCell::new(lot));
    let mut sockets = Sockets::default();
    if is_disturbed {
        let (other, drawn, lot) = (other.clone(), drawn.clone(), lot.clone());
        sockets.disturb = Some(Box::new(move || {
            let (other, drawn, lot) = (other.clone(), drawn.clone(), lot.clone());
            Box::pin(async move { sure(disturbance(&lot, &other, &drawn).await) })
        }));
    }
    let host = RegistryHost::parse(origin)?;
    let client = Client::new(&sockets, host, None);
    let repository = Repository::parse(&name)?;
    let place = Place { sockets: &sockets, client, repository, other: other.clone(), drawn: drawn.clone() };

    let known = place.known(Depth::All).await?;
    ensure!(sockets.changes.get() == 0, "{told}: reading changed something");
    let before = place.state().await?;
    let read_tags: BTreeMap<String, String> =
        known.tags.iter().filter_map(|(tag, digest)| Some((tag.to_string(), digest.as_ref()?.to_string()))).collect();
    ensure!(read_tags == before.tags, "{told}: what was read is not what is there: {read_tags:?} {:?}", before.tags);
    let wish = {
        let mut lot = lot.borrow_mut();
        let deletions = (0..1 + lot.below(2)).map(|_| deletion(&mut lot, &known)).collect();
        Wish::of(Asked::Delete(deletions))
    };
    let made = plan(&&sockets, &known, &wish).await;
    let goes_on = lot.borrow_mut().percent(50);
    sockets.is_disturbed.set(is_disturbed && !made.steps.is_empty());
    let done = place.run(&known, &made, &Vec::new(), goes_on).await;
    sockets.is_disturbed.set(false);
    let after = place.state().await?;
    counted.names_fallen +=
        check(&place, &made, &done, &before, &after, &told).with_context(|| stopped(&made, &done))?;
    count(counted, &done);
    if is_disturbed {
        return Ok(());
    }

    // What was deleted comes back from the record, and all is as before.
    let documents: Documents = done.iter().filter_map(|one| one.document.clone()).collect();
    let names: Vec<(Tag, Digest)> = made
        .steps
        .iter()
        .zip(&done)
        .filter(|(_, done)| done.outcome.is_done())
        .flat_map(|(change, _)| &change.names)
        .filter_map(|name| Some((name.tag.clone(), name.before.clone()?)))
        .collect();
    let back = BringBack {
        names,
        documents: documents.iter().map(|kept| (kept.digest.clone(), kept.media_type.clone())).collect(),
    };
    let known = place.known(Depth::All).await?;
    let made = plan(&&sockets, &known, &Wish::of(Asked::BringBack(back))).await;
    let done = place.run(&known, &made, &documents, true).await;
    let again = place.state().await?;
    check(&place, &made, &done, &after, &again, &format!("{told}, brought back"))
        .with_context(|| stopped(&made, &done))?;
    if made.left_alone.is_empty() && done.iter().all(|one| one.outcome.is_done()) {
        counted.brought_back += 1;
        ensure!(again == before, "{told}: what was brought back is not what there was: {before:#?} {again:#?}");
    }
    count(counted, &done);

    // A copy into another repository, which is empty.
    let known = place.known(Depth::All).await?;
    let Some((tag, digest)) = known
        .tags
        .iter()
        .rev()
        .find_map(|(tag, digest)| Some((tag.clone(), digest.clone()?)))
        .filter(|(tag, _)| tag.as_str().starts_with('v'))
    else {
        return Ok(());
    };
    let there = Other { at: format!("{origin}/v2/{name}-copy"), ..other.clone() };
    let empty = Rc::new(RefCell::new(Drawn {
        manifests: drawn.borrow().manifests.clone(),
        blobs: drawn.borrow().blobs.clone(),
        ..Drawn::default()
    }));
    let client = Client::new(&sockets, RegistryHost::parse(origin)?, None);
    let target = Place {
        sockets: &sockets,
        client,
        repository: Repository::parse(&format!("{name}-copy"))?,
        other: there,
        drawn: empty,
    };
    let into = target.known(Depth::These(Vec::new())).await?;
    let copying =
        Copying { digest, tag: Some(tag.clone()), with_attached: lot.borrow_mut().percent(50), into: into.clone() };
    let made = plan(&&sockets, &known, &Wish::of(Asked::Copy(Box::new(copying)))).await;
    let before = target.state().await?;
    let done = target.run(&into, &made, &Vec::new(), false).await;
    let after = target.state().await?;
    check(&target, &made, &done, &before, &after, &format!("{told}, copied")).with_context(|| stopped(&made, &done))?;
    let mounts = made.steps.iter().filter(|change| matches!(change.action, Action::Mount { .. })).count();
    let does_not_mount = done.last().is_some_and(|one| one.outcome == ChangeOutcome::NotMounted);
    if made.left_alone.is_empty() && !does_not_mount {
        ensure!(
            done.len() == made.steps.len() && done.iter().all(|one| one.outcome.is_done()),
            "{told}, copied: {}",
            stopped(&made, &done)
        );
        let led_to: BTreeSet<String> = again.reached(tag.as_str()).into_iter().map(str::to_owned).collect();
        let leads_to: BTreeSet<String> = after.reached(tag.as_str()).into_iter().map(str::to_owned).collect();
        ensure!(leads_to == led_to, "{told}: the copy of {tag} leads to less");
        counted.mounted += mounts;
    }
    count(counted, &done);
    Ok(())
}

/// Runs so many draws against a registry.
async fn draws(origin: &str, is_disturbed: bool, many: u64) -> Result<()> {
    let begun = std::time::Instant::now();
    let mut counted = Count::default();
    for seed in 0..many {
        one(origin, seed, is_disturbed, &mut counted).await?;
    }
    println!("{counted:?}, {:.1} s", begun.elapsed().as_secs_f32());
    let of = |outcome: &str| counted.by_outcome.get(outcome).copied().unwrap_or_default();
    ensure!(counted.done > 40 && counted.names_fallen > 15, "too little was tried: {counted:?}");
    let mounts = counted.mounted + of("not mounted");
    ensure!(is_disturbed || mounts > 20 && counted.brought_back > 20, "too little came back: {counted:?}");
    ensure!(!is_disturbed || of("moved") > 10, "nobody disturbed: {counted:?}");
    Ok(())
}

#[tokio::test(flavor = "current_thread")]
async fn only_what_is_planned_changes_in_distribution() -> Result<()> {
    let binary = registry_binary::find().context("CNCF Distribution is not here")?;
    let options = RegistryOptions { deletes: true, is_written_to: true, ..RegistryOptions::default() };
    let registry = Distribution::start(&binary, options).await?;
    for (is_disturbed, many) in DRAWS {
        draws(&registry.origin, is_disturbed, many).await?;
    }
    Ok(())
}

/// It keeps lists of what hangs on manifests.
#[tokio::test(flavor = "current_thread")]
async fn only_what_is_planned_changes_in_ferro() -> Result<()> {
    let registry = OfCratesIo::start(&FERRO, "").await?;
    for (is_disturbed, many) in DRAWS {
        draws(&registry.origin, is_disturbed, many).await?;
    }
    Ok(())
}
