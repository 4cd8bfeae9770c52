//! What this page can find out beside readable requests: its circumstances. The questions of the probe page are not asked
//! yet.
//!
//! It does not know what an answer means. [`Watch`] stands for one check-up.

use std::time::Duration;

use js_sys::Reflect;
use url::Url;
use wasm_bindgen::JsValue;

use super::address_bar::own_folder;
use super::fetch::Fetch;
use crate::diagnosis::senses::{Engine, Page, Permission, Said, Sense, Sensed, Senses};
use crate::registry::http::{Answer, Http, HttpError, Moment, Request};

/// The page's senses during one check-up.
#[derive(Debug)]
pub struct Watch;

impl Watch {
    /// Begins to listen.
    pub fn begin() -> Watch {
        Watch
    }
}

impl Http for Watch {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        Fetch.send(request).await
    }

    fn now(&self) -> Moment {
        Fetch.now()
    }
}

impl Senses for Watch {
    async fn sense(&self, _: Sense, _: &Url, _: Duration) -> Sensed {
        Sensed { said: Said::Unavailable, after: Duration::ZERO }
    }

    async fn page(&self) -> Page {
        let global = js_sys::global();
        let flag = |name: &str| Reflect::get(&global, &JsValue::from_str(name)).is_ok_and(|value| value.is_truthy());
        let text =
            |name: &str| Reflect::get(&global, &JsValue::from_str(name)).ok().and_then(|value| value.as_string());
        let window = web_sys::window();
        let navigator = window.as_ref().map(|window| window.navigator());
        let agent = navigator.as_ref().and_then(|navigator| navigator.user_agent().ok()).unwrap_or_default();
        let engine = match agent.as_str() {
            agent if agent.contains("Firefox/") => Engine::Firefox,
            agent if agent.contains("Chrome/") => Engine::Chromium,
            agent if agent.contains("AppleWebKit/") => Engine::WebKit,
            _ => Engine::Other,
        };
        Page {
            url: own_folder().unwrap_or_else(|| Url::parse("about:blank").expect("a literal address")),
            origin: text("origin").unwrap_or_default(),
            is_secure_context: flag("isSecureContext"),
            engine,
            is_online: navigator.is_none_or(|navigator| navigator.on_line()),
            local_network: Permission::Unknown,
            policy_blocked: Vec::new(),
            deprecations: Vec::new(),
            in_frame: super::embedding::is_framed(),
        }
    }
}
