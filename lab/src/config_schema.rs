//! docs/config.schema.json says of a file what the page says of it.

use std::fs;

use jsonschema::Validator;
use pierglass::config::{Config, protect, tidy, trust};
use serde_json::{Value, json};

use crate::folders;

fn schema() -> Value {
    let text = fs::read_to_string(folders::workspace().join("docs/config.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

fn full() -> Value {
    json!({
        "$schema": "./config.schema.json",
        "title": "Acme images",
        "registries": [{
            "url": "https://r.example", "name": "Production", "realm": "https://auth.example/token", "catalog": "list",
            "repositories": ["team/app"], "pullHost": "pull.example:5000", "readOnly": true,
        }],
        "defaultRegistry": "r.example",
        "openOthers": false,
        "portals": ["https://portal.example"],
        "protect": [{"repositories": ["*"], "tags": ["release-*"]}],
        "readOnly": false,
        "theme": "dark",
        "tidy": [{
            "name": "builds", "repositories": ["team/*"], "tags": ["build-*"], "olderThanDays": 30, "keepNewest": 5, "by": "date",
            "untagged": true, "orphans": true,
        }],
        "trust": [{"name": "release", "repositories": ["team/*"], "key": KEY}],
    })
}

/// Holds the page's word against the schema's.
fn check(validator: &Validator, config: &Value) {
    let (read, mut problems) = Config::parse(config.to_string().as_bytes());
    problems.extend(trust::rules(&read).1);
    problems.extend(protect::protections(&read).1);
    problems.extend(tidy::rules(&read).1);
    assert_eq!(problems.is_empty(), validator.is_valid(config), "{config:#}\nthe page says {problems:?}");
}

#[test]
fn every_key_takes_what_the_page_takes() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let full = full();
    check(&validator, &full);
    assert!(validator.is_valid(&full));
    let strange = [json!(7), json!("strange thing"), json!(true), json!({}), json!({"a": 1}), json!([7]), json!([[]])];
    let pointers = [
        "/title",
        "/registries",
        "/registries/0",
        "/registries/0/url",
        "/registries/0/name",
        "/registries/0/realm",
        "/registries/0/catalog",
        "/registries/0/repositories",
        "/registries/0/repositories/0",
        "/registries/0/pullHost",
        "/registries/0/readOnly",
        "/defaultRegistry",
        "/openOthers",
        "/portals",
        "/readOnly",
        "/theme",
        "/trust",
        "/trust/0",
        "/trust/0/name",
        "/trust/0/repositories",
        "/trust/0/repositories/0",
        "/trust/0/key",
        "/protect",
        "/protect/0",
        "/protect/0/repositories",
        "/protect/0/tags",
        "/protect/0/tags/0",
        "/tidy",
        "/tidy/0",
        "/tidy/0/name",
        "/tidy/0/tags",
        "/tidy/0/olderThanDays",
        "/tidy/0/keepNewest",
        "/tidy/0/by",
        "/tidy/0/untagged",
        "/tidy/0/orphans",
    ];
    let mut checked = 0;
    for pointer in pointers {
        for value in &strange {
            // What a text says is the page's to judge: a schema knows no host's name.
            let is_name = ["url", "/0", "/defaultRegistry", "/key"].iter().any(|end| pointer.ends_with(end));
            if is_name && value.is_string() {
                continue;
            }
            let mut config = full.clone();
            *config.pointer_mut(pointer).unwrap() = value.clone();
            check(&validator, &config);
            checked += 1;
        }
    }
    assert!(checked > 90, "{checked}");
}

#[test]
fn both_know_the_same_keys() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for pointer in ["", "/registries/0", "/trust/0", "/protect/0", "/tidy/0"] {
        let mut config = full();
        config.pointer_mut(pointer).unwrap()["colour"] = json!("red");
        check(&validator, &config);
        assert!(!validator.is_valid(&config));
    }
    // The full file above has every key that the schema has.
    let schema = schema();
    for (properties, config) in [
        ("/properties", full()),
        ("/$defs/registry/properties", full()["registries"][0].clone()),
        ("/$defs/protection/properties", full()["protect"][0].clone()),
        ("/$defs/tidy/properties", full()["tidy"][0].clone()),
    ] {
        let known: Vec<&String> = schema.pointer(properties).unwrap().as_object().unwrap().keys().collect();
        let used: Vec<&String> = config.as_object().unwrap().keys().collect();
        assert_eq!(known, used);
    }
    let mut without = full();
    without["registries"][0].as_object_mut().unwrap().remove("url");
    check(&validator, &without);
    for (list, key) in [
        ("trust", "name"),
        ("trust", "repositories"),
        ("trust", "key"),
        ("protect", "repositories"),
        ("protect", "tags"),
        ("tidy", "name"),
        ("tidy", "repositories"),
    ] {
        let mut without = full();
        without[list][0].as_object_mut().unwrap().remove(key);
        check(&validator, &without);
        assert!(!validator.is_valid(&without), "{list} without {key}");
    }
    // What a rule to tidy up by needs is not one key.
    for without in [
        &["olderThanDays", "keepNewest"][..],
        &["tags"],
        &["keepNewest"],
        &["by", "keepNewest"],
        &["by", "olderThanDays"],
    ] {
        let mut config = full();
        for key in without {
            config["tidy"][0].as_object_mut().unwrap().remove(*key);
        }
        check(&validator, &config);
    }
    let nothing_picked = json!({"name": "n", "repositories": ["*"], "untagged": false});
    let mut config = full();
    config["tidy"][0] = nothing_picked;
    check(&validator, &config);
}
