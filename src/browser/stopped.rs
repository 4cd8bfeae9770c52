//! What a panic leaves behind: a word to the loader, which outlives the program and tells the person (`loader/loader.js`).

use std::panic::{self, PanicHookInfo};

use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

/// The name of the event on `window`; its detail is the place in the source.
const STOPPED: &str = "pierglass-stopped";

/// Tells the loader when the program panics.
pub fn tell() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        web_sys::console::error_1(&JsValue::from_str(&format!("Pierglass stopped at {place}: {}", fixed_words(panic))));
        let details = CustomEventInit::new();
        details.set_detail(&JsValue::from_str(&place));
        if let (Some(window), Ok(event)) = (web_sys::window(), CustomEvent::new_with_event_init_dict(STOPPED, &details))
        {
            let _ = window.dispatch_event(&event);
        }
    }));
}

/// What a panic says, where it says the same each time. What is put together can repeat a stranger's text, or a password.
fn fixed_words(panic: &PanicHookInfo<'_>) -> &'static str {
    panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("its words hold data, and are not repeated")
}
