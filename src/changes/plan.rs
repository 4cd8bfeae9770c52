//! A plan: the requests in their order, the names that each changes, what is left alone and why, and what it means for the rest.

use crate::registry::digest::Digest;
use crate::registry::media_type::MediaType;
use crate::registry::reference::{Repository, Tag};

/// What would be done, in this order. Nothing is sent that does not stand here.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The repository that is changed.
    pub repository: Repository,
    /// The requests that change something.
    pub steps: Vec<Change>,
    /// What was wished and is left alone.
    pub left_alone: Vec<LeftAlone>,
    /// What stays, and will miss something.
    pub breaks: Vec<Break>,
    /// The bytes that nothing else of this repository names afterwards, as far as it is known: documents and blobs. A registry frees them
    /// when it next collects what nothing names, and other repositories may share them.
    pub freed: u64,
    /// Whether all was read that could name those bytes.
    pub is_freed_certain: bool,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What is sent.
    pub action: Action,
    /// Every name that changes by it, whether or not it was wished. Each is read again right before, and stops the plan where it is
    /// another one by then.
    pub names: Vec<NameChange>,
    /// Why it stands in the plan.
    pub because: Because,
}

/// What a step sends.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// `DELETE /v2/<name>/manifests/<tag>`: the name goes, and what it names stays. Not every registry can.
    DeleteTag(Tag),
    /// `DELETE /v2/<name>/manifests/<digest>`: the manifest goes, and with it every name of it.
    DeleteManifest(Digest),
    /// For registries that delete by digest alone: another manifest, that nothing else names, is put under the tag, and deleted by its
    /// digest. If it cannot be deleted, the tag is put back.
    ReplaceAndDelete(Tag),
    /// `PUT /v2/<name>/manifests/<tag or digest>` with the very bytes of a manifest.
    Put {
        /// Under which name; without one under its digest.
        tag: Option<Tag>,
        /// What is put.
        digest: Digest,
        /// Its type.
        media_type: MediaType,
        /// Where its bytes are read, where that is another repository.
        from: Option<Repository>,
    },
    /// `POST /v2/<name>/blobs/uploads/?mount=<digest>&from=<repository>`: a blob of another repository becomes one of this, and no byte
    /// moves.
    Mount {
        /// The blob.
        blob: Digest,
        /// Its size in bytes.
        size: u64,
        /// Where it is.
        from: Repository,
    },
}

/// A name, and what a step makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameChange {
    /// The name.
    pub tag: Tag,
    /// What it names before; `None` where there is no such name.
    pub before: Option<Digest>,
    /// What it names afterwards; `None` where the name falls.
    pub after: Option<Digest>,
}

/// Why a step stands in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// A person chose it.
    Chosen,
    /// An index listed it that goes, and nothing that stays names it.
    ChildOf(Digest),
    /// It hangs on a manifest that goes.
    AttachedTo(Digest),
    /// A rule picked it, in words.
    Rule(String),
}

/// Something that was wished, and is not in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftAlone {
    /// The name, or the digest where it has none.
    pub what: String,
    /// Why.
    pub why: WhyLeft,
}

/// Why something is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyLeft {
    /// It is not known what the name names.
    Unread,
    /// Other names may name the same: the list of tags is not whole, or these, of which the first are named, could not be read.
    OthersUnknown(Vec<Tag>),
    /// Indexes that stay list it.
    NeededBy(Vec<Digest>),
    /// These, of which the first are named, stay and could not be read, so any of them may be an index that lists it.
    MayBeNeededBy(Vec<Digest>),
    /// These names of it stay. Only what goes along with something else is left alone for them: what a person chose goes with its names.
    NamedBy(Vec<Tag>),
    /// It hangs on this manifest, which stays.
    HangsOn(Digest),
    /// These hang on it, and stay by names of their own.
    SubjectOf(Vec<Digest>),
    /// It lists these, which are not there or could not be read, so no registry that looks would take it.
    Misses(Vec<Digest>),
    /// The name, which nobody chose, names this instead.
    NamesAnother(Digest),
    /// `config.json` protects a name of it by this pattern.
    Protected {
        /// The name.
        tag: Tag,
        /// The pattern.
        pattern: String,
    },
    /// A name of it was taken out of the plan.
    TakenOut(Tag),
    /// There is no such name, or no such manifest.
    NotThere,
    /// It is so already.
    AlreadySo,
}

/// Something that stays, and what it will miss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// An index without one of its children, which were missing before, or which fall.
    IndexWithoutChild {
        /// The index.
        index: Digest,
        /// The child.
        child: Digest,
    },
    /// Something that hangs on a manifest that goes.
    AttachmentWithoutImage {
        /// What hangs there.
        attachment: Digest,
        /// Its names.
        tags: Vec<Tag>,
        /// On what it hung.
        image: Digest,
    },
    /// A manifest that nothing which was read leads to afterwards, no name and no index: some registries collect such ones.
    Unnamed(Digest),
}
