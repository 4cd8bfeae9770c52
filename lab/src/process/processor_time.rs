//! The processor's time of a process and of all that it started, as Linux tells it in `/proc`.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

/// User and system time of a process, of its living descendants, and of those that ended and were waited for.
pub fn of_tree(root: u32) -> Duration {
    let mut all: HashMap<u32, Process> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        if let Some(process) = read(&stat) {
            all.insert(id, process);
        }
    }
    let of_tree = all.iter().filter(|(id, _)| descends(&all, **id, root)).map(|(_, process)| process);
    time(of_tree.map(|process| process.own + process.ended).sum())
}

/// User and system time of what this program started, and has ended and been waited for, with what that had waited for.
pub fn of_ended_children() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    time(read(&stat).map_or(0, |process| process.ended))
}

fn time(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1000 / TICKS_A_SECOND)
}

/// What the kernel calls `USER_HZ`, the same on every processor that Rust runs on.
const TICKS_A_SECOND: u64 = 100;

struct Process {
    parent: u32,
    /// Of itself, in ticks.
    own: u64,
    /// Of its children that ended and were waited for, in ticks.
    ended: u64,
}

/// `1970 (python 3) S 1 …`: see proc(5) for the numbers of the fields.
fn read(stat: &str) -> Option<Process> {
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

    #[test]
    fn what_was_started_counts_once_it_has_ended() {
        let before = of_tree(std::process::id());
        let busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
        assert!(std::process::Command::new("sh").args(["-c", busy]).status().is_ok_and(|status| status.success()));
        assert!(of_tree(std::process::id()) > before + Duration::from_millis(20));
    }
}
