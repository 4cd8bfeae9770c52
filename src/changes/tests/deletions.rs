//! Deletions in small repositories.

use expect_test::expect;

use super::written::{MULTI, check, named, tag};
use crate::changes::pattern::Pattern;
use crate::changes::wish::{Asked, DeleteWay, Deletion, Wish};
use crate::registry::reference::Version;

const ALL: DeleteWay = DeleteWay::Manifest { with_children: true, with_attached: true };
const ALONE: DeleteWay = DeleteWay::Manifest { with_children: false, with_attached: false };

fn delete(tags: &str, way: DeleteWay) -> Wish {
    Wish::to_delete(tags.split_whitespace().map(|name| Version::Tag(tag(name))), way)
}

#[test]
fn an_index_with_all_that_is_its_own() {
    check(
        MULTI,
        &delete("1.0", ALL),
        expect![[r#"
        delete multi (chosen) 1.0: multi -> -; latest: multi -> -;
        delete arm (child of multi)
        delete sbom (on multi)
        left amd: named by amd-only
        frees 308
    "#]],
    );
    check(
        MULTI,
        &delete("1.0 amd-only", ALL),
        expect![[r#"
        delete multi (chosen) 1.0: multi -> -; latest: multi -> -;
        delete amd (chosen) amd-only: amd -> -;
        delete sig (on amd) amd~.sig: sig -> -;
        delete arm (child of multi)
        delete sbom (on multi)
        frees 515
    "#]],
    );
    check(
        MULTI,
        &delete("1.0", ALONE),
        expect![[r#"
        delete multi (chosen) 1.0: multi -> -; latest: multi -> -;
        breaks sbom [] without multi
        breaks arm without a name
        frees 100
    "#]],
    );
}

#[test]
fn a_name_alone() {
    check(
        MULTI,
        &delete("1.0", DeleteWay::TagOnly),
        expect![[r#"
        delete 1.0 (chosen) 1.0: multi -> -;
        frees 0
    "#]],
    );
    check(
        MULTI,
        &delete("1.0 latest", DeleteWay::OverTag),
        expect![[r#"
        replace and delete 1.0 (chosen) 1.0: multi -> -;
        replace and delete latest (chosen) latest: multi -> -;
        breaks multi without a name
        frees 0
    "#]],
    );
    check(
        MULTI,
        &delete("2.0 never", DeleteWay::TagOnly),
        expect![[r#"
        delete 2.0 (chosen) 2.0: other -> -;
        left never: not there
        breaks other without a name
        frees 0
    "#]],
    );
}

#[test]
fn what_is_refused() {
    check(
        MULTI,
        &delete("amd-only", ALL),
        expect![[r#"
        left amd-only: needed by multi
        frees 0
    "#]],
    );
    let mut wish = delete("1.0 2.0", ALL);
    wish.protected = Pattern::of("lat*").into_iter().collect();
    wish.taken_out = [tag("2.0")].into();
    check(
        MULTI,
        &wish,
        expect![[r#"
        left 2.0: 2.0 was taken out
        left 1.0: latest is protected by lat*
        frees 0
    "#]],
    );
    check(
        &format!("{MULTI}\nodd -> ?"),
        &delete("1.0 odd", ALL),
        expect![[r#"
        left odd: unread
        left 1.0: others unknown [odd]
        frees 0, as far as known
    "#]],
    );
    check(
        &format!("{MULTI}\nnot whole"),
        &delete("1.0", ALL),
        expect![[r#"
        left 1.0: others unknown []
        frees 0, as far as known
    "#]],
    );
    check(
        &format!("{MULTI}\nodd -> dark\ndark unread"),
        &delete("1.0 odd", ALL),
        expect![[r#"
        left 1.0: may be needed by dark
        left odd: unread
        frees 0, as far as known
    "#]],
    );
    check(
        &format!("{MULTI}\nodd -> gone\ngone missing"),
        &delete("2.0 odd", ALL),
        expect![[r#"
        delete other (chosen) 2.0: other -> -;
        left odd: not there
        frees 100
    "#]],
    );
}

#[test]
fn indexes_in_indexes() {
    let text = "
        a: x
        inner = a
        outer = inner
        beside = a
        out -> outer
        in -> inner
        b -> beside";
    check(
        text,
        &delete("out", ALL),
        expect![[r#"
        delete outer (chosen) out: outer -> -;
        left inner: named by in
        frees 100
    "#]],
    );
    check(
        text,
        &delete("in", ALL),
        expect![[r#"
        left in: needed by outer
        frees 0
    "#]],
    );
    check(
        text,
        &delete("out in", ALL),
        expect![[r#"
        delete outer (chosen) out: outer -> -;
        delete inner (chosen) in: inner -> -;
        left a: needed by beside
        frees 200
    "#]],
    );
    check(
        text,
        &delete("b in out", ALL),
        expect![[r#"
        delete beside (chosen) b: beside -> -;
        delete outer (chosen) out: outer -> -;
        delete inner (chosen) in: inner -> -;
        delete a (child of beside)
        frees 401
    "#]],
    );
}

#[test]
fn what_hangs_there() {
    let text = "
        image: x
        sbom: y on image
        sig: z on sbom
        list = sbom
        cosign: w
        1.0 -> image
        image~ -> list
        image~.sig -> cosign
        cosign -> cosign";
    check(
        text,
        &delete("1.0", ALL),
        expect![[r#"
        delete image (chosen) 1.0: image -> -;
        delete list (on image) image~: list -> -;
        delete sbom (on image)
        delete sig (on sbom)
        left cosign: named by cosign
        breaks cosign [cosign image~.sig] without image
        frees 403
    "#]],
    );
    check(
        text,
        &delete("1.0", ALONE),
        expect![[r#"
        delete image (chosen) 1.0: image -> -;
        breaks cosign [cosign image~.sig] without image
        breaks sbom [] without image
        breaks list [image~] without image
        frees 101
    "#]],
    );
    check(
        text,
        &delete("1.0 cosign", ALL),
        expect![[r#"
        delete image (chosen) 1.0: image -> -;
        delete cosign (chosen) cosign: cosign -> -; image~.sig: cosign -> -;
        delete list (on image) image~: list -> -;
        delete sbom (on image)
        delete sig (on sbom)
        frees 504
    "#]],
    );
    check(
        text,
        &delete("image~.sig", ALONE),
        expect![[r#"
        delete cosign (chosen) cosign: cosign -> -; image~.sig: cosign -> -;
        frees 101
    "#]],
    );
}

#[test]
fn bytes_that_others_name_are_not_freed() {
    let text = "
        a: shared own
        b: shared
        untagged: own on a
        1 -> a
        2 -> b";
    check(
        text,
        &delete("1", ALONE),
        expect![[r#"
        delete a (chosen) 1: a -> -;
        breaks untagged [] without a
        frees 100
    "#]],
    );
    check(
        text,
        &delete("1 2", ALL),
        expect![[r#"
        delete a (chosen) 1: a -> -;
        delete untagged (on a)
        delete b (chosen) 2: b -> -;
        frees 309
    "#]],
    );
}

#[test]
fn by_digest_and_by_a_rule() {
    let what = [Version::Digest(named("sbom")), Version::Tag(tag("2.0"))].into();
    let deletion = Deletion { what, way: DeleteWay::TagOnly, rule: Some("older than 30 days".to_owned()) };
    check(
        MULTI,
        &Wish::of(Asked::Delete(vec![deletion])),
        expect![[r#"
        delete sbom (older than 30 days)
        delete 2.0 (older than 30 days) 2.0: other -> -;
        breaks other without a name
        frees 104
    "#]],
    );
}
