//! A server that says exactly the bytes that it is given: duplicate lines, odd white space, names in any case.
//!
//! An HTTP library would put them in order. It answers one request for each connection and reads no bodies.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::network::{Accepting, accept};
use crate::process::listen;

/// A running server. Dropping it closes the port and all its connections.
#[derive(Debug)]
pub struct RawServer {
    address: SocketAddr,
    _accepting: Accepting,
}

/// The head of a request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRequest {
    /// The method.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// The header lines, names in lower case.
    pub headers: Vec<(String, String)>,
}

impl RawRequest {
    /// The value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A request's head is not longer than this.
const HEAD: usize = 32 << 10;

impl RawServer {
    /// Answers with the bytes that a function gives, on a free loopback port.
    pub async fn start<F>(answer: F) -> Result<Self>
    where
        F: Fn(RawRequest) -> Vec<u8> + Send + Sync + 'static,
    {
        let listener = listen().await?;
        let address = listener.local_addr()?;
        let answer = Arc::new(answer);
        let accepting = accept(listener, move |stream| {
            let answer = Arc::clone(&answer);
            async move { serve(stream, answer.as_ref()).await }
        });
        Ok(Self { address, _accepting: accepting })
    }

    /// The origin under which a page reaches it.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn serve(mut stream: TcpStream, answer: &(impl Fn(RawRequest) -> Vec<u8> + Sync)) -> Result<()> {
    let mut head = Vec::new();
    // Browsers open connections in advance and may never ask on them.
    while !head.ends_with(b"\r\n\r\n") && head.len() < HEAD {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let request = parse(&String::from_utf8_lossy(&head)).context("no request")?;
    stream.write_all(&answer(request)).await?;
    Ok(stream.shutdown().await?)
}

fn parse(head: &str) -> Option<RawRequest> {
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    Some(RawRequest { method, target, headers })
}
