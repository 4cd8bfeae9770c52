//! CBOR (RFC 8949), as far as COSE's signatures are written in it: everything of a definite length.

use std::str;

/// As deep as documents are read.
const DEEPEST: usize = 16;

/// Maps of more pairs are not read.
const MOST: usize = 64;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cbor {
    /// A number.
    Number(i64),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Cbor>),
    /// Pairs, in their order.
    Map(Vec<(Cbor, Cbor)>),
    /// A value with a mark of what it means.
    Tagged(u64, Box<Cbor>),
    /// `false`, `true`, `null`, `undefined`, by their numbers.
    Simple(u8),
}

impl Cbor {
    /// Reads a document of one value, with nothing behind it.
    pub fn parse(body: &[u8]) -> Option<Cbor> {
        let mut rest = body;
        let value = value(&mut rest, DEEPEST)?;
        rest.is_empty().then_some(value)
    }

    /// The bytes that it is.
    pub fn bytes(&self) -> Option<&[u8]> {
        if let Cbor::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The text that it is.
    pub fn text(&self) -> Option<&str> {
        if let Cbor::Text(text) = self { Some(text) } else { None }
    }
}

/// Writes how long bytes are and the bytes, as COSE's signed structure has them.
pub fn write_bytes(written: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    match length {
        0..=23 => written.push(0x40 | length as u8),
        24..=0xff => written.extend([0x58, length as u8]),
        0x100..=0xffff => {
            written.push(0x59);
            written.extend((length as u16).to_be_bytes());
        }
        _ => {
            written.push(0x5a);
            written.extend(length.to_be_bytes());
        }
    }
    written.extend(bytes);
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// The kind of a value, and the number in its head.
fn head(rest: &mut &[u8]) -> Option<(u8, u64)> {
    let first = take(rest, 1)?[0];
    let more = match first & 0x1f {
        small @ 0..=23 => return Some((first >> 5, u64::from(small))),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let number = take(rest, more)?.iter().fold(0, |all, byte| (all << 8) | u64::from(*byte));
    Some((first >> 5, number))
}

fn value(rest: &mut &[u8], depth: usize) -> Option<Cbor> {
    let depth = depth.checked_sub(1)?;
    let (kind, number) = head(rest)?;
    // A list cannot have more items than there are bytes.
    let length = usize::try_from(number).ok().filter(|length| *length <= rest.len());
    Some(match kind {
        0 => Cbor::Number(i64::try_from(number).ok()?),
        1 => Cbor::Number(-1 - i64::try_from(number).ok()?),
        2 => Cbor::Bytes(take(rest, length?)?.to_vec()),
        3 => Cbor::Text(str::from_utf8(take(rest, length?)?).ok()?.to_owned()),
        4 => Cbor::List((0..length?).map(|_| value(rest, depth)).collect::<Option<_>>()?),
        5 => {
            let mut pairs: Vec<(Cbor, Cbor)> = Vec::new();
            for _ in 0..length.filter(|length| *length <= MOST)? {
                let key = value(rest, depth)?;
                // Which of two would count?
                if pairs.iter().any(|(other, _)| *other == key) {
                    return None;
                }
                pairs.push((key, value(rest, depth)?));
            }
            Cbor::Map(pairs)
        }
        6 => Cbor::Tagged(number, Box::new(value(rest, depth)?)),
        _ => Cbor::Simple(u8::try_from(number).ok().filter(|number| *number < 24)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples of RFC 8949, appendix A.
    #[test]
    fn values_are_read() {
        let text = |text: &str| Cbor::Text(text.to_owned());
        for (body, expected) in [
            (&[0x18, 0x64][..], Some(Cbor::Number(100))),
            (&[0x39, 0x03, 0xe7], Some(Cbor::Number(-1000))),
            (&[0x44, 1, 2, 3, 4], Some(Cbor::Bytes(vec![1, 2, 3, 4]))),
            (&[0x64, 0x49, 0x45, 0x54, 0x46], Some(text("IETF"))),
            (&[0x82, 1, 0xf6], Some(Cbor::List(vec![Cbor::Number(1), Cbor::Simple(22)]))),
            (&[0xa1, 0x61, 0x61, 1], Some(Cbor::Map(vec![(text("a"), Cbor::Number(1))]))),
            (&[0xc1, 0x1a, 0x51, 0x4b, 0x67, 0xb0], Some(Cbor::Tagged(1, Box::new(Cbor::Number(1_363_896_240))))),
            (&[], None),
            (&[0x44, 1], None),
            (&[0x9f, 0xff], None),
            (&[0xa2, 1, 1, 1, 1], None),
            (&[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], None),
            (&[1, 1], None),
            (&[0x81; 40], None),
        ] {
            assert_eq!(Cbor::parse(body), expected, "{body:x?}");
        }
    }

    #[test]
    fn bytes_are_written_as_they_are_read() {
        for length in [0, 23, 24, 255, 256, 65_535, 65_536] {
            let mut written = Vec::new();
            write_bytes(&mut written, &vec![7; length]);
            assert_eq!(Cbor::parse(&written), Some(Cbor::Bytes(vec![7; length])));
        }
    }
}
