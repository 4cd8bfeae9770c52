//! The content of one file of a layer that was read, from the checkpoint before it.

use std::fmt;

use crate::gzip::Checkpoint;
use crate::layer::{FileKind, LayerFiles};
use crate::tar::SparsePiece;
use crate::unpack::{Packing, Unpack, UnpackError};

/// Where the content of a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentPlace {
    /// The first byte of the layer that is needed.
    pub begin: u64,
    /// Behind the last byte that may be needed: where the checkpoint after the file is, else the layer's end.
    pub end: u64,
    /// Where unpacking begins.
    pub checkpoint: Checkpoint,
    /// By what the layer is packed.
    pub packing: Packing,
    /// How many unpacked bytes stand before the content.
    pub skip: u64,
    /// The stored bytes.
    pub stored: u64,
    /// The bytes of the file.
    pub size: u64,
    /// Of a sparse file, where the stored bytes belong.
    pub pieces: Option<Vec<SparsePiece>>,
}

/// Why there is no content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentError {
    /// It is no file.
    NoFile,
    /// It has more bytes than are shown.
    Large {
        /// The limit.
        limit: u64,
    },
    /// It cannot be unpacked.
    Unpack(UnpackError),
    /// The layer ended before it did.
    Cut,
}

impl fmt::Display for ContentError {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ContentError::NoFile => words.write_str("it is no file"),
            ContentError::Large { limit } => write!(words, "it has more than {limit} bytes"),
            ContentError::Unpack(error) => error.fmt(words),
            ContentError::Cut => words.write_str("the layer ends before the file does"),
        }
    }
}

impl std::error::Error for ContentError {}

impl ContentPlace {
    /// Where the content of an item is, in a layer of `packed` bytes with these checkpoints. More than `limit` bytes are not read.
    ///
    /// # Errors
    ///
    /// Where it is no file, or too large.
    pub fn of(
        files: &LayerFiles,
        item: u32,
        (checkpoints, packing, packed): (&[Checkpoint], Packing, u64),
        limit: u64,
    ) -> Result<ContentPlace, ContentError> {
        let file = files.file(item);
        let (FileKind::File | FileKind::Other(_), Some(at)) = (file.kind, file.at) else {
            return Err(ContentError::NoFile);
        };
        if file.size > limit {
            return Err(ContentError::Large { limit });
        }
        let stored = file
            .pieces
            .as_ref()
            .map_or(file.size, |pieces| pieces.iter().fold(0_u64, |sum, piece| sum.saturating_add(piece.length)));
        let (size, pieces) = (file.size, file.pieces);
        if packing == Packing::Plain {
            let checkpoint = Checkpoint { packed: at, unpacked: at, ..Checkpoint::default() };
            let end = at.saturating_add(stored);
            return Ok(ContentPlace { begin: at, end, checkpoint, packing, skip: 0, stored, size, pieces });
        }
        let before = checkpoints.partition_point(|checkpoint| checkpoint.unpacked <= at);
        let checkpoint = before.checked_sub(1).and_then(|at| checkpoints.get(at)).cloned();
        let checkpoint = checkpoint.unwrap_or(Checkpoint { is_member: true, ..Checkpoint::default() });
        let after = checkpoints.iter().find(|checkpoint| checkpoint.unpacked >= at.saturating_add(stored));
        let end = after.map_or(packed, |checkpoint| checkpoint.packed);
        let (begin, skip) = (checkpoint.begin(), at - checkpoint.unpacked);
        Ok(ContentPlace { begin, end, checkpoint, packing, skip, stored, size, pieces })
    }
}

/// A content that is being read.
pub struct ContentReading {
    place: ContentPlace,
    unpack: Unpack,
    skip: u64,
    stored: Vec<u8>,
}

impl ContentReading {
    /// Begins: what comes next are the layer's bytes from [`ContentPlace::begin`] on.
    pub fn new(place: ContentPlace) -> ContentReading {
        let unpack = Unpack::from(place.packing, &place.checkpoint, u64::MAX);
        ContentReading { skip: place.skip, unpack, stored: Vec::new(), place }
    }

    /// Goes on with the next bytes; `true` where no more are needed.
    ///
    /// # Errors
    ///
    /// Where they cannot be unpacked.
    pub fn add(&mut self, bytes: &[u8]) -> Result<bool, ContentError> {
        let ContentReading { place, unpack, skip, stored } = self;
        let unpacked = unpack.read(bytes, &mut |plain| {
            let passed = usize::try_from(*skip).unwrap_or(usize::MAX).min(plain.len());
            *skip -= passed as u64;
            let left = usize::try_from(place.stored).unwrap_or(usize::MAX) - stored.len();
            let rest = &plain[passed..];
            stored.extend_from_slice(&rest[..rest.len().min(left)]);
        });
        match self.is_whole() {
            // What is damaged behind it is another's.
            true => Ok(true),
            false => unpacked.map(|()| false).map_err(ContentError::Unpack),
        }
    }

    /// The content of the file.
    ///
    /// # Errors
    ///
    /// Where not all of it came.
    pub fn end(self) -> Result<Vec<u8>, ContentError> {
        if !self.is_whole() {
            return Err(ContentError::Cut);
        }
        let ContentReading { place, stored, .. } = self;
        let Some(pieces) = place.pieces else { return Ok(stored) };
        let mut whole = vec![0; usize::try_from(place.size).map_err(|_| ContentError::Cut)?];
        let mut rest = stored.as_slice();
        for piece in pieces {
            let length = usize::try_from(piece.length).unwrap_or(usize::MAX).min(rest.len());
            let (part, after) = rest.split_at(length);
            let begin = usize::try_from(piece.offset).unwrap_or(usize::MAX).min(whole.len());
            let room = length.min(whole.len() - begin);
            whole[begin..begin + room].copy_from_slice(&part[..room]);
            rest = after;
        }
        Ok(whole)
    }

    fn is_whole(&self) -> bool {
        self.stored.len() as u64 == self.place.stored
    }
}
