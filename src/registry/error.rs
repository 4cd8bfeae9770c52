//! The registry's own words about what went wrong, and how long to wait before the next try.
//!
//! This module does not know what was asked, nor what to do about the answer.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use super::http::{Headers, Moment, Response};

/// The body of an answer that is an error, as far as it can be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// What the envelope lists.
    pub entries: Vec<ErrorEntry>,
    /// The rights that were missing, where the registry names them (CNCF Distribution does, in a 401).
    pub access: Vec<AccessDetail>,
    /// The body, at most its first 64 KiB, where it is no envelope.
    pub text: Option<String>,
    /// Whether that text looks like a web page.
    pub is_html: bool,
}

/// One error of the envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorEntry {
    /// Which.
    pub code: ErrorCode,
    /// The server's words; empty where it has none.
    pub message: String,
    /// The rest, as compact JSON.
    pub detail: Option<String>,
}

/// A right that a request needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessDetail {
    /// Of what: `repository`, `registry`.
    pub kind: String,
    /// Of which one.
    pub name: String,
    /// To do what: `pull`, `push`, `delete`, `*`.
    pub action: String,
}

/// How much of a body is kept as text.
const TEXT_LIMIT: usize = 64 << 10;

impl ErrorBody {
    /// Reads the body of an error.
    ///
    /// ```text
    /// {"errors": [{"code": <code>, "message": <text>, "detail": <anything>}, ...]}
    /// ```
    /// Token services and proxies have shapes of their own: `error` with `error_description`, `message`, `details`.
    pub fn parse(response: &Response) -> ErrorBody {
        let is_object = response.body.trim_ascii_start().starts_with(b"{");
        let value = if is_object { serde_json::from_slice::<Value>(&response.body).ok() } else { None };
        let entries = value.as_ref().map(read_entries).unwrap_or_default();
        if entries.is_empty() {
            let body = response.body.trim_ascii();
            let text = String::from_utf8_lossy(&body[..body.len().min(TEXT_LIMIT)]);
            let text = (!text.is_empty()).then(|| text.into_owned());
            return ErrorBody { is_html: text.is_some() && response.is_html(), text, ..ErrorBody::default() };
        }
        let mut body = ErrorBody::default();
        for (entry, detail) in entries {
            detail.into_iter().for_each(|detail| read_access(detail, &mut body.access));
            body.entries.push(entry);
        }
        body
    }

    /// Whether the envelope has that code.
    pub fn has(&self, code: &ErrorCode) -> bool {
        self.entries.iter().any(|entry| entry.code == *code)
    }
}

fn read_entries(value: &Value) -> Vec<(ErrorEntry, Option<&Value>)> {
    match value.get("errors") {
        Some(Value::Array(entries)) if !entries.is_empty() => entries.iter().filter_map(read_entry).collect(),
        Some(entry @ Value::Object(_)) => read_entry(entry).into_iter().collect(),
        _ => match value.get("error") {
            Some(entry @ Value::Object(_)) => read_entry(entry).into_iter().collect(),
            _ => read_entry(value).into_iter().collect(),
        },
    }
}

fn read_entry(value: &Value) -> Option<(ErrorEntry, Option<&Value>)> {
    if let Value::String(message) = value {
        let entry = ErrorEntry { code: ErrorCode::from(""), message: message.clone(), detail: None };
        return Some((entry, None));
    }
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let number = value.get("code").filter(|code| code.is_number()).map(Value::to_string);
    // OAuth 2.0 has a word in `error`; others have a sentence there.
    let is_word = |text: &&str| !text.contains(char::is_whitespace);
    let code = text("code").or(number.as_deref()).or(text("error").filter(is_word));
    let sentence = text("error").filter(|text| !is_word(text));
    let message = text("message").or(text("error_description")).or(text("details")).or(sentence);
    let detail = value.get("detail").filter(|detail| !detail.is_null() && **detail != Value::String(String::new()));
    if code.is_none() && message.is_none() {
        return None;
    }
    let entry = ErrorEntry {
        code: ErrorCode::from(code.unwrap_or_default()),
        message: message.unwrap_or_default().to_owned(),
        detail: detail.map(Value::to_string),
    };
    Some((entry, detail))
}

/// `{"Type": "repository", "Class": "", "Name": "team/app", "Action": "pull"}`, alone or in a list.
fn read_access(detail: &Value, found: &mut Vec<AccessDetail>) {
    if let Value::Array(items) = detail {
        items.iter().filter(|item| item.is_object()).for_each(|item| read_access(item, found));
    } else if let Value::Object(members) = detail {
        let text = |name: &str| {
            let member = members.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            member.and_then(|(_, value)| value.as_str()).map(str::to_owned)
        };
        if let (Some(kind), Some(name), Some(action)) = (text("type"), text("name"), text("action")) {
            let access = AccessDetail { kind, name, action };
            if !found.contains(&access) {
                found.push(access);
            }
        }
    }
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What went wrong, in the registry's terms: the codes of the OCI distribution specification and those that
        /// CNCF Distribution adds.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
            /// Any other code as it came; empty where there is none.
            Other(String),
        }

        impl ErrorCode {
            /// The code on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(ErrorCode::$name => $text,)*
                    ErrorCode::Other(text) => text,
                }
            }
        }

        /// Known codes are known in any case.
        impl From<&str> for ErrorCode {
            fn from(text: &str) -> ErrorCode {
                $(if text.eq_ignore_ascii_case($text) {
                    return ErrorCode::$name;
                })*
                ErrorCode::Other(text.to_owned())
            }
        }

        #[cfg(test)]
        const CODES: &[&str] = &[$($text),*];
    };
}

error_codes! {
    /// The blob is not there.
    BlobUnknown = "BLOB_UNKNOWN",
    /// The upload of a blob broke.
    BlobUploadInvalid = "BLOB_UPLOAD_INVALID",
    /// The upload of a blob is not there.
    BlobUploadUnknown = "BLOB_UPLOAD_UNKNOWN",
    /// The digest is not the content's.
    DigestInvalid = "DIGEST_INVALID",
    /// The manifest names a blob that is not there.
    ManifestBlobUnknown = "MANIFEST_BLOB_UNKNOWN",
    /// The manifest is not valid.
    ManifestInvalid = "MANIFEST_INVALID",
    /// The manifest is not there.
    ManifestUnknown = "MANIFEST_UNKNOWN",
    /// The manifest's signature is not valid.
    ManifestUnverified = "MANIFEST_UNVERIFIED",
    /// The repository's name is not valid.
    NameInvalid = "NAME_INVALID",
    /// The repository is not there, or is hidden.
    NameUnknown = "NAME_UNKNOWN",
    /// The page's size is not allowed.
    PaginationNumberInvalid = "PAGINATION_NUMBER_INVALID",
    /// The range is not valid.
    RangeInvalid = "RANGE_INVALID",
    /// The size is not the content's.
    SizeInvalid = "SIZE_INVALID",
    /// The tag is not the manifest's.
    TagInvalid = "TAG_INVALID",
    /// Nobody is signed in, or not with enough rights.
    Unauthorized = "UNAUTHORIZED",
    /// The rights do not suffice.
    Denied = "DENIED",
    /// The registry does not do that.
    Unsupported = "UNSUPPORTED",
    /// Too many requests.
    TooManyRequests = "TOOMANYREQUESTS",
    /// The registry cannot do it now.
    Unavailable = "UNAVAILABLE",
    /// The registry does not know what went wrong.
    Unknown = "UNKNOWN",
}

/// The longest time that [`retry_after`] gives.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the server asks to wait (RFC 9110, section 10.2.3); `None` where it does not say, or not in this form.
///
/// ```text
/// Retry-After := HTTP-date | 1*DIGIT
/// ```
/// A date in the past is no wait at all; more than a day is a day.
pub fn retry_after(headers: &Headers, now: Moment) -> Option<Duration> {
    let value = headers.get("retry-after")?.trim();
    let number = value.split([',', '.']).next().unwrap_or(value);
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(number.parse().map_or(LONGEST_WAIT, |seconds| Duration::from_secs(seconds).min(LONGEST_WAIT)));
    }
    let date = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Moment::default().plus(date).since(now).min(LONGEST_WAIT))
}
