//! What stands in `config.json`, to change and to download, and what this browser keeps.
//!
//! The page is static: it can write the file, and only whoever looks after its server can put it in place.

mod device;
mod fields;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use self::device::Device;
use self::fields::{ENTRY_FIELDS, FIELDS, Field, Kind};
use crate::config::draft::{Draft, DraftEntry};
use crate::config::{Config, ConfigProblem, protect, tidy, trust};
use crate::ui::parts::config_problems::{in_force, lines};
use crate::ui::parts::copy::CopyAs;
use crate::ui::parts::data_file::data_file;
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;

/// A configuration while somebody writes it.
#[derive(Clone, Copy)]
struct Writing {
    draft: RwSignal<Draft>,
    /// What the draft gives, and what is wrong in it.
    read: Memo<(Config, Vec<ConfigProblem>)>,
    /// How many registries there are, and which time they were counted: a removal moves the others.
    entries: RwSignal<(usize, u32)>,
}

impl Writing {
    fn begin(config: &Config) -> Writing {
        let draft = RwSignal::new(Draft::of(config));
        Writing {
            draft,
            read: Memo::new(move |_| draft.with(Draft::read)),
            entries: RwSignal::new((config.registries.len(), 0)),
        }
    }

    /// Changes the draft, and draws the registries anew where their number changes.
    fn change(self, change: impl FnOnce(&mut Draft)) {
        let Writing { draft, entries, .. } = self;
        draft.update(change);
        let count = draft.with_untracked(|draft| draft.registries.len());
        if entries.with_untracked(|(known, _)| *known != count) {
            entries.update(|(known, time)| (*known, *time) = (count, *time + 1));
        }
    }

    /// Takes another configuration in place of what was written.
    fn take(self, config: &Config) {
        self.draft.set(Draft::of(config));
        self.entries.update(|(known, time)| (*known, *time) = (config.registries.len(), *time + 1));
    }

    /// What is wrong with a key: `registries[0].url`, and with what is inside of it.
    fn wrong(self, path: String) -> impl Fn() -> Option<AnyView> + Send + 'static {
        move || {
            let said: Vec<String> = self.read.with(|(_, problems)| {
                let of_key = problems.iter().filter(|problem| is_within(&problem.path, &path));
                of_key.map(|problem| problem.error.to_string()).collect()
            });
            (!said.is_empty()).then(|| view! { <small class="wrong">{said.join("; ")}</small> }.into_any())
        }
    }
}

fn is_within(path: &str, key: &str) -> bool {
    path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
}

/// The settings page.
#[component]
pub fn Settings() -> impl IntoView {
    let pierglass = Pierglass::expect();
    let config = pierglass.config.get_untracked().unwrap_or_default();
    let writing = Writing::begin(&config);
    view! {
        <div class="settings">
            <h1>"Settings"</h1>
            <p class="lead">
                "They stand in a file " <code>"config.json"</code> " beside " <code>"index.html"</code> ", for everybody who \
                 opens this page. Fill in what you need, download the file, and put it there: nothing is changed before."
            </p>
            {in_force(Some("The form below holds the rest of it."))}
            <div class="sheet">
                <form class="fields" on:submit=|event: SubmitEvent| event.prevent_default()>
                    {FIELDS.iter().map(|field| drawn(writing, field, None)).collect::<Vec<AnyView>>()}
                    {show(move || Some(entries(writing, writing.entries.get().0)))}
                    <button type="button" on:click=move |_| writing.change(|draft| draft.registries.push(DraftEntry::default()))>
                        "Add a registry"
                    </button>
                </form>
                <File writing/>
            </div>
            <Device/>
        </div>
    }
    .into_any()
}

fn entries(writing: Writing, count: usize) -> AnyView {
    (0..count)
        .map(|at| {
            let name = move || {
                let entry = writing.draft.with(|draft| draft.registries.get(at).cloned()).unwrap_or_default();
                [entry.name, entry.url].into_iter().find(|text| !text.is_empty()).unwrap_or("A new registry".to_owned())
            };
            let remove = move |_| writing.change(|draft| drop(draft.registries.remove(at)));
            let up = move |_| {
                writing.change(|draft| draft.registries.swap(at - 1, at));
                writing.entries.update(|(_, time)| *time += 1);
            };
            view! {
                <fieldset>
                    <legend>{text(name)}</legend>
                    {ENTRY_FIELDS.iter().map(|field| drawn(writing, field, Some(at))).collect::<Vec<AnyView>>()}
                    {show(writing.wrong(format!("registries[{at}]")))}
                    <div class="buttons">
                        {(at > 0).then(|| view! { <button type="button" class="quiet" on:click=up>"Move up"</button> })}
                        <button type="button" class="quiet" on:click=remove>"Remove"</button>
                    </div>
                </fieldset>
            }
            .into_any()
        })
        .collect::<Vec<AnyView>>()
        .into_any()
}

/// One field: `at` is the registry that it belongs to.
fn drawn(writing: Writing, field: &'static Field, at: Option<usize>) -> AnyView {
    let path = at.map_or(field.key.to_owned(), |at| format!("registries[{at}].{}", field.key));
    let value = move || writing.draft.with(|draft| field.read(draft, at));
    let write = move |typed: String| writing.change(|draft| field.write(draft, at, typed));
    let on_input = move |event| write(event_target_value(&event));
    let id = format!("setting-{path}");
    let input = match field.kind {
        Kind::Tick => {
            let ticked = move || value() == "true";
            return view! {
                <label class="tick">
                    <input type="checkbox" prop:checked=ticked
                        on:change=move |event| write(event_target_checked(&event).to_string())/>
                    " " {field.label} " " <small>{field.hint}</small>
                </label>
            }
            .into_any();
        }
        Kind::Choice(names) => {
            let options: Vec<AnyView> = names()
                .into_iter()
                .map(|name| {
                    let selected = move || writing.draft.with(|draft| field.read(draft, at)) == name;
                    view! { <option value=name prop:selected=selected>{name}</option> }.into_any()
                })
                .collect();
            view! { <select id=id.clone() on:change=on_input>{options}</select> }.into_any()
        }
        Kind::Lines => view! {
            <textarea id=id.clone() rows="3" spellcheck="false" placeholder=field.example prop:value=value on:input=on_input></textarea>
        }
        .into_any(),
        Kind::Line => view! {
            <input id=id.clone() autocomplete="off" autocapitalize="none" spellcheck="false" placeholder=field.example
                prop:value=value on:input=on_input/>
        }
        .into_any(),
    };
    view! {
        <div class="setting">
            <label for=id>{field.label} " " <code>{field.key}</code></label>
            {input}
            {(!field.hint.is_empty()).then(|| view! { <small>{field.hint}</small> })}
            {show(writing.wrong(path))}
        </div>
    }
    .into_any()
}

/// The file as it would be, and the way to begin with another one.
#[component]
fn File(writing: Writing) -> impl IntoView {
    let file = Memo::new(move |_| writing.read.with(|(config, _)| config.to_json()));
    let left_out = move || {
        let count = writing.read.with(|(_, problems)| problems.len());
        let what = if count == 1 {
            "One thing is left out of it".to_owned()
        } else {
            format!("{count} things are left out of it")
        };
        (count > 0).then(|| view! { <p class="wrong" role="status">{what} ": see the fields in red."</p> }.into_any())
    };
    view! {
        <section class="written" aria-label="The file">
            <h2><code>"config.json"</code></h2>
            <pre tabindex="0" aria-label="The file">{text(move || file.get())}</pre>
            {show(left_out)}
            <div class="buttons">
                <a class="button primary" href=move || data_file("application/json", &file.get()) download="config.json">"Download"</a>
                <CopyAs text=file name="Copy config.json"/>
            </div>
            <Another writing/>
        </section>
    }
    .into_any()
}

/// Reads a file that somebody has already.
#[component]
fn Another(writing: Writing) -> impl IntoView {
    let pasted = NodeRef::<html::Textarea>::new();
    let problems = RwSignal::new(None::<Vec<ConfigProblem>>);
    let read = move |_| {
        let typed = pasted.get_untracked().map(|field| field.value()).unwrap_or_default();
        let (config, mut found) = Config::parse(typed.as_bytes());
        // A page reads its rules when somebody needs them; whoever writes them wants to know now.
        found.extend(trust::rules(&config).1);
        found.extend(protect::protections(&config).1);
        found.extend(tidy::rules(&config).1);
        writing.take(&config);
        problems.set(Some(found));
    };
    let outcome = move || {
        let found = problems.get()?;
        let lines = lines(&found);
        Some(match lines.is_empty() {
            true => view! { <p role="status">"Read. Nothing is wrong with it."</p> }.into_any(),
            false => view! { <p role="status">"Read, but for:"</p><ul class="wrong">{lines}</ul> }.into_any(),
        })
    };
    view! {
        <details>
            <summary>"Check a file, or begin with one"</summary>
            <textarea node_ref=pasted rows="6" spellcheck="false" aria-label="A config.json" placeholder="Paste a config.json"></textarea>
            <button type="button" on:click=read>"Read it"</button>
            {show(outcome)}
        </details>
    }
    .into_any()
}
