//! The frame of index.html, with what the loader drew in it while the program was on its way (loader/first.js).

use leptos::prelude::*;
use web_sys::Element;

/// The frame, as long as it is there.
pub fn frame() -> Option<Element> {
    document().get_element_by_id("frame")
}

/// Takes the frame away, unless something of use is in it: then it stays until the page has that too.
pub fn remove_empty_frame() {
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
