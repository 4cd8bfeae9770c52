//! The names in a fix's file, to change.

use leptos::prelude::*;

use super::Mending;
use crate::diagnosis::fixes::Names;

/// A name that a person may have to change: the placeholder that shows that the file has it, and how it is read and written.
struct Field {
    placeholder: &'static str,
    label: &'static str,
    read: fn(&Names) -> String,
    write: fn(&mut Names, String),
}

const FIELDS: [Field; 8] = [
    Field {
        placeholder: "page_origin}}",
        label: "Pages that are let in",
        read: |names| names.page_origins.join(" "),
        write: |names, typed| {
            names.page_origins = typed.split([' ', ',']).filter(|one| !one.is_empty()).map(str::to_owned).collect();
        },
    },
    Field {
        placeholder: "{{relay_upstream}}",
        label: "The relay's own address",
        read: |names| names.relay.origin.clone(),
        write: |names, typed| names.relay.origin = typed,
    },
    Field {
        placeholder: "{{relay_resolver}}",
        label: "A name server for it",
        read: |names| names.relay.resolver.clone(),
        write: |names, typed| names.relay.resolver = typed,
    },
    Field {
        placeholder: "{{upstream",
        label: "The registry, behind the server",
        read: |names| names.upstream.clone(),
        write: |names, typed| names.upstream = typed,
    },
    Field {
        placeholder: "{{tokens_upstream",
        label: "The token service, behind the server",
        read: |names| names.tokens.as_ref().map(|tokens| tokens.upstream.clone()).unwrap_or_default(),
        write: |names, typed| {
            if let Some(tokens) = &mut names.tokens {
                tokens.upstream = typed;
            }
        },
    },
    Field {
        placeholder: "{{page_folder}}",
        label: "The folder of this page's files",
        read: |names| names.page_folder.clone(),
        write: |names, typed| names.page_folder = typed,
    },
    Field {
        placeholder: "{{page_upstream}}",
        label: "The server of this page's files",
        read: |names| names.page_upstream.clone(),
        write: |names, typed| names.page_upstream = typed,
    },
    Field {
        placeholder: "{{certificate}}",
        label: "The file of the certificate",
        read: |names| names.certificate.clone(),
        write: |names, typed| names.certificate = typed,
    },
];

/// The names in a file that a person may have to change.
pub(super) fn names_in_it(mending: Mending, file: &str) -> Option<AnyView> {
    let (has_tokens, is_tls) = mending.names.with_untracked(|names| {
        let names = names.as_ref();
        (
            names.is_some_and(|names| names.tokens.is_some()),
            names.is_some_and(|names| names.registry.starts_with("https:")),
        )
    });
    let is_shown = |field: &&'static Field| {
        file.contains(field.placeholder)
            && (has_tokens || !field.placeholder.contains("tokens"))
            && (is_tls || !field.placeholder.contains("certificate"))
    };
    let mut fields: Vec<AnyView> = FIELDS.iter().filter(is_shown).map(|field| text_field(mending, field)).collect();
    if file.contains("{{methods}}") {
        let deletes = move || mending.names.with(|names| names.as_ref().is_some_and(|names| names.deletes));
        let change = move |event| mending.change(|names| names.deletes = event_target_checked(&event));
        let tick = view! {
            <label class="tick"><input type="checkbox" prop:checked=deletes on:change=change/>" The page may delete"</label>
        };
        fields.push(tick.into_any());
    }
    // Files for docker and containerd name the registry alone.
    (!fields.is_empty()).then(|| {
        view! {
            <details class="names"><summary>"The names in it, to change"</summary><div class="fields">{fields}</div></details>
        }
        .into_any()
    })
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
