//! The requests that change something, each with the right that it takes (distribution-spec 1.1, end-7, end-9, end-11).

use super::kept_document::KeptDocument;
use crate::registry::auth::scope::{Scope, ScopeSet};
use crate::registry::auth::session::is_same_origin;
use crate::registry::client::Client;
use crate::registry::digest::Digest;
use crate::registry::failure::Failure;
use crate::registry::http::{Http, Method, PutBody, Request, Response};
use crate::registry::reference::Repository;

/// `DELETE /v2/<name>/manifests/<tag or digest>`.
pub(super) async fn delete<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    version: &str,
) -> Result<Response, Failure> {
    let url = client.session.registry().api(&format!("{repository}/manifests/{version}"));
    let rights: ScopeSet = Scope::delete(repository.as_str()).into();
    client.session.send(Request::change(Method::Delete, url, None), &rights).await
}

/// `PUT /v2/<name>/manifests/<tag or digest>` with the very bytes.
pub(super) async fn put<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    version: &str,
    document: &KeptDocument,
) -> Result<Response, Failure> {
    let url = client.session.registry().api(&format!("{repository}/manifests/{version}"));
    let body =
        PutBody { content_type: document.media_type.as_str().to_owned(), bytes: document.bytes.as_slice().into() };
    client.session.send(Request::change(Method::Put, url, Some(body)), &push(repository)).await
}

/// `POST /v2/<name>/blobs/uploads/?mount=<digest>&from=<name>`.
pub(super) async fn mount<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    blob: &Digest,
    from: &Repository,
) -> Result<Response, Failure> {
    let mut url = client.session.registry().api(&format!("{repository}/blobs/uploads/"));
    url.query_pairs_mut().append_pair("mount", blob.as_str()).append_pair("from", from.as_str());
    let rights = push(repository).union(&Scope::pull(from.as_str()).into());
    client.session.send(Request::change(Method::Post, url, None), &rights).await
}

/// `DELETE` of an upload that nobody wanted, at the registry's own origin alone; `None` where its `Location` is not to be seen, or leads
/// elsewhere.
pub(super) async fn take_back<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    begun: &Response,
) -> Option<Result<Response, Failure>> {
    let registry = client.session.registry();
    let asked = registry.api(&format!("{repository}/blobs/uploads/"));
    let url = asked.join(begun.headers.get("location")?).ok()?;
    if !is_same_origin(&url, registry.url()) || !url.path().contains("/blobs/uploads/") {
        return None;
    }
    Some(client.session.send(Request::change(Method::Delete, url, None), &push(repository)).await)
}

fn push(repository: &Repository) -> ScopeSet {
    Scope::push(repository.as_str()).into()
}
