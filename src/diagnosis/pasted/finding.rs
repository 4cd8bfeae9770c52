//! What a paste can show, and the rule that each is a case of.

use crate::diagnosis::cors;
use crate::diagnosis::transcript::{Tool, ToolErrorKind};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PastedFinding {
    /// A program could not ask, or was sent away.
    Failed {
        /// Who says so.
        tool: Tool,
        /// What it says.
        kind: ToolErrorKind,
    },
    /// A browser says that `Access-Control-Allow-Origin` is missing or does not fit, and not which of it.
    OriginUnusable,
    /// A browser says that a preflight's status does not let it go on, and not which status.
    PreflightNotOk,
    /// The server wants TLS and was asked without.
    PlainHttpOnTls,
    /// A proxy does not reach the server behind it.
    BadGateway {
        /// 502 to 504.
        status: u16,
    },
    /// The server failed.
    ServerError {
        /// Another status from 500.
        status: u16,
    },
    /// The first request is sent elsewhere.
    Redirected {
        /// 300 to 399.
        status: u16,
        /// Where to, without query.
        to: Option<String>,
    },
    /// What answers at `/v2/` is something else.
    NotARegistry {
        /// The status.
        status: u16,
    },
    /// What answers there gives no tokens.
    NotATokenService {
        /// The status.
        status: u16,
    },
    /// Too many requests.
    RateLimited,
    /// Answers that say an error have no `Access-Control-Allow-Origin`, and others have it.
    CorsMissingOnErrors,
    /// A header, or the status of a preflight.
    Cors(cors::CorsFinding),
    /// A 401 that does not say what it wants.
    ChallengeMissing,
    /// A 401 that asks for a token and names no realm.
    RealmMissing {
        /// The value of `WWW-Authenticate`.
        value: String,
    },
    /// A 401 that does not say it in a way that can be read, or not in a way that everybody can read.
    ChallengeMalformed {
        /// The value of `WWW-Authenticate`.
        value: String,
    },
}

/// What a browser calls no answer at all: all of these look the same to it.
const NO_ANSWER: &[&str] = &[
    "server-unreachable",
    "server-certificate-untrusted",
    "server-timeout",
    "address-wrong-port-protocol",
    "address-internal-name",
    "page-local-network-blocked",
    "page-request-blocked-by-client",
    "page-mixed-content",
    "page-offline",
];

impl PastedFinding {
    /// The rules that it leaves open, where it is none of them for certain.
    pub fn may_be(&self) -> &'static [&'static str] {
        match self {
            PastedFinding::OriginUnusable => &[
                "cors-origin-missing",
                "cors-missing-on-errors",
                "cors-origin-mismatch",
                "cors-origin-malformed",
                "cors-header-misspelt",
            ],
            PastedFinding::PreflightNotOk => &["preflight-unauthorized", "preflight-refused"],
            PastedFinding::Failed { kind: ToolErrorKind::NoAnswer, .. } => NO_ANSWER,
            PastedFinding::Failed { kind: ToolErrorKind::Handshake, .. } => {
                &["server-certificate-untrusted", "address-wrong-port-protocol"]
            }
            _ => &[],
        }
    }
}
