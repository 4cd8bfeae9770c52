//! Digests: the names of contents.
//!
//! They are computed by [`image::hashing`]; digests of other algorithms than those two are shown, not checked.

use std::fmt;

use image::hashing::Hashing;

use super::visible::quoted;

/// The name of a content: an algorithm and its encoded result.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(String);

/// Why a text is no digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// There is no colon.
    #[error("the digest has no algorithm in front of a colon")]
    NoColon,
    /// The part in front of the colon breaks the grammar.
    #[error("{} is not a digest algorithm", quoted(.0))]
    BadAlgorithm(String),
    /// The part after the colon breaks the grammar, or is not lower-case hexadecimal for a known algorithm.
    #[error("the encoded part of the {algorithm} digest has characters that do not belong there")]
    BadEncoded {
        /// The algorithm.
        algorithm: String,
    },
    /// A known algorithm with a result of another length.
    #[error("a {algorithm} digest has {expected} hexadecimal characters, and this one has {found}")]
    WrongLength {
        /// The algorithm.
        algorithm: String,
        /// How many characters it has.
        expected: usize,
        /// How many there are.
        found: usize,
    },
}

/// A content that is held against its digest by the piece, by whoever has no hash function of its own.
pub trait Check {
    /// Goes on with `bytes`.
    fn add(&mut self, bytes: &[u8]);

    /// Whether all that was added is what the digest names.
    fn fits(self: Box<Self>) -> bool;
}

impl Check for (Hashing, Digest) {
    fn add(&mut self, bytes: &[u8]) {
        self.0.add(bytes);
    }

    fn fits(self: Box<Self>) -> bool {
        let (hashing, wanted) = *self;
        hashing.end() == wanted.0
    }
}

impl Digest {
    /// Reads a digest (OCI image specification, descriptor.md).
    ///
    /// ```text
    /// digest    := algorithm ":" encoded
    /// algorithm := component ( [+._-] component )*
    /// component := [a-z0-9]+
    /// encoded   := [a-zA-Z0-9=_-]+          # sha256: [a-f0-9]{64}, sha512: [a-f0-9]{128}
    /// ```
    pub fn parse(text: &str) -> Result<Digest, DigestError> {
        let (algorithm, encoded) = text.split_once(':').ok_or(DigestError::NoColon)?;
        let is_component = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !algorithm.split(['+', '.', '_', '-']).all(is_component) {
            return Err(DigestError::BadAlgorithm(algorithm.to_owned()));
        }
        let length = match algorithm {
            "sha256" => Some(64),
            "sha512" => Some(128),
            _ => None,
        };
        let fits = |byte: u8| match length {
            Some(_) => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            None => byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b'_' | b'-'),
        };
        if encoded.is_empty() || !encoded.bytes().all(fits) {
            return Err(DigestError::BadEncoded { algorithm: algorithm.to_owned() });
        }
        match length {
            Some(expected) if expected != encoded.len() => {
                Err(DigestError::WrongLength { algorithm: algorithm.to_owned(), expected, found: encoded.len() })
            }
            _ => Ok(Digest(text.to_owned())),
        }
    }

    /// The SHA-256 digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        let mut hashing = Hashing::sha256();
        hashing.add(bytes);
        Digest::end(hashing)
    }

    /// Begins to compute a digest by this one's algorithm; `None` for an algorithm that is not computed here.
    pub fn hashing(&self) -> Option<Hashing> {
        Hashing::by(self.algorithm())
    }

    /// The digest of `bytes` by this one's algorithm; `None` for an algorithm that is not computed here.
    pub fn of_the_same_kind(&self, bytes: &[u8]) -> Option<Digest> {
        let mut hashing = self.hashing()?;
        hashing.add(bytes);
        Some(Digest::end(hashing))
    }

    /// Begins to hold a content against this name; `None` for an algorithm that is not computed here.
    pub fn check(&self) -> Option<Box<dyn Check>> {
        Some(Box::new((self.hashing()?, self.clone())))
    }

    /// The digest of all that was hashed.
    pub fn end(hashing: Hashing) -> Digest {
        Digest(hashing.end())
    }

    /// The whole digest, `sha256:...`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part in front of the colon.
    pub fn algorithm(&self) -> &str {
        self.0.split_once(':').map_or("", |(algorithm, _)| algorithm)
    }

    /// The part after the colon.
    pub fn encoded(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, encoded)| encoded)
    }

    /// The first 12 characters of the encoded part, as docker shows them.
    pub fn short(&self) -> &str {
        let encoded = self.encoded();
        encoded.get(..12).unwrap_or(encoded)
    }

    /// The tag under which clients keep the referrers of this content where the registry has no referrers API
    /// (OCI distribution specification, "Referrers Tag Schema"): `sha256-...`, at most 32 + 1 + 64 characters.
    pub fn fallback_tag(&self) -> String {
        let algorithm = self.algorithm().chars().take(32);
        let encoded = self.encoded().chars().take(64);
        let is_tag_character = |one: char| one.is_ascii_alphanumeric() || matches!(one, '.' | '_' | '-');
        algorithm.chain(['-']).chain(encoded).map(|one| if is_tag_character(one) { one } else { '-' }).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[track_caller]
    fn check(text: &str, result: Result<(), &str>) {
        let parsed = Digest::parse(text);
        assert_eq!(
            parsed.as_ref().map(ToString::to_string).map_err(ToString::to_string),
            match result {
                Ok(()) => Ok(text.to_owned()),
                Err(message) => Err(message.to_owned()),
            }
        );
    }

    #[test]
    fn digests() {
        check(&format!("sha256:{EMPTY}"), Ok(()));
        check(&format!("sha512:{EMPTY}{EMPTY}"), Ok(()));
        check("blake3:abc", Ok(()));
        check("multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8", Ok(()));
        check("sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564=", Ok(()));
        check("", Err("the digest has no algorithm in front of a colon"));
        check(EMPTY, Err("the digest has no algorithm in front of a colon"));
        check("sha256:", Err("the encoded part of the sha256 digest has characters that do not belong there"));
        check("SHA256:abc", Err("\"SHA256\" is not a digest algorithm"));
        check("sha+:abc", Err("\"sha+\" is not a digest algorithm"));
        check("sha256:abc", Err("a sha256 digest has 64 hexadecimal characters, and this one has 3"));
        check(
            &format!("sha256:{}", EMPTY.to_uppercase()),
            Err("the encoded part of the sha256 digest has characters that do not belong there"),
        );
        check("other:a/b", Err("the encoded part of the other digest has characters that do not belong there"));
    }

    /// Whether pieces are what a digest names, where that is known.
    fn fits(digest: &Digest, pieces: &[&[u8]]) -> Option<bool> {
        let mut check = digest.check()?;
        pieces.iter().for_each(|piece| check.add(piece));
        Some(check.fits())
    }

    #[test]
    fn contents() {
        let digest = Digest::of(b"");
        assert_eq!(digest.encoded(), EMPTY);
        assert_eq!(digest.short(), "e3b0c44298fc");
        assert_eq!(fits(&digest, &[]), Some(true));
        assert_eq!(fits(&digest, &[b"{", b"}"]), Some(false));
        assert_eq!(fits(&Digest::of(b"{}"), &[b"{", b"}"]), Some(true));
        let of_nothing = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce\
                          47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";
        let digest = Digest::parse(&format!("sha512:{of_nothing}")).expect("a digest");
        assert_eq!((fits(&digest, &[]), fits(&digest, &[b"{}"])), (Some(true), Some(false)));
        assert_eq!(fits(&Digest::parse("blake3:abc").expect("a digest"), &[]), None);
        assert_eq!(Digest::parse("blake3:abc").expect("a digest").short(), "abc");
    }

    #[test]
    fn fallback_tags() {
        assert_eq!(Digest::of(b"").fallback_tag(), format!("sha256-{EMPTY}"));
        let sha512 = Digest::parse(&format!("sha512:{EMPTY}{EMPTY}")).expect("a digest");
        assert_eq!(sha512.fallback_tag(), format!("sha512-{EMPTY}"));
        assert_eq!(Digest::parse("a+b:c=").expect("a digest").fallback_tag(), "a-b-c-");
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_text(text in "\\PC{0,80}|[a-z0-9+._-]{1,40}:[a-zA-Z0-9=_-]{1,140}") {
            if let Ok(digest) = Digest::parse(&text) {
                proptest::prop_assert_eq!(digest.to_string(), text);
                proptest::prop_assert!(digest.fallback_tag().len() <= 97);
            }
        }
    }
}
