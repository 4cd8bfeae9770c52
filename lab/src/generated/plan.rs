//! A set-up as plain data: where its servers are, what they are like, and in what they differ from healthy ones.
//!
//! Parts change a healthy [`Plan`]; the servers read it and know no part. Texts may hold places to fill in, such as `{auth}`:
//! ports are known only when the servers listen ([`super::world`]).

use crate::network::Certificate;

use super::base::{Access, Base};
use super::cors::Cors;
use super::rule::{Act, Rule, When};
use super::who::Who;

/// What a port does with connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Serves them.
    Serve,
    /// Nobody listens.
    Refuse,
    /// Takes them and says nothing, not even TLS.
    Silent,
    /// Resets them at once.
    Reset,
    /// Closes them at once.
    Close,
}

/// What a port with TLS does with plain HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnPlain {
    /// Closes, as most libraries do.
    Close,
    /// Says in plain HTTP that this was wrong, as nginx and Go do.
    Say,
}

/// A port.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// What addresses of it say: `https` or `http`.
    pub https: bool,
    /// The certificate, if it really speaks TLS.
    pub tls: Option<Certificate>,
    /// What it does with connections.
    pub manner: Manner,
    /// What it does with plain HTTP when it speaks TLS.
    pub on_plain: OnPlain,
}

impl Place {
    fn new(https: bool) -> Self {
        Self { https, tls: https.then_some(Certificate::Right), manner: Manner::Serve, on_plain: OnPlain::Close }
    }

    /// Speaks plain HTTP, and addresses say so.
    pub fn go_plain(&mut self) {
        (self.https, self.tls) = (false, None);
    }
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rights {
    /// All that this registry offers.
    All,
    /// Pull, but no catalog.
    NoCatalog,
    /// The catalog, but no pull.
    NoPull,
    /// Nothing: a token without rights.
    Nothing,
    /// Not even a token.
    NoToken,
}

impl Rights {
    /// Whether a scope such as `repository:team/app:pull` is among them.
    pub fn hold(self, scope: &str) -> bool {
        match self {
            Self::All => true,
            Self::NoCatalog => !scope.starts_with("registry:"),
            Self::NoPull => !scope.starts_with("repository:"),
            Self::Nothing | Self::NoToken => false,
        }
    }
}

/// What the token service gives out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tokens {
    /// Tokens that the registry takes, as `token` and `access_token`.
    Good,
    /// The same, as `access_token` alone.
    AccessTokenOnly,
    /// An answer of JSON without any token.
    None,
    /// Tokens that ended an hour ago.
    Expired,
    /// Tokens that begin in an hour.
    Early,
    /// Tokens for another service.
    OtherAudience,
    /// Tokens that the registry does not know and that say nothing.
    Opaque,
    /// Tokens signed with a key that the registry does not know.
    OtherKey,
    /// Good tokens of many kilobytes.
    Long,
}

/// The whole set-up.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it was made of.
    pub base: Base,
    /// The ports, in the order of [`Who::ALL`].
    pub places: [Place; 6],
    /// What a person types for the registry.
    pub typed: &'static str,
    /// What pages of other origins may read of the registry.
    pub cors: Cors,
    /// What they may read of the token service.
    pub token_cors: Cors,
    /// What they may read of the storage host.
    pub storage_cors: Cors,
    /// Whether answers outside of the registry's routes have CORS headers too.
    pub cors_outside: bool,
    /// The lines of the challenge; none where no sign-in is needed.
    pub challenge: Vec<&'static str>,
    /// The token service's address.
    pub realm: &'static str,
    /// What it gives out.
    pub tokens: Tokens,
    /// What somebody who signed in may do.
    pub rights: Rights,
    /// What anybody may do.
    pub anonymous: Rights,
    /// The status for who may not.
    pub denial: u16,
    /// Whether the password that the person has is another one than the account's.
    pub wrong_password: bool,
    /// Whether a person has an account at all.
    pub signed_in: bool,
    /// Longest value of a header that the registry's proxy takes.
    pub header_limit: usize,
    /// Most entries that a list may be asked for; more is answered with 400.
    pub most_entries: usize,
    /// Most entries that a list gives at once, however many were asked for.
    pub cap: usize,
    /// Whether blobs are at the storage host.
    pub blobs_in_storage: bool,
    /// The address in `Link`, before the path: empty, or the registry's origin.
    pub link: &'static str,
    /// How the page is served.
    pub page_headers: Vec<(&'static str, &'static str)>,
    /// In what the answers differ, in order.
    pub rules: Vec<Rule>,
}

impl Plan {
    /// A set-up in which nothing is wrong.
    pub fn healthy(base: Base) -> Self {
        let challenge = match base.access {
            Access::Open => vec![],
            Access::Basic => vec!["Basic realm=\"Registry Realm\""],
            Access::Bearer => vec!["Bearer realm=\"{realm}\",service=\"{service}\"{scope}"],
        };
        let follows = Place::new(base.registry_https);
        let (twin, auth) = (Place::new(!base.registry_https), Place::new(base.token_https));
        Self {
            base,
            places: [follows, twin, auth, follows, follows, follows],
            typed: "{registry}",
            cors: Cors::style(base.cors),
            token_cors: Cors::style(base.token_cors),
            storage_cors: Cors::OPEN,
            cors_outside: base.cors_outside,
            challenge,
            realm: "{auth}/token",
            tokens: Tokens::Good,
            rights: Rights::All,
            anonymous: match base.access {
                Access::Bearer if base.signed_in => Rights::NoToken,
                Access::Basic => Rights::NoToken,
                _ => Rights::All,
            },
            denial: 401,
            wrong_password: false,
            signed_in: base.signed_in,
            header_limit: 64 << 10,
            most_entries: 1000,
            cap: 1000,
            blobs_in_storage: false,
            link: "",
            page_headers: Vec::new(),
            rules: Vec::new(),
        }
    }

    /// One of the ports.
    pub fn place(&mut self, who: Who) -> &mut Place {
        let at = Who::ALL.iter().position(|one| *one == who);
        &mut self.places[at.unwrap_or_default()]
    }

    /// One of the ports, to look at.
    pub fn place_of(&self, who: Who) -> &Place {
        let at = Who::ALL.iter().position(|one| *one == who);
        &self.places[at.unwrap_or_default()]
    }

    /// What pages may read of a server.
    pub fn cors_of(&self, who: Who) -> Cors {
        match who {
            Who::Registry => self.cors,
            Who::Auth => self.token_cors,
            Who::Storage => self.storage_cors,
            Who::Twin | Who::Elsewhere | Who::Login => Cors::OPEN,
        }
    }

    /// Adds a difference.
    pub fn rule(&mut self, when: When, act: Act) {
        self.rules.push(Rule { when, act });
    }

    /// Whether the token service is on the registry's own host and port.
    pub fn realm_is_own(&self) -> bool {
        self.realm.starts_with("{registry}/") || self.realm.starts_with('/')
    }
}
