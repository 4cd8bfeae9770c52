//! What a person asks for, before anybody looked whether it can be.

use std::collections::BTreeSet;

use super::known::Known;
use super::pattern::Pattern;
use crate::registry::digest::Digest;
use crate::registry::media_type::MediaType;
use crate::registry::reference::{Tag, Version};

/// What is asked for, and what is not to be touched whatever is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// What is asked for.
    pub asked: Asked,
    /// Names that were taken out of the plan: they stay, and so does what they name.
    pub taken_out: BTreeSet<Tag>,
    /// The protected names of `config.json`. They win over all else: such a name is neither deleted nor moved, and what it names is not
    /// deleted by another name.
    pub protected: Vec<Pattern>,
}

/// What is asked for. One plan does one of these.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Names and manifests go.
    Delete(Vec<Deletion>),
    /// Names are made to name these; each is there already.
    SetTags(Vec<(Tag, Digest)>),
    /// What a record of changes has is put back.
    BringBack(BringBack),
    /// An image becomes one of another repository, too.
    Copy(Box<Copying>),
}

/// What goes, and in which way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// Names, and digests of what has none. A digest is deleted by itself in whichever way.
    pub what: BTreeSet<Version>,
    /// How.
    pub way: DeleteWay,
    /// The rule that picked it, in words; `None` where a person did.
    pub rule: Option<String>,
}

/// How names are deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteWay {
    /// The name goes, and what it names stays.
    TagOnly,
    /// The same where a registry deletes by digest alone: another manifest is put over the name first.
    OverTag,
    /// What it names goes, by its digest, and with it every name of it.
    Manifest {
        /// Also what an index lists and nothing else leads to.
        with_children: bool,
        /// Also what hangs on it: referrers, and what stands behind tags that are named after its digest.
        with_attached: bool,
    },
}

/// What a record of changes has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BringBack {
    /// Names, and what they named.
    pub names: Vec<(Tag, Digest)>,
    /// Manifests that were deleted and whose bytes the record has, in the order in which they were deleted: an index before what it
    /// lists. They come back in the opposite one, because registries look whether that is there.
    pub documents: Vec<(Digest, MediaType)>,
}

/// A copy into another repository of the same registry.
#[derive(Clone, Debug, PartialEq)]
pub struct Copying {
    /// What is copied.
    pub digest: Digest,
    /// Its name there; `None` for none.
    pub tag: Option<Tag>,
    /// Whether what hangs on it goes along.
    pub with_attached: bool,
    /// What is known of the other repository.
    pub into: Known,
}

impl Wish {
    /// A deletion, with nothing taken out or protected.
    pub fn to_delete(what: impl IntoIterator<Item = Version>, way: DeleteWay) -> Wish {
        let deletion = Deletion { what: what.into_iter().collect(), way, rule: None };
        Wish::of(Asked::Delete(vec![deletion]))
    }

    /// Something asked for, with nothing taken out or protected.
    pub fn of(asked: Asked) -> Wish {
        Wish { asked, taken_out: BTreeSet::new(), protected: Vec::new() }
    }

    /// The pattern that protects a name.
    pub fn protection(&self, tag: &Tag) -> Option<&Pattern> {
        self.protected.iter().find(|pattern| pattern.fits(tag.as_str()))
    }
}
