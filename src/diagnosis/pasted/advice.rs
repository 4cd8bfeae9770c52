//! What a paste says in a report, and what to change: words of ours, and of the paste only what an allow-list lets through.

use super::{Pasted, PastedFinding};
use crate::diagnosis::cors::CorsFinding;
use crate::diagnosis::redact;
use crate::diagnosis::transcript::{Tool, ToolErrorKind};
use crate::registry::failure::About;
use crate::registry::http::Headers;

/// Header names that may stand in a report, in lower case; their values do not.
const NAMES: &[&str] = &[
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "content-type",
    "docker-content-digest",
    "link",
    "location",
    "retry-after",
    "www-authenticate",
];

/// Longer values of a header are not repeated in a report.
const VALUE: usize = 100;

impl Pasted {
    /// Where it stands in the paste.
    pub fn evidence(&self) -> String {
        let what = match &self.finding {
            PastedFinding::Failed { tool: Tool::Curl(code), .. } => format!("curl's error {code}"),
            PastedFinding::Failed { .. } => "an error".to_string(),
            _ => match self.text.split_once(':').map(|(name, _)| name.to_ascii_lowercase()) {
                Some(name) if NAMES.contains(&name.as_str()) => format!("the header {name}"),
                _ if self.text.contains("CORS") => "a browser's message".to_string(),
                _ => match self.text.rsplit(' ').next().and_then(|last| last.parse::<u16>().ok()) {
                    Some(status) => format!("an answer with the status {status}"),
                    None => "an answer".to_string(),
                },
            },
        };
        format!("Line {} of what was pasted: {what}.", self.line)
    }

    /// The problem in one sentence, for a report.
    pub fn title(&self, origin: &str) -> String {
        let finding = match self.finding.clone() {
            PastedFinding::ChallengeMalformed { value } => {
                PastedFinding::ChallengeMalformed { value: challenge(value) }
            }
            PastedFinding::RealmMissing { value } => PastedFinding::RealmMissing { value: challenge(value) },
            PastedFinding::Cors(finding) => PastedFinding::Cors(match finding {
                CorsFinding::ListUnreadable { header, .. } => {
                    CorsFinding::ListUnreadable { header, value: String::new() }
                }
                CorsFinding::OriginList { value } => CorsFinding::OriginList { value: origins(value) },
                CorsFinding::OriginMalformed { value, fault } => {
                    CorsFinding::OriginMalformed { value: origins(value), fault }
                }
                CorsFinding::OriginMismatched { allowed, differs } => {
                    CorsFinding::OriginMismatched { allowed: origins(allowed), differs }
                }
                other => other,
            }),
            other => other,
        };
        Pasted { finding, ..self.clone() }.sentence(origin)
    }

    /// What to change.
    pub fn change(&self) -> String {
        let who = match self.about {
            About::Registry => "registry",
            About::TokenService => "token service",
        };
        match &self.finding {
            PastedFinding::Cors(finding) => of_cors(finding, who),
            PastedFinding::CorsMissingOnErrors | PastedFinding::OriginUnusable => every_answer(who),
            PastedFinding::PreflightNotOk => preflight(who),
            PastedFinding::Failed { kind, .. } => of_tool_error(*kind, who),
            PastedFinding::PlainHttpOnTls => "Write https:// in front of the address.".to_string(),
            PastedFinding::BadGateway { .. } => {
                format!("Let the server in front of the {who} reach it: its address, its port, and that it runs.")
            }
            PastedFinding::ServerError { .. } => format!("Look into the {who}'s log for the time of that request."),
            PastedFinding::Redirected { .. } | PastedFinding::NotARegistry { .. } => {
                "Use the address at which /v2/ is answered by the registry itself.".to_string()
            }
            PastedFinding::NotATokenService { .. } => {
                "Let the realm in the registry's challenge name the address that gives tokens.".to_string()
            }
            PastedFinding::RateLimited => of_tool_error(ToolErrorKind::RateLimited, who),
            PastedFinding::ChallengeMissing
            | PastedFinding::ChallengeMalformed { .. }
            | PastedFinding::RealmMissing { .. } => {
                "Let the registry's 401 carry a challenge that says how to sign in, and let no proxy take it away."
                    .to_string()
            }
        }
    }
}

fn of_cors(finding: &CorsFinding, who: &str) -> String {
    match finding {
        CorsFinding::OriginDuplicated { .. } | CorsFinding::OriginList { .. } => format!(
            "Let one server alone add the header: take it out of the {who}'s own configuration, or let the proxy remove what the \
             {who} sends before it adds its own."
        ),
        CorsFinding::OriginMissing
        | CorsFinding::OriginMismatched { .. }
        | CorsFinding::OriginNull
        | CorsFinding::OriginMalformed { .. }
        | CorsFinding::HeaderMisspelt { .. }
        | CorsFinding::WildcardWithCredentials
        | CorsFinding::CredentialsNotAllowed { .. } => every_answer(who),
        CorsFinding::VaryMissing => {
            "Add this line wherever the origin is added, so that caches keep answers apart.".to_string()
        }
        CorsFinding::PreflightUnauthorized
        | CorsFinding::PreflightRedirected { .. }
        | CorsFinding::PreflightRefused { .. } => preflight(who),
        CorsFinding::ListUnreadable { .. }
        | CorsFinding::MethodNotAllowed { .. }
        | CorsFinding::HeaderNotAllowed { .. }
        | CorsFinding::WildcardAuthorization => {
            format!("Let the server in front of the {who} say so in its answer to a preflight.")
        }
        CorsFinding::NotExposed { .. } => {
            format!("Let the server in front of the {who} add this line to every answer.")
        }
        CorsFinding::ChallengeSplit => "Send all challenges in one line, with a comma between them.".to_string(),
    }
}

fn every_answer(who: &str) -> String {
    format!("Let the server in front of the {who} send this line with every answer, errors included, and once.")
}

fn preflight(who: &str) -> String {
    format!(
        "Let the server in front of the {who} answer OPTIONS itself, with 204 and the CORS headers, before it asks anybody who they are."
    )
}

fn of_tool_error(kind: ToolErrorKind, who: &str) -> String {
    match kind {
        ToolErrorKind::Certificate(_) => {
            "Use a certificate that names this host and that everybody trusts, or install its authority where that was said.".to_string()
        }
        ToolErrorKind::WantsCertificate => {
            "Install the client's certificate in the browser, or let this address do without one.".to_string()
        }
        ToolErrorKind::NoTls | ToolErrorKind::NoHttp => "Use the scheme and port on which it listens.".to_string(),
        ToolErrorKind::Unauthorized => "Sign in with the name and password that the registry knows; a password may have been changed.".to_string(),
        ToolErrorKind::Denied => "Let whoever runs the registry give this account the right to that repository.".to_string(),
        ToolErrorKind::RateLimited => "Wait as long as it says, or let it allow more.".to_string(),
        ToolErrorKind::BlockedByClient => "Let the extension leave this page and the registry alone.".to_string(),
        ToolErrorKind::MixedContent => format!("Serve the {who} by https."),
        ToolErrorKind::LocalNetwork => "Allow this page to reach the local network when the browser asks.".to_string(),
        ToolErrorKind::PagePolicy => "Let the policy of this page's server name the registry in connect-src.".to_string(),
        ToolErrorKind::OtherOriginPolicy => every_answer(who),
        ToolErrorKind::Failed(_) => format!("Look into the log of the {who}, and of what stands in front of it."),
        _ => format!("Mend what keeps the {who} from being reached."),
    }
}

/// Of a challenge only the protocol's own parameters.
fn challenge(value: String) -> String {
    let shown = redact::headers(&Headers(vec![("www-authenticate".to_owned(), value)]));
    shown.0.into_iter().next().map(|(_, value)| value).unwrap_or_default()
}

/// A value that could be an origin, or several; anything else is not repeated.
fn origins(value: String) -> String {
    let is_of_origins = |char: char| char.is_ascii_alphanumeric() || ":/.-_*$,[]{} ".contains(char);
    let is_shown = value.len() <= VALUE && value.chars().all(is_of_origins);
    if is_shown { value } else { "…".to_string() }
}
