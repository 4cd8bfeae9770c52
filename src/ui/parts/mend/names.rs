//! The names in a fix's file, to change.

use leptos::prelude::*;

use super::mending::Mending;
use crate::diagnosis::fixes::{Fix, Names, TokenPlace, is_front, is_tls};
use crate::diagnosis::observation::Server;
use crate::ui::show::show;

/// A name that a person may have to change: the placeholder that shows that the file has it, and how it is read and written.
struct Field {
    placeholder: &'static str,
    label: &'static str,
    read: fn(&Names) -> String,
    write: fn(&mut Names, String),
    /// Whether it counts, besides standing in the file.
    counts: fn(&Fix, &Names) -> bool,
}

/// An address as a person leaves it.
fn origin(typed: String) -> String {
    typed.trim_end_matches('/').to_owned()
}

fn of_tokens(names: &Names, read: fn(&TokenPlace) -> &String) -> String {
    names.tokens.as_ref().map(read).cloned().unwrap_or_default()
}

fn is_about_tokens(fix: &Fix) -> bool {
    fix.about() == Server::TokenService
}

const FIELDS: [Field; 12] = [
    Field {
        placeholder: "page_origin}}",
        label: "Pages that are let in",
        read: |names| names.page_origins.join(" "),
        write: |names, typed| {
            names.page_origins = typed.split([' ', ',']).filter(|one| !one.is_empty()).map(str::to_owned).collect();
        },
        counts: |_, _| true,
    },
    Field {
        placeholder: "{{registry_",
        label: "The registry's address, once the file is in force",
        read: |names| names.registry.clone(),
        write: |names, typed| names.registry = origin(typed),
        counts: |fix, _| is_front(fix),
    },
    Field {
        placeholder: "{{token_",
        label: "The token service's address, once the file is in force",
        read: |names| of_tokens(names, |tokens| &tokens.origin),
        write: |names, typed| {
            if let Some(tokens) = &mut names.tokens {
                tokens.origin = origin(typed);
            }
        },
        counts: |fix, _| is_front(fix) && is_about_tokens(fix),
    },
    Field {
        placeholder: "{{relay_upstream}}",
        label: "The relay's own address",
        read: |names| names.relay.origin.clone(),
        write: |names, typed| names.relay.origin = origin(typed),
        counts: |_, _| true,
    },
    Field {
        placeholder: "{{relay_resolver}}",
        label: "A name server for it",
        read: |names| names.relay.resolver.clone(),
        write: |names, typed| names.relay.resolver = typed,
        counts: |_, _| true,
    },
    Field {
        placeholder: "{{upstream",
        label: "The registry, behind the server",
        read: |names| names.upstream.clone(),
        write: |names, typed| names.upstream = typed,
        counts: |_, _| true,
    },
    Field {
        placeholder: "{{tokens_upstream",
        label: "The token service, behind the server",
        read: |names| of_tokens(names, |tokens| &tokens.upstream),
        write: |names, typed| {
            if let Some(tokens) = &mut names.tokens {
                tokens.upstream = typed;
            }
        },
        counts: |fix, names| fix.routes_tokens(names),
    },
    Field {
        placeholder: "{{page_folder}}",
        label: "The folder of this page's files",
        read: |names| names.page_folder.clone(),
        write: |names, typed| names.page_folder = typed,
        counts: |_, _| true,
    },
    Field {
        placeholder: "{{page_upstream",
        label: "The server of this page's files",
        read: |names| names.page_upstream.clone(),
        write: |names, typed| names.page_upstream = typed,
        counts: |_, _| true,
    },
    Field {
        placeholder: "{{page_upstream",
        label: "The folder of this page's files there",
        read: |names| names.page_folder.clone(),
        write: |names, typed| names.page_folder = typed,
        counts: |_, _| true,
    },
    Field {
        placeholder: "{{certificate}}",
        label: "The file of the certificate",
        read: |names| names.certificate.clone(),
        write: |names, typed| names.certificate = typed,
        counts: |fix, names| is_tls(fix, names) && !is_about_tokens(fix),
    },
    Field {
        placeholder: "{{key}}",
        label: "The file of its key",
        read: |names| names.key.clone(),
        write: |names, typed| names.key = typed,
        counts: |fix, names| is_tls(fix, names) && !is_about_tokens(fix),
    },
];

/// The certificate of a token service.
const OF_TOKENS: [Field; 2] = [
    Field {
        placeholder: "{{certificate}}",
        label: "The file of the certificate",
        read: |names| of_tokens(names, |tokens| &tokens.certificate),
        write: |names, typed| {
            if let Some(tokens) = &mut names.tokens {
                tokens.certificate = typed;
            }
        },
        counts: |fix, names| is_tls(fix, names) && is_about_tokens(fix),
    },
    Field {
        placeholder: "{{key}}",
        label: "The file of its key",
        read: |names| of_tokens(names, |tokens| &tokens.key),
        write: |names, typed| {
            if let Some(tokens) = &mut names.tokens {
                tokens.key = typed;
            }
        },
        counts: |fix, names| is_tls(fix, names) && is_about_tokens(fix),
    },
];

/// The names in a file that a person may have to change. Files for docker and containerd name the registry alone.
pub(super) fn names_in_it(mending: Mending, fix: &'static Fix, file: &str) -> AnyView {
    let is_there = |field: &&'static Field| file.contains(field.placeholder);
    let fields: Vec<&'static Field> = FIELDS.iter().chain(&OF_TOKENS).filter(is_there).collect();
    let counts = {
        let fields = fields.clone();
        move || {
            let counts = |names: &Names| fields.iter().map(|field| (field.counts)(fix, names)).collect::<Vec<bool>>();
            mending.names.with(|names| names.as_ref().map(counts)).unwrap_or_default()
        }
    };
    // They are drawn anew only where others count, so that a field stays that somebody types into.
    let counts = Memo::new(move |_| counts());
    let has_methods = file.contains("{{methods}}") && fix.about() == Server::Registry;
    show(move || {
        let shown = fields.iter().zip(counts.get()).filter(|(_, counts)| *counts);
        let mut fields: Vec<AnyView> = shown.map(|(field, _)| text_field(mending, field)).collect();
        if has_methods {
            fields.push(may_change(mending));
        }
        (!fields.is_empty()).then(|| {
            view! {
                <details class="names"><summary>"The names in it, to change"</summary><div class="fields">{fields}</div></details>
            }
        })
    })
}

fn may_change(mending: Mending) -> AnyView {
    let changes = move || mending.names.with(|names| names.as_ref().is_some_and(|names| names.changes));
    let change = move |event| mending.change(|names| names.changes = event_target_checked(&event));
    view! {
        <label class="tick"><input type="checkbox" prop:checked=changes on:change=change/>" The page may change things"</label>
    }
    .into_any()
}

fn text_field(mending: Mending, field: &'static Field) -> AnyView {
    let value = move || mending.names.with(|names| names.as_ref().map(field.read).unwrap_or_default());
    let change =
        move |event| mending.change(|names| (field.write)(names, event_target_value(&event).trim().to_owned()));
    view! {
        <label><span>{field.label}</span>
            <input autocomplete="off" autocapitalize="none" spellcheck="false" prop:value=value on:change=change/>
        </label>
    }
    .into_any()
}
