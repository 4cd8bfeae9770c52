//! The memory of processes, as Linux tells it in `/proc`.

use std::fs;

use super::tree;

/// The most that one of the browsers' renderers, started by this program, has had in memory at a time, in bytes: with what it
/// shares with others, such as the browser's own program.
pub fn peak_of_renderers() -> u64 {
    let renderers =
        tree::below(std::process::id()).into_iter().map(|(process, _)| process).filter(|process| is_renderer(*process));
    renderers.filter_map(peak).max().unwrap_or(0)
}

fn is_renderer(process: u32) -> bool {
    // Chromium writes its arguments anew, with spaces between them.
    fs::read(format!("/proc/{process}/cmdline"))
        .is_ok_and(|line| line.split(|byte| matches!(byte, 0 | b' ')).any(|argument| argument == b"--type=renderer"))
}

fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}
