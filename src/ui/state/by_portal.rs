//! A registry's sign-in by the page around this one: who signed somebody in, and how often it was asked for.

use leptos::prelude::*;
use serde_json::json;

use crate::browser::embedding::Portal;
use crate::registry::failure::{Cause, Failure};
use crate::registry::host::RegistryHost;
use crate::ui::chunks::later;

/// The page around this one is asked so often in a row: one that hands over what is always refused must not go on for ever.
const ASKED_AT_MOST: u32 = 3;

/// Who signed in, and how often it was asked for.
#[derive(Clone, Copy)]
pub struct ByPortal {
    /// The origin of the page that signed somebody in.
    pub origin: RwSignal<Option<String>>,
    /// Whether that sign-in is meant for changing something.
    pub may_change: RwSignal<bool>,
    asked: StoredValue<u32>,
    portal: StoredValue<Portal, LocalStorage>,
}

impl ByPortal {
    /// Nobody has been asked.
    pub fn new(portal: StoredValue<Portal, LocalStorage>) -> ByPortal {
        ByPortal { origin: RwSignal::new(None), may_change: RwSignal::new(false), asked: StoredValue::new(0), portal }
    }

    /// Whether there is anybody to ask.
    pub fn is_there(self) -> bool {
        self.portal.with_value(Portal::is_there)
    }

    /// Takes note of how a request ended, and asks for a sign-in where one would help.
    pub fn learned(self, host: &RegistryHost, failure: Option<&Failure>, is_signed_in: bool) {
        let (reason, scope) = match failure.map(|failure| &*failure.cause) {
            None if is_signed_in => return self.asked.set_value(0),
            Some(Cause::SignInRequired(sign_in)) => ("required", sign_in.wanted.to_string()),
            Some(Cause::CredentialsRejected { sign_in, .. }) => ("refused", sign_in.wanted.to_string()),
            Some(Cause::HandedTokenRefused { wanted, .. }) => ("refused", wanted.to_string()),
            _ => return,
        };
        let asked = self.asked.get_value();
        if asked > ASKED_AT_MOST {
            return;
        }
        self.asked.set_value(asked + 1);
        let registry = host.origin();
        let told = match asked < ASKED_AT_MOST {
            true => json!({"type": "sign-in-wanted", "registry": registry, "scope": scope, "reason": reason}),
            false => json!({
                "type": "error", "code": "sign-in-refused",
                "message": format!("{registry} refused every sign-in that was handed over, so no other is asked for"),
            }),
        };
        self.portal.with_value(|portal| portal.tell(told));
    }

    /// Whoever signs out does not want to be signed in again at once.
    pub fn signed_out(self) {
        self.origin.set(None);
        self.asked.set_value(ASKED_AT_MOST + 1);
    }
}

later! {
    /// Tells the page around this one that a sign-in is wanted, where one is.
    portal, ask_portal(by_portal: ByPortal, host: RegistryHost, failure: Option<Failure>, is_signed_in: bool) -> () => {
        by_portal.learned(&host, failure.as_ref(), is_signed_in)
    }
}
