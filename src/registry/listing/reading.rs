//! The names of an answer, read by the piece: a million names in one go take a browser a second, in which nothing moves.

use super::List;
use crate::registry::cursor::{Cursor, Passed, Unexpected, said};
use crate::registry::http::{Http, Response};
use crate::registry::in_order::Name;
use crate::registry::slices::{STEP, Slices};

/// The names; `Err` says what was found instead of them.
pub(super) async fn names<H: Http>(http: &H, what: &List, response: &Response) -> Result<Vec<Name>, String> {
    let wanted = what.title();
    if response.is_html() {
        return Err(format!("{wanted} was expected, and a web page came"));
    }
    if response.body.is_empty() {
        return Err(format!("{wanted} was expected, and the answer is empty"));
    }
    let mut reader = Reader { cursor: Cursor { body: &response.body, at: 0 }, names: None, place: Place::Start };
    let mut slices = Slices::begin(http);
    while reader.place != Place::Done {
        if let Err(found) = reader.step(what.member()) {
            let ends_early = response.truncated || matches!(found, Unexpected::End);
            let how = if ends_early { "ends in the middle of it" } else { "is something else" };
            return Err(format!("{wanted} was expected, and the answer {how} (byte {})", reader.cursor.at));
        }
        slices.turn(http).await;
    }
    reader.names.ok_or_else(|| format!("{wanted} was expected, and the answer holds none"))
}

/// Where in the document the next byte is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    /// Before a member, or the object's end.
    Members,
    /// In the list, before a name or the list's end.
    List,
    /// In a value that is not wanted.
    Beside(Passed),
    /// Behind a member's value.
    Behind,
    End,
    Done,
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    names: Option<Vec<Name>>,
    place: Place,
}

impl Reader<'_> {
    /// Reads on, a short way.
    fn step(&mut self, member: &str) -> Result<(), Unexpected> {
        self.place = match self.place {
            Place::Start => {
                self.cursor.expect(b'{')?;
                if self.cursor.next()? == b'}' { self.after(Place::End) } else { Place::Members }
            }
            Place::Members => {
                self.cursor.skip_space();
                let name = said(self.cursor.text()?).ok_or(Unexpected::Other)?;
                self.cursor.expect(b':')?;
                let first = self.cursor.next()?;
                if name != member {
                    Place::Beside(Passed::default())
                } else if first == b'[' {
                    self.names = Some(Vec::new());
                    self.cursor.at += 1;
                    if self.cursor.next()? == b']' { self.after(Place::Behind) } else { Place::List }
                } else if self.cursor.body[self.cursor.at..].starts_with(b"null") {
                    // What Distribution says of a repository whose last tag was deleted.
                    self.names = Some(Vec::new());
                    self.cursor.at += 4;
                    Place::Behind
                } else {
                    return Err(Unexpected::Other);
                }
            }
            Place::List => self.some_names()?,
            Place::Beside(mut passed) => match self.cursor.pass(&mut passed, STEP)? {
                true => Place::Behind,
                false => Place::Beside(passed),
            },
            Place::Behind => match self.cursor.next()? {
                b',' => self.after(Place::Members),
                b'}' => self.after(Place::End),
                _ => return Err(Unexpected::Other),
            },
            Place::End | Place::Done => {
                self.cursor.skip_space();
                if self.cursor.at < self.cursor.body.len() {
                    return Err(Unexpected::Other);
                }
                Place::Done
            }
        };
        Ok(())
    }

    /// A piece of the list: as many names as there are in a step.
    fn some_names(&mut self) -> Result<Place, Unexpected> {
        let begin = self.cursor.at;
        loop {
            self.cursor.skip_space();
            let name = said(self.cursor.text()?).ok_or(Unexpected::Other)?;
            self.names.get_or_insert_default().push(Name::from(&*name));
            match self.cursor.next()? {
                b',' if self.cursor.at - begin < STEP => self.cursor.at += 1,
                b',' => return Ok(self.after(Place::List)),
                b']' => return Ok(self.after(Place::Behind)),
                _ => return Err(Unexpected::Other),
            }
        }
    }

    /// Goes behind the next byte.
    fn after(&mut self, place: Place) -> Place {
        self.cursor.at += 1;
        place
    }
}
