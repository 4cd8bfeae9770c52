//! A content that somebody opened, and whose it is.

use std::sync::Arc;

use super::super::page::Page;
use crate::registry::descriptor::Descriptor;
use crate::registry::manifest::Manifest;

/// Which blob of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlobPlace {
    /// Its configuration.
    Config,
    /// One of its layers, from 0.
    Layer(usize),
}

impl BlobPlace {
    /// The blob.
    pub fn of(self, manifest: &Manifest) -> Option<&Descriptor> {
        match self {
            BlobPlace::Config => manifest.config.as_ref(),
            BlobPlace::Layer(at) => manifest.layers.get(at),
        }
    }

    /// The id of the element that shows its content.
    pub fn id(self) -> String {
        match self {
            BlobPlace::Config => "content-config".to_owned(),
            BlobPlace::Layer(at) => format!("content-{}", at + 1),
        }
    }
}

/// What is opened: a viewer finds here what the bytes do not say.
#[derive(Clone)]
pub struct Opened {
    /// The page that it is opened on.
    pub(in super::super) page: Page,
    /// The manifest that names it, with its subject and its annotations.
    pub manifest: Arc<Manifest>,
    /// Its descriptor.
    pub blob: Descriptor,
}
