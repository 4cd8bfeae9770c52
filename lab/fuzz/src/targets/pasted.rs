//! What people paste, and what a check-up wrote down.

use pierglass::diagnosis::cors::{self as checks, CorsRequest, CredentialsMode};
use pierglass::diagnosis::curl::Parties;
use pierglass::diagnosis::observation::Observation;
use pierglass::diagnosis::pasted::read as read_paste;
use pierglass::diagnosis::report::judge;
use pierglass::diagnosis::story::tell;
use pierglass::diagnosis::{configuration as servers, transcript as terminal};
use serde_json::Value;
use url::Url;

use super::given::headers;
use crate::holds;
use crate::input::Input;
use crate::secrets::planted_token;
use crate::target::{Fault, keeps_secrets};

/// Lines of curl that hold a secret.
fn secret_lines() -> [String; 9] {
    let secret = planted_token("t");
    [
        format!("> Authorization: Bearer {secret}"),
        format!("> authorization: Basic {secret}"),
        format!("< Set-Cookie: session={secret}; Path=/"),
        format!("< Location: https://s3.example/blob?X-Amz-Signature={secret}"),
        format!("$ curl -i -u demo:{secret} https://r.example/v2/"),
        format!("$ curl -i -H 'Authorization: Bearer {secret}' https://r.example/v2/"),
        format!(
            "Error response from daemon: Get \"https://me:{secret}@r.example/v2/?token={secret}\": unauthorized: no"
        ),
        format!(
            "Access to fetch at 'https://r.example/v2/?token={secret}' from origin 'https://ui.example' has been blocked by CORS policy: No"
        ),
        format!(
            "Request URL: https://r.example/v2/?token={secret}\nAuthorization: Bearer {secret}\nStatus Code: 401\nSet-Cookie: {secret}"
        ),
    ]
}

/// A paste in which such a line begins an exchange.
fn with_secret(input: &mut Input) -> String {
    let text = input.text().into_owned();
    let lines = secret_lines();
    let line = &lines[input.dice.usize(..lines.len())];
    let head = if line.starts_with('<') { "< HTTP/1.1 401 Unauthorized\n" } else { "" };
    format!("{head}{line}\n{text}")
}

/// Every exchange stands in the paste, and no secret is kept.
pub fn transcript(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let read = terminal::read(&text);
    let lines = text.split('\n').count();
    let places = read.exchanges.iter().map(|exchange| exchange.line);
    let places =
        places.chain(read.exchanges.iter().flat_map(|exchange| exchange.headers.iter().map(|header| header.line)));
    holds!(places.clone().all(|line| (1..=lines).contains(&line)), "{:?} of {lines}", places.collect::<Vec<usize>>());
    let text = with_secret(input);
    keeps_secrets("a paste", &format!("{:?}", terminal::read(&text)))
}

/// Every finding stands in the paste and has words; what is refused is explained.
pub fn pasted(input: &mut Input) -> Result<(), Fault> {
    let url = |text| Url::parse(text).expect("an address");
    let (registry, service) = (url("https://r.example/"), url("https://auth.example/token"));
    let origin = input.one(&["https://ui.example", "null", "http://localhost:8080"]);
    let token_service = input.dice.bool().then_some(&service);
    let parties = Parties { origin, registry: &registry, token_service, later: &[], changes: input.dice.bool() };
    let secret = with_secret(input);
    for text in [&*input.text(), &secret] {
        let reading = read_paste(parties, text);
        let lines = text.split('\n').count();
        for found in &reading.findings {
            holds!((1..=lines).contains(&found.line), "{found:?} of {lines} lines");
            holds!(!found.sentence(origin).is_empty(), "{found:?} has no words");
            let right = found.right_line(origin).unwrap_or_default();
            holds!(!right.contains('\n'), "{right:?} is no line");
            keeps_secrets("a finding", &format!("{found:?} {} {right}", found.sentence(origin)))?;
        }
        for judged in &reading.judged {
            holds!(!judged.sentence().is_empty(), "{judged:?} has no words");
            let explains = reading.findings.iter().any(|found| found.about == judged.about && found.stops);
            holds!(!matches!(judged.verdict, Some(Err(_))) || explains, "{judged:?} is not explained: {reading:?}");
        }
        for unclear in &reading.unclear {
            keeps_secrets("what is unclear", &format!("{unclear:?} {}", unclear.sentence()))?;
        }
        let report = judge(checked()).with_paste(&reading);
        keeps_secrets("a report", &format!("{} {}", report.to_json(), report.to_markdown()))?;
    }
    Ok(())
}

/// A check-up whose report a paste goes into: the first of those written down in which something was blocked.
fn checked() -> Observation {
    let all = include_str!("../../corpus/observation.txt").split("\n%%\n");
    let values = all.filter_map(|one| serde_json::from_str::<Value>(one).ok());
    let mut read = values.filter_map(|value| Observation::from_json(&value));
    let blocked = read.find(|observation| observation.steps.iter().any(|step| step.is_blocked()));
    blocked.unwrap_or_else(|| panic!("in no check-up of the corpus something is blocked"))
}

/// Marks stand on their lines in order, corrections are lines, and no secret is shown.
pub fn configuration(input: &mut Input) -> Result<(), Fault> {
    let registry = Url::parse("https://r.example/").expect("an address");
    let page_origin = input.one(&["https://ui.example", "null", "https://r.example"]);
    let known = servers::PageFacts { page_origin, registry: input.dice.bool().then_some(&registry) };
    let text = input.text();
    let reading = servers::read(&known, &text);
    let lines: Vec<&str> = text.split('\n').collect();
    holds!(reading.marks.len() <= servers::MARKS, "{} marks", reading.marks.len());
    for mark in &reading.marks {
        let length = lines.get(mark.line.wrapping_sub(1)).map(|line| line.chars().count());
        holds!(length.is_some_and(|length| (1..=length + 1).contains(&mark.column)), "{mark:?}");
        holds!(!mark.trap.reason().is_empty(), "{mark:?} has no words");
        holds!(mark.corrected.as_ref().is_none_or(|line| !line.contains('\n')), "{mark:?}");
        if let Some(added) = &mark.added {
            holds!(added.below <= lines.len() && !added.text.trim().is_empty(), "{mark:?}");
        }
    }
    servers::mended(&text, &reading.marks);
    let in_order = reading.marks.is_sorted_by_key(|mark| (mark.line, mark.column));
    holds!(in_order, "the marks are in no order");
    Ok(())
}

/// The checks and what is found wrong agree.
pub fn cors(input: &mut Input) -> Result<(), Fault> {
    let lines = headers(&input.text());
    let mut asking = CorsRequest::get(input.one(&["https://ui.example", "null"]));
    if input.dice.bool() {
        asking.method = input.one(&["DELETE", "PUT", "get", "POST"]).to_owned();
        asking.headers = vec!["authorization".to_owned()];
    }
    if input.dice.u8(..4) == 0 {
        asking.credentials = CredentialsMode::Include;
    }
    let status = if input.dice.bool() { 204 } else { input.dice.u16(..) };
    let judged = checks::judge_answer(&asking, &lines);
    holds!(judged.verdict == checks::cors_check(&asking, &lines), "{judged:?}");
    let preflight = checks::judge_preflight(&asking, status, &lines);
    holds!(preflight.verdict == checks::preflight_check(&asking, status, &lines), "{preflight:?}");
    for judged in [judged, preflight] {
        let stops = judged.findings.iter().any(|found| found.stops);
        let is_misspelt =
            |found: &checks::LocatedFinding| matches!(found.finding, checks::CorsFinding::HeaderMisspelt { .. });
        holds!(stops || judged.verdict.is_ok(), "a refusal is not explained: {judged:?}");
        // What a misspelt name hides is told as well, before it is in force.
        holds!(!stops || judged.verdict.is_err() || judged.findings.iter().any(is_misspelt), "{judged:?}");
        let in_range = judged.findings.iter().all(|found| found.at.is_none_or(|at| at < lines.0.len()));
        holds!(in_range, "{judged:?} of {} lines", lines.0.len());
    }
    let readable = checks::readable(asking.credentials, &lines);
    holds!(readable.windows(2).all(|two| two[0] < two[1]), "{readable:?}");
    for (name, value) in &lines.0 {
        checks::meant(name);
        checks::is_safelisted_request_header(name, value);
        checks::origin_fault(value, &asking.origin);
    }
    Ok(())
}

/// What was written down is read again as it was, and can be judged.
pub fn observation(input: &mut Input) -> Result<(), Fault> {
    // What is mutated as a text is seldom an observation any more.
    let mut value = serde_json::from_slice::<Value>(&input.bytes).unwrap_or_default();
    if value.is_null() {
        value = serde_json::from_str::<Value>(input.entry()).unwrap_or_default();
        for _ in 0..input.dice.u8(1..6) {
            change(input, &mut value);
        }
    }
    let Some(observation) = Observation::from_json(&value) else { return Ok(()) };
    let again = Observation::from_json(&observation.to_json());
    holds!(again.as_ref() == Some(&observation), "{observation:?} is {again:?} again");
    tell(&observation, false);
    observation.progress();
    let report = judge(observation);
    report.groups();
    report.notes();
    holds!(!report.to_markdown().is_empty() && report.to_json().is_object(), "no report");
    Ok(())
}

/// Puts something else in the place of one value of a document.
fn change(input: &mut Input, value: &mut Value) {
    let length = match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    };
    if length == 0 || input.dice.u8(..16) == 0 {
        *value = match (&*value, input.dice.u8(..4)) {
            (Value::Number(_), 1..) => Value::from(input.number()),
            (Value::Bool(_), 1..) => Value::from(input.dice.bool()),
            (Value::String(_) | Value::Null, 1..) => Value::from(input.another_text()),
            (_, 0) => Value::Null,
            _ => return,
        };
        return;
    }
    let at = input.dice.usize(..length);
    let inner = match value {
        Value::Array(items) => items.get_mut(at),
        Value::Object(members) => members.values_mut().nth(at),
        _ => None,
    };
    inner.into_iter().for_each(|inner| change(input, inner));
}
