//! What the proxy says about cross-origin access.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, VARY,
};
use http::{HeaderMap, HeaderValue};

/// The headers a page needs to see, all of which a browser hides unless they are named.
pub const EXPOSED: &[&str] = &[
    "WWW-Authenticate",
    "Docker-Content-Digest",
    "Docker-Distribution-Api-Version",
    "Link",
    "Location",
    "ETag",
    "Content-Range",
    "Accept-Ranges",
    "Date",
    "Retry-After",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Warning",
    "OCI-Subject",
    "OCI-Filters-Applied",
];

/// One policy. Every field may be changed, to anything, right or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
    /// Whether the proxy speaks for the server at all: removes the server's own
    /// `Access-Control-*` headers and sets these.
    pub enabled: bool,
    /// Whether preflights are answered here, with 204, before any authentication.
    pub answers_preflights: bool,
    /// `Access-Control-Allow-Origin`.
    pub allow_origin: String,
    /// Whether whatever origin asks is allowed, in place of [`Self::allow_origin`].
    pub reflects: bool,
    /// Whether `Vary: Origin` is added.
    pub varies: bool,
    /// Whether `Access-Control-Allow-Credentials: true` is added.
    pub allows_credentials: bool,
    /// `Access-Control-Allow-Methods`.
    pub allow_methods: String,
    /// `Access-Control-Allow-Headers`.
    pub allow_headers: String,
    /// `Access-Control-Expose-Headers`.
    pub expose_headers: Vec<String>,
    /// `Access-Control-Max-Age`, seconds.
    pub max_age: u64,
}

impl Cors {
    /// Answers that a page of any origin may read. After a redirect to another origin a browser names no origin (`null`), so only
    /// who lets everybody in can be read there.
    pub fn for_everybody() -> Self {
        Self::for_page("*")
    }

    /// Correct answers for pages of one origin.
    pub fn for_page(origin: &str) -> Self {
        Self {
            enabled: true,
            answers_preflights: true,
            allow_origin: origin.to_owned(),
            reflects: false,
            varies: true,
            allows_credentials: false,
            allow_methods: "GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE".to_owned(),
            allow_headers: "Authorization, Accept, Content-Type, If-None-Match, Range".to_owned(),
            expose_headers: EXPOSED.iter().map(|name| (*name).to_owned()).collect(),
            max_age: 7200,
        }
    }

    /// Nothing added and nothing removed: what the server says goes through.
    pub fn pass_through() -> Self {
        Self { enabled: false, answers_preflights: false, ..Self::for_page("") }
    }

    /// Stops naming a header, so that a browser hides it from the page.
    pub fn hide(&mut self, header: &str) {
        self.expose_headers.retain(|name| !name.eq_ignore_ascii_case(header));
    }

    /// Writes the policy into an answer, in place of what the server said.
    pub(super) fn apply(&self, headers: &mut HeaderMap, preflight: bool, origin: Option<HeaderValue>) {
        if !self.enabled {
            return;
        }
        let from_server: Vec<_> =
            headers.keys().filter(|name| name.as_str().starts_with("access-control-")).cloned().collect();
        for name in from_server {
            headers.remove(name);
        }
        let mut set = |name, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set(ACCESS_CONTROL_ALLOW_ORIGIN, &self.allow_origin);
        if preflight {
            set(ACCESS_CONTROL_ALLOW_METHODS, &self.allow_methods);
            set(ACCESS_CONTROL_ALLOW_HEADERS, &self.allow_headers);
            set(ACCESS_CONTROL_MAX_AGE, &self.max_age.to_string());
        } else {
            set(ACCESS_CONTROL_EXPOSE_HEADERS, &self.expose_headers.join(", "));
        }
        if let Some(origin) = origin.filter(|_| self.reflects) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        if self.allows_credentials {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
        if self.varies {
            headers.append(VARY, HeaderValue::from_static("Origin"));
        }
    }
}
