//! Texts of strangers, with what steers a text shown in place of obeyed: a name that reads backwards from some place on is another
//! name than the one that is seen.

use std::borrow::Cow;

/// The text with each character that nobody sees as its code point: marks of direction, breaks of lines that are none, characters
/// without a width, and controls but line breaks and tabs. Joiners stay, which scripts and emoji are made of.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for one in text.chars() {
        if is_unseen(one) {
            shown.push_str(&format!("\u{27e8}U+{:04X}\u{27e9}", u32::from(one)));
        } else {
            shown.push(one);
        }
    }
    Cow::Owned(shown)
}

/// The same in quotes, as an error names what it is about.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", visible(text))
}

fn is_unseen(one: char) -> bool {
    match one {
        '\n' | '\t' => false,
        '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}' => true,
        '\u{feff}' => true,
        one => one.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown() {
        for (text, shown) in [
            ("app\u{202e}gpj.exe", "app⟨U+202E⟩gpj.exe"),
            ("a\u{200b}b\u{feff}", "a⟨U+200B⟩b⟨U+FEFF⟩"),
            ("\u{2066}x\u{2069}\u{7}", "⟨U+2066⟩x⟨U+2069⟩⟨U+0007⟩"),
            ("two\n\tlines, שלום, 👩\u{200d}🔧", "two\n\tlines, שלום, 👩\u{200d}🔧"),
        ] {
            assert_eq!(visible(text), shown);
        }
        assert!(matches!(visible("plain"), Cow::Borrowed("plain")));
        assert_eq!(quoted("a\u{202e}b"), "\"a⟨U+202E⟩b\"");
    }
}
