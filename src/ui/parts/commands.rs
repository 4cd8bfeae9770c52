//! The commands that pull what the page shows, for the tool that a person has.

use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use super::copy::Copy;
use crate::browser::storage::{self, Key};
use crate::registry::commands::curl::Access;
use crate::registry::commands::{self, CommandNote, Content, PullSource, PullTool};
use crate::registry::digest::Digest;
use crate::registry::reference::{Repository, Version};
use crate::ui::show::show;
use crate::ui::state::Pierglass;

/// The commands. `source` is `None` where the registry's name is none for a command line; `digest` is what `version`
/// stands for; `access` is what the registry wanted of this page.
#[component]
pub fn Commands(
    source: Option<PullSource>,
    content: Content,
    repository: Repository,
    version: Version,
    digest: Digest,
    access: Access,
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
            None => shown(tool, commands::commands(tool, content, &source, &repository, &version, &access)),
            Some((to, tag)) => match commands::copy(tool, &source, &to, &repository, &version, tag) {
                Some(copied) => shown(tool, copied),
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

fn shown(tool: PullTool, commands: commands::Commands) -> AnyView {
    let is_one = commands.lines.len() == 1;
    let lines = commands.lines.into_iter().enumerate().map(|(at, line)| {
        let is_file = line.contains('\n');
        let what = match (is_file, is_one) {
            (true, _) => format!("the file for {}", tool.name()),
            (false, true) => format!("the {} command", tool.name()),
            (false, false) => format!("line {} for {}", at + 1, tool.name()),
        };
        view! {
            <div class="command" class:to-write=is_file><code>{line.clone()}</code><Copy text=line what/></div>
        }
    });
    view! { {lines.collect_view()}{commands.notes.into_iter().map(note).collect_view()} }.into_any()
}

fn note(note: CommandNote) -> AnyView {
    match note {
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
        CommandNote::ManifestAlone { by_token } => view! {
            <p class="note">
                {by_token.then_some("The registry wants a token, which the first line fetches and jq takes out of the answer; it lasts some \
                                     minutes. ")}
                "This is the manifest alone. Each layer is at " <code>"/blobs/"</code> " and its digest, in the place of "
                <code>"/manifests/"</code> " and the name."
            </p>
        }
        .into_any(),
        CommandNote::NodesWithPlainHttp => view! {
            <p class="note">
                "This registry speaks plain http. Each node pulls by itself, so the container runtime of each has to be told that, in \
                 its own configuration."
            </p>
        }
        .into_any(),
        CommandNote::PullSecret(line) => view! {
            <p class="note">
                "The nodes have to sign in: after " <code>"docker login"</code> " this makes the Secret that the Pod names, where docker \
                 keeps sign-ins in that file. It holds all of them."
            </p>
            <div class="command"><code>{line.clone()}</code><Copy text=line what="the kubectl command"/></div>
        }
        .into_any(),
    }
}
