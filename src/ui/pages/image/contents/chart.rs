//! What a Helm chart says of itself.

use leptos::prelude::*;

use super::super::facts::{code, fact, folded};
use super::parts::outside;
use crate::contents::chart::{Chart, Dependency, Maintainer};
use crate::registry::visible::visible;

/// The facts of a chart, and what it brings along.
pub fn chart(chart: &Chart) -> AnyView {
    let description = Some(visible(&chart.description).into_owned()).filter(|text| !text.is_empty());
    view! {
        <div class="chart">
            {chart.is_deprecated.then(|| view! { <p class="note warning">"By its own words it is deprecated."</p> })}
            {description.map(|text| view! { <p class="description">{text}</p> })}
            <dl class="facts">{facts(chart)}</dl>
            {dependencies(&chart.dependencies)}
        </div>
    }
    .into_any()
}

fn facts(chart: &Chart) -> Vec<AnyView> {
    let mut facts = Vec::new();
    for (name, text) in [
        ("Name", &chart.name),
        ("Version", &chart.version),
        ("Version of the application", &chart.app_version),
        ("For Kubernetes", &chart.kube_version),
    ] {
        if !text.is_empty() {
            facts.push(code(name, text.clone()));
        }
    }
    let kind = match chart.kind.as_str() {
        "library" => Some("library, which other charts use and nobody installs".to_owned()),
        "application" | "" => None,
        other => Some(visible(other).into_owned()),
    };
    facts.extend(kind.map(|kind| fact("Kind of chart", kind.into_any())));
    if !chart.home.is_empty() {
        facts.push(fact("Home", outside(&chart.home, &chart.home)));
    }
    if !chart.sources.is_empty() {
        let sources = chart.sources.iter().map(|source| view! { <li>{outside(source, source)}</li> }).collect_view();
        facts.push(fact("Sources", view! { <ul class="plain">{sources}</ul> }.into_any()));
    }
    if !chart.maintainers.is_empty() {
        let all = chart.maintainers.iter().map(|one| view! { <li>{maintainer(one)}</li> }).collect_view();
        facts.push(fact("Maintainers", view! { <ul class="plain">{all}</ul> }.into_any()));
    }
    if !chart.keywords.is_empty() {
        facts.push(fact("Keywords", folded(&chart.keywords.join(", "))));
    }
    facts
}

fn maintainer(one: &Maintainer) -> AnyView {
    let (name, email) = (visible(&one.name).into_owned(), visible(&one.email).into_owned());
    let email = Some(email).filter(|email| !email.is_empty()).map(|email| view! { " " <small>{email}</small> });
    let url = Some(&one.url).filter(|url| !url.is_empty()).map(|url| view! { " " {outside(url, url)} });
    view! { {name}{email}{url} }.into_any()
}

fn dependencies(all: &[Dependency]) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let row = |one: &Dependency| {
        let alias = Some(&one.alias).filter(|alias| !alias.is_empty());
        let alias = alias.map(|alias| view! { " " <small>"as " {visible(alias).into_owned()}</small> });
        view! {
            <tr>
                <td>{visible(&one.name).into_owned()}{alias}</td>
                <td><code>{visible(&one.version).into_owned()}</code></td>
                <td>{outside(&one.repository, &one.repository)}</td>
                <td><code>{visible(&one.condition).into_owned()}</code></td>
            </tr>
        }
    };
    let rows = all.iter().map(row).collect_view();
    let view = view! {
        <h4>"Charts that it brings along"</h4>
        <div class="wide" tabindex="0"><table class="plain">
            <thead><tr>
                <th scope="col">"Name"</th><th scope="col">"Version"</th><th scope="col">"From"</th>
                <th scope="col">"If"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    };
    Some(view.into_any())
}
