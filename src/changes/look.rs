//! What is there now, read past every cache. Two requests at once at most.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt};

use crate::registry::client::Client;
use crate::registry::digest::Digest;
use crate::registry::failure::Failure;
use crate::registry::http::Http;
use crate::registry::named_now::named_now;
use crate::registry::reference::{Repository, Tag};

const AT_ONCE: usize = 2;

/// What these tags name now; `None` where there is no such tag.
pub(super) async fn names_now<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    tags: &[&Tag],
) -> Result<BTreeMap<Tag, Option<Digest>>, Failure> {
    let read = async |tag: &Tag| named_now(client, repository, tag).await.map(|named| (tag.clone(), named));
    let mut found = BTreeMap::new();
    let mut running = stream::iter(tags.iter().map(|tag| read(tag))).buffer_unordered(AT_ONCE);
    while let Some(one) = running.next().await {
        found.extend([one?]);
    }
    Ok(found)
}
