//! A registry's own search, for what its list does not show: not given, not whole, or only what was pushed to it so far.
//!
//! The distribution specification has none. Two are spoken, and both stand here as their sources say, for no server that has one runs in
//! the lab:
//!
//! ```text
//! GET /v2/_zot/ext/search?query=<GraphQL>      zot 2.1, pkg/extensions/search/{search.md,schema.graphql}
//! {"data": {"GlobalSearch": {"Page": {"TotalCount": 1}, "Repos": [{"Name": "team/app"}]}}}
//!
//! GET /v1/search?q=<words>&n=100               Docker's first registry API: docker-registry 0.9, today Quay (endpoints/v1/index.py)
//! {"query": "app", "num_results": 1, "page": 1, "num_pages": 1, "results": [{"name": "team/app", "description": "…"}]}
//! ```
//! zot names its search at `/v2/_oci/ext/discover`, too; to ask it right away is one request less.

use serde_json::Value;
use url::Url;

use super::auth::scope::ScopeSet;
use super::auth::session::{is_same_origin, without_query};
use super::client::Client;
use super::error::ErrorBody;
use super::failure::{About, Cause, Failure};
use super::host::RegistryHost;
use super::http::{Answer, Http, HttpError, Request, Response};
use super::json;
use super::plain_url::{self, percent_encoded};
use super::visible::quoted;

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchResults {
    /// Names of repositories, the best first, at most 100. They are a stranger's text: not even their grammar is checked.
    pub names: Vec<String>,
    /// Whether the registry says that there are more.
    pub has_more: bool,
}

/// So many are asked for and taken; Quay gives no more.
const MOST: usize = 100;

/// More than a hundred names have no room for.
const BODY_LIMIT: usize = 1 << 20;

/// What reads an answer; an `Err` is lowercase words.
type Read = fn(&Value) -> Result<SearchResults, String>;

/// Searches for some words, as they were typed: zot's way, else Docker's first. That API is asked without a sign-in: it is no part of the
/// `/v2/` that somebody signed in to.
///
/// # Errors
///
/// Why there is no answer, for each way that was tried. Where a sign-in is wanted or a limit is reached, nothing else is tried.
pub async fn search<H: Http>(client: &Client<H>, words: &str) -> Result<SearchResults, Vec<Failure>> {
    let registry = client.session.registry();
    let first = match client.session.send(request(zot(registry, words)), &ScopeSet::none()).await {
        Ok(response) => read(&request(zot(registry, words)), &response, read_zot),
        Err(failure) => Err(failure),
    };
    let first = match first {
        Err(failure) if failure.sign_in().is_none() && !matches!(*failure.cause, Cause::RateLimited { .. }) => failure,
        found => return found.map_err(|failure| vec![failure]),
    };
    let request = request(docker(registry, words));
    let answer = client.session.http().send(request.clone()).await;
    of_answer(&request, answer).map_err(|second| vec![first, second])
}

/// What came of a plain request. What another origin answers is not the registry's.
fn of_answer(request: &Request, answer: Result<Answer, HttpError>) -> Result<SearchResults, Failure> {
    let cause = match answer {
        Ok(Answer::Read(Response { redirected_to: Some(to), .. })) if !is_same_origin(&to, &request.url) => {
            Cause::Redirected { to: without_query(&to) }
        }
        Ok(Answer::Read(response)) if (200..=299).contains(&response.status) => {
            return read(request, &response, read_docker);
        }
        Ok(Answer::Read(response)) => Cause::Status { status: response.status, said: ErrorBody::parse(&response) },
        Ok(Answer::Blocked(blocked)) => Cause::Blocked(blocked),
        Ok(Answer::Opaque | Answer::Redirected) => Cause::Request(HttpError("an opaque answer".to_owned())),
        Err(error) => Cause::Request(error),
    };
    Err(Failure::new(About::Registry, request, cause))
}

fn request(url: Url) -> Request {
    Request { anonymous: true, ..Request::get(url).up_to(BODY_LIMIT) }
}

fn read(request: &Request, response: &Response, read: Read) -> Result<SearchResults, Failure> {
    let found = json::parse(&response.body).map_err(|error| error.to_string()).and_then(|value| read(&value));
    found.map_err(|what| {
        let cause = Cause::Unreadable { what: response.quoted(what), said: ErrorBody::unread(response) };
        Failure::new(About::Registry, request, cause)
    })
}

/// A text of GraphQL may have the escapes of one of JSON (GraphQL, October 2021, 2.9.4).
fn zot(registry: &RegistryHost, words: &str) -> Url {
    let text = Value::from(words).to_string();
    let query = format!(
        "{{GlobalSearch(query:{text},requestedPage:{{limit:{MOST},sortBy:RELEVANCE}}){{Page{{TotalCount}}Repos{{Name}}}}}}"
    );
    registry.api(&format!("_zot/ext/search?query={}", percent_encoded(&query, b"-._(){}:,")))
}

fn docker(registry: &RegistryHost, words: &str) -> Url {
    let url = format!("{}/v1/search?q={}&n={MOST}", registry.origin(), percent_encoded(words, b"-._"));
    plain_url::parse(&url).unwrap_or_else(|| registry.url().clone())
}

fn read_zot(value: &Value) -> Result<SearchResults, String> {
    let Some(found) = value.get("data").and_then(|data| data.get("GlobalSearch")).filter(|found| found.is_object())
    else {
        let said = value.get("errors").and_then(|errors| errors.get(0)).and_then(|error| json::text(error, "message"));
        return Err(
            said.map_or("no GlobalSearch in it".to_owned(), |said| format!("its search says {}", quoted(&said)))
        );
    };
    let total = found.get("Page").and_then(|page| page.get("TotalCount")).and_then(Value::as_u64);
    Ok(of_rows(found.get("Repos"), "Name", total, false))
}

fn read_docker(value: &Value) -> Result<SearchResults, String> {
    let rows = value.get("results").filter(|rows| rows.is_array()).ok_or("no list of results in it")?;
    let number = |name| value.get(name).and_then(Value::as_u64);
    // Quay counts the results of the page, others all.
    let has_pages = number("num_pages") > number("page").or(Some(1));
    Ok(of_rows(Some(rows), "name", number("num_results"), has_pages))
}

fn of_rows(rows: Option<&Value>, name: &str, total: Option<u64>, has_pages: bool) -> SearchResults {
    let rows = rows.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let names: Vec<String> = rows.iter().filter_map(|row| json::filled(row, name)).take(MOST).collect();
    let has_more = has_pages || rows.len() > MOST || total.is_some_and(|total| total > rows.len() as u64);
    SearchResults { names, has_more }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::script::{Script, run};

    const ZOT: &str = "> GET https://r.example/v2/_zot/ext/search?query={GlobalSearch(query:%22app%22,requestedPage:{limit:100,sortBy:RELEVANCE}){Page{TotalCount}Repos{Name}}}";
    const DOCKER: &str = "> GET https://r.example/v1/search?q=app&n=100";

    /// What is found, or why not; `…` where there is more.
    #[track_caller]
    fn check(script: &str, expected: &str) {
        let script = Script::new(script);
        let registry = RegistryHost::parse("https://r.example").expect("a registry");
        let found = run(search(&Client::new(&script, registry, None), "app"));
        script.assert_done();
        let said = match found {
            Ok(SearchResults { names, has_more }) => names.join(" ") + if has_more { " …" } else { "" },
            Err(failures) => {
                let why = |failure: &Failure| match &*failure.cause {
                    Cause::Unreadable { what, .. } => what.clone(),
                    Cause::Status { status, .. } => status.to_string(),
                    Cause::SignInRequired(_) => "sign in".to_owned(),
                    Cause::RateLimited { .. } => "too often".to_owned(),
                    Cause::Blocked(_) => "blocked".to_owned(),
                    Cause::Redirected { .. } => "sent elsewhere".to_owned(),
                    other => format!("{other:?}"),
                };
                failures.iter().map(why).collect::<Vec<_>>().join("; ")
            }
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn as_zot_says_it() {
        let zot = |body: &str, expected: &str| check(&format!("{ZOT}\n< 200 | | {body}"), expected);
        zot(
            r#"{"data":{"GlobalSearch":{"Page":{"TotalCount":2},"Repos":[{"Name":"team/app"},{"Name":"app"}]}}}"#,
            "team/app app",
        );
        zot(r#"{"data":{"GlobalSearch":{"Page":{"TotalCount":140},"Repos":[{"Name":"app"}]}}}"#, "app …");
        zot(r#"{"data":{"GlobalSearch":{"Page":{"TotalCount":0,"ItemCount":0},"Repos":[]}}}"#, "");
        zot(r#"{"data":{"GlobalSearch":{"Page":null,"Images":[],"Repos":null,"Layers":[]}}}"#, "");
        zot(r#"{"data":{"GlobalSearch":{"Repos":[{"Name":""},{"name":"x"},null,7,{"Name":"ok"}]}}}"#, "ok");
    }

    #[test]
    fn as_docker_said_it() {
        let docker = |body: &str, expected: &str| {
            check(&format!("{ZOT}\n< 404 | | 404 page not found\n{DOCKER}\n< 200 | | {body}"), expected);
        };
        // docker-registry 0.9, moby's own test, Quay.
        docker(r#"{"num_results":1,"query":"app","results":[{"description":"","name":"library/app"}]}"#, "library/app");
        docker(
            r#"{"query":"app","num_results":1,"results":[{"star_count":42,"is_official":false,"name":"fakeimage","is_automated":false,"description":""}]}"#,
            "fakeimage",
        );
        docker(
            r#"{"query":"app","num_results":1,"num_pages":2,"page":1,"page_size":1,"results":[{"name":"a/app","description":null,"is_public":true,"href":"/repository/a/app"}]}"#,
            "a/app …",
        );
        docker(r#"{"num_results":3000,"num_pages":30,"page":1,"results":[{"name":"a/app"}]}"#, "a/app …");
        docker(r#"{"num_results":0,"num_pages":1,"page":1,"results":[]}"#, "");
    }

    #[test]
    fn no_search() {
        check(&format!("{ZOT}\n< 404\n{DOCKER}\n< 404"), "404; 404");
        check(&format!("{ZOT}\n< blocked\n{DOCKER}\n< blocked"), "blocked; blocked");
        check(
            &format!("{ZOT}\n< 200 | | {{\"errors\":[{{\"message\":\"no\"}}],\"data\":null}}\n{DOCKER}\n< 501"),
            "its search says \"no\"; 501",
        );
        check(
            &format!("{ZOT}\n< 200 | | <!doctype html>\n{DOCKER}\n< 200 | | {{}}"),
            "the document is a web page and not JSON (line 1, column 1); no list of results in it",
        );
        check(&format!("{ZOT}\n< 429"), "too often");
        check(&format!("{ZOT}\n< 401 | Www-Authenticate: Basic realm=\"x\" |"), "sign in");
        check(
            &format!("{ZOT}\n< 404\n{DOCKER}\n< 200 from https://elsewhere.example/ | | {{\"results\":[]}}"),
            "404; sent elsewhere",
        );
        // What the first API wants is no matter of the sign-in to the second.
        check(&format!("{ZOT}\n< 404\n{DOCKER}\n< 401 | Www-Authenticate: Basic realm=\"x\" |"), "404; 401");
    }

    #[test]
    fn what_is_typed_stays_a_text() {
        let registry = RegistryHost::parse("https://r.example").expect("a registry");
        let url = zot(&registry, "a\"}) {Repos{Name}} # \\ & é \n");
        let query: String = url::form_urlencoded::parse(url.query().unwrap_or_default().as_bytes())
            .map(|(_, value)| value.into_owned())
            .collect();
        assert_eq!(
            query,
            "{GlobalSearch(query:\"a\\\"}) {Repos{Name}} # \\\\ & é \\n\",requestedPage:{limit:100,sortBy:RELEVANCE}){Page{TotalCount}Repos{Name}}}"
        );
        assert_eq!(docker(&registry, "a b&n=1#").as_str(), "https://r.example/v1/search?q=a%20b%26n%3D1%23&n=100");
    }

    #[test]
    fn no_more_than_a_hundred() {
        let rows: Vec<String> = (0..150).map(|at| format!(r#"{{"name":"a/{at}"}}"#)).collect();
        let value = serde_json::from_str(&format!(r#"{{"results":[{}]}}"#, rows.join(","))).expect("JSON");
        let found = read_docker(&value).expect("results");
        assert_eq!((found.names.len(), found.has_more), (100, true));
    }
}
