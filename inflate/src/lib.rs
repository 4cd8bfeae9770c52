//! Deflated bytes, inflated by zlib-rs, with what its own Rust interface does not give: where one block ends and the next begins, to the
//! bit, and a way to begin there (RFC 1951; zlib.h, `inflate` with `Z_BLOCK`, `inflatePrime`, `inflateSetDictionary`).
//!
//! It knows no gzip, no files and no limits. All of the project's `unsafe` is here.

use std::ffi::c_int;
use std::fmt;

use libz_rs_sys::{
    Z_BLOCK, Z_BUF_ERROR, Z_NO_FLUSH, Z_OK, Z_STREAM_END, inflate, inflateEnd, inflateGetDictionary, inflateInit2_,
    inflatePrime, inflateReset2, inflateSetDictionary, z_stream, zlibVersion,
};

/// Something that is being inflated.
pub struct Inflate {
    /// It is in memory of its own, so that it never moves: zlib's own programs may point back at it.
    stream: Box<z_stream>,
}

/// What one step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The bytes that were read.
    pub read: usize,
    /// The bytes that came out.
    pub written: usize,
    /// Where it stopped.
    pub stop: Stop,
}

/// Where a step stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Where there was no more to read, or no more room.
    Anywhere,
    /// Between two blocks.
    Boundary {
        /// How many bits of the last byte that was read belong to the next block, from 0 to 7: the highest ones.
        bits: u8,
    },
    /// At the end of the last block.
    End,
    /// Where what is deflated is damaged; what came out before is good.
    Damaged,
}

/// Nothing can be inflated from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

impl fmt::Display for Damaged {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        words.write_str("nothing can be inflated from there on")
    }
}

impl std::error::Error for Damaged {}

/// Raw deflated bytes, without any head, that look back 32 KiB at most.
const RAW: c_int = -15;

/// So many bytes of what came out before may a block need.
pub const WINDOW: usize = 32 << 10;

impl Inflate {
    /// Begins with the first block.
    ///
    /// # Panics
    ///
    /// Where there is no memory for it, as whatever takes memory.
    pub fn new() -> Inflate {
        let mut stream = Box::new(z_stream::default());
        // SAFETY: the stream lives in its box, is as `default` makes it, and version and size are this library's own.
        let begun = unsafe { inflateInit2_(&raw mut *stream, RAW, zlibVersion(), size_of::<z_stream>() as c_int) };
        assert_eq!(begun, Z_OK, "there is memory for a window");
        Inflate { stream }
    }

    /// Begins with the block that follows a [`Stop::Boundary`]: `bits` are as there, `before` is the last byte that was read by then, and
    /// `window` the last bytes that had come out, [`WINDOW`] of them or all.
    ///
    /// # Errors
    ///
    /// Where that is no place to begin at.
    pub fn resume(bits: u8, before: u8, window: &[u8]) -> Result<Inflate, Damaged> {
        let mut inflate = Inflate::new();
        if bits > 7 || window.len() > WINDOW {
            return Err(Damaged);
        }
        if bits > 0 {
            // SAFETY: the stream was begun by `new`.
            let primed = unsafe { inflatePrime(inflate.raw(), c_int::from(bits), c_int::from(before >> (8 - bits))) };
            (primed == Z_OK).then_some(()).ok_or(Damaged)?;
        }
        if !window.is_empty() {
            // SAFETY: the stream was begun by `new`, and `window` has that many bytes, which are copied.
            let set = unsafe { inflateSetDictionary(inflate.raw(), window.as_ptr(), window.len() as u32) };
            (set == Z_OK).then_some(()).ok_or(Damaged)?;
        }
        Ok(inflate)
    }

    /// Begins anew, with a first block.
    pub fn reset(&mut self) {
        // SAFETY: the stream was begun by `new`.
        unsafe { inflateReset2(self.raw(), RAW) };
    }

    /// Goes on with `input` and writes what comes out to `output`. With `to_boundary` it stops where a block ends; asked so again, at the
    /// end of the next one.
    pub fn step(&mut self, input: &[u8], output: &mut [u8], to_boundary: bool) -> Step {
        let (some, room) = (length(input.len()), length(output.len()));
        self.stream.next_in = input.as_ptr();
        self.stream.avail_in = some;
        self.stream.next_out = output.as_mut_ptr();
        self.stream.avail_out = room;
        let flush = if to_boundary { Z_BLOCK } else { Z_NO_FLUSH };
        // SAFETY: the stream was begun by `new`; both pointers are to that many bytes, which nobody else writes while this runs.
        let told = unsafe { inflate(self.raw(), flush) };
        let (read, written) = ((some - self.stream.avail_in) as usize, (room - self.stream.avail_out) as usize);
        // Nothing points at what is not ours any more.
        self.stream.next_in = std::ptr::null();
        self.stream.next_out = std::ptr::null_mut();
        (self.stream.avail_in, self.stream.avail_out) = (0, 0);
        let stop = match told {
            Z_STREAM_END => Stop::End,
            // The bits, 64 within the last block, 128 where a block ended.
            Z_OK | Z_BUF_ERROR if to_boundary && self.stream.data_type & 0xc0 == 0x80 => {
                Stop::Boundary { bits: (self.stream.data_type & 7) as u8 }
            }
            Z_OK | Z_BUF_ERROR => Stop::Anywhere,
            _ => Stop::Damaged,
        };
        Step { read, written, stop }
    }

    /// The last bytes that came out, [`WINDOW`] at most: what the next block may need.
    pub fn window(&mut self) -> Vec<u8> {
        let mut window = vec![0; WINDOW];
        let mut length = WINDOW as u32;
        // SAFETY: the stream was begun by `new`, and `window` has room for as much as is ever written.
        let told = unsafe { inflateGetDictionary(self.raw(), window.as_mut_ptr(), &raw mut length) };
        window.truncate(if told == Z_OK { length as usize } else { 0 });
        window
    }

    fn raw(&mut self) -> *mut z_stream {
        &raw mut *self.stream
    }
}

impl Default for Inflate {
    fn default() -> Inflate {
        Inflate::new()
    }
}

impl Drop for Inflate {
    fn drop(&mut self) {
        // SAFETY: the stream was begun by `new`, and nobody uses it after this.
        unsafe { inflateEnd(self.raw()) };
    }
}

/// As much as zlib counts at once.
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `hello` in one block that gzip made, changed so that it is not the last one.
    fn blocks() -> Vec<u8> {
        let mut hello = include_bytes!("../../image/tests/data/hello.gz")[10..].to_vec();
        hello.truncate(hello.len() - 8);
        hello[0] &= !1;
        hello
    }

    #[test]
    fn it_goes_on_at_every_boundary() {
        let packed = include_bytes!("../tests/data/words.deflate");
        let plain: Vec<u8> = words();
        let (mut inflate, mut out, mut read, mut points) = (Inflate::new(), Vec::new(), 0, Vec::new());
        let mut room = vec![0; 10_000];
        loop {
            let step = inflate.step(&packed[read..], &mut room, true);
            read += step.read;
            out.extend_from_slice(&room[..step.written]);
            match step.stop {
                Stop::Boundary { bits } => points.push((read, bits, out.len(), inflate.window())),
                Stop::End => break,
                Stop::Anywhere => {}
                Stop::Damaged => panic!("it is whole"),
            }
        }
        assert!(out == plain, "{} bytes came out", out.len());
        assert!(points.len() > 3, "{} boundaries", points.len());
        assert!(points.iter().any(|(_, bits, ..)| *bits > 0), "all blocks end with a byte");
        for (read, bits, written, window) in points {
            let before = if read == 0 { 0 } else { packed[read - 1] };
            let mut inflate = Inflate::resume(bits, before, &window).expect("a boundary");
            let (mut at, mut rest) = (read, Vec::new());
            loop {
                let step = inflate.step(&packed[at..], &mut room, false);
                at += step.read;
                rest.extend_from_slice(&room[..step.written]);
                if step.stop == Stop::End {
                    break;
                }
            }
            assert!(rest == plain[written..], "from bit {bits} of byte {read}");
        }
    }

    #[test]
    fn what_is_damaged_or_no_place_to_begin_at() {
        let mut room = [0; 100];
        assert_eq!(Inflate::new().step(&[0xff; 20], &mut room, false).stop, Stop::Damaged);
        assert!(Inflate::resume(8, 0, b"").is_err() && Inflate::resume(0, 0, &[0; WINDOW + 1]).is_err());
        let packed = blocks();
        let mut inflate = Inflate::new();
        let step = inflate.step(&packed, &mut room, false);
        assert_eq!((&room[..step.written], step.stop), (&b"hello"[..], Stop::Anywhere), "the last block is missing");
        inflate.reset();
        assert_ne!(inflate.step(&packed, &mut room, true).stop, Stop::Damaged);
    }

    /// What tests/data/words.deflate is of: see tests/data/make.sh.
    fn words() -> Vec<u8> {
        (0..40_000_u32)
            .flat_map(|number| format!("{} is {}\n", number, number.wrapping_mul(2_654_435_761)).into_bytes())
            .collect()
    }
}
