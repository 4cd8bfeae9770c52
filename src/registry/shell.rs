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
}
