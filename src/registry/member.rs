//! The members of a document that hold descriptors, and what could not be used of it.
//!
//! Where one is broken, the rest of its document is kept and the broken one is named.

use serde_json::Value;

use super::descriptor::{Descriptor, NoDescriptor};
use super::json;
use super::media_type::MediaType;

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

/// The descriptor in a member, which is taken; a broken one goes to `problems`.
pub(super) fn take_descriptor(
    value: &mut Value,
    name: &'static str,
    problems: &mut Vec<Problem>,
) -> Option<Descriptor> {
    let member = Some(json::take(value, name)).filter(|member| !member.is_null())?;
    Descriptor::read(member).map_err(|why| problems.push(Problem::Member { name, why })).ok()
}

/// The descriptors in a list, which is taken; broken ones go to `problems`.
pub(super) fn take_descriptors(value: &mut Value, list: &'static str, problems: &mut Vec<Problem>) -> Vec<Descriptor> {
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
