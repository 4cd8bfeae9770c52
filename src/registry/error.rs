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

/// So many errors, and so many missing rights, are kept: nobody reads more, and rights are compared with each other.
const MOST: usize = 100;

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
            return ErrorBody::unread(response);
        }
        let mut body = ErrorBody::default();
        for (entry, detail) in entries {
            detail.into_iter().for_each(|detail| read_access(detail, &mut body.access));
            body.entries.push(entry);
        }
        body
    }

    /// The body as it is, whatever it says.
    pub fn unread(response: &Response) -> ErrorBody {
        let body = response.body.trim_ascii();
        let text = String::from_utf8_lossy(&body[..body.len().min(TEXT_LIMIT)]);
        let text = (!text.is_empty()).then(|| response.quoted(text.into_owned()));
        ErrorBody { is_html: text.is_some() && response.is_html(), text, ..ErrorBody::default() }
    }

    /// What [`ErrorBody::unread`] left, read.
    pub fn read(&self) -> ErrorBody {
        let body = self.text.clone().unwrap_or_default().into_bytes();
        ErrorBody { is_html: self.is_html, ..ErrorBody::parse(&Response { body, ..Response::default() }) }
    }

    /// Whether the envelope has that code.
    pub fn has(&self, code: &ErrorCode) -> bool {
        self.entries.iter().any(|entry| entry.code == *code)
    }
}

fn read_entries(value: &Value) -> Vec<(ErrorEntry, Option<&Value>)> {
    match value.get("errors") {
        Some(Value::Array(entries)) if !entries.is_empty() => {
            entries.iter().filter_map(read_entry).take(MOST).collect()
        }
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
    let detail = value.get("detail").filter(|detail| !is_nothing(detail));
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

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
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
            if found.len() < MOST && !found.contains(&access) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn response(content_type: &str, body: &str) -> Response {
        let headers = Headers(vec![("content-type".to_owned(), content_type.to_owned())]);
        Response { status: 401, headers, body: body.as_bytes().to_vec(), ..Response::default() }
    }

    /// Entries as `code|message|detail`, rights as `kind:name:action`, a text as it is.
    #[track_caller]
    fn check(body: &str, expected: &[&str]) {
        let body = ErrorBody::parse(&response("application/json", body));
        let entry = |entry: &ErrorEntry| {
            format!("{}|{}|{}", entry.code.as_str(), entry.message, entry.detail.as_deref().unwrap_or_default())
        };
        let mut found: Vec<String> = body.entries.iter().map(entry).collect();
        found.extend(body.access.iter().map(|right| format!("{}:{}:{}", right.kind, right.name, right.action)));
        found.extend(body.text);
        assert_eq!(found, expected);
    }

    #[test]
    fn envelopes() {
        // CNCF Distribution 2.8.2
        check(
            r#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[{"Type":"repository","Class":"","Name":"team/app","Action":"pull"}]}]}
"#,
            &[
                r#"UNAUTHORIZED|authentication required|[{"Action":"pull","Class":"","Name":"team/app","Type":"repository"}]"#,
                "repository:team/app:pull",
            ],
        );
        check(
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"9"}}]}"#,
            &[r#"MANIFEST_UNKNOWN|manifest unknown|{"Tag":"9"}"#],
        );
        check(
            r#"{"errors":[{"code":"PAGINATION_NUMBER_INVALID","message":"invalid number of results requested","detail":{"n":5000}}]}"#,
            &[r#"PAGINATION_NUMBER_INVALID|invalid number of results requested|{"n":5000}"#],
        );
        // Harbor, GitLab, Quay
        check(
            r#"{"errors":[{"code":"UNAUTHORIZED","message":"unauthorized to list catalog: unauthorized to list catalog"}]}"#,
            &["UNAUTHORIZED|unauthorized to list catalog: unauthorized to list catalog|"],
        );
        check(
            r#"{"errors":[{"code":"DENIED","message":"access forbidden","detail":null}]}"#,
            &["DENIED|access forbidden|"],
        );
        check(
            r#"{"errors":[{"code":"TAG_EXPIRED","detail":{},"message":"Tag 1 has expired"}]}"#,
            &["TAG_EXPIRED|Tag 1 has expired|"],
        );
        check(
            r#"{"errors":[{"code":"UNAUTHORIZED","detail":{"type":"registry","name":"catalog","action":"*"}},{"message":"x"},7,"y"]}"#,
            &[r#"UNAUTHORIZED||{"action":"*","name":"catalog","type":"registry"}"#, "|x|", "|y|", "registry:catalog:*"],
        );
        check(r#"{"errors":{"code":"denied","message":"no"}}"#, &["DENIED|no|"]);
    }

    #[test]
    fn other_shapes() {
        check(r#"{"error":"invalid_grant","error_description":"wrong"}"#, &["invalid_grant|wrong|"]);
        check(r#"{"error":"something went wrong"}"#, &["|something went wrong|"]);
        check(r#"{"error":{"code":401,"message":"no"}}"#, &["401|no|"]);
        check(r#"{"message":"no such user"}"#, &["|no such user|"]);
        check(r#"{"details":"incorrect username or password"}"#, &["|incorrect username or password|"]);
        check(r#"{"errors":null,"message":"no"}"#, &["|no|"]);
    }

    #[test]
    fn what_is_no_envelope_is_kept() {
        for body in [
            r#"{"errors":null}"#,
            r#"{"errors":[]}"#,
            r#"{"errors":[null]}"#,
            "{}",
            "true",
            "[1]",
            "404 page not found",
            r#"{"errors":[{"co"#,
        ] {
            check(body, &[body]);
        }
        check("", &[]);
        check(" \n", &[]);
        let page = ErrorBody::parse(&response("text/html; charset=utf-8", "<html>502 Bad Gateway</html>"));
        assert!(page.is_html && page.entries.is_empty());
        assert_eq!(page.text.as_deref(), Some("<html>502 Bad Gateway</html>"));
        let long = ErrorBody::parse(&response("text/plain", &"ü".repeat(60_000)));
        assert!(!long.is_html);
        assert_eq!(long.text.map(|text| text.chars().count()), Some(32 << 10));
    }

    #[test]
    fn every_code_is_known_again() {
        for code in CODES {
            assert!(!matches!(ErrorCode::from(*code), ErrorCode::Other(_)));
            assert_eq!(ErrorCode::from(*code).as_str(), *code);
        }
        assert_eq!(ErrorCode::from("unauthorized"), ErrorCode::Unauthorized);
        assert_eq!(ErrorCode::from("TAG_IMMUTABLE").as_str(), "TAG_IMMUTABLE");
    }

    #[test]
    fn when_to_try_again() {
        // 2026-11-22 18:05:00 UTC
        let now = Moment(1_795_370_700_000);
        for (value, seconds) in [
            ("120", Some(120)),
            ("0", Some(0)),
            (" 7 ", Some(7)),
            ("1.5", Some(1)),
            ("120, 120", Some(120)),
            ("Sun, 22 Nov 2026 18:06:30 GMT", Some(90)),
            ("Sun, 22 Nov 2026 18:04:30 GMT", Some(0)),
            ("Sunday, 22-Nov-26 18:06:30 GMT", Some(90)),
            ("Sun Nov 22 18:06:30 2026", Some(90)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(86_400)),
            ("604800", Some(86_400)),
            ("99999999999999999999999", Some(86_400)),
            ("", None),
            ("-5", None),
            ("soon", None),
        ] {
            let headers = Headers(vec![("Retry-After".to_owned(), value.to_owned())]);
            assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{value:?}");
        }
        assert_eq!(retry_after(&Headers::default(), now), None);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_answer(body in "\\PC{0,60}|\\{\"error(s|)\":[\\[{]?(\"[a-z ]{0,8}\"|null|1|\\{\\})[\\]}]?\\}", value in "\\PC{0,40}|[0-9,. ]{0,30}", now: u64) {
            let parsed = ErrorBody::parse(&response("application/json", &body));
            proptest::prop_assert!(parsed.entries.is_empty() || parsed.text.is_none());
            let wait = retry_after(&Headers(vec![("retry-after".to_owned(), value)]), Moment(now));
            proptest::prop_assert!(wait.is_none_or(|wait| wait <= LONGEST_WAIT));
        }
    }
}
