//! What the browser keeps between visits, as lists of texts under versioned keys: [`Key`] names them all, docs/settings.md tells of
//! them. Nothing secret, with one exception that a person
//! chooses: the sign-in of one registry, for as long as the tab is open.
//!
//! Storage may be forbidden (a sandboxed frame, a private window) or full. The page then simply forgets.

use js_sys::{Array, JSON};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

use crate::registry::host::RegistryHost;

/// For how long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Until somebody clears it.
    Always,
    /// Until the tab is closed.
    ThisTab,
}

/// Gives [`Key`]: a value of the page as a whole, or one of each registry.
macro_rules! keys {
    (
        $(#[doc = $about:literal] $alone:ident = $name:literal $keep:ident;)*
        of each registry
        $(#[doc = $about_it:literal] $of:ident = $name_of:literal $keep_of:ident;)*
    ) => {
        /// All that is kept, each under a key of its own.
        #[derive(Clone, Copy, Debug)]
        pub enum Key<'a> {
            $(#[doc = $about] $alone,)*
            $(#[doc = $about_it] $of(&'a RegistryHost),)*
        }

        impl Key<'_> {
            fn place(self) -> (Keep, String) {
                match self {
                    $(Key::$alone => (Keep::$keep, format!("{VERSION}{}", $name)),)*
                    $(Key::$of(host) => (Keep::$keep_of, format!("{VERSION}{}.{host}", $name_of)),)*
                }
            }
        }

        /// What is kept of each registry.
        const OF_EACH: &[(Keep, &str)] = &[$((Keep::$keep_of, $name_of),)*];
    };
}

keys! {
    /// The registries that were opened before, latest first.
    Recent = "recent" Always;
    /// Whether repositories are shown as a list or as a tree.
    Show = "show" Always;
    /// Light or dark, where somebody chose.
    Theme = "theme" Always;
    /// The program whose commands are shown.
    Tool = "tool" Always;
    /// What somebody said stands before their registry.
    Server = "server" Always;
    /// What somebody said stands before their token service.
    ServerOfTokens = "server-of-tokens" Always;

    of each registry
    /// Where its token service is, so that the first refusal can be left out.
    Memory = "memory" Always;
    /// The repositories that were opened before, latest first.
    Opened = "opened" Always;
    /// When somebody signed out of it, for the other tabs.
    SignedOut = "signed-out" Always;
    /// When this tab was signed in to it.
    SignedIn = "signed-in" ThisTab;
    /// User, password, and the origins that the person agreed to: only where a person chose "until I close this tab".
    SignIn = "sign-in" ThisTab;
}

/// Part of every key. A later version of the page that stores other shapes counts up, and old values are left alone.
const VERSION: &str = "pierglass.1.";

/// Reads a list of texts; empty where there is none, or something of another shape.
pub fn load(key: Key) -> Vec<String> {
    let (keep, key) = key.place();
    let text = storage(keep).and_then(|storage| storage.get_item(&key).ok()?);
    let value = text.and_then(|text| JSON::parse(&text).ok()).and_then(|value| value.dyn_into::<Array>().ok());
    value.map(|items| items.iter().filter_map(|item| item.as_string()).collect()).unwrap_or_default()
}

/// Writes a list of texts.
pub fn save(key: Key, texts: &[String]) {
    let (keep, key) = key.place();
    if let Some(storage) = storage(keep) {
        let value: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
        if let Ok(text) = JSON::stringify(&value) {
            let _ = storage.set_item(&key, &String::from(text));
        }
    }
}

/// Removes a value.
pub fn remove(key: Key) {
    let (keep, key) = key.place();
    if let Some(storage) = storage(keep) {
        let _ = storage.remove_item(&key);
    }
}

/// Removes what is always kept of each registry, of whichever there is something. What this tab keeps, stays: a sign-in ends otherwise.
pub fn remove_of_all_registries() {
    let Some(storage) = storage(Keep::Always) else { return };
    let always = OF_EACH.iter().filter(|(keep, _)| *keep == Keep::Always);
    let beginnings: Vec<String> = always.map(|(_, name)| format!("{VERSION}{name}.")).collect();
    let names: Vec<String> = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok()?).collect();
    for name in names.iter().filter(|name| beginnings.iter().any(|beginning| name.starts_with(beginning))) {
        let _ = storage.remove_item(name);
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
