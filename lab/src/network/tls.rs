//! TLS servers with certificates that are right or wrong in one way, in front of servers without TLS.
//!
//! The authority that signs them is made anew by each run. A browser that is opened with [`crate::browser::BrowserOptions::names`] trusts
//! it and nothing else; another one that should see what is behind them is opened with
//! [`crate::browser::Browser::open_accepting_certificates`].

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::{Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PublicKeyData as _, date_time_ymd};
use sha2::{Digest as _, Sha256};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use super::names::{Family, SERVICES};
use crate::browser::Engine;

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

/// What makes TLS of a connection, as a server.
pub(crate) fn acceptor(certificate: Certificate) -> Result<TlsAcceptor> {
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
            _ => names(),
        };
        let mut parameters = CertificateParams::new(names)?;
        parameters.distinguished_name.push(DnType::CommonName, "Pierglass lab server");
        // The right ones share a key, and Firefox takes no two certificates of one authority with one number.
        parameters.serial_number = Some(next_number().into());
        // Browsers refuse certificates that live longer than about a year.
        (parameters.not_before, parameters.not_after) = match self {
            Self::Expired => (date_time_ymd(2020, 12, 1), date_time_ymd(2021, 12, 1)),
            _ => (date_time_ymd(2026, 1, 1), date_time_ymd(2126, 1, 1)),
        };
        let key = match self {
            Self::Right => right_key()?,
            _ => KeyPair::generate()?,
        };
        let certificate = match self {
            Self::Untrusted => parameters.self_signed(&key)?,
            _ => parameters.signed_by(&key, &authority()?.issuer)?,
        };
        Ok(Pair { certificate, key })
    }
}

/// The authority's certificate, as browsers take it in: DER in base64.
pub fn authority_base64() -> Result<String> {
    Ok(STANDARD.encode(&authority()?.certificate))
}

/// What a Chromium is told to trust in place of an authority: the hash of the key of all right certificates.
pub fn right_key_hash() -> Result<String> {
    Ok(STANDARD.encode(Sha256::digest(right_key()?.subject_public_key_info())))
}

/// Another number for each certificate.
fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The one key of all right certificates of this run.
fn right_key() -> Result<KeyPair> {
    static RIGHT: OnceLock<Result<String, rcgen::Error>> = OnceLock::new();
    let pem = RIGHT.get_or_init(|| Ok(KeyPair::generate()?.serialize_pem()));
    let pem = pem.as_ref().map_err(|error| anyhow!(error.clone()))?;
    Ok(KeyPair::from_pem(pem)?)
}

/// Every name under which the lab's servers are reached.
fn names() -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    for (family, engine) in Family::ALL.into_iter().flat_map(|family| Engine::ALL.map(|engine| (family, engine))) {
        let known = SERVICES.map(|service| family.name(service, engine));
        names.extend(known.into_iter().chain(family.addresses(engine).iter().map(ToString::to_string)));
    }
    names.sort();
    names.dedup();
    names
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
