//! A file that a person opens.

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// The bytes of the file that a field holds; `None` where it holds none, or the browser does not hand it out.
pub async fn opened(field: &HtmlInputElement) -> Option<Vec<u8>> {
    let file = field.files()?.get(0)?;
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}
