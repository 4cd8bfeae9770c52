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

/// The sign-in form in the frame, which somebody may be filling in.
pub fn first_form() -> Option<Element> {
    frame()?.query_selector(".sign-in").ok().flatten()
}

/// Something is there to see: the frame goes, unless somebody may be filling in the form in it. That goes with the page's own form.
pub fn make_way() {
    if first_form().is_none() {
        turn_away();
    }
}

/// Something else than the first list is shown: the frame goes for good.
pub fn turn_away() {
    if let Some(frame) = frame() {
        frame.remove();
    }
}
