//! Pushing through a registry's HTTP API, with whatever sign-in it demands.

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryFutureExt as _, TryStreamExt as _, stream};
use http::{Method, StatusCode};

use super::content::{Blob, Manifest, Repository};
use crate::client::{Client, Reply, basic};

/// An account that may push.
#[derive(Clone)]
pub struct Credentials {
    /// Its name.
    pub account: String,
    /// Its password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({}, <redacted>)", self.account)
    }
}

/// How many repositories are pushed at once.
const AT_ONCE: usize = 8;

/// How requests sign in.
enum SignIn {
    Nothing,
    With(String),
}

struct Pusher<'a> {
    client: Client,
    origin: &'a str,
    credentials: &'a Credentials,
}

pub(super) async fn push(origin: &str, credentials: &Credentials, repositories: &[Repository]) -> Result<()> {
    let pusher = Pusher { client: Client::default(), origin, credentials };
    let sign_in = pusher.sign_in(repositories).await?;
    // Waiting for the disk and not the processor is most of it, so several go at once.
    stream::iter(repositories)
        .map(|repository| {
            let pushed = pusher.repository(repository, &sign_in);
            pushed.map_err(|error| error.context(format!("{} was not pushed", repository.name)))
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

impl Pusher<'_> {
    async fn repository(&self, repository: &Repository, sign_in: &SignIn) -> Result<()> {
        let name = &repository.name;
        for blob in &repository.blobs {
            self.blob(name, sign_in, blob).await?;
        }
        for manifest in &repository.manifests {
            let digest = manifest.digest();
            let tags = repository.tags.iter().filter(|(_, tagged)| *tagged == digest);
            let mut references: Vec<&str> = tags.map(|(tag, _)| tag.as_str()).collect();
            if references.is_empty() {
                references.push(&digest);
            }
            for reference in references {
                self.manifest(name, sign_in, manifest, reference).await?;
            }
        }
        Ok(())
    }

    async fn blob(&self, name: &str, sign_in: &SignIn, blob: &Blob) -> Result<()> {
        let start = format!("{}/v2/{name}/blobs/uploads/", self.origin);
        let started = self.send(Method::POST, &start, sign_in, "", Bytes::new()).await?;
        expect(&started, StatusCode::ACCEPTED)?;
        let location = url::Url::parse(&start)?.join(started.header("location"))?;
        let finish = |location: &url::Url| {
            let separator = if location.query().is_some() { '&' } else { '?' };
            format!("{location}{separator}digest={}", blob.digest)
        };
        let (kind, bytes) = ("application/octet-stream", blob.bytes.clone());
        let finished = self.send(Method::PUT, &finish(&location), sign_in, kind, bytes.clone()).await?;
        if finished.status == StatusCode::CREATED {
            return Ok(());
        }
        // container-registry 0.3.1 takes no bytes with the last request, 29 November 2026: one of their own brings them.
        let sent = self.send(Method::PATCH, location.as_str(), sign_in, kind, bytes).await?;
        if sent.status != StatusCode::ACCEPTED {
            return expect(&finished, StatusCode::CREATED);
        }
        let location = location.join(sent.header("location"))?;
        let finished = self.send(Method::PUT, &finish(&location), sign_in, kind, Bytes::new()).await?;
        expect(&finished, StatusCode::CREATED)
    }

    async fn manifest(&self, name: &str, sign_in: &SignIn, manifest: &Manifest, reference: &str) -> Result<()> {
        let url = format!("{}/v2/{name}/manifests/{reference}", self.origin);
        let kind = manifest.media_type.as_str();
        let bytes = manifest.bytes.clone();
        let reply = self.send(Method::PUT, &url, sign_in, kind, bytes).await?;
        expect(&reply, StatusCode::CREATED)
    }

    async fn send(&self, method: Method, url: &str, sign_in: &SignIn, kind: &str, body: Bytes) -> Result<Reply> {
        let mut headers = Vec::new();
        if let SignIn::With(value) = sign_in {
            headers.push(("authorization", value.as_str()));
        }
        if !kind.is_empty() {
            headers.push(("content-type", kind));
        }
        self.client.send(method, url, &headers, body).await
    }

    /// One token for all: the specification allows any number of scopes.
    async fn sign_in(&self, repositories: &[Repository]) -> Result<SignIn> {
        let entry = self.client.get(&format!("{}/v2/", self.origin), &[]).await?;
        if entry.status == StatusCode::OK {
            return Ok(SignIn::Nothing);
        }
        let challenge = entry.header("www-authenticate");
        let Credentials { account, password } = self.credentials;
        let basic = basic(account, password);
        if challenge.starts_with("Basic ") {
            return Ok(SignIn::With(basic));
        }
        let realm = parameter(challenge, "realm")?;
        let service = parameter(challenge, "service")?;
        let scopes = repositories.iter().map(|one| ("scope", format!("repository:{}:pull,push", one.name)));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("service", service)
            .extend_pairs(scopes)
            .finish();
        let url = format!("{realm}?{query}");
        let answer = self.client.get(&url, &[("authorization", &basic)]).await?;
        expect(&answer, StatusCode::OK)?;
        let token = answer.json()?["token"].as_str().map(str::to_owned);
        let token = token.context("the token service answered without a token")?;
        Ok(SignIn::With(format!("Bearer {token}")))
    }
}

/// Good enough for the challenges of the lab's own registries; the page has a real parser.
fn parameter<'a>(challenge: &'a str, name: &str) -> Result<&'a str> {
    challenge
        .split_once(&format!("{name}=\""))
        .and_then(|(_, rest)| rest.split('"').next())
        .with_context(|| format!("no {name} in the challenge {challenge:?}"))
}

fn expect(reply: &Reply, status: StatusCode) -> Result<()> {
    if reply.status != status {
        let body = String::from_utf8_lossy(&reply.body);
        bail!("answered {} instead of {status}: {body:.300}", reply.status);
    }
    Ok(())
}
