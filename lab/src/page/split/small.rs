//! What can be left out of a page's scripts, styles and index.html: comments, and the randomness of names.

use std::collections::HashMap;

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

/// Each of 200 functions that the module imports has a hash in its name, which no compression makes smaller, twice. Counting
/// them is as good: the names are only between these two files.
pub(super) fn without_hashes(glue: &str, module: &mut [u8]) -> String {
    let mut numbers: HashMap<&str, String> = HashMap::new();
    let mut small = String::new();
    let mut rest = glue;
    while let Some(at) = rest.find(IMPORT) {
        let end = rest[at..]
            .find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_')
            .map_or(rest.len(), |end| at + end);
        let (before, hash) = rest[..end].split_at(end.saturating_sub(DIGITS).max(at));
        if hash.len() == DIGITS && before.ends_with('_') && hash.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            let next = format!("{:0DIGITS$}", numbers.len());
            small.push_str(before);
            small.push_str(numbers.entry(hash).or_insert(next));
        } else {
            small.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    small.push_str(rest);
    let mut at = 0;
    while at + DIGITS <= module.len() {
        let number = std::str::from_utf8(&module[at..at + DIGITS]).ok().and_then(|hash| numbers.get(hash));
        if let Some(number) = number {
            module[at..at + DIGITS].copy_from_slice(number.as_bytes());
            at += DIGITS;
        } else {
            at += 1;
        }
    }
    small
}

const IMPORT: &str = "__wbg_";

/// The length of such a hash.
const DIGITS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go() {
        let glue =
            "/**\n * @param {number} a\n */\nfunction f(a) {\n    // odd\n    return a; // kept\n}\n/* one */\nf(1);\n";
        assert_eq!(without_comments(glue), "function f(a) {\nreturn a; // kept\n}\nf(1);\n");
    }

    #[test]
    fn hashes_become_numbers_in_both_files() {
        let glue =
            "__wbg_get_0123456789abcdef: 1, __wbg_set_fedcba9876543210: 2, __wbg_get_0123456789abcdef, __wbg_adapter_1";
        let mut module = b"\x1a__wbg_set_fedcba9876543210\x00\x1a__wbg_get_0123456789abcdef\x00\xff".to_vec();
        let small = without_hashes(glue, &mut module);
        let numbered =
            "__wbg_get_0000000000000000: 1, __wbg_set_0000000000000001: 2, __wbg_get_0000000000000000, __wbg_adapter_1";
        assert_eq!(small, numbered);
        let numbered = b"\x1a__wbg_set_0000000000000001\x00\x1a__wbg_get_0000000000000000\x00\xff";
        assert_eq!(module, numbered);
    }
}
