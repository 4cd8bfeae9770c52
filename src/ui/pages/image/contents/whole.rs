//! A content as it came: to read, to copy where it is a text, to keep as a file.

use std::sync::Arc;

use leptos::prelude::*;

use super::readable::readable;
use crate::browser::save::save;
use crate::contents::ArtifactContent;
use crate::registry::annotations::TITLE;
use crate::registry::descriptor::Descriptor;
use crate::ui::parts::copy::Copy;
use crate::ui::show::show;

/// The content itself. What is copied or kept are the bytes that the digest names.
#[component]
pub fn Whole(bytes: Arc<Vec<u8>>, content: ArtifactContent) -> impl IntoView {
    let bytes = StoredValue::new(bytes);
    if content == ArtifactContent::Empty {
        return ().into_any();
    }
    let is_open = content.is_plain() || matches!(content, ArtifactContent::Unread(_));
    let was_open = RwSignal::new(is_open);
    let is_text = !matches!(content, ArtifactContent::Archive(_) | ArtifactContent::Bytes | ArtifactContent::Wasm);
    let text = Signal::derive(move || bytes.with_value(|bytes| String::from_utf8_lossy(bytes).into_owned()));
    view! {
        <details class="raw" open=is_open on:toggle=move |_| was_open.set(true)>
            <summary>{if is_text { "The text itself" } else { "The bytes themselves" }}</summary>
            {is_text.then(|| view! { <Copy text what="the text, as it was sent"/> })}
            <pre tabindex="0">{show(move || was_open.get().then(|| bytes.with_value(|bytes| readable(bytes))))}</pre>
        </details>
    }
    .into_any()
}

/// What keeps the content as a file.
pub fn download(blob: &Descriptor, bytes: Arc<Vec<u8>>) -> AnyView {
    let (name, media_type) = (file_name(blob), blob.media_type.as_str().to_owned());
    let keep = move |_| {
        save(&name, &media_type, &bytes);
    };
    view! { <button type="button" on:click=keep>"Download"</button> }.into_any()
}

/// What the file is called: as its title says, without the folders, else after its digest.
fn file_name(blob: &Descriptor) -> String {
    let title = blob.annotations.get(TITLE).and_then(|title| title.rsplit(['/', '\\']).next());
    let is_plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | '_' | '+');
    match title.filter(|name| !name.is_empty() && !name.starts_with('.') && name.chars().all(is_plain)) {
        Some(name) => name.to_owned(),
        None => {
            let ending = if blob.media_type.as_str().ends_with("json") { ".json" } else { "" };
            format!("{}{ending}", blob.digest.short())
        }
    }
}
