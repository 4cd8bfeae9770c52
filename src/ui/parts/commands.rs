//! The commands that pull what the page shows, for the tool that a person has.

use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use super::copy::Copy;
use crate::browser::storage::{self, Key};
use crate::registry::commands::{self, CommandNote, Content, PullSource, PullTool};
use crate::registry::digest::Digest;
use crate::registry::reference::{Repository, Version};
use crate::ui::show::show;
use crate::ui::state::Pierglass;

/// The commands. `source` is `None` where the registry's name is none for a command line; `digest` is what `version`
/// stands for.
#[component]
pub fn Commands(
    source: Option<PullSource>,
    content: Content,
    repository: Repository,
    version: Version,
    digest: Digest,
) -> impl IntoView {
    let Some(source) = source else {
        return view! {
            <p class="note">"The name of this registry has characters that do not belong on a command line, so no commands are shown."</p>
        }
        .into_any();
    };
    let tools = content.tools();
    let remembered = storage::load(Key::Tool);
    let remembered = tools.iter().find(|tool| remembered == [tool.name()]);
    let tool = RwSignal::new(remembered.or(tools.first()).copied().unwrap_or(PullTool::Oras));
    let choose = move |chosen: PullTool| {
        tool.set(chosen);
        storage::save(Key::Tool, &[chosen.name().to_string()]);
    };
    let tag = if let Version::Tag(tag) = &version { Some(tag.clone()) } else { None };
    let has_tag = tag.is_some();
    let by_digest = RwSignal::new(!has_tag);
    let named = move || if by_digest.get() { Version::Digest(digest.clone()) } else { version.clone() };
    let to = RwSignal::new(None::<PullSource>);
    let targets = if tag.is_some() { targets(&source) } else { Vec::new() };
    let lines = move || {
        let (tool, version) = (tool.get(), named());
        match to.get().zip(tag.as_ref()) {
            None => shown(commands::commands(tool, content, &source, &repository, &version)),
            Some((to, tag)) => match commands::copy(tool, &source, &to, &repository, &version, tag) {
                Some(copied) => shown(copied),
                None => view! {
                    <p class="note">{tool.name()} " has no command that copies from one registry to another."</p>
                }
                .into_any(),
            },
        }
    };
    view! {
        <section class="commands" aria-label="Commands that pull it">
            <div class="choices">
                <div class="tabs" role="group" aria-label="Tool">
                    {tools.iter().map(|one| view! {
                        <button type="button" aria-pressed=move || (tool.get() == *one).to_string()
                            on:click=move |_| choose(*one)>{one.name()}</button>
                    }).collect_view()}
                </div>
                {has_tag.then(|| view! {
                    <div class="tabs" role="group" aria-label="Name it by">
                        <button type="button" aria-pressed=move || (!by_digest.get()).to_string()
                            on:click=move |_| by_digest.set(false)>"by tag"</button>
                        <button type="button" aria-pressed=move || by_digest.get().to_string()
                            title="The same content every time, also when the tag moves"
                            on:click=move |_| by_digest.set(true)>"by digest"</button>
                    </div>
                })}
                {where_to(targets, to)}
            </div>
            {show(move || Some(lines()))}
        </section>
    }
    .into_any()
}

/// The other registries that the configuration lists, with their names.
fn targets(source: &PullSource) -> Vec<(String, PullSource)> {
    let config = Pierglass::expect().config.get_untracked().unwrap_or_default();
    let registries =
        config.registries.iter().map(|entry| (entry.shown_name(), PullSource::new(&entry.host, &entry.command_host())));
    registries.filter_map(|(name, target)| Some((name, target.filter(|target| target != source)?))).collect()
}

/// The choice between pulling and copying to another registry.
fn where_to(targets: Vec<(String, PullSource)>, to: RwSignal<Option<PullSource>>) -> Option<AnyView> {
    let names: Vec<AnyView> =
        targets.iter().map(|(name, _)| view! { <option>{format!("copy to {name}")}</option> }.into_any()).collect();
    let choose = move |event| {
        let chosen = event_target::<HtmlSelectElement>(&event).selected_index();
        let chosen = usize::try_from(chosen - 1).ok().and_then(|at| targets.get(at));
        to.set(chosen.map(|(_, target)| target.clone()));
    };
    (!names.is_empty()).then(|| {
        view! { <select aria-label="Pull, or copy to" on:change=choose><option>"pull"</option>{names}</select> }
            .into_any()
    })
}

fn shown(commands: commands::Commands) -> AnyView {
    let lines = commands.lines.into_iter().map(|line| {
        view! {
            <div class="command"><code>{line.clone()}</code><Copy text=line what="the command"/></div>
        }
    });
    let note = commands.note.map(|note| match note {
        CommandNote::DaemonJson(json) => view! {
            <p class="note">
                "This registry speaks plain http. Docker pulls from it only after its " <code>"daemon.json"</code>
                " has " <code>{json}</code> " and the daemon was restarted."
            </p>
        }
        .into_any(),
        CommandNote::HelmWithDigests => {
            view! { <p class="note">"Helm knows digests since version 3.18."</p> }.into_any()
        }
    });
    view! { {lines.collect_view()}{note} }.into_any()
}
