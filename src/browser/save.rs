//! Bytes that a person keeps as a file.

use js_sys::{Array, Uint8Array};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

/// How long the browser has to take the bytes over, in milliseconds: it does not say when it has.
const A_WHILE: u32 = 60_000;

/// Hands bytes over as a file of this name, as a click on a link with `download` does; false where the browser lets no page do so.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) -> bool {
    handed_over(name, media_type, bytes).is_ok()
}

fn handed_over(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let properties = BlobPropertyBag::new();
    properties.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let address =
        Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence_and_options(&parts, &properties)?)?;
    let link: HtmlElement = document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.click();
    gloo_timers::callback::Timeout::new(A_WHILE, move || {
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
