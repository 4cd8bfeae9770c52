//! The files of an archive, each with its text to open.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::readable::readable;
use super::readme::markdown;
use crate::browser::save::save;
use crate::contents::archive::{Archive, ArchiveFile};
use crate::registry::visible::visible;
use crate::ui::lazy::lazy;
use crate::ui::parts::copy::Copy;
use crate::ui::parts::long_list::LongList;
use crate::ui::show::show;
use crate::ui::words::{bytes, count};

/// The files. A README is open.
pub fn archive(archive: &Arc<Archive>) -> AnyView {
    let long = LongList::of(archive.files.len());
    let folder = Some(visible(&archive.folder).into_owned()).filter(|folder| !folder.is_empty());
    let title = count(archive.files.len(), "file", "files");
    let not_whole = archive.not_whole.clone();
    let archive = archive.clone();
    let rows = move |some: Range<usize>| some.map(|at| file(&archive, at)).collect_view().into_any();
    view! {
        <div class="files">
            <p class="note">
                {title}{folder.map(|folder| view! { " in " <code>{folder}</code> })}
                ", as they were packed. Nobody checked what they say."
            </p>
            {not_whole.map(|why| view! { <p class="doubt" role="note">{why}</p> })}
            {long.rows(rows)}
            {long.more("file", "files")}
        </div>
    }
    .into_any()
}

fn file(archive: &Arc<Archive>, at: usize) -> AnyView {
    let Some(file) = archive.files.get(at) else { return ().into_any() };
    // What people read first comes first.
    let is_open = at == 0 && file.is_readme() && !archive.content(file).is_empty();
    let was_open = RwSignal::new(is_open);
    let name = visible(&file.name).into_owned();
    let remark = file.remark.as_deref().map(|remark| view! { " " <small>{visible(remark).into_owned()}</small> });
    let (size, archive) = (bytes(file.size), archive.clone());
    let content = move || was_open.get().then(|| archive.files.get(at).map(|file| opened(&archive, at, file)));
    view! {
        <details class="archived" open=is_open on:toggle=move |_| was_open.set(true)>
            <summary><code>{name}</code>{remark}<span class="size">{size}</span></summary>
            {show(content)}
        </details>
    }
    .into_any()
}

/// The content of a file.
fn opened(archive: &Arc<Archive>, at: usize, file: &ArchiveFile) -> AnyView {
    let content = archive.content(file);
    if content.is_empty() {
        return view! { <p class="note">"It is empty."</p> }.into_any();
    }
    let text = std::str::from_utf8(content).ok().filter(|text| !text.contains('\0')).map(str::to_owned);
    let drawn = text.clone().filter(|_| file.is_markdown()).map(|text| lazy(markdown(text)));
    let (is_drawn, name) = (drawn.is_some(), file.name.clone());
    let copy = text.map(|text| view! { <Copy text what=format!("all of {}", visible(&name))/> });
    let file_name = name.rsplit('/').next().unwrap_or_default().replace(is_odd, "_");
    let shown = readable(content);
    let archive = archive.clone();
    let keep = move |_| {
        if let Some(file) = archive.files.get(at) {
            save(&file_name, "application/octet-stream", archive.content(file));
        }
    };
    let written = view! { <div class="written">{copy}<pre tabindex="0">{shown}</pre></div> };
    let written = match is_drawn {
        true => view! { <details class="raw"><summary>"As it is written"</summary>{written}</details> }.into_any(),
        false => written.into_any(),
    };
    view! {
        {drawn}
        {written}
        <p><button type="button" class="quiet" on:click=keep>"Download"</button></p>
    }
    .into_any()
}

/// What no file of a person's should be called with.
fn is_odd(one: char) -> bool {
    !(one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | '_' | '+'))
}
