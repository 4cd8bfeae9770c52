//! How something was built, told as a story: from which source, by whom, when, on what; and the files of it that are kept.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::facts::{code, fact, folded};
use super::super::raw::beginning;
use super::parts::{outside, written_time};
use super::rows::{FilteredRows, rows};
use crate::contents::provenance::{Material, Provenance, SourceOfBuild, StoredFile};
use crate::registry::time;
use crate::registry::visible::visible;
use crate::ui::parts::copy::Copy;
use crate::ui::words::count;

/// The story.
pub fn provenance(told: &Provenance) -> AnyView {
    let is_said = |text: &str| !text.is_empty();
    let took = match (time::parse(&told.started), time::parse(&told.finished)) {
        (Some(started), Some(finished)) if finished >= started => Some(duration(finished.since(started).as_secs())),
        _ => None,
    };
    let images = told.images();
    let images = (!images.is_empty()).then(|| {
        let image = |(name, material): (String, &Material)| {
            let digest = material.digests.first().map(|digest| visible(digest).into_owned());
            view! { <li>{visible(&name).into_owned()}" "<code>{digest}</code></li> }
        };
        let images = images.into_iter().take(IMAGES).map(image).collect_view();
        fact("Images in the build", view! { <ul>{images}</ul> }.into_any())
    });
    let started = is_said(&told.started).then(|| fact("Begun", written_time(&told.started)));
    let finished = (is_said(&told.finished) && started.is_none()).then(|| fact("Done", written_time(&told.finished)));
    let files = told.files.iter().map(file).collect_view();
    view! {
        <dl class="facts story">
            {told.source.as_ref().map(source)}
            {is_said(&told.builder).then(|| fact("Built by", outside(&told.builder, &told.builder)))}
            {(!is_said(&told.builder)).then(|| fact("Built by", "It does not say who.".into_any()))}
            {started}{finished}
            {took.map(|took| fact("Took", took.into_any()))}
            {images}
            {is_said(&told.invocation).then(|| fact("Run", outside(&told.invocation, &told.invocation)))}
            {is_said(&told.build_type).then(|| fact("Kind of build", outside(&told.build_type, &told.build_type)))}
        </dl>
        {files}
        {materials(&told.materials)}
        {parameters(&told.parameters)}
    }
    .into_any()
}

/// So many images stand in the story; the list of what went into it has all.
const IMAGES: usize = 10;

fn source(source: &SourceOfBuild) -> Vec<AnyView> {
    let uri = match source.page() {
        Some(page) => outside(&page, &source.uri),
        None => visible(&source.uri).into_owned().into_any(),
    };
    let hint =
        (!source.is_seen).then(|| view! { " "<small>"as the client told the builder, which did not look"</small> });
    let mut facts = Vec::new();
    if !source.uri.is_empty() {
        facts.push(fact("Built from", view! { {uri}{hint} }.into_any()));
    }
    if !source.revision.is_empty() {
        facts.push(code("Commit", source.revision.clone()));
    }
    if !source.entry.is_empty() {
        facts.push(code("Begins with", source.entry.clone()));
    }
    facts
}

/// A file of the build, as it is stored.
fn file(file: &StoredFile) -> AnyView {
    let (name, text) = (visible(&file.name).into_owned(), visible(&file.text).into_owned());
    view! {
        <details class="raw stored" open=true>
            <summary>{name.clone()}", as it was at the build"</summary>
            <Copy text=text.clone() what=format!("the file {name}")/>
            <pre tabindex="0">{beginning(&text)}</pre>
        </details>
    }
    .into_any()
}

fn materials(materials: &[Material]) -> Option<AnyView> {
    if materials.is_empty() {
        return None;
    }
    let materials = Arc::new(materials.to_vec());
    let texts = materials.iter().map(|one| format!("{} {}", one.uri, one.digests.join(" "))).collect();
    let title = count(materials.len(), "thing that went into it", "things that went into it");
    let cells = move |at: usize| {
        let Material { uri, digests } = &materials[at];
        vec![outside(uri, uri), view! { <code>{visible(&digests.join(" ")).into_owned()}</code> }.into_any()]
    };
    let list = rows(FilteredRows {
        names: ("thing", "things"),
        headings: &["Address", "Digest"],
        texts,
        filter: RwSignal::new(String::new()),
        cells: Arc::new(cells),
    });
    Some(view! { <details class="more-of"><summary>{title}</summary>{list}</details> }.into_any())
}

fn parameters(parameters: &[(String, String)]) -> Option<AnyView> {
    if parameters.is_empty() {
        return None;
    }
    let parameters = Arc::new(parameters.to_vec());
    let texts = parameters.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let title = count(parameters.len(), "parameter of the build", "parameters of the build");
    let cells = move |at: usize| {
        let (name, value) = &parameters[at];
        vec![view! { <code>{visible(name).into_owned()}</code> }.into_any(), folded(value)]
    };
    let list = rows(FilteredRows {
        names: ("parameter", "parameters"),
        headings: &["Name", "Value"],
        texts,
        filter: RwSignal::new(String::new()),
        cells: Arc::new(cells),
    });
    Some(view! { <details class="more-of"><summary>{title}</summary>{list}</details> }.into_any())
}

/// So many seconds in words.
fn duration(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}
