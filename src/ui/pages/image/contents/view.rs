//! What is in a blob: it is fetched whole, read, and handed to the viewer of its kind. Its text or its bytes stay at hand below.

use std::sync::Arc;

use leptos::prelude::*;

use super::archive::archive;
use super::chart::chart;
use super::model::model;
use super::opened::Opened;
use super::readme::markdown;
use super::report::report;
use super::sbom::sbom;
use super::statement::statement;
use super::vex::vex;
use super::webassembly::webassembly;
use super::whole::{Whole, download};
use crate::address::Address;
use crate::contents::{self, ArtifactContent, ReadBlob};
use crate::registry::annotations::TITLE;
use crate::registry::blob;
use crate::registry::visible::visible;
use crate::ui::lazy::lazy;
use crate::ui::load::{Load, load};
use crate::ui::parts::asking::Asking;
use crate::ui::show::{show, text};

/// The content of a blob.
#[component]
pub fn OfBlob(opened: Opened) -> impl IntoView {
    let page = opened.page;
    let descriptor = opened.blob.clone();
    let Load { value, asked } = load(page.registry, Signal::stored("Loading the content…".to_owned()), move || {
        let (repository, blob) = (page.repository.get_value(), descriptor.clone());
        async move {
            let client = page.registry.client();
            let bytes = blob::whole(&client, &repository, &blob).await?;
            let read = contents::read(client.session.http(), &blob, &bytes).await;
            Ok((read, Arc::new(bytes)))
        }
    });
    let title = opened.blob.annotations.get(TITLE).map(|title| visible(title).into_owned());
    let called = title.clone().unwrap_or_else(|| opened.blob.media_type.describe().into_owned());
    let descriptor = opened.blob.clone();
    let keep = move || value.get().map(|read| download(&descriptor, read.1.clone()));
    view! {
        <section class="content">
            <div class="content-head">
                <h3>{text(move || heading(&called, title.is_some(), value.get().and_then(|read| known(&read.0.content))))}</h3>
                {show(keep)}
            </div>
            <Asking asked/>
            {show(move || value.get().map(|read| shown(&opened, &read.0, read.1.clone())))}
        </section>
    }
    .into_any()
}

/// What a content is, where that is more than its form.
fn known(content: &ArtifactContent) -> Option<&'static str> {
    (!content.is_plain()).then(|| content.name())
}

/// What it was found to be, with the name of its file.
fn heading(called: &str, is_file: bool, content: Option<&'static str>) -> String {
    match content {
        Some(found) if is_file => format!("{called}: {found}"),
        Some(found) => found.to_owned(),
        None => called.to_owned(),
    }
}

fn shown(opened: &Opened, read: &ReadBlob, bytes: Arc<Vec<u8>>) -> AnyView {
    let page = match read.content {
        ArtifactContent::Chart(_)
        | ArtifactContent::Archive(_)
        | ArtifactContent::Model(_)
        | ArtifactContent::Wasm
        | ArtifactContent::Markdown => "charts",
        _ => "contents",
    };
    let guide = Address::Guide { page: page.to_owned(), registry: Some(opened.page.registry.host()) };
    let guide = (!read.content.is_plain()).then(|| {
        view! { <p class="note"><a href=guide.to_string()>"What this says, and what not"</a></p> }
    });
    view! {
        {read.doubt.clone().map(|doubt| view! { <p class="doubt" role="note">{doubt}</p> })}
        {viewer(opened, &read.content, &bytes)}
        <Whole bytes content=read.content.clone()/>
        {guide}
    }
    .into_any()
}

/// The viewer of a kind; nothing where the text itself says all.
fn viewer(opened: &Opened, content: &ArtifactContent, bytes: &Arc<Vec<u8>>) -> AnyView {
    match content {
        ArtifactContent::Chart(read) => chart(read),
        ArtifactContent::Archive(read) => archive(read),
        ArtifactContent::Model(read) => model(read),
        ArtifactContent::Wasm => lazy(webassembly(bytes.clone())),
        ArtifactContent::Markdown => lazy(markdown(String::from_utf8_lossy(bytes).into_owned())),
        ArtifactContent::Sbom(list) => sbom(list),
        ArtifactContent::Statement(stated) => statement(opened, stated, bytes),
        ArtifactContent::Vex(said) => vex(said),
        ArtifactContent::Report(found) => report(found),
        ArtifactContent::Unread(name) => {
            view! { <p class="note">"This is a "{*name}". The page does not read this form; its text is below."</p> }
                .into_any()
        }
        ArtifactContent::Empty => view! { <p class="note">"It is empty."</p> }.into_any(),
        ArtifactContent::Text if opened.blob.media_type.as_str().starts_with(PROVENANCE) => {
            view! { <p class="note">"Who packed the chart, and the digests of its files, signed. The signature is not checked here."</p> }
                .into_any()
        }
        ArtifactContent::Json | ArtifactContent::Text | ArtifactContent::Bytes => ().into_any(),
    }
}

/// The type of a chart's provenance file (<https://helm.sh/docs/topics/provenance/>).
const PROVENANCE: &str = "application/vnd.cncf.helm.chart.provenance.";
