use super::*;
use crate::changes::tests::nothing_in;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::media_type::MediaType;
use crate::registry::script::{Busy, run};

fn named(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

/// Lines of a tag, what it names, and that one's date: `?` for a name that could not be read, `gone` for a date of what is not there,
/// `-` for none.
fn known(lines: &str) -> Known {
    let mut known = nothing_in("team/app");
    known.missing.insert(named("lost"));
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let (tag, name, date) = (words.next().expect("a tag"), words.next().expect("a name"), words.next());
        let digest = (name != "?").then(|| named(name));
        known.tags.insert(Tag::parse(tag).expect("a tag"), digest.clone());
        let Some(digest) = digest else { continue };
        if date == Some("gone") {
            known.missing.insert(digest);
            continue;
        }
        let created = date.and_then(|date| time::parse(&format!("{date}T00:00:00Z")));
        let entry = Entry {
            media_type: MediaType::OciManifest,
            kind: ArtifactKind::Image,
            size: 1,
            children: words.map(|child| Child { digest: named(child), platform: None }).collect(),
            blobs: Vec::new(),
            subject: None,
            created,
        };
        known.manifests.insert(digest, entry);
    }
    known
}

#[track_caller]
fn check(rules: &[TidyRule], lines: &str, expected: &[(&str, &str)]) {
    let now = time::parse("2026-12-01T12:00:00Z").expect("a time");
    let protected: Vec<Pattern> = Pattern::of("release-*").into_iter().collect();
    let tidied = run(tidy(&Busy::default(), &known(lines), rules, &protected, now));
    let said: Vec<(&str, &str)> = tidied.tags.iter().map(|one| (one.tag.as_str(), one.why.as_str())).collect();
    assert_eq!(said, expected);
    let goes = tidied.tags.iter().filter(|one| one.goes).map(|one| Version::Tag(one.tag.clone()));
    let Asked::Delete(deletions) = &tidied.wish.asked else { panic!("a deletion") };
    let wished = deletions.iter().flat_map(|deletion| &deletion.what);
    let tags = wished.filter(|what| matches!(what, Version::Tag(_)));
    assert_eq!(tags.cloned().collect::<BTreeSet<_>>(), goes.collect::<BTreeSet<_>>());
    assert_eq!(tidied.wish.protected, protected);
}

fn rule(pattern: &str) -> TidyRule {
    TidyRule { tags: Pattern::of(pattern), ..TidyRule::default() }
}

#[test]
fn by_age() {
    check(
        &[TidyRule { older_than_days: Some(30), ..rule("pr-*") }],
        "pr-1 a 2026-10-01
         pr-2 b 2026-11-20
         pr-3 c -
         pr-4 d 1970-01-01
         pr-5 ? -
         pr-6 e gone
         pr-7 f 2027-01-01
         pr-8 g 2026-10-01
         v8 g 2026-10-01
         release-pr-1 h 2026-10-01
         other i 2026-10-01",
        &[
            ("other", "kept: no rule is about it"),
            ("pr-1", "goes: fits \"pr-*\", older than 30 days"),
            ("pr-2", "kept: not older than 30 days"),
            ("pr-3", "kept: its date is not known"),
            ("pr-4", "kept: its date is one that builders write for all images"),
            ("pr-5", "kept: what it names could not be read"),
            ("pr-6", "kept: its manifest is not there"),
            ("pr-7", "kept: not older than 30 days"),
            ("pr-8", "kept: v8 names the same, and stays"),
            ("release-pr-1", "kept: protected by \"release-*\""),
            ("v8", "kept: no rule is about it"),
        ],
    );
}

#[test]
fn by_count_and_version() {
    let keep_newest = Some(KeepNewest { count: 2, by: Newness::Version });
    check(
        &[TidyRule { keep_newest, ..TidyRule::default() }],
        "1.9 a -
         1.10 b -
         1.10.0 b -
         1.11-rc1 c -
         1.2 d -
         latest b -
         main e -",
        &[
            ("1.10", "kept: one of the newest 2 by version"),
            ("1.10.0", "kept: one of the newest 2 by version"),
            ("1.11-rc1", "kept: one of the newest 2 by version"),
            ("1.2", "goes: not one of the newest 2 by version"),
            ("1.9", "goes: not one of the newest 2 by version"),
            ("latest", "kept: one of the newest 2 by version"),
            ("main", "kept: its name is no version"),
        ],
    );
}

#[test]
fn what_one_rule_keeps_no_other_picks() {
    let keep_newest = Some(KeepNewest { count: 1, by: Newness::Date });
    let age = TidyRule { older_than_days: Some(1), ..TidyRule::default() };
    check(
        &[TidyRule { keep_newest, ..rule("v*") }, age],
        "v1 a 2026-10-02
         v2 b 2026-10-01
         x c 2026-10-01
         multi d - a b
         some e - a nowhere",
        &[
            ("multi", "goes: older than 1 day"),
            ("some", "kept: its date is not known"),
            ("v1", "kept: one of the newest 1 by date"),
            ("v2", "goes: fits \"v*\", not one of the newest 1 by date"),
            ("x", "goes: older than 1 day"),
        ],
    );
}

#[test]
fn what_hangs_on_nothing() {
    let (lost, there) = (named("lost").fallback_tag(), named("there").fallback_tag());
    let without_image = TidyRule { without_image: true, ..TidyRule::default() };
    let lines = format!("{lost}.sig s -\n{there}.sig t -\nv1 there 2020-01-01");
    let mut expected = [
        (format!("{lost}.sig"), "goes: what it hangs on is not there".to_owned()),
        (format!("{there}.sig"), format!("kept: it belongs to {}", named("there").short())),
        ("v1".to_owned(), "kept: no rule is about it".to_owned()),
    ];
    expected.sort();
    let expected: Vec<(&str, &str)> = expected.iter().map(|(tag, why)| (tag.as_str(), why.as_str())).collect();
    check(&[without_image], &lines, &expected);
}
