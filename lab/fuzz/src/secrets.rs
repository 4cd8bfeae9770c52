//! Secrets that are planted, and the look for them in whatever comes out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

/// Every planted secret is full of this, so that a part of one gives itself away as well. It survives percent signs and JSON's
/// escapes as it is.
pub const MARK: &str = "Mk7QxVz9";

/// [`MARK`] in Base64, as far as it does not depend on what stands beside it, for each of the three places where it may begin.
const ENCODED: [&str; 3] = ["TWs3UXhWej", "1rN1F4Vno5", "NazdReFZ6O"];

/// A secret with everything in it that some encoding changes.
pub fn planted(name: &str) -> String {
    format!("{MARK}{name}\"\\ %+/?&=\u{fc}{MARK}~{MARK}")
}

/// A secret that can stand in a header, such as a token.
pub fn planted_token(name: &str) -> String {
    format!("{MARK}.{name}+/~{MARK}")
}

/// A piece of the first secret that is found in a text, with what stands around it.
pub fn find(text: &str) -> Option<String> {
    let at = [MARK].iter().chain(&ENCODED).find_map(|form| text.find(form))?;
    let begin = (at.saturating_sub(60)..=at).find(|at| text.is_char_boundary(*at)).unwrap_or(at);
    let end = ((at + 60).min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    Some(text[begin..end].to_owned())
}

/// The forms in which a server may give a secret back: as it is, in JSON, in addresses, in Base64.
pub fn forms(secret: &str) -> Vec<String> {
    let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let json = serde_json::Value::from(secret).to_string();
    let json = json[1..json.len() - 1].to_owned();
    // Programs differ in what they encode, and how.
    let percent = form.replace('+', "%20");
    let others = [form.replace("%7E", "~"), form.replace("%2F", "%2f"), percent];
    [secret.to_owned(), json, STANDARD.encode(secret), form].into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_found() {
        for secret in [planted("password"), planted_token("a")] {
            for form in forms(&secret) {
                for before in ["", "u:", "us:", "user:"] {
                    assert!(find(&format!("{before}{form}")).is_some(), "{form}");
                    let encoded = STANDARD.encode(format!("{before}{secret}"));
                    assert!(find(&format!("said: {encoded}")).is_some(), "{encoded}");
                }
            }
        }
        assert_eq!(find("nothing of that kind, \u{fc}"), None);
    }
}
