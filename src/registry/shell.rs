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

/// The same for PowerShell: in single quotes nothing is special but the quote itself, which is doubled, in each of the forms that it
/// takes for one. An option with a dot or a colon in it would be taken apart, so such a one is quoted.
pub fn pasteable_in_powershell(words: &[String]) -> String {
    let is_plain = |word: &str| {
        let marks = if word.starts_with('-') { "-" } else { "-._/:" };
        !word.is_empty() && word.chars().all(|one| one.is_ascii_alphanumeric() || marks.contains(one))
    };
    let words = words.iter().map(|word| {
        let word: String = word.chars().filter(|one| !one.is_control()).collect();
        if is_plain(&word) {
            return word;
        }
        let mut quoted = String::from("'");
        for one in word.chars() {
            if matches!(one, '\'' | '\u{2018}'..='\u{201b}') {
                quoted.push(one);
            }
            quoted.push(one);
        }
        quoted.push('\'');
        quoted
    });
    let words: Vec<String> = words.collect();
    words.join(" ")
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
    fn for_powershell() {
        let words = ["curl.exe", "-i", "-", "-a.b", "it's \u{2019}$x`", "a\n\u{1b}b", ""].map(str::to_owned);
        assert_eq!(pasteable_in_powershell(&words), "curl.exe -i - '-a.b' 'it''s \u{2019}\u{2019}$x`' ab ''");
    }

    #[test]
    fn nothing_for_the_terminal_itself() {
        let words = ["echo", "a\n\u{1b}[2J\u{9b}b\rc\td", "it's\u{0}"].map(str::to_owned);
        assert_eq!(pasteable(&words), "echo 'a[2Jbcd' 'it'\\''s'");
    }
}
