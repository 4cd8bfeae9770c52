//! The list before the content of a sparse file of PAX's version 1.0.
//!
//! ```text
//! list := count ( offset length )*      each a decimal number and a line feed; zeros fill its last block up
//! ```
//! (GNU tar 1.35, "PAX Format, Version 1.0".)

use super::entry::{SparsePiece, TarError};
use super::header::BLOCK;
use super::pax::decimal;

/// The list, as far as it came.
#[derive(Debug, Default)]
pub(super) struct List {
    bytes: u64,
    /// A number that came in pieces.
    begun: Vec<u8>,
    numbers: Vec<u64>,
}

/// The digits of 63 bits.
const DIGITS: usize = 19;

impl List {
    /// The bytes that came.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Goes on with more of it; `end` is where they end in the archive.
    pub(super) fn add(&mut self, bytes: &[u8], end: u64, limit: u64) -> Result<(), TarError> {
        self.bytes += bytes.len() as u64;
        for (after, byte) in (0..bytes.len() as u64).rev().zip(bytes) {
            let at = end - after;
            if self.is_whole() {
                break;
            }
            if *byte != b'\n' {
                self.begun.push(*byte);
                if self.begun.len() > DIGITS {
                    return Err(TarError::BadSparse { at });
                }
                continue;
            }
            let number = decimal(&self.begun).ok_or(TarError::BadSparse { at })?;
            self.begun.clear();
            if self.numbers.is_empty() && number > limit {
                return Err(TarError::ManyPieces { limit });
            }
            self.numbers.push(number);
        }
        Ok(())
    }

    /// The parts, where all are there and the block is at its end.
    pub(super) fn take_whole(&mut self) -> Option<Vec<SparsePiece>> {
        if !self.is_whole() || !self.bytes.is_multiple_of(BLOCK as u64) {
            return None;
        }
        let numbers = std::mem::take(&mut self.numbers);
        let (pairs, _) = numbers[1..].as_chunks::<2>();
        Some(pairs.iter().map(|[offset, length]| SparsePiece { offset: *offset, length: *length }).collect())
    }

    fn is_whole(&self) -> bool {
        self.numbers.first().is_some_and(|count| self.numbers.len() as u64 == 1 + 2 * count)
    }
}
