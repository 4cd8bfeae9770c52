//! What a look at the headers finds: each kind of fault, with the value that shows it.

/// A finding and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedFinding {
    /// What it is.
    pub finding: CorsFinding,
    /// The place of the header line among the lines; `None` where it is about the status or about a line that is not there.
    pub at: Option<usize>,
    /// Whether this alone makes the browser refuse the request or the answer.
    pub stops: bool,
}

/// One fault of an answer's headers or status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorsFinding {
    /// A header has a name that nobody reads, and it looks like one that counts.
    HeaderMisspelt {
        /// The name as sent.
        sent: String,
        /// The name that was probably meant.
        meant: &'static str,
    },
    /// There is no `Access-Control-Allow-Origin`.
    OriginMissing,
    /// Another origin is allowed.
    OriginMismatched {
        /// The origin that is allowed.
        allowed: String,
        /// In what it differs from the page's.
        differs: Difference,
    },
    /// `Access-Control-Allow-Origin` comes in several lines, which browsers join and then do not know.
    OriginDuplicated {
        /// The value of each line.
        values: Vec<String>,
    },
    /// One line of `Access-Control-Allow-Origin` with several origins.
    OriginList {
        /// The value.
        value: String,
    },
    /// `Access-Control-Allow-Origin: null` for a page that has an origin.
    OriginNull,
    /// The value of `Access-Control-Allow-Origin` is no origin as browsers write it, so that it never fits any page.
    OriginMalformed {
        /// The value.
        value: String,
        /// What is wrong with it.
        fault: OriginFault,
    },
    /// `*` together with credentials: browsers refuse it for requests that include credentials, and only for those.
    WildcardWithCredentials,
    /// Credentials are included, and `Access-Control-Allow-Credentials` is not exactly `true`.
    CredentialsNotAllowed {
        /// Its value, where there is one.
        value: Option<String>,
    },
    /// The answer is for one origin and does not say so to caches: `Vary: Origin` is missing. It does no harm where the
    /// server sends the same origin to everybody.
    VaryMissing,
    /// The preflight is answered with 401: the server wants to know who asks, and browsers never say that here.
    PreflightUnauthorized,
    /// The preflight is answered with a redirect, which browsers do not follow.
    PreflightRedirected {
        /// 300 to 399; `None` where nobody says.
        status: Option<u16>,
        /// Where to, without query.
        to: Option<String>,
    },
    /// The preflight is answered with another status than 200 to 299.
    PreflightRefused {
        /// The status.
        status: u16,
    },
    /// A header of the preflight's answer is no list of names.
    ListUnreadable {
        /// The header.
        header: &'static str,
        /// Its value.
        value: String,
    },
    /// The method is not among the allowed ones, which are compared with their case.
    MethodNotAllowed {
        /// The method.
        method: String,
    },
    /// The request header is not among the allowed ones.
    HeaderNotAllowed {
        /// Its name, in lower case.
        name: String,
    },
    /// All headers are allowed by `*`, which does not stand for `Authorization`. The standard refuses it; Chromium 156 and
    /// Firefox 153 still let it pass, as `lab/tests/e2e/the_cors_check_is_right` measures.
    WildcardAuthorization,
    /// The answer has a header that Pierglass needs, and the page cannot see it.
    NotExposed {
        /// Its name as sent.
        name: String,
    },
    /// `WWW-Authenticate` comes in several lines; Firefox then shows none of them to a page.
    ChallengeSplit,
}

/// In what one origin differs from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// `http` and `https`.
    Scheme,
    /// The host.
    Host,
    /// The port.
    Port,
    /// More than one of them.
    Several,
}

/// Why a value is no origin as browsers write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginFault {
    /// There is nothing.
    Empty,
    /// It stands in quotes.
    Quoted,
    /// It has a wildcard inside, such as `https://*.example`.
    Pattern,
    /// It has a variable that nobody replaced, such as `$http_origin`.
    Placeholder,
    /// There is no `https://` in front of it.
    NoScheme,
    /// A slash stands at its end.
    TrailingSlash,
    /// A path stands at its end.
    HasPath,
    /// It has capital letters.
    UpperCase,
    /// It has the port that browsers leave out: 443 with https, 80 with http.
    DefaultPort,
}

impl CorsFinding {
    /// The id of the rule that this is a case of; `None` where there is no rule for it.
    pub fn rule_id(&self) -> Option<&'static str> {
        Some(match self {
            CorsFinding::HeaderMisspelt { .. } => "cors-header-misspelt",
            CorsFinding::OriginMissing => "cors-origin-missing",
            CorsFinding::OriginMismatched { .. } | CorsFinding::OriginNull => "cors-origin-mismatch",
            CorsFinding::OriginDuplicated { .. } => "cors-origin-duplicated",
            CorsFinding::OriginList { .. } | CorsFinding::OriginMalformed { .. } => "cors-origin-malformed",
            CorsFinding::WildcardWithCredentials => "cors-wildcard-with-credentials",
            CorsFinding::VaryMissing => "cors-vary-missing",
            CorsFinding::PreflightUnauthorized => "preflight-unauthorized",
            CorsFinding::PreflightRedirected { .. } => "preflight-redirected",
            CorsFinding::PreflightRefused { .. } => "preflight-refused",
            CorsFinding::ListUnreadable { header, .. } if *header == super::ALLOW_METHODS => {
                "preflight-method-not-allowed"
            }
            CorsFinding::ListUnreadable { header, .. } if *header == super::ALLOW_HEADERS => {
                "preflight-header-not-allowed"
            }
            CorsFinding::MethodNotAllowed { .. } => "preflight-method-not-allowed",
            CorsFinding::HeaderNotAllowed { .. } => "preflight-header-not-allowed",
            CorsFinding::WildcardAuthorization => "preflight-wildcard-authorization",
            CorsFinding::NotExposed { name } => return exposure_rule(name),
            CorsFinding::ChallengeSplit => "challenge-split-in-two-lines",
            CorsFinding::ListUnreadable { .. } | CorsFinding::CredentialsNotAllowed { .. } => return None,
        })
    }
}

fn exposure_rule(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "www-authenticate" => Some("challenge-not-exposed"),
        "docker-content-digest" => Some("digest-not-exposed"),
        "link" => Some("link-not-exposed"),
        "retry-after" => Some("rate-limit-not-exposed"),
        _ if name.starts_with("ratelimit") => Some("rate-limit-not-exposed"),
        _ => None,
    }
}
