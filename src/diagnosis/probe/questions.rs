//! What several questions are made of.

use url::Url;

use super::recorder::PROBE_LIMIT;
use crate::registry::http::Request;
use crate::registry::secret::Secret;

/// A GET with a probe's time limit.
pub(super) fn get(url: &Url) -> Request {
    Request { time_limit: PROBE_LIMIT, ..Request::get(url.clone()) }
}

/// A word in place of a token: a server can only refuse it, and no account is touched.
pub(super) fn dummy() -> Secret {
    Secret::new("pierglass-check-up")
}
