//! Why something that the page wanted did not come, as a value that can be shown and diagnosed.
//!
//! It holds what was asked and what came back, and no advice: which setting is wrong is for the diagnosis to say.

use std::time::Duration;

use url::Url;

use super::auth::realm::RealmError;
use super::auth::scope::ScopeSet;
use super::auth::token::{Claims, TokenError};
use super::error::ErrorBody;
use super::http::{Blocked, HttpError, Method, Request};

/// A request that did not give what was wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Which server was asked.
    pub about: About,
    /// The request, without anything secret. Boxed like the cause, so that a good outcome stays small.
    pub asked: Box<ShownRequest>,
    /// What came of it.
    pub cause: Box<Cause>,
}

/// Which server a failure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The registry itself.
    Registry,
    /// The service that its challenge names.
    TokenService,
}

/// A request as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRequest {
    /// The method.
    pub method: Method,
    /// The address. Pierglass adds only the protocol's own query values (`service`, `scope`, `n`, `last`) and the words
    /// that somebody has it search for, none secret.
    pub url: Url,
    /// The scheme of the `Authorization` header, where one was sent.
    pub authorization: Option<&'static str>,
}

impl ShownRequest {
    /// What may be shown of a request.
    pub fn from_request(request: &Request) -> ShownRequest {
        use super::http::Authorization;
        let authorization = request.authorization.as_ref().map(|authorization| match authorization {
            Authorization::Basic(_) => "Basic",
            Authorization::Bearer(_) => "Bearer",
        });
        ShownRequest { method: request.method, url: request.url.clone(), authorization }
    }
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// The browser gave the page nothing to read.
    Blocked(Blocked),
    /// The registry wants to know who asks.
    SignInRequired(SignIn),
    /// The user name or the password was refused.
    CredentialsRejected {
        /// How a next try would be made.
        sign_in: SignIn,
        /// What the server said.
        said: ErrorBody,
    },
    /// The password would go to another origin, and the person has not agreed to that yet.
    ConsentNeeded {
        /// Where it would go.
        realm: Url,
    },
    /// The request was sent on to another origin, whose answer is not what was asked for, and which gets no password.
    Redirected {
        /// Where it was sent, without a query.
        to: Url,
    },
    /// Credentials are there, and the registry never asks for any.
    SignInNotOffered,
    /// A 401 without a challenge that can be used.
    Challenge(ChallengeProblem),
    /// The realm is not asked.
    Realm(RealmError),
    /// The token service answered, with no token.
    Token {
        /// What is wrong with the answer.
        error: TokenError,
        /// The beginning of the answer.
        said: ErrorBody,
    },
    /// Whoever asks is known, and may not.
    AccessDenied {
        /// What was wanted.
        wanted: ScopeSet,
        /// What the token permits, where it says so.
        claims: Option<Claims>,
        /// 401 or 403.
        status: u16,
        /// What the registry said.
        said: ErrorBody,
    },
    /// The registry refuses a token that the token service has just made.
    TokenRejected {
        /// What the token says about itself.
        claims: Option<Claims>,
        /// The `service` of the challenge, which should be the token's audience.
        service: Option<String>,
        /// What the registry said.
        said: ErrorBody,
    },
    /// The registry refuses a token that somebody else fetched for the page. It is not sent again.
    HandedTokenRefused {
        /// What was wanted.
        wanted: ScopeSet,
        /// What the token says about itself.
        claims: Option<Claims>,
        /// What the registry said.
        said: ErrorBody,
    },
    /// 429.
    RateLimited {
        /// How long to wait, where the server lets the page see it.
        retry_after: Option<Duration>,
        /// What the server said.
        said: ErrorBody,
    },
    /// Another status than the wanted one.
    Status {
        /// The status.
        status: u16,
        /// What the server said.
        said: ErrorBody,
    },
    /// A good status, and something else than what belongs there.
    Unreadable {
        /// What was expected and what was found, lowercase, no full stop.
        what: String,
        /// The beginning of what was found.
        said: ErrorBody,
    },
    /// The bytes are not the ones that the digest names.
    DigestMismatch {
        /// The digest that was asked for.
        wanted: String,
        /// The digest of what came.
        found: String,
    },
    /// We failed.
    Request(HttpError),
    /// Code of the page that was needed to go on did not come.
    PartMissing,
}

/// How a sign-in would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Where the password would be sent.
    pub to: Url,
    /// Whether that is another origin than the registry's.
    pub foreign: bool,
    /// Where a plain `Basic` challenge came with it: its realm is a text for people.
    pub basic_realm: Option<String>,
    /// Whether the page cannot see how the registry wants to be signed in to, and the way above is a guess.
    pub challenge_hidden: bool,
    /// Whether an anonymous token was given that is not good enough.
    pub anonymous_too_weak: bool,
    /// What is wanted.
    pub wanted: ScopeSet,
}

/// What is wrong with the challenge of a 401.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChallengeProblem {
    /// There is none that the page can see: absent, or not exposed.
    NotVisible,
    /// There are only schemes that nobody here speaks.
    Unsupported(Vec<String>),
}

impl Failure {
    /// A failure of `request`.
    pub fn new(about: About, request: &Request, cause: impl Into<Box<Cause>>) -> Failure {
        Failure { about, asked: Box::new(ShownRequest::from_request(request)), cause: cause.into() }
    }

    /// Whether a sign-in could help, and how it would go.
    pub fn sign_in(&self) -> Option<&SignIn> {
        match &*self.cause {
            Cause::SignInRequired(sign_in) | Cause::CredentialsRejected { sign_in, .. } => Some(sign_in),
            _ => None,
        }
    }

    /// The status that came back, where one did.
    pub fn status(&self) -> Option<u16> {
        match &*self.cause {
            Cause::Status { status, .. } | Cause::AccessDenied { status, .. } => Some(*status),
            Cause::SignInRequired(_) | Cause::CredentialsRejected { .. } | Cause::TokenRejected { .. } => Some(401),
            Cause::HandedTokenRefused { .. } => Some(401),
            Cause::RateLimited { .. } => Some(429),
            _ => None,
        }
    }
}
