//! A layer that is read as it comes: hashed, unpacked, listed, with checkpoints by which its files are read again later.

mod content;

use std::fmt;

use crate::gzip::Checkpoint;
use crate::hashing::Hashing;
use crate::layer::{LayerFiles, LayerLimit, LayerLimits};
use crate::packed_end::PackedEnd;
use crate::tar::{TarEnd, TarError, TarEvent, TarLimits, TarReader};
use crate::unpack::{Packing, Unpack, UnpackError};

pub use content::{ContentError, ContentPlace, ContentReading};

/// A layer that is being read.
pub struct LayerReading {
    hashing: Hashing,
    unpack: Unpack,
    tar: TarReader,
    layer: ReadLayer,
    /// How many bytes came.
    length: u64,
}

/// A layer that was read, as far as it came.
#[derive(Debug, Default)]
pub struct ReadLayer {
    /// Its files.
    pub files: LayerFiles,
    /// Where unpacking may begin again, in order.
    pub checkpoints: Vec<Checkpoint>,
    /// By what it is packed; `None` where too little came.
    pub packing: Option<Packing>,
    /// The bytes that came.
    pub packed: u64,
    /// The bytes that came out.
    pub unpacked: u64,
    /// Why its list is not whole.
    pub problem: Option<LayerProblem>,
}

/// Why the list of a layer is not whole. What it has is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayerProblem {
    /// It cannot be unpacked further.
    Unpack(UnpackError),
    /// The archive cannot be read on.
    Tar(TarError),
    /// It is more than is kept.
    Limit(LayerLimit),
    /// It ends in the middle.
    Cut,
}

impl fmt::Display for LayerProblem {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LayerProblem::Unpack(error) => error.fmt(words),
            LayerProblem::Tar(error) => error.fmt(words),
            LayerProblem::Limit(limit) => limit.fmt(words),
            LayerProblem::Cut => words.write_str("it ends in the middle of a file"),
        }
    }
}

impl std::error::Error for LayerProblem {}

/// A checkpoint after so many unpacked bytes.
pub const EVERY: u64 = 2 << 20;

/// No layer is unpacked further: one terabyte.
pub const MOST_UNPACKED: u64 = 1 << 40;

impl LayerReading {
    /// Begins to read a layer; `hashing` computes its digest.
    pub fn new(hashing: Hashing) -> LayerReading {
        LayerReading {
            hashing,
            unpack: Unpack::new(EVERY, MOST_UNPACKED),
            tar: TarReader::new(TarLimits::default()),
            layer: ReadLayer { files: LayerFiles::new(), ..ReadLayer::default() },
            length: 0,
        }
    }

    /// Goes on with the next bytes. After a problem they are only hashed.
    pub fn add(&mut self, bytes: &[u8]) {
        self.hashing.add(bytes);
        self.length += bytes.len() as u64;
        let LayerReading { unpack, tar, layer, .. } = self;
        if layer.problem.is_some() {
            return;
        }
        let ReadLayer { files, problem, .. } = layer;
        let unpacked = unpack.read(bytes, &mut |plain| {
            if problem.is_some() {
                return;
            }
            let mut limit = None;
            let read = tar.read(plain, &mut |event| {
                if let (TarEvent::Entry(entry), None) = (event, limit) {
                    limit = files.add(&entry, LayerLimits::default()).err();
                }
            });
            *problem = limit.map(LayerProblem::Limit).or(read.err().map(LayerProblem::Tar));
        });
        if layer.problem.is_none() {
            layer.problem = unpacked.err().map(LayerProblem::Unpack);
        }
        layer.checkpoints.extend(unpack.take_checkpoints());
    }

    /// How many bytes came.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The files so far.
    pub fn files(&self) -> &LayerFiles {
        &self.layer.files
    }

    /// Nothing more comes: the layer, and the digest of all that came.
    pub fn end(self) -> (ReadLayer, String) {
        let LayerReading { hashing, unpack, tar, mut layer, length } = self;
        let is_cut = match unpack.end() {
            PackedEnd::Whole => matches!(tar.end(), TarEnd::Cut { .. }),
            PackedEnd::Cut | PackedEnd::Empty => true,
            PackedEnd::Stopped => false,
        };
        layer.problem = layer.problem.or(is_cut.then_some(LayerProblem::Cut));
        layer.packing = unpack.packing();
        (layer.packed, layer.unpacked) = (length, unpack.so_far().1);
        layer.files.finish();
        layer.checkpoints.shrink_to_fit();
        (layer, hashing.end())
    }
}

#[cfg(test)]
mod tests;
