//! What a check-up saw, as plain data: the only thing that a rule may look at.
//!
//! It can be written to JSON and judged again later. It holds no secret: addresses, headers and texts have gone through
//! [`redact`](super::redact) before they come here.

pub mod json;
pub mod looks;
pub mod reach;

use std::time::Duration;

use url::Url;

use super::named::named;
use super::redact::Secrets;
use super::senses::{Page, Sense, SenseAnswer};
use crate::registry::auth::token::{Claims, TokenError};
use crate::registry::error::ErrorBody;
use crate::registry::host::{HostError, RegistryHost};
use crate::registry::http::{Blocked, Headers, Moment};

/// Everything that is known after a check-up, or in the middle of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// What the person typed, without a password.
    pub typed: String,
    /// The page that asked.
    pub page: Page,
    /// Whether somebody is signed in.
    pub signed_in: bool,
    /// When it began, by the clock of the page's machine.
    pub begun: Moment,
    /// What was asked and what came back, in the order of asking.
    pub steps: Vec<Step>,
    /// Whether the check-up came to its end; `false` while it runs, after a cancel, and while an answer is still waited for.
    pub complete: bool,
    /// Whether all has been asked but the first answer, which is still waited for: what is known can be judged, and may be taken back.
    pub waits: bool,
    /// The later address that these steps are about, where they are a part of a check-up: see [`looks`].
    pub at: Option<Url>,
    /// What was sent and must not come back in a report. It is never written out.
    pub secrets: Secrets,
}

/// One question and its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Which question.
    pub probe: Probe,
    /// The later answer that was blocked, where this question looks closer at it.
    pub about: Option<Probe>,
    /// To whom.
    pub to: Server,
    /// The request's method.
    pub method: &'static str,
    /// The address.
    pub url: Url,
    /// What the `Authorization` header was, where one was sent.
    pub authorization: Option<AuthorizationKind>,
    /// What came of it.
    pub outcome: Outcome,
    /// How long it took, milliseconds.
    pub ms: u64,
}

/// Whom a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    /// The page itself: its server, its policy, its surroundings.
    Page,
    /// The registry.
    Registry,
    /// The token service that the registry's challenge names.
    TokenService,
    /// Where the registry sends the browser for blobs.
    Storage,
}

impl Server {
    /// What to call it in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Server::Page => "page",
            Server::Registry => "registry",
            Server::TokenService => "token service",
            Server::Storage => "storage",
        }
    }
}

/// What an `Authorization` header carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationKind {
    /// A word that is no credential: it only makes the browser send a preflight.
    Dummy,
    /// The person's name and password.
    Basic,
    /// A token.
    Bearer,
}

/// The questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// A GET that needs no preflight and may be read.
    PlainGet,
    /// The page's own address: is this machine online at all?
    OwnOrigin,
    /// A GET whose answer stays opaque: does anything answer?
    NoCorsGet,
    /// The same for the root of that server.
    NoCorsRoot,
    /// The same with http for https, or the other way round.
    OtherScheme,
    /// A readable GET of the root of that server.
    PlainRoot,
    /// A GET that reports a redirect instead of following it.
    ManualRedirect,
    /// A GET with an `Accept` of more than 128 bytes, which causes a preflight.
    ForcedPreflight,
    /// The method OPTIONS, which causes a preflight.
    MethodOptions,
    /// A GET with `Content-Type: application/json`, which causes a preflight.
    OwnHeader,
    /// A GET with an `Authorization` header that is no credential.
    DummyAuthorization,
    /// The method DELETE on a manifest that cannot exist.
    DeletePreflight,
    /// The method PUT, with a `Content-Type`, to the root of the API, where no registry keeps anything.
    PutPreflight,
    /// A request for a token.
    Token,
    /// The list of repositories.
    Catalog,
    /// The page after the first one of that list.
    CatalogNext,
    /// That list in pages of the size in which the application asks for it.
    CatalogPage,
    /// The list of a repository's tags.
    Tags,
    /// A manifest.
    Manifest,
    /// A blob.
    Blob,
    /// A question of the probe page.
    Sense(Sense),
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Still on its way, or given up because the whole took long enough.
    Running,
    /// The page could read the answer.
    Read(Box<Read>),
    /// Something answered; the page may not look.
    Opaque,
    /// There was a redirect, and its own answer carried CORS.
    Redirected,
    /// The browser gave nothing.
    Blocked(Blocked),
    /// The probe page's answer.
    SenseAnswer(SenseAnswer),
    /// It was not sent, and why.
    NotSent(String),
}

/// An answer that the page could read, as far as rules need it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// The status.
    pub status: u16,
    /// The headers that the page could see, redacted.
    pub headers: Headers,
    /// What kind of body.
    pub body: BodyKind,
    /// What the registry said about an error.
    pub error: ErrorBody,
    /// What came of a token request.
    pub token: Option<Result<TokenFacts, TokenError>>,
    /// How many names a list held.
    pub names: Option<usize>,
    /// The address that answered, where the browser followed a redirect.
    pub redirected_to: Option<Url>,
    /// When the head arrived, by the page's clock.
    pub received: Moment,
}

/// What a body is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyKind {
    /// Nothing.
    #[default]
    Empty,
    /// JSON.
    Json,
    /// JSON that ends too early, or another text that begins like JSON.
    BrokenJson,
    /// A web page.
    Html,
    /// Another text.
    Other,
    /// More than was read.
    Large,
}

/// What may be said about a token.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenFacts {
    /// How long it lives, by the service's word or the specification's default.
    pub life: Duration,
    /// How long its text is, bytes.
    pub length: usize,
    /// What it says about itself, without its subject.
    pub claims: Option<Claims>,
}

named!(Server: Page "page", Registry "registry", TokenService "token-service", Storage "storage");
named!(AuthorizationKind: Dummy "dummy", Basic "Basic", Bearer "Bearer");
named!(BodyKind: Empty "empty", Json "json", BrokenJson "broken-json", Html "html", Other "other", Large "large");

/// All probes but the questions of the probe page, with their names in a report.
const PROBES: [(Probe, &str); 20] = [
    (Probe::PlainGet, "plain-get"),
    (Probe::OwnOrigin, "own-origin"),
    (Probe::NoCorsGet, "no-cors-get"),
    (Probe::NoCorsRoot, "no-cors-root"),
    (Probe::OtherScheme, "other-scheme"),
    (Probe::PlainRoot, "plain-root"),
    (Probe::ManualRedirect, "manual-redirect"),
    (Probe::ForcedPreflight, "forced-preflight"),
    (Probe::MethodOptions, "method-options"),
    (Probe::OwnHeader, "own-header"),
    (Probe::DummyAuthorization, "dummy-authorization"),
    (Probe::DeletePreflight, "delete-preflight"),
    (Probe::PutPreflight, "put-preflight"),
    (Probe::Token, "token"),
    (Probe::Catalog, "catalog"),
    (Probe::CatalogNext, "catalog-next"),
    (Probe::CatalogPage, "catalog-page"),
    (Probe::Tags, "tags"),
    (Probe::Manifest, "manifest"),
    (Probe::Blob, "blob"),
];

impl Probe {
    /// Its name in a report.
    pub fn name(self) -> &'static str {
        match self {
            Probe::Sense(sense) => sense.name(),
            other => PROBES.iter().find(|(probe, _)| *probe == other).map_or("", |(_, name)| name),
        }
    }

    /// Reads its name again.
    pub fn parse(name: &str) -> Option<Probe> {
        let sense = || Sense::parse(name).map(Probe::Sense);
        PROBES.iter().find(|(_, known)| *known == name).map(|(probe, _)| *probe).or_else(sense)
    }
}

impl Observation {
    /// The registry, where what was typed names one.
    pub fn registry(&self) -> Result<RegistryHost, HostError> {
        RegistryHost::parse(&self.typed)
    }
}
