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
//!
//! A list is whole only where the registry says so. Where CORS hides `Link`, or the registry knows none, a page that is
//! shorter than what was asked for says nothing: registries give fewer than that. So the list is asked on behind its last name,
//! until nothing new comes.

mod reading;
mod rest;

pub use rest::Rest;

use std::future::Future;
use std::pin::Pin;

use url::Url;

use super::auth::scope::{Scope, ScopeSet};
use super::client::Client;
use super::error::ErrorBody;
use super::failure::{About, Cause, Failure};
use super::http::{Headers, Http, Request};
use super::in_order::Name;
use super::link::{LinkError, names_next_page};
use super::plain_url::percent_encoded;
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
    pub names: Vec<Name>,
    /// Whether the list begins anew with this page.
    pub replaces: bool,
}

/// How a list ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// With its last name.
    Whole,
    /// Maybe too early.
    MaybeMore(Doubt),
}

/// Why nobody can say whether there is more.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// The registry, or the browser, refuses what stands behind the last name.
    Refused(Failure),
    /// The registry gives the same names again, so many, whatever they are to stand behind.
    SameAgain(usize),
    /// There is a next page, and the address of it is none.
    Link(LinkError),
    /// Page after page is empty, so many, and each names a next one.
    Empty(usize),
    /// It did not end after so many pages.
    Endless(usize),
}

/// The names in the first page that is asked for: enough for any screen, and quick on every registry.
pub const FIRST_PAGE: usize = 100;

/// Distribution answers 400 to more than its `catalog.maxentries`, 1,000 unless configured (since 2.8.2); others give
/// fewer than asked, or refuse with 403, 405, 413, 422 or 5xx.
const LARGE_PAGES: [usize; 2] = [10_000, 1_000];

/// No registry is known to cut its list below this, so a shorter one needs no second question.
const FEWEST_OF_A_CUT: usize = 10;

/// What becomes of a page. The next one is asked for when it ends.
pub type Taken = Pin<Box<dyn Future<Output = ()>>>;

/// Hands every page to `take` as it comes. After an `Err` the pages that came are still good.
pub async fn list<H: Http>(
    client: &Client<H>,
    what: &List,
    take: &mut dyn FnMut(Page) -> Taken,
) -> Result<End, Failure> {
    let size = client.page_size.get().unwrap_or(FIRST_PAGE).min(FIRST_PAGE);
    let (names, mut behind) = page(client, what, address(client, what, size, None), size).await?;
    if behind.is_the_end() || (behind.names_no_more() && names.len() < FEWEST_OF_A_CUT) {
        take(Page { names, replaces: true }).await;
        return Ok(End::Whole);
    }
    let mut known = names.clone();
    take(Page { names, replaces: true }).await;
    let mut ahead = None;
    if behind.names_no_more() {
        let further = page(client, what, address(client, what, size, behind.last.as_deref()), size).await;
        // Distribution 2.8 ignores what tags are to stand behind, and gives them all again.
        if further.as_ref().is_ok_and(|(more, _)| more.is_empty() || (*more == known && !is_round(more.len()))) {
            return Ok(End::Whole);
        }
        ahead = Some(further);
    }
    (client.later.expect_rest)();
    if ahead.is_none()
        && let Some((names, behind_large)) = large_page(client, what, known.len()).await?
    {
        let is_whole = behind_large.is_the_end() || (behind_large.names_no_more() && behind.has_link());
        behind = behind_large;
        if is_whole {
            take(Page { names, replaces: true }).await;
            return Ok(End::Whole);
        }
        known.clone_from(&names);
        take(Page { names, replaces: true }).await;
    }
    (client.later.rest)(Rest { client, what, known, behind, ahead, take }).await
}

/// Whether a limit may have made this the number of names.
fn is_round(names: usize) -> bool {
    names.is_multiple_of(10) || names.is_multiple_of(25)
}

/// The list from its beginning in the largest page that the registry gives; `None` where that is the first page's size. A large
/// page that holds fewer names than the first did is none.
async fn large_page<H: Http>(client: &Client<H>, what: &List, first: usize) -> Result<Option<Names>, Failure> {
    let sizes = LARGE_PAGES.into_iter().filter(|size| client.page_size.get().is_none_or(|known| *size <= known));
    for size in sizes {
        match page(client, what, address(client, what, size, None), size).await {
            Ok(page) if page.0.len() >= first => {
                client.page_size.set(Some(size));
                return Ok(Some(page));
            }
            Err(failure) if failure.sign_in().is_some() => return Err(failure),
            // Whoever says 429, or nothing for a while, is not asked for as much again.
            Err(failure) if matches!(*failure.cause, Cause::RateLimited { .. } | Cause::Blocked(_)) => break,
            Ok(_) | Err(_) => {}
        }
    }
    client.page_size.set(Some(FIRST_PAGE));
    Ok(None)
}

/// The names of a page, and where it ends.
type Names = (Vec<Name>, Behind);

/// Where a page of a list ends.
struct Behind {
    url: Url,
    headers: Headers,
    /// Whether there are as many names in it as were asked for.
    is_full: bool,
    /// Whether there are more: then the registry heeds no number, and gives all that it has.
    is_unlimited: bool,
    last: Option<Name>,
}

impl Behind {
    /// Whether nothing hints at another page.
    fn names_no_more(&self) -> bool {
        !self.is_full && !names_next_page(&self.headers)
    }

    /// Whether the page sees links of this registry: then one that is not there says something.
    fn has_link(&self) -> bool {
        self.headers.get("link").is_some()
    }

    /// Whether the registry says that its list ends here.
    fn is_the_end(&self) -> bool {
        self.names_no_more() && (self.is_unlimited || self.has_link())
    }
}

/// A page of a list: its names, and where it ends.
async fn page<H: Http>(client: &Client<H>, what: &List, url: Url, size: usize) -> Result<Names, Failure> {
    let request = Request::get(url);
    let response = client.session.send(request.clone(), &rights(what)).await?;
    let names = reading::names(client.session.http(), what, &response).await.map_err(|what| {
        Failure::new(
            About::Registry,
            &request,
            Cause::Unreadable { what: response.quoted(what), said: ErrorBody::unread(&response) },
        )
    })?;
    let behind = Behind {
        url: request.url,
        headers: response.headers,
        is_full: names.len() == size,
        is_unlimited: names.len() > size,
        last: names.last().cloned(),
    };
    Ok((names, behind))
}

/// The address of a page with so many names, from the beginning or behind a name.
fn address<H: Http>(client: &Client<H>, what: &List, size: usize, behind: Option<&str>) -> Url {
    let mut url = match what {
        List::Repositories => client.session.registry().api("_catalog"),
        List::Tags(repository) => client.session.registry().api(&format!("{repository}/tags/list")),
    };
    let mut query = format!("n={size}");
    if let Some(last) = behind {
        query += &format!("&last={}", percent_encoded(last, b"-._"));
    }
    url.set_query(Some(&query));
    url
}

fn rights(what: &List) -> ScopeSet {
    match what {
        List::Repositories => Scope::catalog().into(),
        List::Tags(repository) => Scope::pull(&repository.to_string()).into(),
    }
}

impl List {
    fn title(&self) -> &'static str {
        if matches!(self, List::Repositories) { "a list of repositories" } else { "a list of tags" }
    }

    /// The member that holds the names.
    fn member(&self) -> &'static str {
        if matches!(self, List::Repositories) { "repositories" } else { "tags" }
    }
}

#[cfg(test)]
mod tests;
