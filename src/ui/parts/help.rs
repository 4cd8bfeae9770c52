//! What `?` opens: light or dark, the keys, and the way to the guide, for which a phone's bar has no room.

use leptos::ev::FocusEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::address::Address;
use crate::browser::storage::{self, Key};
use crate::config::Theme;
use crate::ui::state::Pierglass;
use crate::ui::theme::{chosen_theme, show_theme};

/// The themes as they are chosen: what stands on the button, what is stored.
const THEMES: [(&str, &str, Theme); 3] =
    [("As the system", "system", Theme::System), ("Light", "light", Theme::Light), ("Dark", "dark", Theme::Dark)];

/// Keys, and what they do.
const KEYS: [(&[&str], &str); 6] = [
    (&["/"], "filter the list"),
    (&["Ctrl", "K"], "open anything by its name"),
    (&["↓", "↑"], "from the filter into the list, and from row to row"),
    (&["Home", "End"], "the first and the last row"),
    (&["Esc"], "close what is open"),
    (&["?"], "this help"),
];

/// Shuts it: who goes to the guide has left it.
fn close() {
    let help = document().get_element_by_id("help").and_then(|help| help.dyn_into::<HtmlElement>().ok());
    if let Some(help) = help {
        let _ = help.hide_popover();
    }
}

/// The help.
#[component]
pub fn Help() -> impl IntoView {
    let pierglass = Pierglass::expect();
    let of_config = pierglass.config.with_untracked(|config| config.as_ref().map(|config| config.theme));
    let theme = RwSignal::new(chosen_theme().or(of_config).unwrap_or_default());
    let themes = THEMES.map(|(label, name, one)| {
        let choose = move |_| {
            theme.set(one);
            storage::save(Key::Theme, &[name.to_string()]);
            show_theme(one);
        };
        view! {
            <button type="button" aria-pressed=move || (theme.get() == one).to_string() on:click=choose>{label}</button>
        }
        .into_any()
    });
    let keys = KEYS.map(|(keys, what)| {
        let keys: Vec<AnyView> = keys.iter().map(|key| view! { <kbd>{*key}</kbd>" " }.into_any()).collect();
        view! { <div><dt>{keys}</dt><dd>{what}</dd></div> }.into_any()
    });
    let guide =
        move || Address::Guide { page: String::new(), registry: pierglass.address.with(Address::registry) }.to_string();
    // It must not lie over what has the focus.
    let left = |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Element>().ok());
        if to.is_some_and(|to| matches!(to.closest(".help"), Ok(None))) {
            close();
        }
    };
    view! {
        <div class="parts" on:focusout=left>
            <h2>"Theme"</h2>
            <div class="choice" role="group" aria-label="Theme">{themes.into_iter().collect_view()}</div>
            <h2>"Keyboard"</h2>
            <dl class="keys">{keys.into_iter().collect_view()}</dl>
            <p on:click=|_| close()><a href=guide>"The guide"</a>" · "<a href=Address::Settings.to_string()>"Settings"</a></p>
        </div>
    }
}
