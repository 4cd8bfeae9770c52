//! The JavaScript between the browser and the modules: wasm-bindgen's, and the loaders of the parts.

use std::collections::HashMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};

use crate::page::seal::integrity;

/// A module that comes later.
pub(super) struct Part {
    /// What the splitter calls it.
    pub(super) stem: String,
    /// Its file.
    pub(super) name: String,
    /// The file's content.
    pub(super) bytes: Vec<u8>,
}

/// Puts the loaders into wasm-bindgen's glue, in the place of the module that it would import them from: one file less, and
/// no two files that name each other. `chunks` says which parts a chunk needs, in their order.
pub(super) fn with_loaders(
    glue: &str,
    loaders: &str,
    chunks: &HashMap<String, Vec<String>>,
    parts: &[Part],
) -> Result<String> {
    let is_import = |line: &&str| line.starts_with("import ") && line.contains(loaders);
    let imports: Vec<&str> = glue.lines().filter(is_import).collect();
    ensure!(!imports.is_empty(), "wasm-bindgen's glue imports no loaders");
    let mut names: Vec<&String> = chunks.keys().collect();
    names.sort();
    let mut with = glue.to_owned();
    for line in imports {
        let (name, _) =
            line.strip_prefix("import * as ").and_then(|rest| rest.split_once(' ')).context("an odd import")?;
        with =
            with.replacen(line, "", 1).replace(&format!("\"{loaders}\": {name},"), &format!("\"{loaders}\": loaders,"));
    }
    ensure!(with.contains(&format!("\"{loaders}\": loaders,")), "wasm-bindgen's glue uses no loaders");
    with.push_str(include_str!("load.js"));
    with.push_str("\nconst loaders = {\n");
    for name in names {
        let mut needed = Vec::new();
        for stem in &chunks[name] {
            let part = parts.iter().find(|part| part.stem == *stem).with_context(|| format!("{stem} is missing"))?;
            needed.push(format!("['./{}', '{}']", part.name, integrity(&part.bytes)));
        }
        writeln!(with, "    __wasm_split_load_{name}: loader([{}]),", needed.join(", "))?;
    }
    with.push_str("};\n");
    Ok(with)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "import * as import1 from \"./l.js\"\nimport * as import2 from \"./l.js\"\nlet wasm;\n\
                        const imports = {\n    \"./l.js\": import1,\n    \"./l.js\": import2,\n};\n";

    #[test]
    fn the_glue_has_its_loaders_in_itself() {
        let chunks = HashMap::from([("guide".to_owned(), vec!["chunk_2".to_owned(), "split_guide".to_owned()])]);
        let part = |stem: &str, name: &str| Part { stem: stem.to_owned(), name: name.to_owned(), bytes: Vec::new() };
        let parts = [part("split_guide", "guide-1.wasm"), part("chunk_2", "shared-2.wasm")];
        let glue = with_loaders(GLUE, "./l.js", &chunks, &parts).expect("a glue");
        assert!(!glue.contains("import *"), "{glue}");
        let (_, loaders) = glue.split_once("const loaders = {\n").expect("the loaders");
        let (chunk, shared) = (loaders.find("guide-1.wasm"), loaders.find("shared-2.wasm"));
        assert!(shared.is_some() && shared < chunk, "{loaders}");
        assert!(loaders.starts_with("    __wasm_split_load_guide: loader([['./shared-2.wasm', 'sha384-"), "{loaders}");
    }

    #[test]
    fn a_glue_without_loaders_is_an_error() {
        assert!(with_loaders("let wasm;\n", "./l.js", &HashMap::new(), &[]).is_err());
    }
}
