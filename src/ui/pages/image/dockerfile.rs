//! The Dockerfile as the history has it.

use leptos::prelude::*;

use super::raw::beginning;
use crate::registry::visible::visible;
use crate::ui::parts::copy::Copy;

/// A rebuilt Dockerfile, folded, to look at and to copy.
pub fn dockerfile(text: String) -> AnyView {
    let text = visible(&text).into_owned();
    view! {
        <details class="raw dockerfile">
            <summary>"As a Dockerfile, rebuilt from the history"</summary>
            <Copy text=text.clone() what="the rebuilt Dockerfile"/>
            <pre tabindex="0">{beginning(&text)}</pre>
        </details>
    }
    .into_any()
}
