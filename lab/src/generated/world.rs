//! A plan with its ports: what was a place to fill in is an address here.

use std::net::{IpAddr, SocketAddr};

use super::base::ACCOUNTS;
use super::image::{REPOSITORIES, digest, image};
use super::plan::Plan;
use super::who::Who;

/// The name by which tokens know the registry.
pub const SERVICE: &str = "registry.lab";

/// A name that has no address anywhere.
pub const UNKNOWN: &str = "nowhere.example.test";

/// All that an answer is made of.
#[derive(Clone, Debug)]
pub struct World {
    /// What the servers are like.
    pub plan: Plan,
    /// The page's origin.
    pub page: String,
    /// The origins in the order of [`Who::ALL`].
    pub origins: Vec<String>,
    /// A port of the registry's host where nobody listens.
    pub dead_port: u16,
    /// An address at which the servers listen.
    pub address: IpAddr,
}

impl World {
    /// A server's origin.
    pub fn origin(&self, who: Who) -> &str {
        let at = Who::ALL.iter().position(|one| *one == who);
        &self.origins[at.unwrap_or_default()]
    }

    /// A text with its places filled in. `{path}` is what a request asked for.
    pub fn fill(&self, text: &str, path: &str) -> String {
        let mut filled = text.to_owned();
        if filled.contains("{realm}") {
            filled = filled.replace("{realm}", self.plan.realm);
        }
        for who in Who::ALL {
            filled = filled.replace(who.place(), self.origin(who));
        }
        let host = |origin: &str| origin.split("//").nth(1).unwrap_or_default().to_owned();
        let name = |origin: &str| host(origin).rsplit_once(':').map(|(name, _)| name.to_owned()).unwrap_or_default();
        let (registry, auth) = (self.origin(Who::Registry), self.origin(Who::Auth));
        let page_name = self.page.rsplit_once(':').map(|(name, _)| name.to_owned()).unwrap_or_default();
        let places = [
            ("{page}", self.page.clone()),
            ("{PAGE}", self.page.to_ascii_uppercase()),
            ("{page-without-port}", page_name),
            ("{page-in-quotes}", format!("\"{}\"", self.page)),
            ("{page-host}", host(&self.page)),
            ("{registry-host}", host(registry)),
            ("{auth-host}", host(auth)),
            ("{auth-name}", name(auth)),
            ("{registry-name}", name(registry)),
            ("{dead-port}", self.dead_port.to_string()),
            ("{unknown}", UNKNOWN.to_owned()),
            ("{service}", SERVICE.to_owned()),
            ("{repository}", REPOSITORIES[0].0.to_owned()),
            ("{manifest}", digest(&image().manifest)),
            ("{config}", digest(&image().config)),
            ("{path}", path.to_owned()),
        ];
        for (place, value) in places {
            filled = filled.replace(place, &value);
        }
        filled
    }

    /// Who has an account, and the password that the servers know.
    pub fn account(&self) -> (&'static str, &'static str) {
        ACCOUNTS[self.plan.base.account % ACCOUNTS.len()]
    }

    /// What the person has.
    pub fn sign_in(&self) -> Option<(String, String)> {
        let (name, password) = self.account();
        let password = if self.plan.wrong_password { "not the password" } else { password };
        self.plan.signed_in.then(|| (name.to_owned(), password.to_owned()))
    }

    /// Where to connect for an origin of this world, whatever its name.
    pub fn connect(&self, port: u16) -> SocketAddr {
        SocketAddr::new(self.address, port)
    }
}
