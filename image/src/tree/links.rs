//! What hard links lead to, and the sums that depend on it: a file with many names has its bytes once.

use std::collections::{HashMap, HashSet};

use super::nodes::{FileVersion, ItemAt, Layers, NodeId, Tree, Waste, files, kind};
use crate::layer::FileKind;

/// Finds what each hard link leads to.
pub(super) fn resolve(tree: &mut Tree, layers: &Layers<'_>) {
    let mut links = Vec::new();
    for node in 0..tree.len() as NodeId {
        let item = tree.item(node);
        if kind(layers, item) == FileKind::HardLink {
            links.extend(target(tree, layers, item).map(|target| (node, target)));
        }
    }
    tree.links = links.into_iter().collect();
}

/// The file that a link was made to: what its target's name stood for at that time. Each step leads to something older, so it ends.
pub(super) fn target(tree: &Tree, layers: &Layers<'_>, link: ItemAt) -> Option<ItemAt> {
    let mut at = link;
    while kind(layers, at) == FileKind::HardLink {
        let node = tree.find(layers, files(layers, at).link(at.item))?;
        let was_there = |version: &&FileVersion| {
            let is_gone = version.hidden_by.is_some_and(|by| moment(layers, by) <= (at.layer, at.item));
            version.at < at && !is_gone && kind(layers, version.at) != FileKind::Whiteout
        };
        at = tree.versions(node).iter().rev().find(was_there)?.at;
    }
    (kind(layers, at) != FileKind::Folder).then_some(at)
}

/// When something takes away what it hides: whiteouts come before all else of their layer.
fn moment(layers: &Layers<'_>, at: ItemAt) -> (u16, u32) {
    match kind(layers, at) {
        FileKind::Whiteout | FileKind::Opaque => (at.layer, 0),
        _ => (at.layer, at.item),
    }
}

/// Adds files and bytes up, from the deepest folders on, and what is wasted.
pub(super) fn sum(tree: &mut Tree, layers: &Layers<'_>) {
    let size = |at: ItemAt| files(layers, at).size(at.item);
    // A file whose own name is gone counts where the first other name of it is.
    let seen_itself = |tree: &Tree, at: ItemAt| {
        let own = tree.find_item(layers, at);
        own.is_some_and(|node| !tree.is_removed(node) && tree.item(node) == at)
    };
    let mut counted: HashMap<ItemAt, bool> = HashMap::new();
    let mut extra: HashMap<NodeId, u64> = HashMap::new();
    for (node, file) in &tree.links {
        if !tree.is_removed(*node) && !*counted.entry(*file).or_insert_with(|| seen_itself(tree, *file)) {
            counted.insert(*file, true);
            extra.insert(*node, size(*file));
        }
    }
    let mut sums = vec![(0_u32, 0_u64); tree.folders.len()];
    let place = |tree: &Tree, node| tree.folders.binary_search_by_key(&node, |folder| folder.node).ok();
    for at in (0..tree.folders.len()).rev() {
        let folder = tree.folders[at];
        for node in folder.first..folder.first + folder.shown {
            let item = tree.item(node);
            let (files, bytes) = match kind(layers, item) {
                FileKind::Folder => place(tree, node).map_or((0, 0), |inside| sums[inside]),
                FileKind::HardLink => (1, extra.get(&node).copied().unwrap_or(0)),
                _ => (1, size(item)),
            };
            sums[at].0 += files;
            sums[at].1 = sums[at].1.saturating_add(bytes);
        }
    }
    for (folder, (files, bytes)) in tree.folders.iter_mut().zip(sums) {
        (folder.files, folder.bytes) = (files, bytes);
    }
    let mut waste = Waste::default();
    let kept: HashSet<ItemAt> = counted.into_keys().collect();
    for version in tree.stories.iter().flat_map(|story| &story.versions) {
        let is_file = !matches!(kind(layers, version.at), FileKind::Folder | FileKind::Whiteout);
        if is_file && version.hidden_by.is_some() && !kept.contains(&version.at) {
            waste.files += 1;
            waste.bytes = waste.bytes.saturating_add(size(version.at));
        }
    }
    tree.waste = waste;
}
