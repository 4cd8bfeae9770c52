//! What holds of the set without a tool.

use serde_json::json;

use super::artifact::Part;
use super::*;

#[test]
fn the_document_is_fresh() {
    let known = std::fs::read_to_string(document::file()).unwrap_or_default();
    assert!(
        known == document::text(),
        "docs/kinds.md is not what lab/src/seed/kinds/table.rs says; run `cargo lab docs`"
    );
}

#[test]
fn every_kind_stands_once_and_says_something() {
    for (at, kind) in KINDS.iter().enumerate() {
        assert!(KINDS[..at].iter().all(|other| other.id != kind.id), "{} stands twice", kind.id);
        assert!(!kind.called.is_empty() && !kind.called.contains("unknown"), "{}", kind.id);
        assert!(!kind.shown.is_empty() && !kind.word.is_empty() && !kind.layers.is_empty(), "{}", kind.id);
    }
    assert!(KINDS.len() >= 18, "{} kinds", KINDS.len());
}

#[test]
fn damages_are_what_they_say() {
    let layers = vec![Part::new("application/spdx+json", "0123456789")];
    let artifact = Artifact::new("x", "a/b", Part::new("c/d", "abcd"), layers);
    let is = |damage: Damage| {
        let damaged = damage.of(&artifact);
        let of = |descriptor: &serde_json::Value| {
            let blob = damaged.blobs.iter().find(|blob| blob.digest == descriptor["digest"].as_str().unwrap());
            let text = String::from_utf8(blob.unwrap().bytes.to_vec()).unwrap();
            json!([descriptor["mediaType"], descriptor["size"], text])
        };
        (of(&damaged.manifest["config"]), of(&damaged.manifest["layers"][0]))
    };
    let spdx = "application/spdx+json";
    let cyclonedx = "application/vnd.cyclonedx+json";
    assert_eq!(is(Damage::WrongType), (json!(["c/d", 4, "abcd"]), json!([cyclonedx, 10, "0123456789"])));
    assert_eq!(is(Damage::Empty), (json!(["c/d", 0, ""]), json!([spdx, 0, ""])));
    assert_eq!(is(Damage::Bare), (json!(["c/d", 2, "{}"]), json!([spdx, 2, "{}"])));
    assert_eq!(is(Damage::Cut), (json!(["c/d", 2, "ab"]), json!([spdx, 5, "01234"])));
}

#[test]
fn what_says_nothing_of_its_own_stays() {
    let artifact = Artifact::new("x", "a/b", Part::empty(), vec![Part::new("text/plain", "ab")]);
    assert_eq!(Damage::Empty.of(&artifact).manifest["config"], artifact.manifest["config"]);
}
