//! How what was packed ended, by whatever program.

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackedEnd {
    /// Where a part that was packed by itself ends: a member of gzip, a frame of zstd.
    Whole,
    /// In the middle of one.
    Cut,
    /// Nothing came.
    Empty,
    /// It was not read to its end, because of an error.
    Stopped,
}
