//! The list of tags, whole, as it is now.

use std::cell::RefCell;

use crate::registry::client::Client;
use crate::registry::error::ErrorCode;
use crate::registry::failure::{Cause, Failure};
use crate::registry::http::Http;
use crate::registry::in_order::Name;
use crate::registry::listing::{List, ListEnd, list};
use crate::registry::reference::{Repository, Tag};
use crate::registry::slices::Slices;

/// So many names are looked at before others may work.
const NAMES_AT_ONCE: usize = 2_000;

/// The tags of a repository, and whether these are all. What is no tag by its grammar can neither be asked for nor changed, so with such
/// names it is not known what else there is.
pub(super) async fn tag_list<H: Http>(
    client: &Client<H>,
    repository: &Repository,
) -> Result<(Vec<Tag>, bool), Failure> {
    let came: RefCell<Vec<Name>> = RefCell::default();
    let end = list(client, &List::Tags(repository.clone()), &mut |page| {
        let mut came = came.borrow_mut();
        if page.replaces {
            came.clear();
        }
        came.extend(page.names);
        Box::pin(std::future::ready(()))
    })
    .await;
    let names = came.into_inner();
    let mut is_whole = match end {
        Ok(end) => end == ListEnd::Whole,
        Err(failure) if names.is_empty() => return Err(failure),
        Err(_) => false,
    };
    let mut tags = Vec::with_capacity(names.len());
    let mut slices = Slices::begin(client.session.http());
    for (at, name) in names.into_iter().enumerate() {
        match Tag::parse(&name) {
            Ok(tag) => tags.push(tag),
            Err(_) => is_whole = false,
        }
        if at.is_multiple_of(NAMES_AT_ONCE) {
            slices.turn(client.session.http()).await;
        }
    }
    Ok((tags, is_whole))
}

/// Whether a registry says that there is no such repository.
pub(super) fn is_unknown(failure: &Failure) -> bool {
    matches!(&*failure.cause, Cause::Status { status: 404, said } if said.has(&ErrorCode::NameUnknown))
}
