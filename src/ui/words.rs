//! What the page says about failures and figures. The problem is one sentence without blame and without advice; the next
//! things to try stand apart from it.

use url::Url;

use crate::browser::locale;
use crate::registry::auth::scope::ScopeSet;
use crate::registry::auth::token::Claims;
use crate::registry::error::{ErrorBody, ErrorCode};
use crate::registry::failure::{About, Cause, ChallengeProblem, Failure};
use crate::registry::http::Blocked;
use crate::registry::visible::visible;

/// What to say about a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The problem, one sentence.
    pub title: String,
    /// What came back, as far as the page can know.
    pub seen: String,
    /// What to try next, best first.
    pub next: Vec<String>,
}

/// The words for a failure.
pub fn words(failure: &Failure) -> Words {
    let host = authority(&failure.asked.url);
    let who = match failure.about {
        About::Registry => host,
        About::TokenService => format!("The token service {host}"),
    };
    let (title, seen, next): TitleSeenNext = match &*failure.cause {
        Cause::Blocked(blocked) => blocked_words(&who, failure, blocked),
        Cause::SignInRequired(_) => (format!("{who} wants to know who you are."), String::new(), vec!["Sign in."]),
        Cause::CredentialsRejected { sign_in, said } if sign_in.challenge_hidden => (
            format!("{who} said no to this sign-in, and this page cannot see how it wants to be signed in to."),
            said_in_words(said),
            vec![
                "The password may be right: a registry that wants a token takes none directly. On the server, add WWW-Authenticate to Access-Control-Expose-Headers.",
            ],
        ),
        Cause::CredentialsRejected { said, .. } => (
            format!("{who} did not accept this user name and password."),
            said_in_words(said),
            vec![
                "Check both, and that they are meant for this registry. Many registries want an access token instead of the password.",
            ],
        ),
        Cause::ConsentNeeded { realm } => (
            format!("Your password would go to {}.", authority(realm)),
            "The registry names it as its token service, and you have not agreed to that yet.".to_string(),
            vec!["Sign in again and agree, if you know that server."],
        ),
        Cause::SignInNotOffered => (
            format!("{who} does not ask for a sign-in."),
            "It answered without demanding a user name or a token.".to_string(),
            vec!["Go on without one."],
        ),
        Cause::Challenge(ChallengeProblem::NotVisible) => (
            format!("{who} wants a sign-in, and this page cannot see which kind."),
            "The answer was 401 without a WWW-Authenticate header that the page may read.".to_string(),
            vec!["On the server, add WWW-Authenticate to Access-Control-Expose-Headers."],
        ),
        Cause::Challenge(ChallengeProblem::Unsupported(schemes)) => (
            format!("{who} wants a sign-in that a page cannot do."),
            format!("It offers {}; registries use Basic or Bearer.", schemes.join(", ")),
            vec!["Ask the registry's administrator for a Basic or Bearer sign-in."],
        ),
        Cause::Realm(error) => (
            "The registry names a token service that this page will not ask.".to_string(),
            sentence(&error.to_string()),
            vec!["Set the realm in the registry's configuration to the public https address of its token service."],
        ),
        Cause::Token { error, said } => (
            format!("{who} gave no token."),
            format!("{} {}", sentence(&error.to_string()), said_in_words(said)),
            vec![
                "Check that the realm in the registry's configuration is the token service's address, and not a sign-in page's.",
            ],
        ),
        Cause::AccessDenied { wanted, claims, status, said } => {
            denied_words(&who, wanted, claims.as_ref(), *status, said)
        }
        Cause::TokenRejected { claims, service, said } => {
            refused_token_words(&who, claims.as_ref(), service.as_deref(), said)
        }
        Cause::HandedTokenRefused { said, .. } => (
            format!("{who} refuses the token that the page around this one handed over."),
            said_in_words(said),
            vec!["That page was asked for another token. You can also sign in here by yourself."],
        ),
        Cause::RateLimited { retry_after, said } => (
            format!("{who} has been asked too often."),
            match retry_after {
                Some(wait) => format!("It asks to wait {} seconds. {}", wait.as_secs(), said_in_words(said)),
                None => format!("It does not say for how long. {}", said_in_words(said)),
            },
            vec!["Wait, then try again. Signed in, most registries allow more."],
        ),
        Cause::Status { status, said } => status_words(&who, failure, *status, said),
        Cause::Unreadable { what, said } => (
            format!("{who} answered something else than a registry does."),
            format!("{} {}", sentence(what), said_in_words(&said.read())),
            vec!["Check that the address is the registry's and not that of a web page beside it."],
        ),
        Cause::Redirected { to } => (
            format!("{who} sends the browser on to {}.", authority(to)),
            match failure.about {
                About::Registry => format!(
                    "What {to} answers is not the answer of the registry that you opened, so it is not shown as if it were. A browser takes \
                     the password off on the way, so a right one would be refused there."
                ),
                About::TokenService => {
                    format!("It was sent on to {to}, another origin. Your password was not sent there.")
                }
            },
            match failure.about {
                About::Registry => vec!["Open the address that it names, if that is the registry that you mean."],
                About::TokenService => vec![
                    "The registry has to name the address of its token service as it is now (the realm of its challenge), with its scheme, host and port.",
                ],
            },
        ),
        Cause::DigestMismatch { wanted, found } => (
            "The bytes that came are not the ones that were asked for.".to_string(),
            format!("The digest should be {wanted} and is {found}."),
            vec![
                "A proxy that changes answers does this. Compare with the registry itself before you trust the image.",
            ],
        ),
        Cause::Request(error) => (
            "This page could not even send the request.".to_string(),
            sentence(&error.to_string()),
            vec![
                "Check the address for characters that do not belong there, and try without the browser’s extensions: some answer in its place.",
            ],
        ),
        Cause::PartMissing => (
            "A part of this page did not come.".to_string(),
            format!(
                "There is more to ask {} than a first request. What the page needs for that is in a file of its own.",
                lower(&who)
            ),
            vec![
                "Try again: the server of this page may have been out of reach for a moment.",
                "Load the page again: a newer version of it may have been put there since it was opened.",
            ],
        ),
    };
    Words {
        title: capital(&title),
        seen: seen.trim().to_string(),
        next: next.into_iter().map(str::to_string).collect(),
    }
}

/// A title, what was seen, and what to do next.
type TitleSeenNext = (String, String, Vec<&'static str>);

/// A request of which the browser lets a page see nothing, or not all.
fn blocked_words(who: &str, failure: &Failure, blocked: &Blocked) -> TitleSeenNext {
    match blocked {
        Blocked::Rejected { .. } if failure.asked.url.path().contains("/blobs/") => (
            "The browser let this page see nothing of this part of the image.".to_string(),
            "The manifest came, and what it says is shown. For its parts registries often send the browser on to a storage on \
             another origin, which has to share its answers with this page's origin (CORS) as well."
                .to_string(),
            vec![
                "Open the address in a tab of its own. If a file is saved, the storage is well and its CORS headers are not.",
                "The check-up looks at the storage, too.",
            ],
        ),
        // A registry gets a sign-in after it has asked for one; a token service gets it with the first request that it is sent.
        Blocked::Rejected { after } if failure.asked.authorization.is_some() && failure.about == About::Registry => (
            format!("The browser let this page see nothing of {} once your sign-in went along.", lower(who)),
            format!(
                "The request ended after {} ms without an answer that the page may read. Before one that carries a sign-in a browser asks by \
                 OPTIONS whether this page may send Authorization (CORS, the preflight). Where the registry answers requests without a \
                 sign-in, that is what fails: many ask for a sign-in there too, with 401. A server that has just gone looks the same.",
                after.as_millis()
            ),
            vec![
                "On the server, answer OPTIONS with 204 before anybody is asked for a sign-in, with Authorization in Access-Control-Allow-Headers.",
                "Open the address in a tab of its own. A connection error or a certificate warning there is the cause.",
            ],
        ),
        Blocked::Rejected { after } => (
            format!("The browser let this page see nothing of {}.", lower(who)),
            format!(
                "The request ended after {} ms without an answer that the page may read. A browser says the same when \
                 there is no server, when its certificate is not trusted, and when the server does not share its answers \
                 with this page's origin (CORS).",
                after.as_millis()
            ),
            vec![
                "Open the address in a tab of its own. A certificate warning or a connection error there is the cause.",
                "If the tab shows an answer or a sign-in, the server is well and its CORS headers for this page are not.",
            ],
        ),
        Blocked::TimedOut { after } => (
            format!("{who} did not answer in time."),
            format!(
                "There was no answer within {} seconds. The request may also be waiting for a permission that the \
                 browser asks for.",
                after.as_secs()
            ),
            vec![
                "Look for a question of the browser beside the address bar, about devices on the local network for one.",
                "Check that the address and the port are right and that no firewall swallows the connection.",
            ],
        ),
        Blocked::BodyBroken { status, said } => (
            format!("The answer of {} broke off.", lower(who)),
            if said.is_empty() {
                format!("Status {status} came, and then the body ended too early.")
            } else {
                format!("Status {status} came, and then the browser said: {said}.")
            },
            vec!["Try again. If it breaks off each time, look at the log of the registry and of the proxy before it."],
        ),
        Blocked::BodyEndless { status, after } => (
            format!("The answer of {} does not end.", lower(who)),
            format!("Status {status} came, and its body did not end within {} seconds.", after.as_secs()),
            vec!["Try again. If it never ends, look at the log of the registry and of the proxy before it."],
        ),
    }
}

/// A token, or an account, that opens something else.
fn denied_words(who: &str, wanted: &ScopeSet, claims: Option<&Claims>, status: u16, said: &ErrorBody) -> TitleSeenNext {
    let granted = claims.as_ref().and_then(|claims| claims.access.as_ref()).map(|access| match access {
        none if *none == ScopeSet::none() => "The token permits nothing. ".to_string(),
        some => format!("The token permits {some}. "),
    });
    (
        format!("You are not allowed to {}.", deed(wanted)),
        format!("{}{who} answered {status}. {}", granted.unwrap_or_default(), said_in_words(said)),
        vec![if *wanted == crate::registry::auth::scope::Scope::catalog().into() {
            "Open a repository by its name: that needs no list."
        } else {
            "Ask the registry's administrator for this right, or sign in as somebody who has it."
        }],
    )
}

/// A token that the registry does not take for one of its own.
fn refused_token_words(who: &str, claims: Option<&Claims>, service: Option<&str>, said: &ErrorBody) -> TitleSeenNext {
    let audience = claims.as_ref().map(|claims| claims.audience.join(", ")).filter(|audience| !audience.is_empty());
    let compared = match (audience, service) {
        (Some(audience), Some(service)) if audience != *service => {
            format!("The token is for {audience}, and the registry calls itself {service}. ")
        }
        _ => String::new(),
    };
    (
        format!("{who} refuses the token that its token service has just given."),
        format!("{compared}{}", said_in_words(said)),
        vec![
            "Compare issuer, service and signing certificate in the registry's configuration with the token service's.",
            "Compare the clocks of both servers; more than a minute apart is too much.",
        ],
    )
}

fn status_words(who: &str, failure: &Failure, status: u16, said: &ErrorBody) -> (String, String, Vec<&'static str>) {
    let path = failure.asked.url.path();
    let (title, next) = match status {
        404 if path.ends_with("/_catalog") => (
            format!("{who} offers no list of its repositories."),
            "Open a repository by its name. The list is not part of the OCI specification, and many registries have none.",
        ),
        404 if said.has(&ErrorCode::NameUnknown) => (
            "There is no repository of that name, or you may not see it.".to_string(),
            "Check the name. If it is right, sign in as somebody who may read it.",
        ),
        // Of a registry with a list of tags it would have been said that the name is unknown.
        404 if path.ends_with("/tags/list") => (
            format!("{who} has no list of tags here."),
            "Open a tag by its name: the box on top takes :1.2. If nothing opens, check that the address is a registry's.",
        ),
        404 if path.contains("/manifests/") => (
            "There is nothing behind this tag or digest.".to_string(),
            "It may have been deleted or renamed. The list of tags shows what is there.",
        ),
        404 if path.contains("/blobs/") => (
            "The registry has lost a part of this image.".to_string(),
            "Push the image again. A garbage collection during a push can cause this.",
        ),
        404 => (format!("{who} does not know this address."), "Check that the address is a registry's."),
        500..=599 => (
            format!("{who} failed."),
            "Try again in a moment. If it stays, the log of the registry or of the proxy before it says why.",
        ),
        _ => (format!("{who} did not do what was asked."), "The registry's log says more."),
    };
    let page = if said.is_html { "What came is a web page." } else { "" };
    (title, format!("The answer was {status}. {}{page}", said_in_words(said)), vec![next])
}

/// What a server said, as one or two sentences. Its texts are a stranger's and are shown as text only.
fn said_in_words(said: &ErrorBody) -> String {
    let entries = said.entries.iter().map(|entry| match entry.message.as_str() {
        "" => format!("It said {}.", entry.code.as_str()),
        message => format!("It said {}: {}", entry.code.as_str(), sentence(message)),
    });
    let entries: Vec<String> = entries.take(3).collect();
    match (entries.is_empty(), said.is_html) {
        (false, _) => entries.join(" "),
        // Whoever says so beforehand says it better.
        (true, true) => String::new(),
        (true, false) => String::new(),
    }
}

/// What somebody wanted to do who needs these rights.
fn deed(wanted: &ScopeSet) -> String {
    match wanted.0.first().and_then(|scope| scope.parts()) {
        Some(("repository", name, actions)) if actions.contains(&"delete") => format!("delete anything in {name}"),
        Some(("repository", name, actions)) if actions.contains(&"push") => format!("push to {name}"),
        Some(("repository", name, _)) => format!("read {name}"),
        Some(("registry", ..)) => "list all repositories".to_string(),
        _ => "do this".to_string(),
    }
}

/// Host and port.
fn authority(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or("the server"))
}

fn sentence(text: &str) -> String {
    let text = visible(text.trim());
    let end = if text.ends_with(['.', '!', '?']) || text.is_empty() { "" } else { "." };
    format!("{}{end}", capital(&text))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        // A host's name keeps its case.
        Some(first) if !text.split(' ').next().unwrap_or_default().contains('.') => {
            first.to_ascii_uppercase().to_string() + chars.as_str()
        }
        _ => text.to_string(),
    }
}

fn lower(text: &str) -> String {
    text.replacen("The token service", "the token service", 1)
}

/// A number of bytes as people read it: `12.3 MB`, in powers of ten, as registries and docker show it.
pub fn bytes(size: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut value = size as f64;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let number = if unit == 0 || value >= 99.95 { locale::number(value.round()) } else { locale::with_tenths(value) };
    format!("{number} {}", units[unit])
}

/// A count with its noun: `1 tag`, `2,000 tags`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number with its thousands apart, as the person's browser writes it.
pub fn grouped(number: usize) -> String {
    locale::number(number as f64)
}
