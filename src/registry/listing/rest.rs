//! What stands behind the first large page of a list.

use std::future::Future;
use std::pin::Pin;

use url::Url;

use super::{Behind, FIRST_PAGE, List, Page, page};
use crate::registry::client::Client;
use crate::registry::failure::{About, Cause, Failure};
use crate::registry::http::{Http, Request};
use crate::registry::link::{LinkError, next_page};

/// Lists that go on and on end here.
const PAGES_AT_MOST: usize = 10_000;

/// A list whose largest page does not hold all of it.
pub struct Rest<'a, H> {
    pub(super) client: &'a Client<H>,
    pub(super) what: &'a List,
    pub(super) behind: Behind,
    pub(super) take: &'a mut (dyn FnMut(Page) + 'a),
}

impl<'a, H: Http> Rest<'a, H> {
    /// The request that the page before it answered.
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

/// The same list behind `last`.
fn after(url: &Url, last: &str) -> Url {
    let kept: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(name, _)| name != "last").collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(kept).append_pair("last", last);
    url
}
