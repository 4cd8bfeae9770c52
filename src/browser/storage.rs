//! What the browser keeps between visits, as JSON under versioned keys. Nothing secret, with one exception that a person
//! chooses: the sign-in of one registry, for as long as the tab is open.
//!
//! Storage may be forbidden (a sandboxed frame, a private window) or full. The page then simply forgets.

use serde::Serialize;
use serde::de::DeserializeOwned;
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

/// Reads a value; `None` where there is none, or one of another shape.
pub fn load<T: DeserializeOwned>(keep: Keep, key: &str) -> Option<T> {
    let text = storage(keep)?.get_item(&format!("{VERSION}{key}")).ok()??;
    serde_json::from_str(&text).ok()
}

/// Writes a value.
pub fn save<T: Serialize>(keep: Keep, key: &str, value: &T) {
    if let (Some(storage), Ok(text)) = (storage(keep), serde_json::to_string(value)) {
        let _ = storage.set_item(&format!("{VERSION}{key}"), &text);
    }
}

/// Removes a value.
pub fn remove(keep: Keep, key: &str) {
    if let Some(storage) = storage(keep) {
        let _ = storage.remove_item(&format!("{VERSION}{key}"));
    }
}

fn storage(keep: Keep) -> Option<Storage> {
    let window = web_sys::window()?;
    match keep {
        Keep::Always => window.local_storage(),
        Keep::ThisTab => window.session_storage(),
    }
    .ok()?
}
