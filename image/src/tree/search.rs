//! Search among all files of a tree: by a part of a name or of a path, or by a pattern.
//!
//! What a person types decides: with `*`, `?` or `[` it is a pattern and has to fit as a whole; with `/` it is about paths, else about last
//! names; without a capital letter it takes both cases (of ASCII). A pattern about paths begins at the root where it begins with `/`,
//! else in any folder.

mod glob;

use super::nodes::{Layers, NodeId, ROOT, Tree};
pub use glob::LONGEST;
use glob::{Glob, GlobState};

/// Linux takes no longer path, in bytes.
const PATH: usize = 4096;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct FileQuery {
    wanted: Wanted,
    is_of_path: bool,
    folds_case: bool,
}

#[derive(Clone, Debug)]
enum Wanted {
    Part(Vec<u8>),
    Glob(Glob),
}

impl FileQuery {
    /// Reads what was typed; `None` where that is nothing, more than Linux takes as a path, or a pattern of more than [`LONGEST`] signs.
    pub fn parse(typed: &[u8]) -> Option<FileQuery> {
        if typed.len() > PATH {
            return None;
        }
        let is_of_path = typed.contains(&b'/');
        let is_pattern = typed.iter().any(|byte| b"*?[".contains(byte));
        let folds_case = !typed.iter().any(u8::is_ascii_uppercase);
        let wanted = match is_pattern {
            true => Wanted::Glob(Glob::parse(typed, is_of_path)?),
            // No path begins with a slash here.
            false => Wanted::Part(typed.strip_prefix(b"/").filter(|rest| !rest.is_empty()).unwrap_or(typed).to_vec()),
        };
        (!typed.is_empty()).then_some(FileQuery { wanted, is_of_path, folds_case })
    }

    fn fits(&self, name: &[u8]) -> bool {
        match &self.wanted {
            Wanted::Part(part) => has(name, part, self.folds_case),
            Wanted::Glob(glob) => glob.fits(name, self.folds_case),
        }
    }
}

/// What is known of the path of a folder before its files are looked at.
#[derive(Clone, Copy)]
enum Above {
    /// The part is in it, and so in those of its files.
    Fits,
    /// It is not.
    Part,
    /// How far a pattern is.
    Glob(GlobState),
}

impl Tree {
    /// All nodes that fit, those in few folders first. What was removed is among them only `with_removed`.
    pub fn search(&self, layers: &Layers<'_>, query: &FileQuery, with_removed: bool) -> Vec<NodeId> {
        let is_wanted = |node: &NodeId| with_removed || !self.is_removed(*node);
        if !query.is_of_path {
            let nodes = (1..self.len() as NodeId).filter(is_wanted);
            return nodes.filter(|node| query.fits(self.name(layers, *node))).collect();
        }
        let mut found = Vec::new();
        let mut path = Vec::new();
        let above = match &query.wanted {
            Wanted::Part(_) => Above::Part,
            Wanted::Glob(glob) => Above::Glob(glob.begin()),
        };
        // Folders that are still to be looked at, with how long the path before them is.
        let mut folders = vec![(ROOT, 0, above)];
        while let Some((folder, length, above)) = folders.pop() {
            path.truncate(length);
            if folder != ROOT {
                path.extend_from_slice(self.name(layers, folder));
                path.push(b'/');
            }
            let begin = path.len();
            let (shown, removed) = self.inside(folder);
            for node in shown.chain(removed).filter(is_wanted) {
                let name = self.name(layers, node);
                // What was looked at with the folder is not looked at again, but the slash behind it was not.
                let (fits, inside) = match (&query.wanted, above) {
                    (Wanted::Glob(glob), Above::Glob(state)) => {
                        let state = glob.advance(state, name, query.folds_case);
                        (glob.is_over(state), Above::Glob(glob.advance(state, b"/", false)))
                    }
                    (Wanted::Part(part), Above::Part) => {
                        path.truncate(begin);
                        path.extend_from_slice(name);
                        let fits = has(&path[begin.saturating_sub(part.len())..], part, query.folds_case);
                        (fits, if fits { Above::Fits } else { Above::Part })
                    }
                    (_, above) => (true, above),
                };
                if fits {
                    found.push(node);
                }
                if self.folder(node).is_some() {
                    folders.push((node, begin, inside));
                }
            }
        }
        found.sort_unstable();
        found
    }
}

/// Whether a part is in a text; it has no capital letter where case is folded.
fn has(text: &[u8], part: &[u8], folds_case: bool) -> bool {
    let Some((first, rest)) = part.split_first() else { return true };
    let Some(last) = text.len().checked_sub(part.len()) else { return false };
    let fold = |byte: u8| if folds_case { byte.to_ascii_lowercase() } else { byte };
    let other = if folds_case { first.to_ascii_uppercase() } else { *first };
    (0..=last).any(|at| {
        let byte = text[at];
        (byte == *first || byte == other)
            && text[at + 1..].iter().zip(rest).all(|(byte, wanted)| fold(*byte) == *wanted)
    })
}

#[cfg(test)]
mod tests;
