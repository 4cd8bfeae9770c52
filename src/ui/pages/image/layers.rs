//! The layers of an image, each with the step of the build that made it.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::blobs::{blob_cells, headings};
use super::facts::folded;
use super::long::Long;
use crate::registry::build_step::readable;
use crate::registry::image_config::{History, ImageConfig};
use crate::registry::manifest::{Descriptor, Manifest};
use crate::registry::media_type::Compression;
use crate::registry::visible::visible;
use crate::ui::show::{show, text};
use crate::ui::words::count;

/// A row: a step, a layer, or most often both.
#[derive(Clone)]
struct Row {
    /// The layer with its number, counted from 1.
    layer: Option<(usize, Descriptor)>,
    step: Option<History>,
}

/// The layers of `manifest`.
#[component]
pub fn Layers(manifest: Arc<Manifest>, config: Option<Arc<ImageConfig>>) -> impl IntoView {
    let (rows, is_matched) = rows(&manifest.layers, config.as_deref());
    let without_layer = rows.iter().filter(|row| row.layer.is_none()).count();
    let largest = manifest.layers.iter().map(|layer| layer.size).max().unwrap_or(0);
    let rows = StoredValue::new(rows);
    let all_steps = RwSignal::new(false);
    let table = move || {
        let all_steps = all_steps.get();
        let wanted: Vec<Row> =
            rows.with_value(|rows| rows.iter().filter(|row| all_steps || row.layer.is_some()).cloned().collect());
        let long = Long::of(wanted.len());
        let lines =
            move |some: Range<usize>| wanted[some].iter().map(|row| line(row, largest)).collect_view().into_any();
        view! {
            <table class="layers">
                {headings("Made by")}
                <tbody>{long.rows(lines)}</tbody>
            </table>
            {long.more("row", "rows")}
        }
    };
    view! {
        <section class="layers-of">
            <h2>{count(manifest.layers.len(), "layer", "layers")}</h2>
            {(without_layer > 0).then(|| view! {
                <button type="button" class="quiet" aria-pressed=move || all_steps.get().to_string()
                    on:click=move |_| all_steps.update(|all| *all = !*all)>
                    {text(move || if all_steps.get() { "Hide" } else { "Show" }.to_string())}
                    " steps without a layer (" {without_layer} ")"
                </button>
            })}
            {(!is_matched).then(|| view! {
                <p class="note">"The history names another number of steps than there are layers, so the steps are not shown."</p>
            })}
            {show(move || Some(table()))}
        </section>
    }
    .into_any()
}

/// The rows from the lowest to the highest, and whether the history fits the layers.
fn rows(layers: &[Descriptor], config: Option<&ImageConfig>) -> (Vec<Row>, bool) {
    let numbered = |at: usize| layers.get(at).map(|layer| (at + 1, layer.clone()));
    let history = config.map(|config| config.history.as_slice()).unwrap_or_default();
    let steps = history.iter().filter(|step| !step.empty_layer).count();
    if steps != layers.len() {
        let rows = (0..layers.len()).map(|at| Row { layer: numbered(at), step: None }).collect();
        return (rows, history.is_empty());
    }
    let mut next = 0;
    let rows = history.iter().map(|step| {
        let layer = if step.empty_layer { None } else { numbered(next) };
        next += usize::from(layer.is_some());
        Row { layer, step: Some(step.clone()) }
    });
    (rows.collect(), true)
}

fn line(row: &Row, largest: u64) -> AnyView {
    let step = row.step.as_ref().map(step);
    match &row.layer {
        Some((number, layer)) => {
            let is_usual = layer.media_type.compression() == Some(Compression::Gzip) && !is_foreign(layer);
            let media_type = (!is_usual).then(|| view! {
                <span class="chip" title=layer.media_type.to_string()>{layer.media_type.describe().into_owned()}</span>
            });
            view! {
                <tr>
                    <td class="number">{*number}</td>
                    <td class="step">{step}{media_type}</td>
                    {blob_cells(layer, largest)}
                </tr>
            }
            .into_any()
        }
        None => view! {
            <tr class="quiet no-layer"><td class="number"></td><td class="step">{step}</td><td></td><td></td></tr>
        }
        .into_any(),
    }
}

fn is_foreign(layer: &Descriptor) -> bool {
    use crate::registry::media_type::MediaType::{DockerForeignLayer, OciForeignLayer};
    matches!(layer.media_type, DockerForeignLayer(_) | OciForeignLayer(_))
}

/// A step of the build; the whole of it unfolds where something was left out.
fn step(step: &History) -> AnyView {
    let written = visible(&step.created_by);
    let short = readable(&written);
    if short == *written && short.len() <= LINE {
        return view! { <code>{short}</code> }.into_any();
    }
    let beginning: String = short.chars().take(LINE).collect();
    let more = if beginning.len() < short.len() { "…" } else { "" };
    view! {
        <details>
            <summary><code>{beginning}{more}</code></summary>
            <pre tabindex="0">{written.clone().into_owned()}</pre>
            {step.comment.as_deref().map(|comment| view! { <small>{folded(comment)}</small> })}
        </details>
    }
    .into_any()
}

/// A step of more characters is cut.
const LINE: usize = 160;
