//! The order of tags, as people expect it: versions by their numbers, pre-releases before their release.
//!
//! This module does not know when a tag was made.

use std::cmp::Ordering;

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

/// Compares two tags: numbers by value, a pre-release before its release (`v1.2.0-rc.1 < v1.2.0 < v1.10.0`), a leading
/// `v` not at all. Only equal tags are [`Ordering::Equal`].
pub fn compare_tags(one: &str, other: &str) -> Ordering {
    key(one).cmp(&key(other)).then_with(|| one.cmp(other))
}

/// Sorts tags; the key of each is computed once.
pub fn sort_tags(tags: &mut Vec<String>, order: TagOrder) {
    if order == TagOrder::NameAscending {
        tags.sort_unstable();
        return;
    }
    let mut rows: Vec<Row> = tags.iter().enumerate().map(|(at, tag)| Row::new(at, tag)).collect();
    let is_descending = order == TagOrder::VersionDescending;
    rows.sort_unstable_by(|one, other| {
        let groups = one.group.cmp(&other.group);
        let tags = (&one.key, one.tag).cmp(&(&other.key, other.tag));
        if groups.is_eq() && is_descending && one.group == Group::Version { tags.reverse() } else { groups.then(tags) }
    });
    if !is_descending {
        let latest = rows.iter().take_while(|row| row.group == Group::Latest).count();
        rows.rotate_left(latest);
    }
    let places: Vec<usize> = rows.iter().map(|row| row.at).collect();
    drop(rows);
    *tags = places.into_iter().map(|at| std::mem::take(&mut tags[at])).collect();
}

struct Row<'a> {
    at: usize,
    tag: &'a str,
    group: Group,
    key: Vec<Part<'a>>,
}

impl<'a> Row<'a> {
    fn new(at: usize, tag: &'a str) -> Row<'a> {
        let group = match tag {
            "latest" => Group::Latest,
            _ if is_version(tag) => Group::Version,
            _ => Group::Other,
        };
        Row { at, tag, group, key: key(tag) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Latest,
    Version,
    Other,
}

/// One part of a tag. The order of the variants is the order of the tags: `1.0-rc1 < 1.0 < 1.0-alpine < 1.0.1`, and a
/// number before a word, as in semantic versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    /// What follows makes it a pre-release.
    PreRelease,
    /// The tag ends here.
    End,
    /// What follows is a variant or a build.
    Suffix,
    /// A number of any length, without its leading zeros: the longer one is the greater one.
    Number(usize, &'a str),
    /// Anything else.
    Text(&'a str),
}

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

fn key(tag: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::with_capacity(8);
    let mut rest = without_v(tag);
    let mut is_core = true;
    while let Some(first) = rest.bytes().next() {
        let is_digit = |byte: u8| byte.is_ascii_digit();
        let is_word = |byte: u8| !byte.is_ascii_digit() && !is_separator(byte);
        if is_separator(first) {
            rest = &rest[1..];
            if first != b'.' && !(is_core && is_pre_release(rest)) {
                parts.push(Part::Suffix);
                is_core = false;
            }
        } else if is_digit(first) {
            let (number, after) = split_run(rest, is_digit);
            let number = number.trim_start_matches('0');
            parts.push(Part::Number(number.len(), number));
            rest = after;
        } else {
            let (word, after) = split_run(rest, is_word);
            if is_core && !parts.is_empty() && is_pre_release(rest) {
                parts.push(Part::PreRelease);
            }
            is_core = false;
            parts.push(Part::Text(word));
            rest = after;
        }
    }
    parts.push(Part::End);
    parts
}

/// Whether a tag starts like a version: `1`, `v1.2`, `1.2.0-rc.1`, `18-alpine`, `3.13rc1`, but not `0a1b2c3`.
fn is_version(tag: &str) -> bool {
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
