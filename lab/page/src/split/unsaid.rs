//! What the program puts into words that nobody hears.
//!
//! Of a panic the page tells the place, and words only where they are the same each time (`src/browser/stopped.rs`). Most of core's panics
//! put theirs together all the same, of a number or of an error's `Debug`; what writes those, with tables of Unicode behind it, would be
//! a thirtieth of the first module. So in the module that cargo compiled, `Debug` writes nothing, and core's functions that panic with
//! numbers in their words do it at the same place without them. The page itself shows nothing that `Debug` wrote, which
//! `tests/architecture.rs` holds.
//!
//! This is done before the module is divided, so that nothing is kept for their sake. A function keeps its length, so that what the
//! linker noted about the others stays true.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context, Result};
use rustc_demangle::demangle;
use wasm_encoder::{CustomSection, Encode as _, Module, RawSection};
use wasmparser::{
    FuncType, KnownCustom, Linking, Name, Parser, Payload, RelocAddendKind, RelocSectionReader, SymbolInfo, TypeRef,
    ValType,
};

/// Functions that panic with words of their own making, by the end of their names, with the number of their parameters. The last one is the
/// place of whoever called; where the compiler left one out, the function stays as it is.
const WORDY: &[(&str, usize)] = &[
    ("core::str::slice_error_fail", 5),
    ("core::slice::index::slice_index_fail", 4),
    ("core::slice::copy_from_slice_impl::len_mismatch_fail", 3),
    ("core::panicking::panic_bounds_check", 3),
    ("::remove::assert_failed", 3),
    ("::insert_mut::assert_failed", 3),
];

/// The same for those that add to words which the caller gives: their first two parameters.
const ADDING: &[(&str, usize)] = &[("core::result::unwrap_failed", 5), ("core::option::expect_failed", 3)];

/// What panics with words that are the same each time: it takes them, as a place and a length, and the place of whoever called.
const PANIC: &str = "core::panicking::panic";

/// How instructions begin (core specification, section 5.4).
const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const END: u8 = 0x0b;
const CALL: u8 = 0x10;
const LOCAL_GET: u8 = 0x20;
const I32_CONST: u8 = 0x41;

/// Where the linker noted what the code refers to, and its kind of note for a function that is called.
const NOTES: &str = "reloc.CODE";
const CALLED: u8 = 0;

/// The module of a file that cargo compiled, without those words.
pub(super) fn without(module: &[u8]) -> Result<Vec<u8>> {
    let read = Read::of(module)?;
    let panic = read.symbol_of(PANIC).with_context(|| format!("the module has no {PANIC}"))?;
    let mut bytes = module.to_vec();
    let mut changed = Vec::new();
    for (at, body) in read.bodies.iter().enumerate() {
        let instead = read.named(at).and_then(|(name, kind)| instead(&name, kind));
        let Some(Instead { mut code, call }) = instead.filter(|instead| instead.code.len() < body.len()) else {
            continue;
        };
        code.resize(body.len() - 1, NOP);
        code.push(END);
        bytes[body.clone()].copy_from_slice(&code);
        let begin = body.start - read.code;
        changed.push(Changed { range: begin..begin + body.len(), call: call.map(|call| begin + call) });
    }
    with_notes(module, &bytes, &changed, panic)
}

/// What a function does in place of what it did.
struct Instead {
    /// Its locals, of which it has none, and its instructions without the end.
    code: Vec<u8>,
    /// Where in them the function's number is that is called.
    call: Option<usize>,
}

fn instead(name: &str, kind: &FuncType) -> Option<Instead> {
    let is = |known: &[(&str, usize)]| {
        let place = known.iter().find(|(end, _)| name.ends_with(end));
        place.is_some_and(|(_, count)| kind.params().len() == *count && kind.results().is_empty())
    };
    if name.ends_with(" as core::fmt::Debug>::fmt") && kind.results() == [ValType::I32] {
        return Some(Instead { code: vec![0, I32_CONST, 0], call: None });
    }
    let words = match (is(WORDY), is(ADDING)) {
        (true, _) => [I32_CONST, 1, I32_CONST, 0],
        (_, true) => [LOCAL_GET, 0, LOCAL_GET, 1],
        _ => return None,
    };
    let place = u8::try_from(kind.params().len() - 1).ok()?;
    let mut code = vec![0];
    code.extend(words);
    code.extend([LOCAL_GET, place, CALL]);
    let call = code.len();
    // A number as long as the linker writes it, and no way on.
    code.extend([0x80, 0x80, 0x80, 0x80, 0x00, UNREACHABLE]);
    Some(Instead { code, call: Some(call) })
}

/// A function that was changed: where it is in the section of code, and where in that section it calls something.
struct Changed {
    range: Range<usize>,
    call: Option<usize>,
}

/// What is read of a module.
struct Read<'a> {
    types: Vec<FuncType>,
    /// The type of each function, those that are imported first.
    functions: Vec<u32>,
    /// Where the functions of its own are.
    bodies: Vec<Range<usize>>,
    /// Where the section of code begins.
    code: usize,
    names: HashMap<usize, &'a str>,
    symbols: Vec<SymbolInfo<'a>>,
}

impl<'a> Read<'a> {
    fn of(module: &'a [u8]) -> Result<Read<'a>> {
        let mut read = Read {
            types: Vec::new(),
            functions: Vec::new(),
            bodies: Vec::new(),
            code: 0,
            names: HashMap::new(),
            symbols: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    read.types = types.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if let TypeRef::Func(kind) = import?.ty {
                            read.functions.push(kind);
                        }
                    }
                }
                Payload::FunctionSection(functions) => {
                    for function in functions {
                        read.functions.push(function?);
                    }
                }
                Payload::CodeSectionStart { range, .. } => read.code = usize::try_from(range.start)?,
                Payload::CodeSectionEntry(body) => {
                    read.bodies.push(usize::try_from(body.range().start)?..usize::try_from(body.range().end)?);
                }
                Payload::CustomSection(section) => read.note(section.as_known())?,
                _ => {}
            }
        }
        Ok(read)
    }

    fn note(&mut self, section: KnownCustom<'a>) -> Result<()> {
        match section {
            KnownCustom::Name(parts) => {
                for part in parts {
                    let Name::Function(names) = part? else { continue };
                    for name in names {
                        let name = name?;
                        self.names.insert(usize::try_from(name.index)?, name.name);
                    }
                }
            }
            KnownCustom::Linking(parts) => {
                for part in parts.subsections() {
                    let Linking::SymbolTable(symbols) = part? else { continue };
                    self.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The name and the type of a function of the module's own.
    fn named(&self, at: usize) -> Option<(String, &FuncType)> {
        let index = self.functions.len() - self.bodies.len() + at;
        let kind = self.types.get(usize::try_from(self.functions[index]).ok()?)?;
        Some((format!("{:#}", demangle(self.names.get(&index)?)), kind))
    }

    /// The number by which the linker's notes know a function.
    fn symbol_of(&self, name: &str) -> Option<u32> {
        let (index, _) = self.names.iter().find(|(_, mangled)| format!("{:#}", demangle(mangled)) == name)?;
        let index = u32::try_from(*index).ok()?;
        let is_it = |symbol: &SymbolInfo| matches!(symbol, SymbolInfo::Func { index: of, .. } if *of == index);
        u32::try_from(self.symbols.iter().position(is_it)?).ok()
    }
}

/// The module with other bytes, and with the notes that go with them: none of what a changed function referred to before, and one of
/// what it calls.
fn with_notes(module: &[u8], bytes: &[u8], changed: &[Changed], panic: u32) -> Result<Vec<u8>> {
    let mut with = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else { continue };
        if let Payload::CustomSection(section) = &payload
            && section.name() == NOTES
            && let KnownCustom::Reloc(notes) = section.as_known()
        {
            let data = notes_with(notes, changed, panic)?.into();
            with.section(&CustomSection { name: NOTES.into(), data });
        } else {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = bytes.get(range).context("a section outside of the module")?;
            with.section(&RawSection { id, data });
        }
    }
    Ok(with.finish())
}

fn notes_with(before: RelocSectionReader<'_>, changed: &[Changed], panic: u32) -> Result<Vec<u8>> {
    let mut notes: Vec<(u8, u32, u32, Option<i64>)> = Vec::new();
    for note in before.entries() {
        let note = note?;
        let at = usize::try_from(note.offset)?;
        if !changed.iter().any(|changed| changed.range.contains(&at)) {
            let addend = (!matches!(note.ty.addend_kind(), RelocAddendKind::None)).then_some(note.addend);
            notes.push((note.ty as u8, note.offset, note.index, addend));
        }
    }
    for call in changed.iter().filter_map(|changed| changed.call) {
        notes.push((CALLED, u32::try_from(call)?, panic, None));
    }
    notes.sort_unstable_by_key(|(_, offset, ..)| *offset);
    let mut data = Vec::new();
    before.section_index().encode(&mut data);
    u32::try_from(notes.len())?.encode(&mut data);
    for (kind, offset, index, addend) in notes {
        data.push(kind);
        offset.encode(&mut data);
        index.encode(&mut data);
        if let Some(addend) = addend {
            addend.encode(&mut data);
        }
    }
    Ok(data)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, Function, FunctionSection, LinkingSection, NameMap, NameSection, SymbolTable, TypeSection, ValType,
    };
    use wasmparser::{RelocationType, Validator};

    use super::*;

    /// Functions by their names and how many parameters they have, all with bodies of the same length; the linker noted a call in each.
    fn module(functions: &[(&str, usize)]) -> Vec<u8> {
        let (mut types, mut kinds, mut bodies) = (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        let (mut names, mut symbols) = (NameMap::new(), SymbolTable::new());
        for (at, (name, count)) in (0..).zip(functions) {
            let results = name.ends_with("Debug>::fmt").then_some(ValType::I32);
            types.ty().function(vec![ValType::I32; *count], results);
            kinds.function(at);
            let mut body = Function::new([]);
            let before =
                [NOP, I32_CONST, 1, I32_CONST, 0, I32_CONST, 0, CALL, 0x80, 0x80, 0x80, 0x80, 0x00, UNREACHABLE];
            body.raw(before.into_iter().chain([NOP; 7]).chain([END]));
            bodies.function(&body);
            names.append(at, name);
            symbols.function(0, at, Some(name));
        }
        let mut parts = NameSection::new();
        parts.functions(&names);
        let mut notes = vec![2, u8::try_from(functions.len()).expect("a few")];
        for at in (0..).take(functions.len()) {
            notes.push(CALLED);
            call_in(at).encode(&mut notes);
            notes.push(0);
        }
        let mut module = Module::new();
        module.section(&types).section(&kinds).section(&bodies);
        module.section(LinkingSection::new().symbol_table(&symbols));
        module.section(&CustomSection { name: NOTES.into(), data: notes.into() });
        module.section(&parts);
        module.finish()
    }

    /// Where in the section of code a function's call is: behind the count of functions, each with its length 24 bytes, and its own 10.
    fn call_in(at: u32) -> u32 {
        1 + at * 24 + 10
    }

    fn notes(module: &[u8]) -> Vec<(RelocationType, u32, u32)> {
        let mut notes = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::CustomSection(section) = payload.expect("a section")
                && let KnownCustom::Reloc(reader) = section.as_known()
            {
                let entries = reader.entries().into_iter().map(|note| note.expect("a note"));
                notes.extend(entries.map(|note| (note.ty, note.offset, note.index)));
            }
        }
        notes
    }

    #[test]
    fn what_nobody_hears_goes_and_what_is_called_is_noted() {
        let before = module(&[
            ("core::panicking::panic", 3),
            ("<T as core::fmt::Debug>::fmt", 2),
            ("<T as core::fmt::Display>::fmt", 2),
            ("core::str::slice_error_fail", 5),
            ("core::slice::index::slice_index_fail", 3),
            ("core::result::unwrap_failed", 5),
        ]);
        let after = without(&before).expect("a module");
        Validator::new().validate_all(&after).expect("a module that holds");
        let read = Read::of(&after).expect("a module");
        let code = |at: usize| &after[read.bodies[at].clone()];
        assert_eq!(&code(1)[..4], [0, I32_CONST, 0, NOP]);
        assert_eq!(&code(3)[..8], [0, I32_CONST, 1, I32_CONST, 0, LOCAL_GET, 4, CALL]);
        assert_eq!(&code(5)[..8], [0, LOCAL_GET, 0, LOCAL_GET, 1, LOCAL_GET, 4, CALL]);
        let was = Read::of(&before).expect("a module");
        for same in [0, 2, 4] {
            assert_eq!(code(same), &before[was.bodies[same].clone()], "function {same}");
        }
        let call = RelocationType::FunctionIndexLeb;
        let noted = [0, 2, 3, 4, 5].map(|at| (call, call_in(at) - at % 2, 0));
        assert_eq!(notes(&after), noted);
    }

    #[test]
    fn a_module_without_core_is_an_error() {
        assert!(without(&module(&[("<T as core::fmt::Debug>::fmt", 2)])).is_err());
    }
}
