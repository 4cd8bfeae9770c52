//! The files that a container sees of its layers, as a tree of compact nodes: what hides what, sums of folders, and what is wasted.
//!
//! Layers are laid one over the other as container runtimes unpack them (OCI image specification, layer.md, "Applying Changesets"): a
//! whiteout takes away what lower layers have, wherever it stands in its own; of two members of one path the later one holds; what stands
//! in a file makes a folder of it. Hard links lead to what had that name when they were made. Nothing is followed out of the tree.

mod build;
mod links;
mod nodes;
mod path;
mod rows;
mod search;
mod wasted;

pub use nodes::{FileVersion, ItemAt, Layers, NodeId, ROOT, Tree, Waste};
pub use rows::{MOST_ROWS, RowOrder, TreeRow, Window};
pub use search::{FileQuery, LONGEST};
pub use wasted::WastedFile;

impl Tree {
    /// Lays layers one over the other.
    pub fn of(layers: &Layers<'_>) -> Tree {
        let mut tree = build::tree(layers);
        links::resolve(&mut tree, layers);
        links::sum(&mut tree, layers);
        tree
    }
}

#[cfg(test)]
mod tests;
