//! Addresses in strangers' documents: which of them a person may follow, and where they lead.

use crate::registry::visible::visible;

/// The host of an address that may be a link: `https` alone, a host of plain characters, and no user name before it, which would hide
/// where it leads.
pub fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain =
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    let is_short = address.len() <= 2048 && !address.contains(char::is_whitespace) && visible(address) == address;
    (is_plain && is_short).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn only_plain_https_is_a_link() {
        assert_eq!(host("https://git.example:8443/team/app?a#b"), Some("git.example:8443"));
        for address in [
            "http://git.example/",
            "javascript:alert(1)",
            "https://git.example@evil.example/",
            "https://",
            "https://g\u{456}t.example/",
            "https://git.example/\u{202e}gpj",
            "git.example",
            "",
        ] {
            assert_eq!(host(address), None, "{address}");
        }
    }
}
