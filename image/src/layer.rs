//! The files of one layer, as its archive has them: one compact item for each member, in its order, with all names in one arena.
//!
//! It knows no other layer. What a container sees, and what one layer hides of another, is [`crate::tree`]'s. Whiteouts are told from
//! files here (OCI image specification, layer.md, "Whiteouts"; `.wh..wh.` was aufs's own and is no file).

mod file;
mod names;

use std::collections::{BTreeMap, HashMap};

use crate::tar::{SparsePiece, TarEntry, TarKind};
pub use file::{FileKind, LayerFile, LayerLimit, LayerLimits};
use names::Names;

/// The files of a layer.
#[derive(Debug, Default)]
pub struct LayerFiles {
    items: Vec<Item>,
    names: Names,
    traits: Vec<Traits>,
    /// What does not fit into an item.
    rare: BTreeMap<u32, Rare>,
    /// What aufs left for itself.
    passed_over: u64,
    /// Only while the layer is being read.
    reading: Reading,
}

/// One member, in 24 bytes.
#[derive(Clone, Copy, Debug)]
struct Item {
    parent: u32,
    name: u32,
    size: u32,
    /// Where the content begins, in blocks of 512 bytes; of a link, where its target stands among the names.
    at: u32,
    modified: u32,
    traits: u32,
}

/// What many members share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Traits {
    kind: FileKind,
    is_implied: bool,
    is_after_end: bool,
    is_sparse: bool,
    mode: u32,
    user_id: u64,
    group_id: u64,
    user: Vec<u8>,
    group: Vec<u8>,
}

#[derive(Clone, Debug, Default)]
struct Rare {
    size: Option<u64>,
    at: Option<u64>,
    modified: Option<i64>,
    device: (u32, u32),
    told: Option<Box<[u8]>>,
    pieces: Box<[SparsePiece]>,
}

#[derive(Debug, Default)]
struct Reading {
    folders: HashMap<(u32, Box<[u8]>), u32>,
    traits: HashMap<Traits, u32>,
    /// The folder of the last member, with its item: archives go folder by folder.
    last: Option<(Vec<u8>, u32)>,
}

/// What takes away the file of the name behind it.
const WHITEOUT: &[u8] = b".wh.";
/// What takes away all that is in its folder.
const OPAQUE: &[u8] = b".wh..wh..opq";
/// What begins so was for aufs alone.
const OF_AUFS: &[u8] = b".wh..wh.";
/// The layer's own folder.
const ROOT: u32 = 0;
/// What does not fit into an item.
const ELSEWHERE: u32 = u32::MAX;

impl LayerFiles {
    /// No files yet, but the folder that all stand in.
    pub fn new() -> LayerFiles {
        let mut files = LayerFiles::default();
        files.push(ROOT, b"", implied());
        files
    }

    /// Adds the next member of the archive.
    ///
    /// # Errors
    ///
    /// Where it would be more than the limits allow. It is then left out.
    pub fn add(&mut self, entry: &TarEntry, limits: LayerLimits) -> Result<(), LayerLimit> {
        if self.names.len() + entry.name.len() + entry.link.len() > limits.names {
            return Err(LayerLimit::Names(limits.names));
        }
        let parts = entry.name.split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".");
        let parts: Vec<&[u8]> = parts.collect();
        if parts.len() > limits.depth {
            return Err(LayerLimit::Depth(limits.depth));
        }
        let Some((last, folders)) = parts.split_last() else {
            if entry.kind == TarKind::Folder {
                self.describe(ROOT, entry, FileKind::Folder);
            }
            return Ok(());
        };
        let begins_anew = self.reading.last.as_ref().is_none_or(|(path, _)| !same_path(path, folders));
        if begins_anew {
            let mut parent = ROOT;
            for part in folders {
                parent = self.folder(parent, part);
            }
            self.reading.last = Some((folders.join(&b'/'), parent));
        }
        let parent = self.reading.last.as_ref().map_or(ROOT, |(_, parent)| *parent);
        let (kind, name) = match entry.kind {
            TarKind::Folder => (FileKind::Folder, *last),
            _ if *last == OPAQUE => (FileKind::Opaque, &b""[..]),
            _ if last.starts_with(OF_AUFS) => {
                self.passed_over += 1;
                return Ok(());
            }
            kind => match last.strip_prefix(WHITEOUT) {
                Some(name) if !matches!(name, b"" | b"." | b"..") => (FileKind::Whiteout, name),
                _ => (FileKind::of(kind), *last),
            },
        };
        let known = self.reading.folders.get(&(parent, Box::from(name))).copied();
        let item = match known {
            // What was only implied is described now.
            Some(folder) if kind == FileKind::Folder && self.traits_of(folder).is_implied => folder,
            _ => self.push(parent, name, implied()),
        };
        match kind {
            FileKind::Folder => {
                self.reading.folders.entry((parent, Box::from(name))).or_insert(item);
            }
            FileKind::Whiteout | FileKind::Opaque => {}
            // What comes after it in this folder stands in another one.
            _ if known.is_some() => {
                self.reading.folders.remove(&(parent, Box::from(name)));
                self.reading.last = None;
            }
            _ => {}
        }
        self.describe(item, entry, kind);
        let is_strange = entry.name.starts_with(b"/") || parts.contains(&&b".."[..]);
        if is_strange {
            self.rare.entry(item).or_default().told = Some(Box::from(&entry.name[..]));
        }
        Ok(())
    }

    /// Gives back what only the reading needed.
    pub fn finish(&mut self) {
        self.reading = Reading::default();
        self.items.shrink_to_fit();
        self.names.shrink();
        self.traits.shrink_to_fit();
    }

    /// How many items there are, with the folders that the archive only implies.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether no member came.
    pub fn is_empty(&self) -> bool {
        self.items.len() <= 1
    }

    /// How many names of aufs's own were passed over.
    pub fn passed_over(&self) -> u64 {
        self.passed_over
    }

    /// The bytes of memory that it takes.
    pub fn memory(&self) -> usize {
        size_of_val(&self.items[..]) + self.names.len() + self.rare.len() * size_of::<Rare>()
    }

    /// The last name of an item.
    pub fn name(&self, item: u32) -> &[u8] {
        self.names.get(self.items[item as usize].name)
    }

    /// The folder in which an item stands; the layer's own folder stands in itself.
    pub fn parent(&self, item: u32) -> u32 {
        self.items[item as usize].parent
    }

    /// What an item is.
    pub fn kind(&self, item: u32) -> FileKind {
        self.traits_of(item).kind
    }

    /// Whether an item is a folder of which the archive says nothing itself.
    pub fn is_implied(&self, item: u32) -> bool {
        self.traits_of(item).is_implied
    }

    /// The bytes of an item itself.
    pub fn size(&self, item: u32) -> u64 {
        match self.items[item as usize].size {
            ELSEWHERE => self.rare.get(&item).and_then(|rare| rare.size).unwrap_or(u64::from(ELSEWHERE)),
            size => u64::from(size),
        }
    }

    /// When an item was changed, in seconds since 1970.
    pub fn modified(&self, item: u32) -> i64 {
        match self.items[item as usize].modified {
            ELSEWHERE => self.rare.get(&item).and_then(|rare| rare.modified).unwrap_or(i64::from(ELSEWHERE)),
            seconds => i64::from(seconds),
        }
    }

    /// Where a link leads; empty for what is none.
    pub fn link(&self, item: u32) -> &[u8] {
        match self.kind(item) {
            FileKind::HardLink | FileKind::SymbolicLink => self.names.get(self.items[item as usize].at),
            _ => b"",
        }
    }

    /// All that is known of an item.
    pub fn file(&self, item: u32) -> LayerFile {
        let traits = self.traits_of(item).clone();
        let rare = self.rare.get(&item).cloned().unwrap_or_default();
        let has_content = matches!(traits.kind, FileKind::File | FileKind::Other(_));
        let at = match self.items[item as usize].at {
            ELSEWHERE => rare.at.unwrap_or_default(),
            blocks => u64::from(blocks) * 512,
        };
        LayerFile {
            name: self.name(item).to_vec(),
            kind: traits.kind,
            size: self.size(item),
            at: has_content.then_some(at),
            link: self.link(item).to_vec(),
            mode: traits.mode,
            user_id: traits.user_id,
            group_id: traits.group_id,
            user: traits.user,
            group: traits.group,
            modified: self.modified(item),
            device: rare.device,
            is_implied: traits.is_implied,
            is_after_end: traits.is_after_end,
            told: rare.told.map(Vec::from),
            pieces: traits.is_sparse.then(|| rare.pieces.to_vec()),
        }
    }

    fn traits_of(&self, item: u32) -> &Traits {
        &self.traits[self.items[item as usize].traits as usize]
    }

    /// The folder of this name, which is implied where the archive has not named it.
    fn folder(&mut self, parent: u32, name: &[u8]) -> u32 {
        if let Some(known) = self.reading.folders.get(&(parent, Box::from(name))) {
            return *known;
        }
        let folder = self.push(parent, name, implied());
        self.reading.folders.insert((parent, Box::from(name)), folder);
        folder
    }

    fn push(&mut self, parent: u32, name: &[u8], traits: Traits) -> u32 {
        let (name, traits) = (self.names.add(name), self.intern(traits));
        self.items.push(Item { parent, name, size: 0, at: 0, modified: 0, traits });
        (self.items.len() - 1) as u32
    }

    fn intern(&mut self, traits: Traits) -> u32 {
        let next = self.traits.len() as u32;
        if let Some(known) = self.reading.traits.get(&traits) {
            return *known;
        }
        self.reading.traits.insert(traits.clone(), next);
        self.traits.push(traits);
        next
    }

    /// Writes down what the archive says of an item.
    fn describe(&mut self, item: u32, entry: &TarEntry, kind: FileKind) {
        let traits = self.intern(Traits {
            kind,
            is_implied: false,
            is_after_end: entry.is_after_end,
            is_sparse: entry.is_sparse,
            mode: entry.mode,
            user_id: entry.user_id,
            group_id: entry.group_id,
            user: entry.user.clone(),
            group: entry.group.clone(),
        });
        let is_content = matches!(kind, FileKind::File | FileKind::Other(_));
        let size = if is_content { entry.size } else { 0 };
        let mut rare = Rare::default();
        let small = |value: u64, elsewhere: &mut Option<u64>| match u32::try_from(value) {
            Ok(value) if value != ELSEWHERE => value,
            _ => {
                *elsewhere = Some(value);
                ELSEWHERE
            }
        };
        let size = small(size, &mut rare.size);
        let at = match kind {
            FileKind::HardLink | FileKind::SymbolicLink => self.names.add(&entry.link),
            _ if is_content => {
                let blocks = small(entry.at / 512, &mut rare.at);
                if blocks == ELSEWHERE {
                    rare.at = Some(entry.at);
                }
                blocks
            }
            _ => 0,
        };
        let modified = u32::try_from(entry.modified).ok().filter(|seconds| *seconds != ELSEWHERE);
        if modified.is_none() {
            rare.modified = Some(entry.modified);
        }
        rare.device = entry.device;
        if entry.is_sparse {
            rare.pieces = Box::from(&entry.pieces[..]);
        }
        let is_rare = rare.size.is_some() || rare.at.is_some() || rare.modified.is_some();
        if is_rare || rare.device != (0, 0) || entry.is_sparse {
            self.rare.insert(item, rare);
        }
        let item = &mut self.items[item as usize];
        *item = Item { size, at, modified: modified.unwrap_or(ELSEWHERE), traits, ..*item };
    }
}

/// A folder of which only the name is known.
fn implied() -> Traits {
    Traits {
        kind: FileKind::Folder,
        is_implied: true,
        is_after_end: false,
        is_sparse: false,
        mode: 0o755,
        user_id: 0,
        group_id: 0,
        user: Vec::new(),
        group: Vec::new(),
    }
}

fn same_path(path: &[u8], parts: &[&[u8]]) -> bool {
    let mut rest = path;
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            let Some(next) = rest.strip_prefix(b"/") else { return false };
            rest = next;
        }
        let Some(next) = rest.strip_prefix(*part) else { return false };
        rest = next;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests;
