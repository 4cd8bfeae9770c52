//! What somebody is about to change in a repository, as it stands behind the address of its tags: `#/r.example/team/app?do=delete&of=1.2`.
//!
//! [`Address`] knows nothing of it: whoever opens such an address is shown what could be done, and nothing is. What is ticked in a list is
//! not in the address. This module does not know whether anything may be changed.

use super::{Address, CHANGE, percent_decode, split_options};
use crate::registry::plain_url::percent_encoded;
use crate::registry::reference::Version;

/// What is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeWanted {
    /// To delete one tag or manifest, or without one what is ticked.
    Delete(Option<Version>),
    /// To give an image another tag, or to move one to it.
    Tag(Version),
    /// To have an image in another repository of the registry too.
    Copy(Version),
    /// To tidy up by rules.
    TidyUp,
    /// To set tags again by the record of what was done.
    BringBack,
    /// To look for what is wrong, which changes nothing.
    Check,
}

use ChangeWanted::{BringBack, Check, Copy, Delete, Tag, TidyUp};

impl ChangeWanted {
    /// Reads what stands behind the address of a list of tags, in the page's hash; `None` where nothing does.
    ///
    /// ```text
    /// options := "?do=" word [ "&of=" percent-encoded tag or digest ]
    /// word    := "delete" | "tag" | "copy" | "tidy" | "restore" | "check"
    /// ```
    /// Other options are for a later version of this page, and passed over.
    pub fn parse(hash: &str) -> Option<ChangeWanted> {
        let (address, query) = split_options(hash)?;
        let (word, others) = query.strip_prefix(CHANGE).map(|rest| rest.split_once('&').unwrap_or((rest, "")))?;
        let of = others.split('&').find_map(|option| option.strip_prefix("of="));
        let of = of.map(|of| Version::parse(&percent_decode(of))).transpose().ok()?;
        let wanted = match (word, of) {
            ("delete", of) => Delete(of),
            ("tag", Some(of)) => Tag(of),
            ("copy", Some(of)) => Copy(of),
            ("tidy", _) => TidyUp,
            ("restore", _) => BringBack,
            ("check", _) => Check,
            _ => return None,
        };
        matches!(Address::parse(address), Address::Tags { .. }).then_some(wanted)
    }

    /// The address at which that is prepared, by the address of the list of tags.
    pub fn address(&self, tags: &Address) -> String {
        let (word, of) = match self {
            Delete(of) => ("delete", of.as_ref()),
            Tag(of) => ("tag", Some(of)),
            Copy(of) => ("copy", Some(of)),
            TidyUp => ("tidy", None),
            BringBack => ("restore", None),
            Check => ("check", None),
        };
        let of = of.map(|of| format!("&of={}", percent_encoded(of.as_str(), b"-._~:"))).unwrap_or_default();
        format!("{tags}?{CHANGE}{word}{of}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hash: &str, wanted: ChangeWanted) {
        assert_eq!(ChangeWanted::parse(hash), Some(wanted.clone()), "{hash}");
        let tags = Address::parse(hash);
        assert!(matches!(tags, Address::Tags { .. }), "{hash:?} is {tags:?}");
        let shown = wanted.address(&tags);
        assert_eq!((ChangeWanted::parse(&shown), Address::parse(&shown)), (Some(wanted), tags), "{shown}");
        assert!(!Address::holds_password(&shown), "{shown}");
    }

    #[test]
    fn what_is_to_be_changed() {
        let version = |text: &str| Version::parse(text).expect("a version");
        let digest = format!("sha256:{}", "0123456789abcdef".repeat(4));
        check("#/r.example/team/app?do=delete", Delete(None));
        check("#/r.example/team/app?do=delete&of=1.2", Delete(Some(version("1.2"))));
        check(&format!("#/http://r:5000/app/?do=delete&of={digest}"), Delete(Some(version(&digest))));
        check(&format!("#/r.example/app?do=tag&of={}", digest.replace(':', "%3A")), Tag(version(&digest)));
        check("#/r.example/app?do=copy&of=1_a-b.c&x=1", Copy(version("1_a-b.c")));
        check("#/r.example/app?do=tidy", TidyUp);
        check("#/r.example/app?do=restore&of=1", BringBack);
        check("#/r.example/app?do=check", Check);
    }

    #[test]
    fn what_is_nothing_of_the_kind() {
        for hash in [
            "#/r.example/app?do=tag",
            "#/r.example/app?do=copy&of=",
            // What is no tag is not what is ticked.
            "#/r.example/app?do=delete&of=a%20b",
            "#/r.example/app?do=Delete",
            "#/r.example/app?do=",
            "#/r.example/app?order=size&do=tidy",
            "#/r.example/app",
            "#/r.example/app:1?do=tidy",
            "#/r.example?do=tidy",
        ] {
            assert_eq!(ChangeWanted::parse(hash), None, "{hash}");
        }
        assert_eq!(Address::parse("#/r.example/app?do=x"), Address::parse("#/r.example/app"));
    }
}
