//! Names that are set, brought back and copied in small repositories.

use expect_test::expect;

use super::written::{MULTI, check, known, named, tag};
use crate::changes::pattern::Pattern;
use crate::changes::wish::{Asked, BringBack, Copying, Wish};
use crate::registry::media_type::MediaType;

#[test]
fn names_are_set() {
    let set = |names: &[(&str, &str)]| {
        let names = names.iter().map(|(name, digest)| (tag(name), named(digest))).collect();
        Wish { protected: Pattern::of("1.0").into_iter().collect(), ..Wish::of(Asked::SetTags(names)) }
    };
    check(
        MULTI,
        &set(&[("stable", "other"), ("latest", "other"), ("2.0", "other"), ("1.0", "amd")]),
        expect![[r#"
        put other as stable (chosen) stable: - -> other;
        put other as latest (chosen) latest: multi -> other;
        left 2.0: so already
        left 1.0: 1.0 is protected by 1.0
        frees 0
    "#]],
    );
    check(
        MULTI,
        &set(&[("2.0", "multi"), ("stable", "nowhere")]),
        expect![[r#"
        put multi as 2.0 (chosen) 2.0: other -> multi;
        left stable: unread
        breaks other without a name
        frees 0
    "#]],
    );
    let text = "broken = gone\ngone missing\n1 -> broken";
    check(
        text,
        &set(&[("2", "broken"), ("3", "gone")]),
        expect![[r#"
        put broken as 2 (chosen) 2: - -> broken;
        left 3: not there
        breaks broken without gone
        frees 0
    "#]],
    );
}

#[test]
fn what_a_record_has_comes_back() {
    let back = BringBack {
        names: vec![(tag("1.0"), named("multi")), (tag("2.0"), named("other")), (tag("3.0"), named("lost"))],
        documents: vec![(named("multi"), MediaType::OciIndex), (named("arm"), MediaType::OciManifest)],
    };
    check(
        "other: base\nmulti missing\narm missing\nlost missing",
        &Wish::of(Asked::BringBack(back)),
        expect![[r#"
        put arm (chosen)
        put multi (chosen)
        put multi as 1.0 (chosen) 1.0: - -> multi;
        put other as 2.0 (chosen) 2.0: - -> other;
        left 3.0: not there
        frees 0
    "#]],
    );
}

#[test]
fn copies() {
    let copy = |digest: &str, name: Option<&str>, with_attached, into: &str| {
        let into = known(into);
        let copying = Copying { digest: named(digest), tag: name.map(tag), with_attached, into };
        Wish::of(Asked::Copy(Box::new(copying)))
    };
    check(
        MULTI,
        &copy("multi", Some("1.0"), false, ""),
        expect![[r#"
        mount base (child of multi)
        mount amds (child of multi)
        put amd (child of multi)
        mount arms (child of multi)
        put arm (child of multi)
        put multi as 1.0 (chosen) 1.0: - -> multi;
        frees 0
    "#]],
    );
    check(
        MULTI,
        &copy("multi", Some("1.0"), true, "amd: base amds\nold: base\n1.0 -> old\namd~.sig -> old"),
        expect![[r#"
            mount arms (child of multi)
            put arm (child of multi)
            mount list (on multi)
            put sbom (on multi)
            put multi as 1.0 (chosen) 1.0: sha256:cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4 -> multi;
            left amd~.sig: names sha256:cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4
            frees 0
        "#]],
    );
    // Whoever names the copy as a signature is named gets no second one of that name.
    check(
        MULTI,
        &copy("multi", Some(&format!("{}.sig", named("amd").fallback_tag())), true, "amd: base amds\narm: base arms"),
        expect![[r#"
            mount list (on multi)
            put sbom (on multi)
            put multi as amd~.sig (chosen) amd~.sig: - -> multi;
            left amd~.sig: names multi
            frees 0
        "#]],
    );
    check(
        MULTI,
        &copy("multi", None, false, "amd: base amds\narm: base arms\nmulti = amd arm"),
        expect![[r#"
        left multi: so already
        frees 0
    "#]],
    );
    check(
        "broken = gone\ngone missing\n1 -> broken",
        &copy("broken", Some("1"), false, ""),
        expect![[r#"
        left 1: misses gone
        frees 0
    "#]],
    );
}
