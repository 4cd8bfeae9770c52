//! The registry itself, without CORS and without faults.

use serde_json::json;

use super::base::Access;
use super::image::{MANIFEST, REPOSITORIES, digest, image};
use super::message::{Answer, Request};
use super::rule::Path;
use super::tokens::{self, Shown};
use super::who::Who;
use super::world::World;

/// Where a token service is that has moved.
const MOVED: &str = "/moved/token";

/// What a request asks a server for.
pub fn path(world: &World, who: Who, request: &Request) -> Path {
    let path = request.path();
    let own_realm = world.plan.realm_is_own() && who == Who::Registry;
    match who {
        _ if path == "/" => Path::Root,
        Who::Storage => Path::Blob,
        Who::Auth if path == "/token" => Path::Token,
        Who::Registry if own_realm && path.ends_with("/token") => Path::Token,
        Who::Auth | Who::Login => Path::Other,
        Who::Registry | Who::Twin | Who::Elsewhere => match path {
            "/v2/" => Path::Ping,
            "/v2" => Path::Bare,
            "/v2/_catalog" => Path::Catalog,
            path if path.starts_with("/v2/") && path.ends_with("/tags/list") => Path::Tags,
            path if path.starts_with("/v2/") && path.contains("/manifests/") => Path::Manifest,
            path if path.starts_with("/v2/") && path.contains("/blobs/") => Path::Blob,
            _ => Path::Other,
        },
    }
}

/// A server's answer where nothing is wrong.
pub fn answer(world: &World, who: Who, request: &Request) -> Answer {
    let path = path(world, who, request);
    let mut answer = match (who, path) {
        (_, Path::Token) => return tokens::answer(world, request),
        (Who::Auth, _) if request.path() == MOVED => return tokens::answer(world, request),
        (Who::Storage, _) => blob(request),
        (Who::Login, _) => {
            Answer::new(200, "text/html; charset=utf-8", "<!doctype html><title>Sign in</title><form>\n")
        }
        (_, Path::Other | Path::Root) => Answer::new(404, "text/plain; charset=utf-8", "404 page not found\n"),
        (_, path) => api(world, path, request),
    };
    answer.add("Date", &httpdate::HttpDate::from(std::time::SystemTime::now()).to_string());
    answer
}

fn api(world: &World, path: Path, request: &Request) -> Answer {
    let mut answer = match refusal(world, path, request) {
        Some(refusal) => refusal,
        None if !matches!(request.method.as_str(), "GET" | "HEAD") => {
            Answer::error(405, "UNSUPPORTED", "The operation is unsupported.")
        }
        None => match path {
            Path::Catalog => catalog(world, request),
            Path::Tags => tags(world, request),
            Path::Manifest => manifest(request),
            Path::Blob if world.plan.blobs_in_storage && known(request) => {
                let mut moved = Answer::empty(307);
                moved.add("Location", &world.fill("{storage}{path}?signature=3f2a", request.path()));
                moved
            }
            Path::Blob => blob(request),
            _ => Answer::new(200, "application/json; charset=utf-8", "{}"),
        },
    };
    answer.add("Docker-Distribution-Api-Version", "registry/2.0");
    answer.add("X-Content-Type-Options", "nosniff");
    answer
}

/// What stands between a request and what it asks for.
fn refusal(world: &World, path: Path, request: &Request) -> Option<Answer> {
    let scope = match path {
        Path::Catalog => "registry:catalog:*".to_owned(),
        Path::Ping | Path::Bare => String::new(),
        _ => format!("repository:{}:pull", repository(request)),
    };
    let (known, held) = match (world.plan.base.access, tokens::shown(world, request)) {
        (Access::Open, _) => return None,
        (Access::Basic, Shown::Password(true)) => (true, scope.is_empty() || world.plan.rights.hold(&scope)),
        (Access::Bearer, Shown::Token(Some(scopes))) => (true, scope.is_empty() || scopes.contains(&scope)),
        _ => (false, false),
    };
    if held {
        return None;
    }
    if known && world.plan.denial == 403 {
        return Some(Answer::error(403, "DENIED", "requested access to the resource is denied"));
    }
    let mut refused = Answer::error(401, "UNAUTHORIZED", "authentication required");
    let with_token = matches!(tokens::shown(world, request), Shown::Token(_));
    let mut asked = if scope.is_empty() { String::new() } else { format!(",scope=\"{scope}\"") };
    if world.plan.base.access == Access::Bearer && with_token {
        asked.push_str(if known { ",error=\"insufficient_scope\"" } else { ",error=\"invalid_token\"" });
    }
    for line in &world.plan.challenge {
        refused.add("Www-Authenticate", &world.fill(line, "").replace("{scope}", &asked));
    }
    Some(refused)
}

/// A list's part after `last`, and the answer's `Link` where more is left.
fn page<'a>(world: &World, request: &Request, all: &[&'a str]) -> Result<(Vec<&'a str>, Option<String>), Answer> {
    let query = request.query();
    let value = |name: &str| query.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str());
    let most = match value("n").map(str::parse::<usize>) {
        Some(Ok(most)) if most <= world.plan.most_entries => most.min(world.plan.cap),
        None => world.plan.most_entries.min(world.plan.cap).min(100),
        Some(_) => return Err(Answer::error(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested")),
    };
    let last = value("last").unwrap_or("");
    let rest: Vec<&str> = all.iter().copied().filter(|one| *one > last).collect();
    let more = rest.len() > most && most > 0;
    let part: Vec<&str> = rest.into_iter().take(most).collect();
    let path = request.path();
    let start = world.fill(world.plan.link, "");
    let link = part.last().filter(|_| more);
    let link = link.map(|last| {
        let last: String = url::form_urlencoded::byte_serialize(last.as_bytes()).collect();
        format!("<{start}{path}?n={most}&last={last}>; rel=\"next\"")
    });
    Ok((part, link))
}

fn catalog(world: &World, request: &Request) -> Answer {
    let all = REPOSITORIES.map(|(name, _)| name);
    list(world, request, &all, |part| json!({"repositories": part}))
}

fn tags(world: &World, request: &Request) -> Answer {
    let name = repository(request);
    match REPOSITORIES.iter().find(|(one, _)| *one == name) {
        Some((name, tags)) => list(world, request, tags, |part| json!({"name": name, "tags": part})),
        None => Answer::error(404, "NAME_UNKNOWN", "repository name not known to registry"),
    }
}

fn list(world: &World, request: &Request, all: &[&str], body: impl Fn(&[&str]) -> serde_json::Value) -> Answer {
    match page(world, request, all) {
        Err(refused) => refused,
        Ok((part, link)) => {
            let mut answer = Answer::new(200, "application/json; charset=utf-8", format!("{}\n", body(&part)));
            if let Some(link) = link {
                answer.add("Link", &link);
            }
            answer
        }
    }
}

fn manifest(request: &Request) -> Answer {
    let reference = request.path().rsplit('/').next().unwrap_or_default();
    let name = repository(request);
    let digest = digest(&image().manifest);
    let tags = REPOSITORIES.iter().find(|(one, _)| *one == name).map(|(_, tags)| *tags);
    let Some(tags) = tags else {
        return Answer::error(404, "NAME_UNKNOWN", "repository name not known to registry");
    };
    if reference != digest && !tags.contains(&reference) {
        return Answer::error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    }
    let mut answer = Answer::new(200, MANIFEST, image().manifest.clone());
    answer.add("Docker-Content-Digest", &digest);
    answer.add("Etag", &format!("\"{digest}\""));
    answer
}

fn blob(request: &Request) -> Answer {
    let found = [&image().config, &image().layer].into_iter().find(|bytes| request.path().ends_with(&digest(bytes)));
    let Some(bytes) = found else {
        return Answer::error(404, "BLOB_UNKNOWN", "blob unknown to registry");
    };
    let mut answer = Answer::new(200, "application/octet-stream", bytes.clone());
    answer.add("Docker-Content-Digest", &digest(bytes));
    answer
}

fn known(request: &Request) -> bool {
    blob(request).status == 200
}

/// The repository in a path.
fn repository(request: &Request) -> String {
    let path = request.path().strip_prefix("/v2/").unwrap_or_default();
    let end = ["/tags/list", "/manifests/", "/blobs/"].into_iter().find_map(|end| path.rfind(end));
    path[..end.unwrap_or(0)].to_owned()
}
