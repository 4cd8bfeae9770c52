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

mod list;
mod page;
mod reading;
mod rest;

pub use list::List;
pub use page::{FIRST_PAGE, ListEnd, Page, PageTaken, UncertainEnd};
pub use rest::Rest;

use std::future::Future;
use std::pin::Pin;

use super::client::Client;
use super::failure::{Cause, Failure};
use super::http::Http;
use page::{PageEnd, PageNames, address, is_round, page};

/// Distribution answers 400 to more than its `catalog.maxentries`, 1,000 unless configured (since 2.8.2); others give
/// fewer than asked, or refuse with 403, 405, 413, 422 or 5xx.
const LARGE_PAGES: [usize; 2] = [10_000, 1_000];

/// No registry is known to cut its list below this, so a shorter one needs no second question.
const FEWEST_OF_A_CUT: usize = 10;

/// By what the rest of a list is brought, which a short one does not have. A page may have to fetch its own code for it first.
pub struct RestBy<H> {
    /// Brings what stands behind the largest page: [`Rest::run`], or that after its code has come.
    pub run: RunRest<H>,
    /// Is told as soon as that may be needed.
    pub expect: fn(),
}

/// How the rest of a list is brought.
pub type RunRest<H> = for<'a> fn(Rest<'a, H>) -> Pin<Box<dyn Future<Output = Result<ListEnd, Failure>> + 'a>>;

/// Hands every page to `take` as it comes. After an `Err` the pages that came are still good.
pub async fn list<H: Http>(
    client: &Client<H>,
    what: &List,
    take: &mut dyn FnMut(Page) -> PageTaken,
) -> Result<ListEnd, Failure> {
    list_by(&RestBy { run: |rest| rest.run(), expect: || () }, client, what, take).await
}

/// The same, where something has to be done before the rest can be brought.
pub async fn list_by<H: Http>(
    rest: &RestBy<H>,
    client: &Client<H>,
    what: &List,
    take: &mut dyn FnMut(Page) -> PageTaken,
) -> Result<ListEnd, Failure> {
    let size = client.page_size.get().unwrap_or(FIRST_PAGE).min(FIRST_PAGE);
    let (names, mut page_end) = page(client, what, address(client, what, size, None), size).await?;
    if page_end.is_the_end() || (page_end.names_no_more() && names.len() < FEWEST_OF_A_CUT) {
        take(Page { names, replaces: true }).await;
        return Ok(ListEnd::Whole);
    }
    let mut known = names.clone();
    take(Page { names, replaces: true }).await;
    let mut ahead = None;
    if page_end.names_no_more() {
        let further = page(client, what, address(client, what, size, page_end.last.as_deref()), size).await;
        // Distribution 2.8 ignores what tags are to stand behind, and gives them all again.
        if further.as_ref().is_ok_and(|(more, _)| more.is_empty() || (*more == known && !is_round(more.len()))) {
            return Ok(ListEnd::Whole);
        }
        ahead = Some(further);
    }
    (rest.expect)();
    if ahead.is_none()
        && let Some((names, large_end)) = large_page(client, what, known.len()).await?
    {
        let is_whole = large_end.is_the_end() || (large_end.names_no_more() && page_end.has_link());
        page_end = large_end;
        if is_whole {
            take(Page { names, replaces: true }).await;
            return Ok(ListEnd::Whole);
        }
        known.clone_from(&names);
        take(Page { names, replaces: true }).await;
    }
    (rest.run)(Rest { client, what, known, page_end, ahead, take }).await
}

/// The list from its beginning in the largest page that the registry gives; `None` where that is the first page's size. A large
/// page that holds fewer names than the first did is none.
async fn large_page<H: Http>(client: &Client<H>, what: &List, first: usize) -> Result<Option<PageNames>, Failure> {
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

#[cfg(test)]
mod tests;
