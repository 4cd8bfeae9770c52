//! How an image runs, by its configuration.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::facts::{code, fact, folded, pairs};
use crate::registry::environment::Variable;
use crate::registry::image_config::ImageConfig;
use crate::registry::shell::quoted;
use crate::registry::visible::visible;
use crate::ui::parts::long_list::LongList;
use crate::ui::parts::when::when;

/// The configuration.
#[component]
pub fn Config(config: Arc<ImageConfig>) -> impl IntoView {
    view! {
        <dl class="facts">{facts(&config)}</dl>
        {environment(config.clone())}
        {pairs("Labels", &config.config.labels)}
    }
    .into_any()
}

fn facts(config: &ImageConfig) -> Vec<AnyView> {
    let run = &config.config;
    let mut facts = Vec::new();
    let mut text = |name: &str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            facts.push(code(name, text));
        }
    };
    text("Platform", config.platform().map(|platform| platform.to_string()));
    text("Entry point", Some(quoted(&run.entrypoint)));
    text("Command", Some(quoted(&run.cmd)));
    text("Working directory", run.working_dir.clone());
    text("User", run.user.clone());
    text("Ports", Some(run.exposed_ports.join(", ")));
    text("Volumes", Some(run.volumes.join(", ")));
    text("Stop signal", run.stop_signal.clone());
    text("Health check", health_check(&run.healthcheck));
    text("Author", config.author.clone());
    if run.user.is_none() && config.os == "linux" {
        facts.push(fact("User", view! { "root, because the image names none" }.into_any()));
    }
    match (config.created, &config.created_text) {
        (Some(created), _) => facts.push(fact("Created", when(created))),
        // The zero of Go's times.
        (None, Some(text)) if text.starts_with("0001-") => {
            facts.push(fact("Created", view! { "no date " <small>{text.clone()}</small> }.into_any()));
        }
        (None, Some(text)) => facts.push(code("Created", text.clone())),
        (None, None) => {}
    }
    facts
}

/// Docker's `Test`: a command, a line for the shell, or the word that switches an inherited check off.
fn health_check(test: &[String]) -> Option<String> {
    let (first, rest) = test.split_first()?;
    Some(match first.as_str() {
        "NONE" => "switched off".to_string(),
        "CMD-SHELL" => rest.join(" "),
        "CMD" => quoted(rest),
        _ => quoted(test),
    })
}

/// The first of some names, and how many more there are.
fn in_short(names: &[&str]) -> String {
    const SHOWN: usize = 10;
    let first = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// The variables. Nothing is hidden: the image has them for everyone.
fn environment(config: Arc<ImageConfig>) -> Option<AnyView> {
    let entries = &config.config.env;
    if entries.is_empty() {
        return None;
    }
    let secrets: Vec<&str> =
        entries.iter().map(|entry| Variable::read(entry)).filter(Variable::looks_secret).map(|one| one.name).collect();
    let note = (!secrets.is_empty()).then(|| view! {
        <p class="note">
            {in_short(&secrets)} ": by its name this could be a secret. Everyone who may pull this image can read it."
        </p>
    });
    let long = LongList::of(entries.len());
    let row = |entry: &String| {
        let variable = Variable::read(entry);
        let looks_secret = variable.looks_secret();
        view! {
            <li class:looks-secret=looks_secret>
                <code><span class="name">{visible(variable.name).into_owned()}</span>"="{folded(variable.value)}</code>
            </li>
        }
        .into_any()
    };
    let rows = move |some: Range<usize>| config.config.env[some].iter().map(row).collect_view().into_any();
    Some(
        view! {
            <section class="environment">
                <h3>"Environment"</h3>
                {note}
                <ul class="variables">{long.rows(rows)}</ul>
                {long.more("variable", "variables")}
            </section>
        }
        .into_any(),
    )
}
