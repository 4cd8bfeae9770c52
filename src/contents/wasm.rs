//! WebAssembly: whether it is a module or a component, and the names that it takes and gives.
//!
//! `wasmparser` reads the binary (docs/decisions/0031). Nothing of it is run, and no code is looked at.

use wasmparser::{Encoding, ExternalKind, Parser, Payload, TypeRef};

/// What a binary says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WasmBinary {
    /// Whether it is a component, which holds modules, and not a module of its own.
    pub is_component: bool,
    /// What it takes from whoever runs it: names, with what they are.
    pub imports: Vec<(String, &'static str)>,
    /// What it gives.
    pub exports: Vec<(String, &'static str)>,
    /// Whether there are more names than these.
    pub has_more: bool,
    /// Where it cannot be read on, in bytes from its beginning, and why.
    pub problem: Option<String>,
}

/// So many names are read, of each kind.
const NAMES: usize = 1_000;

/// Reads a binary, as far as it is one.
pub fn read(bytes: &[u8]) -> WasmBinary {
    let mut wasm = WasmBinary::default();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(bytes) {
        let read = payload.and_then(|payload| {
            match payload {
                Payload::Version { encoding, .. } => {
                    wasm.is_component |= depth == 0 && encoding == Encoding::Component;
                    depth += 1;
                }
                Payload::End(_) => depth = depth.saturating_sub(1),
                // What is inside of a component takes from and gives to that alone.
                _ if depth > 1 => {}
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        wasm.has_more |=
                            add(&mut wasm.imports, format!("{} {}", import.module, import.name), kind_of(&import.ty));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        wasm.has_more |= add(&mut wasm.exports, export.name.to_owned(), kind(export.kind));
                    }
                }
                Payload::ComponentImportSection(imports) => {
                    for import in imports {
                        wasm.has_more |= add(&mut wasm.imports, import?.name.name.to_owned(), "");
                    }
                }
                Payload::ComponentExportSection(exports) => {
                    for export in exports {
                        wasm.has_more |= add(&mut wasm.exports, export?.name.name.to_owned(), "");
                    }
                }
                _ => {}
            }
            Ok(())
        });
        if let Err(error) = read {
            wasm.problem = Some(format!("from byte {} on: {}", error.offset(), error.message()));
            break;
        }
    }
    wasm
}

/// Adds a name, and says whether there was no place for it.
fn add(names: &mut Vec<(String, &'static str)>, name: String, kind: &'static str) -> bool {
    let is_full = names.len() >= NAMES;
    if !is_full {
        names.push((name, kind));
    }
    is_full
}

fn kind_of(what: &TypeRef) -> &'static str {
    match what {
        TypeRef::Func(_) | TypeRef::FuncExact(_) => "function",
        TypeRef::Table(_) => "table",
        TypeRef::Memory(_) => "memory",
        TypeRef::Global(_) => "global",
        TypeRef::Tag(_) => "tag",
    }
}

fn kind(what: ExternalKind) -> &'static str {
    match what {
        ExternalKind::Func | ExternalKind::FuncExact => "function",
        ExternalKind::Table => "table",
        ExternalKind::Memory => "memory",
        ExternalKind::Global => "global",
        ExternalKind::Tag => "tag",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32))) (memory (export "memory") 1) (func (export "run")))`,
    /// by hand from the specification.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x08\x02\x60\x01\x7f\0\x60\0\0\
        \x02\x23\x01\x16wasi_snapshot_preview1\x08fd_write\0\0\
        \x03\x02\x01\x01\
        \x05\x03\x01\0\x01\
        \x07\x10\x02\x06memory\x02\0\x03run\0\x01\
        \x0a\x04\x01\x02\0\x0b";

    fn names(all: &[(String, &str)]) -> String {
        all.iter().map(|(name, kind)| format!("{name} {kind}")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_module_and_a_component() {
        let wasm = read(MODULE);
        assert_eq!(wasm.problem, None);
        assert_eq!(names(&wasm.imports), "wasi_snapshot_preview1 fd_write function");
        assert_eq!(names(&wasm.exports), "memory memory, run function");
        assert!(!wasm.is_component && !wasm.has_more);
        // A component with that module in it: its names are not the component's.
        let mut component = b"\0asm\x0d\0\x01\0\x01".to_vec();
        component.push(MODULE.len() as u8);
        component.extend(MODULE);
        let wasm = read(&component);
        assert_eq!((wasm.is_component, wasm.problem.as_deref(), wasm.exports.len()), (true, None, 0));
    }

    #[test]
    fn what_is_cut_or_none() {
        for cut in 8..MODULE.len() {
            assert!(read(&MODULE[..cut]).exports.len() <= 2, "at {cut}");
        }
        let cut = read(&MODULE[..50]);
        assert!(cut.problem.is_some_and(|problem| problem.starts_with("from byte ")));
        assert!(read(b"\0asm").problem.is_some());
        assert!(read(b"\0asm\x99\0\0\0").problem.is_some());
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_change(at in 8..MODULE.len(), byte: u8) {
            let mut changed = MODULE.to_vec();
            changed[at] = byte;
            read(&changed);
        }
    }
}
