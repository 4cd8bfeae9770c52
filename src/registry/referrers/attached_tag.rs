//! Tags that are no versions: their names say to which digest they belong, and what for.
//!
//! ```text
//! sha256-<64 hex>           a list of referrers    distribution-spec 1.1, "Referrers Tag Schema"
//! sha256-<64 hex>.sig       cosign's signatures    https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
//! sha256-<64 hex>.att       cosign's attestations
//! sha256-<64 hex>.sbom      cosign's SBOMs
//! ```
//!
//! Whatever is named otherwise is a person's own tag.

use std::collections::HashMap;

use crate::registry::digest::Digest;
use crate::registry::http::Http;
use crate::registry::in_order::Name;
use crate::registry::reference::Tag;
use crate::registry::slices::Slices;

/// What a tag is for that is named after a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TagRole {
    /// An index of referrers, where the registry keeps none.
    List,
    /// cosign's signatures.
    Signature,
    /// cosign's attestations.
    Attestation,
    /// cosign's SBOMs.
    Sbom,
}

/// A tag that is named after a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedTag {
    /// What it belongs to.
    pub digest: Digest,
    /// What it is for.
    pub role: TagRole,
}

/// The tags of a repository that are named after digests.
#[derive(Clone, Debug, Default)]
pub struct AttachedTags(HashMap<Digest, Vec<TagRole>>);

/// So many names are looked at before others may work.
const NAMES_AT_ONCE: usize = 2_000;

impl TagRole {
    /// All of them.
    pub const ALL: [TagRole; 4] = [TagRole::List, TagRole::Signature, TagRole::Attestation, TagRole::Sbom];

    /// What stands behind the digest.
    pub fn ending(self) -> &'static str {
        match self {
            TagRole::List => "",
            TagRole::Signature => ".sig",
            TagRole::Attestation => ".att",
            TagRole::Sbom => ".sbom",
        }
    }

    /// The tag of a digest; `None` where it would be too long for one. A list's is cut, as the specification says.
    pub fn tag(self, digest: &Digest) -> Option<Tag> {
        let (algorithm, encoded) = digest.as_str().split_once(':')?;
        let cut = |text: &str, most: usize| match self {
            TagRole::List => text.chars().take(most).collect(),
            _ => text.to_owned(),
        };
        let name = format!("{}-{}{}", cut(algorithm, 32), cut(encoded, 64), self.ending());
        // What a digest may hold and a tag may not.
        Tag::parse(&name.replace(['+', '='], "-")).ok()
    }
}

impl AttachedTag {
    /// Reads the name of a tag; `None` for a person's own.
    pub fn parse(name: &str) -> Option<AttachedTag> {
        let rest = name.strip_prefix("sha256-")?;
        let (encoded, ending) = rest.split_at_checked(64)?;
        let role = TagRole::ALL.into_iter().find(|role| role.ending() == ending)?;
        Some(AttachedTag { digest: Digest::parse(&format!("sha256:{encoded}")).ok()?, role })
    }
}

impl AttachedTags {
    /// Those among some names.
    pub async fn among<H: Http>(http: &H, names: &[Name]) -> AttachedTags {
        let mut all = AttachedTags::default();
        let mut slices = Slices::begin(http);
        for some in names.chunks(NAMES_AT_ONCE) {
            for tag in some.iter().filter_map(|name| AttachedTag::parse(name)) {
                let roles = all.0.entry(tag.digest).or_default();
                if let Err(at) = roles.binary_search(&tag.role) {
                    roles.insert(at, tag.role);
                }
            }
            slices.turn(http).await;
        }
        all
    }

    /// What there is for a digest, in the order of [`TagRole::ALL`].
    pub fn of(&self, digest: &Digest) -> &[TagRole] {
        self.0.get(digest).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::script::{Busy, run};

    const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn names() {
        for (ending, role) in [
            ("", TagRole::List),
            (".sig", TagRole::Signature),
            (".att", TagRole::Attestation),
            (".sbom", TagRole::Sbom),
        ] {
            let name = format!("sha256-{HEX}{ending}");
            let tag = AttachedTag::parse(&name).expect("a tag of a digest");
            assert_eq!((tag.digest.as_str(), tag.role), (format!("sha256:{HEX}").as_str(), role));
            assert_eq!(role.tag(&tag.digest).expect("a tag").as_str(), name);
        }
        for own in [
            "latest",
            "sha256-",
            "sha256-abc",
            &format!("sha256-{}", &HEX[1..]),
            &format!("sha256-{HEX}0"),
            &format!("sha256-{HEX}.sig.old"),
            &format!("sha256-{HEX}-arm64"),
            &format!("sha256-{}", HEX.to_uppercase()),
            &format!("sha256:{HEX}"),
            &format!("v1-sha256-{HEX}"),
            &format!("sha512-{HEX}"),
            &format!("sha256-{}é", &HEX[1..]),
        ] {
            assert_eq!(AttachedTag::parse(own), None, "{own}");
        }
    }

    #[test]
    fn other_algorithms() {
        let sha512 = Digest::parse(&format!("sha512:{}", "ab".repeat(64))).expect("a digest");
        let list = TagRole::List.tag(&sha512).expect("a tag");
        assert_eq!(list.as_str(), format!("sha512-{}", "ab".repeat(32)));
        assert_eq!(TagRole::Signature.tag(&sha512), None, "139 characters");
        let odd = Digest::parse("multihash+base58:QmRZ=").expect("a digest");
        assert_eq!(TagRole::List.tag(&odd).expect("a tag").as_str(), "multihash-base58-QmRZ-");
    }

    #[test]
    fn among_many_others_do_their_work() {
        let http = Busy::default();
        let mut names: Vec<Name> = (0..100_000).map(|number| Name::from(format!("1.0.{number}"))).collect();
        names.push(Name::from(format!("sha256-{HEX}.sig")));
        names.push(Name::from(format!("sha256-{HEX}")));
        let tags = run(AttachedTags::among(&http, &names));
        let digest = Digest::parse(&format!("sha256:{HEX}")).expect("a digest");
        assert_eq!(tags.of(&digest), [TagRole::List, TagRole::Signature]);
        assert_eq!(tags.of(&Digest::of(b"other")), []);
        assert!(http.turns.get() > 5, "{} turns", http.turns.get());
    }
}
