//! Whether an answer has a `WWW-Authenticate` that fetch does not show: the one question that `XMLHttpRequest` answers better.
//!
//! To another origin it sends no credentials of the browser's, as fetch is told to everywhere else; to the page's own origin it would, and
//! a 401 would open the browser's password box, so that is never asked.

use std::time::Duration;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use url::Url;
use wasm_bindgen_futures::JsFuture;
use web_sys::XmlHttpRequest;

use super::super::time::now;
use crate::diagnosis::senses::{Said, Sensed};

/// Asks; `None` where this browser cannot, or must not.
pub(super) async fn ask(url: &Url, limit: Duration) -> Option<Sensed> {
    let own = web_sys::window()?.location().origin().ok()?;
    if url.origin().ascii_serialization() == own {
        return None;
    }
    let begun = now();
    let request = XmlHttpRequest::new().ok()?;
    request.open("GET", url.as_str()).ok()?;
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send().ok()?;
    let timer = TimeoutFuture::new(limit.as_millis().min(u128::from(u32::MAX)) as u32);
    let in_time = matches!(select(JsFuture::from(ended), timer).await, Either::Left(_));
    request.set_onloadend(None);
    let said = match (in_time, request.get_response_header("www-authenticate")) {
        (false, _) => Said::Silence,
        (true, Ok(Some(_))) => Said::Yes,
        (true, _) => Said::No,
    };
    // What is still on its way is for nobody.
    let _ = request.abort();
    Some(Sensed { said, after: now().since(begun) })
}
