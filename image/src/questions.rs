//! What a page asks of the files of an image, and what it is told: a few rows at a time, so that no list crosses as a whole.
//!
//! Both cross as lists of texts (see [`crate::messages`]). Names are bytes; in a text each byte is the letter of its number.

mod fields;

pub use fields::{Fields, bytes_of, text_of};

use crate::layer::{FileKind, LayerFile};
use crate::tree::{FileVersion, ItemAt, NodeId, RowOrder, TreeRow, Waste, WastedFile, Window};

/// Which files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TreeView {
    /// What a container sees of all layers that were read.
    All,
    /// What one layer has, counted from the lowest.
    Layer(u16),
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeQuestion {
    /// Rows of a folder.
    Rows {
        /// The folder.
        folder: NodeId,
        /// Which of its rows.
        window: Window,
    },
    /// Rows of what fits to what was typed ([`crate::tree::FileQuery`]).
    Search {
        /// What was typed, in bytes.
        typed: Vec<u8>,
        /// Which rows; their order is that of the tree.
        window: Window,
    },
    /// The row of a path.
    Find(Vec<u8>),
    /// All that layers have at the path of a node.
    Versions(NodeId),
    /// The largest files that are wasted, so many of them.
    Wasted(usize),
    /// The largest things in a folder, so many of them.
    Largest {
        /// The folder.
        folder: NodeId,
        /// How many.
        most: usize,
    },
}

/// A row, with its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRow {
    /// The path, without a slash before it.
    pub path: Vec<u8>,
    /// The row.
    pub row: TreeRow,
}

/// What a page is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeAnswer {
    /// Rows, and how many there are in all.
    Rows {
        /// The rows.
        rows: Vec<FoundRow>,
        /// How many there are.
        count: usize,
    },
    /// What layers have at a path.
    Versions(Vec<FileVersion>),
    /// What is wasted in all, and the largest of it with their paths.
    Wasted {
        /// All of it.
        waste: Waste,
        /// The largest.
        largest: Vec<(Vec<u8>, WastedFile)>,
    },
    /// The bytes of what is not among the rows, which are the largest.
    Largest {
        /// The rows.
        rows: Vec<FoundRow>,
        /// The bytes of all others.
        rest: u64,
    },
    /// There is nothing of that name, no such node, or the layer was not read.
    Nothing,
}

impl TreeView {
    /// Writes it down.
    pub fn write(self, fields: &mut Fields) {
        fields.option(match self {
            TreeView::All => None,
            TreeView::Layer(layer) => Some(layer),
        });
    }

    /// Reads it.
    pub fn read(fields: &mut Fields) -> Option<TreeView> {
        Some(fields.read_option()?.map_or(TreeView::All, TreeView::Layer))
    }
}

impl TreeQuestion {
    /// Writes it down.
    pub fn write(&self, fields: &mut Fields) {
        match self {
            TreeQuestion::Rows { folder, window } => {
                fields.put("rows").put(folder);
                write_window(*window, fields);
            }
            TreeQuestion::Search { typed, window } => {
                fields.put("search").bytes(typed);
                write_window(*window, fields);
            }
            TreeQuestion::Find(path) => {
                fields.put("find").bytes(path);
            }
            TreeQuestion::Versions(node) => {
                fields.put("versions").put(node);
            }
            TreeQuestion::Wasted(most) => {
                fields.put("wasted").put(most);
            }
            TreeQuestion::Largest { folder, most } => {
                fields.put("largest").put(folder).put(most);
            }
        }
    }

    /// Reads it.
    pub fn read(fields: &mut Fields) -> Option<TreeQuestion> {
        Some(match fields.text()?.as_str() {
            "rows" => TreeQuestion::Rows { folder: fields.number()?, window: read_window(fields)? },
            "search" => TreeQuestion::Search { typed: fields.read_bytes()?, window: read_window(fields)? },
            "find" => TreeQuestion::Find(fields.read_bytes()?),
            "versions" => TreeQuestion::Versions(fields.number()?),
            "wasted" => TreeQuestion::Wasted(fields.number()?),
            "largest" => TreeQuestion::Largest { folder: fields.number()?, most: fields.number()? },
            _ => return None,
        })
    }
}

impl TreeAnswer {
    /// Writes it down.
    pub fn write(&self, fields: &mut Fields) {
        match self {
            TreeAnswer::Rows { rows, count } => {
                fields.put("rows").put(count);
                write_rows(rows, fields);
            }
            TreeAnswer::Versions(versions) => {
                fields.put("versions").put(versions.len());
                for version in versions {
                    write_at(version.at, fields);
                    fields.put(u8::from(version.hidden_by.is_some()));
                    version.hidden_by.into_iter().for_each(|at| write_at(at, fields));
                }
            }
            TreeAnswer::Wasted { waste, largest } => {
                fields.put("wasted").put(waste.files).put(waste.bytes).put(largest.len());
                for (path, file) in largest {
                    fields.bytes(path).put(file.node).put(file.bytes);
                    write_at(file.at, fields);
                    write_at(file.hidden_by, fields);
                }
            }
            TreeAnswer::Largest { rows, rest } => {
                fields.put("largest").put(rest);
                write_rows(rows, fields);
            }
            TreeAnswer::Nothing => {
                fields.put("nothing");
            }
        }
    }

    /// Reads it.
    pub fn read(fields: &mut Fields) -> Option<TreeAnswer> {
        Some(match fields.text()?.as_str() {
            "rows" => {
                let count = fields.number()?;
                TreeAnswer::Rows { rows: read_rows(fields)?, count }
            }
            "versions" => {
                let version = |fields: &mut Fields| {
                    let at = read_at(fields)?;
                    let hidden_by = if fields.flag()? { Some(read_at(fields)?) } else { None };
                    Some(FileVersion { at, hidden_by })
                };
                TreeAnswer::Versions(fields.list(version)?)
            }
            "wasted" => {
                let waste = Waste { files: fields.number()?, bytes: fields.number()? };
                let one = |fields: &mut Fields| {
                    let (path, node, bytes) = (fields.read_bytes()?, fields.number()?, fields.number()?);
                    Some((path, WastedFile { node, bytes, at: read_at(fields)?, hidden_by: read_at(fields)? }))
                };
                TreeAnswer::Wasted { waste, largest: fields.list(one)? }
            }
            "largest" => {
                let rest = fields.number()?;
                TreeAnswer::Largest { rows: read_rows(fields)?, rest }
            }
            "nothing" => TreeAnswer::Nothing,
            _ => return None,
        })
    }
}

fn write_window(window: Window, fields: &mut Fields) {
    let is_by_size = window.order == RowOrder::Size;
    fields.flags([is_by_size, window.with_removed]).put(window.first).put(window.count);
}

fn read_window(fields: &mut Fields) -> Option<Window> {
    let order = if fields.flag()? { RowOrder::Size } else { RowOrder::Name };
    Some(Window { order, with_removed: fields.flag()?, first: fields.number()?, count: fields.number()? })
}

fn write_at(at: ItemAt, fields: &mut Fields) {
    fields.put(at.layer).put(at.item);
}

fn read_at(fields: &mut Fields) -> Option<ItemAt> {
    Some(ItemAt { layer: fields.number()?, item: fields.number()? })
}

fn write_rows(rows: &[FoundRow], fields: &mut Fields) {
    fields.put(rows.len());
    for FoundRow { path, row } in rows {
        let TreeRow { node, at, file, bytes, files, inside, is_removed, others, target } = row;
        fields.bytes(path).put(node);
        write_at(*at, fields);
        let letter = LETTERS.iter().find(|(kind, _)| *kind == file.kind).map_or_else(
            || if let FileKind::Other(letter) = file.kind { letter.to_string() } else { String::new() },
            |(_, letter)| (*letter).to_owned(),
        );
        fields.put(letter).bytes(&file.name).put(file.size).option(file.at).bytes(&file.link).put(file.mode);
        fields.put(file.user_id).put(file.group_id).bytes(&file.user).bytes(&file.group).put(file.modified);
        fields.put(file.device.0).put(file.device.1);
        fields.flags([file.is_implied, file.is_after_end, file.pieces.is_some(), *is_removed, file.told.is_some()]);
        fields.bytes(file.told.as_deref().unwrap_or_default());
        fields.put(bytes).put(files).put(inside).put(others).put(u8::from(target.is_some()));
        target.iter().for_each(|at| write_at(*at, fields));
    }
}

/// Other kinds cross by the number of their letter.
const LETTERS: [(FileKind, &str); 9] = [
    (FileKind::File, "f"),
    (FileKind::HardLink, "h"),
    (FileKind::SymbolicLink, "l"),
    (FileKind::CharacterDevice, "c"),
    (FileKind::BlockDevice, "b"),
    (FileKind::Folder, "d"),
    (FileKind::Pipe, "p"),
    (FileKind::Whiteout, "w"),
    (FileKind::Opaque, "o"),
];

fn read_rows(fields: &mut Fields) -> Option<Vec<FoundRow>> {
    fields.list(|fields| {
        let (path, node, at) = (fields.read_bytes()?, fields.number()?, read_at(fields)?);
        let letter = fields.text()?;
        let known = LETTERS.iter().find(|(_, known)| *known == letter).map(|(kind, _)| *kind);
        let kind = known.or_else(|| letter.parse().ok().map(FileKind::Other))?;
        let (name, size, begin) = (fields.read_bytes()?, fields.number()?, fields.read_option()?);
        let (link, mode, user_id, group_id) =
            (fields.read_bytes()?, fields.number()?, fields.number()?, fields.number()?);
        let (user, group, modified) = (fields.read_bytes()?, fields.read_bytes()?, fields.number()?);
        let device = (fields.number()?, fields.number()?);
        let (is_implied, is_after_end, is_sparse) = (fields.flag()?, fields.flag()?, fields.flag()?);
        let (is_removed, is_told) = (fields.flag()?, fields.flag()?);
        let told = Some(fields.read_bytes()?).filter(|_| is_told);
        let pieces = is_sparse.then(Vec::new);
        let file = LayerFile {
            name,
            kind,
            size,
            at: begin,
            link,
            mode,
            user_id,
            group_id,
            user,
            group,
            modified,
            device,
            is_implied,
            is_after_end,
            told,
            pieces,
        };
        let (bytes, files) = (fields.number()?, fields.number()?);
        let (inside, others) = (fields.number()?, fields.number()?);
        let target = if fields.flag()? { Some(read_at(fields)?) } else { None };
        Some(FoundRow { path, row: TreeRow { node, at, file, bytes, files, inside, is_removed, others, target } })
    })
}
