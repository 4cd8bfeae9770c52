//! What can be left out of a page's scripts, styles and index.html: comments and margins.

/// A file without comments and margins. None has a text in quotes that goes over several lines, so that lines can be looked at
/// one by one.
pub(super) fn without_comments(text: &str) -> String {
    let mut small = String::new();
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            small.push_str(line);
            small.push('\n');
        }
        in_comment &= !line.contains("*/");
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go() {
        let glue =
            "/**\n * @param {number} a\n */\nfunction f(a) {\n    // odd\n    return a; // kept\n}\n/* one */\nf(1);\n";
        assert_eq!(without_comments(glue), "function f(a) {\nreturn a; // kept\n}\nf(1);\n");
    }
}
