//! The order of tags, as people expect it: versions by their numbers, pre-releases before their release.
//!
//! This module does not know when a tag was made.

/// How a list of tags is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TagOrder {
    /// `latest`, then versions from the newest to the oldest, then everything else by name.
    #[default]
    VersionDescending,
    /// Versions from the oldest to the newest, then everything else by name, then `latest`.
    VersionAscending,
    /// By name, character by character.
    NameAscending,
}

/// Writes bytes that stand in the order of the tags: numbers by value, a pre-release before its release (`v1.2.0-rc.1 < v1.2.0 <
/// v1.10.0`), a leading `v` not at all. Only the same tag has the same bytes.
pub fn key(order: TagOrder, tag: &str, key: &mut Vec<u8>) {
    if order == TagOrder::NameAscending {
        return key.extend_from_slice(tag.as_bytes());
    }
    // The groups of `latest`, of versions and of everything else, in the order in which they stand.
    let is_descending = order == TagOrder::VersionDescending;
    let (latest, version, other) = if is_descending { (0, 1, 2) } else { (2, 0, 1) };
    if tag == "latest" {
        return key.push(latest);
    }
    let is_version = is_version(tag);
    key.push(if is_version { version } else { other });
    let begin = key.len();
    version_key(tag, key);
    if is_version && is_descending {
        // From the greatest to the least, and what is longer before what it begins with.
        key[begin..].iter_mut().for_each(|byte| *byte = !*byte);
        key.push(u8::MAX);
    }
}

/// The tag of the newest version in a list that is in the default order; `latest`, or the first name, where there is none.
pub fn newest<T: AsRef<str>>(tags: &[T]) -> Option<&str> {
    let mut first = tags.iter().take(2).map(AsRef::as_ref);
    first.find(|tag| is_version(tag)).or(tags.first().map(AsRef::as_ref))
}

/// Writes bytes that stand in the order of a number of each tag, such as its size; tags of the same number stand in the order of their
/// versions, and those without a number last.
pub fn key_by_number(number: Option<u64>, is_descending: bool, tag: &str, bytes: &mut Vec<u8>) {
    bytes.push(u8::from(number.is_none()));
    let number = number.unwrap_or_default();
    bytes.extend(if is_descending { !number } else { number }.to_be_bytes());
    key(TagOrder::default(), tag, bytes);
}

// What a part of a key begins with. Their order is the order of the tags: `1.0-rc1 < 1.0 < 1.0-alpine < 1.0.1`, and a
// number before a word, as in semantic versions.
const PRE_RELEASE: u8 = 1;
const END: u8 = 2;
const SUFFIX: u8 = 3;
const NUMBER: u8 = 4;
const WORD: u8 = 5;

/// What makes a version a pre-release; everything else after a hyphen is a variant of it (`1.25-alpine`).
const PRE_RELEASES: [&str; 17] = [
    "alpha",
    "beta",
    "rc",
    "pre",
    "preview",
    "prerelease",
    "dev",
    "snapshot",
    "nightly",
    "canary",
    "next",
    "ea",
    "m",
    "milestone",
    "cr",
    "a",
    "b",
];

/// ```text
/// key    := part* END tag
/// part   := PRE_RELEASE | SUFFIX | NUMBER count-of-digits digits | WORD letters NUL
/// ```
/// Numbers are written without leading zeros, so the one with more digits is the greater one. The tag at the end keeps
/// tags apart that differ in nothing else, such as `1.0` and `v1.0`.
fn version_key(tag: &str, key: &mut Vec<u8>) {
    let begin = key.len();
    let mut rest = without_v(tag);
    // Whether there were only numbers so far, which is where a pre-release may follow.
    let mut is_core = true;
    while let Some(first) = rest.bytes().next() {
        if is_separator(first) {
            rest = &rest[1..];
            if first != b'.' && !(is_core && is_pre_release(rest)) {
                key.push(SUFFIX);
                is_core = false;
            }
        } else if first.is_ascii_digit() {
            let (number, after) = split_run(rest, |byte| byte.is_ascii_digit());
            let number = number.trim_start_matches('0');
            key.extend([NUMBER, u8::try_from(number.len()).unwrap_or(u8::MAX)]);
            key.extend(number.bytes());
            rest = after;
        } else {
            let (word, after) = split_run(rest, |byte| !byte.is_ascii_digit() && !is_separator(byte));
            if is_core && key.len() > begin && is_pre_release(rest) {
                key.push(PRE_RELEASE);
            }
            is_core = false;
            key.push(WORD);
            key.extend(word.bytes());
            key.push(0);
            rest = after;
        }
    }
    key.push(END);
    key.extend(tag.bytes());
}

/// Whether a tag starts like a version: `1`, `v1.2`, `1.2.0-rc.1`, `18-alpine`, `3.13rc1`, but not `0a1b2c3`.
pub fn is_version(tag: &str) -> bool {
    let rest = without_v(tag);
    let (number, rest) = split_run(rest, |byte| byte.is_ascii_digit());
    !number.is_empty() && rest.bytes().next().is_none_or(is_separator)
}

fn is_pre_release(text: &str) -> bool {
    let (word, after) = split_run(text, |byte| byte.is_ascii_alphabetic());
    let is_known = PRE_RELEASES.iter().any(|known| word.eq_ignore_ascii_case(known));
    // `a`, `b` and `m` mean something only in front of a number.
    is_known && (word.len() > 1 || after.bytes().next().is_some_and(|byte| byte.is_ascii_digit()))
}

fn without_v(tag: &str) -> &str {
    let rest = tag.strip_prefix(['v', 'V']).unwrap_or(tag);
    if rest.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) { rest } else { tag }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'.' | b'-' | b'_' | b'+')
}

fn split_run(text: &str, belongs: impl Fn(u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !belongs(byte)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tags are in order, each before all that follow it.
    #[track_caller]
    fn check(tags: &[&str]) {
        for (at, one) in tags.iter().enumerate() {
            for other in &tags[at + 1..] {
                let [one_key, other_key] = [one, other].map(|tag| {
                    let mut key = Vec::new();
                    version_key(tag, &mut key);
                    key
                });
                assert!(one_key < other_key, "{one} and {other}");
            }
        }
    }

    fn key_of(order: TagOrder, tag: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        key(order, tag, &mut bytes);
        bytes
    }

    fn sorted(tags: impl Iterator<Item = String>, order: TagOrder) -> Vec<String> {
        let mut keyed: Vec<(Vec<u8>, String)> = tags.map(|tag| (key_of(order, &tag), tag)).collect();
        keyed.sort();
        keyed.into_iter().map(|(_, tag)| tag).collect()
    }

    #[track_caller]
    fn check_sorted(order: TagOrder, tags: &[&str]) {
        assert_eq!(sorted(tags.iter().rev().map(|tag| tag.to_string()), order), tags);
    }

    #[test]
    fn versions() {
        check(&["v1.2.0-rc.1", "v1.2.0", "v1.10.0"]);
        check(&["1", "1.2", "1.2.0", "1.2.1", "1.10", "2", "10", "2024.01.31", "20240131"]);
        check(&["1.0", "v1.0", "1.1"]);
        check(&["1.25rc1", "1.25", "1.25-alpine", "1.25-alpine3.9", "1.25-alpine3.18", "1.25.1", "1.26"]);
        check(&["3.13.0a1", "3.13.0b2", "3.13.0rc1", "3.13.0rc2", "3.13.0", "3.13.0-slim"]);
        check(&["1.0.0-SNAPSHOT", "1.0.0", "1.0.0+build.5", "1.0.1"]);
        check(&["build-9", "build-10", "main"]);
        check(&["99999999999999999999998", "99999999999999999999999", "100000000000000000000000"]);
    }

    /// The example of semver.org, section 11.
    #[test]
    fn semantic_versions() {
        check(&[
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
        ]);
    }

    #[test]
    fn lists() {
        let newest_first =
            &["latest", "v2.0.0", "1.10.0", "1.9.0", "1.9.0-rc.1", "0a1b2c3", "edge", "feature-2", "feature-10"];
        check_sorted(TagOrder::VersionDescending, newest_first);
        let oldest_first =
            &["1.9.0-rc.1", "1.9.0", "1.10.0", "v2.0.0", "0a1b2c3", "edge", "feature-2", "feature-10", "latest"];
        check_sorted(TagOrder::VersionAscending, oldest_first);
        check_sorted(TagOrder::NameAscending, &["1.10.0", "1.9.0", "edge", "feature-10", "feature-2", "latest"]);
        check_sorted(TagOrder::default(), &[]);
    }

    #[test]
    fn the_newest_of_a_list() {
        for (tags, expected) in [
            (&["latest", "2.1.0", "2.1", "nightly"][..], Some("2.1.0")),
            (&["2.1.0", "2.0"], Some("2.1.0")),
            (&["latest", "main", "stable"], Some("latest")),
            (&["edge", "main"], Some("edge")),
            (&["latest"], Some("latest")),
            (&[], None),
        ] {
            assert_eq!(newest(tags), expected, "{tags:?}");
        }
    }

    #[test]
    fn by_a_number() {
        let check = |is_descending: bool, expected: &[(&str, Option<u64>)]| {
            let key = |(tag, number): &(&str, Option<u64>)| {
                let mut bytes = Vec::new();
                key_by_number(*number, is_descending, tag, &mut bytes);
                bytes
            };
            let mut tags = expected.to_vec();
            tags.reverse();
            tags.sort_by_key(key);
            assert_eq!(tags, expected);
        };
        let unknown = [("latest", None), ("3", None), ("c", None)];
        check(true, &[&[("a", Some(300)), ("2", Some(20)), ("1", Some(20)), ("b", Some(0))], &unknown[..]].concat());
        check(false, &[&[("b", Some(0)), ("2", Some(20)), ("1", Some(20)), ("a", Some(300))], &unknown[..]].concat());
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn a_key_for_each_tag(one in "\\PC{0,6}|[v0-9a-c.+_-]{0,8}|v?[0-2](\\.[0-2]){0,2}(-?(rc|a|alpine)[.0-2]?)?", other in "[v0-9a-c.+_-]{0,8}|latest") {
            for order in [TagOrder::VersionDescending, TagOrder::VersionAscending, TagOrder::NameAscending] {
                proptest::prop_assert_eq!(key_of(order, &one) == key_of(order, &other), one == other);
            }
        }

        #[test]
        fn descending_is_ascending_backwards(tags in proptest::collection::btree_set("v?[0-2](\\.[0-2]){0,2}[.+_-]?(rc|a|alpine)?[.0-2]?", 0..20)) {
            let ascending = sorted(tags.iter().filter(|tag| is_version(tag)).cloned(), TagOrder::VersionAscending);
            let mut descending = sorted(tags.iter().filter(|tag| is_version(tag)).cloned(), TagOrder::VersionDescending);
            descending.reverse();
            proptest::prop_assert_eq!(ascending, descending);
        }
    }
}
