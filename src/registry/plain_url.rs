//! Addresses that are written as browsers write them already.
//!
//! The parser of `url` follows the URL standard through everything that may stand for a host: percent signs, Unicode, numbers
//! in place of an IPv4 address. That is much code, and none of it is needed for `https://registry.example:5000/v2/`. So this
//! takes such an address apart by itself, and the page's first module does without the parser (docs/decisions/0011). What it
//! takes, it reads as `url` does; a test holds it to that.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::de::value::SeqDeserializer;
use serde::de::{Error, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};
use url::Url;

/// Reads an http or https address.
///
/// ```text
/// address   := ( "http" | "https" ) "://" authority [ ( "/" | "?" | "#" ) anything visible ]
/// authority := host [ ":" port ]
/// host      := name | IPv4 | "[" IPv6 "]"
/// ```
/// `None` for anything else, also for what `url` would take: a user name, a host with percent signs, one outside ASCII.
pub fn parse(text: &str) -> Option<Url> {
    if text.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return None;
    }
    let (scheme, rest) = text.split_once("://")?;
    let scheme = ["http", "https"].into_iter().find(|known| known.eq_ignore_ascii_case(scheme))?;
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (rest, fragment) = apart(rest, '#');
    let (path, query) = apart(rest, '?');
    let mut url = origin(scheme, authority)?;
    url.set_path(path);
    url.set_query(query);
    url.set_fragment(fragment);
    Some(url)
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
    match address(host)? {
        Some(address) => {
            let mut url = named(scheme, "host", port)?;
            url.set_ip_host(address).ok()?;
            Some(url)
        }
        None => named(scheme, &host.to_ascii_lowercase(), port),
    }
}

/// The IP address that a host is: `Some(None)` where it is a name, `None` where it is neither.
fn address(host: &str) -> Option<Option<IpAddr>> {
    if let Some(inner) = host.strip_prefix('[') {
        return Some(Some(inner.strip_suffix(']')?.parse::<Ipv6Addr>().ok()?.into()));
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
    match is_number {
        true => Some(Some(host.parse::<Ipv4Addr>().ok()?.into())),
        false => Some(None),
    }
}

/// The root of a name's origin, made without url's parser: by where the parts of its text begin and end.
fn named(scheme: &str, host: &str, port: Option<u16>) -> Option<Url> {
    let shown_port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let text = format!("{scheme}://{host}{shown_port}/");
    let host_start = scheme.len() + "://".len();
    let (host_end, path_start) = (host_start + host.len(), text.len() - 1);
    let at = |place: usize| Member::Number(place as u32);
    let members = [
        Member::Text(&text),
        at(scheme.len()),
        at(host_start),
        at(host_start),
        at(host_end),
        Member::Variant("Domain"),
        port.map_or(Member::Nothing, |port| Member::Number(port.into())),
        at(path_start),
        Member::Nothing,
        Member::Nothing,
    ];
    Url::deserialize_internal(SeqDeserializer::new(members.into_iter())).ok()
}

/// A member of a `Url`, in the order of [`Url::serialize_internal`]: its text, where its parts end and begin, its kind of host,
/// its port, and where query and fragment begin. `serde_json::Value` would do as well, and bring its own code along.
#[derive(Clone, Copy)]
enum Member<'a> {
    Text(&'a str),
    Number(u32),
    Variant(&'static str),
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
            "http://127.0.0.1:80/a/../b/./c",
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
