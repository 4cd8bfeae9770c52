//! What another client does to a repository, and sees of it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use http::Method;
use lab::client::{Client, Reply};
use lab::seed::content::{Blob, Manifest};
use serde_json::Value;

/// All that a registry may have, so that none makes another document of it.
const ANY: &str = "application/vnd.oci.image.index.v1+json,application/vnd.oci.image.manifest.v1+json,\
    application/vnd.docker.distribution.manifest.list.v2+json,application/vnd.docker.distribution.manifest.v2+json";

/// A repository, by its address: `http://127.0.0.1:5000/v2/name`.
#[derive(Clone)]
pub struct Other {
    pub client: Client,
    pub at: String,
}

/// All that there is of what ever was pushed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub tags: BTreeMap<String, String>,
    /// Manifests, with what they list.
    pub manifests: BTreeMap<String, Vec<String>>,
    pub blobs: BTreeSet<String>,
}

impl State {
    /// Everything that whoever pulls by a name gets.
    pub fn reached(&self, tag: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&str> = self.tags.get(tag).map(String::as_str).into_iter().collect();
        while let Some(digest) = waiting.pop() {
            if let Some((digest, children)) = self.manifests.get_key_value(digest)
                && reached.insert(digest.as_str())
            {
                waiting.extend(children.iter().map(String::as_str));
            }
        }
        reached
    }
}

impl Other {
    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Reply> {
        self.client.send(method, &format!("{}/{path}", self.at), headers, body.to_vec()).await
    }

    pub async fn blob(&self, blob: &Blob) -> Result<()> {
        let begun = self.send(Method::POST, "blobs/uploads/", &[], &[]).await?;
        let location = url::Url::parse(&format!("{}/blobs/uploads/", self.at))?.join(begun.header("location"))?;
        let joint = if location.query().is_some() { '&' } else { '?' };
        let url = format!("{location}{joint}digest={}", blob.digest);
        let kind = [("content-type", "application/octet-stream")];
        let reply = self.client.send(Method::PUT, &url, &kind, blob.bytes.clone()).await?;
        ensure!(reply.status == 201, "a blob was answered {}", reply.status);
        Ok(())
    }

    /// Puts a manifest under a tag or its digest; whether the registry took it.
    pub async fn put(&self, reference: &str, manifest: &Manifest) -> Result<bool> {
        let kind = [("content-type", manifest.media_type.as_str())];
        let reply = self.send(Method::PUT, &format!("manifests/{reference}"), &kind, &manifest.bytes).await?;
        Ok(reply.status == 201)
    }

    pub async fn delete(&self, reference: &str) -> Result<u16> {
        Ok(self.send(Method::DELETE, &format!("manifests/{reference}"), &[], &[]).await?.status.as_u16())
    }

    /// Reads everything: the list of tags, what each names, and every one of these manifests and blobs.
    pub async fn state(&self, manifests: &BTreeSet<String>, blobs: &BTreeSet<String>) -> Result<State> {
        let mut state = State::default();
        let list = self.send(Method::GET, "tags/list", &[], &[]).await?;
        let names = if list.status == 404 { Value::Null } else { list.json()?["tags"].take() };
        for tag in names.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let reply = self.send(Method::GET, &format!("manifests/{tag}"), &[("accept", ANY)], &[]).await?;
            if reply.status == 200 {
                state.tags.insert(tag.to_owned(), lab::seed::content::digest(&reply.body));
            }
        }
        for digest in manifests.iter().chain(&state.tags.values().cloned().collect::<BTreeSet<_>>()) {
            let reply = self.send(Method::GET, &format!("manifests/{digest}"), &[("accept", ANY)], &[]).await?;
            if reply.status != 200 {
                ensure!(reply.status == 404, "{digest} was answered {}", reply.status);
                continue;
            }
            let children = reply.json()?["manifests"].as_array().cloned().unwrap_or_default();
            let digests = children.iter().filter_map(|child| child["digest"].as_str().map(str::to_owned));
            state.manifests.insert(digest.clone(), digests.collect());
        }
        for digest in blobs {
            let reply = self.send(Method::HEAD, &format!("blobs/{digest}"), &[], &[]).await?;
            if reply.status == 200 {
                state.blobs.insert(digest.clone());
            }
        }
        Ok(state)
    }
}

/// Runs something of another client's to its end.
pub fn sure<T>(result: Result<T>) -> T {
    result.context("the other client").expect("a registry that answers")
}
