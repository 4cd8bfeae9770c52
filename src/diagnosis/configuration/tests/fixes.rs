//! The configurations that the page itself offers must be right.

use super::*;
use crate::diagnosis::fixes::{self, Names};
use std::fs;
use std::path::Path;

/// The placeholders of a text, filled in.
fn filled(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        let value = match name {
            "page_origin" => "https://ui.example",
            "page_host" => "ui.example",
            "registry_origin" => "https://r.example",
            "registry_host" | "registry_name" => "r.example",
            "token_service_origin" | "token_origin" => "https://t.example",
            _ => {
                filled.push_str(before);
                filled.push('{');
                rest = &rest[before.len() + 1..];
                continue;
            }
        };
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled + rest
}

#[test]
fn nothing_is_marked_in_the_fixes() {
    let registry = Url::parse("https://r.example/").expect("an address");
    let realm = Url::parse("https://t.example/token").expect("an address");
    let names = Names::new("https://ui.example", &registry).with_realm(&realm);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixes");
    for fix in fixes::all() {
        let file = fs::read_to_string(folder.join(fix.file)).expect("a text");
        let text = fixes::fill(fix, &file, &names).expect("filled in");
        let marks = reading(&text).marks;
        assert_eq!(marks.iter().map(short).collect::<Vec<_>>(), Vec::<String>::new(), "{}\n{text}", fix.id);
    }
}

/// The configurations in the guide, which stand between ``` and ```.
#[test]
fn nothing_is_marked_in_the_guide() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("guide");
    let pages = [guide.clone(), guide.join("rules")];
    let mut seen = 0;
    for page in pages.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder")) {
        let page = page.expect("an entry").path();
        let Some(text) = fs::read_to_string(&page).ok().filter(|_| page.extension().is_some_and(|end| end == "md"))
        else {
            continue;
        };
        for code in text.split("```").skip(1).step_by(2) {
            let code = filled(code.split_once('\n').map_or("", |(_, code)| code));
            let marks = reading(&code).marks;
            assert_eq!(marks.iter().map(short).collect::<Vec<_>>(), Vec::<String>::new(), "{}\n{code}", page.display());
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} configurations");
}
