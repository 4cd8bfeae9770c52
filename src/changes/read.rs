//! Reading a repository: its names, what they name, and what hangs together below.
//!
//! A tag is asked for with GET, because the document is wanted: HEAD first would be two requests for each tag, and with a token two
//! preflights, since those are for one address. Only where the registry counts manifests is HEAD first, which is not counted, so that each
//! digest is fetched once.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::entry::{config, entry};
use super::known::{Child, Entry, Known};
use super::refusal::in_words;
use super::tag_list::{is_unknown, tag_list};
use crate::registry::client::Client;
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::failure::{Cause, Failure};
use crate::registry::http::{Http, Moment};
use crate::registry::manifests::{Fetched, image_config, manifest, manifest_now};
use crate::registry::media_type::MediaType;
use crate::registry::named_now::named_now;
use crate::registry::platform::Platform;
use crate::registry::reference::{Repository, Tag, Version};
use crate::registry::referrers::{AttachedTag, Listed, TagRole, listed};
use crate::registry::slices::Slices;

/// How much of a repository is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The list of names, and of these alone what they name, what that lists, and what hangs on it.
    These(Vec<Version>),
    /// What every name names, and all indexes: what it takes to know who shares a manifest and who needs it.
    Names,
    /// Every manifest that a name leads to, what hangs on them, and when images were made.
    All,
}

/// So many requests at once.
const AT_ONCE: usize = 6;

/// So many configurations are asked for where all were blocked.
const BLOCKED_AT_MOST: usize = 3;

/// So many names of a list are taken before others may work.
const NAMES_AT_ONCE: usize = 2_000;

/// So many things that hang on one manifest are read.
const HANGING_AT_MOST: usize = 1_000;

/// Reads a repository. `told` hears how many of how many things were read; the second number grows while more is found. Whoever drops it
/// ends it.
///
/// # Errors
///
/// Where the list of tags does not come, where somebody has to sign in, and where the registry says that it is too much (429). What else
/// does not come stands in what is known.
pub async fn read<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    depth: Depth,
    told: &dyn Fn(usize, usize),
) -> Result<Known, Failure> {
    let (tags, is_whole) = match tag_list(client, repository).await {
        Ok(came) => came,
        // Where something is copied to there may be nothing yet, and a tag can be asked for without a list.
        Err(failure) if matches!(depth, Depth::These(_)) && failure.status() == Some(404) => {
            (Vec::new(), is_unknown(&failure))
        }
        Err(failure) => return Err(failure),
    };
    let mut known = Known {
        repository: repository.clone(),
        tags: BTreeMap::new(),
        unread_tags: BTreeMap::new(),
        empty_tags: BTreeSet::new(),
        is_whole,
        manifests: BTreeMap::new(),
        unread: BTreeMap::new(),
        missing: BTreeSet::new(),
        asked_for_referrers: false,
    };
    let mut slices = Slices::begin(client.session.http());
    let mut waiting = VecDeque::new();
    let reads_all_names = !matches!(depth, Depth::These(_));
    for (at, tag) in tags.into_iter().enumerate() {
        if reads_all_names {
            waiting.push_back(Ask::Tag(tag.clone()));
        }
        known.tags.insert(tag, None);
        if at.is_multiple_of(NAMES_AT_ONCE) {
            slices.turn(client.session.http()).await;
        }
    }
    let mut reading = Reading::begin(client, known, depth.clone(), waiting);
    if let Depth::These(these) = depth {
        for version in these {
            match version {
                Version::Tag(tag) => reading.want_tag(&tag),
                Version::Digest(digest) => reading.want(&digest),
            }
        }
    }
    reading.run(told).await
}

/// Reads more of a repository that was read by its names: of these alone what they list, and what hangs on them.
///
/// # Errors
///
/// Where somebody has to sign in, and where the registry says that it is too much (429).
pub async fn read_more<H: Http>(
    client: &Client<H>,
    known: Known,
    these: &[Version],
    told: &dyn Fn(usize, usize),
) -> Result<Known, Failure> {
    let digests: Vec<Digest> = these
        .iter()
        .filter_map(|version| match version {
            Version::Tag(tag) => known.tags.get(tag).cloned().flatten(),
            Version::Digest(digest) => Some(digest.clone()),
        })
        .collect();
    let mut reading = Reading::begin(client, known, Depth::These(these.to_vec()), VecDeque::new());
    for digest in &digests {
        reading.want(digest);
    }
    reading.run(told).await
}

/// Something to ask for.
enum Ask {
    Tag(Tag),
    Manifest(Digest, Option<MediaType>),
    Hanging(Digest),
    Created(Digest, Box<Descriptor>),
}

/// What came of it.
enum Came {
    Tag(Tag, Result<Fetched, Failure>),
    Named(Tag, Digest),
    Manifest(Digest, Result<Fetched, Failure>),
    Hanging(Result<Option<Listed>, Failure>),
    Created(Digest, Result<Option<Moment>, Failure>),
}

struct Reading<'a, H> {
    client: &'a Client<H>,
    known: Known,
    depth: Depth,
    waiting: VecDeque<Ask>,
    /// What was asked for, each once.
    digests: HashSet<Digest>,
    tags: HashSet<Tag>,
    /// Whose children and attachments were looked for.
    gone_on: HashSet<Digest>,
    /// What was read before and is met again: whoever pushes may nest indexes deeper than a stack is.
    known_before: Vec<Digest>,
    /// How many configurations came, and how many were blocked: a storage that lets no page in lets it in for none.
    configs: (usize, usize),
    /// Whether each list of what hangs on something came, and to its end.
    has_all_lists: bool,
}

impl<'a, H: Http> Reading<'a, H> {
    fn begin(client: &'a Client<H>, known: Known, depth: Depth, waiting: VecDeque<Ask>) -> Reading<'a, H> {
        let (digests, tags, gone_on, known_before, configs) = Default::default();
        let has_all_lists = true;
        Reading { client, known, depth, waiting, digests, tags, gone_on, known_before, configs, has_all_lists }
    }

    async fn run(mut self, told: &dyn Fn(usize, usize)) -> Result<Known, Failure> {
        let (client, repository) = (self.client, self.known.repository.clone());
        let mut running = FuturesUnordered::new();
        let mut slices = Slices::begin(client.session.http());
        let mut done = 0;
        loop {
            while let Some(digest) = self.known_before.pop() {
                self.go_on(&digest);
            }
            while running.len() < AT_ONCE
                && let Some(ask) = self.waiting.pop_front()
            {
                if matches!(ask, Ask::Created(..)) && self.configs.0 == 0 && self.configs.1 >= BLOCKED_AT_MOST {
                    continue;
                }
                running.push(answer(client, &repository, ask));
            }
            told(done, done + running.len() + self.waiting.len());
            let Some(came) = running.next().await else {
                if self.want_what_tags_are_named_after() {
                    continue;
                }
                break;
            };
            done += 1;
            self.take(came)?;
            slices.turn(client.session.http()).await;
        }
        // Of these alone is not of all.
        let lists = self.depth == Depth::All && self.has_all_lists && client.has_referrers.get() == Some(true);
        self.known.asked_for_referrers = lists;
        date_indexes(&mut self.known, client.session.http()).await;
        Ok(self.known)
    }

    fn take(&mut self, came: Came) -> Result<(), Failure> {
        match came {
            Came::Tag(tag, Ok(fetched)) => {
                self.known.tags.insert(tag, Some(fetched.digest.clone()));
                self.add(&fetched);
            }
            // The list names it, and there is nothing behind it: registries keep such names after a deletion.
            Came::Tag(tag, Err(failure)) if failure.status() == Some(404) => {
                self.known.tags.remove(&tag);
                self.known.empty_tags.insert(tag);
            }
            Came::Tag(tag, Err(failure)) => {
                let why = in_words(&failure);
                ends(failure)?;
                self.known.unread_tags.insert(tag.clone(), why);
                self.known.tags.insert(tag, None);
            }
            Came::Named(tag, digest) => {
                self.want(&digest);
                self.known.tags.insert(tag, Some(digest));
            }
            Came::Manifest(_, Ok(fetched)) => self.add(&fetched),
            Came::Manifest(digest, Err(failure)) if failure.status() == Some(404) => {
                self.known.missing.insert(digest);
            }
            Came::Manifest(digest, Err(failure)) => {
                let why = in_words(&failure);
                ends(failure)?;
                self.known.unread.insert(digest, why);
            }
            Came::Hanging(Ok(Some(listed))) => {
                self.has_all_lists &= !listed.has_more;
                for entry in listed.entries {
                    self.want_as(&entry.digest, Some(entry.media_type));
                }
            }
            Came::Hanging(Ok(None)) => self.has_all_lists = false,
            Came::Hanging(Err(failure)) => {
                ends(failure)?;
                self.has_all_lists = false;
            }
            Came::Created(_, Err(failure)) => {
                self.configs.1 += usize::from(matches!(*failure.cause, Cause::Blocked(_)));
                ends(failure)?;
            }
            Came::Created(digest, Ok(created)) => {
                self.configs.0 += 1;
                if let Some(entry) = self.known.manifests.get_mut(&digest) {
                    entry.created = created.or(entry.created);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, fetched: &Fetched) {
        let digest = &fetched.digest;
        self.known.missing.remove(digest);
        self.known.unread.remove(digest);
        self.digests.insert(digest.clone());
        if !self.known.manifests.contains_key(digest) {
            self.known.manifests.insert(digest.clone(), entry(&fetched.document, fetched.raw.len() as u64));
            if let (Depth::All, Some(config)) = (&self.depth, config(&fetched.document)) {
                self.waiting.push_back(Ask::Created(digest.clone(), Box::new(config.clone())));
            }
        }
        self.go_on(digest);
    }

    /// Asks for what a manifest lists and what hangs on it, as far as that is wanted, and for that of what was read before.
    fn go_on(&mut self, digest: &Digest) {
        if !self.gone_on.insert(digest.clone()) {
            return;
        }
        let Some(Entry { children, subject, .. }) = self.known.manifests.get(digest) else { return };
        // An image of an index has neither children nor names of its own, so that it is there is enough.
        let is_wanted =
            |child: &&Child| self.depth != Depth::Names || child.platform.as_ref().is_none_or(Platform::is_unknown);
        let mut near: Vec<Digest> = children.iter().filter(is_wanted).map(|child| child.digest.clone()).collect();
        match &self.depth {
            Depth::These(_) => self.want_named_after(digest),
            Depth::Names | Depth::All => near.extend(subject.clone()),
        }
        for one in near {
            self.want(&one);
        }
        if self.depth != Depth::Names && self.client.has_referrers.get() != Some(false) {
            self.waiting.push_back(Ask::Hanging(digest.clone()));
        }
    }

    /// The tags that are named after a digest, as far as the list has them.
    fn want_named_after(&mut self, digest: &Digest) {
        for tag in TagRole::ALL.into_iter().filter_map(|role| role.tag(digest)) {
            if self.known.tags.contains_key(&tag) {
                self.want_tag(&tag);
            }
        }
    }

    /// What tags are named after and nothing else leads to: it may be gone, or have lost its own name. It comes last, when most was read.
    fn want_what_tags_are_named_after(&mut self) -> bool {
        if self.depth != Depth::All {
            return false;
        }
        let attached = self.known.tags.keys().filter_map(|tag| AttachedTag::parse(tag.as_str()));
        for image in attached.map(|attached| attached.digest).collect::<Vec<_>>() {
            if !self.known.manifests.contains_key(&image) {
                self.want(&image);
            }
        }
        !self.waiting.is_empty()
    }

    fn want_tag(&mut self, tag: &Tag) {
        match self.known.tags.get(tag).cloned().flatten() {
            Some(digest) => self.want(&digest),
            None if self.tags.insert(tag.clone()) => self.waiting.push_back(Ask::Tag(tag.clone())),
            None => {}
        }
    }

    fn want(&mut self, digest: &Digest) {
        self.want_as(digest, None);
    }

    fn want_as(&mut self, digest: &Digest, media_type: Option<MediaType>) {
        if self.known.manifests.contains_key(digest) {
            self.known_before.push(digest.clone());
        } else if self.digests.insert(digest.clone()) {
            self.waiting.push_back(Ask::Manifest(digest.clone(), media_type));
        }
    }
}

/// An index that does not say when it was made is as old as its youngest image.
async fn date_indexes<H: Http>(known: &mut Known, http: &H) {
    let mut slices = Slices::begin(http);
    let mut dates: Vec<(Digest, Moment)> = Vec::new();
    for (at, (digest, entry)) in known.manifests.iter().enumerate() {
        let images = entry.children.iter().filter_map(|child| known.manifests.get(&child.digest)?.created);
        dates.extend(images.max().filter(|_| entry.created.is_none()).map(|created| (digest.clone(), created)));
        if at.is_multiple_of(NAMES_AT_ONCE) {
            slices.turn(http).await;
        }
    }
    for (digest, created) in dates {
        if let Some(entry) = known.manifests.get_mut(&digest) {
            entry.created = Some(created);
        }
    }
}

/// What ends the reading: nothing else would come either.
fn ends(failure: Failure) -> Result<(), Failure> {
    let is_for_all = failure.sign_in().is_some() || matches!(*failure.cause, Cause::RateLimited { .. });
    if is_for_all { Err(failure) } else { Ok(()) }
}

async fn answer<H: Http>(client: &Client<H>, repository: &Repository, ask: Ask) -> Came {
    match ask {
        Ask::Tag(tag) => {
            if client.rate_limit.get().is_some()
                && let Ok(Some(digest)) = named_now(client, repository, &tag).await
            {
                return Came::Named(tag, digest);
            }
            let fetched = manifest(client, repository, &Version::Tag(tag.clone()), None).await;
            Came::Tag(tag, fetched)
        }
        Ask::Manifest(digest, media_type) => {
            let version = Version::Digest(digest.clone());
            Came::Manifest(digest, manifest_now(client, repository, &version, media_type.as_ref()).await)
        }
        Ask::Hanging(digest) if client.has_referrers.get() == Some(false) => {
            drop(digest);
            Came::Hanging(Ok(None))
        }
        Ask::Hanging(digest) => Came::Hanging(listed(client, repository, &digest, HANGING_AT_MOST).await),
        Ask::Created(digest, config) => {
            let config = image_config(client, repository, &config).await;
            Came::Created(digest, config.map(|config| config.created))
        }
    }
}

#[cfg(test)]
mod tests;
