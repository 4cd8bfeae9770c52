//! DER as certificates and keys are written in it: elements with a tag of one byte and a definite length.
//!
//! ```text
//! element = tag length value       X.690, 8.1 and 10.1: each length in the fewest bytes
//! ```

/// Tags that are looked for.
pub mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const OID: u8 = 0x06;
    pub const UTF8_STRING: u8 = 0x0c;
    pub const PRINTABLE_STRING: u8 = 0x13;
    pub const T61_STRING: u8 = 0x14;
    pub const IA5_STRING: u8 = 0x16;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const BMP_STRING: u8 = 0x1e;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;
}

/// Something written in DER that is read one element after the other. Nothing of it panics: what is no element is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Der<'a> {
    rest: &'a [u8],
}

/// One element.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    pub tag: u8,
    pub value: &'a [u8],
    /// With its tag and its length.
    pub whole: &'a [u8],
}

impl<'a> Der<'a> {
    pub fn new(bytes: &'a [u8]) -> Der<'a> {
        Der { rest: bytes }
    }

    /// The one element of a document, with nothing behind it.
    pub fn only(bytes: &'a [u8], tag: u8) -> Option<Der<'a>> {
        let mut der = Der::new(bytes);
        let inside = der.inside(tag)?;
        der.rest.is_empty().then_some(inside)
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element.
    pub fn element(&mut self) -> Option<Element<'a>> {
        let (&tag, after) = self.rest.split_first()?;
        // Tags of several bytes stand in nothing that is read here.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (&first, after) = after.split_first()?;
        let (length, after) = match first {
            0..=0x7f => (usize::from(first), after),
            0x81..=0x83 => {
                let (bytes, after) = after.split_at_checked(usize::from(first & 0x7f))?;
                let length = bytes.iter().fold(0, |all, byte| (all << 8) | usize::from(*byte));
                let is_shortest = bytes[0] != 0 && length > 0x7f;
                is_shortest.then_some((length, after))?
            }
            _ => return None,
        };
        let (value, after) = after.split_at_checked(length)?;
        let whole = &self.rest[..self.rest.len() - after.len()];
        self.rest = after;
        Some(Element { tag, value, whole })
    }

    /// The next element, which has this tag.
    pub fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        self.element().filter(|element| element.tag == tag)
    }

    /// The next element, where it has this tag.
    pub fn optional(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.rest.first() == Some(&tag) { self.element() } else { None }
    }

    /// What is in the next element, which has this tag.
    pub fn inside(&mut self, tag: u8) -> Option<Der<'a>> {
        self.expect(tag).map(|element| Der::new(element.value))
    }

    /// The bytes of a bit string of whole bytes.
    pub fn bits(&mut self) -> Option<&'a [u8]> {
        self.expect(tag::BIT_STRING)?.value.split_first().filter(|(unused, _)| **unused == 0).map(|(_, bytes)| bytes)
    }

    /// An object identifier, in numbers and dots.
    pub fn oid(&mut self) -> Option<String> {
        oid(self.expect(tag::OID)?.value)
    }

    /// The bytes of a number that is not negative, without the zero in front.
    pub fn unsigned(&mut self) -> Option<&'a [u8]> {
        match self.expect(tag::INTEGER)?.value {
            [] => None,
            [0, rest @ ..] if rest.first().is_some_and(|next| *next >= 0x80) => Some(rest),
            [0] => Some(&[]),
            [first, ..] if *first == 0 || *first >= 0x80 => None,
            value => Some(value),
        }
    }
}

/// An object identifier in numbers and dots.
fn oid(value: &[u8]) -> Option<String> {
    let mut written = String::new();
    let mut number = 0_u64;
    let mut is_begun = false;
    for byte in value {
        if !is_begun && *byte == 0x80 {
            return None;
        }
        number = number.checked_mul(128)? + u64::from(byte & 0x7f);
        is_begun = byte & 0x80 != 0;
        if is_begun {
            continue;
        }
        if written.is_empty() {
            let first = (number / 40).min(2);
            written = format!("{first}.{}", number - 40 * first);
        } else {
            written.push('.');
            written.push_str(&number.to_string());
        }
        number = 0;
    }
    (!is_begun && !written.is_empty()).then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_strictly() {
        let mut der = Der::new(&[0x30, 3, 2, 1, 5, 4, 0]);
        assert_eq!(der.inside(tag::SEQUENCE).and_then(|mut inside| inside.unsigned()), Some(&[5][..]));
        assert_eq!(der.expect(tag::OCTET_STRING).map(|one| one.whole.len()), Some(2));
        assert!(der.is_empty());
        for bad in [&[][..], &[0x30], &[0x30, 1], &[0x30, 0x80], &[0x30, 0x81, 1, 0], &[0x1f, 0], &[4, 0x82, 0, 0x80]] {
            assert!(Der::new(bad).element().is_none(), "{bad:x?}");
        }
        for bad in [&[2, 0][..], &[2, 1, 0x80], &[2, 2, 0, 1], &[3, 1, 0]] {
            assert!(Der::new(bad).unsigned().is_none(), "{bad:x?}");
        }
        assert!(Der::only(&[0x30, 0, 0], tag::SEQUENCE).is_none());
    }

    #[test]
    fn identifiers_are_written_as_people_write_them() {
        let written = |bytes: &[u8]| oid(bytes);
        assert_eq!(written(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]).as_deref(), Some("1.2.840.10045.2.1"));
        assert_eq!(written(&[0x55, 0x1d, 0x25]).as_deref(), Some("2.5.29.37"));
        assert_eq!(written(&[0x88, 0x37, 3]).as_deref(), Some("2.999.3"));
        for bad in [&[][..], &[0x2a, 0x86], &[0x2a, 0x80, 1], &[0xff; 12]] {
            assert_eq!(written(bad), None);
        }
    }
}
