//! A report with what changes from run to run replaced: names of hosts, ports, times.

/// The same text with these origins called by their names, and without other ports and times. An origin that stands in
/// another one comes after it.
pub fn with_placeholders(report: &str, named: &[(String, &str)]) -> String {
    let mut report = report.to_owned();
    for (origin, name) in named.iter().filter(|(origin, _)| !origin.is_empty()) {
        report = report.replace(origin.trim_end_matches('/'), name);
        let host = origin.split("://").last().unwrap_or_default();
        report = report.replace(host.trim_end_matches('/'), &format!("{name} host"));
    }
    for host in ["127.0.0.1:", "localhost:", "[::1]:"] {
        report = without_digits_after(&report, host);
    }
    without_times(&report)
}

/// Ports of servers that have no name above.
fn without_digits_after(text: &str, mark: &str) -> String {
    let mut parts = text.split(mark);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        result += mark;
        result += "#";
        result += part.trim_start_matches(|one: char| one.is_ascii_digit());
    }
    result
}

/// Each run of digits and punctuation that is a date with a time, as `2026-11-22 21:30:05` and `2026-11-22T21:30:05Z`.
fn without_times(text: &str) -> String {
    let is_time = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        digits >= 4 && word.contains(':') && word.bytes().all(|byte| byte.is_ascii_digit() || b":-TZ.".contains(&byte))
            || digits == 8 && word.split('-').map(str::len).eq([4, 2, 2])
    };
    let words = text.split(' ').map(|word| {
        let core = word.trim_matches(|one: char| !one.is_ascii_alphanumeric());
        if is_time(core) { word.replace(core, "{time}") } else { word.to_owned() }
    });
    words.collect::<Vec<String>>().join(" ")
}
