//! A layer as it comes, unpacked by whatever packed it: nothing, gzip or zstd. Its first bytes say by what, for media types are often wrong.

use std::fmt;

use crate::gzip::{self, Checkpoint, Fast, Gunzip, GzipError};
use crate::packed_end::PackedEnd;
use crate::zstd::{self, Unzstd, ZstdError};

/// By what a layer is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// It is not.
    Plain,
    /// By gzip.
    Gzip,
    /// By zstd.
    Zstd,
}

/// A layer that is being unpacked.
pub struct Unpack {
    state: UnpackState,
    every: u64,
    limit: u64,
    read: u64,
    written: u64,
}

enum UnpackState {
    /// Its first bytes.
    Begun(Vec<u8>),
    Plain,
    Gzip(Box<Gunzip<Fast>>),
    Zstd(Box<Unzstd>),
}

/// Why a layer is not unpacked further. What came out before is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnpackError {
    /// Something about gzip.
    Gzip(GzipError),
    /// Something about zstd.
    Zstd(ZstdError),
    /// More would come out than anybody wanted.
    Large {
        /// The limit, in bytes.
        limit: u64,
    },
}

impl fmt::Display for UnpackError {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnpackError::Gzip(error) => error.fmt(words),
            UnpackError::Zstd(error) => error.fmt(words),
            UnpackError::Large { limit } => write!(words, "it has more than {limit} bytes"),
        }
    }
}

impl std::error::Error for UnpackError {}

impl Packing {
    /// By what something is packed that begins so; `None` where that is too little to tell.
    pub fn of(begin: &[u8]) -> Option<Packing> {
        let is = |magic: &[u8]| begin.iter().zip(magic).all(|(byte, expected)| byte == expected);
        let is_skippable = |begin: &[u8]| {
            begin.first().is_none_or(|first| first & 0xf0 == 0x50) && {
                begin.iter().skip(1).zip([0x2a, 0x4d, 0x18]).all(|(byte, expected)| *byte == expected)
            }
        };
        if begin.len() >= 2 && is(&gzip::MAGIC) {
            return Some(Packing::Gzip);
        }
        match is(&zstd::MAGIC) || is_skippable(begin) {
            true if begin.len() >= 4 => Some(Packing::Zstd),
            true => None,
            false if begin.len() == 1 && is(&gzip::MAGIC) => None,
            false => Some(Packing::Plain),
        }
    }
}

impl Unpack {
    /// Begins, and takes a checkpoint after `every` bytes that came out, where that can be. No more than `limit` bytes come out.
    pub fn new(every: u64, limit: u64) -> Unpack {
        Unpack { state: UnpackState::Begun(Vec::new()), every, limit, read: 0, written: 0 }
    }

    /// Begins at a checkpoint: what is read next are the packed bytes from [`Checkpoint::begin`] on.
    pub fn from(packing: Packing, checkpoint: &Checkpoint, limit: u64) -> Unpack {
        let state = match packing {
            Packing::Plain => UnpackState::Plain,
            Packing::Gzip => UnpackState::Gzip(Box::new(Gunzip::from(checkpoint, limit))),
            Packing::Zstd => UnpackState::Zstd(Box::new(Unzstd::new(u64::MAX, limit))),
        };
        Unpack { state, every: u64::MAX, limit, read: 0, written: 0 }
    }

    /// Goes on with `bytes`, and hands over what comes out of them.
    ///
    /// # Errors
    ///
    /// Where it goes no further.
    pub fn read(&mut self, bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<(), UnpackError> {
        self.read += bytes.len() as u64;
        if let UnpackState::Begun(begun) = &mut self.state {
            begun.extend_from_slice(bytes);
            let Some(packing) = Packing::of(begun) else { return Ok(()) };
            let begun = std::mem::take(begun);
            self.begin(packing);
            return self.go_on(&begun, take);
        }
        self.go_on(bytes, take)
    }

    /// By what it is packed, once that is known.
    pub fn packing(&self) -> Option<Packing> {
        match &self.state {
            UnpackState::Begun(_) => None,
            UnpackState::Plain => Some(Packing::Plain),
            UnpackState::Gzip(_) => Some(Packing::Gzip),
            UnpackState::Zstd(_) => Some(Packing::Zstd),
        }
    }

    /// How many bytes were read, and how many came out.
    pub fn so_far(&self) -> (u64, u64) {
        (self.read, self.written)
    }

    /// The checkpoints that were taken since this was asked last.
    pub fn take_checkpoints(&mut self) -> Vec<Checkpoint> {
        match &mut self.state {
            UnpackState::Begun(_) | UnpackState::Plain => Vec::new(),
            UnpackState::Gzip(gunzip) => gunzip.take_checkpoints(),
            UnpackState::Zstd(unzstd) => {
                let frames = unzstd.take_frames().into_iter();
                let checkpoint = |frame: zstd::FrameStart| Checkpoint {
                    packed: frame.packed,
                    unpacked: frame.unpacked,
                    is_member: true,
                    ..Checkpoint::default()
                };
                frames.map(checkpoint).collect()
            }
        }
    }

    /// How it ended, when nothing more comes.
    pub fn end(&self) -> PackedEnd {
        match &self.state {
            UnpackState::Begun(begun) if begun.is_empty() => PackedEnd::Empty,
            UnpackState::Begun(_) => PackedEnd::Cut,
            UnpackState::Plain => PackedEnd::Whole,
            UnpackState::Gzip(gunzip) => gunzip.end(),
            UnpackState::Zstd(unzstd) => unzstd.end(),
        }
    }

    fn begin(&mut self, packing: Packing) {
        self.state = match packing {
            Packing::Plain => UnpackState::Plain,
            Packing::Gzip => UnpackState::Gzip(Box::new(Gunzip::marking(self.every, self.limit))),
            Packing::Zstd => UnpackState::Zstd(Box::new(Unzstd::new(self.every, self.limit))),
        };
    }

    fn go_on(&mut self, bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<(), UnpackError> {
        let written = &mut self.written;
        let mut count = |piece: &[u8]| {
            *written += piece.len() as u64;
            take(piece);
        };
        match &mut self.state {
            UnpackState::Begun(_) => Ok(()),
            UnpackState::Gzip(gunzip) => gunzip.read(bytes, &mut count).map_err(UnpackError::Gzip),
            UnpackState::Zstd(unzstd) => unzstd.read(bytes, &mut count).map_err(UnpackError::Zstd),
            UnpackState::Plain => {
                let left = usize::try_from(self.limit - *written).unwrap_or(usize::MAX).min(bytes.len());
                if left > 0 {
                    take(&bytes[..left]);
                    *written += left as u64;
                }
                if left < bytes.len() { Err(UnpackError::Large { limit: self.limit }) } else { Ok(()) }
            }
        }
    }
}

#[cfg(test)]
mod tests;
