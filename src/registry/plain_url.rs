//! Addresses that are written as browsers write them already.
//!
//! The parser of `url` follows the URL standard through everything that may stand for a host: percent signs, Unicode, numbers
//! in place of an IPv4 address. That is much code, and none of it is needed for `https://registry.example:5000/v2/`. So this
//! takes such an address apart by itself, and the page's first module does without the parser (docs/decisions/0011). What it
//! takes, it reads as `url` does; a test holds it to that.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::{fmt, iter};

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Error, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};
use url::{Host, Url};

/// What stands for itself in a path, a query and a fragment besides letters and digits: `url` writes all else as `%XX`.
const IN_PATH: &[u8] = b"!$%&'()*+,-./:;=@[]^_|~";
const IN_QUERY: &[u8] = b"!$%&()*+,-./:;=?@[\\]^_`{|}~";
const IN_FRAGMENT: &[u8] = b"!#$%&'()*+,-./:;=?@[\\]^_{|}~";

/// Reads an http or https address.
///
/// ```text
/// address   := ( "http" | "https" ) "://" authority [ ( "/" | "?" | "#" ) anything visible ]
/// authority := host [ ":" port ]
/// host      := name | IPv4 | "[" IPv6 "]"
/// ```
/// `None` for anything else, also for what `url` would take: a user name, a host with percent signs, one outside ASCII, a path that leads
/// back up.
pub fn parse(text: &str) -> Option<Url> {
    if text.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return None;
    }
    let (scheme, rest) = text.split_once("://")?;
    let scheme = ["http", "https"].into_iter().find(|known| known.eq_ignore_ascii_case(scheme))?;
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (rest, fragment) = apart(rest, '#');
    let (path, query) = apart(rest, '?');
    if path.contains('\\') || path.split('/').any(is_dots) {
        return None;
    }
    Some(placed(&origin(scheme, authority)?, path, query, fragment))
}

/// Whether a part of a path stands for a folder above or for its own, in one of the ways that it can be written.
fn is_dots(part: &str) -> bool {
    matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// The address of a path at an origin, with a query and a fragment where it has them. What may not stand in them as it is, is
/// percent-encoded; the path leads nowhere back up.
pub fn placed(origin: &Url, path: &str, query: Option<&str>, fragment: Option<&str>) -> Url {
    let kind = match origin.host() {
        Some(Host::Ipv4(_)) => IPV4,
        Some(Host::Ipv6(_)) => IPV6,
        Some(Host::Domain(_)) | None => NAME,
    };
    let host = origin.host_str().unwrap_or_default();
    let parts = Parts { scheme: origin.scheme(), kind, host, port: origin.port(), path, query, fragment };
    // What url takes at an origin's root, it takes with any path there.
    parts.url().unwrap_or_else(|| origin.clone())
}

/// A text in which letters, digits and what is `plain` stand for themselves, and all else as `%XX`.
pub fn percent_encoded(text: &str, plain: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The address of an origin's root. `scheme` is `http` or `https`; the authority is as above.
pub fn origin(scheme: &str, authority: &str) -> Option<Url> {
    let colon = authority.rfind(':').filter(|at| !authority[*at..].contains(']'));
    let (host, port) = colon.map_or((authority, None), |at| (&authority[..at], Some(&authority[at + 1..])));
    let port = match port {
        Some(port) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => Some(port.parse().ok()?),
        Some("") | None => None,
        Some(_) => return None,
    };
    let port: Option<u16> = port.filter(|port| *port != if scheme == "http" { 80 } else { 443 });
    let (kind, host) = read_host(host)?;
    Parts { scheme, kind, host: &host, port, path: "/", query: None, fragment: None }.url()
}

/// What `url` calls the kinds of hosts.
const NAME: &str = "Domain";
const IPV4: &str = "Ipv4";
const IPV6: &str = "Ipv6";

/// The kind of a host, and how it is written; `None` where it is none.
fn read_host(host: &str) -> Option<(&'static str, String)> {
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.strip_suffix(']')?.parse().ok()?;
        return Some((IPV6, format!("[{}]", shortest(address))));
    }
    // A host goes into commands for a shell too, so only letters of names are let in.
    let is_of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let labels = host.strip_suffix('.').unwrap_or(host);
    let last = labels.rsplit('.').next().unwrap_or(labels);
    if labels.split('.').any(str::is_empty) || !host.bytes().all(is_of_a_name) {
        return None;
    }
    // A last label that is a number makes the whole an IPv4 address. Of those only the usual form is taken.
    let hexadecimal = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if is_number {
        host.parse::<Ipv4Addr>().ok()?;
    }
    Some((if is_number { IPV4 } else { NAME }, host.to_ascii_lowercase()))
}

/// An IPv6 address as the URL standard writes it: the first of the longest runs of zeros is left out.
fn shortest(address: Ipv6Addr) -> String {
    let pieces = address.segments();
    let (mut zeros, mut at) = (0..0, 0);
    while at < pieces.len() {
        let count = pieces[at..].iter().take_while(|piece| **piece == 0).count();
        if count > 1 && count > zeros.len() {
            zeros = at..at + count;
        }
        at += count.max(1);
    }
    let text = |pieces: &[u16]| pieces.iter().map(|piece| format!("{piece:x}")).collect::<Vec<_>>().join(":");
    if zeros.is_empty() {
        return text(&pieces);
    }
    format!("{}::{}", text(&pieces[..zeros.start]), text(&pieces[zeros.end..]))
}

/// The parts of an address.
struct Parts<'a> {
    scheme: &'a str,
    kind: &'static str,
    /// As it is written in an address, IPv6 with its brackets.
    host: &'a str,
    port: Option<u16>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl Parts<'_> {
    /// The address, made without url's parser: by where the parts of its text begin and end.
    fn url(&self) -> Option<Url> {
        let Parts { scheme, kind, host, port, path, query, fragment } = *self;
        let shown_port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let mut text = format!("{scheme}://{host}{shown_port}");
        let host_start = scheme.len() + "://".len();
        let path_start = text.len();
        if !path.starts_with('/') {
            text.push('/');
        }
        text.push_str(&percent_encoded(path, IN_PATH));
        let mut add = |mark: char, part: Option<&str>, plain: &[u8]| {
            let start = part.map(|_| text.len());
            if let Some(part) = part {
                text.push(mark);
                text.push_str(&percent_encoded(part, plain));
            }
            start
        };
        let query_start = add('?', query, IN_QUERY);
        let fragment_start = add('#', fragment, IN_FRAGMENT);
        let at = |place: usize| Member::Number(place as u32);
        let maybe = |place: Option<usize>| place.map_or(Member::Nothing, at);
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let members = [
            Member::Text(&text),
            at(scheme.len()),
            at(host_start),
            at(host_start),
            at(host_start + host.len()),
            if kind == NAME { Member::Variant(kind) } else { Member::Address(kind, address) },
            port.map_or(Member::Nothing, |port| Member::Number(port.into())),
            at(path_start),
            maybe(query_start),
            maybe(fragment_start),
        ];
        Url::deserialize_internal(SeqDeserializer::new(members.into_iter())).ok()
    }
}

/// A member of a `Url`, in the order of [`Url::serialize_internal`]: its text, where its parts end and begin, its kind of host,
/// its port, and where query and fragment begin. `serde_json::Value` would do as well, and bring its own code along.
#[derive(Clone, Copy)]
enum Member<'a> {
    Text(&'a str),
    Number(u32),
    Variant(&'static str),
    /// A variant with an address in it.
    Address(&'static str, &'a str),
    Nothing,
}

/// A member is not what `url` takes there. It has no words: nobody reads them, and those of serde can write any number.
#[derive(Debug, thiserror::Error)]
#[error("no part of an address")]
struct Misplaced;

impl Error for Misplaced {
    fn custom<T: fmt::Display>(_: T) -> Misplaced {
        Misplaced
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Misplaced {
        Misplaced
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Misplaced {
        Misplaced
    }
}

impl<'de> IntoDeserializer<'de, Misplaced> for Member<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Member<'_> {
    type Error = Misplaced;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misplaced> {
        match self {
            Member::Text(text) => visitor.visit_str(text),
            Member::Number(number) => visitor.visit_u32(number),
            Member::Variant(name) => visitor.visit_enum(name.into_deserializer()),
            Member::Address(kind, address) => {
                let one = MapDeserializer::new(iter::once((kind, address)));
                visitor.visit_enum(MapAccessDeserializer::new(one))
            }
            Member::Nothing => visitor.visit_none(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misplaced> {
        match self {
            Member::Nothing => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

fn apart(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn same(text: &str) {
        assert_eq!(parse(text).map(String::from), Url::parse(text).ok().map(String::from), "{text}");
    }

    #[test]
    fn what_it_takes_it_reads_as_url_does() {
        for text in [
            "https://registry.example",
            "HTTPS://Registry.Example:443/v2/",
            "http://localhost:5000/v2/_catalog?n=100",
            "http://127.0.0.1:80/a/...b//c?d=/../e",
            "https://[::]/<a>|{b}^'\"`?<a>|{b}^'\"`#<a>|{b}^'\"`#",
            "https://[1:0:0:2:0:0:0:3]",
            "https://[1:0:2:0:3:0:4:0]?",
            "https://[2001:DB8:0:0::1]:5000/v2/#top",
            "https://[::ffff:127.0.0.1]/",
            "https://under_score.example.:8443?scope=repository:a/b:pull",
            "https://a.example/token?service=r%20x&scope=ü",
            "http://a.0xg/",
            "http://a.example/?\\",
            "http://a.b.c.d.e:65535//double",
        ] {
            assert!(parse(text).is_some(), "{text}");
            same(text);
        }
    }

    #[test]
    fn what_is_no_address_for_both() {
        for text in [
            "",
            "https://",
            "https:///v2/",
            "http://1.2.3/",
            "http://256.0.0.1/",
            "https://[::1/",
            "https://[fe80::1%25eth0]/",
            "https://a.example:port/",
            "https://a.example:65536/",
            "https://a..0x/",
            "https://ü.example/",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn odd_forms_are_for_url_alone() {
        for text in [
            "https://user:password@a.example/",
            "https://%61.example/",
            "https://a.example\\b",
            "https://a.example/b\\c",
            "https://a.example/a/../b",
            "https://a.example/./b",
            "https://a.example/a/%2E.",
            " https://a.example/",
            "http://0x7f.1/",
            "http://5000/",
            "http://010.0.0.1/",
            "https:a.example",
        ] {
            assert!(Url::parse(text).is_ok_and(|url| url.has_host()) && parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_it_takes_it_reads_as_url_does(
            text in "(http|https|HTTP)://[a-zA-Z0-9._:\\[\\]-]{0,20}(:[0-9]{0,6})?(/[ -~ü]{0,20})?"
        ) {
            // What a label in punycode stands for, only url looks at.
            prop_assume!(!text.to_ascii_lowercase().contains("xn--"));
            if let Some(url) = parse(&text) {
                prop_assert_eq!(Ok(url), Url::parse(&text));
            }
        }

        #[test]
        fn addresses_of_ipv6_are_written_as_url_writes_them(pieces: [bool; 8], piece in 1_u16..) {
            let address = Ipv6Addr::from(pieces.map(|is_some| if is_some { piece } else { 0 }));
            let written = format!("https://[{address}]:5000/");
            prop_assert_eq!(parse(&written), Url::parse(&written).ok());
        }

        #[test]
        fn what_url_wrote_is_taken(
            text in "https?://([a-z0-9_-]{1,9}\\.){0,3}[a-z]{1,5}(:[0-9]{1,4})?(/[!-~]{0,20})?"
        ) {
            prop_assume!(!text.contains("xn--"));
            if let Ok(url) = Url::parse(&text) {
                prop_assert_eq!(parse(url.as_str()), Some(url));
            }
        }
    }
}
