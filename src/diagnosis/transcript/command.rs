//! A command line of curl in a paste: which method, which address, which headers. Nothing else of it is kept.

use url::Url;

use super::exchange::host;
use super::{PastedRequest, redact};

/// Finds the command in a clean line, behind any prompt.
pub fn find(text: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(at) = text[from..].find("curl").map(|at| from + at) {
        let (before, rest) = (&text[..at], &text[at + "curl".len()..]);
        let rest = rest.strip_prefix(".exe").unwrap_or(rest);
        let before = before.trim_end_matches("sudo ").trim_end_matches("time ");
        let is_prompt =
            before.is_empty() || ["$ ", "# ", "% ", "> ", ">", "❯ ", "» ", "/"].iter().any(|end| before.ends_with(end));
        if is_prompt && rest.starts_with(' ') && (rest.contains(" -") || rest.contains("://")) {
            return Some(&text[at..]);
        }
        from = at + "curl".len();
    }
    None
}

/// Whether the command goes on in the next line; the command without the sign for it.
pub fn continued(text: &str) -> Option<&str> {
    text.strip_suffix(['\\', '^', '`']).filter(|rest| rest.ends_with(' ') || rest.ends_with(['\'', '"']))
}

/// Reads a whole command.
pub fn read(text: &str) -> PastedRequest {
    let mut asked = PastedRequest::default();
    let mut headers = Vec::new();
    let mut words = words(text).into_iter().skip(1);
    let (mut is_head, mut has_data) = (false, false);
    while let Some(word) = words.next() {
        let (option, attached) = option(&word);
        let mut value = || attached.clone().or_else(|| words.next()).unwrap_or_default();
        match option.as_str() {
            "-X" | "--request" => asked.method = Some(value()).filter(|method| is_method(method)),
            "-H" | "--header" => {
                let value = value();
                if let Some((name, value)) = value.split_once(':') {
                    let name = name.trim();
                    headers.push((name.to_owned(), redact::request_value(name, value.trim())));
                }
            }
            "-d" | "--data" | "--data-raw" | "--data-urlencode" | "--data-binary" => {
                value();
                has_data = true;
            }
            "-u" | "--user" => {
                value();
                headers.push(("authorization".to_owned(), String::new()));
            }
            "-o" | "-D" | "-m" | "-b" | "-c" | "-A" | "-e" | "-w" | "-x" | "-E" | "--output" | "--dump-header"
            | "--max-time" | "--connect-timeout" | "--cookie" | "--cacert" | "--cert" | "--key" | "--resolve"
            | "--proxy" | "--user-agent" | "--referer" | "--write-out" => drop(value()),
            "-I" | "--head" => is_head = true,
            "--url" => address(&mut asked, &value()),
            _ if word.starts_with('-') => is_head |= !word.starts_with("--") && word.contains('I'),
            _ => address(&mut asked, &word),
        }
    }
    let usual = if is_head {
        "HEAD"
    } else if has_data {
        "POST"
    } else {
        "GET"
    };
    asked.method.get_or_insert_with(|| usual.to_owned());
    asked.headers = Some(headers);
    asked
}

/// An option and the value that stands in the same word: `-XOPTIONS`, `--request=OPTIONS`, and `-sSX`, whose value follows.
fn option(word: &str) -> (String, Option<String>) {
    if word.starts_with("--") {
        return match word.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (word.to_owned(), None),
        };
    }
    let Some(letters) = word.strip_prefix('-') else {
        return (String::new(), None);
    };
    match letters.char_indices().find(|(_, letter)| "XHdumbcoDAewxE".contains(*letter)) {
        None if letters.len() == 1 => (word.to_owned(), None),
        None => (String::new(), None),
        Some((at, letter)) => {
            let value = &letters[at + 1..];
            (format!("-{letter}"), Some(value.to_owned()).filter(|value| !value.is_empty()))
        }
    }
}

fn is_method(text: &str) -> bool {
    !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Takes host and path of the first address.
fn address(asked: &mut PastedRequest, text: &str) {
    let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    // Only ASCII: see docs/decisions/0002.
    if asked.host.is_some() || !text.is_ascii() {
        return;
    }
    if let Some(url) = Url::parse(&text).ok().filter(|url| url.has_host()) {
        asked.host = host(&url);
        asked.path = Some(url.path().to_owned());
    }
}

/// The words of a command, quotes and backslashes read as a POSIX shell does, near enough for Windows as well.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match (quote, char) {
            (None, ' ') => words.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (Some(open), _) if open == char => quote = None,
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            _ => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}
