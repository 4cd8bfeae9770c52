//! The names of all repositories, or of all tags of one, page by page.
//!
//! ```text
//! GET /v2/_catalog?n=…              {"repositories": […]}            distribution, spec/api.md
//! GET /v2/<name>/tags/list?n=…      {"name": "…", "tags": […]}       distribution-spec 1.1, end-8
//! Link: <…>; rel="next"                                              RFC 8288
//! ```
//!
//! A small page comes first, so that something can be read at once; where there is more, the list is asked for again in
//! the largest pages that the registry gives. A `Link` is followed exactly as it stands.

mod rest;

pub use rest::Rest;

use serde_json::Value;
use url::Url;

use super::auth::scope::{Scope, ScopeSet};
use super::client::Client;
use super::error::{ErrorBody, ErrorCode};
use super::failure::{About, Cause, Failure};
use super::http::{Headers, Http, Request, Response};
use super::link::names_next_page;
use super::reference::Repository;

/// What to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// All repositories. Not in the OCI specification; many registries refuse it.
    Repositories,
    /// The tags of a repository.
    Tags(Repository),
}

/// Some names of a list, in the registry's order. They are a stranger's text: not even their grammar is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The names.
    pub names: Vec<String>,
    /// Whether the list begins anew with this page.
    pub replaces: bool,
}

/// The names in the first page that is asked for: enough for any screen, and quick on every registry.
pub const FIRST_PAGE: usize = 100;

/// Distribution answers 400 to more than its `catalog.maxentries`, 1,000 unless configured (since 2.8.2); others give
/// fewer than asked.
const LARGE_PAGES: [usize; 2] = [10_000, 1_000];

/// Hands every page to `take` as it comes. After an `Err` the pages that came are still good.
pub async fn list<H: Http>(client: &Client<H>, what: &List, mut take: impl FnMut(Page)) -> Result<(), Failure> {
    let size = client.page_size.get().unwrap_or(FIRST_PAGE).min(FIRST_PAGE);
    let (names, mut behind) = page(client, what, address(client, what, size), size).await?;
    take(Page { names, replaces: true });
    if behind.is_the_end() {
        return Ok(());
    }
    (client.later.expect_rest)();
    if let Some((names, behind_large)) = large_page(client, what).await? {
        behind = behind_large;
        take(Page { names, replaces: true });
    }
    match behind.is_the_end() {
        true => Ok(()),
        false => (client.later.rest)(Rest { client, what, behind, take: &mut take }).await,
    }
}

/// The list from its beginning in the largest page that the registry gives; `None` where that is the first page's size.
async fn large_page<H: Http>(client: &Client<H>, what: &List) -> Result<Option<(Vec<String>, Behind)>, Failure> {
    let sizes = LARGE_PAGES.into_iter().filter(|size| client.page_size.get().is_none_or(|known| *size <= known));
    for size in sizes {
        match page(client, what, address(client, what, size), size).await {
            Ok(page) => {
                client.page_size.set(Some(size));
                return Ok(Some(page));
            }
            Err(failure) if is_too_large(&failure) => {}
            Err(failure) => return Err(failure),
        }
    }
    client.page_size.set(Some(FIRST_PAGE));
    Ok(None)
}

/// Distribution says PAGINATION_NUMBER_INVALID; others answer 400 in words of their own.
fn is_too_large(failure: &Failure) -> bool {
    match &*failure.cause {
        Cause::Status { status: 400, .. } => true,
        Cause::Status { said, .. } => said.entries.iter().any(|entry| entry.code == ErrorCode::PaginationNumberInvalid),
        _ => false,
    }
}

/// Where a page of a list ends.
struct Behind {
    url: Url,
    headers: Headers,
    /// Whether there are as many names in it as were asked for.
    is_full: bool,
    last: Option<String>,
}

impl Behind {
    /// Whether nothing hints at another page.
    fn is_the_end(&self) -> bool {
        !self.is_full && !names_next_page(&self.headers)
    }
}

/// A page of a list: its names, and where it ends.
async fn page<H: Http>(
    client: &Client<H>,
    what: &List,
    url: Url,
    size: usize,
) -> Result<(Vec<String>, Behind), Failure> {
    let request = Request::get(url);
    let response = client.session.send(request.clone(), &rights(what)).await?;
    let names = names(what, &response).map_err(|what| {
        Failure::new(About::Registry, &request, Cause::Unreadable { what, said: ErrorBody::unread(&response) })
    })?;
    let behind = Behind {
        url: request.url,
        headers: response.headers,
        is_full: names.len() == size,
        last: names.last().cloned(),
    };
    Ok((names, behind))
}

fn address<H: Http>(client: &Client<H>, what: &List, size: usize) -> Url {
    let mut url = match what {
        List::Repositories => client.session.registry().api("_catalog"),
        List::Tags(repository) => client.session.registry().api(&format!("{repository}/tags/list")),
    };
    url.query_pairs_mut().append_pair("n", &size.to_string());
    url
}

fn rights(what: &List) -> ScopeSet {
    match what {
        List::Repositories => Scope::catalog().into(),
        List::Tags(repository) => Scope::pull(&repository.to_string()).into(),
    }
}

/// The names of an answer; `Err` says what was found instead of them.
fn names(what: &List, response: &Response) -> Result<Vec<String>, String> {
    let wanted = match what {
        List::Repositories => "a list of repositories",
        List::Tags(_) => "a list of tags",
    };
    if response.is_html() {
        return Err(format!("{wanted} was expected, and a web page came"));
    }
    if response.body.is_empty() {
        return Err(format!("{wanted} was expected, and the answer is empty"));
    }
    let mut body: Value = serde_json::from_slice(&response.body).map_err(|error| {
        let ends_early = error.is_eof() || response.truncated;
        let how = if ends_early { "the answer ends in the middle of it" } else { "the answer is something else" };
        format!("{wanted} was expected, and {how} (line {}, column {})", error.line(), error.column())
    })?;
    let member = if matches!(what, List::Repositories) { "repositories" } else { "tags" };
    let list = body.get_mut(member).map(Value::take).unwrap_or_default();
    let other = || format!("{wanted} was expected, and the answer is something else");
    // `"tags": null` is what Distribution says of a repository whose last tag was deleted.
    match (what, list) {
        (_, Value::Array(names)) => names.into_iter().map(text).collect::<Option<_>>().ok_or_else(other),
        (List::Tags(_), Value::Null) if body.get("name").is_some_and(Value::is_string) => Ok(Vec::new()),
        (List::Repositories, Value::Null) if body.get("repositories").is_some() => Ok(Vec::new()),
        (_, Value::Null) if body.is_object() => Err(format!("{wanted} was expected, and the answer holds none")),
        _ => Err(other()),
    }
}

fn text(value: Value) -> Option<String> {
    if let Value::String(text) = value { Some(text) } else { None }
}

#[cfg(test)]
mod tests;
