//! Where the keyboard is.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

/// Gives the focus to the first match and brings it into sight; false where there is none.
pub fn focus(selector: &str) -> bool {
    found(selector).is_some_and(|found| found.focus().is_ok())
}

/// Gives the focus to the first match, and leaves the page scrolled as it is.
pub fn focus_in_place(selector: &str) {
    if let Some(found) = found(selector) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = found.focus_with_options(&options);
    }
}

fn found(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}
