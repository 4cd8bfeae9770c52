//! From paths to nodes, and back.

use super::nodes::{ItemAt, Layers, NodeId, ROOT, Tree, files};
use crate::layer::FileKind;

impl Tree {
    /// The last name of a node; empty for the root.
    pub fn name<'a>(&self, layers: &Layers<'a>, node: NodeId) -> &'a [u8] {
        match node {
            ROOT => b"",
            _ => files(layers, self.item(node)).name(self.item(node).item),
        }
    }

    /// The path of a node, without a slash before it; empty for the root.
    pub fn path(&self, layers: &Layers<'_>, mut node: NodeId) -> Vec<u8> {
        let mut names = Vec::new();
        while node != ROOT {
            names.push(self.name(layers, node));
            node = self.parent(node);
        }
        names.reverse();
        names.join(&b'/')
    }

    /// The node of a path. What a container sees comes before what was removed; links are not followed.
    pub fn find(&self, layers: &Layers<'_>, path: &[u8]) -> Option<NodeId> {
        let parts = path.split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".");
        parts.into_iter().try_fold(ROOT, |folder, part| self.find_in(layers, folder, part))
    }

    /// The node of a name in a folder.
    pub fn find_in(&self, layers: &Layers<'_>, folder: NodeId, name: &[u8]) -> Option<NodeId> {
        let (shown, removed) = self.inside(folder);
        [shown, removed].into_iter().find_map(|nodes| {
            let (mut low, mut high) = (nodes.start, nodes.end);
            while low < high {
                let middle = low + (high - low) / 2;
                match self.name(layers, middle).cmp(name) {
                    std::cmp::Ordering::Less => low = middle + 1,
                    std::cmp::Ordering::Equal => return Some(middle),
                    std::cmp::Ordering::Greater => high = middle,
                }
            }
            None
        })
    }

    /// The node at the path of a member of a layer.
    pub fn find_item(&self, layers: &Layers<'_>, at: ItemAt) -> Option<NodeId> {
        let files = files(layers, at);
        if files.kind(at.item) == FileKind::Opaque {
            return None;
        }
        let mut names = Vec::new();
        let mut item = at.item;
        while item != 0 {
            names.push(files.name(item));
            item = files.parent(item);
        }
        names.into_iter().rev().try_fold(ROOT, |folder, name| self.find_in(layers, folder, name))
    }
}
