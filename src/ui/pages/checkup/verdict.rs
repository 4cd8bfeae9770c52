//! The verdict: one sentence, then what it rests on, then everything else that was found.

use std::sync::Arc;

use leptos::prelude::*;

use super::finding::{CheckUpLinks, card, decide, folded, mend, sure};
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::report::groups::{decides, headline};
use crate::diagnosis::report::{JudgedFinding, Overall, Report};
use crate::diagnosis::rule::{Confidence, Decide};
use crate::diagnosis::story::facts::{facts, readable};
use crate::ui::parts::mend::mending::Mending;

/// Stands above causes of which the page cannot choose one.
const OPEN: &str = "One of these, and we cannot tell which from inside the page.";

/// The verdict in one sentence.
pub(super) fn sentence(report: &Report) -> String {
    let observation = &report.observation;
    let host = observation.registry().map_or_else(|_| observation.typed.clone(), |host| host.docker_name());
    match report.verdict().or(report.asks_for_sign_in()) {
        Some(_) if report.verdict().is_some() && is_choice(&report.groups()[0]) => {
            let group = &report.groups()[0];
            let origin =
                observation.address(group[0].finding.about).filter(|_| group[0].finding.about != Server::Registry);
            let is_read = observation.read(Server::Registry, Probe::PlainGet).is_some();
            let has_preflight = observation.is_blocked(Server::Registry, Probe::DummyAuthorization);
            let later = observation.looks().into_iter().find_map(|look| look.at).filter(|_| is_read && !has_preflight);
            let host = origin.and_then(|url| Some(url.host_str()?.to_string())).unwrap_or(host);
            headline(group, &host, later.as_ref().map(|url| url.path()))
        }
        Some(judged) => judged.finding.title.clone(),
        None if observation.waits => format!("{host} has not answered yet."),
        None if !observation.complete => "Cancelled before anything could be said.".to_string(),
        None if report.is_unexplained() => {
            format!("This page gets nowhere with {host}, and no known fault explains it.")
        }
        None => format!("{host} works from this page."),
    }
}

/// Several causes, none of them likelier than the others.
fn is_choice(group: &[&JudgedFinding]) -> bool {
    group.len() > 1 && group[0].finding.confidence == Confidence::Possible
}

/// A judged check-up.
#[component]
pub(super) fn Outcome(report: Arc<Report>, mending: Mending) -> impl IntoView {
    let observation = &report.observation;
    let groups = report.groups();
    let links = CheckUpLinks::of(observation, mending);
    let overall = if report.is_unexplained() { "unexplained" } else { report.overall.name() };
    let first = groups.first().map(|group| cause(group, &links));
    let stuck = (first.is_none() && report.is_unexplained() && observation.complete).then(|| {
        let ways = [Decide::OpenInTab, Decide::PasteGet];
        decide(&ways, Server::Registry, &links)
    });
    let asks = report.asks_for_sign_in().map(|judged| view! { {sure(judged)}{card(judged, false, &links)} });
    let healthy = (first.is_none() && observation.complete && !report.is_unexplained()).then(|| works(observation));
    let answered = observation.progress().1;
    let waiting = observation.waits.then(|| view! {
        <div class="out">
            <span class="progress-bar" aria-hidden="true"></span>
            <p>"Still waiting for the first answer, up to a minute in all. If one comes, this is taken back and the check-up goes on."</p>
        </div>
    });
    let cancelled = (!observation.complete && !observation.waits && first.is_some()).then(|| view! {
        <p class="note">"Cancelled. This rests on what was answered until then: " {answered} " of " {observation.steps.len()} "."</p>
    });
    let others = groups.get(1..).unwrap_or_default();
    let others = (!others.is_empty()).then(|| view! {
        <section class="others">
            <h2>"Also to mend, in this order"</h2>
            {others.iter().map(|group| view! { <div class="cause">{cause_below(group, &groups[0], &links)}</div> }).collect_view()}
        </section>
    });
    view! {
        <section class="verdict" data-overall=overall data-complete=observation.complete.to_string()>
            <h2 class="sentence">{sentence(&report)}</h2>
            {waiting}{first}{asks}{stuck}{cancelled}{healthy}
        </section>
        {others}
    }
    .into_any()
}

/// What is worth knowing beside the faults, folded: what works, and good practice.
pub(super) fn notes(report: &Report, mending: Mending) -> AnyView {
    let links = CheckUpLinks::of(&report.observation, mending);
    let has_fault = report.overall != Overall::Healthy && !readable(&report.observation).is_empty();
    let also_works = has_fault.then(|| {
        view! {
            <details class="notes"><summary>"What works"</summary>{works(&report.observation)}</details>
        }
    });
    let notes = report.notes();
    let notes = (!notes.is_empty()).then(|| {
        view! {
            <details class="notes">
                <summary>"Good practice: " {notes.len()} {if notes.len() == 1 { " note" } else { " notes" }}</summary>
                {notes.iter().map(|judged| card(judged, true, &links)).collect_view()}
            </details>
        }
    });
    view! { {also_works}{notes} }.into_any()
}

/// The first fault, below its sentence.
fn cause(group: &[&JudgedFinding], links: &CheckUpLinks) -> AnyView {
    let rest = if is_choice(group) {
        view! { <p class="open-causes">{OPEN}</p>{candidates(group, links)} }.into_any()
    } else {
        let others = &group[1..];
        let also = (!others.is_empty()).then(|| {
            view! {
                <p class="open-causes">"Or one of these. We cannot tell which from inside the page."</p>
                {others.iter().map(|judged| folded(judged, links, false)).collect_view()}
            }
        });
        view! { {sure(group[0])}{card(group[0], false, links)}{also} }.into_any()
    };
    view! { {rest}{decide(&decides(group), group[0].finding.about, links)}{mend(group, &[], links)} }.into_any()
}

/// The causes of one fault; the first, the most frequent, stands open.
fn candidates(group: &[&JudgedFinding], links: &CheckUpLinks) -> AnyView {
    group.iter().enumerate().map(|(at, judged)| folded(judged, links, at == 0)).collect_view().into_any()
}

/// A further fault.
fn cause_below(group: &[&JudgedFinding], above: &[&JudgedFinding], links: &CheckUpLinks) -> AnyView {
    if group.len() == 1 {
        return view! {
            {card(group[0], true, links)}{decide(&decides(group), group[0].finding.about, links)}{mend(group, above, links)}
        }
        .into_any();
    }
    view! {
        <p class="open-causes">{OPEN}</p>
        {candidates(group, links)}
        {decide(&decides(group), group[0].finding.about, links)}
        {mend(group, above, links)}
    }
    .into_any()
}

fn works(observation: &Observation) -> AnyView {
    let rows = facts(observation).into_iter();
    view! {
        <dl class="facts">
            {rows.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
        </dl>
    }
    .into_any()
}
