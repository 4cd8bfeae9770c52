//! What a browser's list of requests gives when its rows are copied, and what PowerShell prints of an answer: turned into the
//! lines that curl would have printed.
//!
//! Chromium copies `Request URL: …` lines, or name and value on lines of their own. PowerShell's Invoke-WebRequest, which Windows
//! PowerShell calls `curl`, prints a table, and in its row `RawContent` the answer.

use url::Url;

use super::{PastedRequest, line, redact};

/// The rows that say what was asked, in lower case; all others are headers.
const ROWS: &[&str] = &["request url", "request method", "status code", "remote address", "referrer policy"];

/// Headers that only requests have, in lower case.
const OF_REQUESTS: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "authorization",
    "cookie",
    "dnt",
    "host",
    "origin",
    "priority",
    "referer",
    "user-agent",
];

/// Marks the row with the status.
const STATUS: &str = "status: ";

/// The status that a row of an answer says.
pub fn status(text: &str) -> Option<u16> {
    let status = text.strip_prefix(STATUS)?.split(' ').next()?;
    status.parse().ok().filter(|status| (100..1000).contains(status))
}

/// A request and its answer, as lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Panel {
    /// What was asked.
    pub asked: PastedRequest,
    /// The status line and the header lines, with their numbers.
    pub answer: Vec<(usize, String)>,
}

/// Takes the rows out of clean lines; what is left of the lines stays in its place, emptied.
pub fn take(lines: &mut [String]) -> Vec<Panel> {
    let firsts: Vec<usize> = (0..lines.len()).filter(|at| is_first(&lines[*at])).collect();
    let mut panels = Vec::new();
    for (at, first) in firsts.iter().enumerate() {
        let end = firsts.get(at + 1).copied().unwrap_or(lines.len());
        panels.extend(panel(*first, &lines[*first..end]));
    }
    if let Some(first) = firsts.first() {
        lines[*first..].iter_mut().for_each(String::clear);
    }
    panels
}

fn is_first(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or(line).trim();
    name.eq_ignore_ascii_case("request url") && (line.contains("://") || line.trim_end_matches(':').len() == name.len())
}

fn panel(first: usize, lines: &[String]) -> Option<Panel> {
    let mut panel = Panel::default();
    let mut sent: Vec<(String, String)> = Vec::new();
    let mut status = None;
    let mut headers = Vec::new();
    for (number, name, value) in rows(first, lines) {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "request url" => {
                if let Some(url) = Some(value).filter(|text| text.is_ascii()).and_then(|text| Url::parse(text).ok()) {
                    panel.asked = PastedRequest { method: panel.asked.method.take(), ..PastedRequest::at(&url) };
                }
            }
            "request method" => panel.asked.method = Some(value.to_owned()),
            "status code" => status = Some((number, format!("{STATUS}{value}"))),
            "remote address" | "referrer policy" => {}
            sent_name if OF_REQUESTS.contains(&sent_name) || sent_name.starts_with("sec-") => {
                sent.push((name.clone(), redact::request_value(&name, value)));
            }
            _ => headers.push((number, format!("{name}: {value}"))),
        }
    }
    panel.asked.headers = (!sent.is_empty()).then_some(sent);
    panel.answer.extend(status);
    panel.answer.extend(headers);
    Some(panel).filter(|panel| panel.asked.host.is_some())
}

/// Number, name and value of each row, whichever of the two forms it has.
fn rows(first: usize, lines: &[String]) -> Vec<(usize, &str, &str)> {
    let is_row = |name: &str| ROWS.iter().any(|row| row.eq_ignore_ascii_case(name));
    let in_pairs = !lines[0].contains("://");
    let mut rows = Vec::new();
    let mut at = 0;
    while let Some(text) = lines.get(at) {
        let number = first + at + 1;
        at += 1;
        let text = text.as_str();
        if in_pairs {
            // `:authority` and its like say what the first rows say.
            let is_name = is_row(text) || text.starts_with(':') || line::header(&format!("{text}: ")).is_some();
            if let Some(value) = lines.get(at).filter(|_| is_name) {
                rows.push((number + 1, text, value.as_str()));
                at += 1;
            }
        } else if let Some((name, value)) = text.split_once(": ") {
            rows.push((number, name, value.trim()));
        }
    }
    rows.retain(|(_, name, _)| !name.starts_with(':'));
    rows
}

/// Rows of PowerShell's table; what follows `RawContent` is an answer.
const TABLE: &[&str] = &[
    "StatusCode",
    "StatusDescription",
    "Content",
    "RawContent",
    "Forms",
    "Headers",
    "Images",
    "InputFields",
    "Links",
    "ParsedHtml",
    "RawContentLength",
    "RelationLink",
];

/// What a line of PowerShell's holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerShell<'a> {
    /// The first line of an answer.
    Answer(&'a str),
    /// Another row of the table, which ends an answer.
    Row,
    /// A part of an error, or a sentence of Invoke-WebRequest's.
    Error,
}

/// Reads a clean line as one of PowerShell's.
pub fn powershell(text: &str) -> Option<PowerShell<'_>> {
    let is_error = ["At line:", "+ CategoryInfo", "+ FullyQualifiedErrorId", "+ ~", "curl : ", "Invoke-WebRequest"]
        .iter()
        .any(|begin| text.starts_with(begin));
    if is_error || text.starts_with("+ curl ") || text.starts_with('~') && text.trim_matches('~').is_empty() {
        return Some(PowerShell::Error);
    }
    let (name, value) = text.split_once(" : ").or_else(|| text.split_once(": "))?;
    let padded = text.len() > name.len() && text[name.trim_end().len()..].starts_with(' ');
    let name = name.trim_end();
    let is_row = TABLE.contains(&name) && (padded || name == "RawContentLength");
    match (name, value.starts_with("HTTP/")) {
        _ if !is_row => None,
        ("RawContent", true) => Some(PowerShell::Answer(value)),
        _ => Some(PowerShell::Row),
    }
}
