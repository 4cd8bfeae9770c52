//! What a filter over a list of names says.

/// Words, each of which has to stand in a name, in any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(Vec<String>);

/// The first digits of a digest are a word that may be one from so many on: fewer stand at the beginning of many.
const DIGITS: usize = 6;

impl Filter {
    /// Reads what was typed; `None` where that is nothing. Names in registries are ASCII, and without the tables for all other
    /// alphabets the page is 9 KB smaller.
    pub fn of(typed: &str) -> Option<Filter> {
        let words: Vec<String> = typed.to_ascii_lowercase().split_whitespace().map(str::to_owned).collect();
        (!words.is_empty()).then_some(Filter(words))
    }

    /// Whether a name has all words.
    pub fn fits(&self, name: &str) -> bool {
        self.0.iter().all(|word| holds(name, word))
    }

    /// The same for a tag whose digest may be known: a word may be the beginning of that.
    pub fn fits_tag(&self, tag: &str, digest: Option<&str>) -> bool {
        self.0.iter().all(|word| holds(tag, word) || digest.is_some_and(|digest| begins(digest, word)))
    }

    /// Whether a word is the beginning of a digest, and likely nothing else.
    pub fn names_digest(&self) -> bool {
        self.0.iter().any(|word| {
            let word = without_at(word);
            let is_long = word.starts_with("sha256:") || word.starts_with("sha512:");
            is_long || (is_beginning(word) && word.bytes().any(|byte| !byte.is_ascii_digit()))
        })
    }
}

fn holds(name: &str, word: &str) -> bool {
    name.contains(word) || name.to_ascii_lowercase().contains(word)
}

fn begins(digest: &str, word: &str) -> bool {
    let word = without_at(word);
    digest.starts_with(word) && word.contains(':')
        || is_beginning(word) && digest.split_once(':').is_some_and(|(_, encoded)| encoded.starts_with(word))
}

fn is_beginning(word: &str) -> bool {
    word.len() >= DIGITS && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// As references have it, a digest stands behind an `@`.
fn without_at(word: &str) -> &str {
    word.strip_prefix('@').unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, name: &str, fits: bool) {
        assert_eq!(Filter::of(typed).expect(typed).fits(name), fits, "{typed:?} {name:?}");
    }

    #[test]
    fn words() {
        check("api", "team-a/api", true);
        check(" API ", "team-a/api", true);
        check("team", "Team/x", true);
        check("team api", "team-a/api", true);
        check("api team", "team-a/api", true);
        check("api\tteam-b", "team-a/api", false);
        check("a a", "a", true);
        assert_eq!(Filter::of(" \t"), None);
        assert_eq!(Filter::of(""), None);
    }

    #[test]
    fn digests_of_tags() {
        let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        for (typed, fits, names) in [
            (digest, true, true),
            (&format!("@{digest}"), true, true),
            ("sha256:e3", true, true),
            ("e3b0c44298fc", true, true),
            ("E3B0C4 1.2", true, true),
            ("e3b0c4 2.0", false, true),
            ("e3b0c", false, false),
            ("b0c442", false, true),
            ("1.2", true, false),
            ("20240101", false, false),
            ("sha512:e3b0c4", false, true),
        ] {
            let filter = Filter::of(typed).expect(typed);
            assert_eq!(filter.fits_tag("1.2.3", Some(digest)), fits, "{typed}");
            assert_eq!(filter.names_digest(), names, "{typed}");
            assert_eq!(filter.fits_tag("1.2.3", None), filter.fits("1.2.3"), "{typed}");
        }
    }
}
