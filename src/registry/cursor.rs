//! A place in a JSON document, for those who read a long one by the piece, or do without serde's reader: where texts and brackets end,
//! and what a text says.

use std::borrow::Cow;

/// What stands where something else should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unexpected {
    /// The document's end.
    End,
    /// Something else.
    Other,
}

/// The document, and the next byte of it.
pub(crate) struct Cursor<'a> {
    /// The document.
    pub body: &'a [u8],
    /// Where the next byte is.
    pub at: usize,
}

/// How far a value is passed: so deep in it, and maybe in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Passed {
    depth: usize,
    in_text: bool,
}

impl<'a> Cursor<'a> {
    /// Passes some `step` bytes of a value, up to what ends it: a comma, or a bracket that it has not opened. Says whether that was
    /// reached.
    pub fn pass(&mut self, passed: &mut Passed, step: usize) -> Result<bool, Unexpected> {
        let until = self.at + step;
        while self.at < until {
            match (*self.body.get(self.at).ok_or(Unexpected::End)?, passed.in_text) {
                (b'\\', true) => self.at += 1,
                (b'"', _) => passed.in_text = !passed.in_text,
                (b'[' | b'{', false) => passed.depth += 1,
                (b',' | b'}' | b']', false) if passed.depth == 0 => return Ok(true),
                (b']' | b'}', false) => passed.depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        Ok(false)
    }

    /// The text that begins here, with its quotes; the next byte is behind it.
    pub fn text(&mut self) -> Result<&'a [u8], Unexpected> {
        let begin = self.at;
        self.expect(b'"')?;
        loop {
            let rest = self.body.get(self.at..).unwrap_or_default();
            let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).ok_or(Unexpected::End)?;
            self.at += length + 1;
            if rest[length] == b'"' {
                return Ok(&self.body[begin..self.at]);
            }
            self.at += 1;
        }
    }

    /// The next byte that is no space, which stays the next one.
    pub fn next(&mut self) -> Result<u8, Unexpected> {
        self.skip_space();
        self.body.get(self.at).copied().ok_or(Unexpected::End)
    }

    /// Goes behind the next byte that is no space.
    pub fn expect(&mut self, wanted: u8) -> Result<(), Unexpected> {
        if self.next()? != wanted {
            return Err(Unexpected::Other);
        }
        self.at += 1;
        Ok(())
    }

    /// Goes to the next byte that is no space.
    pub fn skip_space(&mut self) {
        while self.body.get(self.at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// The line and the column, in bytes and from 1, of what is not as it should be: the next byte, or the document's end.
    pub fn place_of(&self, unexpected: Unexpected) -> (usize, usize) {
        place(self.body, if unexpected == Unexpected::End { self.body.len() } else { self.at + 1 })
    }
}

/// The line and the column of the last of so many bytes.
pub(super) fn place(body: &[u8], count: usize) -> (usize, usize) {
    let before = &body[..count.min(body.len())];
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    (1 + lines, before.iter().rev().take_while(|byte| **byte != b'\n').count())
}

/// What a text says, given with its quotes as [`Cursor::text`] gives it; `None` where it is no text of JSON.
pub(crate) fn said(text: &[u8]) -> Option<Cow<'_, str>> {
    let inside = text.get(1..text.len().checked_sub(1)?)?;
    let mut rest = std::str::from_utf8(inside).ok().filter(|text| text.bytes().all(|byte| byte >= b' '))?;
    if !inside.contains(&b'\\') {
        return Some(Cow::Borrowed(rest));
    }
    let mut said = String::with_capacity(rest.len());
    while let Some((before, escape)) = rest.split_once('\\') {
        let (one, length) = escaped(escape.as_bytes())?;
        said.push_str(before);
        said.push(one);
        rest = escape.get(length..)?;
    }
    said.push_str(rest);
    Some(Cow::Owned(said))
}

/// The character that is written behind a backslash, and in how many bytes.
fn escaped(written: &[u8]) -> Option<(char, usize)> {
    let one = match written.first()? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return in_hexadecimal(&written[1..]),
        same @ (b'"' | b'\\' | b'/') => char::from(*same),
        _ => return None,
    };
    Some((one, 1))
}

/// The same behind a `u`: four digits, or twice four for a character outside of the basic plane (RFC 8259, section 7).
fn in_hexadecimal(written: &[u8]) -> Option<(char, usize)> {
    let four = |digits: &[u8]| -> Option<u32> {
        digits.get(..4)?.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
    };
    let first = four(written)?;
    if !(0xd800..0xdc00).contains(&first) {
        return Some((char::from_u32(first)?, 5));
    }
    let second = four(written[4..].strip_prefix(b"\\u")?)?.checked_sub(0xdc00).filter(|second| *second < 0x400)?;
    Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)?, 11))
}
