//! Texts in Markdown. What reads them is a part of its own: it is larger than all the other viewers, and most people open none.

use leptos::prelude::*;

use super::markdown::Markdown;
use crate::ui::chunks::screen;

screen! {
    /// A text in Markdown.
    readme, markdown(text: String) => view! { <Markdown text/> }.into_any()
}
