//! What a set-up is like where nothing is wrong: names, schemes, access, speed. Everything here is healthy.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::browser::Engine;
use crate::network::names::Family;

/// How the servers' hosts are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// By names of the lab's.
    Named(Family),
    /// `localhost`, with a port for each.
    Localhost,
    /// `127.0.0.1`, with a port for each.
    Loopback,
}

impl Hosts {
    /// The host of one of [`crate::network::names::SERVICES`] as addresses have it.
    pub fn name(self, service: &str, engine: Engine) -> String {
        match self {
            Self::Named(family) => family.name(service, engine),
            Self::Localhost => "localhost".to_owned(),
            Self::Loopback => "127.0.0.1".to_owned(),
        }
    }

    /// Where a server of that host has to listen.
    pub fn addresses(self, engine: Engine) -> Vec<IpAddr> {
        let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        match self {
            Self::Named(family) => family.addresses(engine),
            Self::Localhost => Family::Both.addresses(engine),
            Self::Loopback => vec![loopback[0]],
        }
    }
}

/// How the page is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// `http://127.0.0.1`.
    Loopback,
    /// `http://localhost`.
    Localhost,
    /// `http://ui…`, which no browser takes for a secure context but on loopback.
    Named,
    /// `https://ui…`.
    Https,
}

/// Who may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Open,
    /// Who has a password that the registry itself checks.
    Basic,
    /// Who has a token of the token service.
    Bearer,
}

/// A healthy set-up's choices.
#[derive(Clone, Copy, Debug)]
pub struct Base {
    /// The browser that will look.
    pub engine: Engine,
    /// How hosts are called.
    pub hosts: Hosts,
    /// How the page is reached.
    pub page: Page,
    /// Whether the registry speaks TLS.
    pub registry_https: bool,
    /// Whether the token service does.
    pub token_https: bool,
    /// Who may come in.
    pub access: Access,
    /// Whether the person has a password. Without one, tokens are for anybody.
    pub signed_in: bool,
    /// Which account that is.
    pub account: usize,
    /// Whether the person asks about a repository.
    pub repository: bool,
    /// How its administrator writes CORS; see [`super::cors::Cors::style`].
    pub cors: usize,
    /// The same of the token service.
    pub token_cors: usize,
    /// Whether a proxy puts CORS headers on everything, or the registry on its own routes alone.
    pub cors_outside: bool,
    /// Milliseconds that every answer takes on its way.
    pub way: u64,
}

/// Accounts: a name and its password.
pub const ACCOUNTS: [(&str, &str); 3] =
    [("reader", "open sesame"), ("ci-bot", "9f86d081884c7d65"), ("anna@example.org", "p:ss wörd")];

impl Base {
    /// The plainest of all, from which tests begin.
    pub fn plain(engine: Engine) -> Self {
        Self {
            engine,
            hosts: Hosts::Loopback,
            page: Page::Loopback,
            registry_https: false,
            token_https: false,
            access: Access::Open,
            signed_in: false,
            account: 0,
            repository: false,
            cors: 0,
            token_cors: 0,
            cors_outside: true,
            way: 0,
        }
    }

    /// Makes the choices fit each other: a page of https can ask only servers of https, and a name only its neighbours.
    pub fn settle(&mut self) {
        if matches!(self.page, Page::Https | Page::Named) && !matches!(self.hosts, Hosts::Named(_)) {
            self.hosts = Hosts::Named(Family::Both);
        }
        if self.page == Page::Https {
            (self.registry_https, self.token_https) = (true, true);
        }
        // A password is not sent in the clear by who has TLS on the registry.
        self.token_https |= self.registry_https;
        if self.access == Access::Open {
            self.signed_in = false;
        }
        if self.access == Access::Basic {
            self.signed_in = true;
        }
    }

    /// In plain words.
    pub fn sentence(&self) -> String {
        let page = match self.page {
            Page::Loopback => "a page on http://127.0.0.1",
            Page::Localhost => "a page on http://localhost",
            Page::Named => "a page on http under a name",
            Page::Https => "a page on https",
        };
        let scheme = if self.registry_https { "https" } else { "http" };
        let host = match self.hosts {
            Hosts::Named(Family::V4) => "a name with one address",
            Hosts::Named(Family::Both) => "a name with an address of each family",
            Hosts::Localhost => "localhost",
            Hosts::Loopback => "127.0.0.1",
        };
        let access = match (self.access, self.signed_in) {
            (Access::Open, _) => "open to everybody",
            (Access::Basic, _) => "with Basic sign-in, and the person has an account",
            (Access::Bearer, true) => "with a token service, and the person has an account",
            (Access::Bearer, false) => "with a token service that gives tokens to anybody",
        };
        let way = match self.way {
            0 => String::new(),
            way => format!(", {way} ms away"),
        };
        format!("{page}, and a registry on {scheme} under {host}, {access}{way}")
    }
}
