//! The words of the picture.

use super::Tone;
use crate::diagnosis::observation::{AuthorizationKind, BodyKind, Observation, Outcome, Probe, Read, Server, Step};
use crate::diagnosis::senses::{Sense, SenseAnswer};
use crate::registry::auth::challenge::parse_challenges;
use crate::registry::http::Blocked;

/// A question as people say it.
pub fn question(probe: Probe) -> &'static str {
    match probe {
        Probe::PlainGet => "First question, without a sign-in",
        Probe::OwnOrigin => "Is this machine online?",
        Probe::NoCorsGet => "Does anything answer, readable or not?",
        Probe::NoCorsRoot => "Does the root of the server answer?",
        Probe::OtherScheme => "Does it speak the other of http and https?",
        Probe::PlainRoot => "May the root of the server be read?",
        Probe::ManualRedirect => "Does it lead elsewhere, openly?",
        Probe::ForcedPreflight => "Does a preflight pass?",
        Probe::MethodOptions => "Does a preflight for another method pass?",
        Probe::OwnHeader => "Does a preflight for another header pass?",
        Probe::DummyAuthorization => "May the page send Authorization?",
        Probe::DeletePreflight => "May the page delete?",
        Probe::PutPreflight => "May the page set a tag?",
        Probe::Token => "A token",
        Probe::Catalog => "The list of repositories",
        Probe::CatalogNext => "The next page of that list",
        Probe::CatalogPage => "That list in larger pages",
        Probe::Tags => "The tags of a repository",
        Probe::Manifest => "A manifest",
        Probe::Blob => "A blob",
        Probe::Sense(Sense::Object) => "Is the unread answer a good one?",
        Probe::Sense(Sense::Oracle) => "Does it lead to another origin?",
        Probe::Sense(Sense::NullOrigin) => "May a page without an origin read it?",
        Probe::Sense(Sense::Turn) => "Does something listen there?",
        Probe::Sense(Sense::Stun) => "Does the name resolve?",
        Probe::Sense(Sense::EventSource) => "Did an answer come at all?",
        Probe::Sense(Sense::Connection) => "Did a connection stand, so that a request went out?",
        Probe::Sense(Sense::SplitChallenge) => {
            "Is there a WWW-Authenticate that this browser hides because it stands on two lines?"
        }
    }
}

/// The question to a place where tokens may be made, when the registry does not let the page see where.
pub(super) const GUESS: &str = "Are tokens made here?";

/// What went with a request.
pub(super) fn with(step: &Step) -> &'static str {
    match step.authorization {
        Some(AuthorizationKind::Dummy) => "with a word that is no password",
        Some(AuthorizationKind::Basic) => "with the password",
        Some(AuthorizationKind::Bearer) => "with the token",
        None => "",
    }
}

/// What came of it, and how that looks.
pub(super) fn outcome(observation: &Observation, step: &Step) -> (String, Tone) {
    if step.probe == Probe::OwnOrigin && step.outcome != Outcome::Running {
        let words = if step.is_blocked() { "no answer of its own server" } else { "yes" };
        return (words.to_string(), if step.is_blocked() { Tone::Broken } else { Tone::Plain });
    }
    let (words, tone) = match &step.outcome {
        Outcome::Running => ("given up", Tone::Running),
        Outcome::Read(read) => return answer(observation, step, read),
        Outcome::Opaque => ("answers, hidden from the page", Tone::Hidden),
        Outcome::Redirected => ("leads elsewhere", Tone::Redirected),
        Outcome::Blocked(Blocked::Rejected { .. }) => ("blocked", Tone::Broken),
        Outcome::Blocked(Blocked::TimedOut { .. }) => ("silence", Tone::Silent),
        Outcome::Blocked(Blocked::BodyBroken { status, .. }) => {
            return (format!("{status}, and then it broke off"), Tone::Broken);
        }
        Outcome::Blocked(Blocked::BodyEndless { status, .. }) => {
            return (format!("{status}, and no end of it"), Tone::Silent);
        }
        Outcome::SenseAnswer(answer) => (answer_in_words(step.probe, *answer), Tone::Plain),
        Outcome::NotSent(why) => return (format!("not sent: {why}"), Tone::Running),
    };
    (words.to_string(), tone)
}

fn answer(observation: &Observation, step: &Step, read: &Read) -> (String, Tone) {
    let status = read.status;
    let (words, tone) = match (step.probe, status) {
        (Probe::DummyAuthorization | Probe::ForcedPreflight | Probe::MethodOptions | Probe::OwnHeader, _)
        | (Probe::DeletePreflight | Probe::PutPreflight, _) => ("read, so it may".to_string(), Tone::Good),
        (Probe::PlainRoot, _) => ("read".to_string(), Tone::Plain),
        (_, 401) if step.to == Server::Registry => return asks_sign_in(observation, step, read),
        (Probe::Token, 200..=299) => match &read.token {
            Some(Ok(facts)) => (format!("a token for {} s", facts.life.as_secs()), Tone::Good),
            Some(Err(error)) => (error.to_string(), Tone::Broken),
            None => ("no token".to_string(), Tone::Broken),
        },
        (_, 200..=299) => match read.body {
            BodyKind::Html => ("a web page, no answer of a registry".to_string(), Tone::Broken),
            BodyKind::BrokenJson => ("JSON that ends too early".to_string(), Tone::Broken),
            _ => ("read".to_string(), Tone::Good),
        },
        (_, 401 | 403) => ("refused".to_string(), Tone::Broken),
        (_, 404) => ("not there".to_string(), Tone::Broken),
        (_, 429) => ("too many requests".to_string(), Tone::Broken),
        (_, 500..) => ("an error of the server".to_string(), Tone::Broken),
        _ => ("not what was asked for".to_string(), Tone::Broken),
    };
    (format!("{status}, {words}"), tone)
}

fn asks_sign_in(observation: &Observation, step: &Step, read: &Read) -> (String, Tone) {
    let challenges = read.headers.get("www-authenticate").map(parse_challenges).unwrap_or_default();
    match (challenges.first(), step.authorization) {
        (Some(_), Some(_)) => ("401, refused".to_string(), Tone::Broken),
        (Some(first), None) => (format!("401, asks for a sign-in by {}", first.scheme), Tone::Asks),
        (None, _) if observation.is_cross_origin(Server::Registry) => {
            ("401, and how to sign in stays hidden".to_string(), Tone::Broken)
        }
        (None, _) => ("401, and it does not say how to sign in".to_string(), Tone::Broken),
    }
}

/// The headers that a page of this kind lives on.
const NAMES: [(&str, &str); 6] = [
    ("www-authenticate", "WWW-Authenticate"),
    ("docker-content-digest", "Docker-Content-Digest"),
    ("link", "Link"),
    ("ratelimit-remaining", "RateLimit-Remaining"),
    ("x-ratelimit-remaining", "X-RateLimit-Remaining"),
    ("retry-after", "Retry-After"),
];

/// Those of them that the page could see.
pub(super) fn visible(step: &Step) -> Vec<&'static str> {
    let Some(read) = step.read() else { return Vec::new() };
    NAMES.iter().filter(|(name, _)| read.headers.get(name).is_some()).map(|(_, shown)| *shown).collect()
}

/// What the browser kept from the page.
pub(super) fn hidden(step: &Step, preflight: bool) -> &'static str {
    match &step.outcome {
        Outcome::Blocked(Blocked::Rejected { .. }) if preflight => {
            "The browser asked the server by OPTIONS first. It tells the page neither what came back nor why it stopped."
        }
        Outcome::Blocked(Blocked::Rejected { .. }) => {
            "The browser tells the page neither whether an answer came nor what it said."
        }
        Outcome::Blocked(Blocked::TimedOut { .. }) => "Neither an answer nor a refusal came.",
        Outcome::Read(read) if read.status == 401 && read.headers.get("www-authenticate").is_none() => {
            "No WWW-Authenticate header is among those that the page may see."
        }
        _ => "",
    }
}

fn answer_in_words(probe: Probe, answer: SenseAnswer) -> &'static str {
    let Probe::Sense(sense) = probe else { return answer.name() };
    match (sense, answer) {
        (_, SenseAnswer::Unavailable) => "this browser cannot ask that here",
        (Sense::Turn, SenseAnswer::Silence) => "something took the connection",
        (_, SenseAnswer::Silence) => "nothing came",
        (Sense::Object, SenseAnswer::No) => "no, an error",
        (Sense::Turn, SenseAnswer::No) => "no, nothing listens",
        (_, SenseAnswer::Yes) => "yes",
        (_, SenseAnswer::No) => "no",
    }
}
