//! A browser's own sentence about a request that it blocked, as a finding.

use super::{AskedServer, Pasted, PastedFinding, Reading};
use crate::diagnosis::cors::{self, CorsRequest};
use crate::diagnosis::curl::Parties;
use crate::diagnosis::transcript::{BlockedRequest, Reason};
use crate::registry::http::Headers;

/// Adds what the sentence proves.
pub fn judge(parties: Parties, blocked: &BlockedRequest, server: AskedServer, reading: &mut Reading) {
    let AskedServer { about, role, guessed, later } = server;
    let finding = finding(parties, &blocked.reason);
    let (line, text) = (blocked.line, blocked.text.clone());
    reading.findings.push(Pasted { about, role, later, finding, stops: true, guessed, line, text });
}

fn finding(parties: Parties, reason: &Reason) -> PastedFinding {
    PastedFinding::Cors(match reason {
        Reason::OriginMissing => cors::CorsFinding::OriginMissing,
        Reason::OriginOther(value) => of_value(parties, value),
        Reason::OriginSeveral(values) => cors::CorsFinding::OriginDuplicated { values: values.clone() },
        Reason::OriginUnusable => return PastedFinding::OriginUnusable,
        Reason::PreflightStatus(Some(401)) => cors::CorsFinding::PreflightUnauthorized,
        Reason::PreflightStatus(Some(status @ 300..=399)) => {
            cors::CorsFinding::PreflightRedirected { status: Some(*status), to: None }
        }
        Reason::PreflightStatus(Some(status)) => cors::CorsFinding::PreflightRefused { status: *status },
        Reason::PreflightStatus(None) => return PastedFinding::PreflightNotOk,
        Reason::PreflightRedirected => cors::CorsFinding::PreflightRedirected { status: None, to: None },
        Reason::HeaderNotAllowed(name) => cors::CorsFinding::HeaderNotAllowed { name: name.clone() },
        Reason::MethodNotAllowed(method) => {
            cors::CorsFinding::MethodNotAllowed { method: method.clone().unwrap_or_else(|| "DELETE".to_owned()) }
        }
        Reason::ListUnreadable(header) => cors::CorsFinding::ListUnreadable { header, value: String::new() },
    })
}

/// What the standard says of this value of `Access-Control-Allow-Origin`.
fn of_value(parties: Parties, value: &str) -> cors::CorsFinding {
    let headers = Headers(vec![("access-control-allow-origin".to_owned(), value.to_owned())]);
    let judged = cors::judge_answer(&CorsRequest::get(parties.origin), &headers);
    let stops = judged.findings.into_iter().find(|found| found.stops);
    stops.map_or(cors::CorsFinding::OriginMissing, |found| found.finding)
}
