//! An observation as JSON and back, so that it can be kept and judged again.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::{AuthorizationKind, BodyKind, Observation, Outcome, Probe, Read, Server, Step, TokenFacts};
use crate::diagnosis::redact::Secrets;
use crate::diagnosis::senses::{Engine, Page, Permission, PolicyViolation, SenseAnswer};
use crate::registry::auth::scope::ScopeSet;
use crate::registry::auth::token::{Claims, TokenError};
use crate::registry::error::{AccessDetail, ErrorBody, ErrorCode, ErrorEntry};
use crate::registry::http::{Blocked, Headers, Moment};

impl Observation {
    /// Writes it down.
    pub fn to_json(&self) -> Value {
        json!({
            "typed": self.typed,
            "page": page(&self.page),
            "signedIn": self.signed_in,
            "begun": self.begun.0,
            "complete": self.complete,
            "steps": self.steps.iter().map(step).collect::<Vec<Value>>(),
        })
    }

    /// Reads it again; `None` where it has another shape.
    pub fn from_json(value: &Value) -> Option<Observation> {
        Some(Observation {
            typed: text(value, "typed")?,
            page: read_page(value.get("page")?)?,
            signed_in: value.get("signedIn")?.as_bool()?,
            begun: Moment(value.get("begun")?.as_u64()?),
            complete: value.get("complete")?.as_bool()?,
            steps: value.get("steps")?.as_array()?.iter().map(read_step).collect::<Option<Vec<Step>>>()?,
            waits: false,
            at: None,
            secrets: Secrets::default(),
        })
    }
}

fn page(page: &Page) -> Value {
    json!({
        "url": page.url.as_str(),
        "origin": page.origin,
        "isSecureContext": page.is_secure_context,
        "engine": page.engine.name(),
        "isOnline": page.is_online,
        "localNetwork": page.local_network.name(),
        "policyBlocked": page.policy_blocked.iter().map(|one| json!([one.blocked, one.directive])).collect::<Vec<Value>>(),
        "deprecations": page.deprecations,
        "inFrame": page.in_frame,
    })
}

fn read_page(value: &Value) -> Option<Page> {
    let flag = |name: &str| value.get(name).and_then(Value::as_bool);
    let blocked = value.get("policyBlocked")?.as_array()?.iter().map(|pair| {
        let part = |at: usize| pair.get(at)?.as_str().map(str::to_string);
        Some(PolicyViolation { blocked: part(0)?, directive: part(1)? })
    });
    Some(Page {
        url: url(value, "url")?,
        origin: text(value, "origin")?,
        is_secure_context: flag("isSecureContext")?,
        engine: Engine::parse(value.get("engine")?.as_str()?)?,
        is_online: flag("isOnline")?,
        local_network: Permission::parse(value.get("localNetwork")?.as_str()?)?,
        policy_blocked: blocked.collect::<Option<Vec<PolicyViolation>>>()?,
        deprecations: texts(value, "deprecations"),
        in_frame: flag("inFrame")?,
    })
}

fn step(step: &Step) -> Value {
    json!({
        "probe": step.probe.name(),
        "about": step.about.map(Probe::name),
        "to": step.to.name(),
        "method": step.method,
        "url": step.url.as_str(),
        "authorization": step.authorization.map(AuthorizationKind::name),
        "outcome": outcome(&step.outcome),
        "ms": step.ms,
    })
}

fn read_step(value: &Value) -> Option<Step> {
    let authorization = match value.get("authorization") {
        None | Some(Value::Null) => None,
        Some(name) => Some(AuthorizationKind::parse(name.as_str()?)?),
    };
    let method = ["GET", "HEAD", "POST", "OPTIONS", "DELETE", "PUT"];
    let wanted = value.get("method")?.as_str()?;
    Some(Step {
        probe: Probe::parse(value.get("probe")?.as_str()?)?,
        about: match value.get("about") {
            None | Some(Value::Null) => None,
            Some(name) => Some(Probe::parse(name.as_str()?)?),
        },
        to: Server::parse(value.get("to")?.as_str()?)?,
        method: method.into_iter().find(|known| *known == wanted)?,
        url: url(value, "url")?,
        authorization,
        outcome: read_outcome(value.get("outcome")?)?,
        ms: value.get("ms")?.as_u64()?,
    })
}

fn outcome(outcome: &Outcome) -> Value {
    let millis = |after: &Duration| after.as_millis() as u64;
    match outcome {
        Outcome::Running => json!({"is": "running"}),
        Outcome::Read(read) => json!({"is": "read", "answer": answer(read)}),
        Outcome::Opaque => json!({"is": "opaque"}),
        Outcome::Redirected => json!({"is": "redirected"}),
        Outcome::Blocked(Blocked::Rejected { after }) => json!({"is": "rejected", "after": millis(after)}),
        Outcome::Blocked(Blocked::TimedOut { after }) => json!({"is": "timed-out", "after": millis(after)}),
        Outcome::Blocked(Blocked::BodyBroken { status, said }) => {
            json!({"is": "body-broken", "status": status, "said": said})
        }
        Outcome::Blocked(Blocked::BodyEndless { status, after }) => {
            json!({"is": "body-endless", "status": status, "after": millis(after)})
        }
        Outcome::SenseAnswer(answer) => json!({"is": "said", "said": answer.name()}),
        Outcome::NotSent(why) => json!({"is": "not-sent", "why": why}),
    }
}

fn read_outcome(value: &Value) -> Option<Outcome> {
    let after = || Some(Duration::from_millis(value.get("after")?.as_u64()?));
    Some(match value.get("is")?.as_str()? {
        "running" => Outcome::Running,
        "read" => Outcome::Read(Box::new(read_answer(value.get("answer")?)?)),
        "opaque" => Outcome::Opaque,
        "redirected" => Outcome::Redirected,
        "rejected" => Outcome::Blocked(Blocked::Rejected { after: after()? }),
        "timed-out" => Outcome::Blocked(Blocked::TimedOut { after: after()? }),
        "body-broken" => Outcome::Blocked(Blocked::BodyBroken { status: status(value)?, said: text(value, "said")? }),
        "body-endless" => Outcome::Blocked(Blocked::BodyEndless { status: status(value)?, after: after()? }),
        "said" => Outcome::SenseAnswer(SenseAnswer::parse(value.get("said")?.as_str()?)?),
        "not-sent" => Outcome::NotSent(text(value, "why")?),
        _ => return None,
    })
}

fn answer(read: &Read) -> Value {
    let Read { status, headers, body, error, token, names, redirected_to, received } = read;
    let entry = |entry: &ErrorEntry| json!([entry.code.as_str(), entry.message, entry.detail]);
    let access = |access: &AccessDetail| json!([access.kind, access.name, access.action]);
    json!({
        "status": status,
        "headers": headers.0.iter().map(|(name, value)| json!([name, value])).collect::<Vec<Value>>(),
        "body": body.name(),
        "errors": error.entries.iter().map(entry).collect::<Vec<Value>>(),
        "access": error.access.iter().map(access).collect::<Vec<Value>>(),
        "token": token.as_ref().map(token_value),
        "names": names,
        "redirectedTo": redirected_to.as_ref().map(Url::as_str),
        "received": received.0,
    })
}

fn read_answer(value: &Value) -> Option<Read> {
    let list = |name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let part = |row: &Value, at: usize| row.get(at).and_then(Value::as_str).map(str::to_string);
    let headers = list("headers").iter().map(|row| Some((part(row, 0)?, part(row, 1)?))).collect::<Option<Vec<_>>>()?;
    let entry = |row: &Value| {
        let code = ErrorCode::from(part(row, 0)?.as_str());
        Some(ErrorEntry { code, message: part(row, 1)?, detail: part(row, 2) })
    };
    let access = |row: &Value| Some(AccessDetail { kind: part(row, 0)?, name: part(row, 1)?, action: part(row, 2)? });
    Some(Read {
        status: status(value)?,
        headers: Headers(headers),
        body: BodyKind::parse(value.get("body")?.as_str()?)?,
        error: ErrorBody {
            entries: list("errors").iter().map(entry).collect::<Option<Vec<ErrorEntry>>>()?,
            access: list("access").iter().map(access).collect::<Option<Vec<AccessDetail>>>()?,
            ..ErrorBody::default()
        },
        token: value.get("token").filter(|token| !token.is_null()).map(read_token).transpose_option()?,
        names: value.get("names").and_then(Value::as_u64).map(|names| names as usize),
        redirected_to: url(value, "redirectedTo"),
        received: Moment(value.get("received")?.as_u64()?),
    })
}

fn token_value(token: &Result<TokenFacts, TokenError>) -> Value {
    let facts = match token {
        Ok(facts) => facts,
        Err(error) => {
            return json!(match error {
                TokenError::Html => "html",
                TokenError::NotJson => "not-json",
                TokenError::Missing => "missing",
            });
        }
    };
    let moment = |moment: Option<Moment>| moment.map(|moment| moment.0);
    json!({
        "life": facts.life.as_secs(),
        "length": facts.length,
        "claims": facts.claims.as_ref().map(|claims| json!({
            "iss": claims.issuer,
            "aud": claims.audience,
            "exp": moment(claims.expires),
            "nbf": moment(claims.not_before),
            "access": claims.access.as_ref().map(ToString::to_string),
        })),
    })
}

fn read_token(value: &Value) -> Option<Result<TokenFacts, TokenError>> {
    if let Some(error) = value.as_str() {
        return Some(Err(match error {
            "html" => TokenError::Html,
            "not-json" => TokenError::NotJson,
            _ => TokenError::Missing,
        }));
    }
    let claims = value.get("claims").filter(|claims| !claims.is_null()).map(|claims| {
        let moment = |name: &str| claims.get(name).and_then(Value::as_u64).map(Moment);
        Claims {
            issuer: text(claims, "iss"),
            subject: None,
            audience: texts(claims, "aud"),
            expires: moment("exp"),
            not_before: moment("nbf"),
            access: text(claims, "access").map(|access| ScopeSet::parse(&access)),
        }
    });
    let length = value.get("length")?.as_u64()? as usize;
    Some(Ok(TokenFacts { life: Duration::from_secs(value.get("life")?.as_u64()?), length, claims }))
}

/// `Some(None)` would mean "there is one, and it cannot be read".
trait TransposeOption<T> {
    fn transpose_option(self) -> Option<Option<T>>;
}

impl<T> TransposeOption<T> for Option<Option<T>> {
    fn transpose_option(self) -> Option<Option<T>> {
        match self {
            None => Some(None),
            Some(None) => None,
            Some(some) => Some(some),
        }
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_string)
}

fn texts(value: &Value, name: &str) -> Vec<String> {
    let items = value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    items.into_iter().filter_map(|item| item.as_str().map(str::to_string)).collect()
}

fn url(value: &Value, name: &str) -> Option<Url> {
    Url::parse(value.get(name)?.as_str()?).ok()
}

fn status(value: &Value) -> Option<u16> {
    value.get("status")?.as_u64()?.try_into().ok()
}
