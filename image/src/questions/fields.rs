//! Values as a list of texts, in an order that writer and reader share.

use std::str::FromStr;
use std::vec::IntoIter;

/// Texts that are being written, or read from the first one on.
#[derive(Debug, Default)]
pub struct Fields {
    written: Vec<String>,
    rest: IntoIter<String>,
}

impl Fields {
    /// To read these.
    pub fn of(texts: Vec<String>) -> Fields {
        Fields { written: Vec::new(), rest: texts.into_iter() }
    }

    /// What was written.
    pub fn into_texts(self) -> Vec<String> {
        self.written
    }

    /// Writes a value.
    pub fn put(&mut self, value: impl ToString) -> &mut Fields {
        self.written.push(value.to_string());
        self
    }

    /// Writes bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Fields {
        self.written.push(text_of(bytes));
        self
    }

    /// Writes what may be missing.
    pub fn option(&mut self, value: Option<impl ToString>) -> &mut Fields {
        self.written.push(value.map(|value| value.to_string()).unwrap_or_default());
        self
    }

    /// Writes what is or is not.
    pub fn flags<const COUNT: usize>(&mut self, flags: [bool; COUNT]) -> &mut Fields {
        self.written.extend(flags.map(|flag| u8::from(flag).to_string()));
        self
    }

    /// Reads a text.
    pub fn text(&mut self) -> Option<String> {
        self.rest.next()
    }

    /// Reads a number.
    pub fn number<T: FromStr>(&mut self) -> Option<T> {
        self.rest.next()?.parse().ok()
    }

    /// Reads bytes.
    pub fn read_bytes(&mut self) -> Option<Vec<u8>> {
        bytes_of(&self.rest.next()?)
    }

    /// Reads what may be missing.
    pub fn read_option<T: FromStr>(&mut self) -> Option<Option<T>> {
        let text = self.rest.next()?;
        if text.is_empty() { Some(None) } else { Some(Some(text.parse().ok()?)) }
    }

    /// Reads what is or is not.
    pub fn flag(&mut self) -> Option<bool> {
        self.number::<u8>().map(|flag| flag == 1)
    }

    /// Reads how many there are, and each.
    pub fn list<T>(&mut self, one: impl Fn(&mut Fields) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number::<usize>()?;
        (0..count).map(|_| one(self)).collect()
    }

    /// What was not read.
    pub fn into_rest(self) -> Vec<String> {
        self.rest.collect()
    }
}

/// Bytes as a text: each is the letter of its number, so that any bytes come back, and a browser keeps one byte for each.
pub fn text_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The bytes of such a text; `None` where it is none.
pub fn bytes_of(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect()
}
