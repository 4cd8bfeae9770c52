//! A registry that nothing stands before, as its manual leaves it.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::page::PageServer;
use lab::process::free_port;
use lab::registry::{Auth, Options, Registry};
use lab::seed::{kept, sample};
use lab::setup::{Access, DEMO, PASSWORD, Plan};
use lab::token_service::account::{Accounts, Rights};
use lab::token_service::keys::Keys;
use lab::token_service::{SERVICE, Settings, TokenService};
use serde_json::json;

use crate::stage::Stage;

/// A page, a registry, and a token service where there are tokens. None of them knows of the others' origins.
pub struct Bare {
    pub page: PageServer,
    registry: Option<Registry>,
    port: u16,
    accounts: Accounts,
    service: Option<TokenService>,
    options: Options,
}

impl Bare {
    pub async fn start(stage: &Stage, access: Access) -> Result<Bare> {
        let content = kept::folder(&sample::repositories()?);
        if !content.is_dir() {
            // The first set-up of all fills the storage.
            stage.start(Plan::anonymous()).await?;
        }
        let rights = Rights::none().repository("*", &["pull"]).catalog();
        let accounts = Accounts::default().with(DEMO, PASSWORD, rights)?;
        let port = free_port()?;
        // Outside of the lab a registry has a port of its own; here it keeps it when it starts again.
        let configured = Some(json!({"http": {"addr": format!("127.0.0.1:{port}")}}));
        let options = Options { configured, storage: Some(content), ..Options::default() };
        let page = PageServer::start(&stage.page).await?;
        let mut bare = Bare { page, registry: None, port, accounts, service: None, options };
        match access {
            Access::Token => {
                let service = TokenService::start(bare.accounts.clone(), Settings::default()).await?;
                let realm = format!("{}/token", service.origin());
                bare.service = Some(service);
                bare.name_realm(&realm).await?;
            }
            Access::Basic => bare.restart(Auth::Basic(bare.accounts.clone())).await?,
            Access::Anonymous => bare.restart(Auth::Anonymous).await?,
        }
        Ok(bare)
    }

    /// The registry's own address.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts the registry again with another realm.
    pub async fn name_realm(&mut self, realm: &str) -> Result<()> {
        let keys: Arc<Keys> = Arc::clone(&self.service.as_ref().context("a token service")?.keys);
        self.restart(Auth::Token { realm: realm.to_owned(), service: SERVICE.to_owned(), keys }).await
    }

    async fn restart(&mut self, auth: Auth) -> Result<()> {
        self.registry = None;
        let registry = Registry::start(Options { auth, ..self.options.clone() }).await?;
        ensure!(matches!(registry, Registry::Distribution(_)), "docker-registry is missing");
        self.registry = Some(registry);
        Ok(())
    }
}
