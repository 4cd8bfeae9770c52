//! What the page may see of a registry's content: lists and their next page, a manifest and its digest, a blob.

use std::cell::RefCell;

use futures_util::future::join;

use super::CheckUpInput;
use super::recorder::Recorder;
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::senses::{Sense, Senses};
use crate::registry::any_http::AnyHttp;
use crate::registry::auth::scope::{Scope, ScopeSet};
use crate::registry::client::Client;
use crate::registry::http::{Mode, Request, Response};
use crate::registry::json;
use crate::registry::listing::FIRST_PAGE;
use crate::registry::manifest::Document;
use crate::registry::manifests::manifest;
use crate::registry::platform::Platform;
use crate::registry::reference::{Repository, Version};

/// Looks at one repository: the one that was asked for, else the first of the list.
pub(super) async fn look_at_content<S: Senses>(
    recorder: &Recorder<'_, S>,
    client: &Client<AnyHttp<'_>>,
    observation: &RefCell<Observation>,
    input: &CheckUpInput,
    catalog: Option<Response>,
) {
    let listed = catalog.as_ref().map(|response| names(response, "repositories")).unwrap_or_default();
    let pages = look_at_pages(client, observation, catalog.as_ref(), &listed);
    let repository = look_at_repository(client, observation, input, &listed);
    if recorder.is_slow() {
        join(pages, repository).await;
    } else {
        pages.await;
        repository.await;
    }
    if observation.borrow().is_cross_origin(Server::Registry) && observation.borrow().works() {
        // Whoever lets `null` in lets every page in.
        recorder.sense(Server::Registry, Sense::NullOrigin, &client.session.registry().api("")).await;
    }
}

/// What comes after the first page of the list, and whether it comes in pages of the application's size.
async fn look_at_pages(
    client: &Client<AnyHttp<'_>>,
    observation: &RefCell<Observation>,
    catalog: Option<&Response>,
    listed: &[String],
) {
    let session = &client.session;
    if let (Some(response), Some(last)) = (catalog, listed.last())
        && response.headers.get("link").is_none()
        && listed.len() == 1
        && observation.borrow().is_cross_origin(Server::Registry)
    {
        // A full page without a visible `Link`: is there really nothing after it?
        let next = session.registry().api(&format!("_catalog?n=1&last={}", encode(last)));
        let _ = session.send(Request::get(next), &Scope::catalog().into()).await;
    }
    if listed.len() == 1 {
        // The application asks for more than one name at a time; does the registry give them?
        let page = session.registry().api(&format!("_catalog?n={FIRST_PAGE}"));
        let _ = session.send(Request::get(page), &Scope::catalog().into()).await;
    }
}

async fn look_at_repository(
    client: &Client<AnyHttp<'_>>,
    observation: &RefCell<Observation>,
    input: &CheckUpInput,
    listed: &[String],
) {
    let session = &client.session;
    let wanted = input.repository.as_ref().map(|repository| repository.to_string());
    let Some(repository) = wanted.or_else(|| listed.first().cloned()) else { return };
    let rights: ScopeSet = Scope::pull(&repository).into();
    let api = |rest: &str| session.registry().api(&format!("{repository}/{rest}"));

    let Ok(tags) = session.send(Request::get(api("tags/list?n=1")), &rights).await else { return };
    let Some(tag) = names(&tags, "tags").into_iter().next() else { return };

    let (Ok(repository), Ok(tag)) = (Repository::parse(&repository), Version::parse(&tag)) else { return };
    let Ok(mut found) = manifest(client, &repository, &tag, None).await else { return };
    if let Document::Index(index) = &found.document
        && let Some(entry) = index.pick(&Platform::linux_amd64())
    {
        let digest = Version::Digest(entry.digest.clone());
        let Ok(child) = manifest(client, &repository, &digest, Some(&entry.media_type)).await else { return };
        found = child;
    }
    let Document::Image(image) = found.document else { return };

    let Some(config) = &image.config else { return };
    let blob = Request::get(api(&format!("blobs/{}", config.digest)));
    let _ = session.send(blob.clone(), &rights).await;
    if observation.borrow().is_blocked(Server::Registry, Probe::Blob) {
        let _ = session.send(Request { mode: Mode::ManualRedirect, ..blob }, &rights).await;
    }
}

fn names(response: &Response, member: &str) -> Vec<String> {
    json::parse(&response.body).map(|mut value| json::take_texts(&mut value, member)).unwrap_or_default()
}

/// A value of a query.
fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
