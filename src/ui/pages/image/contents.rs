//! What is in the blobs of an artifact: which of them are opened, and below their table what is in them. What reads and shows them is a part
//! of its own, which comes with the first one.

mod archive;
mod chart;
mod markdown;
mod model;
mod opened;
mod parts;
mod provenance;
mod readable;
mod readme;
mod report;
mod rows;
mod sbom;
mod statement;
mod vex;
mod view;
mod webassembly;
mod whole;

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

pub use self::opened::BlobPlace;
use self::opened::Opened;
pub use self::parts::outside;
use self::view::OfBlob;
use super::page::Page;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::blob::WHOLE_LIMIT;
use crate::registry::commands::PullSource;
use crate::registry::descriptor::Descriptor;
use crate::registry::manifest::Manifest;
use crate::registry::media_type::MediaType;
use crate::registry::reference::Version;
use crate::ui::chunks::screen;
use crate::ui::focus::focus;
use crate::ui::lazy::lazy;
use crate::ui::parts::copy::{Copy, in_short};
use crate::ui::show::text;
use crate::ui::words::bytes;

/// Up to so many bytes the first content is opened by itself.
const SMALL: u64 = 1_000_000;

screen! {
    /// What is in a blob.
    contents, of_blob(opened: Opened) => view! { <OfBlob opened/> }.into_any()
}

/// The contents of an artifact.
#[derive(Clone, Copy)]
pub struct Contents {
    page: Page,
    manifest: StoredValue<Arc<Manifest>>,
    open: RwSignal<BTreeSet<BlobPlace>>,
}

impl Contents {
    /// The contents of an artifact, for the running component. The first one opens by itself once the page is drawn, where it is small, and
    /// so does a configuration that says what the artifact is.
    pub fn of(page: Page, manifest: Arc<Manifest>) -> Contents {
        let open = RwSignal::new(BTreeSet::new());
        let is_small = |blob: &&Descriptor| blob.size <= SMALL;
        let config = manifest.config.as_ref().filter(|_| says_what_it_is(&manifest.kind()));
        let config = config.filter(is_small).map(|_| BlobPlace::Config);
        // Helm sorts its layers by their digests: the provenance file may be the first.
        let chart = manifest.layers.iter().position(|layer| layer.media_type == MediaType::HelmChart);
        let at = chart.unwrap_or_default();
        let first = manifest.layers.get(at).filter(is_small).map(|_| BlobPlace::Layer(at));
        Effect::new(move |was_drawn: Option<bool>| {
            let is_drawn = page.drawn.get();
            if is_drawn && was_drawn != Some(true) {
                open.update(|open| open.extend(config.into_iter().chain(first)));
            }
            is_drawn
        });
        Contents { page, manifest: StoredValue::new(manifest), open }
    }

    /// What opens and closes the content of a blob, in its row.
    pub fn beside(self, place: BlobPlace, blob: &Descriptor) -> AnyView {
        let (short, size) = (blob.digest.short().to_string(), bytes(blob.size));
        let is_open = Memo::new(move |_| self.open.with(|open| open.contains(&place)));
        let toggle = move |_| {
            self.open.update(|open| {
                if !open.remove(&place) {
                    open.insert(place);
                }
            });
            if is_open.get_untracked() {
                request_animation_frame(move || _ = focus(&format!("#{}", place.id())));
            }
        };
        let title = format!("Fetches all of it, {size}, and shows what is in it");
        let show = if blob.size > SMALL { format!("Show ({size})") } else { "Show".to_owned() };
        view! {
            <button type="button" class="quiet show-content" aria-expanded=move || is_open.get().to_string()
                title=title on:click=toggle>
                {text(move || if is_open.get() { "Hide".to_owned() } else { show.clone() })}
                <span class="visually-hidden">" what is in "{short}</span>
            </button>
        }
        .into_any()
    }

    /// What is open.
    pub fn below(self) -> AnyView {
        let all = move || self.open.with(|open| open.iter().copied().collect::<Vec<_>>());
        view! { <For each=all key=|place: &BlobPlace| *place children=move |place| self.one(place)/> }.into_any()
    }

    fn one(self, place: BlobPlace) -> AnyView {
        let (page, manifest) = (self.page, self.manifest.get_value());
        let Some(blob) = place.of(&manifest).cloned() else { return ().into_any() };
        let content = match blob.size > WHOLE_LIMIT {
            true => too_large(page, &blob),
            false => lazy(of_blob(Opened { page, manifest, blob })),
        };
        // The place is there at once, for the focus, also where what reads the content is still to come.
        view! { <div class="content-place" id=place.id() tabindex="-1">{content}</div> }.into_any()
    }
}

/// Whether an artifact's configuration holds what people want to know first.
fn says_what_it_is(kind: &ArtifactKind) -> bool {
    use ArtifactKind::{DockerModel, HelmChart, KitOpsModel, ModelPackModel, OllamaModel};
    matches!(kind, HelmChart | DockerModel | KitOpsModel | ModelPackModel | OllamaModel)
}

/// What is not fetched into a page, and how else it is had.
fn too_large(page: Page, blob: &Descriptor) -> AnyView {
    let (host, repository) = (page.registry.host(), page.repository.get_value());
    let line = PullSource::new(&host, &page.registry.pull_host()).map(|source| {
        let reference = source.reference(&repository, &Version::Digest(blob.digest.clone()));
        let plain = if host.is_plain_http() { " --plain-http" } else { "" };
        format!("oras blob fetch{plain} --output content {reference}")
    });
    let line = line.map(|line| {
        view! {
            <p>"This line fetches it:"</p>
            <div class="snippet"><pre tabindex="0"><code>{line.clone()}</code></pre><Copy text=line.clone() what=in_short(&line)/></div>
        }
    });
    view! {
        <section class="content">
            <p>
                "This has " {bytes(blob.size)} ", and the page reads contents of up to " {WHOLE_LIMIT / 1_000_000} " MB"
                ". Check, beside its digest, reads all of it without keeping it."
            </p>
            {line}
        </section>
    }
    .into_any()
}
