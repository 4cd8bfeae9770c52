//! The ports: one server at all addresses of its host, on one and the same port, with TLS or without.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::answer::answer;
use super::message::{Ending, Request};
use super::plan::{Manner, OnPlain};
use super::rule::Act;
use super::who::Who;
use super::world::World;
use crate::network::tls;

/// Filled when the last port is known; connections that come earlier wait for it.
pub type Later = Arc<OnceLock<World>>;

/// One of the servers.
#[derive(Clone)]
pub struct Serving {
    /// Which.
    pub who: Who,
    /// What it does with connections.
    pub manner: Manner,
    /// With TLS, if it speaks it.
    pub acceptor: Option<TlsAcceptor>,
    /// What it does with plain HTTP then.
    pub on_plain: OnPlain,
    /// What it answers from.
    pub world: Later,
}

impl Serving {
    /// A connection's whole life.
    pub async fn serve(self, stream: TcpStream) {
        match self.manner {
            Manner::Serve => {}
            Manner::Refuse | Manner::Close => return,
            Manner::Silent => std::future::pending().await,
            Manner::Reset => {
                let _ = stream.set_zero_linger();
                return;
            }
        }
        while self.world.get().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let resets = |world: &World| {
            world.plan.rules.iter().any(|rule| rule.when.who == self.who && matches!(rule.act, Act::Reset))
        };
        if self.world.get().is_some_and(resets) {
            // Only a drop without a shutdown resets then, and only the answers that should do that end so.
            let _ = stream.set_zero_linger();
        }
        let Some(acceptor) = &self.acceptor else {
            return self.talk(stream).await;
        };
        let mut first = [0];
        let hello = matches!(stream.peek(&mut first).await, Ok(1)) && first[0] == 0x16;
        if hello {
            if let Ok(stream) = acceptor.accept(stream).await {
                self.talk(stream).await;
            }
            return;
        }
        // What is left unread would make a reset of a close.
        let mut stream = stream;
        let _ = read_head(&mut stream, &mut Vec::new()).await;
        match self.on_plain {
            OnPlain::Say => say_once(stream, "The plain HTTP request was sent to HTTPS port").await,
            OnPlain::Close => finish(stream).await,
        }
    }

    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&self, mut stream: S) {
        let Some(world) = self.world.get() else { return };
        let mut unread = Vec::new();
        loop {
            let Some(head) = read_head(&mut stream, &mut unread).await else { return };
            let Some(request) = Request::read(&head) else {
                return say_once(stream, "This is not HTTP").await;
            };
            let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            if !skip(&mut stream, &mut unread, length).await {
                return;
            }
            let answer = answer(world, self.who, &request);
            let asked_to_close = request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
            if answer.delay > 0 {
                tokio::time::sleep(Duration::from_millis(answer.delay)).await;
            }
            match answer.ending {
                Ending::Hang => std::future::pending().await,
                Ending::Reset => return,
                Ending::Close => return finish(stream).await,
                Ending::Whole | Ending::Cut => {}
            }
            if stream.write_all(&answer.write(request.method == "HEAD")).await.is_err() {
                return;
            }
            let _ = stream.flush().await;
            if answer.last_one || asked_to_close || answer.ending == Ending::Cut {
                return finish(stream).await;
            }
        }
    }
}

/// Says good-bye, and waits a moment until the other side has heard it.
async fn finish<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S) {
    let _ = stream.shutdown().await;
    let mut rest = [0; 1024];
    let read = async { while matches!(stream.read(&mut rest).await, Ok(1..)) {} };
    let _ = tokio::time::timeout(Duration::from_secs(2), read).await;
}

/// What servers say to what they do not understand and have read.
async fn say_once<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, why: &str) {
    let body = format!("<html><h1>400 Bad Request</h1><p>{why}</p></html>\n");
    let head = format!("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: {}\r\n", body.len());
    let _ = stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes()).await;
    finish(stream).await;
}

async fn read_head<S: AsyncRead + Unpin>(stream: &mut S, unread: &mut Vec<u8>) -> Option<Vec<u8>> {
    const LONGEST: usize = 128 << 10;
    let mut buffer = vec![0; 8192];
    loop {
        if let Some(end) = unread.windows(4).position(|end| end == b"\r\n\r\n") {
            let head = unread[..end].to_vec();
            unread.drain(..end + 4);
            return Some(head);
        }
        // Something that speaks TLS to a port without it never sends an empty line.
        if unread.first() == Some(&0x16) || unread.len() > LONGEST {
            return Some(std::mem::take(unread));
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => unread.extend_from_slice(&buffer[..count]),
        }
    }
}

async fn skip<S: AsyncRead + Unpin>(stream: &mut S, unread: &mut Vec<u8>, length: usize) -> bool {
    let mut buffer = vec![0; 8192];
    while unread.len() < length {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return false,
            Ok(count) => unread.extend_from_slice(&buffer[..count]),
        }
    }
    unread.drain(..length);
    true
}

/// What makes TLS with a certificate.
pub fn acceptor(certificate: crate::network::Certificate) -> Result<TlsAcceptor> {
    tls::acceptor(certificate)
}
