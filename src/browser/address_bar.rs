//! The address bar, the page's own origin, and its title.

use std::cell::RefCell;
use std::rc::Rc;

use url::Url;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use crate::address::Address;

/// The address that the bar shows. A password in it goes from the bar, and from the history.
pub fn current() -> Address {
    let window = web_sys::window();
    let hash = window.as_ref().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    let address = Address::parse(&hash);
    if Address::holds_password(&hash)
        && let Some(history) = window.and_then(|window| window.history().ok())
    {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address.to_string()));
    }
    address
}

/// Goes to an address; the back button leads back.
pub fn go(address: &Address) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_hash(&address.to_string());
    }
}

/// Goes to an address without a way back to the one before.
pub fn replace(address: &Address) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().replace(&address.to_string());
    }
}

/// The hash that the bar shows, as it stands there.
pub fn hash() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Shows another form of the address that is on show, which is no step in the history and tells nobody; nothing where another one is.
pub fn show_as(address: &Address, hash: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history.filter(|_| Address::parse(&self::hash()) == *address && self::hash() != hash) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// The whole address of this page with a hash, to be sent to somebody.
pub fn whole(hash: &str) -> String {
    let here = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    here.split('#').next().unwrap_or_default().to_owned() + hash
}

/// Loads the page again, at the same address.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// The address that stays on show, and what is done when somebody wants to go to another one.
type Held = (String, Rc<dyn Fn()>);

thread_local! {
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
}

/// Keeps the page at its address: whoever wants to go to another one stays, and `asked` is called. It ends by [`let_go`].
pub fn hold(asked: impl Fn() + 'static) {
    HELD.set(Some((hash(), Rc::new(asked))));
}

/// Lets the page go to other addresses again.
pub fn let_go() {
    HELD.set(None);
}

/// Calls `changed` whenever the address changes, for as long as the page lives.
pub fn on_change(mut changed: impl FnMut(Address) + 'static) {
    let listener = Closure::<dyn FnMut()>::new(move || {
        let held = HELD.with_borrow(|held| held.clone());
        let Some((hash, asked)) = held else { return changed(current()) };
        if self::hash() != hash {
            if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&hash));
            }
            asked();
        }
    });
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback("hashchange", listener.as_ref().unchecked_ref());
    }
    listener.forget();
}

/// The origin that this page comes from; `None` for a file or a sandboxed frame.
pub fn own_origin() -> Option<Url> {
    let origin = web_sys::window()?.location().origin().ok()?;
    Url::parse(&origin).ok()
}

/// Where this page stands, without its hash: `config.json` lies beside it.
pub fn own_folder() -> Option<Url> {
    let mut url = Url::parse(&web_sys::window()?.location().href().ok()?).ok()?;
    url.set_fragment(None);
    url.set_query(None);
    Some(url)
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}
