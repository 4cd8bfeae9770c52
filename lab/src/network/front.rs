//! TLS in front of servers without it.

use std::net::{IpAddr, SocketAddr};

use anyhow::Result;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::raw::{Listener, Listeners};
use super::tls::{Certificate, acceptor};

/// Serves on a free port with TLS what another port serves without.
pub fn front(behind: SocketAddr, certificate: Certificate) -> Result<Listener> {
    let acceptor = acceptor(certificate)?;
    Listener::start(move |stream| relay(acceptor.clone(), stream, behind))
}

/// The same at all these addresses, on one port.
pub fn front_at(addresses: &[IpAddr], behind: SocketAddr, certificate: Certificate) -> Result<Listeners> {
    let acceptor = acceptor(certificate)?;
    Listener::at_all(addresses, move |stream| relay(acceptor.clone(), stream, behind))
}

async fn relay(acceptor: TlsAcceptor, stream: TcpStream, behind: SocketAddr) {
    let Ok(mut from) = acceptor.accept(stream).await else {
        return;
    };
    if let Ok(mut to) = TcpStream::connect(behind).await {
        let _ = copy_bidirectional(&mut from, &mut to).await;
    }
}
