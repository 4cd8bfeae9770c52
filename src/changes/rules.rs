//! Tidying up by rules: which tags of a repository go, which stay, and why, tag by tag. Nothing happens by it.
//!
//! A tag goes if a rule picks it and nothing keeps it. What one rule counts among the newest no other rule picks.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Duration;

use super::known::{Child, Entry, Known};
use super::links::SOME;
use super::pattern::Pattern;
use super::wish::{Asked, DeleteWay, Deletion, Wish};
use crate::registry::digest::Digest;
use crate::registry::http::{Http, Moment};
use crate::registry::reference::{Tag, Version};
use crate::registry::referrers::AttachedTag;
use crate::registry::slices::Slices;
use crate::registry::tag_order::{TagOrder, is_version, key, key_by_number};
use crate::registry::time;
use crate::registry::visible::quoted;

/// One rule. A tag has to be all of it to be picked; a rule without pattern, age and count picks no tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TidyRule {
    /// The names that it is about; `None` for all.
    pub tags: Option<Pattern>,
    /// It picks only what is older than so many days, by the image's own date.
    pub older_than_days: Option<u32>,
    /// It keeps the newest of the names that it is about.
    pub keep_newest: Option<KeepNewest>,
    /// What an index lists that goes, and nothing else leads to, goes as well.
    pub with_children: bool,
    /// What hangs on what goes, goes as well.
    pub with_attached: bool,
    /// It picks also what hangs on manifests that are not there.
    pub without_image: bool,
}

/// How many stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepNewest {
    /// So many manifests, with all their names.
    pub count: usize,
    /// Which are the newest.
    pub by: Newness,
}

/// What makes one newer than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newness {
    /// The version that is its name.
    Version,
    /// The image's own date.
    Date,
}

/// What rules say of a repository.
#[derive(Clone, Debug, PartialEq)]
pub struct Tidied {
    /// Every tag, in the order of their names.
    pub tags: Vec<TidiedTag>,
    /// What to ask a plan for. The plan may still leave something of it alone, and says why.
    pub wish: Wish,
}

/// What rules say of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TidiedTag {
    /// The tag.
    pub tag: Tag,
    /// Whether a rule picked it.
    pub goes: bool,
    /// Why, in words: "goes: older than 30 days", "kept: protected by release-*".
    pub why: String,
}

/// What of a repository goes by `rules` at the time `now`.
pub async fn tidy<H: Http>(http: &H, known: &Known, rules: &[TidyRule], protected: &[Pattern], now: Moment) -> Tidied {
    let mut slices = Slices::begin(http);
    let mut newest = Vec::new();
    for rule in rules {
        newest.push(newest_of(http, &mut slices, known, rule).await);
    }
    let judge = Judge { known, rules, newest, protected, now };
    let mut judged: BTreeMap<&Tag, Result<usize, String>> = BTreeMap::new();
    // The first tag of each manifest that stays.
    let mut kept: HashMap<&Digest, &Tag> = HashMap::new();
    for (at, (tag, digest)) in known.tags.iter().enumerate() {
        let judgement = judge.of(tag, digest.as_ref());
        if let (Some(digest), Err(_)) = (digest, &judgement) {
            kept.entry(digest).or_insert(tag);
        }
        judged.insert(tag, judgement);
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    let mut tags = Vec::with_capacity(judged.len());
    let mut picked: Vec<BTreeSet<Version>> = vec![BTreeSet::new(); rules.len()];
    for (at, (tag, judgement)) in judged.into_iter().enumerate() {
        let sharer = known.tags.get(tag).and_then(|digest| kept.get(digest.as_ref()?));
        let (goes, why) = match (judgement, sharer) {
            (Err(why), _) => (false, format!("kept: {why}")),
            (Ok(_), Some(other)) => (false, format!("kept: {other} names the same, and stays")),
            (Ok(rule), None) => {
                picked[rule].insert(Version::Tag(tag.clone()));
                (true, format!("goes: {}", judge.why_picked(tag, rule)))
            }
        };
        tags.push(TidiedTag { tag: tag.clone(), goes, why });
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    if let Some(rule) = rules.iter().position(|rule| rule.without_image) {
        picked[rule].extend(without_image(http, &mut slices, known).await.into_iter().map(Version::Digest));
    }
    let deletions = rules.iter().zip(picked).filter(|(_, what)| !what.is_empty()).map(|(rule, what)| Deletion {
        what,
        way: DeleteWay::Manifest { with_children: rule.with_children, with_attached: rule.with_attached },
        rule: Some(rule.in_words()),
    });
    let wish = Wish { protected: protected.to_vec(), ..Wish::of(Asked::Delete(deletions.collect())) };
    Tidied { tags, wish }
}

impl TidyRule {
    /// What it picks, in words.
    pub fn in_words(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.tags.as_ref().map(|pattern| format!("fits {}", quoted(pattern.as_str()))));
        parts.extend(self.older_than_days.map(|days| format!("older than {}", in_days(days))));
        parts.extend(self.keep_newest.map(|keep| format!("not one of {}", keep.in_words())));
        if parts.is_empty() {
            return WITHOUT_IMAGE.to_owned();
        }
        parts.join(", ")
    }

    /// Whether it says which tags go.
    fn picks_tags(&self) -> bool {
        self.tags.is_some() || self.older_than_days.is_some() || self.keep_newest.is_some()
    }

    fn is_about(&self, tag: &Tag) -> bool {
        self.picks_tags() && self.tags.as_ref().is_none_or(|pattern| pattern.fits(tag.as_str()))
    }
}

const WITHOUT_IMAGE: &str = "what it hangs on is not there";

impl KeepNewest {
    fn in_words(self) -> String {
        let by = match self.by {
            Newness::Version => "version",
            Newness::Date => "date",
        };
        format!("the newest {} by {by}", self.count)
    }
}

fn in_days(days: u32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// The manifests of which a rule keeps every name.
async fn newest_of<'a, H: Http>(
    http: &H,
    slices: &mut Slices,
    known: &'a Known,
    rule: &TidyRule,
) -> HashSet<&'a Digest> {
    let Some(keep) = rule.keep_newest else { return HashSet::new() };
    // In the order of their keys, so that sorting can stop in between.
    let mut in_order: BTreeMap<Vec<u8>, &Digest> = BTreeMap::new();
    for (at, (tag, digest)) in known.tags.iter().enumerate() {
        let mut bytes = Vec::new();
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
        let Some(digest) = digest.as_ref().filter(|_| rule.is_about(tag) && !is_attached(tag)) else { continue };
        match keep.by {
            Newness::Version if !is_version(tag.as_str()) => continue,
            Newness::Version => key(TagOrder::VersionDescending, tag.as_str(), &mut bytes),
            Newness::Date => match date(known, digest) {
                Some(date) => key_by_number(Some(date.0), true, tag.as_str(), &mut bytes),
                None => continue,
            },
        }
        in_order.insert(bytes, digest);
    }
    let mut newest = HashSet::new();
    for digest in in_order.into_values() {
        if newest.len() == keep.count {
            break;
        }
        newest.insert(digest);
    }
    newest
}

struct Judge<'a> {
    known: &'a Known,
    rules: &'a [TidyRule],
    /// For each rule, what it keeps.
    newest: Vec<HashSet<&'a Digest>>,
    protected: &'a [Pattern],
    now: Moment,
}

impl Judge<'_> {
    /// Which rule picks a tag, or why none does.
    fn of(&self, tag: &Tag, digest: Option<&Digest>) -> Result<usize, String> {
        if let Some(pattern) = self.protected.iter().find(|pattern| pattern.fits(tag.as_str())) {
            return Err(format!("protected by {}", quoted(pattern.as_str())));
        }
        let Some(digest) = digest else { return Err("what it names could not be read".to_owned()) };
        let Some(entry) = self.known.manifests.get(digest) else {
            let is_missing = self.known.missing.contains(digest);
            return Err(
                if is_missing { "its manifest is not there" } else { "its manifest could not be read" }.to_owned()
            );
        };
        if let Some(attached) = AttachedTag::parse(tag.as_str()) {
            let rule = self.rules.iter().position(|rule| rule.without_image);
            let is_missing = self.known.missing.contains(&attached.digest);
            return rule.filter(|_| is_missing).ok_or_else(|| format!("it belongs to {}", attached.digest.short()));
        }
        let keeps =
            self.rules.iter().zip(&self.newest).find(|(rule, newest)| rule.is_about(tag) && newest.contains(digest));
        if let Some(keep) = keeps.and_then(|(rule, _)| rule.keep_newest) {
            return Err(format!("one of {}", keep.in_words()));
        }
        let mut why = "no rule is about it".to_owned();
        for (at, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.is_about(tag)) {
            match self.why_not(rule, tag, digest, entry) {
                None => return Ok(at),
                Some(other) => why = other,
            }
        }
        Err(why)
    }

    fn why_not(&self, rule: &TidyRule, tag: &Tag, digest: &Digest, entry: &Entry) -> Option<String> {
        let by = rule.keep_newest.map(|keep| keep.by);
        if by == Some(Newness::Version) && !is_version(tag.as_str()) {
            return Some("its name is no version".to_owned());
        }
        if rule.older_than_days.is_none() && by != Some(Newness::Date) {
            return None;
        }
        let Some(date) = date(self.known, digest) else {
            let is_constant = entry.created.is_some_and(time::is_constant);
            let why = if is_constant {
                "its date is one that builders write for all images"
            } else {
                "its date is not known"
            };
            return Some(why.to_owned());
        };
        let days = rule.older_than_days?;
        let limit = Duration::from_secs(u64::from(days) * 24 * 3600);
        (self.now.since(date) <= limit).then(|| format!("not older than {}", in_days(days)))
    }

    fn why_picked(&self, tag: &Tag, rule: usize) -> String {
        if is_attached(tag) { WITHOUT_IMAGE.to_owned() } else { self.rules[rule].in_words() }
    }
}

fn is_attached(tag: &Tag) -> bool {
    AttachedTag::parse(tag.as_str()).is_some()
}

/// The date of an image; of an index that has none the latest of its images', if all of them have one.
fn date(known: &Known, digest: &Digest) -> Option<Moment> {
    let entry = known.manifests.get(digest)?;
    let is_image = |child: &&Child| !child.platform.as_ref().is_some_and(|platform| platform.is_unknown());
    let own = entry.created.filter(|date| !time::is_constant(*date));
    if own.is_some() || entry.created.is_some() {
        return own;
    }
    let mut latest = None;
    for child in entry.children.iter().filter(is_image) {
        let date = known.manifests.get(&child.digest)?.created.filter(|date| !time::is_constant(*date))?;
        latest = latest.max(Some(date));
    }
    latest
}

/// What hangs on manifests that are not there, and has no name.
async fn without_image<H: Http>(http: &H, slices: &mut Slices, known: &Known) -> Vec<Digest> {
    let named: HashSet<&Digest> = known.tags.values().flatten().collect();
    let mut found = Vec::new();
    for (at, (digest, entry)) in known.manifests.iter().enumerate() {
        let is_missing = entry.subject.as_ref().is_some_and(|subject| known.missing.contains(subject));
        if is_missing && !named.contains(digest) {
            found.push(digest.clone());
        }
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    found
}

#[cfg(test)]
mod tests;
