//! What an archive says of its members, and why it may not be read on.

use std::fmt;

/// A member of an archive, as its header has it. Names are bytes: nothing says that they are text. They may be absolute, lead upwards, or
/// come twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TarEntry {
    /// The path.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: TarKind,
    /// Where a link leads; empty for what is none.
    pub link: Vec<u8>,
    /// The bytes that the file has. What a sparse one leaves out is counted.
    pub size: u64,
    /// The bytes of content that follow in the archive.
    pub stored: u64,
    /// Whether the archive leaves out what is zero: its content is then the [`pieces`](TarEntry::pieces) alone, one behind the other.
    pub is_sparse: bool,
    /// Where what is stored of a sparse file belongs, in the order of its content.
    pub pieces: Vec<SparsePiece>,
    /// Permissions, and the bits for setuid, setgid and sticky.
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
    /// Where its content begins, in bytes from the beginning of the archive.
    pub at: u64,
    /// Whether an end of archive stands before it. Container runtimes and GNU tar do not read so far by themselves.
    pub is_after_end: bool,
}

/// A part of a sparse file that the archive stores; between those parts the file is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SparsePiece {
    /// Where it begins in the file, in bytes.
    pub offset: u64,
    /// Its bytes.
    pub length: u64,
}

/// What a member is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TarKind {
    /// A file.
    #[default]
    File,
    /// Another name of a member that came before.
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
    /// Anything else, by the letter that it has.
    Other(u8),
}

impl TarKind {
    /// Whether no content follows, whatever the header's size is (as Go's `archive/tar` and GNU tar read it).
    pub(super) fn is_header_only(self) -> bool {
        !matches!(self, TarKind::File | TarKind::Other(_))
    }
}

/// How much is read of what nobody would write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TarLimits {
    /// Bytes of a name or of a link's target. Linux takes 4,096.
    pub name: u64,
    /// Bytes of a PAX header.
    pub pax: u64,
    /// Members.
    pub entries: u64,
    /// Parts of one sparse file.
    pub pieces: u64,
}

impl Default for TarLimits {
    fn default() -> TarLimits {
        TarLimits { name: 32 << 10, pax: 1 << 20, entries: 5_000_000, pieces: 100_000 }
    }
}

/// Why an archive is not read on. Places are bytes from its beginning. What came before stays good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TarError {
    /// It does not begin with a header.
    NotTar,
    /// Here should be a header.
    NoHeader {
        /// Where.
        at: u64,
    },
    /// A header whose size is none.
    NoSize {
        /// Where.
        at: u64,
    },
    /// A PAX header that cannot be read.
    BadPax {
        /// Where the member begins that it belongs to.
        at: u64,
    },
    /// A name of more bytes than are read.
    LongName {
        /// The limit.
        limit: u64,
    },
    /// A PAX header of more bytes than are read.
    LongPax {
        /// The limit.
        limit: u64,
    },
    /// More members than are read.
    ManyEntries {
        /// The limit.
        limit: u64,
    },
    /// A sparse file whose list of parts cannot be read.
    BadSparse {
        /// Where the list ends, or should.
        at: u64,
    },
    /// A sparse file of more parts than are read.
    ManyPieces {
        /// The limit.
        limit: u64,
    },
}

impl fmt::Display for TarError {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TarError::NotTar => write!(words, "it is no tar archive"),
            TarError::NoHeader { at } => write!(words, "at byte {at} a file should begin, and none does"),
            TarError::NoSize { at } => write!(words, "the file at byte {at} has no size that can be read"),
            TarError::BadPax { at } => write!(words, "what is said of the file at byte {at} cannot be read"),
            TarError::LongName { limit } => write!(words, "a name has more than {limit} bytes"),
            TarError::LongPax { limit } => write!(words, "a file's header has more than {limit} bytes"),
            TarError::ManyEntries { limit } => write!(words, "it has more than {limit} files"),
            TarError::BadSparse { at } => {
                write!(words, "the list of what is stored of the sparse file before byte {at} cannot be read")
            }
            TarError::ManyPieces { limit } => write!(words, "a sparse file is stored in more than {limit} parts"),
        }
    }
}

impl std::error::Error for TarError {}

/// How an archive ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TarEnd {
    /// With the two empty blocks that an archive ends with.
    Whole,
    /// After a member, without them. Tools read it all the same.
    NoMark,
    /// In the middle of a header or of a content, of which so many bytes are missing.
    Cut {
        /// The bytes, without what fills the last block up.
        missing: u64,
    },
    /// Nothing came.
    Empty,
    /// It was not read to its end, because of an error.
    Stopped,
}
