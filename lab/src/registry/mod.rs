//! Registries for the page to talk to: the real CNCF Distribution, or the lab's own stand-in.

pub mod auth;
pub mod crates_io;
pub mod distribution;
pub mod embedded;
mod embedded_answer;
mod embedded_auth;
pub mod pulp;

use std::path::PathBuf;

use anyhow::Result;

pub use auth::Auth;
use distribution::Distribution;
use embedded::Embedded;

use crate::tools;

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
            catalog_maximum: 1000,
            htpasswd: None,
            storage: None,
        }
    }
}

/// A running registry, without a proxy before it.
#[derive(Debug)]
pub enum Registry {
    /// The real one.
    Distribution(Distribution),
    /// The lab's own, which can only be read.
    Embedded(Embedded),
}

impl Registry {
    /// Starts Distribution if its binary is here, else the embedded registry.
    pub async fn start(options: Options) -> Result<Self> {
        match tools::registry_binary::find() {
            Some(binary) => Ok(Self::Distribution(Distribution::start(&binary, options).await?)),
            None => Ok(Self::Embedded(Embedded::start(options).await?)),
        }
    }

    /// Where it listens, such as `http://127.0.0.1:41234`.
    pub fn origin(&self) -> String {
        match self {
            Self::Distribution(registry) => registry.origin.clone(),
            Self::Embedded(registry) => registry.origin(),
        }
    }

    /// What it is, for people.
    pub fn description(&self) -> String {
        match self {
            Self::Distribution(registry) => format!("CNCF Distribution {}", registry.version),
            Self::Embedded(_) => "the lab's embedded registry (read-only)".to_owned(),
        }
    }

    /// Distribution's storage folder.
    pub fn storage(&self) -> Option<PathBuf> {
        match self {
            Self::Distribution(registry) => Some(registry.storage()),
            Self::Embedded(_) => None,
        }
    }
}
