//! What the page around this one wants, done; and what it is told.

use leptos::prelude::*;
use serde_json::json;

use super::chunks::later;
use super::screens::title;
use super::state::Pierglass;
use super::state::names::NameList;
use super::state::registry::Registry;
use super::theme::{chosen_theme, show_theme};
use crate::address::Address;
use crate::browser::address_bar;
use crate::embedding::accent::Accent;
use crate::embedding::{HandedSignIn, Message, MessageError};
use crate::registry::host::RegistryHost;

/// A hover is a little nearer to the text's colour, which only adds contrast.
const STRONG: &str = "color-mix(in oklab, var(--accent) 80%, var(--ink))";

later! {
    /// Begins to listen to the page around this one.
    portal, hear_portal(pierglass: Pierglass) -> () => begin(pierglass)
}

later! {
    /// Tells the page around this one where this page is.
    portal, tell_portal(pierglass: Pierglass, address: Address) -> () => tell_address("navigate", &address, pierglass)
}

/// Begins to listen, as soon as the configuration says who is trusted. This page's own origin always is.
fn begin(pierglass: Pierglass) {
    let config = pierglass.config.get_untracked().unwrap_or_default();
    let own = address_bar::own_origin().map(|own| own.origin().ascii_serialization());
    let trusted: Vec<String> = config.portals.iter().cloned().chain(own).collect();
    let hear = move |origin: &str, message: &serde_json::Value| {
        let message = Message::read(message, config.default_registry.as_ref())?;
        obey(pierglass, origin, message)
    };
    pierglass.portal.with_value(|portal| portal.begin(trusted, hear));
}

/// Tells where this page is.
fn tell_address(kind: &str, address: &Address, pierglass: Pierglass) {
    let title = untrack(|| title(pierglass, address));
    let told = json!({"type": kind, "trusted": true, "address": address.to_string(), "title": title});
    pierglass.portal.with_value(|portal| portal.tell(told));
}

fn obey(pierglass: Pierglass, origin: &str, message: Message) -> Result<(), MessageError> {
    match message {
        Message::Hello(size) => {
            pierglass.is_framed_by_a_stranger.set(false);
            tell_address("ready", &pierglass.address.get_untracked(), pierglass);
            if size
                && let (Some(root), Some(body)) = (document().document_element(), document().body())
                && !root.has_attribute("data-auto-height")
            {
                let _ = root.set_attribute("data-auto-height", "");
                pierglass.portal.with_value(|portal| portal.tell_height_of(&body));
            }
        }
        Message::Look(theme, accent) => {
            let own = pierglass.config.with_untracked(|config| config.as_ref().map(|config| config.theme));
            show_theme(theme.or_else(chosen_theme).or(own).unwrap_or_default());
            show_accent(accent.clone().unwrap_or_default());
            accent?;
        }
        // Whoever goes on in the page around this one should not have to go back through this one's pages.
        Message::Navigate(address) => address_bar::replace(&address),
        Message::Changes(allowed) => pierglass.is_change_allowed_by_portal.set(allowed),
        Message::SignIn(host, sign_in, may_change) => {
            may_open(pierglass, &host)?;
            pierglass.registry(&host).handed_in(sign_in, may_change, origin);
        }
        Message::SignOut(host) => {
            may_open(pierglass, &host)?;
            pierglass.registry(&host).sign_out();
        }
    }
    Ok(())
}

fn may_open(pierglass: Pierglass, host: &RegistryHost) -> Result<(), MessageError> {
    let address = Address::Repositories { registry: host.clone() };
    pierglass.may_open(&address).then_some(()).ok_or(MessageError::NotListed)
}

fn show_accent(accent: Accent) {
    let Some(body) = document().document_element() else { return };
    let Ok(root) = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(body) else { return };
    let style = root.style();
    let _ = match accent.css() {
        Some(colours) => {
            style.set_property("--accent", &colours).and_then(|()| style.set_property("--accent-strong", STRONG))
        }
        None => style.remove_property("--accent").and_then(|_| style.remove_property("--accent-strong")).map(|_| ()),
    };
}

impl Registry {
    /// Uses a sign-in that the page at `origin` handed over, `may_change` for changing something too. It is kept in memory only.
    pub fn handed_in(self, sign_in: HandedSignIn, may_change: bool, origin: &str) {
        let before = self.account.get_untracked();
        let user = match sign_in {
            HandedSignIn::Password(credentials) => {
                let user = credentials.user.clone();
                // A realm of the configuration is known to whoever put this page here; any other is for the person to judge.
                let realm = self.entry.with_value(|entry| entry.realm.clone());
                self.sign_in(credentials, realm.as_ref(), false);
                user
            }
            HandedSignIn::Token(token) => {
                let user = token.user.clone();
                self.forget_kept();
                self.client().session.hand_over(token);
                user
            }
        };
        self.by_portal.may_change.set(may_change);
        self.by_portal.origin.set(Some(origin.to_string()));
        let is_somebody_else = before.is_some_and(|before| before != user);
        if is_somebody_else {
            self.repositories.set(NameList::default());
            self.seen.set_value(Vec::new());
        }
        // Rows ask once. Those that were refused ask again when the list comes again.
        let has_refused = self.tags.details.with_untracked(|details| details.values().any(Result::is_err));
        if is_somebody_else || has_refused {
            self.tags.names.set(NameList::default());
            self.tags.details.update(|details| details.clear());
        }
        self.visits.update(|visits| *visits += 1);
    }
}
