//! The JavaScript between the browser and the modules: wasm-bindgen's, and the loaders of the parts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};

use super::pack::{Before, Chunk, File};
use super::screens::{Next, Screen};
use super::styles::Style;
use crate::seal::integrity;

/// What wasm-bindgen's glue gives to others, of which the page's loader takes one.
const EXPORTS: &str = "export { initSync, __wbg_init as default };";

/// Puts the loaders into wasm-bindgen's glue, in the place of the module that it would import them from: one file less, and
/// no two files that name each other. `styles` are in the order of index.html.
pub(super) fn with_loaders(
    glue: &str,
    loaders: &str,
    chunks: &[Chunk],
    styles: &[Style],
    screens: &[Screen],
) -> Result<String> {
    for (style, chunk) in styles.iter().flat_map(|style| style.chunks.iter().map(move |chunk| (style, chunk))) {
        let is_there = chunks.iter().any(|one| one.name == *chunk);
        ensure!(is_there, "{} belongs to the chunk {chunk}, which is not there", style.file.name);
    }
    let is_import = |line: &&str| line.starts_with("import ") && line.contains(loaders);
    let imports: Vec<&str> = glue.lines().filter(is_import).collect();
    ensure!(!imports.is_empty(), "wasm-bindgen's glue imports no loaders");
    let mut with = glue.to_owned();
    let mut names = Vec::new();
    for line in imports {
        let (name, _) =
            line.strip_prefix("import * as ").and_then(|rest| rest.split_once(' ')).context("an odd import")?;
        with = with.replacen(line, "", 1);
        names.push(format!("\"{loaders}\": {name},"));
    }
    // One import each is what wasm-bindgen writes, and one object is what they all are.
    let (first, others) = names.split_first().context("no import of loaders")?;
    with = with.replace(first, &format!("\"{loaders}\": loaders,"));
    for other in others {
        with = with.replace(other, "");
    }
    ensure!(with.contains(&format!("\"{loaders}\": loaders,")), "wasm-bindgen's glue uses no loaders");
    ensure!(with.contains(EXPORTS), "wasm-bindgen's glue exports other things than it did");
    with = with.replace(EXPORTS, "export { __wbg_init as default };");
    with.push_str(include_str!("load.js"));
    let large: BTreeMap<usize, &File> = chunks
        .iter()
        .flat_map(|chunk| &chunk.before)
        .filter_map(|before| if let Before::File(number, file) = before { Some((*number, file)) } else { None })
        .collect();
    let large: Vec<String> = large.iter().map(|(number, file)| format!("{number}: {}", quoted(file))).collect();
    writeln!(with, "\nconst inFiles = {{ {} }};\nconst loaders = {{", large.join(", "))?;
    for Chunk { name, file, before } in chunks {
        let (own, before, looks) =
            (quoted(file), bits(before.iter().map(Before::number)), looks(name, styles).join(", "));
        writeln!(with, "    __wasm_split_load_{name}: loader({own}, {before}, [{looks}]),")?;
    }
    writeln!(with, "}};\n{}fetchAhead();", ahead(screens)?)?;
    Ok(with)
}

/// The chunks of screens by the word that their addresses begin with, and those of what is below the name of a registry.
fn ahead(screens: &[Screen]) -> Result<String> {
    let words = screens.iter().filter_map(|screen| Some(format!("{}: '{}'", screen.word.as_ref()?, screen.chunk)));
    let words = words.collect::<Vec<_>>().join(", ");
    let of = |next: Next| {
        let screen = screens.iter().find(|screen| screen.next == Some(next));
        screen.map(|screen| &screen.chunk).with_context(|| format!("no list fetches {next:?} ahead"))
    };
    let (tags, image) = (of(Next::Tags)?, of(Next::Image)?);
    Ok(format!("const byWord = {{ {words} }};\nconst ofTags = '{tags}';\nconst ofImage = '{image}';\n"))
}

/// Numbers as the bits of one that is a `BigInt`: there are hundreds of modules, and each chunk needs many.
fn bits(numbers: impl Iterator<Item = usize>) -> String {
    let mut digits = vec![0u8];
    for number in numbers {
        let at = number / 4;
        digits.resize(digits.len().max(at + 1), 0);
        digits[at] |= 1 << (number % 4);
    }
    let digits: String = digits.iter().rev().map(|digit| format!("{digit:x}")).collect();
    format!("0x{digits}n")
}

/// The styles of a chunk, each with its place among all that come later.
fn looks(chunk: &str, styles: &[Style]) -> Vec<String> {
    let of_chunk = styles.iter().enumerate().filter(|(_, style)| style.chunks.iter().any(|one| one == chunk));
    of_chunk
        .map(|(place, Style { file, .. })| format!("['./{}', '{}', {place}]", file.name, integrity(&file.bytes)))
        .collect()
}

fn quoted(file: &File) -> String {
    format!("['./{}', '{}']", file.name, integrity(&file.bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "import * as import1 from \"./l.js\"\nimport * as import2 from \"./l.js\"\nlet wasm;\n\
                        const imports = {\n    \"./l.js\": import1,\n    \"./l.js\": import2,\n};\n\
                        export { initSync, __wbg_init as default };\n";

    #[test]
    fn the_glue_has_its_loaders_in_itself() {
        let file = |name: &str| File { name: name.to_owned(), bytes: Vec::new() };
        let before = vec![Before::Inside(1), Before::File(7, file("shared-2.wasm"))];
        let chunk = Chunk { name: "guide".to_owned(), file: file("guide-1.wasm"), before };
        let style = |name: &str, chunks: &[&str]| Style {
            file: file(name),
            chunks: chunks.iter().map(|chunk| (*chunk).to_owned()).collect(),
        };
        let styles = [style("a-1.css", &["guide"]), style("b-2.css", &["more"]), style("c-3.css", &["more", "guide"])];
        let more = Chunk { name: "more".to_owned(), file: file("more-4.wasm"), before: Vec::new() };
        let screen = |word: Option<&str>, chunk: &str, next: Option<Next>| Screen {
            word: word.map(str::to_owned),
            chunk: chunk.to_owned(),
            next,
            styles: Vec::new(),
        };
        let screens = [
            screen(None, "more", Some(Next::Tags)),
            screen(Some("guide"), "guide", None),
            screen(None, "guide", Some(Next::Image)),
        ];
        let glue = with_loaders(GLUE, "./l.js", &[chunk, more], &styles, &screens).expect("a glue");
        assert!(!glue.contains("import *") && !glue.contains("initSync"), "{glue}");
        assert_eq!(glue.matches("\"./l.js\": loaders,").count(), 1, "{glue}");
        let (_, loaders) = glue.split_once("const inFiles = ").expect("the loaders");
        let empty = integrity(b"");
        let expected = format!(
            "{{ 7: ['./shared-2.wasm', '{empty}'] }};\nconst loaders = {{\n    \
             __wasm_split_load_guide: loader(['./guide-1.wasm', '{empty}'], 0x82n, \
             [['./a-1.css', '{empty}', 0], ['./c-3.css', '{empty}', 2]]),\n    \
             __wasm_split_load_more: loader(['./more-4.wasm', '{empty}'], 0x0n, \
             [['./b-2.css', '{empty}', 1], ['./c-3.css', '{empty}', 2]]),\n}};\n\
             const byWord = {{ guide: 'guide' }};\nconst ofTags = 'more';\nconst ofImage = 'guide';\nfetchAhead();\n"
        );
        assert_eq!(loaders, expected);
    }

    #[test]
    fn a_glue_without_loaders_is_an_error() {
        assert!(with_loaders("let wasm;\n", "./l.js", &[], &[], &[]).is_err());
    }

    #[test]
    fn a_style_of_no_chunk_is_an_error() {
        let file = File { name: "a-1.css".to_owned(), bytes: Vec::new() };
        let styles = [Style { file, chunks: vec!["gone".to_owned()] }];
        let problem = with_loaders(GLUE, "./l.js", &[], &styles, &[]).expect_err("no such chunk");
        assert!(problem.to_string().contains("gone"), "{problem}");
    }
}
