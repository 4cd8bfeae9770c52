//! Fixes from manuals, which nobody ran here: each is well-formed when it is filled in, and has no key that its manual does
//! not know. `keys.json` lists the keys with their sources.

use std::collections::BTreeMap;
use std::fs;

use pierglass::diagnosis::fixes::{self, Fix, Names, fill};
use serde_json::{Value, json};

use crate::folders;

/// A file's keys, and where they were looked up.
#[derive(serde::Deserialize)]
struct Known {
    source: String,
    keys: Vec<String>,
}

fn filled(fix: &Fix, names: &Names) -> String {
    let file = folders::workspace().join("fixes").join(fix.file);
    fill(fix, &fs::read_to_string(file).unwrap(), names).unwrap()
}

/// The names of a set-up with TLS and tokens of its own, and of one without TLS.
fn variants() -> [Names; 3] {
    let names = |page: &str, registry: &str, realm: &str| {
        Names::new(page, &registry.parse().unwrap()).with_realm(&realm.parse().unwrap())
    };
    let two = ["https://ui.example.com", "https://portal.example.com"].map(str::to_owned).to_vec();
    let here = names("https://ui.example.com", "https://registry.example.com", "https://registry.example.com/token");
    [
        Names { page_origins: two, ..here.clone() },
        names("https://ui.example.com", "https://registry.example.com", "https://auth.example.com/token"),
        names("http://ui.example.com", "http://registry.example.com:8080", "http://registry.example.com:8080/token"),
    ]
}

/// Reads a file as what its name says; `None` where no parser is at hand.
fn parsed(fix: &Fix, text: &str) -> Option<Value> {
    let context = format!("{}\n{text}", fix.id);
    match fix.file.rsplit('.').next().unwrap() {
        "json" => Some(serde_json::from_str(text).expect(&context)),
        "yml" => {
            let mut value: serde_yaml_ng::Value = serde_yaml_ng::from_str(text).expect(&context);
            value.apply_merge().expect(&context);
            Some(serde_json::to_value(value).unwrap())
        }
        "toml" => Some(toml::from_str(text).expect(&context)),
        "ini" => {
            let ini = ini::Ini::load_from_str(text).expect(&context);
            let section = |(name, properties): (Option<&str>, &ini::Properties)| {
                let values = properties.iter().map(|(key, value)| (key.to_owned(), json!(value)));
                (name.unwrap_or_default().to_owned(), Value::Object(values.collect()))
            };
            Some(Value::Object(ini.iter().map(section).filter(|(name, _)| !name.is_empty()).collect()))
        }
        _ => None,
    }
}

/// The paths of all keys; `[]` is any place of a list.
fn keys(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = format!("{path}/{name}");
                keys(value, &path, found);
                found.push(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, &format!("{path}/[]"), found)),
        _ => {}
    }
}

#[test]
fn what_was_not_run_is_well_formed_and_has_known_keys() {
    let known: BTreeMap<String, Known> = serde_json::from_str(include_str!("manuals/keys.json")).unwrap();
    let mut read = 0;
    for fix in fixes::all() {
        for names in variants() {
            if !fix.fits(fix.about(), &names) {
                continue;
            }
            let Some(value) = parsed(fix, &filled(fix, &names)) else { continue };
            read += 1;
            if fix.run_on.is_some() {
                continue;
            }
            let mut found = Vec::new();
            keys(&value, "", &mut found);
            let known = known.get(fix.file).unwrap_or_else(|| {
                panic!(
                    "{} was not run: look each of its keys up in the manual, and name them in lab/src/manuals/keys.json: {found:?}",
                    fix.file
                )
            });
            assert!(!known.source.is_empty(), "{} in keys.json does not name its manual", fix.file);
            assert!(!found.is_empty(), "{} is empty", fix.id);
            let unknown: Vec<_> = found.iter().filter(|key| !known.keys.contains(key)).collect();
            assert!(unknown.is_empty(), "{}: keys.json does not know {unknown:?}; does the manual?", fix.id);
        }
    }
    assert!(read > 20, "only {read} files were read");
}

#[test]
fn an_unknown_key_is_found() {
    let mut found = Vec::new();
    keys(&json!({"a": [{"b": 1}, {"c": {}}]}), "", &mut found);
    assert_eq!(found, ["/a/[]/b", "/a/[]/c", "/a"]);
}
