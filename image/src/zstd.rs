//! What was packed by zstd, unpacked as it comes: several frames one behind the other, and those that are only skipped.
//!
//! ```text
//! frames    := ( frame | skippable )*
//! frame     := 28 b5 2f fd descriptor [ window ] [ dictionary:0,1,2,4 ] [ size:0,1,2,4,8 ] block+ [ checksum:4 ]
//! skippable := 5? 2a 4d 18 length:4 bytes                           ?: 0 to f
//! ```
//! (RFC 8878.) The checksums are not computed: a blob has a digest. A frame needs nothing of what came before it, so a place where one
//! begins is a checkpoint: zstd:chunked makes one for each file, other tools one for all.

use std::fmt;
use std::mem;

use structured_zstd::decoding::FrameDecoder;

use crate::packed_end::PackedEnd;

/// Something packed that is being unpacked.
pub struct Unzstd {
    state: State,
    decoder: Box<FrameDecoder>,
    /// A block that came in pieces.
    begun: Vec<u8>,
    out: Vec<u8>,
    left: u64,
    limit: u64,
    read: u64,
    written: u64,
    /// Whether a frame or what is skipped came whole.
    is_begun: bool,
    frames: Vec<FrameStart>,
    /// How much had come out at the last frame that was noted.
    noted: Option<u64>,
    every: u64,
}

enum State {
    /// The head of a frame, as far as it came.
    Head(Vec<u8>),
    Frame,
    Skip(u64),
    Failed(ZstdError),
}

/// Where a frame begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrameStart {
    /// How many bytes stand before it.
    pub packed: u64,
    /// How many come out before it.
    pub unpacked: u64,
}

/// Why something is not unpacked further. What came out before is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZstdError {
    /// No frame begins where one should.
    NotZstd {
        /// Where, in bytes from the beginning.
        at: u64,
    },
    /// What is packed cannot be unpacked.
    Broken,
    /// It was packed with a dictionary, which nobody here has.
    Dictionary,
    /// A frame wants more memory than it gets.
    Window {
        /// The limit, in bytes.
        limit: u64,
    },
    /// More would come out than anybody wanted.
    Large {
        /// The limit, in bytes.
        limit: u64,
    },
}

/// What a frame begins with.
pub const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// So much memory may a frame want: as much as `zstd -d` gives without being told more.
const WINDOW: u64 = 128 << 20;
/// A whole block comes out at once.
const ROOM: usize = 128 << 10;

impl Unzstd {
    /// Begins, and notes a frame where `every` bytes came out since the last one that was noted. No more than `limit` bytes come out.
    pub fn new(every: u64, limit: u64) -> Unzstd {
        let mut decoder = Box::new(FrameDecoder::new());
        let set = decoder.set_max_window_size(WINDOW);
        debug_assert!(set.is_ok(), "the limit is one that the decoder takes");
        Unzstd {
            state: State::Head(Vec::new()),
            decoder,
            begun: Vec::new(),
            out: vec![0; ROOM],
            left: limit,
            limit,
            read: 0,
            written: 0,
            is_begun: false,
            frames: Vec::new(),
            noted: None,
            every,
        }
    }

    /// Goes on with `bytes`, and hands over what comes out of them.
    ///
    /// # Errors
    ///
    /// Where it goes no further. The same error comes back from then on.
    pub fn read(&mut self, mut bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<(), ZstdError> {
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
            State::Head(begun) if begun.is_empty() && self.is_begun => PackedEnd::Whole,
            State::Head(begun) if begun.is_empty() => PackedEnd::Empty,
            State::Head(_) | State::Frame | State::Skip(_) => PackedEnd::Cut,
        }
    }

    /// The frames that were noted since this was asked last.
    pub fn take_frames(&mut self) -> Vec<FrameStart> {
        mem::take(&mut self.frames)
    }

    fn step(&mut self, bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<usize, ZstdError> {
        match &mut self.state {
            State::Failed(error) => Err(error.clone()),
            State::Skip(left) => {
                let used = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                *left -= used as u64;
                if *left == 0 {
                    self.begin_next();
                }
                Ok(used)
            }
            State::Head(begun) => {
                let before = begun.len();
                let more = bytes.len().min(wanted(begun) - before);
                begun.extend_from_slice(&bytes[..more]);
                if !is_head(begun) {
                    return Err(ZstdError::NotZstd { at: self.read - before as u64 });
                }
                if begun.len() == wanted(begun) {
                    let head = mem::take(begun);
                    self.begin(&head, self.read - before as u64)?;
                }
                Ok(more)
            }
            State::Frame => self.blocks(bytes, take),
        }
    }

    fn begin_next(&mut self) {
        self.state = State::Head(Vec::new());
        self.is_begun = true;
    }

    /// A head is whole, which began at this byte.
    fn begin(&mut self, head: &[u8], packed: u64) -> Result<(), ZstdError> {
        if let [_, _, _, _, a, b, c, d] = head
            && head[..4] != MAGIC
        {
            let length = u64::from(u32::from_le_bytes([*a, *b, *c, *d]));
            self.state = State::Skip(length);
            if length == 0 {
                self.begin_next();
            }
            return Ok(());
        }
        if head[4] & 3 != 0 {
            return Err(ZstdError::Dictionary);
        }
        if window(head) > WINDOW {
            return Err(ZstdError::Window { limit: WINDOW });
        }
        self.decoder.reset(head).map_err(|_| ZstdError::Broken)?;
        if self.noted.is_none_or(|noted| self.written - noted >= self.every) {
            self.noted = Some(self.written);
            self.frames.push(FrameStart { packed, unpacked: self.written });
        }
        self.state = State::Frame;
        Ok(())
    }

    /// Blocks are unpacked as wholes: what came of one waits for its rest.
    fn blocks(&mut self, bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<usize, ZstdError> {
        if self.begun.is_empty() {
            let used = self.unpack(bytes, take)?;
            if matches!(self.state, State::Frame) {
                self.keep(&bytes[used..])?;
                return Ok(bytes.len());
            }
            return Ok(used);
        }
        // A head of three bytes says how long the block is.
        let mut taken = 0;
        loop {
            let needed = self.decoder.input_needed(&self.begun);
            if needed <= self.begun.len() {
                break;
            }
            let more = (needed - self.begun.len()).min(bytes.len() - taken);
            if more == 0 {
                return Ok(taken);
            }
            self.begun.extend_from_slice(&bytes[taken..taken + more]);
            taken += more;
        }
        let begun = mem::take(&mut self.begun);
        let used = self.unpack(&begun, take)?;
        self.keep(&begun[used..])?;
        Ok(taken)
    }

    /// Keeps what is less than a block. What claims to be one and more than any has, the decoder asks for for ever.
    fn keep(&mut self, rest: &[u8]) -> Result<(), ZstdError> {
        let is_stuck = matches!(self.state, State::Frame) && self.decoder.input_needed(rest) <= rest.len();
        if is_stuck {
            return Err(ZstdError::Broken);
        }
        self.begun.extend_from_slice(rest);
        Ok(())
    }

    /// Unpacks whole blocks from the beginning of `bytes`, and says how much that was.
    fn unpack(&mut self, bytes: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<usize, ZstdError> {
        let mut used = 0;
        loop {
            let step = self.decoder.decode_from_to(&bytes[used..], &mut self.out);
            let (read, written) = step.map_err(|_| ZstdError::Broken)?;
            used += read;
            let kept = (written as u64).min(self.left);
            if kept > 0 {
                take(&self.out[..kept as usize]);
            }
            self.left -= kept;
            self.written += written as u64;
            if written as u64 > kept {
                return Err(ZstdError::Large { limit: self.limit });
            }
            let is_over = self.decoder.is_finished() && self.decoder.can_collect() == 0;
            if is_over && !self.decoder.awaits_checksum() {
                self.begin_next();
                return Ok(used);
            }
            if read == 0 && written == 0 {
                return Ok(used);
            }
        }
    }
}

/// Whether what came may be the beginning of a frame or of what is skipped.
fn is_head(begun: &[u8]) -> bool {
    let is_frame = begun.iter().zip(MAGIC).all(|(byte, expected)| *byte == expected);
    let is_skipped = begun.iter().zip([0x50, 0x2a, 0x4d, 0x18]).enumerate().all(|(at, (byte, expected))| match at {
        0 => byte & 0xf0 == expected,
        _ => *byte == expected,
    });
    is_frame || is_skipped
}

/// The bytes of a head, as far as its beginning says.
fn wanted(begun: &[u8]) -> usize {
    let Some(first) = begun.first() else { return 5 };
    if *first != MAGIC[0] {
        return 8;
    }
    let Some(descriptor) = begun.get(4) else { return 5 };
    let is_single = descriptor & 0x20 != 0;
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size = [usize::from(is_single), 2, 4, 8][usize::from(descriptor >> 6)];
    5 + usize::from(!is_single) + dictionary + size
}

/// The memory that a frame without a dictionary wants.
fn window(head: &[u8]) -> u64 {
    if head[4] & 0x20 == 0 {
        let (exponent, mantissa) = (u64::from(head[5] >> 3), u64::from(head[5] & 7));
        let base = 1_u64 << (10 + exponent);
        return base + base / 8 * mantissa;
    }
    let mut size = [0; 8];
    size[..head.len() - 5].copy_from_slice(&head[5..]);
    // Two bytes count from 256 on.
    u64::from_le_bytes(size) + if head[4] >> 6 == 1 { 256 } else { 0 }
}

impl fmt::Display for ZstdError {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ZstdError::NotZstd { at: 0 } => write!(words, "it is not packed by zstd"),
            ZstdError::NotZstd { at } => write!(words, "at byte {at} a frame of zstd should begin, and none does"),
            ZstdError::Broken => write!(words, "it is packed by zstd, and damaged"),
            ZstdError::Dictionary => write!(words, "it is packed by zstd with a dictionary, which is not here"),
            ZstdError::Window { limit } => write!(words, "to unpack it takes more than {limit} bytes of memory"),
            ZstdError::Large { limit } => write!(words, "unpacked it has more than {limit} bytes"),
        }
    }
}

impl std::error::Error for ZstdError {}

#[cfg(test)]
mod tests;
