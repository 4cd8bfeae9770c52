//! One change: what is read before it, what is sent, and what is read after it.

use std::collections::{BTreeMap, BTreeSet};

use super::done::Done;
use super::entry::media_type;
use super::expected::{ExpectedNames, NamesSeen};
use super::kept_document::KeptDocument;
use super::known::Known;
use super::look::names_now;
use super::outcome::ChangeOutcome;
use super::over_tag::{OverTag, over_tag};
use super::plan::{Action, Change};
use super::refusal::{in_words, refusal};
use super::send;
use super::tag_list::{is_unknown, tag_list};
use crate::registry::client::Client;
use crate::registry::digest::Digest;
use crate::registry::failure::Failure;
use crate::registry::http::{Http, Response};
use crate::registry::manifests::manifest;
use crate::registry::media_type::MediaType;
use crate::registry::named_now::is_there;
use crate::registry::reference::{Repository, Tag, Version};

/// All other names are read again before a manifest goes while there are at most so many.
const OTHERS_AT_MOST: usize = 200;

/// A change, and what it is held against.
pub(super) struct Changing<'a, H> {
    pub client: &'a Client<H>,
    pub known: &'a Known,
    pub repository: &'a Repository,
    pub expected: &'a ExpectedNames,
    pub change: &'a Change,
    pub documents: &'a [KeptDocument],
}

/// Nothing was sent, because something could not be read.
pub(super) fn not_read(done: &mut Done, failure: Failure) -> ChangeOutcome {
    let why = in_words(&failure);
    done.failure = Some(failure);
    ChangeOutcome::NotSent { why }
}

impl<H: Http> Changing<'_, H> {
    /// Does it.
    pub async fn run(&self, done: &mut Done) -> ChangeOutcome {
        match self.before(done).await {
            Ok(None) => {}
            Ok(Some(stop)) => return stop,
            Err(failure) => return not_read(done, failure),
        }
        match &self.change.action {
            Action::DeleteTag(tag) => self.delete_tag(done, tag).await,
            Action::DeleteManifest(digest) => self.delete_manifest(done, digest).await,
            Action::ReplaceAndDelete(tag) => self.replace_and_delete(done, tag).await,
            Action::Put { tag, digest, media_type, from } => {
                self.put(done, tag.as_ref(), digest, media_type, from.as_ref()).await
            }
            Action::Mount { blob, from, .. } => self.mount(done, blob, from).await,
        }
    }

    /// Why it must not be sent.
    async fn before(&self, done: &mut Done) -> Result<Option<ChangeOutcome>, Failure> {
        let own: BTreeSet<&Tag> = self.change.names.iter().map(|name| &name.tag).collect();
        let mut seen = NamesSeen { read: self.names(own.iter().copied()).await?, list: None };
        if let Action::DeleteManifest(digest) = &self.change.action {
            if let Some(index) = self.index_that_stays(digest).await? {
                return Ok(Some(ChangeOutcome::NotSent {
                    why: format!("the index {index}, which lists it, is still there"),
                }));
            }
            let list = match tag_list(self.client, self.repository).await {
                Ok((_, false)) => {
                    return Ok(Some(ChangeOutcome::NotSent {
                        why: "the list of tags did not come to its end".to_owned(),
                    }));
                }
                Ok((list, true)) => list,
                Err(failure) if is_unknown(&failure) => Vec::new(),
                Err(failure) => return Err(failure),
            };
            // Names that came meanwhile are read whatever it costs.
            let (new, others): (Vec<&Tag>, Vec<&Tag>) =
                list.iter().filter(|tag| !own.contains(tag)).partition(|tag| !self.expected.has(tag));
            let others = if others.len() <= OTHERS_AT_MOST {
                others
            } else {
                done.not_looked_at = others.len();
                Vec::new()
            };
            seen.read.extend(self.names(new.into_iter().chain(others)).await?);
            // Some registries go on listing a name whose manifest is gone.
            let is_empty = |tag: &Tag| seen.read.get(tag) == Some(&None);
            seen.list = Some(list.iter().filter(|tag| !is_empty(tag)).cloned().collect());
        }
        Ok(self.expected.against(self.change, &seen))
    }

    /// An index that lists a manifest, and was to go before it, or that is not as it was planned.
    async fn index_that_stays(&self, digest: &Digest) -> Result<Option<&Digest>, Failure> {
        for (index, entry) in &self.known.manifests {
            if entry.children.iter().any(|child| child.digest == *digest)
                && is_there(self.client, self.repository, index).await?
            {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    async fn names<'t>(&self, tags: impl Iterator<Item = &'t Tag>) -> Result<BTreeMap<Tag, Option<Digest>>, Failure> {
        names_now(self.client, self.repository, &tags.collect::<Vec<_>>()).await
    }

    async fn delete_tag(&self, done: &mut Done, tag: &Tag) -> ChangeOutcome {
        let shared = match self.shared().await {
            Ok(shared) => shared,
            Err(failure) => return not_read(done, failure),
        };
        // Some registries delete what it names along with it; then the record can bring that back.
        let kept = match &shared.digest {
            Some(digest) if self.client.by_tag.get() != Some(true) => {
                self.document(self.repository, digest, None).await.ok()
            }
            _ => None,
        };
        let sent = send::delete(self.client, self.repository, tag.as_str()).await;
        if matches!(sent.as_ref().map_err(Failure::status), Err(Some(400 | 405))) {
            self.client.by_tag.set(Some(false));
        }
        let outcome = self.after(done, sent, &shared.after()).await;
        match &outcome {
            ChangeOutcome::Done if !done.was_gone => self.client.by_tag.set(Some(true)),
            ChangeOutcome::AlsoFell { manifest, .. } => {
                self.client.by_tag.set(Some(false));
                done.document = kept.filter(|_| manifest.is_some());
            }
            _ => {}
        }
        outcome
    }

    async fn delete_manifest(&self, done: &mut Done, digest: &Digest) -> ChangeOutcome {
        let kept = match is_there(self.client, self.repository, digest).await {
            Ok(true) => self.document(self.repository, digest, None).await,
            Ok(false) if self.change.names.is_empty() => {
                done.was_gone = true;
                return ChangeOutcome::Done;
            }
            Ok(false) => {
                return ChangeOutcome::NotSent {
                    why: "its names are there, and the manifest itself is not".to_owned(),
                };
            }
            Err(failure) => return not_read(done, failure),
        };
        match kept {
            Ok(kept) => done.document = Some(kept),
            Err(failure) => return not_read(done, failure),
        }
        let sent = send::delete(self.client, self.repository, digest.as_str()).await;
        self.after(done, sent, &After { gone: Some(digest), ..After::default() }).await
    }

    async fn replace_and_delete(&self, done: &mut Done, tag: &Tag) -> ChangeOutcome {
        let Some(before) = self.change.names.iter().find_map(|name| name.before.as_ref()) else {
            return ChangeOutcome::NotSent { why: "it is not known what the name names".to_owned() };
        };
        let old = match self.document(self.repository, before, None).await {
            Ok(old) => old,
            Err(failure) => return not_read(done, failure),
        };
        let shared = match self.shared().await {
            Ok(shared) => shared,
            Err(failure) => return not_read(done, failure),
        };
        match over_tag(self.client, self.repository, tag, before, &old).await {
            OverTag::Stop(outcome, failure) => {
                done.failure = failure.map(|failure| *failure);
                outcome
            }
            OverTag::Sent(sent) => self.after(done, sent.map_err(|failure| *failure), &shared.after()).await,
        }
    }

    async fn put(
        &self,
        done: &mut Done,
        tag: Option<&Tag>,
        digest: &Digest,
        media_type: &MediaType,
        from: Option<&Repository>,
    ) -> ChangeOutcome {
        let document = match self.documents.iter().find(|kept| kept.digest == *digest) {
            Some(kept) if digest.of_the_same_kind(&kept.bytes).as_ref() == Some(digest) => kept.clone(),
            Some(_) => return ChangeOutcome::NotSent { why: "the record's bytes have another digest".to_owned() },
            None => match self.document(from.unwrap_or(self.repository), digest, Some(media_type)).await {
                Ok(document) => document,
                Err(failure) => return not_read(done, failure),
            },
        };
        let document = KeptDocument { media_type: media_type.clone(), ..document };
        let version = tag.map_or(digest.as_str(), Tag::as_str);
        let sent = send::put(self.client, self.repository, version, &document).await;
        let told = sent.as_ref().ok().and_then(|response| response.headers.get("docker-content-digest"));
        if told.is_some_and(|told| told != digest.as_str()) {
            return ChangeOutcome::Unknown {
                why: "the registry says that it has another digest than what was sent".to_owned(),
            };
        }
        self.after(done, sent, &After { there: Some(digest), ..After::default() }).await
    }

    async fn mount(&self, done: &mut Done, blob: &Digest, from: &Repository) -> ChangeOutcome {
        match send::mount(self.client, self.repository, blob, from).await {
            Ok(response) if response.status == 202 => {
                match send::take_back(self.client, self.repository, &response).await {
                    Some(Ok(_)) => ChangeOutcome::NotMounted,
                    Some(Err(failure)) => ChangeOutcome::Unknown {
                        why: format!(
                            "the registry does not mount; it began an upload, which could not be taken back ({})",
                            in_words(&failure)
                        ),
                    },
                    None => ChangeOutcome::Unknown {
                        why: "the registry does not mount; it began an upload, and does not expose the Location by which that \
                              is taken back"
                            .to_owned(),
                    },
                }
            }
            // What is put next names the blob, and the registry looks whether it is there.
            Ok(_) => ChangeOutcome::Done,
            Err(failure) => {
                let outcome = refusal(&failure);
                let unknown = || ChangeOutcome::Unknown { why: in_words(&failure) };
                let outcome = outcome.unwrap_or_else(unknown);
                done.failure = Some(failure);
                outcome
            }
        }
    }

    /// The other names of what a name names, as it is right before that goes: they must still be there afterwards, and it, too. At most so
    /// many as are read again before a manifest goes.
    async fn shared(&self) -> Result<Shared, Failure> {
        let name = self.change.names.first().and_then(|name| Some((&name.tag, name.before.as_ref()?)));
        let Some((own, digest)) = name else { return Ok(Shared::default()) };
        let others = self.expected.names_of(digest).into_iter().filter(|tag| *tag != own).take(OTHERS_AT_MOST);
        let mut names = self.names(others).await?;
        // Whoever moved one meanwhile did that, and not this step.
        names.retain(|_, named| named.as_ref() == Some(digest));
        Ok(Shared { digest: Some(digest.clone()), names: names.into_keys().collect() })
    }

    /// What became of a change that was sent.
    async fn after(&self, done: &mut Done, sent: Result<Response, Failure>, wanted: &After<'_>) -> ChangeOutcome {
        let failure = match sent {
            Ok(_) => None,
            // Somebody else was faster.
            Err(failure) if failure.status() == Some(404) && !matches!(self.change.action, Action::Put { .. }) => {
                done.was_gone = true;
                None
            }
            Err(failure) => {
                if let Some(outcome) = refusal(&failure) {
                    done.failure = Some(failure);
                    return outcome;
                }
                Some(failure)
            }
        };
        let is_silent = failure.is_some();
        let found = self.found(wanted).await;
        done.failure = failure;
        match found {
            Ok(Found { off, fell, .. }) if off.is_none() && fell.is_none() => ChangeOutcome::Done,
            Ok(Found { fell: Some(fell), .. }) => fell,
            Ok(Found { off: Some(stayed), told, .. }) => match is_silent {
                false => stayed,
                true => ChangeOutcome::Unknown { why: format!("no answer came that could be read; {told}") },
            },
            Ok(Found { off: None, .. }) => ChangeOutcome::Done,
            Err(failure) => {
                let why = format!("it was sent, and what came of it could not be read: {}", in_words(&failure));
                done.failure = done.failure.take().or(Some(failure));
                ChangeOutcome::Unknown { why }
            }
        }
    }

    async fn found(&self, wanted: &After<'_>) -> Result<Found, Failure> {
        let names = self.names(self.change.names.iter().map(|name| &name.tag)).await?;
        let now = |tag: &Tag| names.get(tag).and_then(Option::as_ref);
        let off: Vec<Tag> = self
            .change
            .names
            .iter()
            .filter(|name| now(&name.tag) != name.after.as_ref())
            .map(|name| name.tag.clone())
            .collect();
        let shared = self.names(wanted.shared.iter().copied()).await?;
        let fallen: Vec<Tag> =
            shared.into_iter().filter(|(_, named)| named.as_ref() != wanted.there).map(|(tag, _)| tag).collect();
        let mut is_off = !off.is_empty();
        let mut lost = None;
        if let Some(digest) = wanted.gone {
            is_off |= is_there(self.client, self.repository, digest).await?;
        }
        if let Some(digest) = wanted.there
            && !is_there(self.client, self.repository, digest).await?
        {
            is_off |= !wanted.falls;
            lost = wanted.falls.then(|| digest.clone());
        }
        let told = match off.first() {
            Some(tag) => match now(tag) {
                Some(digest) => format!("the tag {tag} names {digest} now"),
                None => format!("there is no tag {tag} now"),
            },
            None => "the registry is as it was before".to_owned(),
        };
        let fell =
            (lost.is_some() || !fallen.is_empty()).then_some(ChangeOutcome::AlsoFell { tags: fallen, manifest: lost });
        Ok(Found { off: is_off.then_some(ChangeOutcome::Stayed { tags: off }), fell, told })
    }

    /// A manifest as it is there now.
    async fn document(
        &self,
        repository: &Repository,
        digest: &Digest,
        known: Option<&MediaType>,
    ) -> Result<KeptDocument, Failure> {
        let fetched = manifest(self.client, repository, &Version::Digest(digest.clone()), known).await?;
        Ok(KeptDocument { digest: fetched.digest, media_type: media_type(&fetched.document), bytes: fetched.raw })
    }
}

/// What a name names, and its other names.
#[derive(Default)]
struct Shared {
    digest: Option<Digest>,
    names: Vec<Tag>,
}

impl Shared {
    fn after(&self) -> After<'_> {
        After { gone: None, there: self.digest.as_ref(), shared: self.names.iter().collect(), falls: true }
    }
}

/// What has to be so after a change, besides its names.
#[derive(Default)]
struct After<'a> {
    /// What must not be there.
    gone: Option<&'a Digest>,
    /// What must be there.
    there: Option<&'a Digest>,
    /// Names of that.
    shared: Vec<&'a Tag>,
    /// Whether it fell where it is not there; else it never came.
    falls: bool,
}

/// What is so after a change.
struct Found {
    /// What is not as planned.
    off: Option<ChangeOutcome>,
    /// What fell besides.
    fell: Option<ChangeOutcome>,
    /// What is there, in words.
    told: String,
}
