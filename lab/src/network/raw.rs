//! Servers that answer with bytes, or with none.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::accept::{Accepting, accept};
use super::tls::{self, Certificate};
use crate::process::free_port;

/// A port with a function behind it. Dropping it closes the port and all its connections.
#[derive(Debug)]
pub struct Listener {
    /// Where it listens.
    pub address: SocketAddr,
    _accepting: Accepting,
}

/// Several addresses with one port and one function behind it.
#[derive(Debug)]
pub struct Listeners {
    /// The port.
    pub port: u16,
    _each: Vec<Listener>,
}

/// How a server treats a connection.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Takes it and never says anything.
    Silent,
    /// Resets it at once.
    Reset,
    /// Closes it at once.
    Close,
    /// Reads the request and resets.
    ResetAfterRequest,
    /// Reads the request and closes without a byte.
    Empty,
    /// Reads the request, says these bytes and closes.
    Say(Bytes),
    /// Reads the request, says these bytes, and then the others so many times with a pause after each.
    Repeat {
        /// What comes once.
        head: Bytes,
        /// What comes again and again.
        part: Bytes,
        /// How often; none means for ever.
        times: Option<usize>,
        /// The pause between two parts.
        pause: Duration,
    },
    /// Treats each connection in the next of these manners, and then from the first on again.
    Turns(Vec<Manner>),
}

impl Listener {
    /// Listens on a free loopback port.
    pub fn start<F, Fut>(serve: F) -> Result<Self>
    where
        F: Fn(TcpStream) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), serve)
    }

    /// Listens on a free port of an address.
    pub fn at<F, Fut>(address: SocketAddr, serve: F) -> Result<Self>
    where
        F: Fn(TcpStream) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = std::net::TcpListener::bind(address).context("no port could be opened")?;
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;
        Ok(Self { address, _accepting: accept(listener, serve) })
    }

    /// Listens on one free port of all these addresses. Another process may take it in between, so it is tried again.
    pub fn at_all<F, Fut>(addresses: &[IpAddr], serve: F) -> Result<Listeners>
    where
        F: Fn(TcpStream) -> Fut + Clone + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        const TRIES: usize = 20;
        let mut last = None;
        for _ in 0..TRIES {
            let port = free_port()?;
            let each = addresses.iter().map(|address| Self::at(SocketAddr::new(*address, port), serve.clone()));
            match each.collect::<Result<Vec<Self>>>() {
                Ok(each) => return Ok(Listeners { port, _each: each }),
                Err(taken) => last = Some(taken),
            }
        }
        Err(last.context("nothing was tried")?).context("no port could be opened at all addresses")
    }

    /// Listens and treats all connections in one manner, behind TLS if there is a certificate.
    pub fn with_manner(manner: Manner, certificate: Option<Certificate>) -> Result<Self> {
        let acceptor = certificate.map(tls::acceptor).transpose()?;
        let manner = Arc::new(manner);
        let count = Arc::new(AtomicUsize::new(0));
        Self::start(move |stream| {
            let number = count.fetch_add(1, Ordering::Relaxed);
            let (manner, acceptor) = (Arc::clone(&manner), acceptor.clone());
            async move {
                let manner = manner.of(number);
                if matches!(manner, Manner::Reset | Manner::ResetAfterRequest) {
                    let _ = stream.set_zero_linger();
                }
                match acceptor {
                    None => manner.treat(stream).await,
                    Some(acceptor) => {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            manner.treat(stream).await;
                        }
                    }
                }
            }
        })
    }

    /// `127.0.0.1:41234`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }
}

impl Manner {
    /// Says an answer whose length is not told: it ends where the connection ends.
    pub fn say(text: impl Into<Bytes>) -> Self {
        Self::Say(text.into())
    }

    fn of(&self, number: usize) -> &Self {
        match self {
            Self::Turns(manners) if !manners.is_empty() => manners[number % manners.len()].of(number),
            manner => manner,
        }
    }

    async fn treat<S: AsyncRead + AsyncWrite + Unpin>(&self, mut stream: S) {
        match self {
            Self::Silent => std::future::pending().await,
            Self::Reset | Self::Close | Self::Turns(_) => {}
            Self::ResetAfterRequest => read_request(&mut stream).await,
            Self::Empty => {
                read_request(&mut stream).await;
                let _ = stream.shutdown().await;
            }
            Self::Say(bytes) => {
                read_request(&mut stream).await;
                if stream.write_all(bytes).await.is_ok() {
                    let _ = stream.shutdown().await;
                }
            }
            Self::Repeat { head, part, times, pause } => {
                read_request(&mut stream).await;
                let mut left = times.unwrap_or(usize::MAX);
                let mut said = stream.write_all(head).await;
                while said.is_ok() && left > 0 {
                    said = stream.write_all(part).await;
                    left -= 1;
                    tokio::time::sleep(*pause).await;
                }
                let _ = stream.shutdown().await;
            }
        }
    }
}

/// Reads until an empty line. Closing with unread bytes would reset the connection, which is another manner.
async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) {
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    while !read.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(count) => read.extend_from_slice(&buffer[..count]),
        }
    }
}
