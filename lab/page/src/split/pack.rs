//! Which files the parts of a page go into.
//!
//! What two chunks share is a module of its own for the splitter, and there are dozens of those: a hundred bytes for these
//! two, a hundred for those three. So the small ones go into the file of each chunk that needs them, as custom sections
//! (WebAssembly core specification, section 5.5.3), where the browser hands them out again. That file stays a module which
//! can be compiled while it comes.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};

use crate::hashed::{hash, named};

/// From this size on, in bytes, a shared module is a file of its own: loading it twice would cost more than asking once more.
const LARGE: usize = 12 << 10;

/// The name of the sections; the loader has it too.
const SECTION: &str = "part";

/// A module as the splitter made it.
pub(super) struct Module {
    /// What the splitter calls it.
    pub(super) stem: String,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// A file beside the first module.
#[derive(Clone)]
pub(super) struct File {
    /// Its name, with a hash.
    pub(super) name: String,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// What is made for a chunk before its own module, in that order.
pub(super) enum Before {
    /// A module in a file of its own, with its number.
    File(usize, File),
    /// A module in the chunk's file, by its number.
    Inside(usize),
}

impl Before {
    /// Its number among all modules.
    pub(super) fn number(&self) -> usize {
        match self {
            Before::File(number, _) | Before::Inside(number) => *number,
        }
    }
}

/// A chunk: the screens that come together.
pub(super) struct Chunk {
    /// Its name.
    pub(super) name: String,
    /// Its file.
    pub(super) file: File,
    /// What it shares with others.
    pub(super) before: Vec<Before>,
}

impl Chunk {
    /// All files that it needs.
    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        let before = self.before.iter().filter_map(|before| match before {
            Before::File(_, file) => Some(file),
            Before::Inside(_) => None,
        });
        before.chain([&self.file])
    }
}

/// Puts modules into files. `needed` says which ones a chunk needs, in their order; its own one is the last of them.
pub(super) fn pack(needed: &HashMap<String, Vec<String>>, modules: &[Module]) -> Result<Vec<Chunk>> {
    let mut names: Vec<&String> = needed.keys().collect();
    names.sort();
    names.into_iter().map(|name| chunk(name, &needed[name], modules)).collect()
}

fn chunk(name: &str, needed: &[String], modules: &[Module]) -> Result<Chunk> {
    let find = |stem: &String| {
        let at = modules.iter().position(|module| module.stem == *stem);
        at.with_context(|| format!("the part {stem} is missing"))
    };
    let (own, shared) = needed.split_last().with_context(|| format!("the chunk {name} has no module"))?;
    let mut bytes = modules[find(own)?].bytes.clone();
    let mut before = Vec::new();
    for stem in shared {
        let number = find(stem)?;
        let module = &modules[number].bytes;
        if module.len() < LARGE {
            bytes.extend(section(module));
            before.push(Before::Inside(number));
        } else {
            before.push(Before::File(number, file("shared", module.clone())));
        }
    }
    // The loader is told which ones, and makes them by their numbers.
    ensure!(before.is_sorted_by_key(Before::number), "the chunk {name} needs its modules in another order");
    Ok(Chunk { name: name.to_owned(), file: file(name, bytes), before })
}

fn file(name: &str, bytes: Vec<u8>) -> File {
    File { name: named(name, &hash(&[&bytes]), "wasm"), bytes }
}

/// A custom section with a module in it.
fn section(module: &[u8]) -> Vec<u8> {
    let mut content = length(SECTION.len());
    content.extend(SECTION.bytes());
    content.extend(module);
    let mut section = vec![0];
    section.extend(length(content.len()));
    section.extend(content);
    section
}

/// A number in LEB128.
fn length(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(stem: &str, size: usize) -> Module {
        Module { stem: stem.to_owned(), bytes: vec![b'm'; size] }
    }

    #[test]
    fn small_modules_go_into_the_files_of_their_chunks() {
        let modules = [module("large", LARGE), module("small", 200), module("split_a", 3), module("split_b", 4)];
        let stems = |stems: &[&str]| stems.iter().map(|stem| (*stem).to_owned()).collect::<Vec<_>>();
        let needed = HashMap::from([
            ("b".to_owned(), stems(&["small", "split_b"])),
            ("a".to_owned(), stems(&["large", "small", "split_a"])),
        ]);
        let chunks = pack(&needed, &modules).unwrap();
        let [a, b] = chunks.as_slice() else { panic!("{} chunks", chunks.len()) };
        assert!(matches!(a.before.as_slice(), [Before::File(0, _), Before::Inside(1)]));
        assert!(matches!(b.before.as_slice(), [Before::Inside(1)]));
        let mut expected = b"mmmm\0\xcd\x01\x04part".to_vec();
        expected.extend([b'm'; 200]);
        assert_eq!(b.file.bytes, expected);
        assert_eq!(a.files().map(|file| file.name.split('-').next().unwrap()).collect::<Vec<_>>(), ["shared", "a"]);
    }

    #[test]
    fn an_order_that_numbers_do_not_tell_is_an_error() {
        let modules = [module("first", 9), module("second", 9), module("split_a", 3)];
        let needed = ["second", "first", "split_a"].map(str::to_owned).to_vec();
        assert!(pack(&HashMap::from([("a".to_owned(), needed)]), &modules).is_err());
    }

    #[test]
    fn a_module_that_is_missing_is_an_error() {
        let needed = HashMap::from([("a".to_owned(), vec!["gone".to_owned()])]);
        assert!(pack(&needed, &[]).is_err());
    }
}
