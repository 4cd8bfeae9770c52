//! An HTTP server on a free loopback port that ends when its value is dropped.
//!
//! It knows nothing about what is served. A handler that returns an error closes the connection
//! without an answer, which is how the lab shows a page a server that hangs up.

use std::convert::Infallible;
use std::net::SocketAddr;

use anyhow::Result;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;

use crate::network::{Accepting, accept};
use crate::process::listen;

/// Why a handler gives up on a connection instead of answering.
pub type Refusal = Box<dyn std::error::Error + Send + Sync>;

/// A body of any kind, as handlers answer it.
pub type Body = UnsyncBoxBody<Bytes, Refusal>;

/// A running server. Dropping it closes the port and all its connections.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    _accepting: Accepting,
}

impl Server {
    /// Serves an axum router on a free port.
    pub async fn router(router: axum::Router) -> Result<Self> {
        let service = TowerToHyperService::new(router);
        Self::start(move |connection| {
            hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(connection, service.clone())
        })
        .await
    }

    /// Serves a function on a free port; an `Err` closes the connection without an answer.
    pub async fn function<F, Fut>(answer: F) -> Result<Self>
    where
        F: Fn(Request<Incoming>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<Body>, Refusal>> + Send + 'static,
    {
        Self::start(move |connection| {
            hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                // The proxy's answers carry the upstream's date or none, so that a test can
                // show a page a server whose clock is wrong.
                .auto_date_header(false)
                .serve_connection(connection, service_fn(answer.clone()))
        })
        .await
    }

    async fn start<F, C, E>(serve: F) -> Result<Self>
    where
        F: Fn(TokioIo<tokio::net::TcpStream>) -> C + Send + 'static,
        C: Future<Output = Result<(), E>> + Send + 'static,
        E: Send + 'static,
    {
        let listener = listen().await?;
        let address = listener.local_addr()?;
        let accepting = accept(listener, move |stream| serve(TokioIo::new(stream)));
        Ok(Self { address, _accepting: accepting })
    }

    /// The origin under which a page reaches it, such as `http://127.0.0.1:41234`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A whole answer's body.
pub fn full(bytes: impl Into<Bytes>) -> Body {
    use http_body_util::BodyExt as _;
    http_body_util::Full::new(bytes.into()).map_err(|never: Infallible| match never {}).boxed_unsync()
}
