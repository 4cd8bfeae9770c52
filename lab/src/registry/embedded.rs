//! The lab's own registry, used where Distribution is not installed. It can only be read.
//!
//! Its answers mimic Distribution 2.8.2: the same challenges, envelopes, pages and headers. A test
//! asks both the same questions. It cannot take uploads: [`Embedded::add`] puts content in.

mod answer;
mod auth;
mod state;

use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Result;
use axum::Router;

use super::options::Options;
use crate::seed::content::Repository;
use crate::serve::Server;
use state::{State, order};

/// A running embedded registry.
#[derive(Debug)]
pub struct Embedded {
    state: Arc<State>,
    server: Server,
}

impl Embedded {
    /// Starts an empty registry on a free port.
    pub async fn start(options: Options) -> Result<Self> {
        let state = Arc::new(State { options, repositories: RwLock::default() });
        let router = Router::new().fallback(answer::answer).with_state(Arc::clone(&state));
        let server = Server::router(router).await?;
        Ok(Self { state, server })
    }

    /// Where it listens.
    pub fn origin(&self) -> String {
        self.server.origin()
    }

    /// Puts repositories in, in place of those with the same names.
    pub fn add(&self, repositories: impl IntoIterator<Item = Repository>) {
        let mut all = self.state.repositories.write().unwrap_or_else(PoisonError::into_inner);
        all.extend(repositories.into_iter().map(|repository| (order(&repository.name), repository)));
    }
}
