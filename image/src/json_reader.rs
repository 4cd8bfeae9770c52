//! JSON of strangers, read in one pass: whoever reads takes the members that it knows and passes the others over.
//!
//! It is for tables of contents, which have a member for each file of an image, so it builds no document. It is lenient where that harms
//! nobody: what stands behind the document is not looked at.

use std::fmt;

/// A document that is being read.
#[derive(Debug)]
pub struct JsonReader<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
}

/// It is no JSON, or another value than was expected, at this byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoJson {
    /// The byte, from 0.
    pub at: usize,
}

impl fmt::Display for NoJson {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(words, "at byte {} it is not the JSON that it should be", self.at)
    }
}

impl std::error::Error for NoJson {}

/// As deep as anybody goes.
const DEEPEST: usize = 64;

impl<'a> JsonReader<'a> {
    /// Begins.
    pub fn new(text: &'a [u8]) -> JsonReader<'a> {
        JsonReader { text, at: 0, depth: 0 }
    }

    /// Reads an object: `take` gets each name, and has to read or [pass over](JsonReader::pass) its value.
    pub fn object(&mut self, take: &mut dyn FnMut(&mut Self, &str) -> Result<(), NoJson>) -> Result<(), NoJson> {
        self.all(b'{', b'}', &mut |reader| {
            let name = reader.text()?;
            reader.expect(b':')?;
            take(reader, &name)
        })
    }

    /// Reads an array: `take` has to read or pass over each value.
    pub fn array(&mut self, take: &mut dyn FnMut(&mut Self) -> Result<(), NoJson>) -> Result<(), NoJson> {
        self.all(b'[', b']', take)
    }

    /// Reads a text. Half a pair of UTF-16 becomes a mark for what cannot be read.
    pub fn text(&mut self) -> Result<String, NoJson> {
        self.expect(b'"')?;
        let mut text = Vec::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).ok_or(self.none())?;
            text.extend_from_slice(&rest[..plain]);
            self.at += plain;
            match self.byte()? {
                b'"' => return String::from_utf8(text).map_err(|_| self.none()),
                b'\\' => {
                    let letter = self.escaped()?;
                    text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                }
                _ => return Err(self.none()),
            }
        }
    }

    /// Reads a whole number.
    pub fn number(&mut self) -> Result<i64, NoJson> {
        self.space();
        let rest = &self.text[self.at..];
        let length = rest.iter().take_while(|byte| matches!(byte, b'-' | b'0'..=b'9')).count();
        let number = std::str::from_utf8(&rest[..length]).ok().and_then(|digits| digits.parse().ok());
        let number = number.ok_or(self.none())?;
        self.at += length;
        Ok(number)
    }

    /// Reads a whole number that is not negative.
    pub fn size(&mut self) -> Result<u64, NoJson> {
        let number = self.number()?;
        u64::try_from(number).map_err(|_| self.none())
    }

    /// Passes any value over.
    pub fn pass(&mut self) -> Result<(), NoJson> {
        self.space();
        match self.text.get(self.at) {
            Some(b'{') => self.object(&mut |reader, _| reader.pass()),
            Some(b'[') => self.array(&mut |reader| reader.pass()),
            Some(b'"') => self.text().map(drop),
            _ => {
                let rest = &self.text[self.at..];
                let length =
                    rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
                self.at += length;
                if length == 0 { Err(self.none()) } else { Ok(()) }
            }
        }
    }

    fn all(&mut self, begin: u8, end: u8, one: &mut dyn FnMut(&mut Self) -> Result<(), NoJson>) -> Result<(), NoJson> {
        self.expect(begin)?;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.none());
        }
        self.space();
        if self.text.get(self.at) == Some(&end) {
            self.at += 1;
        } else {
            loop {
                one(self)?;
                self.space();
                match self.byte()? {
                    b',' => {}
                    byte if byte == end => break,
                    _ => return Err(self.none()),
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn escaped(&mut self) -> Result<char, NoJson> {
        Ok(match self.byte()? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'u' => {
                let first = self.hexadecimal()?;
                if !(0xd800..0xdc00).contains(&first) || !self.text[self.at..].starts_with(b"\\u") {
                    return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let before = self.at;
                self.at += 2;
                let second = self.hexadecimal()?;
                if !(0xdc00..0xe000).contains(&second) {
                    self.at = before;
                    return Ok(char::REPLACEMENT_CHARACTER);
                }
                let both = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                char::from_u32(both).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(self.none()),
        })
    }

    fn hexadecimal(&mut self) -> Result<u32, NoJson> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let number = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let number = number.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or(self.none())?;
        self.at += 4;
        Ok(number)
    }

    fn expect(&mut self, byte: u8) -> Result<(), NoJson> {
        self.space();
        let found = self.byte()?;
        if found == byte { Ok(()) } else { Err(NoJson { at: self.at - 1 }) }
    }

    fn byte(&mut self) -> Result<u8, NoJson> {
        let byte = *self.text.get(self.at).ok_or(self.none())?;
        self.at += 1;
        Ok(byte)
    }

    fn space(&mut self) {
        self.at += self.text[self.at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    }

    fn none(&self) -> NoJson {
        NoJson { at: self.at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str) -> Result<Vec<String>, NoJson> {
        let mut texts = Vec::new();
        JsonReader::new(json.as_bytes()).array(&mut |reader| {
            texts.push(reader.text()?);
            Ok(())
        })?;
        Ok(texts)
    }

    #[test]
    fn values() {
        assert_eq!(
            texts(r#" [ "a" , "\u00fc\ud83d\ude00\n\/" ,"\ud800x"]"#),
            Ok(vec!["a".into(), "ü😀\n/".into(), "\u{fffd}x".into()])
        );
        assert_eq!(texts("[]"), Ok(vec![]));
        let mut found = (0, 0);
        let json = br#"{"x":{"y":[1,-2.5e3,null,true,{"z":"}"}]},"size":7,"mtime":-3,"w":{}}"#;
        let read = JsonReader::new(json).object(&mut |reader, name| {
            match name {
                "size" => found.0 = reader.size()?,
                "mtime" => found.1 = reader.number()?,
                _ => reader.pass()?,
            }
            Ok(())
        });
        assert_eq!((read, found), (Ok(()), (7, -3)));
    }

    #[test]
    fn what_is_none() {
        for json in ["", "[", "[\"a", "[\"a\"", "[\"a\",]", "{}", "[1]", "[\"\\x\"]", "[\"\\u12\"]", "[\"a\n\"]"] {
            assert!(texts(json).is_err(), "{json}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(JsonReader::new(deep.as_bytes()).pass(), Err(NoJson { at: 65 }));
        assert_eq!(JsonReader::new(b"-1").size(), Err(NoJson { at: 2 }));
    }
}
