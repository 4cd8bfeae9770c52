//! The finders of circles, of names and of requests, tried on small sources: they must be able to fail.

use std::path::{Path, PathBuf};

use super::circles::{circles, uses};
use super::names::{ambiguous, public_types};
use super::requests::{fetches_that_may_take_credentials, ways};

/// The files of a crate with the root `lib.rs`, and who uses whom in them.
fn check(files: &[(&str, &str)], expected: &str) {
    let text = |path: &Path| {
        let (_, text) = files.iter().find(|(name, _)| Path::new(name) == path)?;
        Some((*text).to_owned())
    };
    let uses = uses(&[("house", Path::new("lib.rs"))], &text);
    let mut found: Vec<String> = Vec::new();
    for (file, used) in &uses {
        found.extend(used.keys().map(|other: &PathBuf| format!("{} {}", file.display(), other.display())));
    }
    assert_eq!(found.join(", "), expected, "of {files:?}");
}

const THREE: &str = "mod a; mod b; mod c;";

#[test]
fn a_use_is_a_use() {
    check(&[("lib.rs", THREE), ("a.rs", "use crate::b::B;"), ("b.rs", "pub struct B;"), ("c.rs", "")], "a.rs b.rs");
    check(
        &[("lib.rs", THREE), ("a.rs", "use super::b::B as _;"), ("b.rs", "pub trait B {}"), ("c.rs", "")],
        "a.rs b.rs",
    );
}

#[test]
fn a_mod_line_and_a_name_of_a_module_are_none() {
    check(&[("lib.rs", THREE), ("a.rs", "use crate::b;"), ("b.rs", "pub struct B;"), ("c.rs", "")], "");
    check(&[("lib.rs", "mod a;"), ("a.rs", "mod own;"), ("a/own.rs", "")], "");
    check(&[("lib.rs", "mod a;"), ("a/mod.rs", "mod own;"), ("a/own.rs", "use super::super::a::own;")], "");
}

#[test]
fn groups_are_taken_apart() {
    let b = "pub struct B; pub mod d { pub struct D; }";
    check(
        &[
            ("lib.rs", THREE),
            ("a.rs", "use crate::{b::{self, d::{D, self as e}}, c::C};"),
            ("b.rs", b),
            ("c.rs", "pub struct C;"),
        ],
        "a.rs b.rs, a.rs c.rs",
    );
}

#[test]
fn globs_bring_what_is_defined_there_and_what_is_passed_on() {
    check(&[("lib.rs", THREE), ("a.rs", "use crate::b::*;"), ("b.rs", "pub struct B;"), ("c.rs", "")], "a.rs b.rs");
    let a = "use crate::b::*; fn f() { C::new(); }";
    let c = "pub struct C;";
    check(&[("lib.rs", THREE), ("a.rs", a), ("b.rs", "pub use crate::c::C;"), ("c.rs", c)], "a.rs c.rs, b.rs c.rs");
    check(&[("lib.rs", THREE), ("a.rs", a), ("b.rs", "pub use crate::c::*;"), ("c.rs", c)], "a.rs c.rs, b.rs c.rs");
    check(
        &[("lib.rs", THREE), ("a.rs", "use super::b::B::*;"), ("b.rs", "pub enum B { One }"), ("c.rs", "")],
        "a.rs b.rs",
    );
}

#[test]
fn what_is_passed_on_is_followed_to_where_it_is_defined() {
    let b = "mod inner; pub use inner::Inner;";
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::Inner;"),
        ("b.rs", b),
        ("b/inner.rs", "pub struct Inner;"),
    ];
    check(&files, "a.rs b/inner.rs, b.rs b/inner.rs");
    let renamed = "mod inner; pub use self::inner::Inner as Outer;";
    let files = [("lib.rs", "mod a; mod b;"), ("a.rs", "fn f(_: super::b::Outer) {}"), ("b.rs", renamed), files[3]];
    check(&files, "a.rs b/inner.rs, b.rs b/inner.rs");
}

#[test]
fn a_path_in_the_middle_of_code_is_a_use() {
    let b = "pub fn b() {}\npub const B: u8 = 0;";
    for a in [
        "fn f() { crate::b::b(); }",
        "use crate::b; fn f() { b::b(); }",
        "fn f() -> Vec<super::b::B> { Vec::new() }",
        "fn f() { match 1 { super::b::B => {} _ => {} } }",
        "fn f() { println!(\"{}\", crate::b::B); }",
        "use super::b; fn f() { view! { <p on:click=move |_| b::b()>{some.field}</p> } }",
        "macro_rules! m { () => { $crate::b::b() }; }",
        "fn f() { use crate::b::b; b(); }",
    ] {
        check(&[("lib.rs", THREE), ("a.rs", a), ("b.rs", b), ("c.rs", "")], "a.rs b.rs");
    }
    // A field, a method, a crate from outside, a word in a text.
    for a in
        ["fn f() { m!(x.b.b()); }", "fn f() { std::mem::take(b) }", "/// crate::b::b\nfn f() { g(\"crate::b::b\"); }"]
    {
        check(&[("lib.rs", THREE), ("a.rs", a), ("b.rs", b), ("c.rs", "")], "");
    }
}

#[test]
fn what_a_macro_makes_is_of_the_file_that_calls_it() {
    check(
        &[("lib.rs", THREE), ("a.rs", "fn f() { crate::b::made(); }"), ("b.rs", "make! { made }"), ("c.rs", "")],
        "a.rs b.rs",
    );
}

#[test]
fn a_macro_that_is_put_into_the_root_is_of_its_file() {
    let b = "#[macro_export] macro_rules! made { () => {} }";
    check(&[("lib.rs", THREE), ("a.rs", "use crate::made;"), ("b.rs", b), ("c.rs", "")], "a.rs b.rs");
}

#[test]
fn a_macro_that_declares_modules_uses_what_is_in_them() {
    let lib = "mod a; macro_rules! all { ($($m:ident,)*) => { $(mod $m;)* pub const ALL: &[u8] = &[$($m::ONE),*]; } } all! { b, }";
    check(&[("lib.rs", lib), ("a.rs", ""), ("b.rs", "pub const ONE: u8 = 1;")], "lib.rs b.rs");
}

#[test]
fn a_file_and_its_tests_are_one() {
    let b = "use crate::a::A; #[cfg(test)] mod tests;";
    let files = [("lib.rs", "mod a; mod b;"), ("a.rs", "pub struct A;"), ("b.rs", b)];
    check(&[files[0], files[1], files[2], ("b/tests.rs", "use super::*; use crate::a::A;")], "b.rs a.rs");
    let deep =
        [("b/tests.rs", "mod more; pub fn helper() {}"), ("b/tests/more.rs", "use super::helper; use crate::a::A;")];
    check(&[files[0], files[1], files[2], deep[0], deep[1]], "b.rs a.rs");
    // What only tests use is used all the same.
    let inline = "#[cfg(test)] mod tests { use crate::a::A; }";
    check(&[files[0], files[1], ("b.rs", inline)], "b.rs a.rs");
}

#[test]
fn circles_are_found_around_corners_and_told_with_their_paths() {
    let found = |files: &[(&str, &str)]| {
        let text =
            |path: &Path| files.iter().find(|(name, _)| Path::new(name) == path).map(|(_, text)| (*text).to_owned());
        circles(&uses(&[("house", Path::new("lib.rs"))], &text))
    };
    let (a, b, c) = ("use crate::b::B; pub struct A;", "pub struct B(crate::c::C);", "use super::a::A; pub struct C;");
    let [circle] = &found(&[("lib.rs", THREE), ("a.rs", a), ("b.rs", b), ("c.rs", c)])[..] else {
        panic!("not one circle")
    };
    let expected = "3 files lead to each other, for one:\n\
        a.rs -> b.rs (crate::b::B)\nb.rs -> c.rs (crate::c::C)\nc.rs -> a.rs (super::a::A)\n";
    assert_eq!(circle, expected);
    assert!(found(&[("lib.rs", THREE), ("a.rs", a), ("b.rs", b), ("c.rs", "pub struct C;")]).is_empty());

    // A parent that passes on what its child defines, where the child needs the parent.
    let parent = "mod own; pub use own::Own; pub struct Parent;";
    let files = [("lib.rs", "mod a;"), ("a.rs", parent), ("a/own.rs", "pub struct Own(super::Parent);")];
    assert_eq!(found(&files).len(), 1);
}

#[test]
fn every_public_type_is_found() {
    let text = "/// pub struct Comment;
        pub struct A<T>(T); pub(super) enum B { Two } pub(in crate::x) trait C {} pub unsafe trait D {} pub type E = A<u8>;
        struct Private; pub fn function() { let text = \"pub struct Text;\"; } pub mod inner { pub union F { a: u8 } }
        macro_rules! made { ($name:ident) => { pub enum G<'a> { One(&'a str) } pub struct $name; } }";
    assert_eq!(public_types(text), ["A", "B", "C", "D", "E", "F", "G"]);
}

#[test]
fn a_name_for_two_things_is_found() {
    let sources = [("a.rs", "pub struct Step; pub enum Page {}"), ("b.rs", "pub type Step = u8; pub struct Page;")];
    assert_eq!(ambiguous(sources), ["Step: a.rs, b.rs"]);
    assert!(ambiguous([("a.rs", "pub struct Step;"), ("b.rs", "struct Step;")]).is_empty());
}

#[test]
fn what_sends_requests_is_found_in_scripts() {
    let text = "// fetch(comment)
        const fetching = fetchPart(url); prefetch(url);
        await fetch(url); self.fetch(url); new XMLHttpRequest(); import('./x.js'); import x from './y.js';
        document.createElement('link');";
    let found = [("fetch(", 2), ("import(", 1), ("XMLHttpRequest", 1), ("createElement(\"link\")", 1)];
    assert_eq!(ways(text), found);
    assert!(ways("link.rel = \"prefetch\"; const EventSourceLike = 1;").is_empty());
    assert_eq!(fetches_that_may_take_credentials(text), 2);
    assert_eq!(fetches_that_may_take_credentials("fetch(url, { mode, credentials: \"omit\" })"), 0);
}
