//! Addresses that strangers wrote, as links that a person may follow.

use super::visible::visible;

/// The host of an address that may become a link, as it is shown beside its words: only `https`, without a user name, which would hide
/// where the link leads, without anything that nobody sees, and with a host of plain characters. `None` for everything else.
pub fn link_host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    let is_seen = visible(address) == address && !address.contains(|one: char| one.is_whitespace() || one == '\\');
    (!host.is_empty() && host.bytes().all(is_plain) && is_seen).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (address, host) in [
            ("https://git.example/team/app", Some("git.example")),
            ("https://git.example:8443?a=b#c", Some("git.example:8443")),
            ("https://[2001:db8::1]/", Some("[2001:db8::1]")),
            ("https://git.example/\u{fc}", Some("git.example")),
            ("http://git.example/", None),
            ("HTTPS://git.example/", None),
            ("https://git.example@evil.example/", None),
            ("https://git.example\\@evil.example/", None),
            ("https://git.example/a b", None),
            ("https://git.example/\u{7f}", None),
            ("https://git.example/\u{202e}gpj.exe", None),
            ("https://", None),
            ("https:///git.example", None),
            ("https://g\u{456}t.example", None),
            ("javascript:alert(1)//https://a.example", None),
            ("java\nscript:alert(1)", None),
            ("//git.example", None),
            ("", None),
        ] {
            assert_eq!(link_host(address), host, "{address}");
        }
    }
}
