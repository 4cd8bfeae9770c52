//! Asking one place: the registry's list of what hangs on a digest, or a tag that is named after it.

use super::attached_tag::TagRole;
use crate::registry::blob;
use crate::registry::client::Client;
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::error::ErrorBody;
use crate::registry::failure::{About, Cause, Failure};
use crate::registry::http::{Blocked, Http, Request};
use crate::registry::json;
use crate::registry::manifest::Document;
use crate::registry::manifests::{DOCUMENT_LIMIT, Fetched, fetch};
use crate::registry::media_type::{ACCEPT_IMAGES, ACCEPT_OCI};
use crate::registry::pages::Pages;
use crate::registry::reference::{Repository, Version};

/// What a list of referrers is asked for as.
const ACCEPT_INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// What a registry's lists say.
pub struct Listed {
    /// What is on them.
    pub entries: Vec<Descriptor>,
    /// How many requests that took.
    pub requests: usize,
    /// Whether there is more behind them.
    pub has_more: bool,
}

/// What the registry's list says that hangs on a digest, at most so many entries; `None` where it keeps no lists, or none that may be
/// seen, which is remembered.
///
/// Distribution 2.8 and 3.1 answer 404 in plain text, without the headers that let a page of another origin read it (30 November 2026): to
/// a page that is a blocked request like any other, so one that is blocked says no, too.
///
/// # Errors
///
/// Where the first page does not come, or is none.
pub async fn listed<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    digest: &Digest,
    at_most: usize,
) -> Result<Option<Listed>, Failure> {
    let mut url = client.session.registry().api(&format!("{repository}/referrers/{digest}"));
    let mut pages = Pages::begin(&url);
    let mut listed = Listed { entries: Vec::new(), requests: 0, has_more: false };
    loop {
        let request = Request::get(url.clone()).accepting(ACCEPT_INDEX).up_to(DOCUMENT_LIMIT);
        listed.requests += 1;
        let response = match client.session.send(request.clone(), &blob::rights(repository)).await {
            Ok(response) => response,
            // What has come is good where a later page does not come.
            Err(_) if listed.requests > 1 => {
                listed.has_more = true;
                return Ok(Some(listed));
            }
            Err(failure) if says_no(&failure) => {
                client.has_referrers.set(Some(false));
                return Ok(None);
            }
            Err(failure) => return Err(failure),
        };
        let unreadable = |what: String| {
            let cause = Cause::Unreadable { what: response.quoted(what), said: ErrorBody::unread(&response) };
            Failure::new(About::Registry, &request, cause)
        };
        let read = match json::read(client.session.http(), &response.body).await {
            Ok(value) => Document::read(response.headers.get("content-type"), value).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(Document::Index(index)) => {
                let left = at_most - listed.entries.len();
                listed.has_more |= index.manifests.len() > left;
                listed.entries.extend(index.manifests.iter().take(left).cloned());
            }
            Ok(_) => return Err(unreadable("an index of referrers was expected, and something else came".to_owned())),
            Err(error) => return Err(unreadable(format!("an index of referrers was expected, and {error}"))),
        }
        client.has_referrers.set(Some(true));
        match pages.next(&url, &response.headers) {
            Ok(None) => return Ok(Some(listed)),
            Ok(Some(next)) if !listed.has_more => url = next,
            // The next page is one too many, or cannot be followed.
            Ok(Some(_)) | Err(_) => {
                listed.has_more = true;
                return Ok(Some(listed));
            }
        }
    }
}

/// What stands behind a tag that is named after a digest; `None` where there is none. One request: of the types that it may have, all that
/// go into one question are asked for.
pub(super) async fn behind_tag<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    digest: &Digest,
    role: TagRole,
) -> Result<Option<Fetched>, Failure> {
    let Some(tag) = role.tag(digest) else { return Ok(None) };
    let accept = if role == TagRole::List { ACCEPT_OCI } else { ACCEPT_IMAGES };
    match fetch(client, repository, &Version::Tag(tag), accept, false).await {
        Ok(fetched) => Ok(Some(fetched)),
        Err(failure) if failure.status() == Some(404) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Whether a registry says like this that it has no such thing. Who wants to know who asks, waits, or fails, says nothing of it.
fn says_no(failure: &Failure) -> bool {
    matches!(&*failure.cause, Cause::Blocked(Blocked::Rejected { .. }))
        || matches!(failure.status(), Some(400 | 404 | 405 | 406 | 501))
}
