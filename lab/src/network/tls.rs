//! TLS servers with certificates that are right or wrong in one way, in front of servers without TLS.
//!
//! The authority that signs them is made anew by each run, and no browser knows it: a browser that should see what is
//! behind them is opened with [`crate::browser::Browser::open_accepting_certificates`].

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use anyhow::{Result, anyhow};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use super::raw::Listener;

/// What a server shows of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// Right in all, signed by the lab's authority.
    Right,
    /// Signed by itself.
    Untrusted,
    /// Right once, and ended in 2021.
    Expired,
    /// For another name.
    WrongName,
}

/// A certificate and its key.
pub(crate) struct Pair {
    pub(crate) certificate: rcgen::Certificate,
    pub(crate) key: KeyPair,
}

struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// Serves on a free port with TLS what another port serves without.
pub fn front(behind: SocketAddr, certificate: Certificate) -> Result<Listener> {
    let acceptor = acceptor(certificate)?;
    Listener::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut from) = acceptor.accept(stream).await else {
                return;
            };
            if let Ok(mut to) = TcpStream::connect(behind).await {
                let _ = copy_bidirectional(&mut from, &mut to).await;
            }
        }
    })
}

/// What makes TLS of a connection, as a server.
pub(super) fn acceptor(certificate: Certificate) -> Result<TlsAcceptor> {
    let Pair { certificate, key } = certificate.make()?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|error| anyhow!(error))?;
    let mut settings =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key)?;
    settings.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(settings)))
}

/// What trusts the lab's authority and nobody else.
pub(super) fn roots() -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add(authority()?.certificate.clone())?;
    Ok(roots)
}

impl Certificate {
    pub(crate) fn make(self) -> Result<Pair> {
        let names = match self {
            Self::WrongName => vec!["registry.example".to_owned()],
            _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        };
        let mut parameters = CertificateParams::new(names)?;
        parameters.distinguished_name.push(DnType::CommonName, "Pierglass lab server");
        // Browsers refuse certificates that live longer than about a year.
        (parameters.not_before, parameters.not_after) = match self {
            Self::Expired => (date_time_ymd(2020, 12, 1), date_time_ymd(2021, 12, 1)),
            _ => (date_time_ymd(2026, 1, 1), date_time_ymd(2126, 1, 1)),
        };
        let key = KeyPair::generate()?;
        let certificate = match self {
            Self::Untrusted => parameters.self_signed(&key)?,
            _ => parameters.signed_by(&key, &authority()?.issuer)?,
        };
        Ok(Pair { certificate, key })
    }
}

fn authority() -> Result<&'static Authority> {
    static AUTHORITY: OnceLock<Result<Authority, rcgen::Error>> = OnceLock::new();
    let authority = AUTHORITY.get_or_init(|| {
        let key = KeyPair::generate()?;
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, "Pierglass lab authority");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key)?.der().clone();
        Ok(Authority { certificate, issuer: Issuer::new(parameters, key) })
    });
    authority.as_ref().map_err(|error| anyhow!(error.clone()))
}
