//! Which entry of an index is on show, as it stands behind the address of its image: `#/r.example/team/app:1.2?platform=linux/arm64`.
//!
//! [`Address`] knows nothing of it: the same index is shown, whichever of its platforms is looked at. Nor does this module know whether the
//! index has such an entry ([`crate::registry::index::Index::named`]).

use super::{Address, PLATFORM, percent_decode, split_options};
use crate::registry::plain_url::percent_encoded;

/// The name of an entry behind the address of an image, in the page's hash; `None` where there is none.
///
/// ```text
/// option := "?platform=" percent-encoded ( "&" any-text )?
/// ```
/// Other options are for a later version of this page, and passed over.
pub fn platform_of(hash: &str) -> Option<String> {
    let (address, query) = split_options(hash)?;
    let name = query.strip_prefix(PLATFORM)?.split('&').next().unwrap_or_default();
    let is_image = matches!(Address::parse(address), Address::Image { .. });
    (is_image && !name.is_empty()).then(|| percent_decode(name))
}

/// The address of an image whose entry of that name is on show; without a name the image's own.
pub fn with_platform(image: &Address, name: Option<&str>) -> String {
    let name = name.filter(|name| !name.is_empty());
    let option = name.map(|name| format!("?{PLATFORM}{}", percent_encoded(name, b"-._~()/:")));
    format!("{image}{}", option.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hash: &str, name: Option<&str>) {
        assert_eq!(platform_of(hash).as_deref(), name, "{hash:?}");
        let image = Address::parse(hash);
        assert!(matches!(image, Address::Image { .. }), "{hash:?} is {image:?}");
        assert!(!Address::holds_password(hash), "{hash:?}");
        let shown = with_platform(&image, name);
        assert_eq!((platform_of(&shown).as_deref(), Address::parse(&shown)), (name, image), "{shown}");
    }

    #[test]
    fn addresses_with_a_platform() {
        let digest = format!("sha256:{}", "0123456789abcdef".repeat(4));
        check("#/r.example/app:1?platform=linux/arm64", Some("linux/arm64"));
        check("#/r.example/app:1?platform=linux%2Farm%2Fv7&x=1", Some("linux/arm/v7"));
        check("#/http://r:5000/app:1/?platform=windows(10.0.1)/amd64", Some("windows(10.0.1)/amd64"));
        check("#/r.example/app:1?platform=a%20b%40c%3Fd%26e%23", Some("a b@c?d&e#"));
        check(&format!("#/r.example/app@{digest}?platform=linux/arm64"), Some("linux/arm64"));
        check(&format!("#/r.example/app@{digest}?platform={digest}"), Some(&digest));
        check("#/r.example/app:1?platform=", None);
        check("#/r.example/app:1", None);
    }

    #[test]
    fn what_has_none() {
        // Only an image has any, and in front of whatever a later version adds.
        for hash in ["#/r.example?platform=a/b", "#/r.example/app?platform=a/b", "#/r.example/app:1?x=1&platform=a/b"] {
            assert!(matches!(Address::parse(hash), Address::Unknown { .. }), "{hash}");
            assert_eq!(platform_of(hash), None, "{hash}");
        }
        assert_eq!(platform_of("#/r.example/app?order=size&platform=a/b"), None);
        for hash in ["#/https://me:pa?platform=ss@r.example/app:1", "#/https://me:pa@r.example/app:1?platform=a/b"] {
            let address = Address::parse(hash);
            assert!(Address::holds_password(hash), "{hash}");
            assert!(!format!("{address} {address:?}").contains("pa"), "{address:?}");
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_platform(name in "\\PC{1,20}|[a-z?&=#%@:/ ]{1,20}") {
            let image = Address::parse("#/r.example/app:1");
            let shown = with_platform(&image, Some(&name));
            proptest::prop_assert!(shown.is_ascii());
            proptest::prop_assert_eq!(platform_of(&shown), Some(name));
            proptest::prop_assert_eq!(Address::parse(&shown), image);
            proptest::prop_assert!(!Address::holds_password(&shown));
        }
    }
}
