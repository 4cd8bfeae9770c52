//! Whole set-ups: a page, a registry behind a proxy, a token service behind a proxy; three origins.
//!
//! A [`Plan`] says what is wanted, [`Setup`] is what runs. Dropping it ends everything.

use std::any::Any;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::nginx::front::Front;
use crate::page::PageServer;
use crate::proxy::{Cors, Log, Proxy};
use crate::registry::{Auth, Options, Registry};
use crate::seed::{self, Credentials, kept, sample};
use crate::spent;
use crate::token_service::account::{Accounts, Rights};
use crate::token_service::{SERVICE, Settings, TokenService};

/// The account that may pull everything and list the catalog.
pub const DEMO: &str = "demo";
/// The account that may pull only `library/*` and not list the catalog.
pub const LIMITED: &str = "limited";
/// The account that may change everything, where a plan is about changes.
pub const KEEPER: &str = "keeper";
/// The password of [`DEMO`], [`LIMITED`] and [`KEEPER`]. They guard nothing but samples on loopback.
pub const PASSWORD: &str = "pierglass";
/// An account like [`DEMO`] whose password breaks careless encoders: [`TRICKY_PASSWORD`].
pub const TRICKY: &str = "tricky";
/// A colon, an umlaut, quotes, a space, a plus, a percent sign.
pub const TRICKY_PASSWORD: &str = "a:b ü\"'+%41&=";

/// Who gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Anonymous,
    /// Accounts, with the password on every request.
    Basic,
    /// Accounts, with tokens.
    Token,
}

/// What is in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// The repositories of [`sample`].
    Sample,
    /// So many repositories of one image each.
    ManyRepositories(usize),
    /// One repository, `many/tags`, with so many tags.
    ManyTags(usize),
}

/// What a set-up should be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Who gets in.
    pub access: Access,
    /// What is in it.
    pub content: Content,
    /// What may be done without an account, where there are tokens.
    pub anonymous_rights: Rights,
    /// How tokens are made.
    pub tokens: Settings,
    /// Whether the registry itself sends CORS headers, and the proxy only watches.
    pub native_cors: bool,
    /// The most repositories in one page of the catalog.
    pub catalog_maximum: usize,
    /// Whether manifests may be deleted.
    pub deletes: bool,
    /// Whether the page may change things: its `config.json` says so, and there is [`KEEPER`].
    pub changes: bool,
    /// What the configuration file of Distribution holds besides, made for a page of this origin.
    pub configured: Option<fn(&str) -> Result<serde_json::Value>>,
    /// The realm of challenges, where that is not the token service's proxy.
    pub realm: Option<String>,
    /// What stands in Distribution's file of accounts, in place of the accounts.
    pub htpasswd: Option<&'static str>,
    /// An nginx between the proxy and the registry, which then speaks about CORS in the proxy's place.
    pub nginx: Option<Front>,
}

/// A running set-up.
#[derive(Debug)]
pub struct Setup {
    /// The page's server.
    pub page: PageServer,
    /// The proxy before the registry: its log, its faults, its CORS policy.
    pub registry_proxy: Proxy,
    /// The registry behind it.
    pub registry: Registry,
    /// The token service with its proxy, where there are tokens.
    pub tokens: Option<Tokens>,
    /// What a person types for the registry, where that is not the proxy's origin.
    pub typed: Option<String>,
    /// Where the page is reached, where that is not its server's origin.
    pub page_front: Option<String>,
    /// What else runs as long as this does.
    servers: Vec<Box<dyn Any + Send + Sync>>,
}

/// A token service and the proxy before it.
#[derive(Debug)]
pub struct Tokens {
    /// The proxy: its log, its faults, its CORS policy.
    pub proxy: Proxy,
    /// The service behind it.
    pub service: TokenService,
}

impl Plan {
    /// A plan with the sample and everything right.
    pub fn new(access: Access) -> Self {
        Self {
            access,
            content: Content::Sample,
            anonymous_rights: Rights::none(),
            tokens: Settings::default(),
            native_cors: false,
            catalog_maximum: 1000,
            deletes: false,
            changes: false,
            configured: None,
            realm: None,
            htpasswd: None,
            nginx: None,
        }
    }

    /// Everybody gets in.
    pub fn anonymous() -> Self {
        Self::new(Access::Anonymous)
    }

    /// Accounts with a password on every request.
    pub fn basic() -> Self {
        Self::new(Access::Basic)
    }

    /// Accounts and tokens.
    pub fn token() -> Self {
        Self::new(Access::Token)
    }

    /// With other content.
    #[must_use]
    pub fn content(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    /// For people who change things. Without `deletes` the registry still refuses to delete.
    #[must_use]
    pub fn changes(mut self) -> Self {
        (self.changes, self.deletes) = (true, true);
        self
    }

    /// With tokens that end, also for the registry, after this time.
    #[must_use]
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.tokens.lifetime = lifetime;
        self.tokens.without_leeway = true;
        self
    }

    /// Starts it, with the page of a folder.
    pub async fn start(self, page_folder: &Path) -> Result<Setup> {
        spent::on_setup(self.started(page_folder)).await
    }

    async fn started(self, page_folder: &Path) -> Result<Setup> {
        let page = PageServer::start(page_folder).await?;
        if self.changes {
            page.set_file("/config.json", r#"{"readOnly": false}"#);
        }
        let right = Cors::for_page(&page.origin());
        let (accounts, publisher) = self.accounts()?;

        let mut tokens = None;
        let auth = match self.access {
            Access::Anonymous => Auth::Anonymous,
            Access::Basic => Auth::Basic(accounts),
            Access::Token => {
                let service = TokenService::start(accounts, self.tokens).await?;
                let proxy = Proxy::start(&service.origin(), right.clone()).await?;
                let auth = Auth::Token {
                    realm: self.realm.clone().unwrap_or_else(|| format!("{}/token", proxy.origin())),
                    service: SERVICE.to_owned(),
                    keys: service.keys.clone(),
                };
                tokens = Some(Tokens { proxy, service });
                auth
            }
        };
        let sample = match self.content {
            Content::Sample => sample::repositories()?,
            _ => Vec::new(),
        };
        let kept = kept::folder(&sample);
        let pushed_before = kept.is_dir() && !sample.is_empty();
        let registry = Registry::start(Options {
            auth,
            native_cors: self.native_cors.then(|| page.origin()),
            configured: self.configured.map(|make| make(&page.origin())).transpose()?,
            deletes: self.deletes,
            is_written_to: self.deletes || self.changes,
            catalog_maximum: self.catalog_maximum,
            htpasswd: self.htpasswd,
            storage: pushed_before.then(|| kept.clone()),
        })
        .await?;
        let nginx = match self.nginx {
            Some(front) => Some(front.start(&registry.origin(), &page.origin()).await?),
            None => None,
        };
        let speaks_itself = self.native_cors || self.configured.is_some() || nginx.is_some();
        let cors = if speaks_itself { Cors::pass_through() } else { right };
        let behind = nginx.as_ref().map_or_else(|| registry.origin(), |nginx| nginx.origin.clone());
        let registry_proxy = Proxy::start(&behind, cors).await?;

        match self.content {
            Content::Empty => {}
            Content::Sample => match registry.storage() {
                Some(_) if pushed_before => {}
                storage => {
                    seed::fill(&registry, &publisher, sample).await?;
                    if let Some(storage) = storage {
                        kept::keep(&storage, &kept)?;
                    }
                }
            },
            Content::ManyRepositories(count) => {
                seed::fill_many_repositories(&registry, &publisher, count).await?;
            }
            Content::ManyTags(count) => {
                seed::fill_many_tags(&registry, &publisher, count).await?;
            }
        }
        let mut setup =
            Setup { page, registry_proxy, registry, tokens, typed: None, page_front: None, servers: Vec::new() };
        if let Some(nginx) = nginx {
            if nginx.origin.starts_with("https:") {
                // The proxy speaks no TLS, so this nginx stands alone.
                setup.typed = Some(nginx.origin.clone());
            }
            setup.keep(nginx);
        }
        setup.forget_requests();
        Ok(setup)
    }

    fn accounts(&self) -> Result<(Accounts, Credentials)> {
        let everything = Rights::none().repository("*", &["pull"]).catalog();
        let library = Rights::none().repository("library/*", &["pull"]);
        let pushing = Rights::none().repository("*", &["pull", "push", "delete"]).catalog();
        // Only this run knows it; it stands in no file and in no log.
        let publisher = Credentials { account: "publisher".to_owned(), password: crate::token_service::unguessable() };
        let mut accounts = Accounts::default()
            .with(DEMO, PASSWORD, everything.clone())?
            .with(TRICKY, TRICKY_PASSWORD, everything)?
            .with(LIMITED, PASSWORD, library)?
            .with(&publisher.account, &publisher.password, pushing.clone())?;
        if self.changes {
            accounts = accounts.with(KEEPER, PASSWORD, pushing)?;
        }
        accounts.anonymous = self.anonymous_rights.clone();
        Ok((accounts, publisher))
    }
}

impl Setup {
    /// The page's origin.
    pub fn page_origin(&self) -> String {
        self.page_front.clone().unwrap_or_else(|| self.page.origin())
    }

    /// What a person types for the registry: its origin, or another text that should lead there.
    pub fn check_up_target(&self) -> String {
        self.typed.clone().unwrap_or_else(|| self.registry_origin())
    }

    /// The page's address for a check-up of the registry.
    pub fn check_up_address(&self) -> String {
        format!("{}/#/checkup/{}", self.page_origin(), self.check_up_target())
    }

    /// Keeps a server running as long as this runs.
    pub fn keep(&mut self, server: impl Any + Send + Sync) {
        self.servers.push(Box::new(server));
    }

    /// The registry's origin, as the page reaches it.
    pub fn registry_origin(&self) -> String {
        self.registry_proxy.origin()
    }

    /// The token service's origin, as the page reaches it.
    pub fn token_origin(&self) -> Option<String> {
        self.tokens.as_ref().map(|tokens| tokens.proxy.origin())
    }

    /// The page's address with some place after `#/`, such as `""` or `"team-a/api:latest"`
    /// within the registry.
    pub fn page_address(&self, within: &str) -> String {
        let registry = self.check_up_target();
        let separator = if within.is_empty() { "" } else { "/" };
        format!("{}/#/{registry}{separator}{within}", self.page_origin())
    }

    /// What was asked of the registry.
    pub fn registry_log(&self) -> &Log {
        &self.registry_proxy.log
    }

    /// What was asked of the token service.
    pub fn token_log(&self) -> Option<&Log> {
        self.tokens.as_ref().map(|tokens| &tokens.proxy.log)
    }

    /// Empties both logs.
    pub fn forget_requests(&self) {
        self.registry_log().take();
        if let Some(log) = self.token_log() {
            log.take();
        }
    }
}

#[cfg(test)]
mod tests;
