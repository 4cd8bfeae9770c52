//! One line of a terminal: without colours, and with its mark read.

/// Longer lines are cut, in bytes: no header line that matters is longer.
const LENGTH: usize = 8 << 10;

/// What curl's mark at the start of a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerboseLine<'a> {
    /// `>`: a line of the request.
    Sent(&'a str),
    /// `<`: a line of the answer's head.
    Received(&'a str),
    /// `*`, `{` and `}`: remarks; the heads of the progress meter.
    Remark(&'a str),
    /// No mark.
    Plain(&'a str),
}

/// The line as a person sees it: no escape sequences, no control characters, no white space around.
pub fn clean(line: &str) -> String {
    // A progress meter comes back to the start of its line with CR and is written over.
    let line = line.trim_end_matches('\r');
    let line = line.rsplit('\r').next().unwrap_or(line);
    let mut text = String::new();
    let mut chars = line.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\u{1b}' => match chars.next() {
                Some('[') => while chars.next().is_some_and(|char| !('@'..='~').contains(&char)) {},
                // A link (OSC 8) ends with BEL or with ESC \.
                Some(']') => {
                    while let Some(char) = chars.next() {
                        if char == '\u{7}' || char == '\u{1b}' && chars.next_if_eq(&'\\').is_some() {
                            break;
                        }
                    }
                }
                _ => {}
            },
            '\t' => text.push(' '),
            char if char.is_control() || is_invisible(char) => {}
            char => text.push(char),
        }
        if text.len() > LENGTH {
            break;
        }
    }
    let text = text.trim();
    // The meter has no line end where the head of the answer follows it.
    match text.rsplit_once("--:--:-- ") {
        Some((_, rest)) => rest.trim_start_matches(|char: char| char.is_ascii_digit() || " kMG.".contains(char)).into(),
        None => text.to_owned(),
    }
}

/// Marks of direction and of byte order, and spaces without width.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Reads the mark of a clean line.
pub fn verbose_line(text: &str) -> VerboseLine<'_> {
    let after = |mark: char| {
        let rest = text.strip_prefix(mark)?;
        (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim())
    };
    if let Some(rest) = after('<') {
        return VerboseLine::Received(rest);
    }
    if let Some(rest) = after('>') {
        return VerboseLine::Sent(rest);
    }
    let is_data = ["{ [", "} ["].iter().any(|mark| text.starts_with(mark)) && text.ends_with(']');
    match after('*') {
        Some(rest) => VerboseLine::Remark(rest),
        None if is_data || text.starts_with("% Total") || text.starts_with("Dload ") => VerboseLine::Remark(text),
        None => VerboseLine::Plain(text),
    }
}

/// Version, status and reason of a status line.
pub fn status_line(text: &str) -> Option<(&str, u16, &str)> {
    let rest = text.strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let is_version =
        !version.is_empty() && version.len() <= 3 && version.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let rest = rest.trim_start();
    let (status, reason) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_status = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
    let status = status.parse().ok().filter(|status| (100..1000).contains(status))?;
    (is_version && is_status).then_some((version, status, reason))
}

/// Method and target of a request line.
pub fn request_line(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_method = !method.is_empty() && method.len() <= 20 && method.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_method && version.starts_with("HTTP/") && words.next().is_none()).then_some((method, target))
}

/// Name and value of a header line.
pub fn header(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once(':')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (!name.is_empty() && name.len() <= 100 && name.bytes().all(is_name)).then(|| (name, value.trim()))
}

/// Where a status line begins that was printed right behind a body without a line end.
pub fn glued_status(text: &str) -> Option<usize> {
    let at = text.rfind("HTTP/")?;
    let before = &text[..at];
    let is_end = ["}", "]", "</html>", "</HTML>"].iter().any(|end| before.ends_with(end));
    (is_end && status_line(&text[at..]).is_some()).then_some(at)
}
