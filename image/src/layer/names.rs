//! Names, one behind the other in one piece of memory.
//!
//! ```text
//! names := ( length name )*        length: one byte, or 0xff and four bytes, least significant first
//! ```

/// Names, each found by where it begins.
#[derive(Debug, Default)]
pub(super) struct Names {
    bytes: Vec<u8>,
}

impl Names {
    /// Adds a name, and says where it begins.
    pub(super) fn add(&mut self, name: &[u8]) -> u32 {
        let begin = self.bytes.len() as u32;
        match u8::try_from(name.len()) {
            Ok(length) if length < u8::MAX => self.bytes.push(length),
            _ => {
                self.bytes.push(u8::MAX);
                self.bytes.extend((name.len() as u32).to_le_bytes());
            }
        }
        self.bytes.extend(name);
        begin
    }

    /// The name that begins there.
    pub(super) fn get(&self, begin: u32) -> &[u8] {
        let rest = &self.bytes[begin as usize..];
        match rest {
            [u8::MAX, a, b, c, d, rest @ ..] => &rest[..u32::from_le_bytes([*a, *b, *c, *d]) as usize],
            [length, rest @ ..] => &rest[..usize::from(*length)],
            [] => b"",
        }
    }

    /// The bytes that all take.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Gives back what is not used.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }
}
