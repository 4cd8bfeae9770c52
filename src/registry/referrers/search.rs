//! The way through all that hangs on something: from what was opened to what hangs on that, and so on.
//!
//! A search goes on by single steps, and each says what it found, so that it can be shown meanwhile. What would cost many requests waits
//! until somebody wants it.

use std::collections::{HashSet, VecDeque};

use super::ask::{behind_tag, listed};
use super::attached_tag::{AttachedTags, TagRole};
use super::found::{Found, FoundIn, Hanging, Told};
use crate::registry::annotations::{REFERENCE_DIGEST, SOCI_IMAGE_DIGEST};
use crate::registry::client::Client;
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::failure::{Cause, Failure};
use crate::registry::http::Http;
use crate::registry::index::Index;
use crate::registry::manifest::Document;
use crate::registry::manifests::manifest;
use crate::registry::media_type::MediaType;
use crate::registry::reference::{Repository, Version};

/// So many things are shown at most; whoever may push may hang anything on anything.
const HANGING_AT_MOST: usize = 1_000;

/// So far it is looked from one thing to the next.
const DEEPEST: usize = 8;

/// So many requests are made before somebody asks for more.
const REQUESTS_AT_ONCE: usize = 40;

/// What is asked for by name where the tags are not known: the two that are likely.
const LIKELY: [TagRole; 2] = [TagRole::List, TagRole::Signature];

/// So many of BuildKit's attestations are read by themselves. Docker Hub counts each manifest, and official images have ten of them.
const ATTESTATIONS_AT_ONCE: usize = 3;

/// So many failures are told.
const FAILURES_AT_MOST: usize = 3;

/// A search, and what it has found so far.
pub struct Search {
    /// What was found.
    pub found: Found,
    repository: Repository,
    opened: Digest,
    /// The images of an index that was opened.
    platforms: Vec<Digest>,
    /// The repository's tags, where all of them are known.
    tags: Option<AttachedTags>,
    seen: HashSet<Digest>,
    asks: VecDeque<Ask>,
    /// The places of what was found and not read.
    reads: VecDeque<usize>,
    /// The places of attestations that are read where somebody wants it.
    unread: Vec<usize>,
    /// How many requests are left before somebody asks for more.
    left: usize,
    /// Whether somebody wanted what is not looked at by itself.
    went_further: bool,
}

/// What was not looked at yet, and is where somebody asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unasked {
    /// Whether cosign's attestations and SBOMs were not asked for by their names.
    pub names: bool,
    /// How many platforms were not looked at.
    pub platforms: usize,
    /// How many of BuildKit's attestations were not read.
    pub attestations: usize,
    /// How many requests wait that the search knows of.
    pub waiting: usize,
}

/// A question: what hangs on something.
struct Ask {
    under: Under,
    /// Whether the registry's own list is asked for.
    lists: bool,
    /// The tags that are asked for.
    roles: Vec<TagRole>,
}

/// Something, and its place among what was found.
#[derive(Clone)]
struct Under {
    on: Digest,
    parent: Option<usize>,
    /// How deep what hangs on it is.
    depth: usize,
}

impl Under {
    /// What was opened, or one of its platforms.
    fn first(on: &Digest) -> Under {
        Under { on: on.clone(), parent: None, depth: 1 }
    }
}

impl Search {
    /// Begins a search for what hangs on a document. `tags` are the repository's, where all of them are known; else what was opened is asked
    /// for by the names that are likely.
    pub fn begin(repository: &Repository, opened: &Digest, document: &Document, tags: Option<AttachedTags>) -> Search {
        let mut search = Search {
            found: Found { knows_tags: tags.is_some(), ..Found::default() },
            repository: repository.clone(),
            opened: opened.clone(),
            platforms: Vec::new(),
            tags,
            seen: HashSet::from([opened.clone()]),
            asks: VecDeque::new(),
            reads: VecDeque::new(),
            unread: Vec::new(),
            left: REQUESTS_AT_ONCE,
            went_further: false,
        };
        let roles = search.roles(opened, &LIKELY);
        search.asks.push_back(Ask { under: Under::first(opened), lists: true, roles });
        if let Document::Index(index) = document {
            search.look_into(index);
        }
        search
    }

    /// What was not looked at yet.
    pub fn unasked(&self) -> Unasked {
        let is_all_known = self.found.has_lists == Some(false) && self.tags.is_some();
        Unasked {
            names: self.tags.is_none() && !self.went_further,
            platforms: if self.went_further || is_all_known { 0 } else { self.platforms.len() },
            attestations: self.unread.len(),
            waiting: self.asks.len() + self.reads.len(),
        }
    }

    /// Goes on with what was not looked at.
    pub fn go_further(&mut self) {
        self.left = REQUESTS_AT_ONCE;
        self.reads.extend(self.unread.drain(..));
        if std::mem::replace(&mut self.went_further, true) {
            return;
        }
        for on in self.platforms.iter().rev() {
            // What is known by the tags was looked at with what was opened.
            let roles = if self.tags.is_some() { Vec::new() } else { TagRole::ALL.to_vec() };
            self.asks.push_front(Ask { under: Under::first(on), lists: true, roles });
        }
        if self.tags.is_none() {
            for (at, hanging) in self.found.hanging.iter().enumerate().filter(|(_, hanging)| may_carry(hanging)) {
                let under = Under { on: hanging.digest.clone(), parent: Some(at), depth: hanging.depth + 1 };
                self.asks.push_back(Ask { under, lists: false, roles: LIKELY.to_vec() });
            }
            let roles = vec![TagRole::Attestation, TagRole::Sbom];
            self.asks.push_front(Ask { under: Under::first(&self.opened), lists: false, roles });
        }
    }

    /// Does the next piece of work; whether there is more that may be done at once.
    pub async fn step<H: Http>(&mut self, client: &Client<H>) -> bool {
        if self.left == 0 {
            return false;
        }
        // First what hangs on what was opened, then what each of it is, then what hangs on that.
        let is_first = self.asks.front().is_some_and(|ask| ask.under.parent.is_none());
        let read = if is_first { None } else { self.reads.pop_front() };
        if let Some(at) = read {
            self.read(client, at).await;
        } else if let Some(Ask { under, lists, roles }) = self.asks.pop_front() {
            self.ask(client, &under, lists, roles).await;
            if lists && under.parent.is_none() && under.on == self.opened {
                self.ask_by_tags();
            }
        }
        self.left > 0 && !(self.asks.is_empty() && self.reads.is_empty())
    }

    /// What an index holds besides its platforms: BuildKit's attestations and SOCI's indexes, each about one of them.
    fn look_into(&mut self, index: &Index) {
        let (platforms, attestations) = index.apart();
        for at in platforms {
            let digest = &index.manifests[at].digest;
            if self.platforms.len() < HANGING_AT_MOST && self.seen.insert(digest.clone()) {
                self.platforms.push(digest.clone());
            }
        }
        for at in attestations {
            let entry = &index.manifests[at];
            let names = [REFERENCE_DIGEST, SOCI_IMAGE_DIGEST];
            let named = names.iter().find_map(|name| Digest::parse(entry.annotations.get(name)?).ok());
            let on = named.unwrap_or_else(|| self.opened.clone());
            self.add(Hanging::listed(entry, &on, FoundIn::Index), &Under::first(&on));
        }
        if self.reads.len() > ATTESTATIONS_AT_ONCE {
            self.unread.extend(self.reads.drain(..));
        }
    }

    /// The tags of platforms are known with those of what was opened, and cost nothing where there are none.
    fn ask_by_tags(&mut self) {
        for on in self.platforms.iter().rev() {
            let roles = self.roles(on, &[]);
            if !roles.is_empty() {
                self.asks.push_front(Ask { under: Under::first(on), lists: false, roles });
            }
        }
    }

    /// For what a digest is asked for by tags: by those that there are, else by `names`.
    fn roles(&self, on: &Digest, names: &[TagRole]) -> Vec<TagRole> {
        self.tags.as_ref().map_or_else(|| names.to_vec(), |tags| tags.of(on).to_vec())
    }

    async fn ask<H: Http>(&mut self, client: &Client<H>, under: &Under, lists: bool, roles: Vec<TagRole>) {
        if lists && client.has_referrers.get() != Some(false) {
            match listed(client, &self.repository, &under.on, HANGING_AT_MOST).await {
                Ok(None) => self.spend(1),
                Ok(Some(listed)) => {
                    self.spend(listed.requests);
                    self.found.has_more |= listed.has_more;
                    self.add_all(&listed.entries, under, FoundIn::Lists);
                }
                Err(failure) => self.fail(failure),
            }
        }
        self.found.has_lists = client.has_referrers.get();
        for role in roles {
            // Where the registry keeps lists nobody writes another, unless it stands among the tags.
            if role == TagRole::List && self.tags.is_none() && self.found.has_lists == Some(true) {
                continue;
            }
            if self.tags.is_none() && under.parent.is_none() && under.on == self.opened {
                self.found.asked_names.push(role);
            }
            match behind_tag(client, &self.repository, &under.on, role).await {
                Ok(None) => self.spend(1),
                Ok(Some(fetched)) => {
                    self.spend(1);
                    let list = match &fetched.document {
                        Document::Index(index) if role == TagRole::List => Some(index.clone()),
                        _ => None,
                    };
                    match list {
                        Some(index) => self.add_all(&index.manifests, under, FoundIn::Tag(role)),
                        None => {
                            let told = Told::by(&fetched.document);
                            let hanging = Hanging {
                                digest: fetched.digest,
                                media_type: media_type(&fetched.document),
                                on: under.on.clone(),
                                parent: None,
                                depth: 1,
                                found_in: FoundIn::Tag(role),
                                listed_kind: told.kind.clone(),
                                listed_created: None,
                                told: Some(Ok(told)),
                            };
                            self.add(hanging, under);
                        }
                    }
                }
                Err(failure) => self.fail(failure),
            }
        }
    }

    async fn read<H: Http>(&mut self, client: &Client<H>, at: usize) {
        let Some(hanging) = self.found.hanging.get(at) else { return };
        let (version, media_type) = (Version::Digest(hanging.digest.clone()), hanging.media_type.clone());
        let read = manifest(client, &self.repository, &version, Some(&media_type)).await;
        self.spend(1);
        if let Err(failure) = &read {
            self.heed(failure);
        }
        self.found.hanging[at].told = Some(read.map(|fetched| Told::by(&fetched.document)));
    }

    fn add_all(&mut self, entries: &[Descriptor], under: &Under, found_in: FoundIn) {
        for entry in entries {
            self.add(Hanging::listed(entry, &under.on, found_in), under);
        }
    }

    /// Adds what was not found before: lists may name a thing twice, or what it hangs on.
    fn add(&mut self, hanging: Hanging, under: &Under) {
        if self.found.hanging.len() >= HANGING_AT_MOST {
            self.found.has_more = true;
            return;
        }
        if !self.seen.insert(hanging.digest.clone()) {
            return;
        }
        let at = self.found.hanging.len();
        if hanging.told.is_none() {
            self.reads.push_back(at);
        }
        let hanging = Hanging { parent: under.parent, depth: under.depth, ..hanging };
        if may_carry(&hanging) {
            let lists = self.found.has_lists != Some(false);
            let names: &[TagRole] = if self.went_further { &LIKELY } else { &[] };
            let (on, roles) = (hanging.digest.clone(), self.roles(&hanging.digest, names));
            if lists || !roles.is_empty() {
                let under = Under { on, parent: Some(at), depth: under.depth + 1 };
                self.asks.push_back(Ask { under, lists, roles });
            }
        }
        self.found.hanging.push(hanging);
    }

    fn spend(&mut self, requests: usize) {
        self.left = self.left.saturating_sub(requests);
    }

    fn fail(&mut self, failure: Failure) {
        self.spend(1);
        self.heed(&failure);
        if self.found.failures.len() < FAILURES_AT_MOST {
            self.found.failures.push(failure);
        }
    }

    /// Whoever says that it is too much is asked no more by itself.
    fn heed(&mut self, failure: &Failure) {
        if matches!(*failure.cause, Cause::RateLimited { .. }) {
            self.left = 0;
        }
    }
}

/// Whether it is looked for what hangs on it. Nobody signs what BuildKit puts into an index: the index is signed.
fn may_carry(hanging: &Hanging) -> bool {
    hanging.depth < DEEPEST && hanging.found_in != FoundIn::Index
}

fn media_type(document: &Document) -> MediaType {
    match document {
        Document::Image(manifest) => manifest.media_type.clone(),
        Document::Index(index) => index.media_type.clone(),
        Document::Schema1 { .. } => MediaType::DockerSchema1,
    }
}

#[cfg(test)]
mod tests;
