//! A place in a JSON document, for those who read a long one by the piece. It knows where texts and brackets end; what stands between
//! them serde reads.

/// What stands where something else should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unexpected {
    End,
    Other,
}

/// The document, and the next byte of it.
pub(super) struct Cursor<'a> {
    pub body: &'a [u8],
    pub at: usize,
}

/// How far a value is passed: so deep in it, and maybe in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Passed {
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
}
