//! Bringing back what was deleted or moved, by the record of what was done.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use super::proposal::Proposal;
use super::protected::protected;
use super::reading::reading;
use super::work::Work;
use crate::browser::opened::opened;
use crate::changes::read::Depth;
use crate::changes::record::Record;
use crate::changes::wish::{Asked, Wish};
use crate::registry::reference::{Repository, Tag, Version};
use crate::ui::client::HTTP;
use crate::ui::load::Load;
use crate::ui::parts::asking::Asking;
use crate::ui::show::show;
use crate::ui::state::registry::Registry;
use crate::ui::tasks::{Component, Task};

/// Brings back what a record has: the one of what was just done, or a file.
#[component]
pub fn BringBack(registry: Registry, repository: Repository) -> impl IntoView {
    let record = RwSignal::new(None::<Arc<Record>>);
    let wrong = RwSignal::new(None::<String>);
    let component = Component::here();
    let of = StoredValue::new(repository);
    let take = move |body: Vec<u8>| async move {
        match Record::read(&HTTP, &body).await {
            Ok(read) if read.repository != of.get_value() || read.registry != registry.host() => {
                let place = format!("{}/{}", read.registry.docker_name(), read.repository);
                wrong.set(Some(format!(
                    "This record is about {place}. Go to that repository, and bring it back there."
                )));
            }
            Ok(read) => {
                wrong.set(None);
                record.set(Some(Arc::new(read)));
            }
            Err(error) => wrong.set(Some(format!("This file is no record that can be used: {error}."))),
        }
    };
    let last = registry.record.get_value();
    if !last.is_empty() {
        Task::spawn(take(last.into_bytes()));
    }
    let field = NodeRef::<html::Input>::new();
    let open = move |_| {
        let Some(field) = field.get_untracked() else { return };
        component.spawn(async move {
            if let Some(body) = opened(&field).await {
                take(body).await;
            }
        });
    };
    view! {
        <section class="ways">
            <p>
                "Names are set again, and deleted manifests are put again from the record, for as long as the registry has not collected \
                 what they name. Nothing happens before you have seen the plan and confirmed it."
            </p>
            <label for="record">"A record that you downloaded"</label>
            <input id="record" type="file" accept="application/json,.json" node_ref=field disabled=registry.is_changing on:change=open/>
            {show(move || wrong.get().map(|wrong| view! { <p class="wrong" role="alert">{wrong}</p> }))}
        </section>
        {show(move || record.get().map(|record| planned(registry, of.get_value(), record)))}
    }
}

fn planned(registry: Registry, repository: Repository, record: Arc<Record>) -> AnyView {
    let back = record.bring_back();
    let tags = back.names.iter().map(|(tag, _)| Version::Tag(tag.clone()));
    let manifests = back.names.iter().map(|(_, digest)| digest).chain(back.documents.iter().map(|(digest, _)| digest));
    let these: BTreeSet<Version> = tags.chain(manifests.cloned().map(Version::Digest)).collect();
    let Load { value, asked } = reading(registry, repository, Depth::These(these.into_iter().collect()));
    view! {
        <Asking asked/>
        {show(move || value.get().map(|known| {
            let chosen: BTreeSet<Tag> = back.names.iter().map(|(tag, _)| tag.clone()).collect();
            let work = Work::begin(registry, known.clone(), known.clone(), chosen, asked.again);
            work.is_from_record.set_value(true);
            work.documents.set_value(record.documents.clone());
            let back = back.clone();
            work.plan_for(known, move || Wish {
                protected: protected(registry, &work.repository.get_value()),
                ..Wish::of(Asked::BringBack(back.clone()))
            });
            view! { <Proposal work/> }
        }))}
    }
    .into_any()
}
