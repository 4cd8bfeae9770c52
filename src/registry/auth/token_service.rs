//! One request for one token, as the token specification describes it.
//!
//! ```text
//! GET  realm?service=…&scope=…&scope=…      with Basic, or with nothing            spec/auth/token.md
//! POST realm  grant_type=password&service=…&client_id=…&scope=… …&username=…&password=…   spec/auth/oauth.md
//! ```
//!
//! The GET with Basic needs a preflight on another origin, the POST of a form needs none. So the POST is the way in where
//! the service shares its answers and refuses `OPTIONS`.

use url::Url;

use super::credentials::Credentials;
use super::demand::Service;
use super::scope::ScopeSet;
use super::token::Token;
use crate::registry::error::{ErrorBody, retry_after};
use crate::registry::failure::{About, Cause, Failure, SignIn};
use crate::registry::http::{Answer, Blocked, Form, Http, HttpError, Request, Response};

/// The name under which Pierglass asks.
const CLIENT_ID: &str = "pierglass";

/// How a token came, so that the next one comes the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Get,
    PostForm,
}

/// Asks for a token that admits `scopes`, anonymously or for an account.
pub(super) async fn request_token<H: Http>(
    http: &H,
    service: &Service,
    scopes: &ScopeSet,
    credentials: Option<&Credentials>,
    way: Way,
) -> Result<(Token, Way), Failure> {
    let get = Request::get(address(service, scopes)).authorized(credentials.map(Credentials::basic));
    let Some(credentials) = credentials else {
        let response = ask(http, &get).await?;
        return Ok((read(&get, response, service, scopes, None, http)?, Way::Get));
    };
    let post = Request::post_form(service.realm.url.clone(), form(service, scopes, credentials));
    if way == Way::PostForm {
        let response = ask(http, &post).await?;
        return Ok((read(&post, response, service, scopes, Some(credentials), http)?, Way::PostForm));
    }
    match ask(http, &get).await {
        Ok(response) => Ok((read(&get, response, service, scopes, Some(credentials), http)?, Way::Get)),
        Err(failure) if matches!(*failure.cause, Cause::Blocked(Blocked::Rejected { .. })) => {
            // Where even the form does not get through, the first failure is the one to explain.
            match ask(http, &post).await {
                Ok(response) if response.status != 404 && response.status != 405 => {
                    Ok((read(&post, response, service, scopes, Some(credentials), http)?, Way::PostForm))
                }
                _ => Err(failure),
            }
        }
        Err(failure) => Err(failure),
    }
}

/// The realm with its own query kept and ours added, each scope a parameter of its own.
pub(super) fn address(service: &Service, scopes: &ScopeSet) -> Url {
    let mut url = service.realm.url.clone();
    if service.service.is_some() || !scopes.0.is_empty() {
        let mut query = url.query_pairs_mut();
        query.extend_pairs(service.service.iter().map(|name| ("service", name.as_str())));
        query.extend_pairs(scopes.0.iter().map(|scope| ("scope", scope.0.as_str())));
    }
    url
}

fn form(service: &Service, scopes: &ScopeSet, credentials: &Credentials) -> Form {
    let mut fields = vec![("grant_type", "password".to_string()), ("client_id", CLIENT_ID.to_string())];
    fields.extend(service.service.clone().map(|name| ("service", name)));
    if !scopes.0.is_empty() {
        fields.push(("scope", scopes.to_string()));
    }
    fields.push(("username", credentials.user.clone()));
    fields.push(("password", credentials.password.expose().to_string()));
    Form(fields)
}

async fn ask<H: Http>(http: &H, request: &Request) -> Result<Response, Failure> {
    let fail = |cause| Err(Failure::new(About::TokenService, request, cause));
    match http.send(request.clone()).await {
        Ok(Answer::Read(response)) => Ok(response),
        Ok(Answer::Blocked(blocked)) => fail(Cause::Blocked(blocked)),
        Ok(Answer::Opaque | Answer::Redirected) => fail(Cause::Request(HttpError("an opaque answer".to_string()))),
        Err(error) => fail(Cause::Request(error)),
    }
}

fn read<H: Http>(
    request: &Request,
    response: Response,
    service: &Service,
    scopes: &ScopeSet,
    credentials: Option<&Credentials>,
    http: &H,
) -> Result<Token, Failure> {
    let said = || ErrorBody::parse(&response);
    let cause = match (response.status, credentials) {
        (200..=299, _) => match Token::read(&response) {
            Ok(token) => return Ok(token),
            Err(error) => Cause::Token { error, said: said() },
        },
        (401 | 403, None) => Cause::SignInRequired(sign_in(service, scopes, false)),
        (401, Some(_)) => Cause::CredentialsRejected { sign_in: sign_in(service, scopes, false), said: said() },
        (403, Some(_)) => Cause::AccessDenied { wanted: scopes.clone(), claims: None, status: 403, said: said() },
        (429, _) => Cause::RateLimited { retry_after: retry_after(&response.headers, http.now()), said: said() },
        (status, _) => Cause::Status { status, said: said() },
    };
    Err(Failure::new(About::TokenService, request, cause))
}

/// How a sign-in through this service goes.
pub(super) fn sign_in(service: &Service, wanted: &ScopeSet, anonymous_too_weak: bool) -> SignIn {
    SignIn {
        to: service.realm.url.clone(),
        foreign: service.realm.foreign,
        basic_realm: None,
        challenge_hidden: false,
        anonymous_too_weak,
        wanted: wanted.clone(),
    }
}
