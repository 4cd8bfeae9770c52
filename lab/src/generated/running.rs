//! A plan's servers and its page, running.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, Result};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;

use super::base::{Access, Page};
use super::image::REPOSITORIES;
use super::listen::{Later, Serving, acceptor};
use super::plan::{Manner, Plan};
use super::who::Who;
use super::world::World;
use crate::network::{Certificate, Listener, Listeners, front, refused_port};
use crate::page::PageServer;

/// Running servers. Dropping it ends them all.
#[derive(Debug)]
pub struct Running {
    /// The page's origin.
    pub page_origin: String,
    /// What a person types for the registry.
    pub typed: String,
    /// The repository that the person asks about.
    pub repository: Option<String>,
    /// The person's name and password.
    pub sign_in: Option<(String, String)>,
    /// Origins of token services, other than the registry's, that the person agreed to send the password to.
    pub tokens: Vec<String>,
    world: Later,
    _page: PageServer,
    _listeners: Vec<Listeners>,
}

impl Running {
    /// Starts a plan's servers, and the page from a folder.
    pub async fn start(plan: &Plan, page_folder: &Path) -> Result<Self> {
        let base = plan.base;
        let page = PageServer::start(page_folder).await?;
        for (name, value) in &plan.page_headers {
            page.add_header(name, value)?;
        }
        let addresses = base.hosts.addresses(base.engine);
        let address = *addresses.first().context("a host has an address")?;
        let mut listeners = Vec::new();
        let page_port = page.address().port();
        let page_origin = match base.page {
            Page::Loopback => page.origin(),
            Page::Localhost => format!("http://localhost:{page_port}"),
            Page::Named | Page::Https => {
                let front = relay(&addresses, page.address(), base.page == Page::Https)?;
                let port = front.port;
                listeners.push(front);
                let scheme = if base.page == Page::Https { "https" } else { "http" };
                format!("{scheme}://{}:{port}", base.hosts.name("ui", base.engine))
            }
        };
        let world: Later = Arc::new(OnceLock::new());
        let mut origins = Vec::new();
        for who in Who::ALL {
            let place = plan.place_of(who);
            let serving = Serving {
                who,
                manner: place.manner,
                acceptor: place.tls.map(acceptor).transpose()?,
                on_plain: place.on_plain,
                world: Arc::clone(&world),
            };
            let port = match place.manner {
                Manner::Refuse => refused_port()?,
                _ => {
                    let server = Listener::at_all(&addresses, move |stream| serving.clone().serve(stream))?;
                    let port = server.port;
                    listeners.push(server);
                    port
                }
            };
            let scheme = if place.https { "https" } else { "http" };
            origins.push(format!("{scheme}://{}:{port}", base.hosts.name(who.service(), base.engine)));
        }
        let dead_port = refused_port()?;
        let whole =
            world.get_or_init(|| World { plan: plan.clone(), page: page_origin.clone(), origins, dead_port, address });
        let typed = whole.fill(plan.typed, "");
        let sign_in = whole.sign_in();
        let realm = whole.fill(plan.realm, "");
        let realm = url::Url::parse(&realm).ok().map(|realm| realm.origin().ascii_serialization());
        let asks_elsewhere = base.access == Access::Bearer && sign_in.is_some();
        let tokens = realm.filter(|realm| asks_elsewhere && realm != whole.origin(Who::Registry)).into_iter().collect();
        Ok(Self {
            page_origin,
            typed,
            repository: base.repository.then(|| REPOSITORIES[0].0.to_owned()),
            sign_in,
            tokens,
            world: Arc::clone(&world),
            _page: page,
            _listeners: listeners,
        })
    }

    /// What the servers answer from; tests look here for addresses.
    pub fn world(&self) -> Option<&World> {
        self.world.get()
    }
}

/// The page under a name of its own.
fn relay(addresses: &[IpAddr], to: SocketAddr, https: bool) -> Result<Listeners> {
    if https {
        return front::front_at(addresses, to, Certificate::Right);
    }
    Listener::at_all(addresses, move |mut from: TcpStream| async move {
        if let Ok(mut to) = TcpStream::connect(to).await {
            let _ = copy_bidirectional(&mut from, &mut to).await;
        }
    })
}
