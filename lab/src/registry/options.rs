//! How a registry is set up.

use std::path::PathBuf;

use super::auth::Auth;

/// How a registry is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Who gets in.
    pub auth: Auth,
    /// Makes Distribution itself send CORS headers for this page origin (`http.headers`).
    pub native_cors: Option<String>,
    /// What Distribution's configuration file holds besides, as JSON: its members take the place of the lab's.
    pub configured: Option<serde_json::Value>,
    /// Whether manifests may be deleted.
    pub deletes: bool,
    /// Whether somebody changes what is in it, so that nobody else may read the same storage.
    pub is_written_to: bool,
    /// The most repositories in one page of the catalog.
    pub catalog_maximum: usize,
    /// What stands in Distribution's file of accounts, in place of the accounts.
    pub htpasswd: Option<&'static str>,
    /// A folder whose content Distribution's storage starts with, as a copy or where it lies ([`crate::seed::kept::share`]).
    pub storage: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            auth: Auth::Anonymous,
            native_cors: None,
            configured: None,
            deletes: false,
            is_written_to: false,
            catalog_maximum: 1000,
            htpasswd: None,
            storage: None,
        }
    }
}
