//! The layers of an image, each with the step of the build that made it.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::blobs::{blob_cells, headings, largest};
use super::dockerfile::dockerfile;
use super::facts::folded;
use super::page::Page;
use crate::registry::build_step::readable;
use crate::registry::descriptor::Descriptor;
use crate::registry::dockerfile::rebuilt;
use crate::registry::image_config::{History, ImageConfig, LayerRow, rows};
use crate::registry::manifest::Manifest;
use crate::registry::media_type::Compression;
use crate::registry::visible::visible;
use crate::ui::parts::long_list::LongList;
use crate::ui::show::{show, text};
use crate::ui::words::count;

/// The layers of `manifest`.
#[component]
pub fn Layers(page: Page, manifest: Arc<Manifest>, config: Option<Arc<ImageConfig>>) -> impl IntoView {
    let (total, largest) = (manifest.layers.len(), largest(&manifest.layers));
    let history = config.as_deref().map(|config| config.history.as_slice()).unwrap_or_default();
    let rows = rows(history, total);
    let is_matched = history.is_empty() || rows.first().is_some_and(|row| row.step.is_some());
    let without_layer = rows.iter().filter(|row| row.layer.is_none()).count();
    let rows = StoredValue::new(rows);
    let all_steps = RwSignal::new(false);
    let unmatched = config.clone().filter(|_| !is_matched).map(|config| steps_alone(config, total));
    let rebuilt = config.as_deref().and_then(|config| rebuilt(config, &manifest.annotations));
    let table = move || {
        let all_steps = all_steps.get();
        let wanted: Vec<LayerRow> =
            rows.with_value(|rows| rows.iter().filter(|row| all_steps || row.layer.is_some()).copied().collect());
        let long = LongList::of(wanted.len());
        let (manifest, config) = (manifest.clone(), config.clone());
        let row = move |row: &LayerRow| {
            let layer = row.layer.and_then(|at| Some((at + 1, manifest.layers.get(at)?)));
            let steps = row.step.and_then(|at| config.as_ref()?.history.get(row.from.unwrap_or(at)..=at));
            line(page, layer, steps.unwrap_or_default(), largest)
        };
        let lines = move |some: Range<usize>| wanted[some].iter().map(&row).collect_view().into_any();
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
            <h2>{count(total, "layer", "layers")}</h2>
            {(without_layer > 0).then(|| view! {
                <button type="button" class="quiet" aria-pressed=move || all_steps.get().to_string()
                    on:click=move |_| all_steps.update(|all| *all = !*all)>
                    {text(move || if all_steps.get() { "Hide" } else { "Show" }.to_string())}
                    " steps without a layer (" {without_layer} ")"
                </button>
            })}
            {show(move || Some(table()))}
            {unmatched}
            {rebuilt.map(dockerfile)}
        </section>
    }
    .into_any()
}

/// All steps, where nothing says which layers they made.
fn steps_alone(config: Arc<ImageConfig>, layers: usize) -> AnyView {
    let with_layer = config.history.iter().filter(|step| !step.empty_layer).count();
    let long = LongList::of(config.history.len());
    let rows = move |some: Range<usize>| {
        let row = |one: &History| {
            let mark = one.empty_layer.then(|| view! { " " <span class="chip">"no layer"</span> });
            view! { <li>{step(one)}{mark}</li> }
        };
        config.history[some].iter().map(row).collect_view().into_any()
    };
    view! {
        <section class="steps-alone">
            <h3>"Steps of the build"</h3>
            <p class="note">
                "By the history " {count(with_layer, "step", "steps")} " made a layer, and there are "
                {count(layers, "layer", "layers")} ". Which step made which layer, nothing says."
            </p>
            <ol class="steps">{long.rows(rows)}</ol>
            {long.more("step", "steps")}
        </section>
    }
    .into_any()
}

/// The steps that a layer comes from. Several stand in their order.
fn made_by(steps: &[History]) -> AnyView {
    match steps {
        [] => ().into_any(),
        [one] => step(one),
        several => {
            let all = several.iter().map(|one| view! { <li>{step(one)}</li> }).collect_view();
            let all = view! { <ol class="steps">{all}</ol> };
            let said = format!("{}, of which their builder made one layer", count(several.len(), "step", "steps"));
            match several.len() {
                ..=SHOWN => view! { <small>{said}</small>{all} }.into_any(),
                _ => view! { <details><summary>{said}</summary>{all}</details> }.into_any(),
            }
        }
    }
}

/// More steps of one layer are folded.
const SHOWN: usize = 12;

fn line(page: Page, layer: Option<(usize, &Descriptor)>, steps: &[History], largest: u64) -> AnyView {
    let step = made_by(steps);
    match layer {
        Some((number, layer)) => {
            let is_usual = layer.media_type.compression() == Some(Compression::Gzip) && !is_foreign(layer);
            let media_type = (!is_usual).then(|| view! {
                <span class="chip" title=layer.media_type.to_string()>{layer.media_type.describe().into_owned()}</span>
            });
            view! {
                <tr>
                    <td class="number">{number}</td>
                    <td class="step">{step}{media_type}</td>
                    {blob_cells(page, layer, largest, !is_foreign(layer))}
                </tr>
                {page.checks.below(layer)}
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
