use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::nodes::files as files_of;
use super::*;
use crate::layer::{FileKind, LayerFiles, LayerLimits};
use crate::tar::{TarEntry, TarKind};

/// A member by a line: a letter, its path, and for links an arrow and the target.
fn member(line: &str, size: u64) -> TarEntry {
    let (letter, rest) = line.split_at(1);
    let (name, link) = rest.trim_start().split_once(" > ").unwrap_or((rest.trim_start(), ""));
    let kind = match letter {
        "d" => TarKind::Folder,
        "h" => TarKind::HardLink,
        "l" => TarKind::SymbolicLink,
        _ => TarKind::File,
    };
    let size = if kind == TarKind::File { size } else { 0 };
    TarEntry { name: name.into(), link: link.into(), kind, size, stored: size, ..TarEntry::default() }
}

fn layer(members: &[TarEntry]) -> LayerFiles {
    let mut files = LayerFiles::new();
    members.iter().for_each(|member| files.add(member, LayerLimits::default()).expect("within the limits"));
    files.finish();
    files
}

/// A file of a layer has 10 bytes, those of the next layer 100, and so on.
fn layers(texts: &[&str]) -> Vec<LayerFiles> {
    let lines = |text: &str, size| text.lines().map(|line| member(line.trim(), size)).collect::<Vec<_>>();
    texts.iter().zip(1..).map(|(text, at)| layer(&lines(text, 10_u64.pow(at)))).collect()
}

/// The tree as a text: a line for each node, with the layer that it comes from, and `-` for what was removed.
fn drawn(texts: &[&str]) -> String {
    let layers = layers(texts);
    let layers: Vec<_> = layers.iter().map(Some).collect();
    let tree = Tree::of(&layers);
    let mut text = String::new();
    draw(&tree, &layers, ROOT, 0, &mut text);
    let Waste { files, bytes } = tree.waste();
    text + &format!("wasted {files}: {bytes}\n")
}

fn draw(tree: &Tree, layers: &Layers<'_>, node: NodeId, depth: usize, text: &mut String) {
    let row = tree.row(layers, node);
    let mark = if row.is_removed { "-" } else { "" };
    let name = String::from_utf8_lossy(&row.file.name).into_owned();
    let end = if row.file.kind == FileKind::Folder { "/" } else { "" };
    // Nobody describes the root of these layers.
    let layer = if node == ROOT { String::new() } else { format!(" {}", row.at.layer) };
    *text += &format!("{:1$}{mark}{name}{end}{layer} {2}\n", "", depth * 2, row.bytes);
    let (shown, removed) = tree.inside(node);
    shown.chain(removed).for_each(|child| draw(tree, layers, child, depth + 1, text));
}

#[track_caller]
fn check(texts: &[&str], expected: &str) {
    let expected: Vec<&str> = expected.lines().filter(|line| !line.trim().is_empty()).collect();
    let indent = expected.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let expected: String = expected.iter().map(|line| format!("{}\n", &line[indent..])).collect();
    assert_eq!(drawn(texts), expected);
}

#[test]
fn whiteouts_take_away_what_lower_layers_have() {
    check(
        &["d etc\nf etc/passwd\nf etc/old", "f etc/.wh.old\nf etc/new"],
        "
        / 110
          etc/ 0 110
            new 1 100
            passwd 0 10
            -old 0 10
        wasted 1: 10
        ",
    );
    // An opaque folder hides all that was in it, and nothing of its own layer, wherever it stands there.
    check(
        &["f a/one\nf a/deep/two", "d a\nf a/three\nf a/.wh..wh..opq\nf a/deep/four"],
        "
        / 200
          a/ 1 200
            deep/ 1 100
              four 1 100
              -two 0 10
            three 1 100
            -one 0 10
        wasted 2: 20
        ",
    );
    // A folder that was taken away and made again begins anew.
    check(
        &["f a/one", "f .wh.a\nd a\nf a/two"],
        "
        / 100
          a/ 1 100
            two 1 100
            -one 0 10
        wasted 1: 10
        ",
    );
    // aufs's own files are none, and a whiteout of nothing is shown as what it is.
    check(
        &["f .wh..wh.aufs\nf .wh.none"],
        "
        / 0
          -none 0 0
        wasted 0: 0
        ",
    );
}

#[test]
fn files_and_folders_replace_each_other() {
    check(
        &["f a/one\nf b", "f a\nf b/two"],
        "
        / 200
          a 1 100
            -one 0 10
          b/ 1 100
            two 1 100
        wasted 2: 20
        ",
    );
    check(
        &["f a\nf a"],
        "
        / 10
          a 0 10
        wasted 1: 10
        ",
    );
}

#[test]
fn hard_links_have_their_bytes_once() {
    check(
        &["f a\nh b > a", "h c > /a"],
        "
        / 10
          a 0 10
          b 0 10
          c 1 10
        wasted 0: 0
        ",
    );
    // What somebody removes by one of its names is still there by the other.
    check(
        &["f x/a\nh b > ./x/a", "f x/.wh.a"],
        "
        / 10
          b 0 10
          x/ 0 0
            -a 0 10
        wasted 0: 0
        ",
    );
    // A link leads to what had the name when it was made, and never in a circle.
    check(
        &["h b > a\nf a\nh a > b"],
        "
        / 0
          a 0 0
          b 0 0
        wasted 1: 10
        ",
    );
}

#[test]
fn paths_are_never_followed_out_of_the_tree() {
    let files = layers(&["f /etc/passwd\nf ../../up\nf ./a//b/./c\nd ./"]);
    let layers: Vec<_> = files.iter().map(Some).collect();
    let tree = Tree::of(&layers);
    let told = |path: &str| {
        let node = tree.find(&layers, path.as_bytes()).expect("a node");
        tree.row(&layers, node).file.told
    };
    assert_eq!(told("etc/passwd"), Some(b"/etc/passwd".to_vec()));
    assert_eq!(told("../../up"), Some(b"../../up".to_vec()));
    assert_eq!(told("a/b/c"), None);
    assert!(!tree.row(&layers, ROOT).file.is_implied, "the archive names the root");
}

#[test]
fn limits_have_names() {
    let mut files = LayerFiles::new();
    let deep = member(&format!("f {}", "d/".repeat(1_000)), 0);
    let deeper = member(&format!("f {}", "d/".repeat(1_001)), 0);
    assert_eq!(files.add(&deep, LayerLimits::default()), Ok(()));
    let limit = files.add(&deeper, LayerLimits::default()).expect_err("too deep");
    assert_eq!(limit.to_string(), "a file stands in more than 1000 folders");
    let limits = LayerLimits { names: 3, ..LayerLimits::default() };
    let limit = files.add(&member("f four", 0), limits).expect_err("too long");
    assert_eq!(limit.to_string(), "the names of its files have more than 3 bytes");
}

#[test]
fn a_window_has_no_more_rows_than_a_page_shows() {
    let lines: String = (0..250).map(|at| format!("f file-{at:03}\n")).collect();
    let files = layers(&[&format!("d folder\n{lines}"), "f .wh.file-000\nf folder/large"]);
    let layers: Vec<_> = files.iter().map(Some).collect();
    let tree = Tree::of(&layers);
    let names = |window| {
        let (rows, count) = tree.rows(&layers, ROOT, window);
        let names = rows.iter().map(|row| String::from_utf8_lossy(&row.file.name).into_owned());
        (names.collect::<Vec<_>>(), count)
    };
    let (all, count) = names(Window { count: 1_000, ..Window::default() });
    assert_eq!((all.len(), count, all[0].as_str()), (100, 250, "file-001"));
    let (last, count) = names(Window { first: 249, count: 100, with_removed: true, ..Window::default() });
    assert_eq!((last, count), (vec!["folder".to_owned(), "file-000".to_owned()], 251));
    let (by_size, _) = names(Window { count: 2, order: RowOrder::Size, ..Window::default() });
    assert_eq!(by_size, ["folder", "file-001"]);
    assert_eq!(names(Window { first: 9_999, count: 5, ..Window::default() }), (vec![], 250));
}

#[test]
fn the_largest_come_first() {
    let files = layers(&["f a\nf b\nf c/d", "f .wh.a\nf c/e\nf b", "f c/.wh.e"]);
    let layers: Vec<_> = files.iter().map(Some).collect();
    let tree = Tree::of(&layers);
    let path = |node| String::from_utf8_lossy(&tree.path(&layers, node)).into_owned();
    let wasted = tree.wasted(&layers, 2).into_iter();
    let wasted: Vec<_> = wasted.map(|one| (path(one.node), one.at.layer, one.hidden_by.layer, one.bytes)).collect();
    assert_eq!(wasted, [("c/e".to_owned(), 1, 2, 100), ("b".to_owned(), 0, 1, 10)]);
    assert_eq!(tree.waste(), Waste { files: 3, bytes: 120 });
    let (largest, rest) = tree.largest(&layers, ROOT, 1);
    assert_eq!(
        (largest.iter().map(|(node, bytes)| (path(*node), *bytes)).collect::<Vec<_>>(), rest),
        (vec![("b".to_owned(), 100)], 10)
    );
}

/// What a plain implementation of the specification has at a path.
#[derive(Clone, Debug, PartialEq)]
struct Plain {
    is_folder: bool,
    is_implied: bool,
    /// The serial number of the member that is described.
    serial: u64,
    /// The serial number of the file that has the bytes.
    bytes: Option<u64>,
}

/// Layers, applied one after the other to a map of whole paths.
fn plainly(layers: &[Vec<TarEntry>]) -> BTreeMap<String, Plain> {
    let mut map = BTreeMap::<String, Plain>::new();
    for members in layers {
        let parts = |member: &TarEntry| {
            let name = String::from_utf8_lossy(&member.name).into_owned();
            let (folder, last) = name.rsplit_once('/').unwrap_or(("", &name));
            (folder.to_owned(), last.to_owned())
        };
        let inside = |path: &str, folder: &str| folder.is_empty() || path.starts_with(&format!("{folder}/"));
        for member in members.iter().filter(|member| member.kind != TarKind::Folder) {
            let (folder, last) = parts(member);
            if last == ".wh..wh..opq" {
                map.retain(|path, _| !inside(path, &folder));
            } else if let Some(name) = last.strip_prefix(".wh.") {
                let gone = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                map.retain(|path, _| *path != gone && !inside(path, &gone));
            }
        }
        for member in members {
            let (folder, last) = parts(member);
            let name = String::from_utf8_lossy(&member.name).into_owned();
            let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]).filter(|end| *end > 0);
            for end in ends {
                let above = &folder[..end];
                if map.get(above).is_none_or(|there| !there.is_folder) {
                    map.insert(above.to_owned(), Plain { is_folder: true, is_implied: true, serial: 0, bytes: None });
                }
            }
            let is_folder = member.kind == TarKind::Folder;
            if last.starts_with(".wh.") && !is_folder {
                continue;
            }
            if !is_folder {
                map.retain(|path, _| *path != name && !inside(path, &name));
            }
            let serial = member.user_id;
            let bytes = match member.kind {
                TarKind::File => Some(serial),
                TarKind::HardLink => {
                    let target = String::from_utf8_lossy(&member.link).into_owned();
                    map.get(&target).and_then(|there| there.bytes)
                }
                _ => None,
            };
            map.insert(name, Plain { is_folder, is_implied: false, serial, bytes });
        }
    }
    map
}

fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..4).prop_map(|parts| parts.join("/"))
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => path().prop_map(|path| format!("f {path}")),
        3 => path().prop_map(|path| format!("d {path}")),
        2 => (path(), path()).prop_map(|(path, target)| format!("h {path} > {target}")),
        2 => (prop::option::of(path()), prop::sample::select(vec!["a", "b"])).prop_map(|(folder, name)| {
            let folder = folder.map_or(String::new(), |folder| folder + "/");
            format!("f {folder}.wh.{name}")
        }),
        1 => path().prop_map(|folder| format!("f {folder}/.wh..wh..opq")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_is_what_a_plain_reference_makes(texts in prop::collection::vec(prop::collection::vec(line(), 0..12), 1..5)) {
        let mut serial = 0;
        let members: Vec<Vec<TarEntry>> = texts.iter().map(|lines| {
            lines.iter().map(|line| {
                serial += 1;
                TarEntry { user_id: serial, ..member(line, 1 << (serial % 40)) }
            }).collect()
        }).collect();
        let expected = plainly(&members);
        let files: Vec<LayerFiles> = members.iter().map(|members| layer(members)).collect();
        let layers: Vec<_> = files.iter().map(Some).collect();
        let tree = Tree::of(&layers);
        let mut found = BTreeMap::new();
        for node in 1..tree.len() as NodeId {
            let mut above = node;
            while above != ROOT && !tree.is_removed(above) {
                above = tree.parent(above);
            }
            let path = tree.path(&layers, node);
            prop_assert_eq!(tree.find(&layers, &path), Some(node));
            if tree.is_removed(node) {
                continue;
            }
            prop_assert_eq!(above, ROOT, "what is seen stands in what was removed");
            let row = tree.row(&layers, node);
            let is_folder = row.file.kind == FileKind::Folder;
            let bytes = match row.file.kind {
                FileKind::File => Some(row.file.user_id),
                FileKind::HardLink => row.target.map(|at| files_of(&layers, at).file(at.item).user_id),
                _ => None,
            };
            let plain = Plain {
                is_folder,
                is_implied: row.file.is_implied,
                serial: if row.file.is_implied { 0 } else { row.file.user_id },
                bytes,
            };
            found.insert(String::from_utf8_lossy(&path).into_owned(), plain);
        }
        prop_assert_eq!(&found, &expected);
        let sizes: BTreeMap<u64, u64> = members.iter().flatten().map(|member| (member.user_id, member.size)).collect();
        let seen: BTreeSet<u64> = expected.values().filter_map(|plain| plain.bytes).collect();
        let bytes: u64 = seen.iter().map(|serial| sizes[serial]).sum();
        let names = expected.values().filter(|plain| !plain.is_folder).count() as u64;
        prop_assert_eq!(tree.sum(ROOT), (names, bytes));
        let is_file = |member: &&TarEntry| {
            member.kind == TarKind::File && !String::from_utf8_lossy(&member.name).contains(".wh.")
        };
        let all: u64 = members.iter().flatten().filter(is_file).map(|member| member.size).sum();
        prop_assert_eq!(tree.waste().bytes, all - bytes);
    }
}
