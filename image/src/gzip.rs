//! What was packed by gzip, unpacked as it comes: several members one behind the other, as `cat` makes them and some builders write them.
//!
//! ```text
//! member := 1f 8b 08 flags time:4 extra:1 system:1 [ length:2 extra ] [ name 00 ] [ comment 00 ] [ checksum:2 ] deflated crc:4 length:4
//! ```
//! (RFC 1952.) What no member begins with ends it without a word, as in gzip. The checksums are not computed: a blob has a digest. For
//! what a page reads; docs/decisions/0031 says what was weighed.

use std::fmt;
use std::mem;

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

/// Something packed that is being unpacked.
pub struct Gunzip {
    state: State,
    inflating: Box<InflateState>,
    out: Vec<u8>,
    /// How much may still come out.
    left: u64,
    limit: u64,
    members: u64,
}

enum State {
    /// A member's head, as far as it came.
    Head(Vec<u8>),
    Deflated,
    /// So much of the checksum and the length that end a member is missing.
    Tail(usize),
    Done,
    Failed(GzipError),
}

/// Why something is not unpacked further. What came out before is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GzipError {
    /// It does not begin as it should.
    NotGzip,
    /// What is packed cannot be unpacked.
    Broken,
    /// A member's own name or remark does not end.
    LongHead,
    /// More would come out than anybody wanted.
    Large {
        /// The limit, in bytes.
        limit: u64,
    },
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GzipEnd {
    /// Where a member ends.
    Whole,
    /// In the middle of one.
    Cut,
    /// Nothing came.
    Empty,
    /// It was not read to its end, because of an error.
    Stopped,
}

/// Two bytes that a member begins with.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A head is a few bytes, and a name.
const HEAD: usize = 64 << 10;

impl Gunzip {
    /// Begins; no more than `limit` bytes come out.
    pub fn new(limit: u64) -> Gunzip {
        Gunzip {
            state: State::Head(Vec::new()),
            inflating: InflateState::new_boxed(DataFormat::Raw),
            out: vec![0; 32 << 10],
            left: limit,
            limit,
            members: 0,
        }
    }

    /// Goes on with `bytes`, and hands over what comes out of them.
    ///
    /// # Errors
    ///
    /// Where it goes no further. The same error comes back from then on.
    pub fn read(&mut self, mut bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<(), GzipError> {
        while !bytes.is_empty() {
            match self.step(bytes, take) {
                Ok(used) => bytes = &bytes[used..],
                Err(error) => {
                    self.state = State::Failed(error.clone());
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// How it ended, when nothing more comes.
    pub fn end(&self) -> GzipEnd {
        match &self.state {
            State::Failed(_) => GzipEnd::Stopped,
            State::Done => GzipEnd::Whole,
            State::Head(begun) if begun.is_empty() && self.members == 0 => GzipEnd::Empty,
            State::Head(begun) if begun.is_empty() => GzipEnd::Whole,
            // A single byte behind a member is no beginning of another one.
            State::Head(_) | State::Deflated | State::Tail(_) => GzipEnd::Cut,
        }
    }

    fn step(&mut self, bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<usize, GzipError> {
        match &mut self.state {
            State::Failed(error) => Err(error.clone()),
            State::Done => Ok(bytes.len()),
            State::Tail(missing) => {
                let used = bytes.len().min(*missing);
                *missing -= used;
                if *missing == 0 {
                    self.state = State::Head(Vec::new());
                }
                Ok(used)
            }
            State::Head(begun) => {
                let before = begun.len();
                let room = HEAD.saturating_sub(before).min(bytes.len());
                begun.extend_from_slice(&bytes[..room]);
                match head(begun) {
                    Head::Whole(length) => {
                        self.members += 1;
                        self.inflating.reset(DataFormat::Raw);
                        self.state = State::Deflated;
                        Ok(length - before)
                    }
                    Head::More if room < bytes.len() || room == 0 => Err(GzipError::LongHead),
                    Head::More => Ok(room),
                    Head::None if self.members == 0 => Err(GzipError::NotGzip),
                    Head::None => {
                        self.state = State::Done;
                        Ok(bytes.len())
                    }
                }
            }
            State::Deflated => self.inflate(bytes, take),
        }
    }

    fn inflate(&mut self, bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<usize, GzipError> {
        let mut used = 0;
        loop {
            // One byte more than is left shows that there is more.
            let room = usize::try_from(self.left.saturating_add(1)).unwrap_or(usize::MAX).min(self.out.len());
            let result = inflate(&mut self.inflating, &bytes[used..], &mut self.out[..room], MZFlush::None);
            used += result.bytes_consumed;
            let out = result.bytes_written as u64;
            let kept = out.min(self.left);
            if kept > 0 {
                take(&self.out[..kept as usize]);
            }
            self.left -= kept;
            if out > kept {
                return Err(GzipError::Large { limit: self.limit });
            }
            match result.status {
                Ok(MZStatus::StreamEnd) => {
                    self.state = State::Tail(8);
                    return Ok(used);
                }
                // Nothing more comes out of what is here.
                Err(MZError::Buf) => return Ok(used.max(bytes.len())),
                Ok(_) if used == bytes.len() && result.bytes_written < room => return Ok(used),
                Ok(_) => {}
                Err(_) => return Err(GzipError::Broken),
            }
        }
    }
}

enum Head {
    Whole(usize),
    More,
    None,
}

/// Reads a member's head.
fn head(bytes: &[u8]) -> Head {
    let begin = [MAGIC[0], MAGIC[1], 8];
    if bytes.iter().zip(begin).any(|(byte, expected)| *byte != expected) {
        return Head::None;
    }
    let Some(flags) = bytes.get(3) else { return Head::More };
    let mut at = 10;
    if flags & 4 != 0 {
        let Some(length) = bytes.get(at..at + 2) else { return Head::More };
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            let Some(text) = bytes.get(at..) else { return Head::More };
            let Some(end) = text.iter().position(|byte| *byte == 0) else { return Head::More };
            at += end + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    if bytes.len() < at { Head::More } else { Head::Whole(at) }
}

/// Unpacks all of `bytes`. What came out before an error is there, too.
pub fn gunzip(bytes: &[u8], limit: u64) -> (Vec<u8>, Result<GzipEnd, GzipError>) {
    let mut out = Vec::new();
    let mut gunzip = Gunzip::new(limit);
    let read = gunzip.read(bytes, &mut |piece| out.extend_from_slice(piece));
    (mem::take(&mut out), read.map(|()| gunzip.end()))
}

impl fmt::Display for GzipError {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GzipError::NotGzip => write!(words, "it is not packed by gzip"),
            GzipError::Broken => write!(words, "it is packed by gzip, and damaged"),
            GzipError::LongHead => write!(words, "what gzip writes before its content does not end"),
            GzipError::Large { limit } => write!(words, "unpacked it has more than {limit} bytes"),
        }
    }
}

impl std::error::Error for GzipError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf hello | gzip -n`, and the same with a name (`gzip hello`).
    const HELLO: &[u8] = include_bytes!("../tests/data/hello.gz");
    const NAMED: &[u8] = include_bytes!("../tests/data/named.gz");
    /// `head -c 1000000 /dev/zero | gzip -9n`.
    const ZEROS: &[u8] = include_bytes!("../tests/data/zeros.gz");

    #[track_caller]
    fn check(packed: &[u8], expected: &[u8], end: Result<GzipEnd, GzipError>) {
        for piece in [packed.len().max(1), 1, 7] {
            let mut out = Vec::new();
            let mut gunzip = Gunzip::new(1 << 20);
            let read: Result<(), _> = packed
                .chunks(piece)
                .try_for_each(|bytes| gunzip.read(bytes, &mut |piece| out.extend_from_slice(piece)));
            assert!(out == expected, "{} bytes came out", out.len());
            assert_eq!(read.map(|()| gunzip.end()), end, "in pieces of {piece}");
        }
    }

    #[test]
    fn members() {
        check(HELLO, b"hello", Ok(GzipEnd::Whole));
        check(NAMED, b"hello", Ok(GzipEnd::Whole));
        check(ZEROS, &[0; 1_000_000], Ok(GzipEnd::Whole));
        check(&[HELLO, NAMED, HELLO].concat(), b"hellohellohello", Ok(GzipEnd::Whole));
        check(&[HELLO, &[0; 100]].concat(), b"hello", Ok(GzipEnd::Whole));
        // Helm writes bytes of its own into the head.
        let mut of_helm = HELLO[..10].to_vec();
        of_helm[3] = 4 | 16;
        of_helm.extend(b"\x03\0abcHelm\0");
        of_helm.extend(&HELLO[10..]);
        check(&of_helm, b"hello", Ok(GzipEnd::Whole));
    }

    #[test]
    fn what_is_none_or_broken() {
        check(b"", b"", Ok(GzipEnd::Empty));
        check(b"<html>", b"", Err(GzipError::NotGzip));
        check(&[HELLO, b"\x1f"].concat(), b"hello", Ok(GzipEnd::Cut));
        for cut in 1..HELLO.len() {
            let (_, end) = gunzip(&HELLO[..cut], 100);
            assert_eq!(end, Ok(GzipEnd::Cut), "at {cut}");
        }
        let mut broken = HELLO.to_vec();
        broken[10] = 0xff;
        check(&broken, b"", Err(GzipError::Broken));
        let endless = [&[0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0][..], &[b'a'; 100_000]].concat();
        assert_eq!(gunzip(&endless, 100), (Vec::new(), Err(GzipError::LongHead)));
    }

    #[test]
    fn no_more_comes_out_than_was_wanted() {
        for (limit, length, end) in [
            (1_000_000, 1_000_000, Ok(GzipEnd::Whole)),
            (999_999, 999_999, Err(GzipError::Large { limit: 999_999 })),
            (32 << 10, 32 << 10, Err(GzipError::Large { limit: 32 << 10 })),
            (0, 0, Err(GzipError::Large { limit: 0 })),
        ] {
            let (out, told) = gunzip(ZEROS, limit);
            assert_eq!((out.len(), told), (length, end));
        }
    }
}
