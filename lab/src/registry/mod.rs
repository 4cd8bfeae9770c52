//! Registries for the page to talk to: the real CNCF Distribution, or the lab's own stand-in.

pub mod auth;
pub mod crates_io;
pub mod distribution;
pub mod embedded;
mod options;
pub mod pulp;

pub use auth::Auth;
pub use options::Options;

use std::path::PathBuf;

use anyhow::Result;

use crate::tools;
use distribution::Distribution;
use embedded::Embedded;

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
