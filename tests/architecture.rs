//! The shape of the house: what a reader of ARCHITECTURE.md may rely on, held by reading the sources.

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/modules.rs"]
mod modules;
#[path = "architecture/names.rs"]
mod names;
#[path = "architecture/requests.rs"]
mod requests;
#[path = "architecture/tests.rs"]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

/// Folders and files of `src` in the order of the arrow: each uses only what stands before it.
const ARROW: &[&str] =
    &["registry", "contents", "changes", "address", "config", "embedding", "diagnosis", "browser", "ui"];

/// `contents`, `changes`, `address`, `config` and `diagnosis` stand side by side on `registry`, `embedding` on two of them.
const SIDE_BY_SIDE: &[(&str, &str)] = &[
    ("changes", "contents"),
    ("address", "changes"),
    ("config", "changes"),
    ("embedding", "changes"),
    ("diagnosis", "changes"),
    ("address", "contents"),
    ("config", "contents"),
    ("config", "address"),
    ("embedding", "contents"),
    ("diagnosis", "contents"),
    ("diagnosis", "address"),
    ("diagnosis", "config"),
    ("diagnosis", "embedding"),
];

/// A file past this many lines is two files.
const LINES: usize = 400;

/// The programs and libraries of the project by their roots, each with the name by which the others know it.
const CRATES: &[(&str, &str)] = &[
    ("pierglass", "src/lib.rs"),
    ("the page", "src/main.rs"),
    ("image", "image/src/lib.rs"),
    ("inflate", "inflate/src/lib.rs"),
    ("the list of layers", "image/examples/list.rs"),
    ("verify", "verify/src/lib.rs"),
    ("the worker", "worker/src/lib.rs"),
    ("lab", "lab/src/lib.rs"),
    ("the lab's program", "lab/src/main.rs"),
    ("lab_base", "lab/base/src/lib.rs"),
    ("lab_fuzz", "lab/fuzz/src/main.rs"),
    ("lab_page", "lab/page/src/main.rs"),
    ("the stories", "lab/tests/e2e/main.rs"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file's path in the project.
fn inside(file: &Path) -> &Path {
    file.strip_prefix(root()).expect("a file of the project")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files_of(folder, "rs")
}

/// The files whose names end in this way, in a folder and those below it.
fn files_of(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            files.extend(files_of(&entry, ending));
        } else if entry.extension().is_some_and(|extension| extension == ending) {
            files.push(entry);
        }
    }
    files
}

/// The part of the house that a file of `src` belongs to.
fn part(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).expect("a file of src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_string()
}

fn sources() -> Vec<(PathBuf, String)> {
    let files = rust_files(&root().join("src")).into_iter();
    let sources: Vec<_> =
        files.map(|file| (file.clone(), fs::read_to_string(&file).expect("a readable file"))).collect();
    assert!(sources.len() > 30, "only {} files were found, so this test looks in the wrong place", sources.len());
    sources
}

/// Tests in files of their own, and what only they use.
fn is_tests(file: &Path) -> bool {
    let is_tests = |part: &Path| part.file_stem().is_some_and(|stem| stem == "tests" || stem == "script");
    file.ancestors().any(is_tests)
}

/// What a source says, without its comments.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_arrow_holds() {
    for (file, text) in sources() {
        let Some(place) = ARROW.iter().position(|known| *known == part(&file)) else {
            continue;
        };
        let own = ARROW[place];
        let code = code(&text);
        for later in &ARROW[place + 1..] {
            assert!(!code.contains(&format!("crate::{later}")), "{} uses {later}", file.display());
        }
        for (one, other) in SIDE_BY_SIDE.iter().filter(|(one, _)| *one == own) {
            assert!(!code.contains(&format!("crate::{other}")), "{}: {one} uses {other}", file.display());
        }
    }
}

/// What no package of this project knows: the compiler holds the rest.
#[test]
fn the_arrow_begins_with_images_and_the_worker_knows_nothing_else() {
    let dependencies = |package: &str| -> Vec<String> {
        let manifest = fs::read_to_string(root().join(package).join("Cargo.toml")).expect("a manifest");
        let lines = manifest.lines().skip_while(|line| !line.contains("dependencies]"));
        lines
            .filter(|line| !line.starts_with('['))
            .filter_map(|line| Some(line.split_once(" = ")?.0.to_owned()))
            .collect()
    };
    assert_eq!(
        dependencies("image"),
        ["miniz_oxide", "pierglass-inflate", "sha2", "structured-zstd", "sha2", "proptest"],
        "image/ is bytes in and plain data out, for a program of its own"
    );
    let of_verify = dependencies("verify");
    assert!(!of_verify.iter().any(|name| name == "url" || name.starts_with("pierglass")), "{of_verify:?}");
    assert!(of_verify.contains(&"p256".to_owned()), "{of_verify:?}");
    let of_worker = dependencies("worker");
    assert!(of_worker.contains(&"pierglass-image".to_owned()), "{of_worker:?}");
    for other in ["pierglass", "leptos", "url", "serde", "serde_json", "gloo-net"] {
        assert!(!of_worker.iter().any(|name| name == other), "the worker knows {other}");
    }
}

#[test]
fn no_two_files_use_each_other() {
    let tests = fs::read_dir(root().join("tests")).expect("tests").map(|entry| entry.expect("an entry").path());
    let tests: Vec<_> = tests.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect();
    let roots = CRATES.iter().map(|(name, root)| (*name, Path::new(root)));
    let roots = roots.chain(tests.iter().map(|test| ("a test", inside(test)))).collect::<Vec<_>>();
    let uses = circles::uses(&roots, &|file| fs::read_to_string(root().join(file)).ok());
    for folder in ["src", "image", "inflate", "verify", "worker", "lab"] {
        for file in rust_files(&root().join(folder)) {
            let is_seen = is_tests(&file) || uses.contains_key(inside(&file));
            assert!(is_seen, "{} belongs to no program that this test knows", file.display());
        }
    }
    let circles = circles::circles(&uses);
    assert!(circles.is_empty(), "{} circles of files:\n\n{}", circles.len(), circles.join("\n"));
}

#[test]
fn every_part_stands_in_the_arrow() {
    for (file, _) in sources() {
        let part = part(&file);
        assert!(
            ARROW.contains(&part.as_str()) || ["main", "lib"].contains(&part.as_str()),
            "{part} is not in the arrow"
        );
    }
}

#[test]
fn the_pure_half_knows_no_browser_and_no_clock() {
    let foreign = ["web_sys", "js_sys", "wasm_bindgen", "gloo_", "leptos", "SystemTime::now", "Instant::now"];
    for (file, text) in sources() {
        if ["browser", "ui", "main", "lib"].contains(&part(&file).as_str()) {
            continue;
        }
        for name in foreign {
            assert!(!code(&text).contains(name), "{} reaches for {name}", file.display());
        }
    }
}

#[test]
fn only_one_file_fetches() {
    for (file, text) in sources() {
        if file.ends_with("browser/fetch.rs") {
            continue;
        }
        // One question of a check-up, which fetch cannot answer; it sends no credentials either.
        let asks_otherwise = file.ends_with("browser/senses/split_challenge.rs");
        for name in ["gloo_net", "fetch_with", "XmlHttpRequest", "RequestBuilder"] {
            if asks_otherwise && name == "XmlHttpRequest" {
                continue;
            }
            assert!(!code(&text).contains(name), "{} sends requests by itself ({name})", file.display());
        }
    }
}

/// Of the worker only one file does, and never with the browser's own credentials.
#[test]
fn one_file_of_the_worker_fetches_and_takes_no_credentials() {
    let senders = rust_files(&root().join("worker/src")).into_iter().filter_map(|file| {
        let text = code(&fs::read_to_string(&file).expect("a readable file"));
        text.contains("RequestInit").then(|| (inside(&file).to_path_buf(), text))
    });
    let senders: Vec<_> = senders.collect();
    assert_eq!(senders.iter().map(|(file, _)| file.as_path()).collect::<Vec<_>>(), [Path::new("worker/src/blob.rs")]);
    let text = &senders[0].1;
    assert_eq!(text.matches("RequestInit::new()").count(), text.matches("RequestCredentials::Omit").count());
}

#[test]
fn only_listed_scripts_send_requests() {
    let folders = ["loader", "embed", "probe", "lab/page/src/split"];
    let scripts: Vec<_> = folders.iter().flat_map(|folder| files_of(&root().join(folder), "js")).collect();
    for sender in requests::SENDERS {
        assert!(
            scripts.contains(&root().join(sender.file)),
            "{}, which asks for {}, is gone",
            sender.file,
            sender.what
        );
    }
    for script in scripts {
        let text = fs::read_to_string(&script).expect("a readable file");
        let sender = requests::SENDERS.iter().find(|sender| inside(&script) == Path::new(sender.file));
        let (by, what) = sender.map_or((&[][..], "nothing"), |sender| (sender.by, sender.what));
        assert_eq!(requests::ways(&text), by, "{} is to ask for {what}", inside(&script).display());
    }
    let probe = fs::read_to_string(root().join("probe/probe.js")).expect("probe.js");
    assert_eq!(requests::fetches_that_may_take_credentials(&probe), 0, "a probe must say that no credentials go along");
}

#[test]
fn strangers_texts_never_become_markup() {
    for (file, text) in sources() {
        for name in ["inner_html", "set_inner_html", "set_outer_html", "insert_adjacent_html", "document.write"] {
            assert!(!code(&text).contains(name), "{} makes markup from text ({name})", file.display());
        }
    }
}

/// A released page's `Debug` writes nothing (lab/page/src/split/unsaid.rs).
#[test]
fn what_people_read_is_not_written_by_debug() {
    for folder in ["src", "image", "inflate", "verify"] {
        for file in rust_files(&root().join(folder)).into_iter().filter(|file| !is_tests(file)) {
            let text = fs::read_to_string(&file).expect("a readable file");
            let code = code(text.split("#[cfg(test)]").next().unwrap_or_default());
            let is_debug = code.contains(":?}") || code.contains(":#?}");
            assert!(!is_debug, "{} writes a text by Debug", file.display());
        }
    }
}

#[test]
fn files_stay_small_and_say_what_they_are() {
    for (file, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= LINES, "{} has {lines} lines: two rooms in one?", file.display());
        assert!(is_tests(&file) || text.starts_with("//!"), "{} does not say what it is", file.display());
    }
    let styles = files_of(&root().join("style"), "css");
    assert!(styles.len() > 10, "only {} styles were found, so this test looks in the wrong place", styles.len());
    for file in styles {
        let lines = fs::read_to_string(&file).expect("a readable file").lines().count();
        assert!(lines <= LINES, "{} has {lines} lines: two rooms in one?", file.display());
    }
}

#[test]
fn a_public_types_name_stands_for_one_thing() {
    let sources: Vec<_> = sources().into_iter().filter(|(file, _)| !is_tests(file)).collect();
    let known = sources.iter().map(|(file, text)| (inside(file).to_str().expect("a name in Unicode"), text.as_str()));
    let ambiguous = names::ambiguous(known);
    assert!(ambiguous.is_empty(), "{} names stand for two things:\n{}", ambiguous.len(), ambiguous.join("\n"));
}

#[test]
fn the_map_names_every_folder() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for part in ARROW {
        assert!(map.contains(part), "ARCHITECTURE.md does not name {part}");
    }
    assert!(map.lines().count() < 150, "the map has grown into a book");
}
