use proptest::prelude::*;

use super::*;
use crate::layer::{LayerFiles, LayerLimits};
use crate::tar::TarEntry;

fn fits(pattern: &str, text: &str) -> bool {
    found(&[text], pattern).contains(&text.to_owned())
}

#[test]
fn patterns() {
    for (pattern, text, expected) in [
        ("*.so", "libc.so", true),
        ("*.so", "libc.so.6", false),
        ("*.SO", "libc.so", false),
        ("*.so", "LIBC.SO", true),
        ("lib?.so*", "libc.so.6", true),
        ("[a-c]x", "bx", true),
        ("[!a-c]x", "bx", false),
        ("[]x]", "]", true),
        ("[ab", "[ab", true),
        ("/etc/*", "etc/passwd", true),
        ("/etc/*", "etc/ssl/certs", false),
        ("/etc/**", "etc/ssl/certs", true),
        ("ssl/*.pem", "etc/ssl/a.pem", true),
        ("/ssl/*.pem", "etc/ssl/a.pem", false),
        ("/usr/**/*.py", "usr/a.py", true),
        ("/usr/**/*.py", "usr/lib/deep/a.py", true),
        ("/usr/**/*.py", "usrx/a.py", false),
        ("**/a", "xa", false),
        ("**.so", "usr/lib/libc.so", true),
        ("*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
    ] {
        assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
    }
    assert!(FileQuery::parse(b"").is_none());
    assert!(FileQuery::parse(&[b'*'; 2 * LONGEST]).is_some() && FileQuery::parse(&[b'?'; LONGEST + 1]).is_none());
}

fn found(paths: &[&str], typed: &str) -> Vec<String> {
    let mut files = LayerFiles::new();
    for path in paths {
        let entry = TarEntry { name: path.as_bytes().to_vec(), ..TarEntry::default() };
        files.add(&entry, LayerLimits::default()).expect("within the limits");
    }
    let layers = [Some(&files)];
    let tree = Tree::of(&layers);
    let query = FileQuery::parse(typed.as_bytes()).expect("a query");
    let found = tree.search(&layers, &query, false).into_iter();
    found.map(|node| String::from_utf8_lossy(&tree.path(&layers, node)).into_owned()).collect()
}

#[test]
fn names_and_paths() {
    let paths = ["etc/ssl/certs/A.pem", "etc/passwd", "usr/lib/ssl/openssl.cnf", ".wh.gone"];
    assert_eq!(found(&paths, "ssl"), ["etc/ssl", "usr/lib/ssl", "usr/lib/ssl/openssl.cnf"]);
    assert_eq!(found(&paths, "ssl/"), ["etc/ssl/certs", "etc/ssl/certs/A.pem", "usr/lib/ssl/openssl.cnf"]);
    assert_eq!(found(&paths, "a.PEM"), [""; 0]);
    assert_eq!(found(&paths, "a.pem"), ["etc/ssl/certs/A.pem"]);
    assert_eq!(found(&paths, "gone"), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// A part of a path is found by the walk exactly where it is in the whole path.
    #[test]
    fn a_walk_finds_what_whole_paths_hold(
        paths in prop::collection::vec("[ab]{1,2}(/[ab]{1,2}){0,3}", 1..12),
        typed in "[ab]{0,2}/[ab]{0,2}",
    ) {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let all: Vec<String> = found(&paths, "**");
        let part = typed.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(&typed);
        let expected: Vec<String> = all.into_iter().filter(|path| path.contains(part)).collect();
        prop_assert_eq!(found(&paths, &typed), expected);
    }
}
