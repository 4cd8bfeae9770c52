//! What can be wrong in a repository, and in which words it is said.

use crate::changes::known::Child;
use crate::registry::digest::Digest;
use crate::registry::reference::{Tag, Version};

/// What was found in one repository.
#[derive(Clone, Debug, PartialEq)]
pub struct RepositoryCheck {
    /// How many tags were looked at.
    pub tags: usize,
    /// How many manifests were read.
    pub manifests: usize,
    /// Whether the list of tags came to its end.
    pub is_whole: bool,
    /// Whether the registry's own lists of what hangs on manifests were read. Without them attachments are those that tags lead to.
    pub asked_for_referrers: bool,
    /// What is wrong, the worst first.
    pub found: Vec<Damaged>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Damaged {
    /// What it is wrong with.
    pub what: Version,
    /// The tags that lead to it: its own, and those of the indexes that list it.
    pub tags: Vec<Tag>,
    /// What is wrong.
    pub damage: Damage,
}

/// What can be wrong, the worst first.
#[derive(Clone, Debug, PartialEq)]
pub enum Damage {
    /// An index of which no platform is there.
    AllPlatformsGone(Vec<Child>),
    /// The list of tags has it, and there is no manifest behind it.
    TagOfNothing,
    /// An index of which some of what it lists is not there.
    SomeGone {
        /// What is gone.
        gone: Vec<Child>,
        /// How many of what it lists are left.
        left: usize,
    },
    /// It could not be read what the tag names: why.
    UnreadTag(String),
    /// A manifest could not be read: why. Whether it is there is not known.
    UnreadManifest(String),
    /// It hangs on this manifest, which is not there.
    WithoutImage(Digest),
}

impl Damage {
    /// Where it stands among others: the worst first.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Damage::AllPlatformsGone(_) => 0,
            Damage::TagOfNothing => 1,
            Damage::SomeGone { .. } => 2,
            Damage::UnreadTag(_) => 3,
            Damage::UnreadManifest(_) => 4,
            Damage::WithoutImage(_) => 5,
        }
    }

    /// What is wrong, in a few words.
    pub fn in_words(&self) -> &'static str {
        match self {
            Damage::AllPlatformsGone(_) => "index without any platform",
            Damage::TagOfNothing => "tag of nothing",
            Damage::SomeGone { .. } => "index with something gone",
            Damage::UnreadTag(_) => "tag not read",
            Damage::UnreadManifest(_) => "manifest not read",
            Damage::WithoutImage(_) => "attachment without its image",
        }
    }

    /// The rest of it: what is gone, or why it could not be read.
    pub fn details(&self) -> String {
        match self {
            Damage::AllPlatformsGone(gone) => format!("gone: {}", named(gone)),
            Damage::TagOfNothing => "the list names it, and the registry has no manifest for it".to_owned(),
            Damage::SomeGone { gone, left } => format!("gone: {}; left: {left}", named(gone)),
            Damage::UnreadTag(why) | Damage::UnreadManifest(why) => why.clone(),
            Damage::WithoutImage(image) => format!("not there: {image}"),
        }
    }
}

fn named(gone: &[Child]) -> String {
    let name = |child: &Child| match &child.platform {
        Some(platform) if !platform.is_unknown() => format!("{platform} ({})", child.digest.short()),
        Some(_) => format!("attestation ({})", child.digest.short()),
        None => child.digest.short().to_owned(),
    };
    gone.iter().map(name).collect::<Vec<_>>().join(", ")
}
