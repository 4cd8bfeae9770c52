//! Addresses in strangers' documents: which of them a person may follow, and where they lead.

use url::{Position, Url};

/// The host of an address that may be a link, with its port where it names one: `https` alone, no user name before the host, which would
/// hide where it leads, and the host as a browser will have it: `0x7f.1` is another one there.
pub fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let written = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_odd = address.len() > LONGEST || address.contains(|one: char| one.is_control() || one.is_whitespace());
    let url = Url::parse(address).ok().filter(|_| !is_odd)?;
    let leads = &url[Position::BeforeUsername..Position::AfterPort];
    let without_port = written.strip_suffix(":443").unwrap_or(written);
    without_port.eq_ignore_ascii_case(leads).then_some(written).filter(|written| !written.contains('@'))
}

/// A longer address is no link, in bytes.
const LONGEST: usize = 2048;

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn only_plain_https_is_a_link() {
        assert_eq!(host("https://git.example:8443/team/app?a#b"), Some("git.example:8443"));
        for address in [
            "http://git.example/",
            "https://0x7f.1/",
            "https://[2001:0.1]/",
            "https://a..:b/",
            "https://user:word@git.example/",
            "https://:git.example@evil.example/",
            "javascript:alert(1)",
            "https://git.example@evil.example/",
            "https://",
            "https://g\u{456}t.example/",
            "https://git.example/\u{202e}\n",
            "git.example",
            "",
        ] {
            assert_eq!(host(address), None, "{address}");
        }
    }
}
