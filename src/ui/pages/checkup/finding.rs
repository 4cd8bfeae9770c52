//! One finding: how sure, what was seen, what to change, and what would decide.

use leptos::prelude::*;
use url::Url;

use crate::address::Address;
use crate::diagnosis::fixes::{self, Fix};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::report::JudgedFinding;
use crate::diagnosis::rule::{Confidence, Decide, Finding};
use crate::registry::host::RegistryHost;
use crate::ui::parts::copy::{Copy, in_short};
use crate::ui::parts::mend::Mend;
use crate::ui::parts::mend::mending::Mending;
use crate::ui::parts::paste;

/// Whose check-up it is, for links.
pub(super) struct CheckUpLinks {
    registry: Option<RegistryHost>,
    mending: Mending,
    addresses: Vec<(Server, Url)>,
}

impl CheckUpLinks {
    pub(super) fn of(observation: &Observation, mending: Mending) -> CheckUpLinks {
        let registry = observation.registry().ok();
        let mut addresses: Vec<(Server, Url)> = Vec::new();
        addresses.extend(registry.as_ref().map(|host| (Server::Registry, host.api(""))));
        addresses.extend(observation.address(Server::TokenService).map(|url| (Server::TokenService, url)));
        CheckUpLinks { registry, mending, addresses }
    }

    /// The rule's page in the guide, with this registry's names in it.
    fn guide(&self, rule: &str) -> String {
        Address::rule(rule, self.registry.as_ref()).to_string()
    }
}

/// How sure a finding is, in words and in a figure.
pub(super) fn sure(judged: &JudgedFinding) -> AnyView {
    let is_pasted = !judged.finding.pasted.is_empty();
    let (level, words, because) = match judged.finding.confidence {
        Confidence::Certain if is_pasted => ("3", "Certain", "What you pasted shows it."),
        Confidence::Likely if is_pasted => {
            ("2", "Likely", "What you pasted shows it, if it answers what this page asks.")
        }
        Confidence::Certain => ("3", "Certain", "The evidence leaves nothing else."),
        Confidence::Likely => ("2", "Likely", "No other fault that we know looks like this."),
        Confidence::Possible => ("1", "Possible", "One of several causes that are left."),
    };
    view! {
        <p class="sure" data-level=level>
            <span aria-hidden="true"><i></i><i></i><i></i></span><strong>{words}</strong><small>{because}</small>
        </p>
    }
    .into_any()
}

/// A finding. `with_title` where its title does not stand above already.
pub(super) fn card(judged: &JudgedFinding, with_title: bool, links: &CheckUpLinks) -> AnyView {
    let finding = &judged.finding;
    let title = with_title.then(|| view! { <h3 class="title">{finding.title.clone()}</h3>{sure(judged)} });
    let seen = (!finding.evidence.is_empty()).then(|| {
        let facts = finding.evidence.iter().map(|fact| view! { <li>{fact.clone()}</li> }).collect_view();
        view! { <div><h3>"What we saw"</h3><ul>{facts}</ul></div> }
    });
    let pasted = (!finding.pasted.is_empty()).then(|| {
        let facts = finding.pasted.iter().map(|fact| view! { <li>{fact.clone()}</li> }).collect_view();
        view! { <div><h3>"What you pasted"</h3><ul>{facts}</ul></div> }
    });
    let id = judged.rule.id;
    view! {
        <article class="finding" data-rule=id data-severity=finding.severity.name() data-confidence=finding.confidence.name()>
            {title}
            <div class="two"><div class="shown-by">{pasted}{seen}</div>{change(finding)}</div>
            <p class="more">
                <a href=links.guide(id)>"Why this happens, and how to mend it"</a>
                <small>"about the " {finding.about.in_words()} " · " <code>{id}</code></small>
            </p>
        </article>
    }
    .into_any()
}

fn change(finding: &Finding) -> Option<AnyView> {
    if finding.change.is_empty() && finding.lines.is_empty() {
        return None;
    }
    let lines = (!finding.lines.is_empty()).then(|| {
        let lines = finding.lines.join("\n");
        view! { <div class="lines"><pre tabindex="0">{lines.clone()}</pre><Copy text=lines.clone() what=in_short(&lines)/></div> }
    });
    Some(view! { <div><h3>"What to change"</h3><p>{finding.change.clone()}</p>{lines}</div> }.into_any())
}

/// A finding among several that stay open: its title, and the rest folded.
pub(super) fn folded(judged: &JudgedFinding, links: &CheckUpLinks, is_open: bool) -> AnyView {
    let finding = &judged.finding;
    let word = if finding.confidence == Confidence::Likely { "likely" } else { "possible" };
    view! {
        <details class="candidate" open=is_open>
            <summary>{finding.title.clone()} " " <small class="chip">{word}</small></summary>
            {card(judged, false, links)}
        </details>
    }
    .into_any()
}

/// What ends a fault, whichever of its causes it is: the configurations that all of them name, or those of any.
fn fixes_of(group: &[&JudgedFinding], links: &CheckUpLinks) -> Vec<&'static Fix> {
    let fitting: Vec<&'static Fix> =
        fixes::all().filter(|fix| links.mending.fits(group[0].finding.about, fix)).collect();
    let of_any = |fix: &&&'static Fix| group.iter().any(|judged| fix.ends(judged.rule.id));
    let of_all = |fix: &&&'static Fix| group.iter().all(|judged| fix.ends(judged.rule.id));
    let mut found: Vec<&'static Fix> = fitting.iter().filter(of_all).copied().collect();
    if found.is_empty() {
        found = fitting.iter().filter(of_any).copied().collect();
    }
    // What is at fault is mended where it is, and what ends the likeliest of several causes stands first.
    found.sort_by_key(|fix| (fix.about() != group[0].finding.about, !fix.ends(group[0].rule.id)));
    found
}

/// The configurations that end a fault. `above` is a fault whose configurations stand above already.
pub(super) fn mend(group: &[&JudgedFinding], above: &[&JudgedFinding], links: &CheckUpLinks) -> AnyView {
    let found = fixes_of(group, links);
    if found.is_empty() || links.registry.is_none() {
        return ().into_any();
    }
    let shown = if above.is_empty() { Vec::new() } else { fixes_of(above, links) };
    let ends_too = |fix: &&'static Fix| found.iter().any(|other| other.id == fix.id);
    if !shown.is_empty() && shown.iter().all(ends_too) {
        return view! { <p class="note">"Each of the configurations above ends this too."</p> }.into_any();
    }
    view! { <Mend mending=links.mending fixes=found/> }.into_any()
}

/// The observations from outside of the page that would decide.
pub(super) fn decide(ways: &[Decide], about: Server, links: &CheckUpLinks) -> AnyView {
    let url = links.addresses.iter().find(|(server, _)| *server == about).map(|(_, url)| url.to_string());
    // Without a registry there is no line to run.
    let has_paste =
        links.registry.is_some() && ways.iter().any(|way| matches!(way, Decide::PasteGet | Decide::PastePreflight));
    let has_tab = url.is_some() && ways.contains(&Decide::OpenInTab);
    if !has_tab && !has_paste && !ways.contains(&Decide::ServerLog) {
        return ().into_any();
    }
    let tab = url.filter(|_| ways.contains(&Decide::OpenInTab)).map(|url| {
        view! {
            <li>
                <a href=url.clone() target="_blank" rel="noreferrer">"Open " <code>{url.clone()}</code> " in a tab"</a>
                " and read what the browser says there: it tells a tab what it hides from a page."
            </li>
        }
    });
    let pasted = has_paste.then(|| {
        view! {
            <li>
                <button type="button" class="as-link" on:click=|_| paste::go_there()>"Paste what curl says"</button>
                ": curl sees every header, and the line to run stands ready below."
            </li>
        }
    });
    let log = ways.contains(&Decide::ServerLog).then(|| {
        view! {
            <li>"Look into the log of the " {about.in_words()} " for the time of this check-up."</li>
        }
    });
    view! { <div class="decide"><h3>"What would settle it"</h3><ul>{tab}{pasted}{log}</ul></div> }.into_any()
}
