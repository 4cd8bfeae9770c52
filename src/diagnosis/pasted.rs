//! What a pasted exchange with a server proves: the transcript, judged by the Fetch standard.
//!
//! It finds out which exchange is which, asks [`super::cors`] about each, and lists what is wrong, the most fundamental
//! first. What stands in the list stands in the paste, or is not there although it would have to be. It does not know whether
//! the server answers a browser as it answered curl, and not whether the paste is of today.

mod advice;
mod asked_server;
mod console;
mod finding;
mod order;
mod reading;
mod rule_id;
#[cfg(test)]
mod tests;
mod words;

pub use finding::PastedFinding;
pub use reading::{JudgedExchange, Pasted, Reading, RequestRole, Unclear};
pub use rule_id::rule_id;

use super::cors::{self, CorsRequest};
use super::curl::Parties;
use super::transcript::{self, BlockedRequest, Exchange, PastedBodyKind, ToolError};
use crate::registry::auth::challenge::{Challenge, Scheme, has_open_quote, parse_challenges};
use crate::registry::failure::About;
use crate::registry::http::Headers;
use asked_server::{AskedServer, AskedServers};

/// Reads a paste.
pub fn read(parties: Parties, text: &str) -> Reading {
    let transcript = transcript::read(text);
    let servers = AskedServers::of(parties, &transcript);
    let mut reading =
        Reading { unclear: transcript.notes.iter().copied().map(Unclear::Transcript).collect(), ..Reading::default() };
    // A console holds what this page asked to find out more as well: by another scheme, and from a frame without an origin.
    let is_of_registry = |error: &&ToolError| !servers.is_other_scheme(&error.asked);
    for error in transcript.errors.iter().filter(is_of_registry) {
        match servers.of_error(error) {
            Ok(server) => reading.findings.push(failed(error, server)),
            Err(unclear) => reading.unclear.push(unclear),
        }
    }
    let is_of_page = |blocked: &&BlockedRequest| {
        let is_frame = blocked.origin.as_deref() == Some("null") && parties.origin != "null";
        !is_frame && !servers.is_other_scheme(&blocked.asked)
    };
    for blocked in transcript.blocked.iter().filter(is_of_page) {
        match servers.of_blocked(parties, blocked) {
            Ok(server) => console::judge(parties, blocked, server, &mut reading),
            Err(unclear) => reading.unclear.push(unclear),
        }
    }
    for (at, exchange) in transcript.exchanges.iter().enumerate() {
        // Who asked the same once more believes the last answer, and is told where it is another one.
        let again = transcript.exchanges[at + 1..].iter().rfind(|later| is_same_question(exchange, later));
        match (servers.of_exchange(exchange), again) {
            (Ok(server), None) => judge(parties, exchange, server, &mut reading),
            (Ok(_), Some(last)) if is_same_answer(exchange, last) => {}
            (Ok(_), Some(_)) => reading.unclear.push(Unclear::AskedAgain { line: exchange.line }),
            (Err(unclear), _) => reading.unclear.push(unclear),
        }
    }
    // Of another server once is enough.
    let mut others: Vec<String> = Vec::new();
    reading.unclear.retain(|unclear| match unclear {
        Unclear::OtherServer { address, .. } if others.contains(address) => false,
        Unclear::OtherServer { address, .. } => {
            others.push(address.clone());
            true
        }
        _ => true,
    });
    order::missing_on_errors(&mut reading);
    order::without_consequences(&mut reading.findings);
    order::most_fundamental_first(&mut reading.findings);
    reading
}

fn failed(error: &ToolError, server: AskedServer) -> Pasted {
    let AskedServer { about, role, guessed, later } = server;
    let finding = PastedFinding::Failed { tool: error.tool, kind: error.kind };
    Pasted { about, role, later, finding, stops: true, guessed, line: error.line, text: error.text.clone() }
}

fn judge(parties: Parties, exchange: &Exchange, server: AskedServer, reading: &mut Reading) {
    let asks = asking(parties, exchange, server.role);
    let headers = headers(exchange);
    let (mut found, hides_cors) = beside_cors(exchange, &server);
    let AskedServer { about, role, guessed, later } = server;
    let judgement = asks.map(|asking| match role {
        RequestRole::Preflight => cors::judge_preflight(&asking, exchange.status, &headers),
        RequestRole::Plain => cors::judge_answer(&asking, &headers),
    });
    let mut guessed = guessed;
    let (verdict, of_cors) = match judgement {
        Ok(judgement) => (Some(judgement.verdict), judgement.findings),
        Err(unclear) => {
            let of_anybody = matches!(unclear, Unclear::NoOrigin { .. }) && role == RequestRole::Plain;
            reading.unclear.push(unclear);
            guessed = true;
            (None, if of_anybody { for_anybody(parties, &headers) } else { Vec::new() })
        }
    };
    if !hides_cors {
        found.extend(of_cors.into_iter().map(|found| (PastedFinding::Cors(found.finding), found.at, found.stops)));
    }
    let (line, status) = (exchange.line, exchange.status);
    reading.judged.push(JudgedExchange { about, role, later: later.clone(), guessed, line, status, verdict });
    for (finding, at, stops) in found {
        let header = at.and_then(|at| exchange.headers.get(at));
        let (line, text) = match header {
            Some(header) => (header.line, format!("{}: {}", header.name, header.value)),
            None if exchange.version.is_empty() => (exchange.line, format!("Status {status}")),
            None => (exchange.line, format!("HTTP/{} {status}", exchange.version)),
        };
        reading.findings.push(Pasted { about, role, later: later.clone(), finding, stops, guessed, line, text });
    }
}

/// What is wrong with the headers whoever asks: a server that looks at the origin sends none where there is none.
fn for_anybody(parties: Parties, headers: &Headers) -> Vec<cors::LocatedFinding> {
    use cors::CorsFinding::{HeaderMisspelt, OriginDuplicated, OriginList, OriginMalformed, OriginMismatched};
    let judged = cors::judge_answer(&CorsRequest::get(parties.origin), headers).findings.into_iter();
    let holds = |finding: &cors::CorsFinding| {
        matches!(
            finding,
            HeaderMisspelt { .. }
                | OriginDuplicated { .. }
                | OriginList { .. }
                | OriginMalformed { .. }
                | OriginMismatched { .. }
        )
    };
    judged.filter(|found| holds(&found.finding)).collect()
}

/// Whether two answers are to one question, as far as the paste says what was asked.
fn is_same_question(one: &Exchange, other: &Exchange) -> bool {
    one.asked.host.is_some() && one.asked == other.asked
}

/// Whether two answers say the same to a browser.
fn is_same_answer(one: &Exchange, other: &Exchange) -> bool {
    let of_cors = |exchange: &Exchange| {
        let headers = exchange.headers.iter().map(|header| (header.name.to_ascii_lowercase(), header.value.clone()));
        headers.filter(|(name, _)| name.starts_with("access-control-")).collect::<Vec<_>>()
    };
    one.status == other.status && of_cors(one) == of_cors(other)
}

/// What the page would have asked; an error where something else was asked.
fn asking(parties: Parties, exchange: &Exchange, role: RequestRole) -> Result<CorsRequest, Unclear> {
    let (asked, line) = (&exchange.asked, exchange.line);
    let mut asking = CorsRequest::get(parties.origin);
    if asked.headers.is_some() {
        match asked.header("origin") {
            None | Some("") => return Err(Unclear::NoOrigin { line }),
            Some(origin) if origin == parties.origin => {}
            Some(origin) => return Err(Unclear::OtherOrigin { line, origin: origin.to_owned() }),
        }
    }
    if role == RequestRole::Preflight {
        asking.headers = match (&asked.headers, asked.header("access-control-request-headers")) {
            (None, _) => vec!["authorization".to_owned()],
            (Some(_), names) => {
                let names = names.unwrap_or_default().split(',').map(str::trim);
                names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
            }
        };
        match asked.header("access-control-request-method") {
            Some(method) => method.clone_into(&mut asking.method),
            None if asked.headers.is_some() => return Err(Unclear::NoPreflight { line }),
            None => {}
        }
    }
    Ok(asking)
}

/// The header lines as a page would get them; an emptied secret stays an empty line.
fn headers(exchange: &Exchange) -> Headers {
    Headers(exchange.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect())
}

/// What is wrong beside CORS, in which header line, and whether nothing gets further there.
type PlainFinding = (PastedFinding, Option<usize>, bool);

/// What is wrong with a plain answer beside CORS, and whether that makes its CORS headers another server's matter.
fn beside_cors(exchange: &Exchange, server: &AskedServer) -> (Vec<PlainFinding>, bool) {
    if server.role == RequestRole::Preflight {
        return (Vec::new(), false);
    }
    let status = exchange.status;
    let header = |name: &str| exchange.headers.iter().position(|header| header.name.eq_ignore_ascii_case(name));
    let body = exchange.body.beginning.to_ascii_lowercase();
    let spoken_plainly = body.contains("http request to an https server") || body.contains("sent to https port");
    let type_is_html = header("content-type")
        .is_some_and(|at| exchange.headers[at].value.to_ascii_lowercase().starts_with("text/html"));
    // JSON is read whatever it is called.
    let is_html =
        exchange.body.kind == PastedBodyKind::Html || (type_is_html && exchange.body.kind != PastedBodyKind::Json);
    let is_registry = header("docker-distribution-api-version").is_some() || body.contains("\"errors\"");
    let stop = |finding, at| (vec![(finding, at, true)], true);
    match (status, server.about) {
        (400, _) if spoken_plainly => stop(PastedFinding::PlainHttpOnTls, None),
        (502..=504, _) => stop(PastedFinding::BadGateway { status }, None),
        (500.., _) => stop(PastedFinding::ServerError { status }, None),
        (300..=399, _) => {
            let to = header("location").map(|at| exchange.headers[at].value.clone());
            stop(PastedFinding::Redirected { status, to }, header("location"))
        }
        // Whether a registry is there, the first answer says; a later one may be missing, or a proxy's page.
        (404, About::Registry) if !is_registry && server.later.is_none() => {
            stop(PastedFinding::NotARegistry { status }, None)
        }
        (200..=299, About::Registry) if is_html && server.later.is_none() => {
            stop(PastedFinding::NotARegistry { status }, header("content-type"))
        }
        (404 | 405, About::TokenService) => stop(PastedFinding::NotATokenService { status }, None),
        (200..=299, About::TokenService) if is_html => {
            stop(PastedFinding::NotATokenService { status }, header("content-type"))
        }
        (401, About::Registry) => (challenge(exchange, header("www-authenticate")), false),
        (429, _) => (vec![(PastedFinding::RateLimited, header("retry-after"), true)], false),
        _ => (Vec::new(), false),
    }
}

/// What is wrong with the challenge of a 401.
fn challenge(exchange: &Exchange, at: Option<usize>) -> Vec<PlainFinding> {
    if at.is_none() {
        return vec![(PastedFinding::ChallengeMissing, None, true)];
    }
    let of_challenge = exchange.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("www-authenticate"));
    let value = of_challenge.map(|header| header.value.as_str()).collect::<Vec<_>>().join(", ");
    let challenges = parse_challenges(&value);
    let names_realm = |one: &Challenge| one.parameter("realm").is_some_and(|realm| !realm.is_empty());
    let is_fine = |one: &Challenge| one.scheme != Scheme::Bearer || names_realm(one);
    let stops = !challenges.iter().any(is_fine);
    let has_parameters = challenges.iter().any(|one| one.scheme == Scheme::Bearer && !one.parameters.is_empty());
    match (stops, has_open_quote(&value)) {
        (false, false) => Vec::new(),
        (true, false) if has_parameters => vec![(PastedFinding::RealmMissing { value }, at, true)],
        // What is left open can be read all the same.
        _ => vec![(PastedFinding::ChallengeMalformed { value }, at, stops)],
    }
}
