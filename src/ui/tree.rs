//! Repositories as a tree of namespaces.

use crate::registry::in_order::Name;

/// A row of a list or of a tree.
#[derive(Clone)]
pub enum Row {
    /// A name, so deep in the tree.
    Name {
        /// All of it.
        name: Name,
        /// In how many namespaces it is drawn.
        depth: usize,
    },
    /// A namespace.
    Namespace {
        /// With those that it is in.
        name: String,
        /// In how many namespaces it is drawn.
        depth: usize,
        /// How many are in it.
        repositories: usize,
    },
}

/// The rows of the tree: namespaces, and what is in the open ones. `all` is sorted.
pub fn tree(all: &[Name], open: &[String]) -> Vec<Row> {
    let mut rows = Vec::new();
    level(all, 0, all.len(), "", 0, open, &mut rows);
    rows
}

fn level(all: &[Name], from: usize, to: usize, prefix: &str, depth: usize, open: &[String], rows: &mut Vec<Row>) {
    let mut at = from;
    while at < to {
        let rest = &all[at][prefix.len()..];
        let Some((segment, _)) = rest.split_once('/') else {
            rows.push(Row::Name { name: all[at].clone(), depth });
            at += 1;
            continue;
        };
        let name = format!("{prefix}{segment}");
        let below = format!("{name}/");
        let end = at + all[at..to].partition_point(|other| other.starts_with(&below) || **other < *below);
        rows.push(Row::Namespace { name: name.clone(), depth, repositories: end - at });
        if open.contains(&name) {
            level(all, at, end, &below, depth + 1, open, rows);
        }
        at = end;
    }
}
