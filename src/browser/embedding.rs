//! The page around this one, and scripts beside it: who is told of a report.

use js_sys::{JSON, Reflect};
use url::Url;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Window};

/// The name of the event and of the message.
const REPORT: &str = "pierglass-report";

/// Whether another page shows this one in a frame.
pub fn is_framed() -> bool {
    web_sys::window().is_some_and(|window| parent(&window).is_some())
}

/// Tells everybody who listens on `window` about a report, and the page around this one. What is posted goes to that
/// page's origin alone; where the browser does not name it, nothing is posted.
pub fn tell_report(report: &str) {
    let Some(window) = web_sys::window() else { return };
    let Ok(report) = JSON::parse(report) else { return };
    let init = CustomEventInit::new();
    init.set_detail(&report);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(REPORT, &init) {
        let _ = window.dispatch_event(&event);
    }
    let Some((parent, origin)) = parent(&window).zip(parent_origin(&window)) else { return };
    let message = js_sys::Object::new();
    let _ = Reflect::set(&message, &JsValue::from_str("type"), &JsValue::from_str(REPORT));
    let _ = Reflect::set(&message, &JsValue::from_str("report"), &report);
    let _ = parent.post_message(&message, &origin);
}

fn parent(window: &Window) -> Option<Window> {
    let parent = window.parent().ok()??;
    (!js_sys::Object::is(parent.as_ref(), window.as_ref())).then_some(parent)
}

/// Chromium and WebKit name the origins around a frame; Firefox names the page that opened it.
fn parent_origin(window: &Window) -> Option<String> {
    let member = |of: &JsValue, name: &str| Reflect::get(of, &JsValue::from_str(name)).ok();
    let ancestors = member(window.location().unchecked_ref(), "ancestorOrigins");
    let first = ancestors.and_then(|ancestors| member(&ancestors, "0")?.as_string());
    let address = first.unwrap_or_else(|| window.document().map(|document| document.referrer()).unwrap_or_default());
    let origin = Url::parse(&address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}
