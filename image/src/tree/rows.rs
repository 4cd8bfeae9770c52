//! What a page shows of the tree: a few rows of one folder, in an order.

use std::ops::Range;

use super::nodes::{ItemAt, Layers, NodeId, ROOT, Tree, files, kind};
use crate::layer::{FileKind, LayerFile};

/// No window has more rows.
pub const MOST_ROWS: usize = 100;

/// What is to be seen of a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// In which order.
    pub order: RowOrder,
    /// Whether what was removed is shown, too.
    pub with_removed: bool,
    /// The first row, from 0.
    pub first: usize,
    /// How many rows, [`MOST_ROWS`] at most.
    pub count: usize,
}

/// In which order rows stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// By the bytes of their names, folders among files; removed ones after the others.
    #[default]
    Name,
    /// The largest first, and what is as large by name.
    Size,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// Its node.
    pub node: NodeId,
    /// Where it comes from: what a container sees, or what was there before it was removed.
    pub at: ItemAt,
    /// What the layer says of it; of a sparse file without its pieces.
    pub file: LayerFile,
    /// The bytes of the file, or of all files in the folder.
    pub bytes: u64,
    /// The files in the folder; 1 for what is none.
    pub files: u64,
    /// How many rows there are in it.
    pub inside: u32,
    /// Whether a container does not see it.
    pub is_removed: bool,
    /// How many other layers have something at this path, whiteouts too.
    pub others: usize,
    /// What a hard link leads to, where that is there.
    pub target: Option<ItemAt>,
}

impl Tree {
    /// One node as a row.
    pub fn row(&self, layers: &Layers<'_>, node: NodeId) -> TreeRow {
        let at = self.item(node);
        let mut file = files(layers, at).file(at.item);
        file.pieces = file.pieces.map(|_| Vec::new());
        if node == ROOT {
            file.name = Vec::new();
        }
        let target = self.link(node);
        let (files, bytes) = match file.kind {
            FileKind::Folder => self.sum(node),
            FileKind::Whiteout => (0, 0),
            _ => (1, self.bytes(layers, node)),
        };
        let (shown, removed) = self.inside(node);
        TreeRow {
            node,
            at,
            file,
            bytes,
            files,
            inside: (shown.len() + removed.len()) as u32,
            is_removed: self.is_removed(node),
            others: self.versions(node).iter().filter(|version| version.at.layer != at.layer).count(),
            target,
        }
    }

    /// Rows of a folder, and how many there are in all.
    pub fn rows(&self, layers: &Layers<'_>, folder: NodeId, window: Window) -> (Vec<TreeRow>, usize) {
        let (shown, removed) = self.inside(folder);
        let all = shown.start..if window.with_removed { removed.end } else { shown.end };
        let count = all.len();
        let wanted = range(window, count);
        let rows = match window.order {
            RowOrder::Name => wanted.map(|at| self.row(layers, all.start + at as NodeId)).collect(),
            RowOrder::Size => {
                let sorted = self.by_size(layers, all);
                sorted[wanted].iter().map(|node| self.row(layers, *node)).collect()
            }
        };
        (rows, count)
    }

    /// The nodes of a folder from the largest on.
    pub(super) fn by_size(&self, layers: &Layers<'_>, nodes: Range<NodeId>) -> Vec<NodeId> {
        let mut sized: Vec<(u64, NodeId)> = nodes.map(|node| (self.bytes(layers, node), node)).collect();
        sized.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        sized.into_iter().map(|(_, node)| node).collect()
    }

    /// The bytes of a node: the file's, that of a hard link's target, or the sum of a folder.
    pub fn bytes(&self, layers: &Layers<'_>, node: NodeId) -> u64 {
        let at = self.link(node).unwrap_or(self.item(node));
        match kind(layers, at) {
            FileKind::Folder => self.sum(node).1,
            _ => files(layers, at).size(at.item),
        }
    }
}

/// The rows of a window that there are.
pub(super) fn range(window: Window, count: usize) -> Range<usize> {
    let first = window.first.min(count);
    first..first + window.count.min(MOST_ROWS).min(count - first)
}
