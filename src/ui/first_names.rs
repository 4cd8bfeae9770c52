//! The first names, or the heading of a repository, which the loader draws in the frame of index.html while the program is on its way
//! (loader/first.js), and how the page's own takes their place: with what was typed, where the focus is, and how far it is scrolled.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::focus::focus_in_place;
use super::state::registry::Registry;

/// The frame of index.html, as long as it is there.
fn frame() -> Option<Element> {
    document().get_element_by_id("frame")
}

/// Takes the frame away, unless there are names in it: then it stays until the list is there.
pub fn remove_frame_without_names() {
    if let Some(frame) = frame().filter(|frame| !frame.has_attribute("data-first")) {
        frame.remove();
    }
}

/// Something else than the first list is shown: the frame goes for good.
pub fn turn_away() {
    if let Some(frame) = frame() {
        frame.remove();
    }
}

/// The page's own list takes the place of the names in the frame.
pub fn take_over(registry: Registry) {
    let Some(frame) = frame() else { return };
    let focused = document().active_element().filter(|focused| frame.contains(Some(focused)));
    let row = focused.as_ref().and_then(|focused| focused.closest("[data-row]").ok()??.get_attribute("data-row"));
    let typed =
        frame.query_selector("#filter").ok().flatten().and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    let typed = typed.map(|input| input.value()).filter(|typed| !typed.is_empty());
    let scrolled = window().scroll_y().unwrap_or(0.0);
    frame.remove();
    if let Some(typed) = typed {
        registry.filter.set(typed);
    }
    registry.scrolled.set(scrolled);
    // The rows are measured anew, and may have to be made first.
    request_animation_frame(move || {
        window().scroll_to_with_x_and_y(0.0, scrolled);
        match (focused, row) {
            (Some(_), Some(row)) => focus_in_place(&format!("[data-row=\"{row}\"] a")),
            (Some(focused), None) if focused.id() == "filter" => focus_in_place("#filter"),
            _ => {}
        }
    });
}
