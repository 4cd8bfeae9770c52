//! How the page's own list takes the place of the first names, which the loader drew while the program was on its way: with what was typed,
//! where the focus is, and how far it is scrolled.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::focus::focus_in_place;
use super::frame::frame;
use super::state::registry::Registry;

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
