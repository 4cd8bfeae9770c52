//! The list by itself, and the names against what strangers may send. The files stand in `tests/guide.rs`.

use std::collections::BTreeSet;

use super::*;
use crate::diagnosis::rules::RULES;

fn catalogue() -> BTreeSet<&'static str> {
    RULES.iter().map(|rule| rule.id).collect()
}

#[test]
fn names_are_words_and_stand_once() {
    let slugs: BTreeSet<&str> = PAGES.iter().map(|page| page.slug).collect();
    assert_eq!(slugs.len(), PAGES.len());
    for one in PAGES {
        assert!(one.slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", one.slug);
        assert_eq!(page(one.slug), Some(one));
        assert!(one.summary.ends_with('.') && one.summary.len() < 100, "{}", one.summary);
    }
    let kinds: Vec<Kind> = PAGES.iter().map(|page| page.kind).collect();
    assert_eq!(kinds, [[Kind::Problem; 8].as_slice(), &[Kind::Practice; 14]].concat());
}

#[test]
fn every_rule_belongs_to_a_page() {
    let named: BTreeSet<&str> = PAGES.iter().flat_map(|page| page.rules.iter().copied()).collect();
    let catalogue = catalogue();
    let missing: Vec<_> = catalogue.difference(&named).collect();
    assert!(missing.is_empty(), "no page of src/diagnosis/guide.rs lists {missing:?}: put each under its problem");
    let unknown: Vec<_> = named.difference(&catalogue).collect();
    assert!(unknown.is_empty(), "no rules: {unknown:?}");
    assert_eq!(pages_of_rule("token-expired").map(|page| page.slug).collect::<Vec<_>>(), ["token-expiry"]);
}

#[test]
fn neighbours_stand_in_the_order_of_the_list() {
    let slugs = |slug: &str| {
        let (before, after) = neighbours(slug);
        (before.map(|page| page.slug), after.map(|page| page.slug))
    };
    assert_eq!(slugs("authentication-settings"), (None, Some("tls")));
    assert_eq!(slugs("rate-limits"), (Some("cors"), Some("https")));
    assert_eq!(slugs("third-party-identity"), (Some("garbage-collection"), None));
    assert_eq!(slugs("rules/x"), (None, None));
}

#[test]
fn names_of_the_registry_at_hand() {
    let at_hand = GuideNames {
        registry: RegistryHost::parse("http://r.example:5000").ok(),
        page_origin: Some("https://ui.example".to_owned()),
        realm: Url::parse("https://a.example/token?x=1#y").ok(),
        service: Some("r.example".to_owned()),
        repository: Repository::parse("a/b").ok(),
    };
    assert_eq!(
        names(&at_hand).map(|(_, name)| name),
        [
            "r.example:5000",
            "http://r.example:5000",
            "https://ui.example",
            "https://a.example/token",
            "r.example",
            "a/b"
        ]
    );
}

#[test]
fn strangers_words_do_not_reach_a_shell() {
    let examples = names(&GuideNames::default());
    for (realm, service) in [
        ("https://a.example/';reboot;'", "x;reboot"),
        ("https://a.example/$(reboot)", "$(reboot)"),
        ("https://a.example/a&b", "two words"),
        ("https://a.example/!x", "-o/etc/passwd"),
        ("https://u:p@a.example/", ""),
    ] {
        let at_hand =
            GuideNames { realm: Url::parse(realm).ok(), service: Some(service.to_owned()), ..GuideNames::default() };
        assert_eq!(names(&at_hand), examples, "{realm} {service}");
    }
}
