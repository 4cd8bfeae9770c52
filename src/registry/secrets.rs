//! What must not come back: secrets that a server was sent, taken out of what it says.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::error::{AccessDetail, ErrorBody, ErrorCode};
use super::http::Authorization;
use super::secret::Secret;

/// Stands where something was left out.
pub const LEFT_OUT: &str = "redacted";

/// What was sent and must not come back in anything that is shown, in each form in which a server may give it back: as it is, in an
/// address, in JSON, in Base64. Nothing shows it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(Vec<String>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} forms of secrets", self.0.len())
    }
}

impl Secrets {
    /// What a request carries: a token, or a name and a password.
    pub fn of(authorization: &Authorization) -> Secrets {
        let (Authorization::Basic(value) | Authorization::Bearer(value)) = authorization;
        let mut secrets = Secrets::default();
        secrets.add(value);
        if let Authorization::Basic(pair) = authorization
            && let Some(pair) = STANDARD.decode(pair.expose()).ok().and_then(|pair| String::from_utf8(pair).ok())
            && let Some((_, password)) = pair.split_once(':')
        {
            secrets.add(&Secret::new(password));
        }
        secrets
    }

    /// One more text that must not come back. What has up to two characters stands in any text by chance.
    pub fn add(&mut self, secret: &Secret) {
        let secret = secret.expose();
        if secret.chars().count() <= 2 {
            return;
        }
        let encoded = STANDARD.encode(secret);
        let unpadded = encoded.trim_end_matches('=').to_owned();
        let pair = secret.trim_end_matches('=').to_owned();
        let json = Value::from(secret).to_string();
        let json = json[1..json.len() - 1].to_owned();
        let mut forms = vec![secret.to_owned(), json, pair, encoded, unpadded, URL_SAFE_NO_PAD.encode(secret)];
        forms.retain(|form| form.chars().count() > 2 && !self.0.contains(form));
        forms.sort();
        forms.dedup();
        self.0.extend(forms);
        // A longer form first: a shorter one may be the beginning of it.
        self.0.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// The text without any of them.
    pub fn scrub(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, form| without(&text, form))
    }

    /// The same for words that are mostly our own. A password that is a plain word would take it out of our sentences, and so be
    /// told by the gap; it stays in the strangers' texts that it was taken out of already.
    pub fn scrub_sentence(&self, text: &str) -> String {
        let is_word = |form: &&String| form.len() < 12 && form.bytes().all(|byte| byte.is_ascii_lowercase());
        Secrets(self.0.iter().filter(|form| !is_word(form)).cloned().collect()).scrub(text)
    }

    /// What a server said about an error, without any of them.
    pub fn scrub_error(&self, mut said: ErrorBody) -> ErrorBody {
        for entry in &mut said.entries {
            entry.code = ErrorCode::from(self.scrub_sentence(entry.code.as_str()).as_str());
            entry.message = self.scrub_sentence(&entry.message);
            entry.detail = entry.detail.as_deref().map(|detail| self.scrub_detail(detail));
        }
        for AccessDetail { kind, name, action } in &mut said.access {
            [kind, name, action].into_iter().for_each(|text| *text = self.scrub_sentence(text));
        }
        said.text = said.text.as_deref().map(|text| self.scrub_sentence(text));
        said
    }

    /// JSON as a text: what stands in it may be encoded once more.
    fn scrub_detail(&self, detail: &str) -> String {
        let inner = serde_json::from_str::<Value>(detail).map(|mut value| {
            self.scrub_json(&mut value);
            value.to_string()
        });
        self.scrub_sentence(inner.as_deref().unwrap_or(detail))
    }

    /// Every text of a JSON document without any of them.
    pub fn scrub_json(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.scrub_sentence(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.scrub_json(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.scrub_json(member)),
            _ => {}
        }
    }
}

/// A text without a form of a secret.
fn without(text: &str, form: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut rest, mut at) = (text, 0);
    while at < rest.len() {
        let length = spelled(&rest.as_bytes()[at..], form);
        match length.and_then(|length| rest.split_at_checked(at + length)) {
            Some((before, behind)) => {
                kept.push_str(&before[..at]);
                kept.push_str(LEFT_OUT);
                (rest, at) = (behind, 0);
            }
            None => at += 1,
        }
    }
    // A text that was cut may end in the middle of one.
    let begun = (CUT..form.len().min(rest.len() + 1))
        .rev()
        .find(|length| rest.as_bytes().ends_with(&form.as_bytes()[..*length]));
    match begun.and_then(|length| rest.split_at_checked(rest.len() - length)) {
        Some((before, _)) => kept + before + LEFT_OUT,
        None => kept + rest,
    }
}

/// So many bytes of the beginning of a form, at the end of a text, are a part of a secret and no chance.
const CUT: usize = 12;

/// How long a form of a secret is at the beginning of a text.
fn spelled(text: &[u8], form: &str) -> Option<usize> {
    let is_plain = text.starts_with(form.as_bytes());
    is_plain
        .then_some(form.len())
        .or_else(|| in_address(text, form))
        .or_else(|| in_json(text, form, 1))
        .or_else(|| in_json(text, form, 2))
}

/// The same in an address: each byte as it is or as `%XX`, for programs differ in which they encode, and a space also as `+`.
fn in_address(text: &[u8], form: &str) -> Option<usize> {
    let mut at = 0;
    for byte in form.bytes() {
        at += match *text.get(at)? {
            b'%' => match text.get(at + 1..at + 3).and_then(hexadecimal) {
                Some(encoded) if encoded == u32::from(byte) => 3,
                // A percent sign that encodes nothing stays one.
                None if byte == b'%' => 1,
                _ => return None,
            },
            b'+' if byte == b' ' => 1,
            // Browsers read it so.
            b'/' if byte == b'\\' => 1,
            one if one == byte => 1,
            _ => return None,
        };
    }
    Some(at)
}

/// The same in JSON, or in JSON that is a text in JSON: each character as it is, behind a backslash, or as `\uXXXX`. `escape` says with
/// how many backslashes an escape begins, one or two.
fn in_json(text: &[u8], form: &str, escape: usize) -> Option<usize> {
    let (mut at, mut bytes, mut units) = (0, [0; 4], [0; 2]);
    for one in form.chars() {
        let rest = text.get(at..)?;
        // A text of backslashes alone would be counted at each of them.
        let backslashes = rest.iter().take(2 * escape).take_while(|byte| **byte == b'\\').count();
        let plain = one.encode_utf8(&mut bytes).as_bytes();
        let behind = |backslashes: usize| rest.get(backslashes..).unwrap_or_default();
        at += match one {
            _ if backslashes == escape && behind(escape).starts_with(b"u") => {
                let units = one.encode_utf16(&mut units);
                let length = escape + 5;
                let is_unit = |(place, unit): (usize, &u16)| {
                    let digits = rest.get(place * length + escape + 1..(place + 1) * length);
                    digits.and_then(hexadecimal) == Some((*unit).into())
                };
                if !units.iter().enumerate().all(is_unit) {
                    return None;
                }
                units.len() * length
            }
            '"' if backslashes == 2 * escape - 1 && behind(backslashes).starts_with(b"\"") => 2 * escape,
            '\\' if backslashes >= 2 * escape => 2 * escape,
            '/' if backslashes == escape && behind(escape).starts_with(b"/") => escape + 1,
            '"' | '\\' => return None,
            _ if rest.starts_with(plain) => plain.len(),
            _ => return None,
        };
    }
    Some(at)
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::auth::credentials::Credentials;
    use crate::registry::error::ErrorEntry;

    fn secrets(texts: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        texts.iter().for_each(|text| secrets.add(&Secret::new(*text)));
        secrets
    }

    #[test]
    fn secrets_that_a_server_repeats_are_taken_out() {
        let secrets = secrets(&["hunter2", "", "ab", r#"p "w/ö"#, r#""quoted""#, r"50%/100%/a\b"]);
        for (text, shown) in [
            ("no hunter2 here, ab", "no redacted here, ab"),
            ("aHVudGVyMg== and aHVudGVyMg", "redacted and redacted"),
            ("aHVudGVyMg%3D%3D, %68unter2, hunter, hunter%32%", "redacted, redacted, hunter, redacted%"),
            (r#"p "w/ö"#, "redacted"),
            (r#"{"said":"\"quoted\""}"#, r#"{"said":"redacted"}"#),
            (r#"{"said":"{\"p\":\"\\\"quoted\\\"\"}"}"#, r#"{"said":"{\"p\":\"redacted\"}"}"#),
            ("?a=p+%22w%2F%C3%B6&b=p%20%22w%2F%C3%B6&c=p%20%22w%2f%c3%b6", "?a=redacted&b=redacted&c=redacted"),
            (r#"{"said":"p \"w/ö"}"#, r#"{"said":"redacted"}"#),
            (r#"{"said":"p\u0020\u0022w\/\u00f6"}"#, r#"{"said":"redacted"}"#),
            ("/v2/p%20%22w/%C3%B6 and /v2/50%/100%25/a//b?=", "/v2/redacted and /v2/redacted?="),
            (r"\u0070 \u, \ud83e\u0070", r"\u0070 \u, \ud83e\u0070"),
        ] {
            assert_eq!(secrets.scrub(text), shown);
        }
        assert!(!format!("{secrets:?}").contains("hunter2"));
    }

    #[test]
    fn a_secret_that_was_cut_goes_too() {
        let secrets = secrets(&["correct-horse-battery"]);
        assert_eq!(secrets.scrub("{\"said\":\"correct-horse-bat"), "{\"said\":\"redacted");
        assert_eq!(secrets.scrub("correct-horse-battery correct-hor"), "redacted correct-hor");
    }

    #[test]
    fn a_password_that_is_a_plain_word_leaves_our_sentences() {
        let secrets = secrets(&["registry", "hunter2"]);
        assert_eq!(secrets.scrub_sentence("The registry said hunter2."), "The registry said redacted.");
        assert_eq!(secrets.scrub("registry"), LEFT_OUT);
    }

    #[test]
    fn what_a_request_carried() {
        let credentials = Credentials::new("demo", "a&b c").expect("credentials");
        let secrets = Secrets::of(&credentials.basic());
        assert_eq!(
            secrets.scrub(r"no demo with a\u0026b c, a%26b+c or ZGVtbzphJmIgYw"),
            "no demo with redacted, redacted or redacted"
        );
        assert_eq!(Secrets::of(&Authorization::Bearer(Secret::new("t.o.k"))).scrub("t.o.k?"), "redacted?");
        let entry = ErrorEntry { code: ErrorCode::Denied, message: "no a&b c".into(), detail: Some("a&b c".into()) };
        let access = AccessDetail { kind: "repository".into(), name: "a&b c".into(), action: "pull".into() };
        let said = ErrorBody { entries: vec![entry], access: vec![access], text: Some("a&b c".into()), is_html: false };
        let said = format!("{:?}", secrets.scrub_error(said));
        assert!(!said.contains("a&b") && said.contains("no redacted") && said.contains("Denied"), "{said}");
    }
}
