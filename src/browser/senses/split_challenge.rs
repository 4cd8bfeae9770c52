//! Whether an answer has a `WWW-Authenticate` that fetch does not show: the one question that `XMLHttpRequest` answers better.
//!
//! To another origin it sends no credentials of the browser's, as fetch is told to everywhere else; to the page's own origin it would, and
//! a 401 would open the browser's password box, so that is never asked.

use std::time::Duration;

use js_sys::Promise;
use url::Url;
use wasm_bindgen_futures::JsFuture;
use web_sys::XmlHttpRequest;

use super::super::time::{now, within};
use crate::diagnosis::senses::{SenseAnswer, TimedAnswer};

/// Asks; `None` where this browser cannot, or must not.
pub(super) async fn ask(url: &Url, limit: Duration) -> Option<TimedAnswer> {
    let own = web_sys::window()?.location().origin().ok()?;
    if url.origin().ascii_serialization() == own {
        return None;
    }
    let begun = now();
    let asked = Asked(XmlHttpRequest::new().ok()?);
    let Asked(request) = &asked;
    request.open("GET", url.as_str()).ok()?;
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send().ok()?;
    let in_time = within(limit, JsFuture::from(ended)).await.is_some();
    let answer = match (in_time, request.get_response_header("www-authenticate")) {
        (false, _) => SenseAnswer::Silence,
        (true, Ok(Some(_))) => SenseAnswer::Yes,
        (true, _) => SenseAnswer::No,
    };
    Some(TimedAnswer { answer, after: now().since(begun) })
}

/// A request that is given up where nobody waits for it any more.
struct Asked(XmlHttpRequest);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.set_onloadend(None);
        // It fails only where nothing was sent.
        let _ = self.0.abort();
    }
}
