//! curl's own error lines: `curl: (60) SSL certificate problem: self-signed certificate`.

use super::Asked;

/// An error of curl.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurlError {
    /// The line, counted from 1.
    pub line: usize,
    /// curl's exit code.
    pub code: u16,
    /// What it says.
    pub trouble: Trouble,
    /// The error as it stands there, without what may be secret.
    pub text: String,
    /// What was asked.
    pub asked: Asked,
}

/// What curl's error says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The host's name is not known.
    NoSuchHost,
    /// Nothing could be connected to.
    Unreachable,
    /// It took too long.
    TimedOut,
    /// The certificate is not trusted.
    Certificate(CertificateFault),
    /// Something answered that does not speak TLS.
    NoTls,
    /// What came back is no http.
    NoHttp,
    /// The server wants a certificate of the client's, and got none that it takes.
    WantsCertificate,
    /// The TLS handshake failed, and not for the server's certificate.
    Handshake,
    /// The connection was closed without an answer.
    EmptyAnswer,
    /// The connection broke.
    Broken,
    /// Anything else, wrong options among it.
    Other,
}

/// Why a certificate is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// Nobody but itself vouches for it.
    SelfSigned,
    /// An authority that this machine does not know vouches for it.
    UnknownIssuer,
    /// Its time is over, or has not begun.
    Expired,
    /// It is for another name.
    WrongName,
    /// curl does not say.
    Unknown,
}

/// Finds curl's error in a clean line, also behind a body without a line end.
pub fn find(text: &str) -> Option<(u16, Trouble, &str)> {
    let text = &text[text.find("curl: (")?..];
    let (code, said) = text["curl: (".len()..].split_once(')')?;
    let code: u16 = code.parse().ok()?;
    Some((code, trouble(code, said), text))
}

fn trouble(code: u16, said: &str) -> Trouble {
    let said = said.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let certificate = || {
        if says(&["self-signed", "self signed"]) && !says(&["in certificate chain"]) {
            Some(CertificateFault::SelfSigned)
        } else if says(&["expired", "not yet valid", "sec_e_cert_expired"]) {
            Some(CertificateFault::Expired)
        } else if says(&["subject name", "subjectaltname", "does not match", "wrong_principal", "hostname mismatch"]) {
            Some(CertificateFault::WrongName)
        } else if says(&["local issuer", "in certificate chain", "untrusted", "unknown ca", "unable to verify"]) {
            Some(CertificateFault::UnknownIssuer)
        } else {
            None
        }
    };
    match code {
        // The server says so by an alert, in TLS 1.3 only after the handshake.
        35 | 55 | 56 if says(&["alert certificate required", "alert bad certificate"]) => Trouble::WantsCertificate,
        6 => Trouble::NoSuchHost,
        7 => Trouble::Unreachable,
        28 => Trouble::TimedOut,
        51 => Trouble::Certificate(certificate().unwrap_or(CertificateFault::WrongName)),
        60 => Trouble::Certificate(certificate().unwrap_or(CertificateFault::Unknown)),
        35 if says(&[
            "wrong version number",
            "packet length too long",
            "record layer failure",
            "sec_e_invalid_token",
        ]) =>
        {
            Trouble::NoTls
        }
        // Schannel, which Windows' curl uses, says by 35 what OpenSSL says by 60. An alert comes from the server, and is
        // about the client's certificate.
        35 if !says(&["alert"]) => certificate().map_or(Trouble::Handshake, Trouble::Certificate),
        35 => Trouble::Handshake,
        1 if says(&["http/0.9"]) => Trouble::NoHttp,
        52 => Trouble::EmptyAnswer,
        16 | 18 | 55 | 56 | 92 => Trouble::Broken,
        _ => Trouble::Other,
    }
}
