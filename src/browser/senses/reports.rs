//! What the browser reports of its own accord: requests that a policy of this page blocked, and Chromium's deprecations.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use url::Url;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::frame::{call, get, set};
use crate::diagnosis::senses::PolicyViolation;

const VIOLATION: &str = "securitypolicyviolation";

/// A page with a broken policy may report without end.
const KEPT: usize = 50;

/// The reports since it began; dropping it ends them.
#[derive(Debug)]
pub(super) struct Reports {
    policy_blocked: Rc<RefCell<Vec<PolicyViolation>>>,
    deprecations: Rc<RefCell<Vec<String>>>,
    on_violation: Closure<dyn FnMut(JsValue)>,
    observer: Option<JsValue>,
    _on_deprecation: Closure<dyn FnMut(Array)>,
}

impl Reports {
    pub(super) fn begin() -> Reports {
        let policy_blocked = Rc::new(RefCell::new(Vec::new()));
        let blocked = policy_blocked.clone();
        let on_violation = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| note(&blocked, violation(&event)));
        call(&document(), "addEventListener", &[VIOLATION.into(), on_violation.as_ref().clone()]);

        let deprecations = Rc::new(RefCell::new(Vec::new()));
        let deprecated = deprecations.clone();
        let on_deprecation = Closure::<dyn FnMut(Array)>::new(move |reports: Array| {
            for report in reports.iter() {
                note(&deprecated, get(&get(&report, "body"), "id").as_string().unwrap_or_default());
            }
        });
        let observer = observer(on_deprecation.as_ref());
        Reports { policy_blocked, deprecations, on_violation, observer, _on_deprecation: on_deprecation }
    }

    pub(super) fn policy_blocked(&self) -> Vec<PolicyViolation> {
        self.policy_blocked.borrow().clone()
    }

    pub(super) fn deprecations(&self) -> Vec<String> {
        self.deprecations.borrow().clone()
    }
}

impl Drop for Reports {
    fn drop(&mut self) {
        call(&document(), "removeEventListener", &[VIOLATION.into(), self.on_violation.as_ref().clone()]);
        if let Some(observer) = &self.observer {
            call(observer, "disconnect", &[]);
        }
    }
}

fn document() -> JsValue {
    get(&js_sys::global(), "document")
}

fn note<T: PartialEq>(known: &RefCell<Vec<T>>, new: T) {
    let mut known = known.borrow_mut();
    if known.len() < KEPT && !known.contains(&new) {
        known.push(new);
    }
}

fn violation(event: &JsValue) -> PolicyViolation {
    let text = |name: &str| get(event, name).as_string().unwrap_or_default();
    let blocked = text("blockedURI");
    // An address may hold what must not be kept; its origin does not.
    let blocked = Url::parse(&blocked).map_or(blocked, |url| url.origin().ascii_serialization());
    PolicyViolation { blocked, directive: text("effectiveDirective") }
}

/// Only Chromium has one; its reports come a little after what they are about.
fn observer(listener: &JsValue) -> Option<JsValue> {
    let constructor: Function = get(&js_sys::global(), "ReportingObserver").dyn_into().ok()?;
    let options = Object::new();
    set(&options, "types", &Array::of1(&"deprecation".into()));
    let observer = Reflect::construct(&constructor, &Array::of2(listener, &options)).ok()?;
    call(&observer, "observe", &[]);
    Some(observer)
}
