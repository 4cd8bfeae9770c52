//! Words as a person would type them in a shell.

/// The words on one line, those in quotes that a shell would otherwise take apart.
pub fn quoted(words: &[String]) -> String {
    let mut line = String::new();
    for word in words {
        if !line.is_empty() {
            line.push(' ');
        }
        let is_plain = |one: char| one.is_ascii_alphanumeric() || "-_=:./@+,%".contains(one);
        if !word.is_empty() && word.chars().all(is_plain) {
            line.push_str(word);
        } else {
            line.push('\'');
            line.push_str(&word.replace('\'', "'\\''"));
            line.push('\'');
        }
    }
    line
}

/// One line to paste into a POSIX shell, every word of which arrives as it is. Control characters are left out: a terminal
/// may act upon them before any shell sees the quotes.
pub fn pasteable(words: &[String]) -> String {
    let is_shown = |char: &char| !char.is_control();
    let words: Vec<String> = words.iter().map(|word| word.chars().filter(is_shown).collect()).collect();
    quoted(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_typed() {
        for (words, line) in [
            (&["nginx", "-g", "daemon off;"][..], "nginx -g 'daemon off;'"),
            (&["/bin/sh", "-c", "echo \"$HOME\""], "/bin/sh -c 'echo \"$HOME\"'"),
            (&["it's", ""], "'it'\\''s' ''"),
            (&["--port=80", "a\nb"], "--port=80 'a\nb'"),
            (&[], ""),
        ] {
            let words: Vec<String> = words.iter().map(|word| word.to_string()).collect();
            assert_eq!(quoted(&words), line);
        }
    }

    #[test]
    fn nothing_for_the_terminal_itself() {
        let words = ["echo", "a\n\u{1b}[2J\u{9b}b\rc\td", "it's\u{0}"].map(str::to_owned);
        assert_eq!(pasteable(&words), "echo 'a[2Jbcd' 'it'\\''s'");
    }
}
