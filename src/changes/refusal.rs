//! What a failure means for a change, in a few words of the registry's own.

use super::outcome::ChangeOutcome;
use crate::registry::error::ErrorBody;
use crate::registry::failure::{About, Cause, Failure};

/// So many characters of what a server says are kept in a row of a record.
const WORDS_AT_MOST: usize = 300;

/// What was answered to a change; `None` where no answer of the registry could be read, so that nobody knows what came of it.
pub(super) fn refusal(failure: &Failure) -> Option<ChangeOutcome> {
    let not_sent = |why: &str| Some(ChangeOutcome::NotSent { why: why.to_owned() });
    match (&*failure.cause, failure.about, failure.status()) {
        // The registry answered 401 before, and nothing more was sent.
        (_, About::TokenService, _) => not_sent("the right to change it was not given"),
        (Cause::Challenge(_) | Cause::Realm(_) | Cause::ConsentNeeded { .. } | Cause::SignInNotOffered, ..) => {
            not_sent("the registry asks for a sign-in that cannot be made")
        }
        (Cause::PartMissing, ..) => not_sent("a part of this page did not come"),
        (_, About::Registry, Some(status)) => Some(ChangeOutcome::Refused { status, words: words(failure) }),
        (_, About::Registry, None) => None,
    }
}

/// A failure in a few words, to stand in a row: the answer's status, and what the registry said.
pub fn in_words(failure: &Failure) -> String {
    let words = words(failure);
    match (failure.status(), &*failure.cause) {
        (Some(status), _) if words.is_empty() => format!("the answer was {status}"),
        (Some(status), _) => format!("the answer was {status}: {words}"),
        (None, Cause::Blocked(_)) => "no answer came that could be read".to_owned(),
        (None, Cause::Unreadable { what, .. }) => what.clone(),
        (None, Cause::DigestMismatch { found, .. }) => format!("what came has the digest {found}"),
        (None, Cause::Redirected { to }) => format!("the answer came from elsewhere: {to}"),
        (None, _) => "it could not be asked for".to_owned(),
    }
}

/// The server's own words; empty where it said nothing, or a web page.
pub(super) fn words(failure: &Failure) -> String {
    let Some(said) = said(&failure.cause) else { return String::new() };
    let entries = said.entries.iter().take(3).map(|entry| match entry.message.as_str() {
        "" => entry.code.as_str().to_owned(),
        message => format!("{}: {message}", entry.code.as_str()),
    });
    let words = match (&said.text, said.is_html) {
        (Some(text), false) => text.clone(),
        _ => entries.collect::<Vec<_>>().join("; "),
    };
    words.chars().take(WORDS_AT_MOST).collect()
}

fn said(cause: &Cause) -> Option<&ErrorBody> {
    match cause {
        Cause::CredentialsRejected { said, .. }
        | Cause::AccessDenied { said, .. }
        | Cause::TokenRejected { said, .. }
        | Cause::HandedTokenRefused { said, .. }
        | Cause::RateLimited { said, .. }
        | Cause::Status { said, .. } => Some(said),
        _ => None,
    }
}
