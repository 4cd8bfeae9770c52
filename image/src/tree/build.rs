//! How the tree is made: folder by folder from the root, from what each layer has in it.

use std::rc::Rc;

use super::nodes::{FileVersion, Folder, ItemAt, Layers, Node, NodeId, ROOT, Story, Tree, files, kind};
use crate::layer::{FileKind, LayerFiles};

/// A moment while layers are laid one over the other: layer by layer, and in each its whiteouts before all else.
type Moment = (u16, u32);

/// What takes something away, and when.
type Cut = (Moment, ItemAt);

/// A folder whose inside is to be looked at.
struct Work {
    node: NodeId,
    /// What layers have as this folder.
    items: Vec<ItemAt>,
    /// What takes away what stands in it, in order.
    cuts: Rc<[Cut]>,
}

/// What stands in the folders of a layer.
struct Inside {
    /// Where the items of a folder begin.
    begins: Vec<u32>,
    items: Vec<u32>,
}

/// What one layer has in a folder, with the beginning of its name, by which most comparisons are decided.
struct Found<'a> {
    begin: u64,
    name: &'a [u8],
    at: ItemAt,
}

/// Nodes, folders and stories, without sums and links.
pub(super) fn tree(layers: &Layers<'_>) -> Tree {
    let insides: Vec<Option<Inside>> = layers.iter().map(|files| files.map(Inside::of)).collect();
    let read = (0..layers.len()).filter(|layer| layers[*layer].is_some());
    let roots: Vec<ItemAt> = read.map(|layer| ItemAt { layer: layer as u16, item: 0 }).collect();
    let mut tree = Tree::default();
    let Some(lowest) = roots.first() else {
        tree.nodes.push(Node { parent: ROOT, item: 0, layer: 0, is_removed: false });
        return tree;
    };
    let described = roots.iter().rev().find(|root| !files(layers, **root).is_implied(0)).unwrap_or(lowest);
    tree.nodes.push(Node { parent: ROOT, item: 0, layer: described.layer, is_removed: false });
    // The folders come in the order of their nodes, and so do their insides.
    let mut work = std::collections::VecDeque::from([Work { node: ROOT, items: roots, cuts: Rc::from([]) }]);
    while let Some(folder) = work.pop_front() {
        let found = found(layers, &insides, &folder.items);
        let cuts = with_opaques(&found, layers, folder.cuts);
        let mut groups: Vec<Group> = found
            .chunk_by(|one, other| one.name == other.name)
            .map(|group| Group::of(layers, group, &cuts))
            .filter(|group| !group.versions.is_empty())
            .collect();
        groups.sort_by_key(|group| group.is_removed);
        let first = tree.nodes.len() as NodeId;
        let shown = groups.iter().filter(|group| !group.is_removed).count() as u32;
        let count = groups.len() as u32;
        tree.folders.push(Folder { node: folder.node, first, count, shown, files: 0, bytes: 0 });
        for Group { versions, item, is_removed, cuts, folders } in groups {
            let node = tree.nodes.len() as NodeId;
            tree.nodes.push(Node { parent: folder.node, item: item.item, layer: item.layer, is_removed });
            if versions.len() > 1 || is_removed {
                tree.stories.push(Story { node, versions });
            }
            if !folders.is_empty() {
                work.push_back(Work { node, items: folders, cuts });
            }
        }
    }
    tree.nodes.shrink_to_fit();
    tree.folders.shrink_to_fit();
    tree
}

impl Inside {
    fn of(files: &LayerFiles) -> Inside {
        let count = files.len();
        let mut begins = vec![0_u32; count + 1];
        let items = 1..count as u32;
        items.clone().for_each(|item| begins[files.parent(item) as usize + 1] += 1);
        (0..count).for_each(|at| begins[at + 1] += begins[at]);
        let mut next = begins.clone();
        let mut inside = vec![0; count - 1];
        for item in items {
            let place = &mut next[files.parent(item) as usize];
            inside[*place as usize] = item;
            *place += 1;
        }
        Inside { begins, items: inside }
    }

    fn of_folder(&self, folder: u32) -> &[u32] {
        let folder = folder as usize;
        &self.items[self.begins[folder] as usize..self.begins[folder + 1] as usize]
    }
}

/// What all layers have in a folder, by name and then by layer.
fn found<'a>(layers: &Layers<'a>, insides: &[Option<Inside>], folders: &[ItemAt]) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for folder in folders {
        let files = files(layers, *folder);
        let Some(inside) = &insides[usize::from(folder.layer)] else { continue };
        found.extend(inside.of_folder(folder.item).iter().map(|item| {
            let name = files.name(*item);
            let mut begin = [0; 8];
            let length = name.len().min(8);
            begin[..length].copy_from_slice(&name[..length]);
            Found { begin: u64::from_be_bytes(begin), name, at: ItemAt { layer: folder.layer, item: *item } }
        }));
    }
    found.sort_unstable_by(|one, other| {
        (one.begin.cmp(&other.begin)).then_with(|| one.name.cmp(other.name)).then(one.at.cmp(&other.at))
    });
    found
}

/// What takes away what stands in a folder, with the folder's own opaque whiteouts.
fn with_opaques(found: &[Found<'_>], layers: &Layers<'_>, cuts: Rc<[Cut]>) -> Rc<[Cut]> {
    // They have no name, so they stand first.
    let opaques = found.iter().take_while(|one| one.name.is_empty());
    let own = opaques.filter(|one| kind(layers, one.at) == FileKind::Opaque).map(|one| ((one.at.layer, 0), one.at));
    let own: Vec<Cut> = own.collect();
    if own.is_empty() { cuts } else { in_order(cuts.iter().copied().chain(own)) }
}

fn in_order(cuts: impl Iterator<Item = Cut>) -> Rc<[Cut]> {
    let mut cuts: Vec<Cut> = cuts.collect();
    cuts.sort_unstable();
    Rc::from(cuts)
}

/// One path.
struct Group {
    versions: Vec<FileVersion>,
    /// What is seen; else what was there last.
    item: ItemAt,
    is_removed: bool,
    /// What takes away what stands in it.
    cuts: Rc<[Cut]>,
    /// What layers have as a folder here.
    folders: Vec<ItemAt>,
}

impl Group {
    fn of(layers: &Layers<'_>, group: &[Found<'_>], above: &Rc<[Cut]>) -> Group {
        let kind = |at: ItemAt| kind(layers, at);
        let is_folder = |at: ItemAt| kind(at) == FileKind::Folder;
        let is_whiteout = |at: ItemAt| kind(at) == FileKind::Whiteout;
        let is_implied = |at: ItemAt| files(layers, at).is_implied(at.item);
        let all: Vec<ItemAt> = group.iter().map(|one| one.at).filter(|at| kind(*at) != FileKind::Opaque).collect();
        let whiteouts = all.iter().filter(|at| is_whiteout(**at)).map(|at| ((at.layer, 0), *at));
        let whiteouts: Vec<Cut> = whiteouts.collect();
        let real: Vec<ItemAt> = all.iter().copied().filter(|at| !is_whiteout(*at)).collect();
        let folders: Vec<ItemAt> = real.iter().copied().filter(|at| is_folder(*at)).collect();
        let moment = |at: ItemAt| (at.layer, at.item);
        let own = whiteouts.iter().copied();
        let instead = real.iter().filter(|at| !is_folder(**at) && !folders.is_empty()).map(|at| (moment(*at), *at));
        let own: Vec<Cut> = own.chain(instead).collect();
        let cuts = if own.is_empty() { above.clone() } else { in_order(above.iter().copied().chain(own)) };
        let after = |cuts: &[Cut], at: ItemAt| cuts.iter().copied().find(|(when, _)| *when > moment(at));
        let hidden_by = |place: usize| {
            let at = real[place];
            // A folder over a folder says more of it, and one that is only implied says nothing.
            let next =
                real[place + 1..].iter().find(|next| !(is_folder(at) && is_folder(**next) && is_implied(**next)));
            let next = next.map(|next| (moment(*next), *next));
            let cut = [after(above, at), after(&whiteouts, at), next].into_iter().flatten().min();
            cut.map(|(_, by)| by)
        };
        let mut versions: Vec<FileVersion> = Vec::with_capacity(all.len());
        let mut place = 0;
        for at in all {
            let hidden_by = if is_whiteout(at) {
                None
            } else {
                place += 1;
                hidden_by(place - 1)
            };
            versions.push(FileVersion { at, hidden_by });
        }
        let seen = versions.iter().filter(|version| version.hidden_by.is_none() && !is_whiteout(version.at));
        // Of folders that are seen, the one that is described.
        let seen: Vec<ItemAt> = seen.map(|version| version.at).collect();
        let described = seen.iter().rev().find(|at| !is_implied(**at)).or(seen.first());
        let item = described.or(real.last()).or(versions.last().map(|version| &version.at)).copied();
        let item = item.unwrap_or(ItemAt { layer: 0, item: 0 });
        Group { versions, item, is_removed: seen.is_empty(), cuts, folders }
    }
}
