//! The files of an image, layer by layer as they are read, and what is asked of them. A tree is made when it is first asked for.

use std::collections::BTreeMap;

use crate::hashing::Hashing;
use crate::layer::LayerFiles;
use crate::questions::{FoundRow, TreeAnswer, TreeQuestion, TreeView};
use crate::reading::{ContentError, ContentPlace, LayerReading, ReadLayer};
use crate::tree::{FileQuery, Layers, MOST_ROWS, NodeId, Tree, Window};

/// The files of an image.
#[derive(Default)]
pub struct ImageFiles {
    layers: BTreeMap<u16, Held>,
    trees: BTreeMap<TreeView, Made>,
    /// What fits to what was typed last, for its next rows.
    found: Option<(TreeView, Vec<u8>, bool, Vec<NodeId>)>,
}

enum Held {
    Reading(Box<LayerReading>),
    Read(Box<ReadLayer>),
}

/// A tree, and how many files there were when it was made.
struct Made {
    tree: Tree,
    items: usize,
}

impl ImageFiles {
    /// Begins to read a layer, and forgets what was read of it before.
    pub fn begin(&mut self, layer: u16, hashing: Hashing) {
        self.layers.insert(layer, Held::Reading(Box::new(LayerReading::new(hashing))));
        self.forget_trees();
    }

    /// The layer that is being read, to go on with it.
    pub fn reading(&mut self, layer: u16) -> Option<&mut LayerReading> {
        match self.layers.get_mut(&layer)? {
            Held::Reading(reading) => Some(reading),
            Held::Read(_) => None,
        }
    }

    /// Nothing more comes of a layer: what was read, and the digest of all of it.
    pub fn end(&mut self, layer: u16) -> Option<(&ReadLayer, String)> {
        let Held::Reading(reading) = self.layers.remove(&layer)? else { return None };
        let (read, digest) = reading.end();
        self.layers.insert(layer, Held::Read(Box::new(read)));
        self.forget_trees();
        Some((self.read(layer)?, digest))
    }

    /// A layer that was read.
    pub fn read(&self, layer: u16) -> Option<&ReadLayer> {
        match self.layers.get(&layer)? {
            Held::Read(read) => Some(read),
            Held::Reading(_) => None,
        }
    }

    /// Where the content of a file is.
    ///
    /// # Errors
    ///
    /// Where it has none, or more than `limit` bytes, or its layer was not read.
    pub fn content(&self, layer: u16, item: u32, limit: u64) -> Result<ContentPlace, ContentError> {
        let read = self.read(layer).filter(|read| (item as usize) < read.files.len()).ok_or(ContentError::NoFile)?;
        let packing = read.packing.ok_or(ContentError::Cut)?;
        ContentPlace::of(&read.files, item, (&read.checkpoints, packing, read.packed), limit)
    }

    /// Answers a question.
    pub fn answer(&mut self, view: TreeView, question: &TreeQuestion) -> TreeAnswer {
        self.make(view);
        self.look_for(view, question);
        let Some(made) = self.trees.get(&view) else { return TreeAnswer::Nothing };
        let (tree, layers) = (&made.tree, self.of(view));
        let layers = layers.as_slice();
        let row = |node| FoundRow { path: tree.path(layers, node), row: tree.row(layers, node) };
        let is_there = |node: &NodeId| (*node as usize) < tree.len();
        match question {
            TreeQuestion::Rows { folder, window } if is_there(folder) => {
                let (rows, count) = tree.rows(layers, *folder, *window);
                let rows = rows.into_iter().map(|row| FoundRow { path: tree.path(layers, row.node), row });
                TreeAnswer::Rows { rows: rows.collect(), count }
            }
            TreeQuestion::Search { window, .. } => {
                let found = self.found.as_ref().map_or(&[][..], |(.., found)| found);
                let rows = found.iter().skip(window.first).take(window.count.min(MOST_ROWS)).map(|node| row(*node));
                TreeAnswer::Rows { rows: rows.collect(), count: found.len() }
            }
            TreeQuestion::Find(path) => match tree.find(layers, path) {
                Some(node) => TreeAnswer::Rows { rows: vec![row(node)], count: 1 },
                None => TreeAnswer::Nothing,
            },
            TreeQuestion::Versions(node) if is_there(node) => TreeAnswer::Versions(tree.versions(*node)),
            TreeQuestion::Wasted(most) => {
                let largest = tree.wasted(layers, (*most).min(MOST_ROWS)).into_iter();
                let largest = largest.map(|file| (tree.path(layers, file.node), file));
                TreeAnswer::Wasted { waste: tree.waste(), largest: largest.collect() }
            }
            TreeQuestion::Largest { folder, most } if is_there(folder) => {
                let (largest, rest) = tree.largest(layers, *folder, (*most).min(MOST_ROWS));
                TreeAnswer::Largest { rows: largest.into_iter().map(|(node, _)| row(node)).collect(), rest }
            }
            TreeQuestion::Rows { .. } | TreeQuestion::Versions(_) | TreeQuestion::Largest { .. } => TreeAnswer::Nothing,
        }
    }

    fn forget_trees(&mut self) {
        self.trees.clear();
        self.found = None;
    }

    /// The layers of a view, each at its place.
    fn of(&self, view: TreeView) -> Vec<Option<&LayerFiles>> {
        let count = self.layers.keys().next_back().map_or(0, |last| usize::from(*last) + 1);
        let mut layers = vec![None; count];
        for (layer, held) in &self.layers {
            if view == TreeView::All || view == TreeView::Layer(*layer) {
                layers[usize::from(*layer)] = Some(held.files());
            }
        }
        layers
    }

    /// Makes the tree of a view, where there is none, or files have come since.
    fn make(&mut self, view: TreeView) {
        let layers = self.of(view);
        let items = layers.iter().flatten().map(|files| files.len()).sum();
        if items == 0 || self.trees.get(&view).is_some_and(|made| made.items == items) {
            return;
        }
        let tree = Tree::of(&layers as &Layers<'_>);
        self.trees.insert(view, Made { tree, items });
        self.found = None;
    }

    /// Finds what fits, where that is not what was found last.
    fn look_for(&mut self, view: TreeView, question: &TreeQuestion) {
        let TreeQuestion::Search { typed, window: Window { with_removed, .. } } = question else { return };
        let is_known =
            self.found.as_ref().is_some_and(|(of, by, removed, _)| (*of, by, removed) == (view, typed, with_removed));
        let (Some(made), false) = (self.trees.get(&view), is_known) else { return };
        let layers = self.of(view);
        let found = FileQuery::parse(typed).map(|query| made.tree.search(&layers, &query, *with_removed));
        self.found = Some((view, typed.clone(), *with_removed, found.unwrap_or_default()));
    }
}

impl Held {
    fn files(&self) -> &LayerFiles {
        match self {
            Held::Reading(reading) => reading.files(),
            Held::Read(read) => &read.files,
        }
    }
}

#[cfg(test)]
mod tests;
