//! Names that carry a hash of what they name.

use sha2::{Digest as _, Sha256};

/// So much of a hash is in a name, as Trunk has it.
const DIGITS: usize = 16;

/// A hash of bytes, as names have it.
pub(crate) fn hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    let mut digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    digits.truncate(DIGITS);
    digits
}

/// A name with a hash in it.
pub(crate) fn named(name: &str, hash: &str, extension: &str) -> String {
    format!("{name}-{hash}.{extension}")
}
