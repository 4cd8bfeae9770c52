//! The contents of an artifact that is no image: its configuration and its blobs, by their types and names.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::contents::{BlobPlace, Contents};
use super::page::Page;
use crate::contents::lazy_pull::LazyPullBlob;
use crate::registry::annotations::TITLE;
use crate::registry::descriptor::Descriptor;
use crate::registry::manifest::Manifest;
use crate::registry::media_type::MediaType;
use crate::registry::visible::visible;
use crate::ui::parts::copy::Copy;
use crate::ui::parts::long_list::LongList;
use crate::ui::words::{bytes, count};

/// What an attestation states (in-toto).
const PREDICATE_TYPE: &str = "in-toto.io/predicate-type";

/// The contents.
#[component]
pub fn Blobs(page: Page, manifest: Arc<Manifest>) -> impl IntoView {
    let largest = largest(&manifest.layers);
    let config = manifest.config.as_ref().filter(|config| config.media_type != MediaType::Empty);
    let contents = Contents::of(page, manifest.clone());
    let config = config.map(|config| line(page, contents, BlobPlace::Config, config, largest));
    let total = manifest.layers.len();
    let title = count(total, "blob", "blobs");
    let long = LongList::of(total);
    let rows = move |some: Range<usize>| {
        let rows = some.map(|at| line(page, contents, BlobPlace::Layer(at), &manifest.layers[at], largest));
        rows.collect_view().into_any()
    };
    view! {
        <section class="layers-of">
            <h2>{title}</h2>
            <table class="layers">
                {headings("Content")}
                <tbody>{config}{long.rows(rows)}</tbody>
            </table>
            {long.more("blob", "blobs")}
            {contents.below()}
        </section>
    }
    .into_any()
}

fn line(page: Page, contents: Contents, place: BlobPlace, blob: &Descriptor, largest: u64) -> AnyView {
    let (number, what) = match place {
        BlobPlace::Config => (String::new(), "Configuration"),
        BlobPlace::Layer(at) => ((at + 1).to_string(), ""),
    };
    let name = blob.annotations.get(TITLE).or_else(|| blob.annotations.get(PREDICATE_TYPE));
    let name = name.map_or_else(|| what.to_owned(), |name| visible(name).into_owned());
    view! {
        <tr>
            <td class="number">{number}</td>
            <td class="step">
                <span class="title">{name}</span>" "
                <span class="chip" title=blob.media_type.to_string()>{blob.media_type.describe().into_owned()}</span>
                " "{contents.beside(place, blob)}
                {LazyPullBlob::of(blob).map(|what| view! { <small class="lazy-pull">{lazy_pull(&what)}</small> })}
            </td>
            {blob_cells(page, blob, largest, true)}
        </tr>
        {page.checks.below(blob)}
    }
    .into_any()
}

/// What a blob is to a program that starts an image before all of it is there, by its annotations.
fn lazy_pull(what: &LazyPullBlob) -> String {
    match what {
        LazyPullBlob::TableOf { layer, span: Some(span) } => {
            format!("Where the files are in the layer {layer}; it can be unpacked from every {} on.", bytes(*span))
        }
        LazyPullBlob::TableOf { layer, span: None } => format!("Where the files are in the layer {layer}."),
        LazyPullBlob::Bootstrap { version: Some(version) } => {
            format!("The names and places of all files, in RAFS version {version}.")
        }
        LazyPullBlob::Bootstrap { version: None } => "The names and places of all files.".to_owned(),
        LazyPullBlob::Files => "What is in the files.".to_owned(),
    }
}

/// The first line of a table of blobs.
pub fn headings(what: &'static str) -> AnyView {
    view! {
        <thead><tr>
            <th scope="col" class="number">"#"</th><th scope="col">{what}</th>
            <th scope="col" class="size">"Size"</th><th scope="col" class="digest">"Digest"</th>
        </tr></thead>
    }
    .into_any()
}

/// The size of the largest one.
pub fn largest(blobs: &[Descriptor]) -> u64 {
    blobs.iter().map(|blob| blob.size).max().unwrap_or(0)
}

/// The cells that every blob has: its size, with its share of the largest one, and its digest, which can be checked where the registry
/// has it.
pub fn blob_cells(page: Page, blob: &Descriptor, largest: u64, is_here: bool) -> AnyView {
    let share = if largest == 0 { 0.0 } else { (blob.size as f64 / largest as f64 * 100.0).min(100.0) };
    let digest = blob.digest.to_string();
    let short = blob.digest.short().to_string();
    view! {
        <td class="size">
            <span class="share" aria-hidden="true"><span style:width=format!("{share:.1}%")></span></span>
            <span>{bytes(blob.size)}</span>
        </td>
        <td class="digest">
            <code title=digest.clone()>{short.clone()}</code>
            <Copy text=digest what=format!("the digest {short}")/>
            {is_here.then(|| page.checks.beside(blob))}
        </td>
    }
    .into_any()
}
