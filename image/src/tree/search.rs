//! Search among all files of a tree: by a part of a name or of a path, or by a pattern.
//!
//! What a person types decides: with `*`, `?` or `[` it is a pattern and has to fit as a whole; with `/` it is about paths, else about last
//! names; without a capital letter it takes both cases (of ASCII). A pattern about paths begins at the root where it begins with `/`,
//! else in any folder.

mod glob;

use super::nodes::{Layers, NodeId, ROOT, Tree};
use glob::Glob;
pub use glob::LONGEST;

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
    /// Reads what was typed; `None` where that is nothing, or a pattern of more than [`LONGEST`] signs.
    pub fn parse(typed: &[u8]) -> Option<FileQuery> {
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

    fn fits(&self, text: &[u8]) -> bool {
        match &self.wanted {
            Wanted::Part(part) => find(text, part, self.folds_case).is_some(),
            Wanted::Glob(glob) => glob.fits(text, self.folds_case),
        }
    }
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
        // Folders that are still to be looked at, with how long the path before them is.
        let mut folders = vec![(ROOT, 0, false)];
        while let Some((folder, length, fits_above)) = folders.pop() {
            path.truncate(length);
            if folder != ROOT {
                path.extend_from_slice(self.name(layers, folder));
                path.push(b'/');
            }
            let begin = path.len();
            let (shown, removed) = self.inside(folder);
            for node in shown.chain(removed).filter(is_wanted) {
                path.truncate(begin);
                path.extend_from_slice(self.name(layers, node));
                // A part that is in the path of a folder is in those of its files.
                let fits = fits_above || query.fits(&path);
                if fits {
                    found.push(node);
                }
                if self.folder(node).is_some() {
                    folders.push((node, begin, fits && matches!(query.wanted, Wanted::Part(_))));
                }
            }
        }
        found.sort_unstable();
        found
    }
}

/// Where a part begins in a text; `part` has no capital letter where case is folded.
fn find(text: &[u8], part: &[u8], folds_case: bool) -> Option<usize> {
    let (first, rest) = part.split_first()?;
    let last = text.len().checked_sub(part.len())?;
    let is = |byte: &u8, wanted: &u8| byte == wanted || (folds_case && byte.to_ascii_lowercase() == *wanted);
    (0..=last)
        .find(|at| is(&text[*at], first) && text[at + 1..].iter().zip(rest).all(|(byte, wanted)| is(byte, wanted)))
}

#[cfg(test)]
mod tests;
