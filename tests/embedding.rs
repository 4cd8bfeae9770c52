//! docs/embedding.md: its portal is the one that the stories drive, and it names all that the element and the page say.

use std::fs;
use std::path::Path;

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a file")
}

#[test]
fn the_manuals_portal_is_the_one_that_is_tested() {
    let manual = read("docs/embedding.md");
    for (language, file) in [("html", "portal.html"), ("js", "portal.js"), ("css", "portal.css")] {
        let block = format!("```{language}\n{}\n```\n", read(&format!("docs/{file}")).trim_end());
        assert!(manual.contains(&block), "docs/embedding.md does not show docs/{file} as it is");
    }
}

#[test]
fn the_manual_names_every_attribute_event_and_code() {
    let (manual, element) = (read("docs/embedding.md"), read("embed/embed.js"));
    let observed =
        element.split_once("observedAttributes = [").and_then(|(_, rest)| rest.split_once(']')).expect("a list");
    let codes = read("src/embedding.rs");
    let codes = codes.split_once("fn code").and_then(|(_, rest)| rest.split_once("\n    }\n")).expect("the codes").0;
    let quoted = |text: &str, before: &str| -> Vec<String> {
        text.split(before).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_string())).collect()
    };
    let mut names: Vec<String> = observed.0.split('"').skip(1).step_by(2).map(str::to_string).collect();
    names.extend(["#fail(\"", "#dispatch(\""].iter().flat_map(|before| quoted(&element, before)));
    names.extend(quoted(codes, "=> \""));
    assert!(names.len() > 25, "only {names:?} were found, so this test looks in the wrong place");
    for name in names {
        assert!(manual.contains(&format!("`{name}`")), "docs/embedding.md does not name {name}");
    }
}

#[test]
fn the_element_makes_no_markup_and_speaks_to_no_wildcard() {
    let element = read("embed/embed.js");
    for name in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "\"*\")"] {
        assert!(!element.contains(name), "embed.js holds {name}");
    }
}
