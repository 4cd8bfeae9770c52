//! What is missing where a command fails, and how to get it.

/// A part of what tools print, and what a person can do about it.
const HINTS: &[(&str, &str)] = &[
    ("linker `cc` not found", NO_LINKER),
    ("failed to find tool \"cc\"", NO_LINKER),
    ("Could not resolve host", NO_NETWORK),
    ("Could not connect", NO_NETWORK),
    ("Connection refused", NO_NETWORK),
    ("failed to download", NO_NETWORK),
    ("failed to get `", NO_NETWORK),
    ("No space left on device", NO_ROOM),
    ("requires rustc", OLD_RUST),
];

const NO_LINKER: &str = "a C compiler is missing. Debian: sudo apt-get install gcc libc6-dev";
const NO_NETWORK: &str = "crates.io could not be reached. Behind a proxy, set HTTPS_PROXY. Run the same command again: what has \
                          come already stays";
const NO_ROOM: &str = "the disk is full. CARGO_TARGET_DIR and PIERGLASS_CACHE name folders elsewhere";
const OLD_RUST: &str =
    "the compiler is too old. rustup installs the one that rust-toolchain.toml names: rustup toolchain install";

/// The way out of what was printed, if it is a known one.
pub(super) fn hint(printed: &str) -> Option<&'static str> {
    HINTS.iter().find(|(mark, _)| printed.contains(mark)).map(|(_, hint)| *hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_failures_have_a_way_out() {
        let printed = "error: linker `cc` not found\n  |\n  = note: No such file or directory (os error 2)";
        assert_eq!(hint(printed), Some(NO_LINKER));
        let printed = "error: failed to download from `https://registry.example/crate`\n\nCaused by:\n  [6] Could not resolve host";
        assert_eq!(hint(printed), Some(NO_NETWORK));
        assert_eq!(hint("error[E0425]: cannot find value `x` in this scope"), None);
    }
}
