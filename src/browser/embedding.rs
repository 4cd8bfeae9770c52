//! The page around this one, and scripts beside it: who is heard, and who is told.
//!
//! A message is read only if it comes from the window around this one *and* from an origin that `config.json` trusts. The
//! browser names that origin with the message (`event.origin`), so nothing is taken from a referrer. The one message without
//! an addressee is a bare hello; everything else goes to the origin that answered it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{JSON, Object, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Element, MessageEvent, ResizeObserver, Window};

use super::time::now;
use crate::embedding::gate::{Admission, Gate};
use crate::embedding::{LONGEST, MessageError};

/// The name of the event on `window`.
const REPORT: &str = "pierglass-report";

/// So much is kept for a page around this one that has not said hello yet.
const WAITING: usize = 16;

/// The page around this one, where there is one.
#[derive(Clone)]
pub struct Portal(Rc<Inner>);

struct Inner {
    parent: Option<Window>,
    trust: RefCell<Trust>,
    gate: Cell<Gate>,
    has_warned: Cell<bool>,
}

enum Trust {
    /// It has not said hello. These messages wait for it.
    Unknown(Vec<Value>),
    Trusted(String),
    NotTrusted,
}

/// Whether this page may take the focus: in a frame only where the person is in it already.
pub fn may_focus() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let has_focus = || window.document().is_some_and(|document| document.has_focus().unwrap_or(false));
    parent(&window).is_none() || has_focus()
}

impl Portal {
    /// The page around this one. Nobody is heard before [`Portal::begin`].
    pub fn around() -> Portal {
        let parent = web_sys::window().and_then(|window| parent(&window));
        let trust = RefCell::new(if parent.is_some() { Trust::Unknown(Vec::new()) } else { Trust::NotTrusted });
        Portal(Rc::new(Inner { parent, trust, gate: Cell::default(), has_warned: Cell::new(false) }))
    }

    /// Whether there is one.
    pub fn is_there(&self) -> bool {
        self.0.parent.is_some()
    }

    /// Whether there is one, of another origin than this page's. A page of the same origin could reach into this one anyway.
    pub fn is_of_another_origin(&self) -> bool {
        self.0.parent.as_ref().is_some_and(|parent| Reflect::get(parent, &JsValue::from_str("document")).is_err())
    }

    /// Says hello and listens, for as long as this page lives. `hear` gets the messages of a page from one of the `trusted`
    /// origins, with that origin.
    pub fn begin(&self, trusted: Vec<String>, hear: impl Fn(&str, &Value) -> Result<(), MessageError> + 'static) {
        let (Some(window), Some(parent)) = (web_sys::window(), &self.0.parent) else { return };
        let portal = self.clone();
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            portal.listen(&event, &trusted, &hear);
        });
        let _ = window.add_event_listener_with_callback("message", listener.as_ref().unchecked_ref());
        listener.forget();
        // Nobody's address is known yet, and nothing is in it that a stranger may not know.
        let _ = parent.post_message(&message(json!({"type": "hello"})), "*");
    }

    /// Tells the page around this one, if it is trusted. What is told before it said hello waits for that.
    pub fn tell(&self, told: Value) {
        match &mut *self.0.trust.borrow_mut() {
            Trust::Trusted(origin) => self.post(told, origin),
            Trust::Unknown(waiting) if waiting.len() < WAITING => waiting.push(told),
            Trust::Unknown(_) | Trust::NotTrusted => {}
        }
    }

    /// Tells everybody who listens on `window` about a report, and the page around this one.
    pub fn tell_report(&self, report: Value) {
        let init = CustomEventInit::new();
        init.set_detail(&JSON::parse(&report.to_string()).unwrap_or(JsValue::NULL));
        if let (Some(window), Ok(event)) = (web_sys::window(), CustomEvent::new_with_event_init_dict(REPORT, &init)) {
            let _ = window.dispatch_event(&event);
        }
        self.tell(json!({"type": "report", "report": report}));
    }

    /// Tells how high an element is, now and whenever that changes. A browser observes sizes once for each frame.
    pub fn tell_height_of(&self, element: &Element) {
        let (portal, measured, told) = (self.clone(), element.clone(), Cell::new(0.0));
        let observed = Closure::<dyn FnMut()>::new(move || {
            let height = measured.get_bounding_client_rect().height().ceil();
            if told.replace(height) != height {
                portal.tell(json!({"type": "size", "height": height}));
            }
        });
        if let Ok(observer) = ResizeObserver::new(observed.as_ref().unchecked_ref()) {
            observer.observe(element);
        }
        observed.forget();
    }

    fn listen(
        &self,
        event: &MessageEvent,
        trusted: &[String],
        hear: &dyn Fn(&str, &Value) -> Result<(), MessageError>,
    ) {
        let is_from_parent = match (event.source(), &self.0.parent) {
            (Some(source), Some(parent)) => Object::is(&source, parent.as_ref()),
            _ => false,
        };
        let data = event.data();
        // Others may talk to each other over the same windows.
        if !is_from_parent || member(&data, "pierglass").as_f64() != Some(1.0) {
            return;
        }
        let origin = event.origin();
        let is_trusted = trusted.contains(&origin);
        let is_hello = member(&data, "type").as_string().as_deref() == Some("hello");
        let mut gate = self.0.gate.get();
        let admission = gate.admit(now());
        self.0.gate.set(gate);
        match admission {
            Admission::Read => {}
            Admission::Warn => return self.complain(&MessageError::TooMany),
            Admission::Drop => return,
        }
        if !is_trusted {
            if is_hello {
                *self.0.trust.borrow_mut() = Trust::NotTrusted;
                self.warn(&format!(
                    "the page around this one is not trusted: {origin} is not among the portals of config.json"
                ));
                // A page without an origin (a sandboxed one) cannot be told anything alone, so it is told nothing.
                self.post(json!({"type": "ready", "trusted": false}), &origin);
            }
            return;
        }
        let waiting = match is_hello {
            true => match std::mem::replace(&mut *self.0.trust.borrow_mut(), Trust::Trusted(origin.clone())) {
                Trust::Unknown(waiting) => waiting,
                Trust::Trusted(_) | Trust::NotTrusted => Vec::new(),
            },
            false => Vec::new(),
        };
        if let Err(error) = read(&data).and_then(|value| hear(&origin, &value)) {
            self.complain(&error);
        }
        waiting.into_iter().for_each(|told| self.tell(told));
    }

    fn complain(&self, error: &MessageError) {
        self.warn(&error.to_string());
        self.tell(json!({"type": "error", "code": error.code(), "message": error.to_string()}));
    }

    /// One line in the console for all of them: whoever looks there should find something else as well.
    fn warn(&self, text: &str) {
        if !self.0.has_warned.replace(true) {
            web_sys::console::warn_1(&format!("Pierglass: {text}").into());
        }
    }

    fn post(&self, told: Value, origin: &str) {
        if let Some(parent) = &self.0.parent {
            let _ = parent.post_message(&message(told), origin);
        }
    }
}

fn parent(window: &Window) -> Option<Window> {
    let parent = window.parent().ok()??;
    (!Object::is(parent.as_ref(), window.as_ref())).then_some(parent)
}

fn member(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// The message as plain data. What is no JSON (a circle, for one) is none of ours.
fn read(data: &JsValue) -> Result<Value, MessageError> {
    let text = JSON::stringify(data).map_err(|_| MessageError::Unknown)?;
    if text.length() > LONGEST {
        return Err(MessageError::TooLong);
    }
    serde_json::from_str(&String::from(text)).map_err(|_| MessageError::Unknown)
}

fn message(mut told: Value) -> JsValue {
    told["pierglass"] = 1.into();
    JSON::parse(&told.to_string()).unwrap_or(JsValue::NULL)
}
