//! One page of a list: how it is asked for, and where it ends.

use std::future::Future;
use std::pin::Pin;

use url::Url;

use super::list::{List, rights};
use super::reading;
use crate::registry::client::Client;
use crate::registry::error::ErrorBody;
use crate::registry::failure::{About, Cause, Failure};
use crate::registry::http::{Headers, Http, Request};
use crate::registry::in_order::Name;
use crate::registry::link::{LinkError, names_next_page};
use crate::registry::plain_url::percent_encoded;

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
pub enum ListEnd {
    /// With its last name.
    Whole,
    /// Maybe too early.
    MaybeMore(UncertainEnd),
}

/// Why nobody can say whether there is more.
#[derive(Clone, Debug, PartialEq)]
pub enum UncertainEnd {
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

/// Ends when a page was taken in; then the next one is asked for.
pub type PageTaken = Pin<Box<dyn Future<Output = ()>>>;

/// Whether a limit may have made this the number of names.
pub(super) fn is_round(names: usize) -> bool {
    names.is_multiple_of(10) || names.is_multiple_of(25)
}

/// The names of a page, and where it ends.
pub(super) type PageNames = (Vec<Name>, PageEnd);

/// Where a page of a list ends.
pub(super) struct PageEnd {
    pub(super) url: Url,
    pub(super) headers: Headers,
    /// Whether there are as many names in it as were asked for.
    pub(super) is_full: bool,
    /// Whether there are more: then the registry heeds no number, and gives all that it has.
    pub(super) is_unlimited: bool,
    pub(super) last: Option<Name>,
}

impl PageEnd {
    /// Whether nothing hints at another page.
    pub(super) fn names_no_more(&self) -> bool {
        !self.is_full && !names_next_page(&self.headers)
    }

    /// Whether the page sees links of this registry: then one that is not there says something.
    pub(super) fn has_link(&self) -> bool {
        self.headers.get("link").is_some()
    }

    /// Whether the registry says that its list ends here.
    pub(super) fn is_the_end(&self) -> bool {
        self.names_no_more() && (self.is_unlimited || self.has_link())
    }
}

/// A page of a list: its names, and where it ends.
pub(super) async fn page<H: Http>(
    client: &Client<H>,
    what: &List,
    url: Url,
    size: usize,
) -> Result<PageNames, Failure> {
    let request = Request::get(url);
    let response = client.session.send(request.clone(), &rights(what)).await?;
    let names = reading::names(client.session.http(), what, &response).await.map_err(|what| {
        Failure::new(
            About::Registry,
            &request,
            Cause::Unreadable { what: response.quoted(what), said: ErrorBody::unread(&response) },
        )
    })?;
    let page_end = PageEnd {
        url: request.url,
        headers: response.headers,
        is_full: names.len() == size,
        is_unlimited: names.len() > size,
        last: names.last().cloned(),
    };
    Ok((names, page_end))
}

/// The address of a page with so many names, from the beginning or behind a name.
pub(super) fn address<H: Http>(client: &Client<H>, what: &List, size: usize, behind: Option<&str>) -> Url {
    let list = match what {
        List::Repositories => "_catalog".to_owned(),
        List::Tags(repository) => format!("{repository}/tags/list"),
    };
    let behind = behind.map(|last| format!("&last={}", percent_encoded(last, b"-._"))).unwrap_or_default();
    client.session.registry().api(&format!("{list}?n={size}{behind}"))
}
