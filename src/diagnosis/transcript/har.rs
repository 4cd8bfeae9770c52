//! A HAR file: what a browser's list of requests writes down, as JSON. Bodies, cookies and form fields in it are passed over.

use serde::Deserialize;
use url::Url;

use super::{Body, Exchange, HeaderLine, PastedBodyKind, PastedRequest, redact};

/// No larger file is read, in bytes.
pub const LENGTH: usize = 64 << 20;

/// No more of its entries are kept.
const MOST: usize = 100;

#[derive(Deserialize)]
struct File {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Header>,
}

#[derive(Deserialize)]
struct Response {
    /// 0 or less where no answer came.
    #[serde(default, deserialize_with = "status")]
    status: Option<u16>,
    #[serde(default, rename = "httpVersion")]
    version: String,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    content: Content,
    /// Chromium's word for what failed.
    #[serde(default, rename = "_error")]
    error: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Content {
    #[serde(rename = "mimeType")]
    media_type: String,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

fn status<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u16>, D::Error> {
    Ok(Option::<i64>::deserialize(from)?.and_then(|status| u16::try_from(status).ok()))
}

/// What a file holds of a registry.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Har {
    /// The answers.
    pub exchanges: Vec<Exchange>,
    /// What failed: line, words, and what was asked.
    pub failed: Vec<(usize, String, PastedRequest)>,
    /// How many requests are in the file.
    pub requests: usize,
    /// Whether there are more to registries than were kept.
    pub is_cut: bool,
}

/// Whether a text looks like a HAR file.
pub fn is_har(text: &str) -> bool {
    let start: String = text.chars().take(400).filter(|char| !char.is_whitespace()).collect();
    start.trim_start_matches('\u{feff}').starts_with("{\"log\":{")
}

/// Reads a file; `None` where it is cut off or is none.
pub fn read(text: &str) -> Option<Har> {
    let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let mut har = Har { requests: file.log.entries.len(), ..Har::default() };
    let (mut from, mut line) = (0, 1);
    // An address that is not written as it reads ends the search: each look for one goes to the end of the file.
    let mut is_found = true;
    for entry in file.log.entries {
        let Some(url) = of_interest(&entry.request) else { continue };
        if har.exchanges.len() + har.failed.len() >= MOST {
            har.is_cut = true;
            break;
        }
        // Entries stand in the order of the text.
        match is_found.then(|| text[from..].find(&entry.request.url)).flatten() {
            Some(at) => {
                line += text[from..from + at].matches('\n').count();
                from += at;
            }
            None => is_found = false,
        }
        let asked = asked(&entry.request, &url);
        match exchange(&entry.response, line, asked.clone()) {
            Some(exchange) => har.exchanges.push(exchange),
            None => har.failed.push((line, entry.response.error.unwrap_or_default(), asked)),
        }
    }
    Some(har)
}

/// The address of a request that a registry or its token service may have answered.
fn of_interest(request: &Request) -> Option<Url> {
    let url = Some(&request.url).filter(|url| url.is_ascii()).and_then(|url| Url::parse(url).ok())?;
    let is_api = url.path() == "/v2" || url.path().starts_with("/v2/");
    let is_token = url.query_pairs().any(|(name, _)| name == "service" || name == "scope");
    (is_api || is_token).then_some(url)
}

fn asked(request: &Request, url: &Url) -> PastedRequest {
    let headers = request.headers.iter().take(MOST).map(|header| {
        let value = redact::request_value(&header.name, &header.value);
        (header.name.clone(), value)
    });
    PastedRequest {
        method: Some(request.method.chars().filter(char::is_ascii_alphabetic).take(20).collect()),
        headers: Some(headers.collect()),
        ..PastedRequest::at(url)
    }
}

/// The answer; `None` where none came.
fn exchange(response: &Response, line: usize, asked: PastedRequest) -> Option<Exchange> {
    let status = response.status.filter(|status| (100..1000).contains(status))?;
    let version = response.version.trim_start_matches("HTTP/").trim_start_matches("http/").trim_start_matches('h');
    let headers = response.headers.iter().take(MOST).map(|header| HeaderLine {
        line,
        name: header.name.clone(),
        value: redact::answer_value(&header.name, header.value.trim()),
    });
    let media_type = response.content.media_type.to_ascii_lowercase();
    let kind = match () {
        () if media_type.starts_with("text/html") => PastedBodyKind::Html,
        () if media_type.contains("json") => PastedBodyKind::Json,
        () => PastedBodyKind::None,
    };
    let body = Body { kind, ..Body::default() };
    Some(Exchange { asked, version: version.to_owned(), status, line, headers: headers.collect(), body })
}
