//! What a layer's archive says of one member, and how much is kept of all.

use std::fmt;

use crate::tar::{SparsePiece, TarKind};

/// What a member of a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A file.
    File,
    /// Another name of a file.
    HardLink,
    /// A symbolic link.
    SymbolicLink,
    /// A character device.
    CharacterDevice,
    /// A block device.
    BlockDevice,
    /// A folder.
    Folder,
    /// A named pipe.
    Pipe,
    /// Anything else, by the letter that the archive has for it.
    Other(u8),
    /// It takes away what lower layers have by this name.
    Whiteout,
    /// It takes away all that lower layers have in its folder. It has no name.
    Opaque,
}

/// A member of a layer, unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerFile {
    /// Its last name; of a whiteout the one that it takes away.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: FileKind,
    /// The bytes of the file itself.
    pub size: u64,
    /// Where its content begins, in bytes from the beginning of the unpacked layer. `None` for what has none.
    pub at: Option<u64>,
    /// Where a link leads, as the archive has it.
    pub link: Vec<u8>,
    /// Permissions, with setuid, setgid and sticky.
    pub mode: u32,
    /// The owner's number.
    pub user_id: u64,
    /// The group's number.
    pub group_id: u64,
    /// The owner's name, empty where there is none.
    pub user: Vec<u8>,
    /// The group's name, empty where there is none.
    pub group: Vec<u8>,
    /// When it was changed, in seconds since 1970.
    pub modified: i64,
    /// Major and minor number of a device.
    pub device: (u32, u32),
    /// Whether the archive has no member of its own for this folder.
    pub is_implied: bool,
    /// Whether an end of archive stands before it, so that tools may not read it.
    pub is_after_end: bool,
    /// The path as the archive has it, where that is absolute or leads upwards; it is shown, and nobody follows it.
    pub told: Option<Vec<u8>>,
    /// What a sparse file stores of itself, in its order. `None` for a file that is stored as it is.
    pub pieces: Option<Vec<SparsePiece>>,
}

/// How much is kept of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerLimits {
    /// Folders in each other.
    pub depth: usize,
    /// Bytes of all names and targets.
    pub names: usize,
}

impl Default for LayerLimits {
    fn default() -> LayerLimits {
        LayerLimits { depth: 1_000, names: 512 << 20 }
    }
}

/// Why no more of a layer is kept. What came before stays good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerLimit {
    /// A path has more folders.
    Depth(usize),
    /// All names together have more bytes.
    Names(usize),
}

impl fmt::Display for LayerLimit {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LayerLimit::Depth(limit) => write!(words, "a file stands in more than {limit} folders"),
            LayerLimit::Names(limit) => write!(words, "the names of its files have more than {limit} bytes"),
        }
    }
}

impl std::error::Error for LayerLimit {}

impl FileKind {
    /// What a member of an archive is that is no whiteout.
    pub(super) fn of(kind: TarKind) -> FileKind {
        match kind {
            TarKind::File => FileKind::File,
            TarKind::HardLink => FileKind::HardLink,
            TarKind::SymbolicLink => FileKind::SymbolicLink,
            TarKind::CharacterDevice => FileKind::CharacterDevice,
            TarKind::BlockDevice => FileKind::BlockDevice,
            TarKind::Folder => FileKind::Folder,
            TarKind::Pipe => FileKind::Pipe,
            TarKind::Other(letter) => FileKind::Other(letter),
        }
    }
}
