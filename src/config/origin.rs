//! An origin as a person writes it.

use crate::registry::plain_url;

/// The origin as browsers write it, `https://portal.example` or with a port. `None` for a wildcard, for `null`, and where
/// more than an origin stands there.
pub(super) fn parse(text: &str) -> Option<String> {
    let url = plain_url::parse(text.trim())?;
    let has_more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    (!has_more).then(|| url.as_str().trim_end_matches('/').to_owned())
}
