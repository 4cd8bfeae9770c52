//! How a sign-in ended, as several rules need it. Not a rule.

use std::time::{Duration, UNIX_EPOCH};

use url::Url;

use super::network::resolves;
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{AuthorizationKind, BodyKind, Observation, Probe, Read, Server, Step, TokenFacts};
use crate::diagnosis::rule::Severity;
use crate::diagnosis::senses::{Permission, Sense, SenseAnswer};
use crate::registry::auth::challenge::{Challenge, Scheme, parse_challenges};
use crate::registry::auth::realm::{RealmError, is_internal};
use crate::registry::auth::scope::ScopeSet;
use crate::registry::auth::token::Claims;
use crate::registry::http::Moment;

/// Registries let clocks differ by so much (Distribution: 60 seconds).
const LEEWAY: Duration = Duration::from_secs(60);

/// An error where the page did not get in, a warning where it got in all the same.
pub fn hinders(observation: &Observation) -> Severity {
    if observation.works() { Severity::Warning } else { Severity::Error }
}

/// Whether a refusal says how to sign in, also where the browser hides it because it stands on two lines.
pub fn has_challenge(observation: &Observation, refused: &Read) -> bool {
    refused.headers.get("www-authenticate").is_some()
        || observation.sense_answer(Server::Registry, Sense::SplitChallenge) == Some(SenseAnswer::Yes)
}

/// The token service that the registry's challenge names, where its address can be asked.
pub fn token_service(observation: &Observation) -> Option<Url> {
    observation.realm()?.1.ok().map(|realm| realm.url)
}

/// Where the challenge sends the page, also where it may not be asked.
pub fn realm_address(observation: &Observation) -> Option<Url> {
    match observation.realm()?.1 {
        Ok(realm) => Some(realm.url),
        Err(RealmError::Insecure(url) | RealmError::Internal(url)) => Some(url),
        Err(_) => None,
    }
}

/// The token service has a name of an internal network, which this machine does not find.
pub fn is_unknown_internal_name(observation: &Observation, realm: &Url) -> bool {
    let Some(url::Host::Domain(name)) = realm.host() else { return false };
    let is_loopback = name == "localhost" || name.ends_with(".localhost");
    let resolves = resolves(observation, Server::TokenService);
    // A name with a dot may well be known to this machine, so only a look-up that failed speaks against it.
    let is_unknown = match resolves {
        Some(resolves) => !resolves,
        None => !name.contains('.'),
    };
    is_internal(realm) && !is_loopback && is_unknown && observation.reach(Server::TokenService) == Reach::Unreachable
}

/// The answers to requests for a token, of the service that the challenge names alone: an address that a page guesses
/// may well say no.
pub fn token_answers(observation: &Observation) -> impl Iterator<Item = (&Step, &Read)> {
    let realm = token_service(observation);
    let is_realm = move |step: &Step| {
        let same = |realm: &Url| realm.origin() == step.url.origin() && realm.path() == step.url.path();
        step.probe == Probe::Token && realm.as_ref().is_some_and(same)
    };
    observation.answers(Server::TokenService).filter(move |(step, _)| is_realm(step))
}

/// From where to where the token service sends the browser on, where that could be seen: without a secret a redirect is followed.
/// A web page at its end is a sign-in page rather than a service that moved.
pub fn token_service_moved(observation: &Observation) -> Option<(&Url, &Url)> {
    let mut services = token_answers(observation).filter(|(_, read)| read.body != BodyKind::Html);
    services.find_map(|(step, read)| Some((&step.url, read.redirected_to.as_ref()?)))
}

/// Host and port, as a person would name a server.
pub fn host_of(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

/// A network or a policy of the page's own keeps it from the token service, which other rules say.
pub fn is_kept_by_the_page(observation: &Observation) -> bool {
    let page = &observation.page;
    let origin = observation.origin(Server::TokenService);
    let is_local = observation.address(Server::TokenService).is_some_and(|url| is_internal(&url));
    observation.is_blocked(Server::Page, Probe::OwnOrigin)
        || page.policy_blocked.iter().any(|violation| Some(&violation.blocked) == origin.as_ref())
        || (is_local && page.local_network == Permission::Denied)
}

/// A token that had just come, and the registry's 401 to it.
pub struct Refused<'a> {
    /// The request that was refused.
    pub step: &'a Step,
    /// The registry's answer.
    pub answer: &'a Read,
    /// What is known about the token.
    pub token: &'a TokenFacts,
    /// Whether nobody signed in for it.
    pub is_anonymous: bool,
    /// The `Bearer` challenge of the refusal.
    pub challenge: Option<Challenge>,
    /// The rights that the request needs, as far as the registry or the request for the token says.
    pub wanted: ScopeSet,
    /// The time of the refusal: by the registry's own `Date` where the page sees it, else by this machine's clock.
    pub at: Moment,
    /// Which clock that is.
    pub clock: &'static str,
    /// The most fundamental of the causes that fit.
    pub cause: RefusalCause,
}

/// Why a token was refused. Each hides those after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalCause {
    /// It had run out, and the clock of the service that made it is behind.
    ClockOff,
    /// It had run out.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// It is made for another service.
    Audience,
    /// It is good, and does not permit this.
    Scope,
    /// None of these: its signature or its issuer.
    Other,
    /// Neither the token nor the registry says anything; mostly it is the rights.
    Unknown,
}

/// The last request that was refused although its token had just come.
pub fn refused_token(observation: &Observation) -> Option<Refused<'_>> {
    refused_among(observation, |_| true)
}

/// The same among requests of one kind.
pub fn refused_among(observation: &Observation, is_meant: fn(&Step) -> bool) -> Option<Refused<'_>> {
    let steps = &observation.steps;
    let is_good = |step: &Step| step.read().is_some_and(|read| read.status < 300);
    let carries = |step: &Step| step.to == Server::Registry && step.authorization == Some(AuthorizationKind::Bearer);
    let at = steps.iter().enumerate().rposition(|(at, step)| {
        let passed_later = || steps[at..].iter().any(|later| later.probe == step.probe && is_good(later));
        is_meant(step) && carries(step) && step.read().is_some_and(|read| read.status == 401) && !passed_later()
    })?;
    let (step, answer) = (&steps[at], steps[at].read()?);
    let (source, token) = steps[..at].iter().rev().find_map(|step| Some((step, token_of(step)?)))?;
    let challenges = answer.headers.get("www-authenticate").map(parse_challenges).unwrap_or_default();
    let wants_password = !challenges.is_empty() && challenges.iter().all(|one| one.scheme == Scheme::Basic);
    let challenge = challenges.into_iter().find(|challenge| challenge.scheme == Scheme::Bearer);
    let wanted = wanted(answer, challenge.as_ref(), source);
    let date = answer.headers.get("date").and_then(|date| httpdate::parse_http_date(date).ok());
    let date = date.and_then(|date| date.duration_since(UNIX_EPOCH).ok()).map(|since| Moment::default().plus(since));
    let now = date.unwrap_or(answer.received);

    let error = challenge.as_ref().and_then(|challenge| challenge.parameter("error"));
    let service = observation.realm().and_then(|(first, _)| first.parameter("service").map(str::to_string));
    let is_token_good = error == Some("insufficient_scope")
        || wants_password
        || steps.iter().any(|other| carries(other) && is_good(other));
    let cause = match &token.claims {
        _ if is_token_good => RefusalCause::Scope,
        Some(claims) if claims.expires.is_some_and(|expires| expires <= now) => match is_off(source) {
            true => RefusalCause::ClockOff,
            false => RefusalCause::Expired,
        },
        Some(claims) if claims.not_before.is_some_and(|begins| begins > now.plus(LEEWAY)) => RefusalCause::NotYetValid,
        Some(claims) if is_for_another(claims, service.as_deref()) => RefusalCause::Audience,
        Some(claims) if error != Some("invalid_token") && admits_too_little(claims, &wanted) => RefusalCause::Scope,
        Some(claims) if claims.access.is_some() => RefusalCause::Other,
        _ if error == Some("invalid_token") => RefusalCause::Other,
        _ => RefusalCause::Unknown,
    };
    Some(Refused {
        step,
        answer,
        token,
        is_anonymous: source.authorization.is_none() && source.method == "GET",
        challenge,
        wanted,
        at: now,
        clock: if date.is_some() { "the registry's clock" } else { "this machine's clock" },
        cause,
    })
}

/// Whether the clock of whoever answered differs from this machine's, where the page may see its `Date`.
fn is_off(step: &Step) -> bool {
    clock_difference(step).is_some_and(|difference| difference.unsigned_abs() > LEEWAY.as_secs())
}

/// By how many seconds the clock of whoever answered is ahead of this machine's.
pub fn clock_difference(step: &Step) -> Option<i64> {
    let read = step.read()?;
    let date = httpdate::parse_http_date(read.headers.get("date")?).ok()?;
    let there = date.duration_since(UNIX_EPOCH).ok()?.as_secs() as i64;
    Some(there - (read.received.0 / 1000) as i64)
}

/// The refused token where that is its cause.
pub fn refused_for(observation: &Observation, cause: RefusalCause) -> Option<Refused<'_>> {
    refused_token(observation).filter(|refused| refused.cause == cause)
}

/// The rights that were asked for in a request for a token.
pub fn asked_scope(step: &Step) -> ScopeSet {
    let scopes: Vec<String> =
        step.url.query_pairs().filter(|(name, _)| name == "scope").map(|(_, scope)| scope.into_owned()).collect();
    ScopeSet::parse(&scopes.join(" "))
}

/// Whether a token says itself that it does not permit all of `wanted`.
pub fn admits_too_little(claims: &Claims, wanted: &ScopeSet) -> bool {
    let lacks = |held: &ScopeSet| wanted.0.iter().any(|scope| scope.parts().is_some() && !scope.is_within(held));
    claims.access.as_ref().is_some_and(lacks)
}

/// What came of a request for a token, where it was a token.
pub fn token_of(step: &Step) -> Option<&TokenFacts> {
    step.read()?.token.as_ref()?.as_ref().ok()
}

/// The rights that a request needs, in words that follow "lacks".
pub fn right_words(wanted: &ScopeSet) -> String {
    if wanted.0.is_empty() { "a right that this needs".to_string() } else { format!("the right {wanted}") }
}

/// Whether scopes are about the list of repositories.
pub fn is_about_catalog(scopes: &ScopeSet) -> bool {
    scopes.0.iter().any(|scope| scope.0.starts_with("registry:catalog:"))
}

/// Whether a step asks for the list of repositories.
pub fn is_catalog(step: &Step) -> bool {
    step.to == Server::Registry && matches!(step.probe, Probe::Catalog | Probe::CatalogNext | Probe::CatalogPage)
}

/// The token's own rights, in words.
pub fn granted_words(claims: Option<&Claims>) -> String {
    match claims.and_then(|claims| claims.access.as_ref()) {
        None => "The token does not say what it permits.".to_string(),
        Some(access) if access.0.is_empty() => "The token permits nothing: its access is empty.".to_string(),
        Some(access) => format!("The token permits: {access}."),
    }
}

/// The codes of the registry's error, where it named any.
pub fn codes(answer: &Read) -> Option<String> {
    let codes: Vec<&str> = answer.error.entries.iter().map(|entry| entry.code.as_str()).collect();
    let codes = codes.join(", ");
    (!codes.is_empty()).then(|| format!("The error says: {codes}."))
}

fn wanted(answer: &Read, challenge: Option<&Challenge>, source: &Step) -> ScopeSet {
    let named = challenge.and_then(|challenge| challenge.parameter("scope")).map(ScopeSet::parse);
    if let Some(named) = named.filter(|scopes| !scopes.0.is_empty()) {
        return named;
    }
    let rights = answer.error.access.iter();
    let rights: Vec<String> = rights.map(|right| format!("{}:{}:{}", right.kind, right.name, right.action)).collect();
    if rights.is_empty() { asked_scope(source) } else { ScopeSet::parse(&rights.join(" ")) }
}

fn is_for_another(claims: &Claims, service: Option<&str>) -> bool {
    let is_named = |service: &str| claims.audience.iter().any(|audience| audience == service);
    !claims.audience.is_empty() && service.is_some_and(|service| !service.is_empty() && !is_named(service))
}

/// A server took the name and password: the token service gave a token for them, or the registry a good answer.
pub fn is_password_proven(observation: &Observation) -> bool {
    let for_token = |step: &Step| step.authorization == Some(AuthorizationKind::Basic) || step.method == "POST";
    let at_registry = |step: &Step| step.to == Server::Registry && step.authorization == Some(AuthorizationKind::Basic);
    observation.steps.iter().any(|step| {
        let is_good = step.read().is_some_and(|read| read.status < 300);
        (for_token(step) && token_of(step).is_some()) || (at_registry(step) && is_good)
    })
}

/// The answer to a password of a server that cannot read its list of accounts: nginx 1.22 says 500, CNCF
/// Distribution 2.8 says 400 with nothing in it. Without a password each asks for one as usual.
pub fn unreadable_accounts(observation: &Observation) -> Option<&Read> {
    let asks = observation.read(Server::Registry, Probe::PlainGet).is_some_and(|read| read.status == 401);
    let wants_password = observation.challenges().iter().any(|challenge| challenge.scheme == Scheme::Basic);
    // A registry that says what is wrong is not one that cannot read its accounts.
    let fails = |read: &&Read| {
        read.status == 500 && read.error.entries.is_empty() || read.status == 400 && read.body == BodyKind::Empty
    };
    let carries = |step: &&Step| step.authorization == Some(AuthorizationKind::Basic);
    let answers = || observation.authorized().filter(carries).filter_map(Step::read);
    if !asks || !wants_password || answers().any(|read| read.status < 300) {
        return None;
    }
    answers().find(fails)
}

/// The body of a token service's answer, for sketches: a token with that payload.
#[cfg(test)]
pub fn token_body(payload: &str) -> String {
    use base64::Engine;
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(payload);
    format!(r#"{{"token":"e30.{payload}.c2ln"}}"#)
}
