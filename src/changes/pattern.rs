//! Patterns of names: those that `config.json` protects, and those that a rule is about.
//!
//! ```text
//! pattern := word ( space word )*      all of them have to fit
//! word    := with "*" or "?"           the whole name: any characters, one character
//!          | anything else             stands anywhere in the name, in any case, as in the filter above a list
//! ```

use crate::registry::filter::Filter;

/// What a name has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    words: Option<Filter>,
    shapes: Vec<String>,
}

impl Pattern {
    /// Reads a pattern; `None` where it says nothing.
    pub fn of(text: &str) -> Option<Pattern> {
        let text = text.trim();
        let (shapes, words): (Vec<&str>, Vec<&str>) =
            text.split_whitespace().partition(|word| word.contains(['*', '?']));
        (!text.is_empty()).then(|| Pattern {
            text: text.to_owned(),
            words: Filter::of(&words.join(" ")),
            shapes: shapes.into_iter().map(str::to_owned).collect(),
        })
    }

    /// A pattern that the whole name has to be like, whether or not it has a `*` in it; `None` where it says nothing.
    pub fn whole(text: &str) -> Option<Pattern> {
        (!text.is_empty()).then(|| Pattern { text: text.to_owned(), words: None, shapes: vec![text.to_owned()] })
    }

    /// Whether a name is so.
    pub fn fits(&self, name: &str) -> bool {
        self.words.as_ref().is_none_or(|words| words.fits(name))
            && self.shapes.iter().all(|shape| has_shape(name.as_bytes(), shape.as_bytes()))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Goes back to the last `*` alone, so that no pattern takes longer than its length times the name's.
fn has_shape(name: &[u8], shape: &[u8]) -> bool {
    let (mut at, mut in_shape) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < name.len() {
        match shape.get(in_shape) {
            Some(b'*') => {
                star = Some((in_shape + 1, at));
                in_shape += 1;
            }
            Some(one) if *one == b'?' || *one == name[at] => (at, in_shape) = (at + 1, in_shape + 1),
            _ => {
                let Some((after, from)) = star else { return false };
                star = Some((after, from + 1));
                (at, in_shape) = (from + 1, after);
            }
        }
    }
    shape[in_shape..].iter().all(|one| *one == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_shapes() {
        for (pattern, name, fits) in [
            ("release-*", "release-1", true),
            ("release-*", "release-", true),
            ("release-*", "pre-release-1", false),
            ("*-rc?", "1.0-rc1", true),
            ("*-rc?", "1.0-rc12", false),
            ("v?.*", "v1.2", true),
            ("v?.*", "v10.2", false),
            ("*", "anything", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("Release-*", "release-1", false),
            ("latest", "latest", true),
            ("latest", "Latest-alpine", true),
            ("v1.* alpine", "v1.2-alpine", true),
            ("v1.* alpine", "v1.2-slim", false),
            ("v1.* *-alpine", "v1.2-alpine", true),
        ] {
            assert_eq!(Pattern::of(pattern).expect(pattern).fits(name), fits, "{pattern} {name}");
        }
        assert_eq!(Pattern::of(" \t"), None);
        for (pattern, name, fits) in
            [("latest", "latest", true), ("latest", "latest-alpine", false), ("v*", "v1", true)]
        {
            assert_eq!(Pattern::whole(pattern).expect(pattern).fits(name), fits, "{pattern} {name}");
        }
        assert_eq!(Pattern::whole(""), None);
        assert_eq!(Pattern::of(" v1* ").expect("a pattern").as_str(), "v1*");
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = Pattern::of(&"*a".repeat(1_000)).expect("a pattern");
        assert!(!pattern.fits(&format!("{}b", "a".repeat(128))));
    }
}
