//! One request and its answer, as far as a paste shows them.

use url::Url;

/// One answer, with what is known of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// What was asked.
    pub asked: PastedRequest,
    /// `1.1`, `2`.
    pub version: String,
    /// The status code.
    pub status: u16,
    /// The line of the status, counted from 1.
    pub line: usize,
    /// The header lines in order, repeated ones kept apart.
    pub headers: Vec<HeaderLine>,
    /// What is known of the body.
    pub body: Body,
}

/// A header line of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine {
    /// The line, counted from 1.
    pub line: usize,
    /// The name as sent.
    pub name: String,
    /// The value; empty where it may be secret.
    pub value: String,
}

/// What the command line or the `>` lines say of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastedRequest {
    /// The method.
    pub method: Option<String>,
    /// The scheme, where a browser says the address.
    pub scheme: Option<String>,
    /// Host and port, without a port that the scheme says.
    pub host: Option<String>,
    /// The path without query.
    pub path: Option<String>,
    /// The names of the headers that were sent, with the values of those that CORS is about; `None` where they are not known.
    pub headers: Option<Vec<(String, String)>>,
}

impl PastedRequest {
    /// What is known of a request of which only the address is.
    pub fn at(url: &Url) -> PastedRequest {
        let (scheme, path) = (Some(url.scheme().to_owned()), Some(url.path().to_owned()));
        PastedRequest { scheme, host: host(url), path, ..PastedRequest::default() }
    }

    /// A header's value; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter().flatten();
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What is known of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// What it looks like.
    pub kind: PastedBodyKind,
    /// Its beginning where it says an error, and nothing where it may hold a token.
    pub beginning: String,
}

/// What a body looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PastedBodyKind {
    /// None was printed.
    #[default]
    None,
    /// JSON.
    Json,
    /// JSON with a token in it, which was dropped.
    Token,
    /// A web page.
    Html,
    /// Anything else.
    Text,
}

/// Host and port as a `Host` header has them.
pub fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or(host.to_owned(), |port| format!("{host}:{port}")))
}
