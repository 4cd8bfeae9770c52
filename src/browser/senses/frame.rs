//! One question in one hidden frame, which goes as soon as it is answered or nobody waits any more.
//!
//! The frame is sandboxed and so has no origin: it can read nothing of this page, and what it asks comes from the origin
//! `null`. Where the browser knows how, it sends no cookies either (`credentialless`).

use std::time::Duration;

use js_sys::{Array, Function, Object, Promise, Reflect};
use url::Url;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, Window};

use super::super::address_bar::own_folder;
use super::super::time::within;
use crate::diagnosis::senses::{Sense, SenseAnswer, TimedAnswer};

/// How long the page of the probes may take to load, and to answer past its limit.
const LOADING: Duration = Duration::from_secs(3);

/// It must be on screen: browsers do not load everything in frames that nobody could see.
const STYLE: &str = "position:fixed;top:0;left:0;width:1px;height:1px;border:0;opacity:0;pointer-events:none";

/// Asks; `None` where the page of the probes is not there or never answers.
pub(super) async fn ask(sense: Sense, url: &Url, limit: Duration) -> Option<TimedAnswer> {
    let window = web_sys::window()?;
    let frame = Frame::open(&window).ok()?;
    within(LOADING, JsFuture::from(frame.loaded.clone())).await?.ok()?;
    let nonce = format!("{}", js_sys::Math::random());
    let answer = Listener::begin(&window, frame.content()?, &nonce);
    let question = Object::new();
    set(&question, "kind", &sense.name().into());
    set(&question, "url", &url.as_str().into());
    set(&question, "limit", &(limit.as_millis() as f64).into());
    set(&question, "nonce", &nonce.into());
    // A frame without an origin has no name to address it by; it gets no secret.
    let post: Function = get(&frame.content()?, "postMessage").dyn_into().ok()?;
    post.call2(&frame.content()?, &question, &"*".into()).ok()?;
    let said = within(limit + LOADING, JsFuture::from(answer.heard.clone())).await?.ok()?;
    let after = get(&said, "after").as_f64().filter(|after| (0.0..1e9).contains(after))?;
    Some(TimedAnswer {
        answer: SenseAnswer::parse(&get(&said, "said").as_string()?)?,
        after: Duration::from_millis(after as u64),
    })
}

/// A frame that is in the document for as long as this lives.
struct Frame {
    element: HtmlElement,
    loaded: Promise,
}

impl Frame {
    fn open(window: &Window) -> Result<Frame, JsValue> {
        let document = window.document().ok_or(JsValue::NULL)?;
        let element: HtmlElement = document.create_element("iframe")?.unchecked_into();
        let page = own_folder().and_then(|folder| folder.join("probe/probe.html").ok()).ok_or(JsValue::NULL)?;
        for (name, value) in [
            ("sandbox", "allow-scripts"),
            ("allow", "local-network-access; loopback-network; local-network"),
            ("credentialless", ""),
            ("aria-hidden", "true"),
            ("tabindex", "-1"),
            ("src", page.as_str()),
        ] {
            element.set_attribute(name, value)?;
        }
        element.style().set_css_text(STYLE);
        let loaded = Promise::new(&mut |resolve, _| {
            let _ = element.add_event_listener_with_callback("load", &resolve);
        });
        document.body().ok_or(JsValue::NULL)?.append_child(&element)?;
        Ok(Frame { element, loaded })
    }

    /// The window inside.
    fn content(&self) -> Option<JsValue> {
        Some(get(&self.element, "contentWindow")).filter(JsValue::is_object)
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.element.remove();
    }
}

/// Waits for the one answer that comes from this frame and repeats the question's nonce.
struct Listener {
    window: Window,
    listener: Closure<dyn FnMut(JsValue)>,
    heard: Promise,
}

impl Listener {
    fn begin(window: &Window, from: JsValue, nonce: &str) -> Listener {
        let mut answer = None;
        let heard = Promise::new(&mut |resolve, _| answer = Some(resolve));
        let nonce = nonce.to_string();
        let listener = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let data = get(&event, "data");
            let is_answer = get(&event, "source") == from && get(&data, "nonce").as_string().as_deref() == Some(&nonce);
            if let Some(answer) = answer.as_ref().filter(|_| is_answer) {
                let _ = answer.call1(&JsValue::NULL, &data);
            }
        });
        let _ = window.add_event_listener_with_callback("message", listener.as_ref().unchecked_ref());
        Listener { window: window.clone(), listener, heard }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.window.remove_event_listener_with_callback("message", self.listener.as_ref().unchecked_ref());
    }
}

/// A member of whatever this is; undefined where it is none.
pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Calls a method; `None` where there is none or it throws.
pub(super) fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = get(object, method).dyn_into().ok()?;
    Reflect::apply(&function, object, &arguments.iter().collect::<Array>()).ok()
}

/// Sets a member of a plain object.
pub(super) fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
