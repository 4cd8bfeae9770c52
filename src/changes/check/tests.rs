//! What is found in small repositories, and in drawn ones what the registry that they were drawn from has lost.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};

use super::table::{CheckedRepository, table};
use super::*;
use crate::changes::tests::drawn::{Lot, known_of, repository};
use crate::changes::tests::written::{known, with_names};
use crate::registry::reference::Repository;
use crate::registry::script::{Busy, run};

#[track_caller]
fn finds(text: &str, expected: Expect) {
    let known = known(text);
    let http = Busy::default();
    let outcome = Ok(run(check(&http, &known)));
    let checked = CheckedRepository { repository: known.repository.clone(), outcome };
    let shown = run(table(&http, &[checked])).replace('\t', " | ").replace("team/app | ", "");
    expected.assert_eq(&with_names(text, &shown));
}

#[test]
fn the_worst_comes_first() {
    finds(
        "
        amd: base amds
        arm missing
        whole = amd
        half = amd arm
        none = arm
        sbom: list on old
        old missing
        sig: key
        strange unread
        holder = strange
        1.0 -> whole
        half-1 -> half
        half-2 -> half
        none-1 -> none
        old~.sig -> sig
        listed -> nothing
        gone -> arm
        broken -> ?
        odd -> holder",
        expect![[r#"
            repository | what is wrong | with what | tags | details
            index without any platform | none | none-1 | gone: arm
            tag of nothing | listed | listed | the list names it, and the registry has no manifest for it
            tag of nothing | gone | gone | the list names it, and the registry has no manifest for it
            index with something gone | half | half-1 half-2 | gone: arm; left: 1
            tag not read | broken | broken | the answer was 502
            manifest not read | strange | odd | the answer was blocked
            attachment without its image | sbom |  | not there: old
            attachment without its image | sig | old~.sig | not there: old
        "#]],
    );
}

#[test]
fn where_all_is_well_it_says_what_was_looked_at() {
    finds(
        "
        amd: base
        1.0 -> amd",
        expect![[r#"
            repository | what is wrong | with what | tags | details
            nothing found |  |  | tags: 1; manifests: 1
        "#]],
    );
    finds(
        "
        amd: base
        1.0 -> amd
        not whole",
        expect![[r#"
            repository | what is wrong | with what | tags | details
            list of tags not whole |  |  | tags: 1; manifests: 1
        "#]],
    );
}

#[test]
fn above_an_index_are_the_tags_of_what_lists_it() {
    finds(
        "
        arm missing
        inner = arm
        outer = inner
        top -> outer
        own -> inner",
        expect![[r#"
            repository | what is wrong | with what | tags | details
            index without any platform | inner | own top | gone: arm
        "#]],
    );
}

#[test]
fn words_of_a_server_begin_no_cell() {
    let repository = Repository::parse("team/app").expect("a name");
    let outcome = Err("the answer was 500: a\tb\nc\r\u{1b}".to_owned());
    let shown = run(table(&Busy::default(), &[CheckedRepository { repository, outcome }]));
    assert_eq!(shown.lines().nth(1), Some("team/app\trepository not read\t\t\tthe answer was 500: a b c  "));
    assert_eq!(shown.lines().count(), 2);
}

/// What a model has lost is found, and nothing else: by its tags, by what its indexes list, and by what hangs on something.
#[test]
fn of_what_is_drawn_just_that_is_found_which_is_gone() {
    let mut damaged = 0;
    for seed in 0..2_000 {
        let model = repository(&mut Lot::of(seed));
        let known = known_of(&model, true);
        let is_there = |digest: &Digest| model.manifests.contains_key(digest);
        let mut expected = BTreeSet::new();
        for (tag, digest) in &model.tags {
            if !is_there(digest) {
                expected.insert(format!("{tag}"));
            }
        }
        for digest in known.manifests.keys() {
            let stored = &model.manifests[digest];
            if stored.children.iter().any(|child| !is_there(child)) {
                expected.insert(format!("index {digest}"));
            }
            let named_after = model.tags.iter().filter(|(_, named)| *named == digest);
            let after = named_after.filter_map(|(tag, _)| Some(AttachedTag::parse(tag.as_str())?.digest));
            // Known alone what was asked for: the model says of the rest nothing.
            let after = after.filter(|image| known.missing.contains(image));
            if after.chain(stored.subject.clone()).any(|image| !is_there(&image)) {
                expected.insert(format!("attachment {digest}"));
            }
        }
        let found = run(check(&Busy::default(), &known)).found;
        let of = found.iter().map(|one| match &one.damage {
            Damage::TagOfNothing => format!("{}", one.what),
            Damage::AllPlatformsGone(_) | Damage::SomeGone { .. } => format!("index {}", one.what),
            Damage::WithoutImage(_) => format!("attachment {}", one.what),
            other => panic!("{other:?}"),
        });
        let all: BTreeSet<String> = of.collect();
        assert_eq!((all.len(), &all), (found.len(), &expected), "seed {seed}");
        damaged += usize::from(!all.is_empty());
    }
    assert!(damaged > 50, "{damaged} of the drawn repositories were damaged");
}
