//! What an AI model says of itself.

use leptos::prelude::*;

use super::super::facts::{code, fact};
use super::parts::{outside, written_time};
use crate::contents::model::AiModel;
use crate::registry::visible::visible;

/// The facts of a model, and what is packed with it.
pub fn model(model: &AiModel) -> AnyView {
    let text = |text: &str| Some(visible(text).into_owned()).filter(|text| !text.is_empty());
    let facts = model.facts.iter().map(|(name, text)| match *name {
        "Created" => fact(name, written_time(text)),
        _ => code(name, text.clone()),
    });
    let links = model.links.iter().map(|(name, address)| fact(name, outside(address, address)));
    let facts: Vec<AnyView> = facts.chain(links).collect();
    view! {
        <div class="model">
            {text(&model.name).map(|name| view! { <h4>{name}</h4> })}
            {text(&model.description).map(|text| view! { <p class="description">{text}</p> })}
            <dl class="facts">{facts}</dl>
            {parts(&model.parts)}
            <p class="note">"By its own words. The model itself is not read."</p>
        </div>
    }
    .into_any()
}

fn parts(all: &[(&'static str, String, String)]) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let rows = all.iter().map(|(what, path, description)| {
        view! {
            <tr>
                <td>{*what}</td><td><code>{visible(path).into_owned()}</code></td>
                <td>{visible(description).into_owned()}</td>
            </tr>
        }
    });
    let view = view! {
        <h4>"What is packed with it"</h4>
        <div class="wide" tabindex="0"><table class="plain">
            <thead><tr><th scope="col">"What"</th><th scope="col">"Path"</th><th scope="col">"For"</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table></div>
    };
    Some(view.into_any())
}
