//! A release from a small page. The built one goes through the same code in the stories.

use super::*;

fn page() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("guide")).unwrap();
    fs::write(folder.path().join("index.html"), "<!doctype html>".repeat(100)).unwrap();
    fs::write(folder.path().join("guide/cors.md"), "# CORS\n".repeat(100)).unwrap();
    folder
}

#[test]
fn a_release_twice_is_the_same_and_has_all_that_it_should() {
    let page = page();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for out in [&one, &two] {
        write(page.path(), out.path()).unwrap();
    }
    // A second time into the same folder, which then is known as a release.
    write(page.path(), one.path()).unwrap();
    let sums = fs::read_to_string(one.path().join(SUMS)).unwrap();
    assert_eq!(sums, fs::read_to_string(two.path().join(SUMS)).unwrap());
    for name in [
        "LICENSE-MIT",
        "THIRD-PARTY-LICENSES.txt",
        VERSION,
        "config.example.json",
        "guide/cors.md.br",
        "guide/cors.md.gz",
        "index.html.br",
    ] {
        assert!(sums.lines().any(|line| line.ends_with(&format!("  {name}"))), "{name} is missing in\n{sums}");
    }
    let checked =
        Command::new("sha256sum").args(["--check", "--quiet", SUMS]).current_dir(one.path()).status().unwrap();
    assert!(checked.success());
}

#[test]
fn nothing_in_a_release_names_a_folder_of_this_machine() {
    let out = tempfile::tempdir().unwrap();
    write(page().path(), out.path()).unwrap();
    let notices = fs::read_to_string(out.path().join("THIRD-PARTY-LICENSES.txt")).unwrap();
    let workspace = folders::workspace();
    assert!(!notices.contains(&*workspace.to_string_lossy()));
    for name in ["leptos 0.8", "wasm-bindgen 0.2", "url 2.", "The Rust standard library", "dlmalloc", "Unicode-3.0"] {
        assert!(notices.contains(name), "{name} has no notice");
    }
    // Macros run while building, and none of their code is in the page.
    assert!(!notices.contains("syn 2."));
}

#[test]
fn the_seven_lines_stand_in_the_readme() {
    let readme = fs::read_to_string(folders::workspace().join("README.md")).unwrap();
    assert!(readme.contains(&format!("```nginx\n{SEVEN_LINES}```")), "{SEVEN_LINES}");
    assert_eq!(SEVEN_LINES.lines().count(), 7);
}

#[test]
fn a_page_that_names_a_folder_of_this_machine_is_no_release() {
    let page = page();
    let panic = format!("panicked at {}:1:1", folders::workspace().join("src/main.rs").display());
    fs::write(page.path().join("a.wasm"), panic).unwrap();
    let refused = write(page.path(), tempfile::tempdir().unwrap().path()).unwrap_err().to_string();
    assert!(refused.contains("a.wasm names a folder"), "{refused}");
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("thesis.txt"), "all my work").unwrap();
    let refused = write(page().path(), out.path()).unwrap_err().to_string();
    assert!(refused.contains("not a release of Pierglass"), "{refused}");
    assert_eq!(fs::read_to_string(out.path().join("thesis.txt")).unwrap(), "all my work");
}

#[test]
fn the_example_is_a_configuration() {
    let example = fs::read(folders::workspace().join("docs/config.example.json")).unwrap();
    let (config, problems) = pierglass::config::Config::parse(&example);
    assert_eq!(problems, []);
    assert_eq!(config.registries.len(), 2);
}
