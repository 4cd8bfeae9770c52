//! The page's own circumstances.

use js_sys::{Object, Promise};
use url::Url;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::super::address_bar::own_folder;
use super::frame::{call, get, set};
use crate::diagnosis::senses::{Engine, Page, Permission, PolicyViolation};

/// What Chromium and Firefox call the right to reach the person's own network; each knows some of them.
const LOCAL_NETWORK: [&str; 3] = ["local-network", "loopback-network", "local-network-access"];

/// All of it, now.
pub(super) fn page(local_network: Permission, policy_blocked: Vec<PolicyViolation>, deprecations: Vec<String>) -> Page {
    let window: JsValue = js_sys::global().into();
    let nowhere = || Url::parse("about:blank").expect("a URL");
    Page {
        url: own_folder().unwrap_or_else(nowhere),
        origin: get(&window, "origin").as_string().unwrap_or_else(|| "null".to_string()),
        is_secure_context: get(&window, "isSecureContext").is_truthy(),
        engine: engine(&window),
        is_online: get(&get(&window, "navigator"), "onLine").is_truthy(),
        local_network,
        policy_blocked,
        deprecations,
        in_frame: get(&window, "parent") != get(&window, "self"),
    }
}

/// The strictest of the states of these permissions. Asking for a state asks nothing of the person.
pub(super) async fn local_network() -> Permission {
    let permissions = get(&get(&js_sys::global(), "navigator"), "permissions");
    let mut strictest = Permission::Unknown;
    for name in LOCAL_NETWORK {
        let wanted = Object::new();
        set(&wanted, "name", &name.into());
        let Some(state) = call(&permissions, "query", &[wanted.into()]) else {
            continue;
        };
        let Ok(promise) = state.dyn_into::<Promise>() else {
            continue;
        };
        if let Ok(state) = JsFuture::from(promise).await {
            let state = get(&state, "state").as_string().unwrap_or_default();
            strictest = strictest.stricter(Permission::parse(&state).unwrap_or(Permission::Unknown));
        }
    }
    strictest
}

/// By what only one engine has, and where nothing fits by the name that the browser gives itself. On iOS each browser is a
/// WebKit, whatever it calls itself.
fn engine(window: &JsValue) -> Engine {
    let navigator = get(window, "navigator");
    if !get(window, "mozInnerScreenX").is_undefined() {
        return Engine::Firefox;
    }
    if !get(&navigator, "userAgentData").is_undefined() {
        return Engine::Chromium;
    }
    let agent = get(&navigator, "userAgent").as_string().unwrap_or_default();
    [("Firefox/", Engine::Firefox), ("Chrome/", Engine::Chromium), ("AppleWebKit/", Engine::WebKit)]
        .into_iter()
        .find(|(name, _)| agent.contains(name))
        .map_or(Engine::Other, |(_, engine)| engine)
}
