//! How the page's own sign-in form takes the place of the one that the loader drew while the program was on its way: with what was typed,
//! where the focus is, and whether it was sent.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::frame::{first_form, turn_away};

/// What somebody has begun. It has no `Debug`, for a password is in it.
pub struct BegunSignIn {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: String,
    /// Whether it is kept until the tab closes.
    pub keep: bool,
    /// Which field has the focus, by its id.
    pub focused: Option<String>,
    /// Whether somebody has sent the form.
    pub is_sent: bool,
}

/// What somebody has begun in the loader's form, which goes.
pub fn take() -> Option<BegunSignIn> {
    let form = first_form()?;
    let input = |name: &str| -> Option<HtmlInputElement> {
        form.query_selector(&["[name=", name, "]"].concat()).ok().flatten()?.dyn_into().ok()
    };
    let text = |name: &str| input(name).map(|input| input.value()).unwrap_or_default();
    let focused = document().active_element().filter(|focused| form.contains(Some(focused)));
    let begun = BegunSignIn {
        user: text("username"),
        password: text("password"),
        keep: input("keep").is_some_and(|input| input.checked()),
        focused: focused.map(|focused| focused.id()).filter(|id| !id.is_empty()),
        is_sent: form.dyn_ref::<HtmlElement>().is_some_and(|form| form.dataset().get("sent").is_some()),
    };
    turn_away();
    Some(begun)
}
