//! What the lab's programs share: where things are, and what their names say.

#![warn(unreachable_pub)]

pub mod folders;

/// Whether a file's name changes with its content: `name-0123456789abcdef.ext` and `name-0123456789abcdef_bg.wasm`.
pub fn has_hash(path: &str) -> bool {
    path.split(['-', '.', '_', '/']).any(|part| part.len() >= 14 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
