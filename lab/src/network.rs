//! Servers below HTTP, for what no registry and no proxy sends: silence, resets, garbage, certificates.
//!
//! Each listens on loopback and ends when its value is dropped. None of them knows a registry.

mod accept;
pub mod ask;
pub mod front;
pub mod names;
pub mod raw;
pub mod tls;

pub(crate) use accept::{Accepting, accept};
pub use raw::{Listener, Listeners, Manner};
pub use tls::Certificate;

use std::net::SocketAddr;

use anyhow::Result;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;

use names::own_address;

/// A port that was open a moment ago and that nobody listens on.
pub fn refused_port() -> Result<u16> {
    crate::process::free_port()
}

/// Hands every connection on to another port, from an address of this machine other than loopback where it has one:
/// what browsers allow to loopback alone can be seen there.
pub fn relay_outside_loopback(to: SocketAddr) -> Result<Listener> {
    let own = own_address().unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
    Listener::at(own, move |mut from| async move {
        if let Ok(mut to) = TcpStream::connect(to).await {
            let _ = copy_bidirectional(&mut from, &mut to).await;
        }
    })
}
