//! The two requests of the specification and their answers.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::extract::{Form, Query, State as Extract};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::keys::Claims;
use super::{ISSUER, REGISTRY_LEEWAY, State, TokenField, scope, unguessable};

type Parameters = Vec<(String, String)>;

/// `GET /token?service=...&scope=...`, with Basic credentials or without.
pub(crate) async fn by_get(
    Extract(state): Extract<Arc<State>>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let account = match headers.get(header::AUTHORIZATION) {
        None => None,
        Some(value) => match value.to_str().ok().and_then(basic_credentials) {
            Some((name, password)) if state.accounts.sign_in(&name, &password) => Some(name),
            _ => return refused("wrong account or password"),
        },
    };
    let offline = all(&parameters, "offline_token").any(|value| value == "true");
    answer(&state, account.as_deref(), &parameters, offline)
}

/// `POST /token` as a form, the OAuth 2 way.
pub(crate) async fn by_form(Extract(state): Extract<Arc<State>>, Form(parameters): Form<Parameters>) -> Response {
    let one = |name| all(&parameters, name).next();
    let account = match one("grant_type") {
        Some("password") => match (one("username"), one("password")) {
            (Some(name), Some(password)) if state.accounts.sign_in(name, password) => name.to_owned(),
            _ => return refused("wrong account or password"),
        },
        Some("refresh_token") => {
            let known = one("refresh_token").and_then(|token| {
                let tokens = state.refresh_tokens();
                tokens.get(token).cloned()
            });
            match known {
                Some(name) => name,
                None => return refused("unknown refresh token"),
            }
        }
        _ => return problem(StatusCode::BAD_REQUEST, "unsupported grant_type"),
    };
    let offline = one("access_type") == Some("offline");
    answer(&state, Some(&account), &parameters, offline)
}

fn answer(state: &State, account: Option<&str>, parameters: &Parameters, offline: bool) -> Response {
    let Some(rights) = state.accounts.rights(account) else {
        return refused("unknown account");
    };
    let asked = scope::parse(all(parameters, "scope"));
    let granted = asked.into_iter().map(|mut scope| {
        scope.actions = rights.granted(&scope);
        scope
    });
    let granted: Vec<_> = granted.filter(|scope| !scope.actions.is_empty()).collect();

    let settings = state.settings().clone();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = Duration::from_secs(now.as_secs().saturating_add_signed(settings.clock_off));
    let leeway = if settings.without_leeway { REGISTRY_LEEWAY } else { Duration::ZERO };
    let claims = Claims {
        iss: ISSUER.to_owned(),
        sub: account.unwrap_or_default().to_owned(),
        aud: settings.audience,
        exp: (now + settings.lifetime).saturating_sub(leeway).as_secs(),
        nbf: now.saturating_sub(leeway).as_secs(),
        iat: now.as_secs(),
        jti: unguessable() + &"x".repeat(settings.padding),
        access: granted,
    };
    let keys = if settings.signs_with_another_key { &state.other_keys } else { &*state.keys };
    let Ok(token) = keys.sign(&claims) else {
        return problem(StatusCode::INTERNAL_SERVER_ERROR, "the token was not signed");
    };

    let mut body = json!({"issued_at": rfc3339(now.as_secs())});
    if settings.tells_lifetime {
        body["expires_in"] = settings.lifetime.as_secs().into();
    }
    if matches!(settings.field, TokenField::Token | TokenField::Both) {
        body["token"] = token.clone().into();
    }
    if matches!(settings.field, TokenField::AccessToken | TokenField::Both) {
        body["access_token"] = token.into();
    }
    if let Some(account) = account.filter(|_| offline && settings.gives_refresh_tokens) {
        let refresh = unguessable();
        let mut tokens = state.refresh_tokens();
        tokens.insert(refresh.clone(), account.to_owned());
        body["refresh_token"] = refresh.into();
    }
    (no_store(), Json(body)).into_response()
}

fn all<'a>(parameters: &'a Parameters, name: &'a str) -> impl Iterator<Item = &'a str> {
    parameters.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
}

fn basic_credentials(header: &str) -> Option<(String, String)> {
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64.decode(value.trim()).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

fn refused(message: &str) -> Response {
    problem(StatusCode::UNAUTHORIZED, message)
}

fn problem(status: StatusCode, message: &str) -> Response {
    let code = match status {
        StatusCode::UNAUTHORIZED => "UNAUTHORIZED",
        _ => "UNSUPPORTED",
    };
    let body: Value = json!({"errors": [{"code": code, "message": message, "detail": null}]});
    (status, no_store(), Json(body)).into_response()
}

fn no_store() -> [(header::HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}

/// Seconds since 1970 as `2026-11-22T18:23:57Z`.
pub(crate) fn rfc3339(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant's days-to-date over the Gregorian calendar's 400-year eras.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_gregorian() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_795_371_837), "2026-11-22T18:23:57Z");
    }

    #[test]
    fn basic_credentials_split_at_the_first_colon() {
        let header = crate::client::basic("ü", "a:b\"'");
        let expected = ("ü".to_owned(), "a:b\"'".to_owned());
        assert_eq!(basic_credentials(&header), Some(expected));
    }
}
