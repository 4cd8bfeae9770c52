//! JSON for people: the same members, in the same order and spelling, one a line.

use std::borrow::Cow;

use super::json;

/// Larger documents are shown as they are.
const LARGEST: usize = 1 << 20;

/// Deeper levels are not moved further to the right.
const DEEPEST: usize = 16;

/// A document with line breaks and indents; as it is where it is no JSON. Only white space differs.
pub fn indented(body: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(body);
    if body.len() > LARGEST || json::parse(body).is_err() {
        return text;
    }
    let mut shown = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(&text).chars().peekable();
    while let Some(one) = rest.next() {
        if in_text {
            shown.push(one);
            in_text = escaped || one != '"';
            escaped = one == '\\' && !escaped;
            continue;
        }
        match one {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => {
                shown.push(one);
                while rest.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                match rest.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => shown.push(end),
                    None => {
                        depth += 1;
                        new_line(&mut shown, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut shown, depth);
                shown.push(one);
            }
            ',' => {
                shown.push(one);
                new_line(&mut shown, depth);
            }
            ':' => shown.push_str(": "),
            one => {
                in_text = one == '"';
                shown.push(one);
            }
        }
    }
    Cow::Owned(shown)
}

fn new_line(shown: &mut String, depth: usize) {
    shown.push('\n');
    for _ in 0..depth.min(DEEPEST) {
        shown.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_member_a_line() {
        expect_test::expect![[r#"
            {
              "b": [
                1,
                {}
              ],
              "a": "{\"x\": [\\",
              "n": 1.0e5,
              "e": [],
              "o": {
                "null": null
              }
            }"#]]
        .assert_eq(&indented(br#"{"b":[1 ,{ }],"a":"{\"x\": [\\","n":1.0e5,"e":[],"o":{"null":null}}"#));
    }

    #[test]
    fn a_mark_of_the_byte_order_goes_only_where_it_is_one() {
        assert_eq!(indented("\u{feff}[\"\u{feff}a\"]".as_bytes()), "[\n  \"\u{feff}a\"\n]");
    }

    #[test]
    fn what_is_no_json_stays() {
        for text in ["", "<html>", "{\"a\":", "\u{fffd}"] {
            assert_eq!(indented(text.as_bytes()), text);
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn only_white_space_differs(text in "[\\[\\]{}:,\"\\\\ a1\n]{0,12}|\\[\"\\PC{0,9}\"\\]|\\{\"\\PC{0,5}\":[1-9]\\}") {
            let shown = indented(text.as_bytes());
            if let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) {
                proptest::prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).expect("JSON"), value);
            } else {
                proptest::prop_assert_eq!(shown.as_ref(), &text);
            }
        }
    }
}
