//! Digests that are computed by the piece: SHA-256 and SHA-512, the two that are registered (OCI image specification, descriptor.md).

use sha2::{Digest as _, Sha256, Sha512};

/// A digest that is computed by the piece.
#[derive(Clone, Debug)]
pub enum Hashing {
    /// SHA-256.
    Sha256(Sha256),
    /// SHA-512.
    Sha512(Sha512),
}

impl Hashing {
    /// Begins to compute a SHA-256 digest.
    pub fn sha256() -> Hashing {
        Hashing::Sha256(Sha256::new())
    }

    /// Begins to compute a digest by the algorithm of this name; `None` for one that is not computed here.
    pub fn by(algorithm: &str) -> Option<Hashing> {
        match algorithm {
            "sha256" => Some(Hashing::sha256()),
            "sha512" => Some(Hashing::Sha512(Sha512::new())),
            _ => None,
        }
    }

    /// Goes on with `bytes`.
    pub fn add(&mut self, bytes: &[u8]) {
        match self {
            Hashing::Sha256(hashing) => hashing.update(bytes),
            Hashing::Sha512(hashing) => hashing.update(bytes),
        }
    }

    /// The digest of all that was added, as it is written: `sha256:…`, `sha512:…`.
    pub fn end(self) -> String {
        match self {
            Hashing::Sha256(hashing) => written("sha256:", &hashing.finalize()),
            Hashing::Sha512(hashing) => written("sha512:", &hashing.finalize()),
        }
    }
}

fn written(algorithm: &str, result: &[u8]) -> String {
    let mut text = String::from(algorithm);
    for byte in result {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4, the examples of one block and of none.
    #[test]
    fn the_standards_own_examples() {
        let cases = [
            ("sha256", "", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("sha256", "abc", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "sha512",
                "abc",
                "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd\
                 454d4423643ce80e2a9ac94fa54ca49f",
            ),
        ];
        for (algorithm, content, digest) in cases {
            let mut hashing = Hashing::by(algorithm).expect("a registered algorithm");
            content.bytes().for_each(|byte| hashing.add(&[byte]));
            assert_eq!(hashing.end(), digest);
        }
        assert!(Hashing::by("blake3").is_none());
    }
}
