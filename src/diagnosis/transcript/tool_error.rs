//! What programs say when they could not ask, or were sent away: `curl: (60) SSL certificate problem: self-signed certificate`.

use super::PastedRequest;

/// An error of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolError {
    /// The line, counted from 1.
    pub line: usize,
    /// Who says so.
    pub tool: Tool,
    /// What it says.
    pub kind: ToolErrorKind,
    /// The error as it stands there, without what may be secret.
    pub text: String,
    /// What was asked.
    pub asked: PastedRequest,
}

/// Who says that something went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// curl, with its exit code.
    Curl(u16),
    /// wget.
    Wget,
    /// A browser, in its console or its list of requests.
    Browser,
    /// A program that pulls images: docker, containerd, a kubelet, skopeo, podman.
    Puller,
}

/// What an error says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolErrorKind {
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
    /// The server does not know who asks.
    Unauthorized,
    /// The server knows who asks, and does not let them.
    Denied,
    /// The server was asked too often.
    RateLimited,
    /// The answer has a status of 500 or above.
    Failed(u16),
    /// An extension of the browser's stopped the request.
    BlockedByClient,
    /// The page came by https, and asked by http.
    MixedContent,
    /// The page may not ask servers of this machine or its network.
    LocalNetwork,
    /// The policy of the page forbids the request.
    PagePolicy,
    /// The answer is for pages of its own origin, or the page takes only answers that say otherwise.
    OtherOriginPolicy,
    /// No answer that could be read came, for whatever reason: all that Firefox says of most failures.
    NoAnswer,
    /// Anything else, wrong options among it.
    Other,
}

impl ToolErrorKind {
    /// Whether it is about the connection, which is the same for all addresses of a server.
    pub fn is_of_connection(self) -> bool {
        !matches!(
            self,
            ToolErrorKind::Unauthorized | ToolErrorKind::Denied | ToolErrorKind::RateLimited | ToolErrorKind::Failed(_)
        )
    }
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
    /// Nobody says.
    Unknown,
}

/// Finds curl's error in a clean line, also behind a body without a line end.
pub fn of_curl(text: &str) -> Option<(Tool, ToolErrorKind, &str)> {
    let text = &text[text.find("curl: (")?..];
    let (code, said) = text["curl: (".len()..].split_once(')')?;
    let code: u16 = code.parse().ok()?;
    Some((Tool::Curl(code), kind(code, said), text))
}

/// What is wrong with a certificate, by the words of who refused it; in lower case.
pub fn certificate_fault(said: &str) -> Option<CertificateFault> {
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if says(&["self-signed", "self signed"]) && !says(&["in certificate chain"]) {
        Some(CertificateFault::SelfSigned)
    } else if says(&["expired", "not yet valid", "sec_e_cert_expired"]) {
        Some(CertificateFault::Expired)
    } else if says(&[
        "subject name",
        "subjectaltname",
        "subject alternative name",
        "does not match",
        "wrong_principal",
        "hostname mismatch",
        "certificate is valid for",
        "cannot validate certificate for",
        "relies on legacy common name",
    ]) {
        Some(CertificateFault::WrongName)
    } else if says(&[
        "local issuer",
        "in certificate chain",
        "untrusted",
        "not trusted",
        "unknown ca",
        "unable to verify",
        "unable to locally verify",
        "unknown authority",
    ]) {
        Some(CertificateFault::UnknownIssuer)
    } else {
        None
    }
}

fn kind(code: u16, said: &str) -> ToolErrorKind {
    let said = said.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let certificate = || certificate_fault(&said);
    match code {
        // The server says so by an alert, in TLS 1.3 only after the handshake.
        35 | 55 | 56 if says(&["alert certificate required", "alert bad certificate"]) => {
            ToolErrorKind::WantsCertificate
        }
        6 => ToolErrorKind::NoSuchHost,
        7 => ToolErrorKind::Unreachable,
        28 => ToolErrorKind::TimedOut,
        51 => ToolErrorKind::Certificate(certificate().unwrap_or(CertificateFault::WrongName)),
        60 => ToolErrorKind::Certificate(certificate().unwrap_or(CertificateFault::Unknown)),
        35 if says(&[
            "wrong version number",
            "packet length too long",
            "record layer failure",
            "sec_e_invalid_token",
        ]) =>
        {
            ToolErrorKind::NoTls
        }
        // Schannel, which Windows' curl uses, says by 35 what OpenSSL says by 60. An alert comes from the server, and is
        // about the client's certificate.
        35 if !says(&["alert"]) => certificate().map_or(ToolErrorKind::Handshake, ToolErrorKind::Certificate),
        35 => ToolErrorKind::Handshake,
        1 if says(&["http/0.9"]) => ToolErrorKind::NoHttp,
        52 => ToolErrorKind::EmptyAnswer,
        16 | 18 | 55 | 56 | 92 => ToolErrorKind::Broken,
        _ => ToolErrorKind::Other,
    }
}
