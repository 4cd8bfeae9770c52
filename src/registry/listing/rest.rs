//! What stands behind the first large page of a list.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::BuildHasher;
use std::pin::Pin;

use url::Url;

use super::{FIRST_PAGE, List, ListEnd, Page, PageEnd, PageNames, PageTaken, UncertainEnd, address, is_round, page};
use crate::registry::client::Client;
use crate::registry::failure::Failure;
use crate::registry::http::{Headers, Http, Request};
use crate::registry::in_order::Name;
use crate::registry::link::LinkError;
use crate::registry::pages::{PAGES_AT_MOST, Pages};
use crate::registry::slices::Slices;

/// So many pages without a name, one after another, are followed: a registry that filters what it has read may send some.
const EMPTY_AT_MOST: usize = 100;

/// So few names are asked for to learn whether a registry heeds the number at all.
const FEW: usize = 5;

/// So many names are looked at before others may work.
const NAMES_AT_ONCE: usize = 2_000;

/// A list whose largest page does not hold all of it, or does not say whether it does.
pub struct Rest<'a, H> {
    pub(super) client: &'a Client<H>,
    pub(super) what: &'a List,
    /// The names that came.
    pub(super) known: Vec<Name>,
    pub(super) page_end: PageEnd,
    /// What stands behind the last name, where somebody has asked.
    pub(super) ahead: Option<Result<PageNames, Failure>>,
    pub(super) take: &'a mut (dyn FnMut(Page) -> PageTaken + 'a),
}

/// Where a list goes on.
enum Step {
    /// Where the registry says.
    Link(Url),
    /// Behind the last name that came.
    Name(Url),
}

impl<'a, H: Http> Rest<'a, H> {
    /// The request that the page before it answered.
    pub fn request(&self) -> Request {
        Request::get(self.page_end.url.clone())
    }

    /// Hands over every page that follows.
    pub fn run(self) -> Pin<Box<dyn Future<Output = Result<ListEnd, Failure>> + 'a>> {
        Box::pin(self.follow())
    }

    async fn follow(self) -> Result<ListEnd, Failure> {
        let Rest { client, what, known, mut page_end, mut ahead, take } = self;
        let mut seen = Seen::default();
        seen.add(client.session.http(), &known).await;
        let mut pages = Pages::begin(&page_end.url);
        let mut has_links = page_end.has_link();
        // A next page that is there, and cannot be followed.
        let mut lost: Option<LinkError> = None;
        let mut names_lead_on = false;
        let mut empty = 0;
        for _ in 0..PAGES_AT_MOST {
            let step = match page_end.step(has_links, &mut pages, &mut lost) {
                Some(step) => step,
                None => return Ok(lost.map_or(ListEnd::Whole, |error| ListEnd::MaybeMore(UncertainEnd::Link(error)))),
            };
            let by_link = matches!(step, Step::Link(_));
            let (Step::Link(url) | Step::Name(url)) = step;
            let size = client.page_size.get().unwrap_or(FIRST_PAGE);
            let came = match ahead.take() {
                Some(came) => came,
                None => page(client, what, url, size).await,
            };
            let (names, next) = match came {
                Ok(came) => came,
                Err(failure) if by_link || failure.sign_in().is_some() => return Err(failure),
                // Only names that a limit may have cut off hint at more.
                Err(_) if lost.is_none() && !page_end.is_full && !is_round(seen.0.len()) => return Ok(ListEnd::Whole),
                // There is a way on, and whoever mends it need not mend the other.
                Err(failure) => {
                    return Ok(ListEnd::MaybeMore(lost.map_or(UncertainEnd::Refused(failure), UncertainEnd::Link)));
                }
            };
            has_links |= next.has_link();
            if names.is_empty() && !by_link {
                return Ok(ListEnd::Whole);
            }
            if names.is_empty() {
                empty += 1;
                if empty == EMPTY_AT_MOST {
                    return Ok(ListEnd::MaybeMore(UncertainEnd::Empty(empty)));
                }
                page_end = next;
                continue;
            }
            empty = 0;
            if seen.add(client.session.http(), &names).await {
                lost = None;
                names_lead_on |= !by_link;
                page_end = next;
                take(Page { names, replaces: false }).await;
            } else if by_link {
                // Some registries link to a next page from each page, the last one too. The last name knows better.
                page_end.headers = Headers::default();
                page_end.is_full = true;
            } else {
                let heeds_nothing = !names_lead_on && (page_end.is_full || is_round(names.len()));
                let is_cut = heeds_nothing && !is_whole(client, what).await;
                return Ok(match lost {
                    Some(error) if !names_lead_on => ListEnd::MaybeMore(UncertainEnd::Link(error)),
                    _ if is_cut => ListEnd::MaybeMore(UncertainEnd::SameAgain(names.len())),
                    _ => ListEnd::Whole,
                });
            }
        }
        Ok(ListEnd::MaybeMore(UncertainEnd::Endless(PAGES_AT_MOST)))
    }
}

/// Whether a list that came again is whole all the same: of a registry that heeds no number, which gives each list whole, or of one
/// that begins anew behind the last name, but goes on behind any other.
async fn is_whole<H: Http>(client: &Client<H>, what: &List) -> bool {
    let few = async |behind: Option<&str>| page(client, what, address(client, what, FEW, behind), FEW).await;
    let Ok((first, _)) = few(None).await else { return false };
    match first.get(FEW - 1) {
        Some(last) if first.len() == FEW => few(Some(last)).await.is_ok_and(|(names, _)| names != first),
        _ => first.len() > FEW,
    }
}

impl PageEnd {
    /// Where the list goes on, if it does.
    fn step(&self, has_links: bool, pages: &mut Pages, lost: &mut Option<LinkError>) -> Option<Step> {
        match pages.next(&self.url, &self.headers) {
            Ok(Some(url)) => return Some(Step::Link(url)),
            Ok(None) if has_links && !self.is_full => return None,
            // Nowhere that can be seen, or back to where the list was already.
            Ok(None) | Err(LinkError::SamePage) => {}
            Err(error) => *lost = Some(error),
        }
        let url = after(&self.url, self.last.as_ref()?);
        pages.add(&url).then_some(Step::Name(url))
    }
}

/// The names that came, by their hashes.
#[derive(Default)]
struct Seen(HashSet<u64>, RandomState);

impl Seen {
    /// Whether one of them is new.
    async fn add<H: Http>(&mut self, http: &H, names: &[Name]) -> bool {
        let before = self.0.len();
        let mut slices = Slices::begin(http);
        for some in names.chunks(NAMES_AT_ONCE) {
            self.0.extend(some.iter().map(|name| self.1.hash_one(name)));
            slices.turn(http).await;
        }
        self.0.len() > before
    }
}

/// The same list behind `last`.
fn after(url: &Url, last: &str) -> Url {
    let kept: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(name, _)| name != "last").collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(kept).append_pair("last", last);
    url
}
