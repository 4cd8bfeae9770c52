//! A value of `config.json`.
//!
//! serde's reader does the same, and brings what it needs to make numbers: 4 KB of what every first visit loads. No number means anything
//! here, so one stays as it is written (docs/decisions/0028).

use std::fmt;

use serde_json::Value;

use crate::registry::cursor::{Cursor, Unexpected, said};
use crate::registry::visible::quoted;

/// As deep as serde reads.
const DEEPEST: usize = 127;

/// A value as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigValue {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as it is written.
    Number(String),
    /// A text, without its quotes.
    Text(String),
    /// A list.
    List(Vec<ConfigValue>),
    /// An object's members, in their order.
    Object(Vec<(String, ConfigValue)>),
}

impl ConfigValue {
    /// Reads a document of one value.
    ///
    /// # Errors
    ///
    /// Where it is none: the line and the column, in bytes, from 1.
    pub fn parse(body: &[u8]) -> Result<ConfigValue, (usize, usize)> {
        let mut cursor = Cursor { body, at: 0 };
        let read = value(&mut cursor, DEEPEST).and_then(|value| {
            cursor.skip_space();
            if cursor.at < body.len() { Err(Unexpected::Other) } else { Ok(value) }
        });
        read.map_err(|unexpected| cursor.place_of(unexpected))
    }

    /// The same as serde has it.
    pub fn to_json(&self) -> Value {
        match self {
            ConfigValue::Null => Value::Null,
            ConfigValue::Boolean(boolean) => (*boolean).into(),
            ConfigValue::Number(number) => serde_json::from_str(number).unwrap_or(Value::Null),
            ConfigValue::Text(text) => text.as_str().into(),
            ConfigValue::List(items) => items.iter().map(ConfigValue::to_json).collect(),
            ConfigValue::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.clone(), value.to_json())).collect())
            }
        }
    }

    /// The text that it is.
    pub fn text(&self) -> Option<&str> {
        if let ConfigValue::Text(text) = self { Some(text) } else { None }
    }
}

/// In a few words, as problems say what was found.
impl fmt::Display for ConfigValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigValue::Null => f.write_str("null"),
            ConfigValue::Boolean(true) => f.write_str("true"),
            ConfigValue::Boolean(false) => f.write_str("false"),
            ConfigValue::Number(number) => f.write_str(number),
            ConfigValue::Text(text) if text.chars().count() > 40 => f.write_str("a long text"),
            ConfigValue::Text(text) => f.write_str(&quoted(text)),
            ConfigValue::List(_) => f.write_str("a list"),
            ConfigValue::Object(_) => f.write_str("an object"),
        }
    }
}

fn value(cursor: &mut Cursor<'_>, deepest: usize) -> Result<ConfigValue, Unexpected> {
    match cursor.next()? {
        b'"' => Ok(ConfigValue::Text(text(cursor)?)),
        b'[' => {
            let mut items = Vec::new();
            entries(cursor, deepest, b']', |cursor, deepest| {
                items.push(value(cursor, deepest)?);
                Ok(())
            })?;
            Ok(ConfigValue::List(items))
        }
        b'{' => {
            let mut members = Vec::new();
            entries(cursor, deepest, b'}', |cursor, deepest| {
                cursor.next()?;
                let name = text(cursor)?;
                cursor.expect(b':')?;
                members.push((name, value(cursor, deepest)?));
                Ok(())
            })?;
            Ok(ConfigValue::Object(members))
        }
        b'n' => word(cursor, b"null", ConfigValue::Null),
        b't' => word(cursor, b"true", ConfigValue::Boolean(true)),
        b'f' => word(cursor, b"false", ConfigValue::Boolean(false)),
        _ => number(cursor),
    }
}

/// What stands between two brackets, with commas between; the first one is the next byte.
fn entries<'a>(
    cursor: &mut Cursor<'a>,
    deepest: usize,
    closing: u8,
    mut entry: impl FnMut(&mut Cursor<'a>, usize) -> Result<(), Unexpected>,
) -> Result<(), Unexpected> {
    let deepest = deepest.checked_sub(1).ok_or(Unexpected::Other)?;
    cursor.at += 1;
    if cursor.next()? != closing {
        loop {
            entry(cursor, deepest)?;
            match cursor.next()? {
                b',' => cursor.at += 1,
                _ => break,
            }
        }
    }
    cursor.expect(closing)
}

fn text(cursor: &mut Cursor<'_>) -> Result<String, Unexpected> {
    let begin = cursor.at;
    let text = said(cursor.text()?);
    if text.is_none() {
        cursor.at = begin;
    }
    Ok(text.ok_or(Unexpected::Other)?.into_owned())
}

fn word(cursor: &mut Cursor<'_>, word: &[u8], value: ConfigValue) -> Result<ConfigValue, Unexpected> {
    for letter in word {
        match cursor.body.get(cursor.at) {
            None => return Err(Unexpected::End),
            Some(found) if found != letter => return Err(Unexpected::Other),
            Some(_) => cursor.at += 1,
        }
    }
    Ok(value)
}

/// ```text
/// number := [ "-" ] ( "0" | digit1-9 *digit ) [ "." 1*digit ] [ ( "e" | "E" ) [ "+" | "-" ] 1*digit ]
/// ```
fn number(cursor: &mut Cursor<'_>) -> Result<ConfigValue, Unexpected> {
    let begin = cursor.at;
    if is_next(cursor, b"-") {
        cursor.at += 1;
    }
    if is_next(cursor, b"0") {
        cursor.at += 1;
    } else {
        digits(cursor)?;
    }
    if is_next(cursor, b".") {
        cursor.at += 1;
        digits(cursor)?;
    }
    if is_next(cursor, b"eE") {
        cursor.at += 1;
        if is_next(cursor, b"+-") {
            cursor.at += 1;
        }
        digits(cursor)?;
    }
    Ok(ConfigValue::Number(String::from_utf8_lossy(&cursor.body[begin..cursor.at]).into_owned()))
}

fn is_next(cursor: &Cursor<'_>, signs: &[u8]) -> bool {
    cursor.body.get(cursor.at).is_some_and(|byte| signs.contains(byte))
}

fn digits(cursor: &mut Cursor<'_>) -> Result<(), Unexpected> {
    let begin = cursor.at;
    while is_next(cursor, b"0123456789") {
        cursor.at += 1;
    }
    match (cursor.at > begin, cursor.body.get(cursor.at)) {
        (true, _) => Ok(()),
        (false, None) => Err(Unexpected::End),
        (false, Some(_)) => Err(Unexpected::Other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// What serde reads, with what this reads of it. A number may be too large for serde.
    #[track_caller]
    fn check(body: &[u8]) {
        let (ours, serdes) = (ConfigValue::parse(body), serde_json::from_slice::<Value>(body));
        match (&ours, &serdes) {
            (Ok(ours), Ok(serdes)) => assert!(is_same(ours, serdes), "{ours:?} and {serdes:?}"),
            (Ok(_), Err(error)) => assert!(error.to_string().contains("number out of range"), "{error}"),
            (Err(place), Ok(value)) => panic!("{value} is none at {place:?}"),
            (Err(_), Err(_)) => {}
        }
    }

    fn is_same(ours: &ConfigValue, serdes: &Value) -> bool {
        match (ours, serdes) {
            (ConfigValue::Null, Value::Null) => true,
            (ConfigValue::Boolean(one), Value::Bool(other)) => one == other,
            (ConfigValue::Number(one), Value::Number(other)) => {
                serde_json::from_str::<serde_json::Number>(one).is_ok_and(|one| one == *other)
            }
            (ConfigValue::Text(one), Value::String(other)) => one == other,
            (ConfigValue::List(one), Value::Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
            }
            // Of a name that is there twice serde keeps the last.
            (ConfigValue::Object(one), Value::Object(other)) => other.iter().all(|(name, other)| {
                one.iter().rev().find(|(known, _)| known == name).is_some_and(|(_, one)| is_same(one, other))
            }),
            _ => false,
        }
    }

    #[test]
    fn what_is_written_in_many_ways() {
        for body in [
            r#"{"a": [1, -0.5e+3, 1E2, 0, "\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t"], "b": {}, "c": [], "d": null, "a": true}"#,
            "01",
            "1.",
            "-",
            "+1",
            "1e",
            "nul",
            "truer",
            "[1,]",
            "{\"a\":1,}",
            "{,}",
            "[,1]",
            "{\"a\"}",
            "{a:1}",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"\\u12\"",
            "\"\\x\"",
            "\"\\\"",
            "\"a\nb\"",
            "1 2",
            "\"a",
        ] {
            check(body.as_bytes());
        }
        check(b"\"\xff\"");
        for deep in [127, 128] {
            check(["[".repeat(deep), "]".repeat(deep)].concat().as_bytes());
        }
    }

    #[test]
    fn it_says_where_it_stops() {
        for (body, place) in
            [("{\n  title: 1}", (2, 3)), ("[1,\n2", (2, 1)), ("{\"a\": x}", (1, 7)), ("[1] 2", (1, 5)), ("tru", (1, 3))]
        {
            assert_eq!(ConfigValue::parse(body.as_bytes()), Err(place), "{body}");
        }
    }

    proptest! {
        #[test]
        fn it_reads_what_serde_reads(body in "(\\{\"a\":|\\[|\\{|\\}|\\]|,|:|\"|\\\\|u00e9|ud83d|1|0|-|\\.|e|null|true| |\n|é){0,14}") {
            check(body.as_bytes());
        }
    }
}
