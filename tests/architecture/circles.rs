//! Which file uses which, and whether any two use each other, directly or around a corner.
//!
//! A file uses another where it names something that is defined there, in a `use` or in the middle of its code; who only passes a
//! name on (`pub use`) is not where it is defined. A `mod` line is no use, and a file and its own `tests` are one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use super::modules::{Files, Module, read};

/// Who uses whom, and the paths that say so.
pub type Uses = BTreeMap<PathBuf, BTreeMap<PathBuf, BTreeSet<String>>>;

/// The crates of a project by their roots, each with the name by which others know it.
pub fn uses(roots: &[(&str, &Path)], files: Files) -> Uses {
    let mut modules = Vec::new();
    let crates: Vec<_> = roots.iter().map(|(name, root)| (*name, read(root, files, &mut modules))).collect();
    let project = Project { modules: &modules, crates: &crates };
    let mut uses = Uses::new();
    for (place, module) in modules.iter().enumerate() {
        let used = uses.entry(module.file.clone()).or_default();
        let mut note = |file: &Path, path: &[String]| {
            if file != module.file {
                used.entry(file.to_path_buf()).or_default().insert(path.join("::"));
            }
        };
        for path in &module.paths {
            if let Some(Meant::Item(file)) = project.meant(place, path, 0) {
                note(file, path);
            }
        }
        for glob in &module.globs {
            match project.meant(place, glob, 0) {
                Some(Meant::Item(file)) => note(file, glob),
                Some(Meant::Module(of)) if !modules[of].declared.is_empty() => note(&modules[of].file, glob),
                _ => {}
            }
        }
    }
    uses
}

/// What a path leads to.
enum Meant<'a> {
    Module(usize),
    /// Something that is defined in this file.
    Item(&'a Path),
}

struct Project<'a> {
    modules: &'a [Module],
    crates: &'a [(&'a str, usize)],
}

/// A path that leads through more names than this goes round.
const DEEPEST: usize = 32;

impl<'a> Project<'a> {
    /// What a path means where it is written; `None` where it is nothing of the project's.
    fn meant(&self, here: usize, path: &[String], depth: usize) -> Option<Meant<'a>> {
        let (first, rest) = path.split_first()?;
        if depth > DEEPEST {
            return None;
        }
        let module = &self.modules[here];
        match first.as_str() {
            "crate" => self.inside(module.root, rest, depth),
            "self" => self.inside(here, rest, depth),
            "super" => self.inside(module.parent?, rest, depth),
            _ => self.named(here, path, depth).or_else(|| {
                let (_, root) = self.crates.iter().find(|(name, _)| name == first)?;
                self.inside(*root, rest, depth)
            }),
        }
    }

    /// What a path means from a module on that it has come to.
    fn inside(&self, module: usize, path: &[String], depth: usize) -> Option<Meant<'a>> {
        match path.first().map(String::as_str) {
            None => Some(Meant::Module(module)),
            Some("super") => self.inside(self.modules[module].parent?, &path[1..], depth),
            // It compiles, so a name that no line declares is made by a macro of the file.
            _ => self.named(module, path, depth).or(Some(Meant::Item(&self.modules[module].file))),
        }
    }

    fn named(&self, module: usize, path: &[String], depth: usize) -> Option<Meant<'a>> {
        let (first, rest) = path.split_first()?;
        let here = &self.modules[module];
        let child = || self.inside(*here.children.get(first)?, rest, depth + 1);
        let exported = || here.exported.get(first).map(|file| Meant::Item(file));
        let declared = || here.declared.contains(first).then_some(Meant::Item(&here.file)).or_else(exported);
        let brought = || match self.meant(module, here.brought.get(first)?, depth + 1)? {
            Meant::Module(module) => self.inside(module, rest, depth + 1),
            item => Some(item),
        };
        let by_glob = || {
            here.globs.iter().find_map(|glob| match self.meant(module, glob, depth + 1)? {
                Meant::Module(of) if of != module => self.named(of, path, depth + 1),
                _ => None,
            })
        };
        // A function may have the name of a module; only what goes on behind the name is the module.
        let found = match rest.is_empty() {
            true => declared().or_else(brought).or_else(child),
            false => child().or_else(brought).or_else(declared),
        };
        found.or_else(by_glob)
    }
}

/// Files that all lead to each other, as one short way round through them, each with the path by which it goes on.
pub fn circles(uses: &Uses) -> Vec<String> {
    let mut circles = Vec::new();
    let mut known = BTreeSet::new();
    for file in uses.keys() {
        if known.contains(file) {
            continue;
        }
        let Some(_) = way(uses, file, file) else { continue };
        let others: Vec<_> =
            uses.keys().filter(|other| way(uses, file, other).is_some() && way(uses, other, file).is_some()).collect();
        known.extend(others.iter().map(|other| (*other).clone()));
        let shortest = others.iter().filter_map(|other| way(uses, other, other)).min_by_key(Vec::len);
        let mut text = String::new();
        for pair in shortest.unwrap_or_default().windows(2) {
            let path = uses[pair[0]][pair[1]].first().expect("a path that says so");
            text += &format!("{} -> {} ({path})\n", pair[0].display(), pair[1].display());
        }
        circles.push(format!("{} files lead to each other, for one:\n{text}", others.len()));
    }
    circles
}

/// The shortest way of uses from a file to another, with both.
fn way<'a>(uses: &'a Uses, from: &'a Path, to: &Path) -> Option<Vec<&'a Path>> {
    let mut came: BTreeMap<&Path, &Path> = BTreeMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(file) = waiting.pop_front() {
        for next in uses.get(file).into_iter().flat_map(BTreeMap::keys) {
            if came.contains_key(next.as_path()) {
                continue;
            }
            came.insert(next, file);
            if next == to {
                let mut way = vec![next.as_path()];
                loop {
                    let before = came[way[way.len() - 1]];
                    way.push(before);
                    if before == from {
                        way.reverse();
                        return Some(way);
                    }
                }
            }
            waiting.push_back(next);
        }
    }
    None
}
