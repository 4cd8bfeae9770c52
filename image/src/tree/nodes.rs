//! The nodes of a tree, and what is known of each without looking at its layer.

use std::collections::BTreeMap;

use crate::layer::{FileKind, LayerFiles};

/// The layers of an image from the lowest on. One that was not read is `None`, and hides nothing.
pub type Layers<'a> = [Option<&'a LayerFiles>];

/// A member of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemAt {
    /// The layer, counted from the lowest.
    pub layer: u16,
    /// Its item there.
    pub item: u32,
}

/// One thing in the tree. The first one is the root.
pub type NodeId = u32;

/// The root's.
pub const ROOT: NodeId = 0;

/// Layers, laid one over the other.
#[derive(Debug, Default)]
pub struct Tree {
    pub(super) nodes: Vec<Node>,
    /// In the order of their nodes.
    pub(super) folders: Vec<Folder>,
    /// Of what has more to tell than where it comes from, in the order of their nodes.
    pub(super) stories: Vec<Story>,
    /// What hard links lead to, by their nodes.
    pub(super) links: BTreeMap<NodeId, ItemAt>,
    pub(super) waste: Waste,
}

/// 12 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) parent: NodeId,
    pub(super) item: u32,
    pub(super) layer: u16,
    pub(super) is_removed: bool,
}

/// What stands in a folder: first, by name, what a container sees, then, by name, what was removed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Folder {
    pub(super) node: NodeId,
    pub(super) first: NodeId,
    pub(super) count: u32,
    pub(super) shown: u32,
    pub(super) files: u32,
    pub(super) bytes: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) node: NodeId,
    pub(super) versions: Vec<FileVersion>,
}

/// What one layer has at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileVersion {
    /// Where it stands.
    pub at: ItemAt,
    /// What hides it: a later version of it, a whiteout, or what came in the place of a folder above it.
    pub hidden_by: Option<ItemAt>,
}

/// What lower layers hold and nobody sees. Each byte counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waste {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Tree {
    /// How many nodes there are, removed ones too.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is nothing but the root.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    /// What is wasted.
    pub fn waste(&self) -> Waste {
        self.waste
    }

    /// Where a node comes from: what a container sees; of a removed one, what was there last.
    pub fn item(&self, node: NodeId) -> ItemAt {
        let Node { layer, item, .. } = self.nodes[node as usize];
        ItemAt { layer, item }
    }

    /// The folder of a node. The root stands in itself.
    pub fn parent(&self, node: NodeId) -> NodeId {
        self.nodes[node as usize].parent
    }

    /// Whether a container does not see it.
    pub fn is_removed(&self, node: NodeId) -> bool {
        self.nodes[node as usize].is_removed
    }

    /// What a hard link leads to, where that is there.
    pub fn link(&self, node: NodeId) -> Option<ItemAt> {
        self.links.get(&node).copied()
    }

    /// The files below a node, each name counted, and their bytes, each counted once.
    pub fn sum(&self, node: NodeId) -> (u64, u64) {
        self.folder(node).map_or((0, 0), |folder| (u64::from(folder.files), folder.bytes))
    }

    /// The nodes in a folder: what a container sees, and what was removed.
    pub fn inside(&self, node: NodeId) -> (std::ops::Range<NodeId>, std::ops::Range<NodeId>) {
        let Folder { first, shown, count, .. } = self.folder(node).copied().unwrap_or_default();
        (first..first + shown, first + shown..first + count)
    }

    /// All that layers have at the path of a node, from the lowest on, whiteouts too.
    pub fn versions(&self, node: NodeId) -> Vec<FileVersion> {
        match self.stories.binary_search_by_key(&node, |story| story.node) {
            Ok(at) => self.stories[at].versions.clone(),
            Err(_) => vec![FileVersion { at: self.item(node), hidden_by: None }],
        }
    }

    /// The bytes of memory that it takes.
    pub fn memory(&self) -> usize {
        let versions: usize = self.stories.iter().map(|story| size_of_val(&story.versions[..])).sum();
        size_of_val(&self.nodes[..])
            + size_of_val(&self.folders[..])
            + size_of_val(&self.stories[..])
            + versions
            + self.links.len() * 2 * size_of::<(NodeId, ItemAt)>()
    }

    /// What stands in a node, where it is or was a folder.
    pub(super) fn folder(&self, node: NodeId) -> Option<&Folder> {
        let at = self.folders.binary_search_by_key(&node, |folder| folder.node).ok()?;
        Some(&self.folders[at])
    }
}

/// The files of the layer of a member.
pub(super) fn files<'a>(layers: &Layers<'a>, at: ItemAt) -> &'a LayerFiles {
    layers[usize::from(at.layer)].expect("only of layers that were read there are members")
}

/// What a member is.
pub(super) fn kind(layers: &Layers<'_>, at: ItemAt) -> FileKind {
    files(layers, at).kind(at.item)
}
