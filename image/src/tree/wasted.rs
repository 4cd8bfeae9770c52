//! The largest of what is wasted, and the largest of what is seen.

use std::collections::HashSet;

use super::nodes::{ItemAt, Layers, NodeId, Tree, files, kind};
use crate::layer::FileKind;

/// A file that a layer holds and nobody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WastedFile {
    /// The node of its path.
    pub node: NodeId,
    /// The file.
    pub at: ItemAt,
    /// What hides it.
    pub hidden_by: ItemAt,
    /// Its bytes.
    pub bytes: u64,
}

impl Tree {
    /// The largest files that are wasted, `most` of them; all of them together are [`Tree::waste`].
    pub fn wasted(&self, layers: &Layers<'_>, most: usize) -> Vec<WastedFile> {
        // By another name they are seen.
        let seen = self.links.iter().filter(|(node, _)| !self.is_removed(**node)).map(|(_, at)| *at);
        let seen: HashSet<ItemAt> = seen.collect();
        let mut wasted = Vec::new();
        for story in &self.stories {
            for version in &story.versions {
                let Some(hidden_by) = version.hidden_by else { continue };
                let is_file = !matches!(kind(layers, version.at), FileKind::Folder | FileKind::HardLink);
                if is_file && !seen.contains(&version.at) {
                    let bytes = files(layers, version.at).size(version.at.item);
                    wasted.push(WastedFile { node: story.node, at: version.at, hidden_by, bytes });
                }
            }
        }
        wasted.sort_by(|one, other| other.bytes.cmp(&one.bytes).then(one.node.cmp(&other.node)));
        wasted.truncate(most);
        wasted
    }

    /// The largest things in a folder that a container sees, `most` of them, and the bytes of all others.
    pub fn largest(&self, layers: &Layers<'_>, folder: NodeId, most: usize) -> (Vec<(NodeId, u64)>, u64) {
        let (shown, _) = self.inside(folder);
        let sorted = self.by_size(layers, shown);
        let sized = sorted.into_iter().map(|node| (node, self.bytes(layers, node)));
        let mut sized: Vec<(NodeId, u64)> = sized.collect();
        let rest = sized.split_off(most.min(sized.len())).into_iter().map(|(_, bytes)| bytes).sum();
        (sized, rest)
    }
}
