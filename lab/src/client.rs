//! The lab's own HTTP client: plain HTTP to loopback, whole bodies, nothing followed or retried.

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// Asks servers on loopback.
#[derive(Clone, Debug)]
pub struct Client {
    inner: HyperClient<HttpConnector, Full<Bytes>>,
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Default for Client {
    fn default() -> Self {
        Self { inner: HyperClient::builder(TokioExecutor::new()).build_http() }
    }
}

impl Client {
    /// Sends one request and reads the whole answer.
    pub async fn send(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Reply> {
        let mut request = Request::builder().method(method.clone()).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into()))?;
        let asked = || format!("{method} {url}");
        let answer = self.inner.request(request).await.with_context(asked)?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.with_context(asked)?.to_bytes();
        Ok(Reply { status: head.status, headers: head.headers, body })
    }

    /// A `GET` with extra headers.
    pub async fn get(&self, url: &str, headers: &[(&str, &str)]) -> Result<Reply> {
        self.send(Method::GET, url, headers, Bytes::new()).await
    }
}

impl Reply {
    /// A header as text; empty if it is missing or not text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON.
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(&self.body).with_context(|| {
            let text = String::from_utf8_lossy(&self.body);
            format!("the answer ({}) is not JSON: {text:.200}", self.status)
        })
    }
}

/// The value of an `Authorization: Basic` header.
pub fn basic(account: &str, password: &str) -> String {
    format!("Basic {}", BASE64.encode(format!("{account}:{password}")))
}
