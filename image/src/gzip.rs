//! What was packed by gzip, unpacked as it comes: several members one behind the other, as `cat` makes them and some builders write them.
//!
//! ```text
//! member := 1f 8b 08 flags time:4 extra:1 system:1 [ length:2 extra ] [ name 00 ] [ comment 00 ] [ checksum:2 ] deflated crc:4 length:4
//! ```
//! (RFC 1952.) What no member begins with ends it without a word, as in gzip. The checksums are not computed: a blob has a digest. Two
//! programs inflate: [`Small`] is for what a page reads, [`Fast`] for layers, of which a file is read again later (docs/decisions/0031 and
//! 0036 say what was weighed).

mod engine;

use std::fmt;
use std::mem;

use crate::packed_end::PackedEnd;
pub use engine::{Fast, Inflater, Small};
use inflate::{Damaged, Step, Stop};

/// Something packed that is being unpacked.
pub struct Gunzip<E = Small> {
    state: State,
    inflating: E,
    out: Vec<u8>,
    /// How much may still come out.
    left: u64,
    limit: u64,
    members: u64,
    /// How much was read, and came out.
    read: u64,
    written: u64,
    marks: Option<Marks>,
}

/// A place at which unpacking may begin again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many bytes were read by then.
    pub packed: u64,
    /// How many had come out.
    pub unpacked: u64,
    /// How many bits of the byte before belong to what follows, from 0 to 7.
    pub bits: u8,
    /// The last bytes that had come out, 32 KiB at most. Empty where a member begins.
    pub window: Vec<u8>,
    /// Whether a member of gzip begins here.
    pub is_member: bool,
}

impl Checkpoint {
    /// From which byte on the packed bytes are needed: one earlier than [`Checkpoint::packed`] where bits of that belong to it.
    pub fn begin(&self) -> u64 {
        self.packed - u64::from(self.bits > 0)
    }
}

/// Checkpoints that are being taken.
struct Marks {
    every: u64,
    last: u64,
    found: Vec<Checkpoint>,
}

enum State {
    /// A member's head, as far as it came.
    Head(Vec<u8>),
    /// A checkpoint: so many bits of the byte before it, and what had come out.
    Before(u8, Vec<u8>),
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

/// Two bytes that a member begins with.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A head is a few bytes, and a name.
const HEAD: usize = 64 << 10;

impl Gunzip {
    /// Begins; no more than `limit` bytes come out.
    pub fn new(limit: u64) -> Gunzip {
        Gunzip::of(State::Head(Vec::new()), Small::default(), 32 << 10, limit)
    }
}

impl Gunzip<Fast> {
    /// Begins, and takes a checkpoint after `every` bytes that came out, where a block ends. No more than `limit` bytes come out.
    pub fn marking(every: u64, limit: u64) -> Gunzip<Fast> {
        let gunzip = Gunzip::of(State::Head(Vec::new()), Fast::default(), 128 << 10, limit);
        Gunzip { marks: Some(Marks { every, last: 0, found: Vec::new() }), ..gunzip }
    }

    /// Begins at a checkpoint: what is read next are the packed bytes from [`Checkpoint::begin`] on. No more than `limit` bytes come out.
    pub fn from(checkpoint: &Checkpoint, limit: u64) -> Gunzip<Fast> {
        let state = match checkpoint.is_member {
            true => State::Head(Vec::new()),
            false => State::Before(checkpoint.bits, checkpoint.window.clone()),
        };
        Gunzip::of(state, Fast::default(), 128 << 10, limit)
    }

    /// The checkpoints that were taken since this was asked last.
    pub fn take_checkpoints(&mut self) -> Vec<Checkpoint> {
        self.marks.as_mut().map(|marks| mem::take(&mut marks.found)).unwrap_or_default()
    }
}

impl<E: Inflater> Gunzip<E> {
    fn of(state: State, inflating: E, room: usize, limit: u64) -> Gunzip<E> {
        let out = vec![0; room];
        Gunzip { state, inflating, out, left: limit, limit, members: 0, read: 0, written: 0, marks: None }
    }

    /// Goes on with `bytes`, and hands over what comes out of them.
    ///
    /// # Errors
    ///
    /// Where it goes no further. The same error comes back from then on.
    pub fn read(&mut self, mut bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<(), GzipError> {
        while !bytes.is_empty() {
            match self.step(bytes, take) {
                Ok(used) => {
                    self.read += used as u64;
                    bytes = &bytes[used..];
                }
                Err(error) => {
                    self.state = State::Failed(error.clone());
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// How it ended, when nothing more comes.
    pub fn end(&self) -> PackedEnd {
        match &self.state {
            State::Failed(_) => PackedEnd::Stopped,
            State::Done => PackedEnd::Whole,
            State::Head(begun) if begun.is_empty() && self.members == 0 => PackedEnd::Empty,
            State::Head(begun) if begun.is_empty() => PackedEnd::Whole,
            // A single byte behind a member is no beginning of another one.
            State::Head(_) | State::Before(..) | State::Deflated | State::Tail(_) => PackedEnd::Cut,
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
            State::Before(bits, window) => {
                let (before, used) = if *bits > 0 { (bytes[0], 1) } else { (0, 0) };
                self.inflating.resume(*bits, before, window).map_err(|Damaged| GzipError::Broken)?;
                self.members = 1;
                self.state = State::Deflated;
                Ok(used)
            }
            State::Head(begun) => {
                let before = begun.len();
                let room = HEAD.saturating_sub(before).min(bytes.len());
                begun.extend_from_slice(&bytes[..room]);
                match head(begun) {
                    Head::Whole(length) => {
                        self.members += 1;
                        self.inflating.reset();
                        self.state = State::Deflated;
                        self.mark_member(before);
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
            let is_due = self.marks.as_ref().is_some_and(|marks| self.written - marks.last >= marks.every);
            let Step { read, written, stop } = self.inflating.step(&bytes[used..], &mut self.out[..room], is_due);
            used += read;
            let kept = (written as u64).min(self.left);
            if kept > 0 {
                take(&self.out[..kept as usize]);
            }
            self.left -= kept;
            self.written += written as u64;
            if written as u64 > kept {
                return Err(GzipError::Large { limit: self.limit });
            }
            match stop {
                Stop::End => {
                    self.state = State::Tail(8);
                    return Ok(used);
                }
                Stop::Damaged => return Err(GzipError::Broken),
                Stop::Boundary { bits } => self.mark(self.read + used as u64, bits),
                Stop::Anywhere if used == bytes.len() && written < room => return Ok(used),
                // It would stand still for ever.
                Stop::Anywhere if read == 0 && written == 0 => return Err(GzipError::Broken),
                Stop::Anywhere => {}
            }
        }
    }

    /// A block ends here.
    fn mark(&mut self, packed: u64, bits: u8) {
        let (unpacked, window) = (self.written, self.inflating.window());
        if let Some(marks) = &mut self.marks {
            marks.last = unpacked;
            marks.found.push(Checkpoint { packed, unpacked, bits, window, is_member: false });
        }
    }

    /// A member begins, of whose head `before` bytes came with earlier pieces. It needs nothing that came out before.
    fn mark_member(&mut self, before: usize) {
        let (packed, unpacked) = (self.read - before as u64, self.written);
        if let Some(marks) = self.marks.as_mut().filter(|marks| packed == 0 || unpacked - marks.last >= marks.every) {
            marks.last = unpacked;
            marks.found.push(Checkpoint { packed, unpacked, is_member: true, ..Checkpoint::default() });
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
pub fn gunzip(bytes: &[u8], limit: u64) -> (Vec<u8>, Result<PackedEnd, GzipError>) {
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
mod tests;
