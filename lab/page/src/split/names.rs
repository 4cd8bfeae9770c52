//! The names of what the first module imports from the glue.
//!
//! There are two hundred, each with a hash in it, in both files. Nobody else sees them, so numbers are as good: 2 KB.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// Gives each import of the module `from` its number for a name, in the module and in the glue.
pub(super) fn shorten(glue: &str, module: &[u8], from: &str) -> Result<(String, Vec<u8>)> {
    let mut names: HashMap<&str, String> = HashMap::new();
    let mut short = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::ImportSection(imports) = &payload {
            let mut section = ImportSection::new();
            for import in imports.clone().into_imports() {
                let import = import?;
                let mut name = import.name.to_owned();
                if import.module == from {
                    let number = names.len();
                    name.clone_from(names.entry(import.name).or_insert_with(|| format!("_{number}")));
                }
                section.import(import.module, &name, RoundtripReencoder.entity_type(import.ty)?);
            }
            short.section(&section);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = module.get(range).context("a section outside of the module")?;
            short.section(&RawSection { id, data });
        }
    }
    Ok((renamed(glue, &names)?, short.finish()))
}

/// The glue with other names. Each stands there once, where its function is given to the module.
fn renamed(glue: &str, names: &HashMap<&str, String>) -> Result<String> {
    let mut with = String::new();
    let mut count = 0;
    let is_of_word = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '$';
    let mut rest = glue;
    while let Some(begin) = rest.find(is_of_word) {
        let (before, from_word) = rest.split_at(begin);
        let (word, after) = from_word.split_at(from_word.find(|sign| !is_of_word(sign)).unwrap_or(from_word.len()));
        ensure!(!names.values().any(|name| name == word), "the glue uses the name {word} itself");
        with.push_str(before);
        with.push_str(names.get(word).map_or(word, |name| name));
        count += usize::from(names.contains_key(word));
        rest = after;
    }
    with.push_str(rest);
    ensure!(count == names.len(), "the module imports {} functions, the glue names {count}", names.len());
    Ok(with)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, ExportKind, ExportSection, TypeSection};

    use super::*;

    const GLUE: &str =
        "const import0 = {\n__wbg_get_0f: function(a) { return a.get_0f; },\n__wbg_set_1e: f,\n};\nwasm.main();";

    fn module(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut section = ImportSection::new();
        for (module, name) in imports {
            section.import(module, name, EntityType::Function(0));
        }
        let mut exports = ExportSection::new();
        exports.export("__wbg_get_0f", ExportKind::Func, 0);
        let mut module = Module::new();
        module.section(&types).section(&section).section(&exports);
        module.finish()
    }

    #[test]
    fn imports_become_numbers_in_both_files() {
        let long = [("./a.js", "__wbg_get_0f"), ("./loaders.js", "load"), ("./a.js", "__wbg_set_1e")];
        let (glue, short) = shorten(GLUE, &module(&long), "./a.js").expect("shorter");
        assert_eq!(glue, "const import0 = {\n_0: function(a) { return a.get_0f; },\n_1: f,\n};\nwasm.main();");
        assert_eq!(short, module(&[("./a.js", "_0"), ("./loaders.js", "load"), ("./a.js", "_1")]));
    }

    #[test]
    fn a_glue_that_does_not_fit_the_module_is_an_error() {
        let imports = [("./a.js", "__wbg_get_0f"), ("./a.js", "__wbg_gone_2d")];
        assert!(shorten(GLUE, &module(&imports), "./a.js").is_err());
        let taken = "__wbg_get_0f: _0";
        assert!(shorten(taken, &module(&imports[..1]), "./a.js").is_err());
    }
}
