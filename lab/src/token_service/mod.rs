//! A token service after the Distribution token specification.
//!
//! `GET /token` with Basic credentials or none, `POST /token` as a form (`grant_type` `password` or
//! `refresh_token`). Asking for more than an account holds is no error: the answer is a token with
//! fewer rights. Only a wrong password or refresh token is refused, with 401.
//!
//! It knows no registry: whoever trusts [`Keys::certificate_pem`] accepts its tokens.

pub mod account;
mod answer;
pub mod keys;
mod random;
pub mod scope;
mod settings;

pub use settings::{ISSUER, REGISTRY_LEEWAY, SERVICE, Settings, TokenField};

use std::sync::{Arc, Mutex};

use anyhow::Result;
use axum::Router;
use axum::routing::get;

use crate::serve::Server;
use account::Accounts;
use keys::Keys;
pub(crate) use random::unguessable;
pub(crate) use settings::State;

/// A running token service.
#[derive(Debug)]
pub struct TokenService {
    /// What signs its tokens.
    pub keys: Arc<Keys>,
    state: Arc<State>,
    server: Server,
}

impl TokenService {
    /// Starts a service with new keys on a free port.
    pub async fn start(accounts: Accounts, settings: Settings) -> Result<Self> {
        let keys = Arc::new(Keys::generate()?);
        let state = Arc::new(State {
            accounts,
            keys: Arc::clone(&keys),
            other_keys: Keys::generate()?,
            settings: Mutex::new(settings),
            refresh_tokens: Mutex::default(),
        });
        let router =
            Router::new().route("/token", get(answer::by_get).post(answer::by_form)).with_state(Arc::clone(&state));
        let server = Server::router(router).await?;
        Ok(Self { keys, state, server })
    }

    /// Where it listens, without the `/token`.
    pub fn origin(&self) -> String {
        self.server.origin()
    }

    /// Changes how tokens are made from now on.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.state.settings());
    }

    /// Forgets all refresh tokens, as a service does when a session is revoked.
    pub fn forget_refresh_tokens(&self) {
        self.state.refresh_tokens().clear();
    }
}
