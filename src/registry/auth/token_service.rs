//! One request for one token, as the token specification describes it.
//!
//! ```text
//! GET  realm?service=…&scope=…&scope=…      with Basic, or with nothing            spec/auth/token.md
//! POST realm  grant_type=password&service=…&client_id=…&scope=… …&username=…&password=…   spec/auth/oauth.md
//! ```
//!
//! Neither follows a redirect: the form would take the password along to any host.
//! The GET with Basic needs a preflight on another origin, the POST of a form needs none. So the POST is the way in where
//! the service shares its answers and refuses `OPTIONS`.

use url::Url;

use super::credentials::Credentials;
use super::demand::Service;
use super::scope::ScopeSet;
use super::token::Token;
use crate::registry::error::{ErrorBody, retry_after};
use crate::registry::failure::{About, Cause, Failure, SignIn};
use crate::registry::http::{Answer, Blocked, Form, Http, HttpError, Mode, Request, Response};
use crate::registry::secrets::Secrets;

/// The name under which Pierglass asks.
const CLIENT_ID: &str = "pierglass";

/// How much of an answer is read, in bytes. The longest tokens that people report have some 20 KB.
const ANSWER_LIMIT: usize = 128 << 10;

/// How a token came, so that the next one comes the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenRequestMethod {
    Get,
    PostForm,
    /// By GET, at another address of the same origin, to which the realm's sends everybody (Pulp: `/token` to `/token/`).
    Moved {
        from: Url,
        to: Url,
    },
}

/// Asks for a token that admits `scopes`, anonymously or for an account.
pub(super) async fn request_token<H: Http>(
    http: &H,
    service: &Service,
    scopes: &ScopeSet,
    credentials: Option<&Credentials>,
    method: TokenRequestMethod,
) -> Result<(Token, TokenRequestMethod), Failure> {
    let Some(credentials) = credentials else {
        let get = Request::get(address(service, scopes)).up_to(ANSWER_LIMIT);
        let response = ask(http, &get).await?;
        return Ok((read(&get, response, service, scopes, None, http)?, TokenRequestMethod::Get));
    };
    let get = |service: &Service| Request {
        mode: Mode::NoRedirect,
        ..Request::get(address(service, scopes)).authorized(Some(credentials.basic())).up_to(ANSWER_LIMIT)
    };
    let form = form(service, scopes, credentials);
    let post = Request::post_form(service.realm.url.clone(), form).up_to(ANSWER_LIMIT);
    let read = |request, response| read(request, response, service, scopes, Some(credentials), http);
    match method {
        TokenRequestMethod::PostForm => {
            let response = ask(http, &post).await?;
            return Ok((read(&post, response)?, TokenRequestMethod::PostForm));
        }
        TokenRequestMethod::Moved { from, to } if from == service.realm.url => {
            let get = get(&moved(service, to.clone()));
            let response = ask(http, &get).await?;
            return Ok((read(&get, response)?, TokenRequestMethod::Moved { from, to }));
        }
        TokenRequestMethod::Get | TokenRequestMethod::Moved { .. } => {}
    }
    let plain = get(service);
    let failure = match ask(http, &plain).await {
        Ok(response) => return Ok((read(&plain, response)?, TokenRequestMethod::Get)),
        Err(failure) if matches!(*failure.cause, Cause::Blocked(Blocked::Rejected { .. })) => failure,
        Err(failure) => return Err(failure),
    };
    match ask(http, &post).await {
        Ok(response) if response.status != 404 && response.status != 405 => {
            return Ok((read(&post, response)?, TokenRequestMethod::PostForm));
        }
        _ => {}
    }
    // A redirect that must not be followed looks like any blocked request. Without a secret it may be followed, and shows where to.
    let Ok(Answer::Read(Response { redirected_to: Some(to), .. })) =
        http.send(Request::get(address(service, scopes)).up_to(ANSWER_LIMIT)).await
    else {
        // Where even the form does not get through, the first failure is the one to explain.
        return Err(failure);
    };
    // What redirects add to an address can be a signature or a session.
    let mut to = to;
    to.set_query(None);
    to.set_fragment(None);
    if to.origin() != service.realm.url.origin() {
        return Err(Failure::new(About::TokenService, &plain, Cause::Redirected { to }));
    }
    // What belongs to the realm stays with it.
    to.set_query(service.realm.url.query());
    let get = get(&moved(service, to.clone()));
    let response = ask(http, &get).await?;
    Ok((read(&get, response)?, TokenRequestMethod::Moved { from: service.realm.url.clone(), to }))
}

fn moved(service: &Service, to: Url) -> Service {
    let mut service = service.clone();
    service.realm.url = to;
    service
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
    Form::new(fields)
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
    let said = || match credentials {
        Some(sent) => Secrets::of(&sent.basic()).scrub_error(ErrorBody::parse(&response)),
        None => ErrorBody::parse(&response),
    };
    // An answer that was cut off may hold the most of a token.
    let of_a_good_one = || if holds_token(&response.body) { ErrorBody::default() } else { said() };
    let cause = match (response.status, credentials) {
        (200..=299, _) => match Token::read(&response) {
            Ok(token) => return Ok(token),
            Err(error) => Cause::Token { error, said: of_a_good_one() },
        },
        (401 | 403, None) => Cause::SignInRequired(sign_in(service, scopes, false)),
        (401, Some(_)) => Cause::CredentialsRejected { sign_in: sign_in(service, scopes, false), said: said() },
        (403, Some(_)) => Cause::AccessDenied { wanted: scopes.clone(), claims: None, status: 403, said: said() },
        (429, _) => Cause::RateLimited { retry_after: retry_after(&response.headers, http.now()), said: said() },
        (status, _) => Cause::Status { status, said: said() },
    };
    Err(Failure::new(About::TokenService, request, cause))
}

fn holds_token(body: &[u8]) -> bool {
    // The second is how a JSON Web Token begins.
    [&b"token"[..], b"eyJ"].into_iter().any(|mark| body.windows(mark.len()).any(|some| some == mark))
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
