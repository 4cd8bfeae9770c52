//! Names with addresses that only the lab's browsers know: registries are not called localhost in the world.
//!
//! A browser that is opened with [`crate::browser::BrowserOptions::names`] finds them; nothing else of this machine does, and no name server is
//! asked. WebKit can be told nothing of the kind, so it gets names that lead to this machine by themselves.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use crate::browser::Engine;

/// Which addresses a name has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// One of IPv4 alone, as most names of companies have: this machine's own, or loopback where it has no other.
    V4,
    /// One of each family: this machine's loopback.
    Both,
}

/// Who is behind a name. No name is one that a browser takes for a private network's.
pub const SERVICES: [&str; 6] = ["ui", "registry", "auth", "storage", "elsewhere", "login"];

impl Family {
    /// Both.
    pub const ALL: [Self; 2] = [Self::V4, Self::Both];

    /// The name of one of [`SERVICES`] for an engine, such as `registry.v4.example.test`.
    pub fn name(self, service: &str, engine: Engine) -> String {
        let end = match (engine, self) {
            (Engine::WebKit, Self::V4) => "v4.localhost",
            (Engine::WebKit, Self::Both) => "both.localhost",
            (_, Self::V4) => "v4.example.test",
            (_, Self::Both) => "both.example.test",
        };
        format!("{service}.{end}")
    }

    /// The addresses that such a name has for an engine.
    pub fn addresses(self, engine: Engine) -> Vec<IpAddr> {
        let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        match self {
            Self::V4 if engine != Engine::WebKit => {
                vec![own_address().map_or(loopback[0], |address: SocketAddr| address.ip())]
            }
            // A machine without IPv6 has no address to listen at.
            _ => loopback.into_iter().filter(|address| std::net::TcpListener::bind((*address, 0)).is_ok()).collect(),
        }
    }
}

/// The address that this machine would use to leave; nothing is sent to find it.
pub(super) fn own_address() -> Option<SocketAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("198.51.100.1:9").ok()?;
    let mut address = socket.local_addr().ok()?;
    address.set_port(0);
    Some(address)
}
