//! What the page may see of a registry's content: lists and their next page, a manifest and its digest, a blob.

use std::cell::RefCell;

use super::Wish;
use super::recorder::Recorder;
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::senses::{Sense, Senses};
use crate::registry::auth::scope::{Scope, ScopeSet};
use crate::registry::auth::session::Session;
use crate::registry::http::{AnyHttp, Mode, Request, Response};
use crate::registry::manifest::{Document, member_list};
use crate::registry::media_type::{ACCEPT_DOCKER, ACCEPT_OCI, MediaType};

/// Looks at one repository: the one that was wished for, else the first of the list.
pub(super) async fn look_at_content<S: Senses>(
    recorder: &Recorder<'_, S>,
    session: &Session<AnyHttp<'_>>,
    observation: &RefCell<Observation>,
    wish: &Wish,
    catalog: Option<Response>,
) {
    let listed = catalog.as_ref().map(|response| names(response, "repositories")).unwrap_or_default();
    if let (Some(response), Some(last)) = (&catalog, listed.last())
        && response.headers.get("link").is_none()
        && listed.len() == 1
        && observation.borrow().is_cross_origin(Server::Registry)
    {
        // A full page without a visible `Link`: is there really nothing after it?
        recorder.purpose.set(Probe::CatalogNext);
        let next = session.registry().api(&format!("_catalog?n=1&last={}", encode(last)));
        let _ = session.send(Request::get(next), &Scope::catalog().into()).await;
    }
    look_at_repository(recorder, session, observation, wish, listed).await;
    if observation.borrow().is_cross_origin(Server::Registry) && observation.borrow().works() {
        // Whoever lets `null` in lets every page in.
        recorder.sense(Server::Registry, Sense::NullOrigin, &session.registry().api("")).await;
    }
}

async fn look_at_repository<S: Senses>(
    recorder: &Recorder<'_, S>,
    session: &Session<AnyHttp<'_>>,
    observation: &RefCell<Observation>,
    wish: &Wish,
    listed: Vec<String>,
) {
    let wished = wish.repository.as_ref().map(|repository| repository.to_string());
    let Some(repository) = wished.or_else(|| listed.into_iter().next()) else { return };
    let rights: ScopeSet = Scope::pull(&repository).into();
    let api = |rest: &str| session.registry().api(&format!("{repository}/{rest}"));

    recorder.purpose.set(Probe::Tags);
    let Ok(tags) = session.send(Request::get(api("tags/list?n=1")), &rights).await else { return };
    let Some(tag) = names(&tags, "tags").into_iter().next() else { return };

    recorder.purpose.set(Probe::Manifest);
    let manifest = Request::get(api(&format!("manifests/{tag}")));
    let mut found = session.send(manifest.clone().accepting(ACCEPT_OCI), &rights).await;
    if found.as_ref().is_err_and(|failure| matches!(failure.status(), Some(404 | 406))) {
        found = session.send(manifest.accepting(ACCEPT_DOCKER), &rights).await;
    }
    let Ok(found) = found else { return };
    let mut document = Document::parse(found.content_type().as_deref(), &found.body).ok();
    if let Some(Document::Index(index)) = &document
        && let Some(entry) = index.manifests.first()
    {
        let accept = if entry.media_type == MediaType::DockerManifest { ACCEPT_DOCKER } else { ACCEPT_OCI };
        let child = Request::get(api(&format!("manifests/{}", entry.digest))).accepting(accept);
        let child = session.send(child, &rights).await;
        document = child.ok().and_then(|child| Document::parse(child.content_type().as_deref(), &child.body).ok());
    }
    let Some(Document::Image(manifest)) = document else { return };

    recorder.purpose.set(Probe::Blob);
    let Some(config) = manifest.config else { return };
    let blob = Request::get(api(&format!("blobs/{}", config.digest)));
    let _ = session.send(blob.clone(), &rights).await;
    if observation.borrow().is_blocked(Server::Registry, Probe::Blob) {
        recorder.purpose.set(Probe::ManualRedirect);
        let _ = session.send(Request { mode: Mode::ManualRedirect, ..blob }, &rights).await;
    }
}

fn names(response: &Response, member: &str) -> Vec<String> {
    serde_json::from_slice(&response.body).map(|value| member_list(&value, member)).unwrap_or_default()
}

/// A value of a query.
fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
