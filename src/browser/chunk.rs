//! The modules that come later than the first one. Their loader (lab/page/src/split/load.js) is not part of the program.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Where the loader writes down the address of a file that did not come.
const MISSING: &str = "pierglassMissing";

/// The file that did not come, by its full address.
pub fn missing() -> Option<String> {
    Reflect::get(&js_sys::global(), &JsValue::from_str(MISSING)).ok()?.as_string()
}
