//! An origin as a person writes it.

use url::Url;

/// The origin as browsers write it, `https://portal.example` or with a port. `None` for a wildcard, for `null`, and where
/// more than an origin stands there.
pub(super) fn parse(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let has_more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    let has_account = !url.username().is_empty() || url.password().is_some();
    let is_wildcard = url.host_str().is_some_and(|host| host.contains('*'));
    (!has_more && !has_account && !is_wildcard).then(|| url.origin().ascii_serialization())
}
