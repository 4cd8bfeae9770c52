//! Descriptors: references to contents, as manifests and indexes list them.
//!
//! Where one is broken, the rest of its document is kept and the broken one is named.

use serde_json::Value;

use super::annotations::Annotations;
use super::digest::{Digest, DigestError};
use super::json;
use super::media_type::MediaType;
use super::platform::Platform;

/// A reference to a content: its type, name and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// What it is.
    pub media_type: MediaType,
    /// Its name.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// What it is for, in an index.
    pub platform: Option<Platform>,
    /// Its annotations.
    pub annotations: Annotations,
    /// What kind of artifact it refers to.
    pub artifact_type: Option<String>,
}

/// Why something is no descriptor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDescriptor {
    /// `digest` is missing.
    #[error("it has no digest")]
    NoDigest,
    /// `digest` is none.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// `size` is missing, or something else.
    #[error("its size is missing or is no whole number")]
    NoSize,
    /// `mediaType` is missing.
    #[error("it has no media type")]
    NoMediaType,
}

/// What could not be used of a document. Its words are made when somebody reads them: a document may have 100,000 problems.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Its two types differ.
    #[error("the content type says {told} and the document {member}")]
    TwoTypes {
        /// What the content type says.
        told: MediaType,
        /// What `mediaType` says.
        member: MediaType,
    },
    /// It is something else than it is called.
    #[error("it is called {named}, and has the shape of {shaped}")]
    OtherShape {
        /// What it is called.
        named: MediaType,
        /// What it looks like.
        shaped: MediaType,
    },
    /// It looks like both.
    #[error("it has the members of an index and of a manifest")]
    TwoShapes,
    /// A member is broken.
    #[error("{name} is left out: {why}")]
    Member {
        /// Its name.
        name: &'static str,
        /// What is wrong with it.
        why: NoDescriptor,
    },
    /// An item of a list is broken.
    #[error("{list}[{at}] is left out: {why}")]
    Item {
        /// The list's name.
        list: &'static str,
        /// Which item, from 0.
        at: usize,
        /// What is wrong with it.
        why: NoDescriptor,
    },
    /// A list is none.
    #[error("{0} is no list")]
    NoList(&'static str),
}

impl Descriptor {
    /// Reads one descriptor (OCI image specification, descriptor.md): `mediaType`, `digest` and `size` are required.
    pub(super) fn read(mut value: Value) -> Result<Descriptor, NoDescriptor> {
        let digest = json::text(&value, "digest").ok_or(NoDescriptor::NoDigest)?;
        let digest = Digest::parse(&digest)?;
        let size = value.get("size").and_then(Value::as_u64).ok_or(NoDescriptor::NoSize)?;
        let media_type = json::text(&value, "mediaType").ok_or(NoDescriptor::NoMediaType)?;
        Ok(Descriptor {
            media_type: MediaType::from(media_type.as_str()),
            digest,
            size,
            platform: Platform::read(json::take(&mut value, "platform")),
            annotations: json::take_annotations(&mut value, "annotations"),
            artifact_type: json::filled(&value, "artifactType"),
        })
    }

    /// The descriptor in a member, which is taken; a broken one goes to `problems`.
    pub(super) fn take(value: &mut Value, name: &'static str, problems: &mut Vec<Problem>) -> Option<Descriptor> {
        let member = Some(json::take(value, name)).filter(|member| !member.is_null())?;
        Descriptor::read(member).map_err(|why| problems.push(Problem::Member { name, why })).ok()
    }

    /// The descriptors in a list, which is taken; broken ones go to `problems`.
    pub(super) fn take_list(value: &mut Value, list: &'static str, problems: &mut Vec<Problem>) -> Vec<Descriptor> {
        let mut good = Vec::new();
        match json::take(value, list) {
            Value::Null => {}
            Value::Array(items) => {
                for (at, item) in items.into_iter().enumerate() {
                    match Descriptor::read(item) {
                        Ok(descriptor) => good.push(descriptor),
                        Err(why) => problems.push(Problem::Item { list, at, why }),
                    }
                }
            }
            _ => problems.push(Problem::NoList(list)),
        }
        good
    }
}
