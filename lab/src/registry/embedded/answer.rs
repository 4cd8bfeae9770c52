//! What the embedded registry answers: `/v2/`, the catalog, tags, manifests, blobs.

use std::ops::Bound;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State as Extract};
use axum::response::Response;
use bytes::Bytes;
use http::header::{ACCEPT, ALLOW, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use super::auth::{self, Need};
use super::state::{State, order};
use crate::seed::content::{MediaType, Repository};

/// What a path asks for.
enum Route {
    Entry,
    Catalog,
    Tags(String),
    Manifest(String, String),
    Blob(String, String),
}

pub(super) async fn answer(Extract(state): Extract<Arc<State>>, request: Request) -> Response {
    let head_only = request.method() == Method::HEAD;
    let mut answer = route_and_answer(&state, &request);
    let headers = answer.headers_mut();
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    if head_only {
        *answer.body_mut() = Body::empty();
    }
    answer
}

fn route_and_answer(state: &State, request: &Request) -> Response {
    let path = request.uri().path();
    if path == "/v2" {
        let headers = [("location", "/v2/"), ("content-type", "text/html; charset=utf-8")];
        return plain(StatusCode::MOVED_PERMANENTLY, &headers, "");
    }
    let Some(route) = Route::of(path) else {
        let headers = [("content-type", "text/plain; charset=utf-8")];
        return plain(StatusCode::NOT_FOUND, &headers, "404 page not found\n");
    };
    let need = match &route {
        Route::Entry => Need::Entry,
        Route::Catalog => Need::Catalog,
        Route::Tags(name) | Route::Manifest(name, _) | Route::Blob(name, _) => Need::Pull(name.clone()),
    };
    if let Err(challenge) = auth::check(&state.options.auth, &need, request.headers()) {
        let mut answer = error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "authentication required", challenge.detail);
        if let Ok(value) = HeaderValue::from_str(&challenge.header) {
            answer.headers_mut().insert("www-authenticate", value);
        }
        return answer;
    }
    match *request.method() {
        Method::GET | Method::HEAD => {}
        Method::OPTIONS => return plain(StatusCode::OK, &[("allow", "GET")], ""),
        _ => {
            let message = "The operation is unsupported.";
            let mut answer = error(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", message, Value::Null);
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
    }
    match route {
        Route::Entry => json_answer(StatusCode::OK, &json!({})),
        Route::Catalog => catalog(state, request.uri().query().unwrap_or_default()),
        Route::Tags(name) => with_repository(state, &name, |repository| {
            let tags: Vec<&String> = repository.tags.iter().map(|(tag, _)| tag).collect();
            json_answer(StatusCode::OK, &json!({"name": name, "tags": tags}))
        }),
        Route::Manifest(name, reference) => {
            let all = state.repositories();
            let repository = all.get(&order(&name));
            manifest(repository, &reference, request.headers())
        }
        Route::Blob(name, digest) => {
            let all = state.repositories();
            let repository = all.get(&order(&name));
            blob(repository, &digest)
        }
    }
}

impl Route {
    fn of(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/v2/")?;
        if rest.is_empty() {
            return Some(Self::Entry);
        }
        if rest == "_catalog" {
            return Some(Self::Catalog);
        }
        if let Some(name) = rest.strip_suffix("/tags/list") {
            return Some(Self::Tags(name.to_owned()));
        }
        let (head, reference) = rest.rsplit_once('/')?;
        if let Some(name) = head.strip_suffix("/manifests") {
            return Some(Self::Manifest(name.to_owned(), reference.to_owned()));
        }
        let name = head.strip_suffix("/blobs")?;
        Some(Self::Blob(name.to_owned(), reference.to_owned()))
    }
}

fn catalog(state: &State, query: &str) -> Response {
    let mut last = String::new();
    let mut size = 100.min(state.options.catalog_maximum);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "last" => last = value.into_owned(),
            "n" => match value.parse::<i64>() {
                Ok(wanted) if wanted > state.options.catalog_maximum as i64 => {
                    let message = "invalid number of results requested";
                    let code = "PAGINATION_NUMBER_INVALID";
                    return error(StatusCode::BAD_REQUEST, code, message, json!({"n": wanted}));
                }
                Ok(wanted) if wanted > 0 => size = wanted as usize,
                _ => {}
            },
            _ => {}
        }
    }
    let all = state.repositories();
    let start = match last.as_str() {
        "" => Bound::Unbounded,
        last => Bound::Excluded(order(last)),
    };
    let mut rest = all.range((start, Bound::Unbounded)).map(|(_, r)| &r.name);
    let page: Vec<&String> = rest.by_ref().take(size).collect();
    let mut answer = json_answer(StatusCode::OK, &json!({"repositories": page}));
    if let (Some(last), true) = (page.last(), rest.next().is_some()) {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("last", last)
            .append_pair("n", &size.to_string())
            .finish();
        let link = format!("</v2/_catalog?{query}>; rel=\"next\"");
        if let Ok(link) = HeaderValue::from_str(&link) {
            answer.headers_mut().insert(LINK, link);
        }
    }
    answer
}

fn with_repository(state: &State, name: &str, then: impl FnOnce(&Repository) -> Response) -> Response {
    match state.repositories().get(&order(name)) {
        Some(repository) => then(repository),
        None => {
            error(StatusCode::NOT_FOUND, "NAME_UNKNOWN", "repository name not known to registry", json!({"name": name}))
        }
    }
}

fn manifest(repository: Option<&Repository>, reference: &str, headers: &HeaderMap) -> Response {
    let unknown = |message: &str, detail| error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", message, detail);
    let by_digest = reference.contains(':');
    let found = repository.and_then(|repository| {
        let digest = if by_digest { Some(reference) } else { repository.digest_of(reference) };
        repository.manifest(digest?)
    });
    let Some(found) = found else {
        let detail = match (by_digest, repository) {
            (false, _) => json!({"Tag": reference}),
            (true, None) => json!({"Name": "", "Revision": reference}),
            (true, Some(repository)) => json!({"Name": repository.name, "Revision": reference}),
        };
        return unknown("manifest unknown", detail);
    };
    let accepted = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| one.split(';').next().unwrap_or_default().trim() == found.media_type.as_str());
    match found.media_type {
        MediaType::OciManifest if !accepted => {
            let message = "OCI manifest found, but accept header does not support OCI manifests";
            return unknown(message, Value::Null);
        }
        MediaType::OciIndex if !accepted => {
            let message = "OCI index found, but accept header does not support OCI indexes";
            return unknown(message, Value::Null);
        }
        _ => {}
    }
    let digest = found.digest();
    let tag = format!("\"{digest}\"");
    if headers.get(IF_NONE_MATCH).is_some_and(|value| value == tag.as_str()) {
        return plain(StatusCode::NOT_MODIFIED, &[], "");
    }
    content(found.media_type.as_str(), &digest, found.bytes.clone())
}

fn blob(repository: Option<&Repository>, digest: &str) -> Response {
    match repository.and_then(|repository| repository.blob(digest)) {
        Some(bytes) => content("application/octet-stream", digest, bytes.clone()),
        None => error(StatusCode::NOT_FOUND, "BLOB_UNKNOWN", "blob unknown to registry", json!(digest)),
    }
}

fn content(media_type: &str, digest: &str, bytes: Bytes) -> Response {
    let mut answer = plain(StatusCode::OK, &[], "");
    let headers = answer.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    for (name, value) in [
        (CONTENT_TYPE, media_type),
        (ETAG, &format!("\"{digest}\"")),
        (http::HeaderName::from_static("docker-content-digest"), digest),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    *answer.body_mut() = Body::from(bytes);
    answer
}

fn json_answer(status: StatusCode, body: &Value) -> Response {
    let body = format!("{body}\n");
    let length = body.len().to_string();
    let headers = [("content-type", "application/json; charset=utf-8"), ("content-length", length.as_str())];
    plain(status, &headers, &body)
}

/// Distribution leaves `detail` out where there is none, except that a 401 says `null`.
fn error(status: StatusCode, code: &str, message: &str, detail: Value) -> Response {
    let mut one = json!({"code": code, "message": message});
    if !detail.is_null() || status == StatusCode::UNAUTHORIZED {
        one["detail"] = detail;
    }
    json_answer(status, &json!({"errors": [one]}))
}

fn plain(status: StatusCode, headers: &[(&'static str, &str)], body: &str) -> Response {
    let mut answer = Response::new(Body::from(body.to_owned()));
    *answer.status_mut() = status;
    let version = HeaderValue::from_static("registry/2.0");
    answer.headers_mut().insert("docker-distribution-api-version", version);
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            answer.headers_mut().insert(*name, value);
        }
    }
    answer
}
