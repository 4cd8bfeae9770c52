//! What wget and the programs that pull images say when something is wrong.
//!
//! docker, containerd, kubelets, skopeo and podman are written in Go, and wrap one message of its network library or of the
//! registry's into another: the innermost counts.

use url::Url;

use super::PastedRequest;
use super::tool_error::{CertificateFault, Tool, ToolErrorKind, certificate_fault};

/// How such a line can begin, or what only such a line holds. A registry's own JSON says some of the words below as well.
const MARKS: &[&str] = &[
    "Error response from daemon",
    "FATA[",
    "ERRO[",
    "level=fatal",
    "level=error",
    "Get \"http",
    "Head \"http",
    "Post \"http",
    "rpc error",
    "failed to do request",
    "failed to pull",
    "Failed to pull",
    "failed to resolve reference",
    "pinging container registry",
    "Error: ",
    "error: ",
    "dial tcp",
    "unauthorized: ",
    "denied: ",
    "toomanyrequests: ",
    "x509: ",
];

/// Words of the innermost message, in lower case, and what they mean; the first that stands in the line counts.
const WORDS: &[(&str, ToolErrorKind)] = &[
    ("certificate required", ToolErrorKind::WantsCertificate),
    ("remote error: tls: bad certificate", ToolErrorKind::WantsCertificate),
    ("server gave http response to https client", ToolErrorKind::NoTls),
    ("first record does not look like a tls handshake", ToolErrorKind::NoTls),
    ("malformed http response", ToolErrorKind::NoHttp),
    ("no such host", ToolErrorKind::NoSuchHost),
    ("server misbehaving", ToolErrorKind::NoSuchHost),
    ("unable to resolve host address", ToolErrorKind::NoSuchHost),
    ("name or service not known", ToolErrorKind::NoSuchHost),
    ("connection refused", ToolErrorKind::Unreachable),
    ("no route to host", ToolErrorKind::Unreachable),
    ("network is unreachable", ToolErrorKind::Unreachable),
    ("i/o timeout", ToolErrorKind::TimedOut),
    ("deadline exceeded", ToolErrorKind::TimedOut),
    ("connection timed out", ToolErrorKind::TimedOut),
    ("timeout exceeded", ToolErrorKind::TimedOut),
    ("tls handshake timeout", ToolErrorKind::TimedOut),
    ("connection reset by peer", ToolErrorKind::Broken),
    ("handshake failure", ToolErrorKind::Handshake),
    ("protocol version not supported", ToolErrorKind::Handshake),
    ("toomanyrequests", ToolErrorKind::RateLimited),
    ("429 too many requests", ToolErrorKind::RateLimited),
    ("502 bad gateway", ToolErrorKind::Failed(502)),
    ("503 service unavailable", ToolErrorKind::Failed(503)),
    ("504 gateway", ToolErrorKind::Failed(504)),
    ("500 internal server error", ToolErrorKind::Failed(500)),
    ("requested access to the resource is denied", ToolErrorKind::Denied),
    ("403 forbidden", ToolErrorKind::Denied),
    ("insufficient_scope", ToolErrorKind::Denied),
    ("authorization failed", ToolErrorKind::Denied),
    ("pull access denied", ToolErrorKind::Denied),
    ("no basic auth credentials", ToolErrorKind::Unauthorized),
    ("incorrect username or password", ToolErrorKind::Unauthorized),
    ("authentication required", ToolErrorKind::Unauthorized),
    ("401 unauthorized", ToolErrorKind::Unauthorized),
    ("unauthorized: ", ToolErrorKind::Unauthorized),
    ("denied: ", ToolErrorKind::Denied),
    (": eof", ToolErrorKind::EmptyAnswer),
    ("unexpected eof", ToolErrorKind::Broken),
];

/// Whether a clean line begins as no answer of a server does.
pub fn begins(text: &str) -> bool {
    ["Error response from daemon", "FATA[", "DEBU[", "time=\"", "failed to ", "Failed to "]
        .iter()
        .any(|begin| text.starts_with(begin))
}

/// Finds an error in a clean line: who says it, what it means, and what was asked.
pub fn find(text: &str) -> Option<(Tool, ToolErrorKind, PastedRequest)> {
    let small = text.to_ascii_lowercase();
    if let Some(kind) = of_wget(text, &small) {
        return Some((Tool::Wget, kind, PastedRequest::default()));
    }
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let of_words = || WORDS.iter().find(|(words, _)| small.contains(words)).map(|(_, kind)| *kind);
    let is_certificate = small.contains("x509:") || small.contains("failed to verify certificate");
    let kind = match is_certificate {
        true => ToolErrorKind::Certificate(certificate_fault(&small).unwrap_or(CertificateFault::Unknown)),
        false => of_words()?,
    };
    Some((Tool::Puller, kind, asked(text)))
}

/// Beginnings of lines that say what a program is about to do, and not what came of it.
const REMARKS: &[&str] = &[
    "Resolving ",
    "Connecting to ",
    "HTTP request sent",
    "Reusing existing connection",
    "Username:",
    "Password:",
    "DEBU[",
    "INFO[",
    "WARN[",
    "Using default tag",
    "Trying to pull",
    "Getting image",
];

/// Whether a clean line is a remark of such a program, or a command line; and what it asks, where it says that: the outer `Option` is
/// whether it is one.
pub fn asks(text: &str) -> Option<Option<PastedRequest>> {
    // wget: `--2026-11-28 13:00:00--  https://r.example/v2/`
    if let Some(rest) = text.strip_prefix("--").filter(|rest| rest.starts_with(|one: char| one.is_ascii_digit())) {
        let (_, address) = rest.split_once("--")?;
        let asked = self::asked(address.trim());
        // It sends no Origin, unless it was told to.
        return Some(Some(PastedRequest { method: Some("GET".to_owned()), headers: Some(Vec::new()), ..asked }));
    }
    let is_remark = REMARKS.iter().any(|begin| text.starts_with(begin));
    let is_prompt = ["$ ", "# ", "PS ", "% "].iter().any(|prompt| text.starts_with(prompt));
    (is_remark || is_prompt).then_some(None)
}

fn of_wget(text: &str, small: &str) -> Option<ToolErrorKind> {
    let says = |words: &str| small.contains(words);
    if text.starts_with("ERROR: ") && says("certificate") {
        return Some(ToolErrorKind::Certificate(certificate_fault(small).unwrap_or(CertificateFault::Unknown)));
    }
    let is_its = text.starts_with("wget: ") || text.starts_with("Connecting to ") || text.starts_with("Resolving ");
    let failed = is_its && (says("unable to resolve") || says("failed: "));
    failed.then(|| WORDS.iter().find(|(words, _)| says(words)).map_or(ToolErrorKind::Other, |(_, kind)| *kind))
}

/// The address that the innermost message is about: the last one. Its scheme is not the page's: docker tries https first.
fn asked(text: &str) -> PastedRequest {
    let addresses = ["https://", "http://"].into_iter().filter_map(|scheme| text.rfind(scheme));
    let last = addresses.max().map(|at| &text[at..]);
    let last = last.map(|rest| &rest[..rest.find(['"', '\'', ' ', ',', '\\']).unwrap_or(rest.len())]);
    let url = last.filter(|text| text.is_ascii()).and_then(|text| Url::parse(text).ok());
    url.map_or(PastedRequest::default(), |url| PastedRequest { scheme: None, ..PastedRequest::at(&url) })
}
