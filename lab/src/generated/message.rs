//! Requests as they came and answers as they go, line by line: nothing here joins, sorts or mends a header.

use std::fmt::Write as _;

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    headers: Vec<(String, String)>,
}

impl Request {
    /// Reads a head; none where it is not one of HTTP.
    pub fn read(head: &[u8]) -> Option<Self> {
        let head: String = head.iter().map(|byte| char::from(*byte)).collect();
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target, version) = (first.next()?, first.next()?, first.next()?);
        if !version.starts_with("HTTP/1") || !method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Some(Self { method: method.to_owned(), target: target.to_owned(), headers })
    }

    /// A header's first line; the name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// The length of the longest header.
    pub fn longest_header(&self) -> usize {
        self.headers.iter().map(|(_, value)| value.len()).max().unwrap_or(0)
    }

    /// Without the query.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The query's parameters.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// Whether a browser asks before it sends something.
    pub fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.header("access-control-request-method").is_some()
    }
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As it should.
    Whole,
    /// It never comes.
    Hang,
    /// The connection is closed in its place.
    Close,
    /// The connection is reset in its place.
    Reset,
    /// The connection is closed in the middle of the body.
    Cut,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The lines of the head, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How it ends.
    pub ending: Ending,
    /// Milliseconds before it begins.
    pub delay: u64,
    /// Whether the body goes in chunks.
    pub chunked: bool,
    /// Whether names of headers are written in capitals.
    pub capitals: bool,
    /// Whether the headers go from the last to the first.
    pub backwards: bool,
    /// Whether the connection is closed after it.
    pub last_one: bool,
}

impl Answer {
    /// An answer with a body.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
            body: body.into(),
            ending: Ending::Whole,
            delay: 0,
            chunked: false,
            capitals: false,
            backwards: false,
            last_one: false,
        }
    }

    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        let mut answer = Self::new(status, "", "");
        answer.headers.clear();
        answer
    }

    /// An error as registries write it.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let error = serde_json::json!({"errors": [{"code": code, "message": message, "detail": null}]});
        Self::new(status, "application/json; charset=utf-8", format!("{error}\n"))
    }

    /// Adds a line.
    pub fn add(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Takes all lines of a header away.
    pub fn remove(&mut self, name: &str) {
        self.headers.retain(|(one, _)| !one.eq_ignore_ascii_case(name));
    }

    /// A header's only line. It stands where the first one stood.
    pub fn set(&mut self, name: &str, value: &str) {
        let at = self.headers.iter().position(|(one, _)| one.eq_ignore_ascii_case(name));
        self.remove(name);
        let at = at.unwrap_or(self.headers.len()).min(self.headers.len());
        self.headers.insert(at, (name.to_owned(), value.to_owned()));
    }

    /// As bytes: all of it, or what is sent of it. `HEAD` gets no body.
    pub fn write(&self, head_only: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        let mut headers = self.headers.clone();
        if self.backwards {
            headers.reverse();
        }
        match self.chunked {
            true => headers.push(("Transfer-Encoding".to_owned(), "chunked".to_owned())),
            false if self.status == 204 || self.status == 304 => {}
            false => headers.push(("Content-Length".to_owned(), self.body.len().to_string())),
        }
        if self.last_one {
            headers.push(("Connection".to_owned(), "close".to_owned()));
        }
        for (name, value) in headers {
            let name = if self.capitals { name.to_ascii_uppercase() } else { name };
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        if head_only || self.status == 204 || self.status == 304 {
            return bytes;
        }
        let sent = if self.ending == Ending::Cut { self.body.len() / 2 } else { self.body.len() };
        if !self.chunked {
            bytes.extend_from_slice(&self.body[..sent]);
            return bytes;
        }
        for part in self.body[..sent].chunks(100) {
            bytes.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
            bytes.extend_from_slice(part);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"0\r\n\r\n");
        bytes
    }
}

fn reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Unknown")
}
