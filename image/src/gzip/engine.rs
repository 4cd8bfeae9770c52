//! The two programs that inflate.

use inflate::{Damaged, Inflate, Step, Stop};
use miniz_oxide::inflate::stream::{InflateState, inflate as inflate_small};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

/// What inflates.
pub trait Inflater {
    /// Begins anew.
    fn reset(&mut self);

    /// Begins between two blocks: with so many bits of the byte before, and what had come out by then.
    ///
    /// # Errors
    ///
    /// Where it cannot begin there.
    fn resume(&mut self, bits: u8, before: u8, window: &[u8]) -> Result<(), Damaged>;

    /// Goes on with `input`. With `to_boundary` it may stop where a block ends.
    fn step(&mut self, input: &[u8], output: &mut [u8], to_boundary: bool) -> Step;

    /// What came out last, 32 KiB at most.
    fn window(&mut self) -> Vec<u8>;
}

/// miniz_oxide: small. It stops between no blocks.
pub struct Small(Box<InflateState>);

impl Default for Small {
    fn default() -> Small {
        Small(InflateState::new_boxed(DataFormat::Raw))
    }
}

impl Inflater for Small {
    fn reset(&mut self) {
        self.0.reset(DataFormat::Raw);
    }

    fn resume(&mut self, _: u8, _: u8, _: &[u8]) -> Result<(), Damaged> {
        Err(Damaged)
    }

    fn step(&mut self, input: &[u8], output: &mut [u8], _: bool) -> Step {
        let result = inflate_small(&mut self.0, input, output, MZFlush::None);
        let (read, written) = (result.bytes_consumed, result.bytes_written);
        match result.status {
            Ok(MZStatus::StreamEnd) => Step { read, written, stop: Stop::End },
            Ok(_) => Step { read, written, stop: Stop::Anywhere },
            // Nothing more comes out of what is here.
            Err(MZError::Buf) => Step { read: input.len(), written, stop: Stop::Anywhere },
            Err(_) => Step { read, written, stop: Stop::Damaged },
        }
    }

    fn window(&mut self) -> Vec<u8> {
        Vec::new()
    }
}

/// zlib-rs: fast, and able to begin where a block ends.
#[derive(Default)]
pub struct Fast(Inflate);

impl Inflater for Fast {
    fn reset(&mut self) {
        self.0.reset();
    }

    fn resume(&mut self, bits: u8, before: u8, window: &[u8]) -> Result<(), Damaged> {
        self.0 = Inflate::resume(bits, before, window)?;
        Ok(())
    }

    fn step(&mut self, input: &[u8], output: &mut [u8], to_boundary: bool) -> Step {
        self.0.step(input, output, to_boundary)
    }

    fn window(&mut self) -> Vec<u8> {
        self.0.window()
    }
}
