//! JSON of strangers, and the bytes that it carries in base64.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

/// More is read by nothing here, in bytes: a statement may list all files of an image.
pub const SIZE_LIMIT: usize = 16 << 20;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);

const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// It has more than 16 MB.
    #[error("it is longer than 16 MB")]
    TooLong,
    /// It is no JSON, or was cut.
    #[error("it is not JSON, or was cut")]
    NotJson,
    /// A member is missing or is of another kind; its name, as a path.
    #[error("{0} is missing, or is not what it should be")]
    Member(&'static str),
}

/// An object of at most [`SIZE_LIMIT`] bytes.
pub fn object(body: &[u8]) -> Result<Value, DocumentError> {
    if body.len() > SIZE_LIMIT {
        return Err(DocumentError::TooLong);
    }
    let value: Value = serde_json::from_slice(body).map_err(|_| DocumentError::NotJson)?;
    if value.is_object() { Ok(value) } else { Err(DocumentError::NotJson) }
}

/// A member that is a text.
pub fn text(value: &Value, name: &'static str) -> Result<String, DocumentError> {
    optional_text(value, name).ok_or(DocumentError::Member(name))
}

/// A member that is a text, where there is one.
pub fn optional_text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

/// A member that is bytes in base64.
pub fn bytes(value: &Value, name: &'static str) -> Result<Vec<u8>, DocumentError> {
    value.get(name).and_then(Value::as_str).and_then(base64).ok_or(DocumentError::Member(name))
}

/// A number as Protobuf's JSON writes it: one of 64 bits as a text.
pub fn number(value: &Value, name: &str) -> Option<i64> {
    let value = value.get(name)?;
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// The items of a member that is a list, none where it is none.
pub fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The bytes of a text in either alphabet of base64, padded or not.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).or_else(|_| BASE64_URL.decode(text)).ok()
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The bytes of hexadecimal digits.
pub fn unhex(digits: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| char::from(digit).to_digit(16);
    let pairs = digits.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(value(*high)? * 16 + value(*low)?).ok(),
        _ => None,
    });
    pairs.collect()
}

/// Bytes in base64, padded.
pub fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}
