//! The verdicts on signatures, one by one: the word, by whom and by which rule, and what was not checked.

use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use verify::trust::Rule;
use verify::verdict::{Finding, RuleName};

use super::fetching::{FetchedSignature, fetch};
use super::judging::{judge, pasted, rules_for};
use super::said::said;
use super::wanted::Wanted;
use super::words::{note, sentences, word};
use crate::address::Address;
use crate::browser::time::pause;
use crate::config::ConfigProblem;
use crate::registry::failure::Failure;
use crate::registry::visible::quoted;
use crate::ui::parts::config_problems;
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::tasks::{Component, Task};
use crate::ui::words::{count, words};

/// So many artifacts are looked at.
const MANY: usize = 50;

/// A signature with its verdict; `None` where the part of the page did not come that would give one.
#[derive(Clone)]
struct Judged {
    one: FetchedSignature,
    finding: Option<Finding>,
}

/// How far it is.
#[derive(Clone)]
enum Stage {
    Fetching,
    Fetched(Arc<Vec<FetchedSignature>>),
}

/// The verdicts.
#[component]
pub fn CheckSignatures(wanted: Wanted) -> impl IntoView {
    let (rules, problems) = rules_for(Pierglass::expect(), wanted.page);
    let rules = StoredValue::new(rules);
    let stage = RwSignal::new(Stage::Fetching);
    let failures = RwSignal::new(Vec::<Failure>::new());
    let judged = RwSignal::new(None::<Vec<Judged>>);
    let asked = wanted.clone();
    Task::spawn(async move {
        let mut found = Vec::new();
        for candidate in asked.candidates.iter().take(MANY) {
            match fetch(&asked, candidate).await {
                Ok(more) => found.extend(more),
                Err(failure) => failures.update(|failures| failures.push(failure)),
            }
        }
        stage.set(Stage::Fetched(Arc::new(found)));
    });
    judge_again(stage, wanted.pasted, rules, judged);
    let (page, typed) = (wanted.page, wanted.pasted);
    let left = wanted.candidates.len().saturating_sub(MANY);
    let left = (left > 0).then(|| format!(" {} more were not looked at.", count(left, "attachment", "attachments")));
    let progress = move || match (stage.get(), judged.with(|judged| judged.as_ref().map(Vec::len))) {
        (Stage::Fetching, _) => "Fetching the signatures…".to_owned(),
        (Stage::Fetched(_), None) => "Checking…".to_owned(),
        (Stage::Fetched(_), Some(0)) => {
            "Nothing that is attached carries a signature of a kind that this page knows.".to_owned()
        }
        (Stage::Fetched(_), Some(all)) => format!("{} checked.", count(all, "signature", "signatures")),
    };
    let rows = move || judged.with(|judged| judged.iter().flatten().map(|judged| row(&wanted, judged)).collect_view());
    let guide = Address::Guide { page: "signatures".to_owned(), registry: Some(page.registry.host()) };
    view! {
        <section class="signatures" aria-label="Signatures">
            <h3>"Signatures"</h3>
            {by_which_rules(rules, &problems)}
            <p class="note" role="status">{text(progress)}{left}</p>
            <ul class="judged-all">{rows}</ul>
            {show(move || failures.with(|failures| not_fetched(failures)))}
            <Paste pasted=typed/>
            <p class="note"><a href=guide.to_string()>"What each verdict says, and what not"</a></p>
        </section>
    }
    .into_any()
}

/// Checks when the signatures are here, and again when somebody pastes something.
fn judge_again(
    stage: RwSignal<Stage>,
    typed: RwSignal<Option<String>>,
    rules: StoredValue<Vec<Rule>>,
    judged: RwSignal<Option<Vec<Judged>>>,
) {
    let component = Component::here();
    let running = StoredValue::new(None::<Task>);
    Effect::new(move |_| {
        let own = typed.get().and_then(|text| pasted(&text).ok());
        let Stage::Fetched(found) = stage.get() else { return };
        if let Some(task) = running.try_update_value(Option::take).flatten() {
            task.cancel();
        }
        let rules = Arc::new(own.into_iter().chain(rules.get_value()).collect::<Vec<_>>());
        running.set_value(component.spawn(async move {
            let mut all = Vec::new();
            for one in found.iter() {
                // The page answers between two of them.
                pause(Duration::ZERO).await;
                let finding = judge(one, &rules).await.ok();
                all.push(Judged { one: one.clone(), finding });
            }
            judged.set(Some(all));
        }));
    });
}

/// Which rules of the configuration count here, and which do not because something is wrong with them.
fn by_which_rules(rules: StoredValue<Vec<Rule>>, problems: &[ConfigProblem]) -> AnyView {
    let names = rules.with_value(|rules| {
        let names = rules.iter().filter_map(|rule| match &rule.name {
            RuleName::Configured(name) => Some(quoted(name)),
            RuleName::Pasted => None,
        });
        names.collect::<Vec<_>>()
    });
    let said = match names.len() {
        0 => "config.json names nobody whose signatures count for this repository, so one is checked against what you paste below.".to_owned(),
        some => format!("{} of config.json for this repository: {}.", count(some, "rule", "rules"), names.join(", ")),
    };
    let wrong = (!problems.is_empty()).then(|| {
        view! {
            <p class="note">"These rules of config.json count for nothing:"</p>
            <ul class="note problems">{config_problems::lines(problems)}</ul>
        }
    });
    view! { <p class="note">{said}</p>{wrong} }.into_any()
}

fn row(wanted: &Wanted, judged: &Judged) -> AnyView {
    let Judged { one, finding } = judged;
    let is_opened = wanted.opened.as_ref().is_some_and(|(digest, _)| Some(digest) == one.on.as_ref());
    let manifest = if is_opened { "this very manifest" } else { "that very manifest" };
    let (said_word, name, why, notes) = match finding {
        Some(finding) => {
            let (said_word, name) = word(&finding.verdict);
            let notes: Vec<String> = finding.notes.iter().map(note).collect();
            (said_word, name, sentences(&finding.verdict, manifest), notes)
        }
        None => {
            let why = "The part of this page that checks it did not come. Reload the page to try again.".to_owned();
            ("Not checked", "not-checked", why, Vec::new())
        }
    };
    let kind = match (one.candidate.kind.name(), one.place) {
        ("", _) => "artifact".to_owned(),
        (kind, (_, 1)) => kind.to_owned(),
        (kind, (at, all)) => format!("{kind}, {} of {all}", at + 1),
    };
    let artifact = one.candidate.artifact.clone();
    let about = one.on.as_ref().map(|on| {
        let (address, short) = (wanted.page.address(on), on.short().to_string());
        match is_opened {
            true => view! { " about this manifest" }.into_any(),
            false => view! { " about " <a class="digest" href=address title=on.to_string()>{short}</a> }.into_any(),
        }
    });
    // On its own page a signature tells all that it says.
    let said = one.read.as_ref().ok().and_then(|signed| said(signed, wanted.opened.is_none()));
    view! {
        <li class=format!("judged {name}") data-verdict=name>
            <p class="what">
                <strong class="word">{said_word}</strong>
                " " <a href=wanted.page.address(&artifact) title=artifact.to_string()>{kind}</a> {about}
            </p>
            <p class="why">{why}</p>
            {(!notes.is_empty()).then(|| view! {
                <ul class="note">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul>
            })}
            {said}
        </li>
    }
    .into_any()
}

/// What did not come.
fn not_fetched(failures: &[Failure]) -> Option<AnyView> {
    if failures.is_empty() {
        return None;
    }
    let lines = failures.iter().map(|failure| view! { <li>{words(failure).title}</li> }).collect_view();
    Some(view! { <p class="note">"Some of it did not come, and was not checked:"</p><ul class="note problems">{lines}</ul> }.into_any())
}

/// A key or a certificate that somebody has.
#[component]
fn Paste(pasted: RwSignal<Option<String>>) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let take = move |_| {
        let typed = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        pasted.set(Some(typed).filter(|typed| !typed.trim().is_empty()));
    };
    let outcome = move || {
        let said = match super::judging::pasted(&pasted.get()?) {
            Ok(_) => view! { <p class="note" role="status">"It was checked against that, too."</p> }.into_any(),
            Err(why) => view! { <p class="doubts" role="alert">{why}</p> }.into_any(),
        };
        Some(said)
    };
    view! {
        <details class="paste-key" open=pasted.get_untracked().is_some()>
            <summary>"Check against a key"</summary>
            <label>
                "A public key or a certificate, in PEM. It stays in this page, and what it proves is good for this view alone."
                <textarea node_ref=field rows="5" spellcheck="false" autocomplete="off" autocapitalize="none"
                    placeholder="-----BEGIN PUBLIC KEY-----" prop:value=pasted.get_untracked()></textarea>
            </label>
            <button type="button" on:click=take>"Check with it"</button>
            {show(outcome)}
        </details>
    }
    .into_any()
}
