//! What the sample promises. How registries hold it is tested with the set-ups.

use std::collections::BTreeSet;

use super::*;

#[test]
fn the_sample_holds_what_it_promises() {
    let all = sample::repositories().unwrap();
    let names: BTreeSet<_> = all.iter().map(|repository| &repository.name).collect();
    assert_eq!(names.len(), all.len());
    assert!(all.len() >= 40, "{}", all.len());
    let tagged = all.iter().find(|repository| repository.name == sample::TAGGED).unwrap();
    assert_eq!(tagged.tags.len(), 300);
    assert_eq!(tagged.manifests.len(), 5);
}

#[test]
fn tag_names_differ() {
    let names = sample::tag_names(10_000);
    let different: BTreeSet<_> = names.iter().collect();
    assert_eq!(different.len(), 10_000);
}

#[test]
fn content_is_the_same_every_time() {
    let digest = |repositories: Vec<Repository>| -> Vec<String> {
        let manifests = repositories.iter().flat_map(|repository| &repository.manifests);
        manifests.map(content::Manifest::digest).collect()
    };
    let once = digest(sample::make().unwrap());
    assert_eq!(once, digest(sample::make().unwrap()));
    assert_eq!(once, digest(sample::repositories().unwrap()));
}
