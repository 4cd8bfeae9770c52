//! A text as an address that a link can hand over as a file.

use js_sys::encode_uri_component;

/// The address, for the `href` of a link with `download`.
pub fn data_file(media_type: &str, text: &str) -> String {
    format!("data:{media_type};charset=utf-8,{}", String::from(encode_uri_component(text)))
}
