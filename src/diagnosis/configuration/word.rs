//! Words of a line that know where they stand.

/// A word of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The line, counted from 0.
    pub line: usize,
    /// The byte of the line at which `text` begins.
    pub start: usize,
    /// The word without its quotes; escapes are left as they are.
    pub text: &'a str,
    /// The quotes around it.
    pub quote: Option<char>,
}

impl<'a> Word<'a> {
    /// The byte after `text`.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// From the opening quote to behind the closing one.
    pub fn outer(&self) -> (usize, usize) {
        let quote = self.quote.map_or(0, char::len_utf8);
        (self.start - quote, self.end() + quote)
    }

    /// Whether it is this word, in any case.
    pub fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// A part of it, without white space around.
    pub fn part(&self, part: &'a str, from: usize) -> Word<'a> {
        let skipped = part.len() - part.trim_start().len();
        Word { start: self.start + from + skipped, text: part.trim(), ..*self }
    }

    /// The parts between commas, empty ones left out.
    pub fn parts(self) -> impl Iterator<Item = Word<'a>> {
        let mut from = 0;
        let parts = self.text.split(',').map(move |part| {
            let word = self.part(part, from);
            from += part.len() + 1;
            word
        });
        parts.filter(|part| !part.text.is_empty())
    }

    /// Whether a variable or an expression stands in it, so that its text is not the value.
    pub fn is_variable(&self) -> bool {
        is_variable(self.text)
    }
}

/// Whether a variable or an expression stands in a value.
pub fn is_variable(text: &str) -> bool {
    text.contains(['$', '%', '{']) || text.starts_with("expr=")
}

/// Whether a text holds a word in any case.
pub fn contains(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// The words of a line that uses white space, quotes, backslashes and `#`.
pub fn words<'a>(line: usize, text: &'a str, quotes: &[char]) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(word) = word(line, text, at, quotes, &[]) {
        if word.quote.is_none() && word.text.starts_with('#') {
            break;
        }
        at = word.outer().1.min(text.len());
        words.push(word);
    }
    words
}

/// The first word at or after a byte of a line; it ends at white space, and before one of `ends` outside of `${…}`.
pub fn word<'a>(line: usize, text: &'a str, at: usize, quotes: &[char], ends: &[char]) -> Option<Word<'a>> {
    let rest = text.get(at..)?;
    let at = at + (rest.len() - rest.trim_start().len());
    let rest = rest.trim_start();
    let first = rest.chars().next()?;
    let quoted = quotes.contains(&first);
    let inside = if quoted { &rest[first.len_utf8()..] } else { rest };
    let mut escaped = false;
    let mut variable = false;
    let mut before = ' ';
    let ending = inside.char_indices().find(|&(place, one)| {
        if std::mem::take(&mut escaped) {
            before = ' ';
            return false;
        }
        escaped = one == '\\';
        if quoted {
            return one == first;
        }
        let opens = one == '{' && before == '$';
        variable |= opens;
        before = one;
        if variable {
            variable = one != '}';
            return false;
        }
        one.is_whitespace() || (place > 0 && ends.contains(&one))
    });
    let length = ending.map_or(inside.len(), |(place, _)| place);
    let quote = if quoted { Some(first) } else { None };
    Some(Word { line, start: at + if quoted { first.len_utf8() } else { 0 }, text: &inside[..length], quote })
}
