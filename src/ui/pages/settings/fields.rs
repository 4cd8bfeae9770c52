//! The fields of the form, in the order in which they stand on the page, and their words.

use crate::config::draft::{Draft, DraftEntry, OWN_READ_ONLY, catalog_names, theme_names};

/// One key of the file.
pub(super) struct Field {
    /// Its name in the file.
    pub(super) key: &'static str,
    /// What it is called on the page.
    pub(super) label: &'static str,
    /// What it does, where its name does not say it.
    pub(super) hint: &'static str,
    /// What could stand there.
    pub(super) example: &'static str,
    /// How it is filled in.
    pub(super) kind: Kind,
    of: DraftPlace,
}

/// How a field is filled in.
pub(super) enum Kind {
    /// A line of text.
    Line,
    /// A list, one a line.
    Lines,
    /// Yes or no.
    Tick,
    /// One of these.
    Choice(fn() -> [&'static str; 3]),
}

/// Where the draft holds it.
enum DraftPlace {
    Page(fn(&mut Draft) -> &mut String),
    PageTick(fn(&mut Draft) -> &mut bool),
    Entry(fn(&mut DraftEntry) -> &mut String),
}

const LINE: Field = Field {
    key: "",
    label: "",
    hint: "",
    example: "",
    kind: Kind::Line,
    of: DraftPlace::Page(|draft| &mut draft.title),
};

/// The keys of the page.
pub(super) const FIELDS: [Field; 6] = [
    Field { key: "title", label: "Title", example: "Images of the platform team", ..LINE },
    Field {
        key: "theme",
        label: "Theme",
        hint: "“system” follows the person’s own choice.",
        kind: Kind::Choice(theme_names),
        of: DraftPlace::Page(|draft| &mut draft.theme),
        ..LINE
    },
    Field {
        key: "openOthers",
        label: "Registries may be opened that are not listed here",
        kind: Kind::Tick,
        of: DraftPlace::PageTick(|draft| &mut draft.open_others),
        ..LINE
    },
    Field {
        key: "readOnly",
        label: "Leave out everything that changes a registry",
        hint: "Without the tick people can delete, tag and copy, as far as the registry lets them.",
        kind: Kind::Tick,
        of: DraftPlace::PageTick(|draft| &mut draft.read_only),
        ..LINE
    },
    Field {
        key: "defaultRegistry",
        label: "Open this registry first",
        hint: "Without it, the page begins with the list.",
        example: "https://registry.example.com",
        of: DraftPlace::Page(|draft| &mut draft.default_registry),
        ..LINE
    },
    Field {
        key: "portals",
        label: "Portals that may embed this page, one a line",
        hint: "Their origins. They see where a person is, and may sign a person in.",
        example: "https://portal.example.com",
        kind: Kind::Lines,
        of: DraftPlace::Page(|draft| &mut draft.portals),
    },
];

/// The keys of a registry.
pub(super) const ENTRY_FIELDS: [Field; 7] = [
    Field {
        key: "url",
        label: "Address",
        example: "https://registry.example.com",
        of: DraftPlace::Entry(|entry| &mut entry.url),
        ..LINE
    },
    Field {
        key: "name",
        label: "Name on this page",
        example: "Production",
        of: DraftPlace::Entry(|entry| &mut entry.name),
        ..LINE
    },
    Field {
        key: "catalog",
        label: "List of repositories",
        hint: "“auto” asks the registry too; “list” and “off” show only what stands here.",
        kind: Kind::Choice(catalog_names),
        of: DraftPlace::Entry(|entry| &mut entry.catalog),
        ..LINE
    },
    Field {
        key: "repositories",
        label: "Repositories, one a line",
        example: "team/app",
        kind: Kind::Lines,
        of: DraftPlace::Entry(|entry| &mut entry.repositories),
        ..LINE
    },
    Field {
        key: "realm",
        label: "Token service",
        hint: "Only where the registry hides its challenge from pages.",
        example: "https://auth.example.com/token?service=registry",
        of: DraftPlace::Entry(|entry| &mut entry.realm),
        ..LINE
    },
    Field {
        key: "pullHost",
        label: "Host in the commands that pull",
        hint: "Where it is another one than the page talks to.",
        example: "registry.example.com",
        of: DraftPlace::Entry(|entry| &mut entry.pull_host),
        ..LINE
    },
    Field {
        key: "readOnly",
        label: "Leave out what changes it",
        hint: "Where it is another answer than for all of them.",
        kind: Kind::Choice(|| OWN_READ_ONLY),
        of: DraftPlace::Entry(|entry| &mut entry.read_only),
        ..LINE
    },
];

impl Field {
    /// What stands in the draft; `true` or `false` for a tick.
    pub(super) fn read(&self, draft: &Draft, at: Option<usize>) -> String {
        let mut draft = draft.clone();
        match self.of {
            DraftPlace::Page(place) => std::mem::take(place(&mut draft)),
            DraftPlace::PageTick(place) => place(&mut draft).to_string(),
            DraftPlace::Entry(place) => {
                let entry = at.and_then(|at| draft.registries.get_mut(at));
                entry.map(|entry| std::mem::take(place(entry))).unwrap_or_default()
            }
        }
    }

    /// Puts what was typed into the draft.
    pub(super) fn write(&self, draft: &mut Draft, at: Option<usize>, typed: String) {
        match self.of {
            DraftPlace::Page(place) => *place(draft) = typed,
            DraftPlace::PageTick(place) => *place(draft) = typed == "true",
            DraftPlace::Entry(place) => {
                if let Some(entry) = at.and_then(|at| draft.registries.get_mut(at)) {
                    *place(entry) = typed;
                }
            }
        }
    }
}
