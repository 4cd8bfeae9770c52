//! The order of a module's functions: those that are alike stand beside each other.
//!
//! A generic function is compiled once for each type, and what comes of it is nearly the same each time. Brotli writes what it has seen
//! before in fewer bytes the nearer it was, and it follows what kind of bytes comes here. The module has as many bytes as before, and a
//! thirtieth less of it is sent.

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

/// How many bytes in a row are looked for in other functions.
const RUN: usize = 4;

/// Runs that more functions share than this stand everywhere, and say nothing.
const COMMON: usize = 1000;

/// An order gives new numbers to what functions call, by which they are more alike than before.
const ROUNDS: usize = 3;

/// The module in that order.
pub(super) fn beside_each_other(module: &[u8]) -> Result<Vec<u8>> {
    (0..ROUNDS).try_fold(module.to_vec(), |module, _| ordered(&module))
}

fn ordered(module: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = order(&bodies);
    let mut places = vec![0; order.len()];
    for (place, function) in (imported..).zip(&order) {
        places[*function] = place;
    }
    let mut ordered = Module::new();
    Ordered { imported, order, places }
        .parse_core_module(&mut ordered, Parser::new(0), module)
        .map_err(|problem| anyhow!("the functions of a module cannot be ordered: {problem}"))?;
    Ok(ordered.finish())
}

/// Begins with the longest function and goes on with the one that shares the most with it, and so on. Where nothing is shared, the longest
/// of those that are left is next.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let Runs { of_function, functions } = Runs::of(bodies);
    let mut by_length: Vec<usize> = (0..bodies.len()).collect();
    by_length.sort_by_key(|function| std::cmp::Reverse(bodies[*function].len()));
    let mut longest = by_length.into_iter();
    let mut is_left = vec![true; bodies.len()];
    let mut shared = vec![0; bodies.len()];
    let mut order: Vec<usize> = Vec::with_capacity(bodies.len());
    loop {
        let mut sharing = Vec::new();
        if let Some(last) = order.last() {
            for function in of_function[*last].iter().flat_map(|run| &functions[*run]).filter(|one| is_left[**one]) {
                if shared[*function] == 0 {
                    sharing.push(*function);
                }
                shared[*function] += 1;
            }
        }
        // How much of what two have together they share.
        let likeness = |function: usize| {
            let all = order.last().map_or(0, |last| of_function[*last].len()) + of_function[function].len();
            shared[function] as f64 / (all - shared[function]) as f64
        };
        let nearest = sharing
            .iter()
            .copied()
            .max_by(|one, other| likeness(*one).total_cmp(&likeness(*other)).then_with(|| other.cmp(one)));
        let Some(next) = nearest.or_else(|| longest.find(|function| is_left[*function])) else { return order };
        sharing.iter().for_each(|function| shared[*function] = 0);
        is_left[next] = false;
        order.push(next);
    }
}

/// Which runs of bytes there are in which function.
struct Runs {
    /// The runs of each function, each once, by their numbers.
    of_function: Vec<Vec<usize>>,
    /// The functions that have a run.
    functions: Vec<Vec<usize>>,
}

impl Runs {
    fn of(bodies: &[&[u8]]) -> Runs {
        let runs = |(function, body): (usize, &&[u8])| -> Vec<([u8; RUN], usize)> {
            body.windows(RUN).filter_map(|run| Some((run.try_into().ok()?, function))).collect()
        };
        let mut all: Vec<([u8; RUN], usize)> = bodies.iter().enumerate().flat_map(runs).collect();
        all.sort_unstable();
        all.dedup();
        let (mut of_function, mut functions) = (vec![Vec::new(); bodies.len()], Vec::new());
        for same in all.chunk_by(|(one, _), (other, _)| one == other) {
            for (_, function) in same {
                of_function[*function].push(functions.len());
            }
            let is_common = same.len() > COMMON;
            functions.push(if is_common { Vec::new() } else { same.iter().map(|(_, function)| *function).collect() });
        }
        Runs { of_function, functions }
    }
}

/// Writes a module with its functions in another order.
struct Ordered {
    /// How many functions it imports, which stay the first.
    imported: u32,
    /// Its own functions in the new order.
    order: Vec<usize>,
    /// The new number of each.
    places: Vec<u32>,
}

impl Reencode for Ordered {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let own = function.checked_sub(self.imported);
        Ok(own.map_or(function, |own| self.places[own as usize]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        self.order.iter().for_each(|function| {
            functions.function(types[*function]);
        });
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let bodies: Vec<FunctionBody<'_>> = section.into_iter().collect::<Result<_, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{ConstExpr, ElementSection, Elements, EntityType, Function, ImportSection, RefType};
    use wasm_encoder::{ExportKind, ExportSection, TableSection, TableType, TypeSection};
    use wasmparser::{ElementItems, Operator, Validator};

    use super::*;

    /// A module whose first function is imported; the others add up numbers, and call the next one.
    fn module(sums: &[&[i32]]) -> Vec<u8> {
        let (mut types, mut imports, mut kinds) = (TypeSection::new(), ImportSection::new(), FunctionSection::new());
        types.ty().function([], []);
        imports.import("a", "b", EntityType::Function(0));
        let mut tables = TableSection::new();
        let element_type = RefType::FUNCREF;
        tables.table(TableType { element_type, table64: false, minimum: 9, maximum: None, shared: false });
        let (mut exports, mut elements, mut code) = (ExportSection::new(), ElementSection::new(), CodeSection::new());
        for (at, numbers) in (1..).zip(sums) {
            kinds.function(0);
            exports.export(&format!("{numbers:?}"), ExportKind::Func, at);
            elements.active(None, &ConstExpr::i32_const(0), Elements::Functions([at].as_slice().into()));
            let mut body = Function::new([]);
            let mut write = body.instructions();
            for number in *numbers {
                write.i32_const(*number).drop();
            }
            write.call((at + 1) % (sums.len() as u32 + 1)).end();
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&kinds).section(&tables).section(&exports);
        module.section(&elements).section(&code);
        module.finish()
    }

    /// The functions in their order: which numbers they add up, by which name they are exported, whom they call, and who is in the table.
    fn shown(module: &[u8]) -> Vec<String> {
        let (mut names, mut bodies, mut table) = (Vec::new(), Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload.expect("a module") {
                Payload::ExportSection(exports) => names.extend(exports.into_iter().map(|export| export.expect("one"))),
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let ElementItems::Functions(functions) = element.expect("one").items else { continue };
                        table.extend(functions.into_iter().map(|function| function.expect("one")));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let (mut numbers, mut called) = (Vec::new(), 0);
                    for operator in body.get_operators_reader().expect("operators") {
                        match operator.expect("one") {
                            Operator::I32Const { value } => numbers.push(value),
                            Operator::Call { function_index } => called = function_index,
                            _ => {}
                        }
                    }
                    bodies.push((format!("{numbers:?}"), called));
                }
                _ => {}
            }
        }
        let name = |at: u32| at.checked_sub(1).map_or("outside".to_owned(), |at| bodies[at as usize].0.clone());
        for export in names {
            assert_eq!(export.name, name(export.index));
        }
        let table: Vec<_> = table.into_iter().map(name).collect();
        bodies.iter().map(|(own, called)| format!("{own} calls {}", name(*called))).chain(table).collect()
    }

    #[test]
    fn what_is_alike_comes_together_and_stays_what_it_was() {
        let (one, other): (&[i32], &[i32]) = (&[1, 2, 3, 4, 5], &[70, 71, 72, 73]);
        let before = module(&[one, other, &[1, 2, 3, 4], &[70, 71, 72]]);
        let after = beside_each_other(&before).expect("a module");
        Validator::new().validate_all(&after).expect("a module that holds");
        assert_eq!(after.len(), before.len());
        assert_eq!(
            shown(&after),
            [
                "[70, 71, 72, 73] calls [1, 2, 3, 4]",
                "[70, 71, 72] calls outside",
                "[1, 2, 3, 4, 5] calls [70, 71, 72, 73]",
                "[1, 2, 3, 4] calls [70, 71, 72]",
                "[1, 2, 3, 4, 5]",
                "[70, 71, 72, 73]",
                "[1, 2, 3, 4]",
                "[70, 71, 72]",
            ]
        );
    }

    #[test]
    fn a_module_without_functions_stays() {
        let empty = Module::new().finish();
        assert_eq!(beside_each_other(&empty).expect("a module"), empty);
    }
}
