//! Classes that nobody can make.
//!
//! `wasm-streams`, which comes with Leptos' functions for servers, hands classes to JavaScript. wasm-bindgen keeps each class of
//! a program, with all that its methods need, though this program never makes one: a class without a constructor comes only from
//! the module, by a static function that wraps what is there, and where that is missing too the class is never met. Their functions
//! go before the module is divided: their closures are in its table and its data, where nothing is found missing later.

use std::collections::HashSet;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ExportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The glue without such classes, and the names of the module's exports that only they call. The glue has no margins.
pub(super) fn classes(glue: &str) -> Result<(String, HashSet<String>)> {
    let (mut kept, mut gone, mut names) = (String::new(), String::new(), Vec::new());
    let mut lines = glue.lines();
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("export class ").and_then(|rest| rest.strip_suffix(" {"));
        let Some(name) = name else {
            let is_gone = names.iter().any(|name| {
                line.starts_with(&format!("if (Symbol.dispose) {name}."))
                    || line.starts_with(&format!("const {name}Finalization "))
            });
            let to = if is_gone { &mut gone } else { &mut kept };
            push(to, line);
            // The rest of the statement.
            let mut last = line;
            while is_gone && !last.ends_with(';') {
                last = lines.next().context("a statement without an end")?;
                push(to, last);
            }
            continue;
        };
        let mut class = String::new();
        push(&mut class, line);
        while !is_closed(&class) {
            push(&mut class, lines.next().with_context(|| format!("the class {name} has no end"))?);
        }
        let is_made = class.lines().any(|line| line.starts_with("constructor(") || line.starts_with("static "));
        if is_made {
            kept.push_str(&class);
        } else {
            gone.push_str(&class);
            names.push(name);
        }
    }
    let left = words(&kept);
    for name in names {
        ensure!(!left.contains(name), "the class {name} is used, though nobody can make one");
    }
    let exports =
        words(&gone).into_iter().filter(|word| gone.contains(&format!("wasm.{word}(")) && !left.contains(word));
    let exports = exports.map(str::to_owned).collect();
    Ok((kept, exports))
}

/// The glue without functions that the module does not import `from` it.
pub(super) fn imports(glue: &str, module: &[u8], from: &str) -> Result<String> {
    let mut imported = HashSet::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                let import = import?;
                if import.module == from {
                    imported.insert(import.name);
                }
            }
        }
    }
    let mut kept = String::new();
    let mut lines = glue.lines();
    while let Some(line) = lines.next() {
        let is_of_bindgen = line.starts_with("__wbg_") || line.starts_with("__wbindgen_");
        let function =
            line.strip_suffix(" {").filter(|_| is_of_bindgen).and_then(|line| line.split_once(": function("));
        let Some((name, _)) = function.filter(|(name, _)| !imported.contains(name)) else {
            push(&mut kept, line);
            continue;
        };
        let mut function = line.to_owned();
        while !is_closed(&function) {
            push(&mut function, lines.next().with_context(|| format!("the function {name} has no end"))?);
        }
    }
    Ok(kept)
}

/// A module as cargo compiled it without these exports, and without what describes them to wasm-bindgen.
pub(super) fn without_exports(module: &[u8], names: &HashSet<String>) -> Result<Vec<u8>> {
    let mut without = Module::new();
    let mut found = HashSet::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::ExportSection(exports) = &payload {
            let mut section = ExportSection::new();
            for export in exports.clone() {
                let export = export?;
                if let Some(name) = names.get(in_glue(export.name)) {
                    found.insert(name);
                } else {
                    RoundtripReencoder.parse_export(&mut section, export)?;
                }
            }
            without.section(&section);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = module.get(range).context("a section outside of the module")?;
            without.section(&RawSection { id, data });
        }
    }
    let (called, there) = (names.len(), found.len());
    ensure!(there == called, "the glue calls {called} functions of its classes, the module has {there}");
    Ok(without.finish())
}

/// What wasm-bindgen will call an export in the glue: until then it has a hash behind it, and maybe stands for what describes it.
fn in_glue(export: &str) -> &str {
    let name = export.strip_prefix("__wbindgen_describe_").unwrap_or(export);
    let is_hash = |hash: &str| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.rsplit_once('_').filter(|(_, hash)| is_hash(hash)).map_or(name, |(name, _)| name)
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// Whether as many braces are closed as were opened.
fn is_closed(text: &str) -> bool {
    text.matches('{').count() == text.matches('}').count()
}

fn words(text: &str) -> HashSet<&str> {
    text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_' || sign == '$')).collect()
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, ExportKind, ImportSection, TypeSection};

    use super::*;

    const GLUE: &str = "export class Source {\npull() {\nreturn wasm.source_pull(shared(1));\n}\n}\n\
                        if (Symbol.dispose) Source.prototype[Symbol.dispose] = Source.prototype.free;\n\
                        export class Made {\nstatic __wrap(a) {\n}\nstart() {\nwasm.made_start();\n}\n}\n\
                        const import0 = {\n__wbg_used_1: function(a) {\nif (a) {\nreturn wasm.malloc(1);\n}\n},\n\
                        __wbg_left_2: function() {\nreturn 1;\n},\n};\n\
                        const SourceFinalization = (typeof F === 'undefined')\n? { register: () => {} }\n\
                        : new F(ptr => wasm.source_free(ptr, 1));\nfunction shared(a) {\nreturn wasm.malloc(a);\n}\n";

    fn module(import: &str, exports: &[&str]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./a.js", import, EntityType::Function(0));
        let mut section = ExportSection::new();
        for name in exports {
            section.export(name, ExportKind::Func, 0);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&section);
        module.finish()
    }

    #[test]
    fn what_nobody_can_make_goes() {
        let (glue, exports) = classes(GLUE).expect("a glue");
        assert!(!glue.contains("Source") && glue.contains("class Made") && glue.contains("function shared"), "{glue}");
        assert_eq!(exports, HashSet::from(["source_pull".to_owned(), "source_free".to_owned()]));
        let exports_before = [
            "malloc",
            "source_pull_0123456789abcdef",
            "made_start",
            "source_free",
            "__wbindgen_describe_source_pull_0123456789abcdef",
        ];
        let before = module("__wbg_used_1", &exports_before);
        let after = without_exports(&before, &exports).expect("a module");
        assert_eq!(after, module("__wbg_used_1", &["malloc", "made_start"]));
        assert!(without_exports(&after, &exports).is_err(), "a glue that does not fit its module");
        let glue = imports(&glue, &after, "./a.js").expect("a glue");
        assert!(glue.contains("__wbg_used_1: function(a) {\nif (a)") && !glue.contains("__wbg_left_2"), "{glue}");
        assert!(is_closed(&glue), "{glue}");
    }

    #[test]
    fn a_class_that_is_used_stays_or_is_an_error() {
        assert!(classes(&GLUE.replace("pull()", "static __wrap()")).expect("a glue").0.contains("class Source"));
        assert!(classes(&format!("{GLUE}take(Source);\n")).is_err());
    }
}
