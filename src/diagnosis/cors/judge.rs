//! The verdict of the standard on an answer, and beside it everything that is wrong with its headers.
//!
//! The standard stops at the first check that fails. An administrator wants to mend all of them, so the findings go on
//! behind it, in the order in which to mend them. What merely follows from another finding is left out: a misspelt header
//! is not missing as well, and a preflight that is refused is not blamed for what a refusal does not carry.

use super::finding::{CorsFinding, LocatedFinding};
use super::header_list::{get, lines, list, place};
use super::{
    ALLOW_CREDENTIALS, ALLOW_HEADERS, ALLOW_METHODS, ALLOW_ORIGIN, CorsRequest, CredentialsMode, Refusal, cors_check,
    misspelt, origin, preflight_check, readable,
};
use super::{header_allowed, method_allowed};
use crate::registry::http::Headers;

/// What is to be said about an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What the standard says.
    pub verdict: Result<(), Refusal>,
    /// What is wrong, in the order in which to mend it. An allowed answer can have findings as well.
    pub findings: Vec<LocatedFinding>,
}

/// The headers that Pierglass reads, beside those that nobody needs to expose.
const NEEDED: &[&str] = &["www-authenticate", "docker-content-digest", "link", "retry-after", "location"];

/// Judges the answer to a request that is not a preflight.
pub fn judge_answer(asking: &CorsRequest, headers: &Headers) -> Judgement {
    let (mended, mut findings) = mend_names(asking, headers, false);
    findings.extend(origin_findings(asking, &mended));
    if lines(headers, "www-authenticate").count() > 1 {
        findings.push(LocatedFinding {
            finding: CorsFinding::ChallengeSplit,
            at: place(headers, "www-authenticate"),
            stops: false,
        });
    }
    findings.extend(exposure_findings(asking, &mended));
    if let Some(found) = vary_finding(&mended) {
        findings.push(found);
    }
    Judgement { verdict: cors_check(asking, headers), findings }
}

/// Judges the answer to a preflight.
pub fn judge_preflight(asking: &CorsRequest, status: u16, headers: &Headers) -> Judgement {
    let (mended, misspelt) = mend_names(asking, headers, true);
    let mut findings = Vec::new();
    let is_refused = !(200..300).contains(&status);
    if is_refused {
        let to = lines(headers, "location").next().map(|(_, to)| to.to_owned());
        let at = place(headers, "location").filter(|_| (300..400).contains(&status));
        let finding = match status {
            401 => CorsFinding::PreflightUnauthorized,
            300..=399 => CorsFinding::PreflightRedirected { status: Some(status), to },
            _ => CorsFinding::PreflightRefused { status },
        };
        findings.push(LocatedFinding { finding, at, stops: true });
    }
    findings.extend(misspelt);
    let of_origin = origin_findings(asking, &mended).into_iter();
    findings.extend(of_origin.filter(|found| !is_refused || found.finding != CorsFinding::OriginMissing));
    findings.extend(permission_findings(asking, &mended, is_refused));
    Judgement { verdict: preflight_check(asking, status, headers), findings }
}

/// The headers with misspelt names put right where the right one is missing, and a finding for each of those.
fn mend_names(asking: &CorsRequest, headers: &Headers, is_preflight: bool) -> (Headers, Vec<LocatedFinding>) {
    // A browser refuses where it needs what is missing then.
    let is_needed = |meant: &str| match meant {
        ALLOW_ORIGIN => true,
        ALLOW_CREDENTIALS => asking.credentials == CredentialsMode::Include,
        ALLOW_METHODS => is_preflight && !method_allowed(asking, &[]),
        ALLOW_HEADERS => is_preflight && asking.headers.iter().any(|name| !header_allowed(asking, name, &[])),
        _ => false,
    };
    let mut mended = headers.clone();
    let mut findings = Vec::new();
    for (at, (sent, _)) in headers.0.iter().enumerate() {
        let Some(meant) = misspelt::meant(sent).filter(|meant| place(headers, meant).is_none()) else {
            continue;
        };
        if let Some((name, _)) = mended.0.get_mut(at) {
            meant.clone_into(name);
        }
        let finding = CorsFinding::HeaderMisspelt { sent: sent.clone(), meant };
        findings.push(LocatedFinding { finding, at: Some(at), stops: is_needed(meant) });
    }
    (mended, findings)
}

fn origin_findings(asking: &CorsRequest, headers: &Headers) -> Vec<LocatedFinding> {
    let values: Vec<(usize, &str)> = lines(headers, ALLOW_ORIGIN).collect();
    let is_included = asking.credentials == CredentialsMode::Include;
    let found = |finding, stops| LocatedFinding { finding, at: values.first().map(|(at, _)| *at), stops };
    let allowed = match values.as_slice() {
        [] => return vec![found(CorsFinding::OriginMissing, true)],
        [(_, value)] => *value,
        several => {
            let values = several.iter().map(|(_, value)| (*value).to_owned()).collect();
            return vec![found(CorsFinding::OriginDuplicated { values }, true)];
        }
    };
    let allow_credentials = get(headers, ALLOW_CREDENTIALS);
    let allows_credentials = allow_credentials.as_deref() == Some("true");
    if allowed == "*" {
        let finding = found(CorsFinding::WildcardWithCredentials, is_included);
        return if is_included || allows_credentials { vec![finding] } else { Vec::new() };
    }
    if allowed != asking.origin {
        return vec![found(origin::fault(allowed, &asking.origin), true)];
    }
    if is_included && !allows_credentials {
        let at = place(headers, ALLOW_CREDENTIALS);
        return vec![LocatedFinding {
            finding: CorsFinding::CredentialsNotAllowed { value: allow_credentials },
            at,
            stops: true,
        }];
    }
    Vec::new()
}

fn permission_findings(asking: &CorsRequest, headers: &Headers, is_refused: bool) -> Vec<LocatedFinding> {
    let mut findings = Vec::new();
    let mut push = |finding, header| findings.push(LocatedFinding { finding, at: place(headers, header), stops: true });
    let may_be_missing = |header: &str| is_refused && place(headers, header).is_none();
    match list(headers, ALLOW_METHODS) {
        Err(value) => push(CorsFinding::ListUnreadable { header: ALLOW_METHODS, value }, ALLOW_METHODS),
        Ok(methods) if method_allowed(asking, &methods) || may_be_missing(ALLOW_METHODS) => {}
        Ok(_) => push(CorsFinding::MethodNotAllowed { method: asking.method.clone() }, ALLOW_METHODS),
    }
    match list(headers, ALLOW_HEADERS) {
        Err(value) => push(CorsFinding::ListUnreadable { header: ALLOW_HEADERS, value }, ALLOW_HEADERS),
        Ok(_) if may_be_missing(ALLOW_HEADERS) => {}
        Ok(names) => {
            for name in asking.headers.iter().filter(|name| !header_allowed(asking, name, &names)) {
                let name = name.to_ascii_lowercase();
                let has_wildcard =
                    asking.credentials == CredentialsMode::Omit && names.iter().any(|known| known == "*");
                let finding = if has_wildcard {
                    CorsFinding::WildcardAuthorization
                } else {
                    CorsFinding::HeaderNotAllowed { name }
                };
                push(finding, ALLOW_HEADERS);
            }
        }
    }
    findings
}

fn exposure_findings(asking: &CorsRequest, headers: &Headers) -> Vec<LocatedFinding> {
    let readable = readable(asking.credentials, headers);
    let mut findings: Vec<LocatedFinding> = Vec::new();
    let order = |name: &str| NEEDED.iter().position(|known| *known == name);
    let mut hidden: Vec<(usize, usize, &str)> = Vec::new();
    for (at, (sent, _)) in headers.0.iter().enumerate() {
        let name = sent.to_ascii_lowercase();
        let is_limit = name.starts_with("ratelimit");
        let Some(order) = order(&name).or(is_limit.then_some(3)) else {
            continue;
        };
        let is_first = !hidden.iter().any(|(_, _, known)| known.eq_ignore_ascii_case(sent));
        if is_first && !readable.contains(&name) {
            hidden.push((order, at, sent));
        }
    }
    hidden.sort();
    for (_, at, sent) in hidden {
        findings.push(LocatedFinding {
            finding: CorsFinding::NotExposed { name: sent.to_owned() },
            at: Some(at),
            stops: false,
        });
    }
    findings
}

fn vary_finding(headers: &Headers) -> Option<LocatedFinding> {
    let allowed = get(headers, ALLOW_ORIGIN).filter(|allowed| allowed.contains("://"))?;
    let vary = get(headers, "vary").unwrap_or_default();
    let varies = vary.split(',').map(str::trim).any(|name| name == "*" || name.eq_ignore_ascii_case("origin"));
    let is_single = !allowed.contains(',');
    let at = place(headers, ALLOW_ORIGIN);
    (is_single && !varies).then_some(LocatedFinding { finding: CorsFinding::VaryMissing, at, stops: false })
}
