//! What the browser keeps between visits, as lists of texts under versioned keys. Nothing secret, with one exception that a person
//! chooses: the sign-in of one registry, for as long as the tab is open.
//!
//! Storage may be forbidden (a sandboxed frame, a private window) or full. The page then simply forgets.

use js_sys::{Array, JSON};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

/// Where to keep something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Until somebody clears it.
    Always,
    /// Until the tab is closed.
    ThisTab,
}

/// Part of every key. A later version of the page that stores other shapes counts up, and old values are left alone.
const VERSION: &str = "pierglass.1.";

/// Reads a list of texts; empty where there is none, or something of another shape.
pub fn load(keep: Keep, key: &str) -> Vec<String> {
    let text = storage(keep).and_then(|storage| storage.get_item(&format!("{VERSION}{key}")).ok()?);
    let value = text.and_then(|text| JSON::parse(&text).ok()).and_then(|value| value.dyn_into::<Array>().ok());
    value.map(|items| items.iter().filter_map(|item| item.as_string()).collect()).unwrap_or_default()
}

/// Writes a list of texts.
pub fn save(keep: Keep, key: &str, texts: &[String]) {
    if let Some(storage) = storage(keep) {
        let value: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
        if let Ok(text) = JSON::stringify(&value) {
            let _ = storage.set_item(&format!("{VERSION}{key}"), &String::from(text));
        }
    }
}

/// Removes a value.
pub fn remove(keep: Keep, key: &str) {
    if let Some(storage) = storage(keep) {
        let _ = storage.remove_item(&format!("{VERSION}{key}"));
    }
}

/// Calls `changed` whenever another tab of this page has written something, and when this one is shown again after it was left.
pub fn on_change(changed: impl FnMut() + 'static) {
    let listener = Closure::<dyn FnMut()>::new(changed);
    if let Some(window) = web_sys::window() {
        for event in ["storage", "pageshow"] {
            let _ = window.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        }
    }
    listener.forget();
}

fn storage(keep: Keep) -> Option<Storage> {
    let window = web_sys::window()?;
    match keep {
        Keep::Always => window.local_storage(),
        Keep::ThisTab => window.session_storage(),
    }
    .ok()?
}
