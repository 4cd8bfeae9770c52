//! What stands behind the first page of a list.

use std::future::Future;
use std::pin::Pin;

use url::Url;

use super::{Behind, FIRST_PAGE, List, Page, address, page};
use crate::registry::client::Client;
use crate::registry::error::ErrorCode;
use crate::registry::failure::{About, Cause, Failure};
use crate::registry::http::{Http, Request};
use crate::registry::link::{LinkError, next_page};

/// Distribution answers 400 to more than its `catalog.maxentries`, 1,000 unless configured (since 2.8.2); others give
/// fewer than asked.
const LARGE_PAGES: [usize; 2] = [10_000, 1_000];

/// Lists that go on and on end here.
const PAGES_AT_MOST: usize = 10_000;

/// A list whose first page does not hold all of it.
pub struct Rest<'a, H> {
    pub(super) client: &'a Client<H>,
    pub(super) what: &'a List,
    pub(super) behind: Behind,
    pub(super) take: &'a mut (dyn FnMut(Page) + 'a),
}

impl<'a, H: Http> Rest<'a, H> {
    /// The request that the first page answered.
    pub fn request(&self) -> Request {
        Request::get(self.behind.url.clone())
    }

    /// Hands over every page that follows.
    pub fn run(self) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + 'a>> {
        Box::pin(self.follow())
    }

    async fn follow(self) -> Result<(), Failure> {
        let Rest { client, what, behind, take } = self;
        let mut next = behind.next();
        if next.as_ref().is_ok_and(Option::is_none) {
            return Ok(());
        }
        if let Some((names, behind)) = large_page(client, what).await? {
            next = behind.next();
            take(Page { names, replaces: true });
        }
        let mut seen = Vec::new();
        for _ in 0..PAGES_AT_MOST {
            let Some(url) = next? else {
                return Ok(());
            };
            if seen.contains(&url) {
                let cause = Cause::Link(LinkError::SamePage);
                return Err(Failure::new(About::Registry, &Request::get(url), cause));
            }
            seen.push(url.clone());
            let size = client.page_size.get().unwrap_or(FIRST_PAGE);
            let (names, behind) = page(client, what, url, size).await?;
            let nothing_came = names.is_empty();
            next = behind.next();
            take(Page { names, replaces: false });
            if nothing_came {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Behind {
    /// The address of the next page, where there is one.
    fn next(&self) -> Result<Option<Url>, Failure> {
        match next_page(&self.url, &self.headers) {
            Ok(Some(url)) => Ok(Some(url)),
            // A full page without a `Link` that the page can see: there may be more behind its last name.
            Ok(None) if self.is_full => Ok(self.last.as_ref().map(|last| after(&self.url, last))),
            Ok(None) => Ok(None),
            Err(error) => Err(Failure::new(About::Registry, &Request::get(self.url.clone()), Cause::Link(error))),
        }
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

/// The same list behind `last`.
fn after(url: &Url, last: &str) -> Url {
    let kept: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(name, _)| name != "last").collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(kept).append_pair("last", last);
    url
}
