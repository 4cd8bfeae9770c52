//! What a registry and its token service say.

use std::future::ready;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::FutureExt;
use pierglass::registry::auth::challenge::{has_open_quote, parse_challenges};
use pierglass::registry::auth::credentials::Credentials;
use pierglass::registry::auth::demand::Demand;
use pierglass::registry::auth::handed_token::HandedToken;
use pierglass::registry::auth::realm::Realm;
use pierglass::registry::auth::scope::ScopeSet;
use pierglass::registry::auth::token::{Claims, Token};
use pierglass::registry::client::Client;
use pierglass::registry::error::{ErrorBody, retry_after};
use pierglass::registry::host::RegistryHost;
use pierglass::registry::http::{Headers, Moment, Response};
use pierglass::registry::link::{LinkError, links, names_next_page, next_page};
use pierglass::registry::listing::{List, Page, PageTaken, list as list_all};
use pierglass::registry::reference::Repository;
use pierglass::registry::search::search as search_for;
use url::Url;

use super::given::{Repeats, response};
use crate::holds;
use crate::input::Input;
use crate::secrets::{planted, planted_token};
use crate::target::{Fault, keeps_secrets};

fn registry(input: &mut Input) -> Url {
    let known = ["https://r.example/v2/_catalog?n=2", "http://127.0.0.1:5000/v2/", "http://r.internal/v2/a/tags/list"];
    Url::parse(input.one(&known)).expect("an address")
}

/// Nothing grows, and what is quoted comes back as it was.
pub fn challenge(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let challenges = parse_challenges(&text);
    has_open_quote(&text);
    let parameters = challenges.iter().flat_map(|challenge| &challenge.parameters);
    let length: usize = parameters.map(|(name, value)| name.len() + value.len()).sum();
    holds!(length <= text.len(), "{} bytes became {length}", text.len());
    let value = format!("Bearer realm=\"{}\",service=\"s\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let again = parse_challenges(&value);
    let read = again.first().and_then(|challenge| challenge.parameter("realm"));
    holds!(again.len() == 1 && read == Some(&*text), "{value:?} is {again:?}");
    Ok(())
}

/// A realm that may be asked is a web address, not less safe than its registry.
pub fn realm(input: &mut Input) -> Result<(), Fault> {
    let registry = registry(input);
    let Ok(realm) = Realm::judge(&input.text(), &registry) else { return Ok(()) };
    let url = &realm.url;
    holds!(matches!(url.scheme(), "https" | "http") && url.has_host(), "{url} is no web address");
    holds!(url.username().is_empty() && url.password().is_none(), "{url} has credentials");
    holds!(registry.scheme() == "http" || url.scheme() == "https", "{url} is less safe than {registry}");
    holds!(realm.foreign == (url.origin() != registry.origin()), "{url} is foreign: {}", realm.foreign);
    let again = Realm::judge(url.as_str(), &registry);
    holds!(again.as_ref().is_ok_and(|again| again.url == *url), "{url} is {again:?} again");
    Ok(())
}

/// Sets are sets.
pub fn scope(input: &mut Input) -> Result<(), Fault> {
    let one = ScopeSet::parse(&input.text());
    let other = ScopeSet::parse(&input.another_text());
    holds!(ScopeSet::parse(&one.to_string()) == one, "{one} is not itself again");
    // What is wanted is never long, and rights are compared one by one.
    if one.to_string().len() + other.to_string().len() > 2_000 {
        return Ok(());
    }
    let both = one.union(&other);
    holds!(both.union(&one) == both && one.union(&one) == one, "{one} and {other}");
    holds!(both == other.union(&one), "{one} and {other} depend on their order");
    holds!(one.is_within(&one) && one.is_within(&both), "{one} is not within {both}");
    Ok(())
}

/// What is demanded can be met: a realm that may be asked.
pub fn demand(input: &mut Input) -> Result<(), Fault> {
    let registry = registry(input);
    let answer = response(&input.bytes);
    if let Ok(Demand::Bearer(service)) = Demand::read(&answer, &registry) {
        let url = &service.realm.url;
        holds!(registry.scheme() == "http" || url.scheme() == "https", "{url} is less safe than {registry}");
        service.scopes_for(&ScopeSet::parse("repository:a/b:pull registry:catalog:*"));
    }
    Ok(())
}

/// A token has an end and a time before it, and is never shown; nor are its claims more than was in it.
pub fn token(input: &mut Input) -> Result<(), Fault> {
    let secret = planted_token("t");
    let received = Moment(input.number());
    let text = input.text();
    let bodies = [text.to_string(), format!("{{\"token\":\"{secret}\",{}", text.strip_prefix('{').unwrap_or(&text))];
    for body in bodies {
        let answer = Response { status: 200, body: body.into(), received, ..Response::default() };
        match Token::read(&answer) {
            Ok(token) => {
                holds!(received <= token.renew && token.renew <= token.expires, "{token:?} of {received:?}");
                token.admits_too_little_for(&ScopeSet::parse("repository:a/b:pull registry:catalog:*"));
                keeps_secrets("a token", &format!("{token:?} {:?}", token.bearer()))?;
            }
            Err(error) => keeps_secrets("an error", &format!("{error} {error:?}"))?,
        }
    }
    Claims::peek(&text);
    Claims::peek(&format!("e30.{}.{secret}", URL_SAFE_NO_PAD.encode(&input.bytes)));
    Ok(())
}

/// What goes into a header can stand in one, and is never shown.
pub fn credentials(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let secret = format!("{}{text}", planted("p"));
    match Credentials::new(&text, &secret) {
        Ok(credentials) => {
            let value = credentials.basic().header_value();
            holds!(value.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{value:?} cannot be sent");
            keeps_secrets("credentials", &format!("{credentials:?} {:?}", credentials.basic()))?;
        }
        Err(error) => keeps_secrets("an error", &format!("{error} {error:?}"))?,
    }
    let secret = format!("{}{text}", planted_token("t"));
    match HandedToken::new(&text, &secret) {
        Ok(token) => {
            let value = token.bearer().header_value();
            holds!(value.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{value:?} cannot be sent");
            holds!(!token.user.is_empty() && token.user.chars().count() <= 64, "{:?} is the user", token.user);
            keeps_secrets("a token", &format!("{token:?} {:?}", token.bearer()))
        }
        Err(error) => keeps_secrets("an error", &format!("{error} {error:?}")),
    }
}

/// An error is read, or kept as a text, and neither without an end.
pub fn error(input: &mut Input) -> Result<(), Fault> {
    let answer = response(&input.bytes);
    for body in [ErrorBody::parse(&answer), ErrorBody::unread(&answer).read()] {
        holds!(body.entries.is_empty() || body.text.is_none(), "{body:?} is both");
        holds!(body.entries.len() <= 100 && body.access.len() <= 100, "{} entries", body.entries.len());
        holds!(!body.is_html || body.text.is_some(), "a page without a text");
    }
    let wait = retry_after(&answer.headers, Moment(input.number()));
    holds!(wait.is_none_or(|wait| wait.as_secs() <= 24 * 60 * 60), "{wait:?}");
    Ok(())
}

/// The next page is another one of the same origin.
pub fn link(input: &mut Input) -> Result<(), Fault> {
    let request = registry(input);
    let text = input.text().into_owned();
    let pieces: usize = links(&text).map(|(target, relation)| target.len() + relation.map_or(0, str::len)).sum();
    holds!(pieces <= text.len(), "{} bytes became {pieces}", text.len());
    let headers = Headers(vec![("link".to_owned(), text.clone())]);
    let next = next_page(&request, &headers);
    holds!(matches!(next, Ok(None)) != names_next_page(&headers), "there is a page, and there is none");
    match next {
        Ok(Some(next)) => {
            holds!(next.origin() == request.origin() && next != request, "{request} leads to {next}");
            holds!(next.username().is_empty() && next.password().is_none(), "{next} has credentials");
            Ok(())
        }
        Ok(None) => Ok(()),
        Err(LinkError::NotAUrl(_) | LinkError::OtherOrigin { .. } | LinkError::SamePage) => Ok(()),
    }
}

/// A list ends, whatever each of its pages says.
pub fn list(input: &mut Input) -> Result<(), Fault> {
    let http = Repeats::of(response(&input.bytes));
    let host = RegistryHost::parse("r.example").expect("a host");
    let client = Client::new(&http, host, None);
    let what = match Repository::parse(&input.another_text()) {
        Ok(repository) => List::Tags(repository),
        Err(_) => List::Repositories,
    };
    let mut names = 0;
    let mut take = |page: Page| -> PageTaken {
        names = page.names.len() + if page.replaces { 0 } else { names };
        Box::pin(ready(()))
    };
    let end = list_all(&client, &what, &mut take).now_or_never();
    holds!(end.is_some(), "the list waits for something");
    holds!(http.asked.get() <= 10_100, "{} requests for {names} names, {end:?}", http.asked.get());
    Ok(())
}

/// A search gives a hundred names at most, with two requests at most where nobody is signed in.
pub fn search(input: &mut Input) -> Result<(), Fault> {
    let http = Repeats::of(response(&input.bytes));
    let host = RegistryHost::parse("r.example").expect("a host");
    let words = input.another_text();
    let found = search_for(&Client::new(&http, host, None), &words).now_or_never();
    match found {
        Some(Ok(found)) => holds!(found.names.len() <= 100 && !found.names.iter().any(String::is_empty), "{found:?}"),
        Some(Err(failures)) => holds!((1..=2).contains(&failures.len()), "{failures:?}"),
        None => holds!(false, "the search waits for something"),
    }
    holds!(http.asked.get() <= 10, "{} requests", http.asked.get());
    Ok(())
}
