use std::collections::BTreeSet;

use super::RULES;

#[test]
fn ids_are_unique_and_name_their_files() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len(), "two rules share an id");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnosis/rules");
    let not_rules = ["tests.rs"];
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let files = files.map(|name| name.into_string().expect("UTF-8")).filter(|name| !not_rules.contains(&name.as_str()));
    let files: BTreeSet<String> = files.map(|name| name.trim_end_matches(".rs").replace('_', "-")).collect();
    assert_eq!(files, ids.into_iter().map(str::to_string).collect());
}

#[test]
fn every_rule_has_a_source() {
    for rule in RULES {
        assert!(
            rule.source.starts_with("https://"),
            "{}: `source` is the https:// address of the specification or manual that says so",
            rule.id
        );
    }
}
