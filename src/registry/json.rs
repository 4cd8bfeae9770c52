//! JSON documents, at once or by the piece, and what is taken out of them.
//!
//! Builders and servers leave members out, or write `null`, or something else in their place: that is the same as nothing.

use serde_json::{Map, Value};

use super::annotations::Annotations;
use super::cursor::{Cursor, Passed, Unexpected, place};
use super::http::Http;
use super::slices::{STEP, Slices};

/// As deep as serde reads.
const DEEPEST: usize = 128;

/// Why a body is no JSON document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// There is nothing in it.
    #[error("the document is empty")]
    Empty,
    /// It is no JSON, or it was cut off.
    #[error("the document is {} (line {line}, column {column})", if *.html { "a web page and not JSON" } else if *.cut_off { "JSON that was cut off" } else { "not JSON" })]
    NotJson {
        /// Whether it looks like a web page.
        html: bool,
        /// Whether it is JSON up to its end.
        cut_off: bool,
        /// Where reading stopped, from 1.
        line: usize,
        /// Where reading stopped, in bytes from 1.
        column: usize,
    },
}

/// The body as JSON.
///
/// # Errors
///
/// Where it is none; that says where it stops being one.
pub fn parse(body: &[u8]) -> Result<Value, JsonError> {
    let (body, first) = begin(body)?;
    serde_json::from_slice(body).map_err(|error| JsonError::NotJson {
        html: first == b'<',
        cut_off: error.is_eof(),
        line: error.line(),
        column: error.column(),
    })
}

/// The body as JSON, read by the piece: 4 MB in one go take a browser half a second, in which nothing moves.
///
/// # Errors
///
/// See [`parse`].
pub async fn read<H: Http>(http: &H, body: &[u8]) -> Result<Value, JsonError> {
    read_in_steps(http, body, STEP).await
}

/// The same in pieces of some `step` bytes.
///
/// # Errors
///
/// See [`parse`].
pub async fn read_in_steps<H: Http>(http: &H, body: &[u8], step: usize) -> Result<Value, JsonError> {
    let (rest, first) = begin(body)?;
    if rest.len() <= step || !matches!(first, b'{' | b'[') {
        return parse(body);
    }
    let mut reader = Reader { cursor: Cursor { body: rest, at: 0 }, step, open: Vec::new() };
    let mut slices = Slices::begin(http);
    let stopped = loop {
        match reader.advance() {
            Ok(None) => slices.turn(http).await,
            Ok(Some(value)) => return Ok(value),
            Err(stopped) => break stopped,
        }
    };
    let at = match stopped {
        Stopped::Here(Unexpected::End) => rest.len(),
        Stopped::Here(Unexpected::Other) => reader.cursor.at + 1,
        Stopped::At(at) => at,
    };
    let (line, column) = place(rest, at);
    Err(JsonError::NotJson { html: false, cut_off: matches!(stopped, Stopped::Here(Unexpected::End)), line, column })
}

/// The body without a mark of the byte order, and its first byte that is no space.
fn begin(body: &[u8]) -> Result<(&[u8], u8), JsonError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace()).ok_or(JsonError::Empty)?;
    Ok((body, *first))
}

/// Why reading stopped.
enum Stopped {
    /// Where the cursor is.
    Here(Unexpected),
    /// Behind so many bytes.
    At(usize),
}

impl From<Unexpected> for Stopped {
    fn from(unexpected: Unexpected) -> Stopped {
        Stopped::Here(unexpected)
    }
}

/// A list or an object whose end has not come yet.
struct Open {
    /// Its own name, where it is a member.
    name: String,
    value: Value,
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    step: usize,
    /// From the document to what is read now.
    open: Vec<Open>,
}

impl<'a> Reader<'a> {
    /// Reads on, a short way; gives the document when it has come to its end.
    fn advance(&mut self) -> Result<Option<Value>, Stopped> {
        match self.open.last() {
            None => self.enter(String::new()),
            Some(open) => self.entries(open.value.is_array()),
        }
    }

    /// Goes into the list or object that begins here.
    fn enter(&mut self, name: String) -> Result<Option<Value>, Stopped> {
        let is_list = self.cursor.next()? == b'[';
        if self.open.len() == DEEPEST {
            return Err(Unexpected::Other.into());
        }
        self.cursor.at += 1;
        self.open
            .push(Open { name, value: if is_list { Value::Array(Vec::new()) } else { Value::Object(Map::new()) } });
        match self.cursor.next()? {
            b']' | b'}' => self.leave(is_list),
            _ => Ok(None),
        }
    }

    /// Some entries of the innermost list or object: as many as there are in a step. An entry longer than that is entered.
    fn entries(&mut self, is_list: bool) -> Result<Option<Value>, Stopped> {
        let begin = self.cursor.at;
        let mut end = begin;
        loop {
            let name = if is_list { None } else { Some(self.name()?) };
            let first = self.cursor.next()?;
            if matches!(first, b',' | b']' | b'}') {
                return Err(Unexpected::Other.into());
            }
            let (value, mut passed) = (self.cursor.at, Passed::default());
            while !self.cursor.pass(&mut passed, self.step)? {
                if matches!(first, b'[' | b'{') {
                    self.take(begin, end)?;
                    self.cursor.at = value;
                    let name = name.map(serde_json::from_slice).transpose();
                    return self.enter(name.map_err(|_| Stopped::At(value))?.unwrap_or_default());
                }
            }
            end = self.cursor.at;
            if self.cursor.next()? != b',' {
                self.take(begin, end)?;
                return self.leave(is_list);
            }
            self.cursor.at += 1;
            if end - begin >= self.step {
                self.take(begin, end)?;
                return Ok(None);
            }
        }
    }

    /// The name of a member, in its quotes. The next byte is its value's.
    fn name(&mut self) -> Result<&'a [u8], Unexpected> {
        self.cursor.skip_space();
        let name = self.cursor.text()?;
        self.cursor.expect(b':')?;
        Ok(name)
    }

    /// Adds the entries between two places.
    fn take(&mut self, begin: usize, end: usize) -> Result<(), Stopped> {
        let Some(Open { value, .. }) = self.open.last_mut().filter(|_| begin < end) else { return Ok(()) };
        let (opening, closing) = brackets(value.is_array());
        let piece = [&[opening], &self.cursor.body[begin..end], &[closing]].concat();
        let piece = serde_json::from_slice(&piece).map_err(|error| {
            let lines = piece.split_inclusive(|byte| *byte == b'\n').take(error.line() - 1);
            Stopped::At(begin + lines.map(<[u8]>::len).sum::<usize>() + error.column() - 1)
        })?;
        match (value, piece) {
            (Value::Array(items), Value::Array(more)) => items.extend(more),
            (Value::Object(members), Value::Object(more)) => members.extend(more),
            _ => {}
        }
        Ok(())
    }

    /// Goes out of the innermost list or object, and of those that end with it, behind the comma that follows.
    fn leave(&mut self, is_list: bool) -> Result<Option<Value>, Stopped> {
        self.cursor.expect(brackets(is_list).1)?;
        let Some(Open { name, value }) = self.open.pop() else { return Ok(None) };
        let Some(Open { value: outer, .. }) = self.open.last_mut() else {
            self.cursor.skip_space();
            let is_all = self.cursor.at == self.cursor.body.len();
            return if is_all { Ok(Some(value)) } else { Err(Unexpected::Other.into()) };
        };
        match outer {
            Value::Array(items) => items.push(value),
            _ => outer[name] = value,
        }
        let is_list = outer.is_array();
        if self.cursor.next()? != b',' {
            return self.leave(is_list);
        }
        self.cursor.at += 1;
        Ok(None)
    }
}

fn brackets(is_list: bool) -> (u8, u8) {
    if is_list { (b'[', b']') } else { (b'{', b'}') }
}

/// What a member holds, which then holds it no longer; `null` where there is none.
pub(super) fn take(value: &mut Value, name: &str) -> Value {
    value.get_mut(name).map(Value::take).unwrap_or_default()
}

/// A member that is a text.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// A member that is a text and not an empty one.
pub(super) fn filled(value: &Value, name: &str) -> Option<String> {
    text(value, name).filter(|text| !text.is_empty())
}

/// The texts in a member that is a list of texts, which are taken.
pub(crate) fn take_texts(value: &mut Value, name: &str) -> Vec<String> {
    let Value::Array(items) = take(value, name) else { return Vec::new() };
    let texts = items.into_iter().filter_map(|item| match item {
        Value::String(text) => Some(text),
        _ => None,
    });
    texts.collect()
}

/// The names in a member that is an object and stands for a set, which are taken.
pub(super) fn take_names(value: &mut Value, name: &str) -> Vec<String> {
    let Value::Object(members) = take(value, name) else { return Vec::new() };
    members.into_iter().map(|(name, _)| name).collect()
}

/// The texts in a member that is an object of texts, which are taken.
pub(super) fn take_annotations(value: &mut Value, name: &str) -> Annotations {
    let Value::Object(members) = take(value, name) else { return Annotations::default() };
    let texts = members.into_iter().filter_map(|(name, member)| match member {
        Value::String(text) => Some((name, text)),
        _ => None,
    });
    Annotations::sorted(texts.collect())
}

#[cfg(test)]
mod tests;
