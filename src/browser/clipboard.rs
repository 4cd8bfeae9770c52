//! Copying a text. On a page that is served by plain http there is no `navigator.clipboard`; there the old command still
//! works.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlElement, HtmlTextAreaElement, Navigator};

/// Copies a text. `false` where the browser forbids it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    if has_clipboard(&window.navigator())
        && JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
    {
        return true;
    }
    window.document().is_some_and(|document| copy_by_command(&document, text).unwrap_or(false))
}

fn has_clipboard(navigator: &Navigator) -> bool {
    Reflect::get(navigator, &JsValue::from_str("clipboard")).is_ok_and(|clipboard| clipboard.is_object())
}

fn copy_by_command(document: &Document, text: &str) -> Result<bool, JsValue> {
    let focused = document.active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let area: HtmlTextAreaElement = document.create_element("textarea")?.unchecked_into();
    area.set_value(text);
    area.set_class_name("visually-hidden");
    let body = document.body().ok_or(JsValue::NULL)?;
    body.append_child(&area)?;
    area.select();
    let command: js_sys::Function = Reflect::get(document, &JsValue::from_str("execCommand"))?.dyn_into()?;
    let copied = command.call1(document, &JsValue::from_str("copy"))?.is_truthy();
    area.remove();
    if let Some(focused) = focused {
        focused.focus()?;
    }
    Ok(copied)
}
