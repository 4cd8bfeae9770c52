//! X.509 certificates (RFC 5280), as far as a chain of them is followed.
//!
//! ```text
//! Certificate    = SEQUENCE { TBSCertificate, AlgorithmIdentifier, BIT STRING }
//! TBSCertificate = SEQUENCE { [0] version, serial, AlgorithmIdentifier, issuer, validity, subject, SubjectPublicKeyInfo,
//!                             [1] and [2] unique ids, [3] extensions }
//! ```

use crate::der::{Der, Element, tag};
use crate::key::{PublicKey, fingerprint};
use crate::pem;
use crate::signature::{EcdsaForm, Hash, Scheme};
use crate::time::{generalized_time, utc_time};

/// More bytes are no certificate.
const SIZE_LIMIT: usize = 1 << 16;

/// What it is for, by their object identifiers.
mod oid {
    pub const KEY_USAGE: &str = "2.5.29.15";
    pub const ALTERNATIVE_NAMES: &str = "2.5.29.17";
    pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
    pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
    pub const POLICIES: &str = "2.5.29.32";
    pub const EXTENDED_USAGE: &str = "2.5.29.37";
    pub const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// All of it, as it was given.
    pub der: Vec<u8>,
    /// What its issuer signed.
    pub signed: Vec<u8>,
    /// How its issuer signed it; `None` for a way that is not checked here, such as any by SHA-1.
    pub scheme: Option<Scheme>,
    /// Its issuer's signature.
    pub signature: Vec<u8>,
    /// Its issuer's name, in DER.
    pub issuer: Vec<u8>,
    /// Its own name, in DER.
    pub subject: Vec<u8>,
    /// From when it is valid, in seconds since 1970.
    pub not_before: i64,
    /// Until when.
    pub not_after: i64,
    /// Its key.
    pub key: PublicKey,
    /// What else it says.
    pub extensions: Vec<Extension>,
}

/// Something that a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// What, by its object identifier.
    pub oid: String,
    /// Whether whoever does not understand it must not use the certificate.
    pub is_critical: bool,
    /// What it says, in DER.
    pub value: Vec<u8>,
}

impl Certificate {
    /// Reads a certificate.
    pub fn parse(der: &[u8]) -> Option<Certificate> {
        if der.len() > SIZE_LIMIT {
            return None;
        }
        let mut outer = Der::only(der, tag::SEQUENCE)?;
        let signed = outer.expect(tag::SEQUENCE)?;
        let algorithm = outer.expect(tag::SEQUENCE)?;
        let signature = outer.bits()?;
        let mut inner = Der::new(signed.value);
        inner.optional(0xa0);
        inner.expect(tag::INTEGER)?;
        // The same algorithm stands inside of what is signed.
        if inner.expect(tag::SEQUENCE)?.whole != algorithm.whole || !outer.is_empty() {
            return None;
        }
        let issuer = inner.expect(tag::SEQUENCE)?.whole;
        let mut validity = inner.inside(tag::SEQUENCE)?;
        let (not_before, not_after) = (time(validity.element()?)?, time(validity.element()?)?);
        let subject = inner.expect(tag::SEQUENCE)?.whole;
        let key = PublicKey::parse_der(inner.expect(tag::SEQUENCE)?.whole)?;
        inner.optional(0x81);
        inner.optional(0x82);
        let extensions = match inner.optional(0xa3) {
            Some(element) => extensions(element.value)?,
            None => Vec::new(),
        };
        inner.is_empty().then_some(())?;
        Some(Certificate {
            der: der.to_vec(),
            signed: signed.whole.to_vec(),
            scheme: scheme(Der::new(algorithm.value)),
            signature: signature.to_vec(),
            issuer: issuer.to_vec(),
            subject: subject.to_vec(),
            not_before,
            not_after,
            key,
            extensions,
        })
    }

    /// The first certificate of a text in PEM.
    pub fn parse_pem(text: &str) -> Option<Certificate> {
        let found = pem::documents(text);
        found.iter().find(|one| one.label == "CERTIFICATE").and_then(|one| Certificate::parse(&one.der))
    }

    /// By what people compare certificates: the SHA-256 of its DER.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.der)
    }

    /// Whether it is valid at a time.
    pub fn is_valid_at(&self, seconds: i64) -> bool {
        (self.not_before..=self.not_after).contains(&seconds)
    }

    /// What an extension says.
    pub fn extension(&self, oid: &str) -> Option<&[u8]> {
        self.extensions.iter().find(|extension| extension.oid == oid).map(|extension| extension.value.as_slice())
    }

    /// Whether it may issue others, and how many may stand between it and the last: `None` where it may not.
    pub fn authority(&self) -> Option<Option<usize>> {
        let mut constraints = Der::only(self.extension(oid::BASIC_CONSTRAINTS)?, tag::SEQUENCE)?;
        let is_authority = constraints.optional(tag::BOOLEAN)?.value == [0xff];
        let may_sign = self.extension(oid::KEY_USAGE).is_none_or(|usage| has_bit(usage, 5));
        let length = match constraints.is_empty() {
            true => None,
            false => match constraints.unsigned()? {
                [] => Some(0),
                [one] => Some(usize::from(*one)),
                _ => None,
            },
        };
        (is_authority && may_sign).then_some(length)
    }

    /// Whether it says that it is for signatures of code.
    pub fn is_for_code(&self) -> bool {
        let may_sign = self.extension(oid::KEY_USAGE).is_none_or(|usage| has_bit(usage, 0));
        let Some(mut uses) = self.extension(oid::EXTENDED_USAGE).and_then(|value| Der::only(value, tag::SEQUENCE))
        else {
            return false;
        };
        let mut is_for_code = false;
        while let Some(one) = uses.oid() {
            is_for_code |= one == oid::CODE_SIGNING;
        }
        may_sign && is_for_code && uses.is_empty()
    }

    /// Something that it says must be understood, and that nobody here understands.
    pub fn not_understood(&self) -> Option<&str> {
        let known =
            [oid::KEY_USAGE, oid::ALTERNATIVE_NAMES, oid::BASIC_CONSTRAINTS, oid::POLICIES, oid::EXTENDED_USAGE];
        let unknown = |extension: &&Extension| {
            let is_known = known.contains(&extension.oid.as_str());
            // Constraints on names would have to be followed, marked or not.
            extension.oid == oid::NAME_CONSTRAINTS || (extension.is_critical && !is_known)
        };
        self.extensions.iter().find(unknown).map(|extension| extension.oid.as_str())
    }

    /// Its other names: addresses, URIs and DNS names.
    pub fn alternative_names(&self) -> Vec<String> {
        let names = self.extension(oid::ALTERNATIVE_NAMES).and_then(|value| Der::only(value, tag::SEQUENCE));
        let mut found = Vec::new();
        if let Some(mut names) = names {
            while let Some(name) = names.element() {
                // rfc822Name, dNSName and uniformResourceIdentifier
                if matches!(name.tag, 0x81 | 0x82 | 0x86)
                    && let Ok(text) = std::str::from_utf8(name.value)
                {
                    found.push(text.to_owned());
                }
            }
        }
        found
    }

    /// Its name, as `CN=…, O=…`; empty where it has none.
    pub fn subject_text(&self) -> String {
        name_text(&self.subject).unwrap_or_default()
    }
}

fn extensions(value: &[u8]) -> Option<Vec<Extension>> {
    let mut list = Der::only(value, tag::SEQUENCE)?;
    let mut found: Vec<Extension> = Vec::new();
    while !list.is_empty() {
        let mut one = list.inside(tag::SEQUENCE)?;
        let oid = one.oid()?;
        let is_critical = one.optional(tag::BOOLEAN).is_some_and(|element| element.value != [0]);
        let value = one.expect(tag::OCTET_STRING)?.value.to_vec();
        // RFC 5280, 4.2: none stands twice.
        if !one.is_empty() || found.iter().any(|other| other.oid == oid) {
            return None;
        }
        found.push(Extension { oid, is_critical, value });
    }
    Some(found)
}

fn time(element: Element<'_>) -> Option<i64> {
    match element.tag {
        tag::UTC_TIME => utc_time(element.value),
        tag::GENERALIZED_TIME => generalized_time(element.value),
        _ => None,
    }
}

fn scheme(mut algorithm: Der<'_>) -> Option<Scheme> {
    Some(match algorithm.oid()?.as_str() {
        "1.2.840.10045.4.3.2" => Scheme::Ecdsa(Hash::Sha256, EcdsaForm::Der),
        "1.2.840.10045.4.3.3" => Scheme::Ecdsa(Hash::Sha384, EcdsaForm::Der),
        "1.2.840.10045.4.3.4" => Scheme::Ecdsa(Hash::Sha512, EcdsaForm::Der),
        "1.3.101.112" => Scheme::Ed25519,
        "1.2.840.113549.1.1.11" => Scheme::RsaPkcs1(Hash::Sha256),
        "1.2.840.113549.1.1.12" => Scheme::RsaPkcs1(Hash::Sha384),
        "1.2.840.113549.1.1.13" => Scheme::RsaPkcs1(Hash::Sha512),
        "1.2.840.113549.1.1.10" => {
            let mut parameters = algorithm.inside(tag::SEQUENCE)?;
            let mut hash = parameters.inside(0xa0)?.inside(tag::SEQUENCE)?;
            Scheme::RsaPss(match hash.oid()?.as_str() {
                "2.16.840.1.101.3.4.2.1" => Hash::Sha256,
                "2.16.840.1.101.3.4.2.2" => Hash::Sha384,
                "2.16.840.1.101.3.4.2.3" => Hash::Sha512,
                _ => return None,
            })
        }
        _ => return None,
    })
}

/// Whether a bit of a key's usage is set (RFC 5280, 4.2.1.3).
fn has_bit(usage: &[u8], bit: usize) -> bool {
    let value = Der::new(usage).expect(tag::BIT_STRING).map_or(&[][..], |element| element.value);
    value.get(1 + bit / 8).is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0)
}

fn name_text(name: &[u8]) -> Option<String> {
    let mut parts = Der::only(name, tag::SEQUENCE)?;
    let mut words = Vec::new();
    while let Some(mut set) = parts.inside(tag::SET) {
        while let Some(mut pair) = set.inside(tag::SEQUENCE) {
            let oid = pair.oid()?;
            let value = pair.element()?;
            let text = match value.tag {
                tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING | tag::T61_STRING => {
                    String::from_utf8_lossy(value.value).into_owned()
                }
                tag::BMP_STRING => {
                    let units: Vec<_> =
                        value.value.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
                    String::from_utf16_lossy(&units)
                }
                _ => continue,
            };
            words.push(format!("{}={text}", short(&oid)));
        }
    }
    Some(words.join(", "))
}

/// What a part of a name is called (RFC 4514, 3).
fn short(oid: &str) -> &str {
    match oid {
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        other => other,
    }
}
