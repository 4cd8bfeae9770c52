//! What a token service goes by: what can be changed while it runs, and what it keeps.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::account::Accounts;
use super::keys::Keys;

/// The `service` of challenges and the `aud` of tokens.
pub const SERVICE: &str = "pierglass-lab";

/// The `iss` of tokens.
pub const ISSUER: &str = "pierglass-lab-tokens";

/// Registries accept a token this much longer than it says (Distribution 2.8 and 3: 60 s).
pub const REGISTRY_LEEWAY: Duration = Duration::from_secs(60);

/// What can be changed while the service runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long tokens live, and the `expires_in` of answers.
    pub lifetime: Duration,
    /// Whether `expires_in` is told at all; clients must then assume 60 seconds.
    pub tells_lifetime: bool,
    /// Makes a token end for the registry when its lifetime ends, not [`REGISTRY_LEEWAY`] later.
    pub without_leeway: bool,
    /// Which field carries the token.
    pub field: TokenField,
    /// Whether `offline_token=true` is answered with a refresh token.
    pub gives_refresh_tokens: bool,
    /// The `aud` of tokens; anything but [`SERVICE`] makes registries refuse them.
    pub audience: String,
    /// Whether a key signs that no registry trusts.
    pub signs_with_another_key: bool,
    /// How far the clock that dates tokens is off, seconds; negative is behind.
    pub clock_off: i64,
    /// How many bytes longer tokens are than they need to be, as those of accounts with very many rights.
    pub padding: usize,
}

/// The field of the answer that carries the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenField {
    /// Only `token`.
    Token,
    /// Only `access_token`.
    AccessToken,
    /// Both, with the same value.
    Both,
    /// Neither: a broken service.
    Neither,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lifetime: Duration::from_secs(300),
            tells_lifetime: true,
            without_leeway: false,
            field: TokenField::Both,
            gives_refresh_tokens: true,
            audience: SERVICE.to_owned(),
            signs_with_another_key: false,
            clock_off: 0,
            padding: 0,
        }
    }
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) accounts: Accounts,
    pub(crate) keys: Arc<Keys>,
    /// What no registry trusts.
    pub(crate) other_keys: Keys,
    pub(crate) settings: Mutex<Settings>,
    /// Refresh token to the name of its account.
    pub(crate) refresh_tokens: Mutex<HashMap<String, String>>,
}

impl State {
    pub(crate) fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn refresh_tokens(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.refresh_tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
