//! Annotations and labels: the names that mean something here, and which values may become links.

use std::sync::Arc;

/// Names with their texts, in the order of the names. Whoever may push may write 100,000 of them, so they are not copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations(Arc<Vec<(String, String)>>);

impl Annotations {
    /// Names, each of them once, that are in their order already.
    pub(super) fn sorted(texts: Vec<(String, String)>) -> Annotations {
        debug_assert!(texts.is_sorted_by(|(one, _), (next, _)| one < next), "names out of order");
        Annotations(Arc::new(texts))
    }

    /// The text of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        Some(&self.0[at].1)
    }

    /// All of them.
    pub fn all(&self) -> &[(String, String)] {
        &self.0
    }
}

/// A short name, of a file for one.
pub const TITLE: &str = "org.opencontainers.image.title";

/// When something was made.
pub const CREATED: &str = "org.opencontainers.image.created";

/// What an image was built on.
pub const BASE_NAME: &str = "org.opencontainers.image.base.name";

/// The manifest that one of BuildKit's attestations is about.
pub const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";

/// The manifest that a SOCI index is about, which stands beside it in an index with the same platform
/// (<https://github.com/awslabs/soci-snapshotter/blob/main/soci/soci_convert.go>).
pub const SOCI_IMAGE_DIGEST: &str = "com.amazon.soci.image-manifest-digest";

/// The names whose values are addresses for people.
const ADDRESSES: [&str; 8] = [
    "org.opencontainers.image.source",
    "org.opencontainers.image.url",
    "org.opencontainers.image.documentation",
    "org.label-schema.url",
    "org.label-schema.usage",
    "org.label-schema.vcs-url",
    "org.opencontainers.image.base.url",
    "artifacthub.io/readme-url",
];

/// Whether a value is an address that a person may follow. Values are a stranger's: only what begins with `https://` or
/// `http://` is a link, and only with a host of plain characters and no user name before it, which would hide where the
/// link leads.
pub fn is_web_link(name: &str, value: &str) -> bool {
    let rest = ["https://", "http://"].into_iter().find_map(|scheme| value.strip_prefix(scheme));
    let Some(rest) = rest.filter(|_| ADDRESSES.contains(&name)) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        let source = "org.opencontainers.image.source";
        for value in [
            "https://git.example/team/app",
            "http://git.example",
            "https://git.example:8443/@team?a=b#c",
            "https://[2001:db8::1]/",
            "https://git.example/\u{fc}",
        ] {
            assert!(is_web_link(source, value), "{value:?}");
        }
        for value in [
            "javascript:alert(1)",
            " \u{1}javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "https://git.example@evil.example/",
            "https://git.example\\@evil.example/",
            "https:git.example",
            "https://",
            "https:///git.example",
            "https://g\u{456}t.example",
            "git.example/team/app",
            "//git.example",
            "",
        ] {
            assert!(!is_web_link(source, value), "{value:?}");
        }
        assert!(!is_web_link(TITLE, "https://git.example"));
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_value(value in "\\PC{0,20}|[jJ]ava\\s?script:\\PC{0,9}|https?:\\PC{0,20}") {
            if is_web_link("org.opencontainers.image.url", &value) {
                let address: Vec<char> = value.chars().take_while(|one| *one != '/').collect();
                proptest::prop_assert!(matches!(address.iter().collect::<String>().as_str(), "https:" | "http:"));
            }
        }
    }
}
