//! The lab's reverse proxy: what stands before a registry or a token service, right or wrong.
//!
//! Rightly set up it gives one page origin correct CORS ([`Cors::for_page`]). It keeps a [`Log`] of
//! all requests, and [`Faults`] make it misbehave in any way a scenario needs, also while it runs.
//! Bodies stream through it; it changes no address, because `Host` goes through unchanged.

mod body;
pub mod cors;
pub mod fault;
mod forward;
mod lock;
pub mod log;
pub mod raw;

pub use cors::Cors;
pub use fault::{Fault, Faults, Path, Rule, When};
pub use log::{Entry, Log};

use std::sync::{Arc, Mutex};

use anyhow::Result;

use crate::serve::Server;
use lock::locked;

/// A running proxy.
#[derive(Debug)]
pub struct Proxy {
    /// What was asked of it.
    pub log: Log,
    /// How it misbehaves.
    pub faults: Faults,
    cors: Arc<Mutex<Cors>>,
    upstream: Arc<Mutex<String>>,
    server: Server,
}

impl Proxy {
    /// Starts a proxy before a server such as `http://127.0.0.1:5000`, on a free port.
    pub async fn start(upstream: &str, cors: Cors) -> Result<Self> {
        let log = Log::default();
        let faults = Faults::default();
        let cors = Arc::new(Mutex::new(cors));
        let upstream = Arc::new(Mutex::new(upstream.to_owned()));
        let forwarder = Arc::new(forward::Forwarder {
            log: log.clone(),
            faults: faults.clone(),
            cors: Arc::clone(&cors),
            upstream: Arc::clone(&upstream),
            client: forward::client(),
        });
        let server = Server::function(move |request| {
            let forwarder = Arc::clone(&forwarder);
            async move { forwarder.answer(request).await }
        })
        .await?;
        Ok(Self { log, faults, cors, upstream, server })
    }

    /// The origin under which pages reach it.
    pub fn origin(&self) -> String {
        self.server.origin()
    }

    /// Where it listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.server.address
    }

    /// Changes what the proxy says about cross-origin access from now on.
    pub fn change_cors(&self, change: impl FnOnce(&mut Cors)) {
        change(&mut locked(&self.cors));
    }

    /// Points the proxy at another server; needed where two servers must know each other's address.
    pub fn change_upstream(&self, upstream: &str) {
        upstream.clone_into(&mut locked(&self.upstream));
    }
}

#[cfg(test)]
mod tests;
