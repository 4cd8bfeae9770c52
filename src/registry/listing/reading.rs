//! The names of an answer, read by the piece: a million names in one go take a browser a second, in which nothing moves.

use serde_json::Value;

use super::List;
use crate::registry::http::{Http, Response};
use crate::registry::in_order::Name;
use crate::registry::slices::Slices;

/// So many bytes are read before others may work.
const STEP: usize = 32 << 10;

/// The names; `Err` says what was found instead of them.
pub(super) async fn names<H: Http>(http: &H, what: &List, response: &Response) -> Result<Vec<Name>, String> {
    let wanted = what.title();
    if response.is_html() {
        return Err(format!("{wanted} was expected, and a web page came"));
    }
    if response.body.is_empty() {
        return Err(format!("{wanted} was expected, and the answer is empty"));
    }
    let mut reader = Reader { body: &response.body, at: 0, names: None, place: Place::Start };
    let mut slices = Slices::begin(http);
    while reader.place != Place::Done {
        if let Err(found) = reader.step(what.member()) {
            let ends_early = response.truncated || matches!(found, Found::End);
            let how = if ends_early { "ends in the middle of it" } else { "is something else" };
            return Err(format!("{wanted} was expected, and the answer {how} (byte {})", reader.at));
        }
        slices.turn(http).await;
    }
    reader.names.ok_or_else(|| format!("{wanted} was expected, and the answer holds none"))
}

/// What stands where something else should.
enum Found {
    End,
    Other,
}

/// Where in the document the next byte is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    /// Before a member, or the object's end.
    Members,
    /// In the list, before a name or the list's end.
    List,
    /// In a value that is not wanted, so deep, and maybe in a text.
    Beside {
        depth: usize,
        in_text: bool,
    },
    /// Behind a member's value.
    Behind,
    End,
    Done,
}

struct Reader<'a> {
    body: &'a [u8],
    at: usize,
    names: Option<Vec<Name>>,
    place: Place,
}

impl Reader<'_> {
    /// Reads on, a short way.
    fn step(&mut self, member: &str) -> Result<(), Found> {
        self.place = match self.place {
            Place::Start => {
                self.expect(b'{')?;
                if self.next()? == b'}' { self.after(Place::End) } else { Place::Members }
            }
            Place::Members => {
                self.skip_space();
                let name: Value = serde_json::from_slice(self.text()?).map_err(|_| Found::Other)?;
                self.expect(b':')?;
                let first = self.next()?;
                if name != member {
                    Place::Beside { depth: 0, in_text: false }
                } else if first == b'[' {
                    self.names = Some(Vec::new());
                    self.at += 1;
                    if self.next()? == b']' { self.after(Place::Behind) } else { Place::List }
                } else if self.body[self.at..].starts_with(b"null") {
                    // What Distribution says of a repository whose last tag was deleted.
                    self.names = Some(Vec::new());
                    self.at += 4;
                    Place::Behind
                } else {
                    return Err(Found::Other);
                }
            }
            Place::List => self.some_names()?,
            Place::Beside { depth, in_text } => self.beside(depth, in_text)?,
            Place::Behind => match self.next()? {
                b',' => self.after(Place::Members),
                b'}' => self.after(Place::End),
                _ => return Err(Found::Other),
            },
            Place::End | Place::Done => {
                self.skip_space();
                if self.at < self.body.len() {
                    return Err(Found::Other);
                }
                Place::Done
            }
        };
        Ok(())
    }

    /// A piece of the list: as many names as there are in a step.
    fn some_names(&mut self) -> Result<Place, Found> {
        let begin = self.at;
        let (place, end) = loop {
            self.skip_space();
            self.text()?;
            let end = self.at;
            match self.next()? {
                b',' if self.at - begin < STEP => self.at += 1,
                b',' => break (self.after(Place::List), end),
                b']' => break (self.after(Place::Behind), end),
                _ => return Err(Found::Other),
            }
        };
        let piece = [b"[", &self.body[begin..end], b"]"].concat();
        let Ok(Value::Array(names)) = serde_json::from_slice(&piece) else { return Err(Found::Other) };
        self.names.get_or_insert_default().extend(names.iter().filter_map(Value::as_str).map(Name::from));
        Ok(place)
    }

    /// A piece of a value that is not wanted. How texts and brackets end is all that matters of it.
    fn beside(&mut self, mut depth: usize, mut in_text: bool) -> Result<Place, Found> {
        let until = self.at + STEP;
        while self.at < until {
            match (*self.body.get(self.at).ok_or(Found::End)?, in_text) {
                (b'\\', true) => self.at += 1,
                (b'"', _) => in_text = !in_text,
                (b'[' | b'{', false) => depth += 1,
                (b',' | b'}', false) if depth == 0 => return Ok(Place::Behind),
                (b']' | b'}', false) => depth = depth.checked_sub(1).ok_or(Found::Other)?,
                _ => {}
            }
            self.at += 1;
        }
        Ok(Place::Beside { depth, in_text })
    }

    /// The text that begins here, with its quotes; the next byte is behind it.
    fn text(&mut self) -> Result<&[u8], Found> {
        let begin = self.at;
        self.expect(b'"')?;
        loop {
            let rest = self.body.get(self.at..).unwrap_or_default();
            let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).ok_or(Found::End)?;
            self.at += length + 1;
            if rest[length] == b'"' {
                return Ok(&self.body[begin..self.at]);
            }
            self.at += 1;
        }
    }

    /// The next byte that is no space, which stays the next one.
    fn next(&mut self) -> Result<u8, Found> {
        self.skip_space();
        self.body.get(self.at).copied().ok_or(Found::End)
    }

    fn expect(&mut self, wanted: u8) -> Result<(), Found> {
        if self.next()? != wanted {
            return Err(Found::Other);
        }
        self.at += 1;
        Ok(())
    }

    /// Goes behind the next byte.
    fn after(&mut self, place: Place) -> Place {
        self.at += 1;
        place
    }

    fn skip_space(&mut self) {
        while self.body.get(self.at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }
}
