//! Light or dark: what somebody chose in this browser, or else what `config.json` says.

use leptos::prelude::*;

use crate::browser::storage::{self, Key};
use crate::config::Theme;

/// Light or dark from now on.
pub fn show_theme(theme: Theme) {
    let Some(root) = document().document_element() else { return };
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light => root.set_attribute("data-theme", "light"),
        Theme::Dark => root.set_attribute("data-theme", "dark"),
    };
}

/// What somebody chose in this browser.
pub fn chosen_theme() -> Option<Theme> {
    Theme::parse(storage::load(Key::Theme).first()?)
}
