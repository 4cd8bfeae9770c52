//! One request as bytes, and what came back as it came: no header is joined, dropped or checked on its way.
//!
//! For proving that a set-up is broken in the way that it says. It follows and repeats nothing.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig};
use url::Url;

use super::tls;

/// How much of an answer is read, bytes.
const ENOUGH: usize = 1 << 20;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Something like HTTP.
    Answer(Answer),
    /// The name has no address.
    UnknownName,
    /// Nobody listens there.
    Refused,
    /// The connection stands, and nothing comes.
    Silent,
    /// The connection was reset before anything came.
    Reset,
    /// The connection was closed before anything came.
    Closed,
    /// TLS failed, and why.
    Tls(String),
    /// Bytes that are not HTTP.
    NotHttp(Vec<u8>),
}

/// An answer as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The lines of the head in their order; a folded line holds its line break, bytes are Latin 1.
    pub headers: Vec<(String, String)>,
    /// The first megabyte of the body, chunks and all.
    pub body: Vec<u8>,
    /// Whether the answer ended in time.
    pub ended: bool,
}

/// Sends one request, and judges what is here when the patience is over.
pub async fn ask(method: &str, url: &Url, headers: &[(String, String)], patience: Duration) -> Result<Seen> {
    let host = url.host_str().context("an address with a host")?;
    let port = url.port_or_known_default().context("an address with a port")?;
    let end = Instant::now() + patience;
    let address = match lookup_host((host, port)).await {
        Ok(found) => found.into_iter().find(std::net::SocketAddr::is_ipv4),
        Err(_) => None,
    };
    let Some(address) = address else {
        return Ok(Seen::UnknownName);
    };
    let stream = match timeout_at(end, TcpStream::connect(address)).await {
        Err(_) => return Ok(Seen::Silent),
        Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => return Ok(Seen::Refused),
        Ok(Err(error)) => return Ok(nothing(error.kind())),
        Ok(Ok(stream)) => stream,
    };
    let mut request = format!("{method} {}", &url[url::Position::BeforePath..url::Position::AfterQuery]);
    request.push_str(&format!(" HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n"));
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    if url.scheme() != "https" {
        return Ok(exchange(stream, &request, end).await);
    }
    let settings = ClientConfig::builder().with_root_certificates(tls::roots()?).with_no_client_auth();
    let name = ServerName::try_from(host.to_owned())?;
    match timeout_at(end, TlsConnector::from(Arc::new(settings)).connect(name, stream)).await {
        Err(_) => Ok(Seen::Silent),
        Ok(Ok(stream)) => Ok(exchange(stream, &request, end).await),
        Ok(Err(error)) => Ok(match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(why) => Seen::Tls(format!("{why:?}")),
            None => nothing(error.kind()),
        }),
    }
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, request: &str, end: Instant) -> Seen {
    if let Err(error) = stream.write_all(request.as_bytes()).await {
        return nothing(error.kind());
    }
    let mut read = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    let ended = loop {
        match timeout_at(end, stream.read(&mut buffer)).await {
            Err(_) if read.is_empty() => return Seen::Silent,
            Err(_) => break false,
            Ok(Ok(0)) if read.is_empty() => return Seen::Closed,
            Ok(Ok(0)) => break true,
            Ok(Ok(count)) => read.extend_from_slice(&buffer[..count]),
            Ok(Err(error)) if read.is_empty() => return nothing(error.kind()),
            Ok(Err(_)) => break false,
        }
        if read.len() > ENOUGH {
            break false;
        }
    };
    parse(read, ended)
}

/// TLS calls a close without its own good-bye an unexpected end.
fn nothing(kind: ErrorKind) -> Seen {
    match kind {
        ErrorKind::UnexpectedEof => Seen::Closed,
        _ => Seen::Reset,
    }
}

fn parse(read: Vec<u8>, ended: bool) -> Seen {
    let head_end = read.windows(4).position(|end| end == b"\r\n\r\n");
    let status = read.strip_prefix(b"HTTP/1.1 ").or_else(|| read.strip_prefix(b"HTTP/1.0 "));
    let status = status.and_then(|rest| std::str::from_utf8(rest.get(..3)?).ok()?.parse().ok());
    let (Some(head_end), Some(status)) = (head_end, status) else {
        return Seen::NotHttp(read);
    };
    let head: String = read[..head_end].iter().map(|byte| char::from(*byte)).collect();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n").skip(1) {
        match (line.strip_prefix([' ', '\t']), headers.last_mut()) {
            (Some(_), Some((_, value))) => value.push_str(&format!("\r\n{line}")),
            _ => {
                let (name, value) = line.split_once(':').unwrap_or((line, ""));
                headers.push((name.to_ascii_lowercase(), value.trim_matches(' ').to_owned()));
            }
        }
    }
    Seen::Answer(Answer { status, headers, body: read[head_end + 4..].to_vec(), ended })
}
