//! What a program has started, and what that has started, as Linux tells it in `/proc`.

use std::collections::HashMap;
use std::fs;

/// A living process.
pub(super) struct Process {
    parent: u32,
    /// User and system time of itself, in ticks.
    pub(super) own: u64,
    /// The same of its children that ended and were waited for.
    pub(super) ended: u64,
}

/// A process and its living descendants, by their numbers.
pub(super) fn below(root: u32) -> Vec<(u32, Process)> {
    let mut all: HashMap<u32, Process> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        if let Some(process) = read(&stat) {
            all.insert(id, process);
        }
    }
    let of_tree: Vec<u32> = all.keys().copied().filter(|id| descends(&all, *id, root)).collect();
    of_tree.into_iter().filter_map(|id| all.remove_entry(&id)).collect()
}

/// `1970 (python 3) S 1 …`: see proc(5) for the numbers of the fields.
pub(super) fn read(stat: &str) -> Option<Process> {
    // A name may hold spaces and brackets.
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    let (user, system, children_user, children_system) = (number(14)?, number(15)?, number(16)?, number(17)?);
    Some(Process {
        parent: u32::try_from(number(4)?).ok()?,
        own: user + system,
        ended: children_user + children_system,
    })
}

fn descends(all: &HashMap<u32, Process>, id: u32, root: u32) -> bool {
    let mut at = id;
    while at != root {
        match all.get(&at) {
            Some(process) if process.parent != at && process.parent != 0 => at = process.parent,
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_kernel_is_read() {
        let stat = "42 (a) b (c) S 7 42 42 0 -1 4194560 100 200 0 0 11 22 33 44 20 0 1 0 100 0 0";
        let process = read(stat).expect("a process");
        assert_eq!((process.parent, process.own, process.ended), (7, 33, 77));
        assert!(read("").is_none());
    }
}
