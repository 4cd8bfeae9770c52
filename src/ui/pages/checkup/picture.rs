//! The handshake as a picture: a lane for each who took part, an arrow for each request, in order.
//!
//! It is one ordered list. Where there is room its style draws lanes and arrows behind it; a screen reader and a phone get
//! the list.

use leptos::prelude::*;

use crate::diagnosis::observation::Server;
use crate::diagnosis::story::{Arrow, Lane, PictureRow, Story, Tone};

/// The picture. `is_growing` while questions are still out.
pub(super) fn picture(story: &Story, is_growing: bool) -> AnyView {
    if story.rows.is_empty() {
        return ().into_any();
    }
    let lanes = &story.lanes;
    let count = lanes.len().to_string();
    view! {
        <section class="picture" aria-label="What was asked" aria-busy=is_growing.to_string() style:--lanes=count>
            <div class="lane-heads" aria-hidden="true">
                {lanes.iter().map(|lane| view! {
                    <div data-lane=lane.server.name()><strong>{name(lane.server)}</strong><small>{lane.host.clone()}</small></div>
                }).collect_view()}
            </div>
            <ol class="arrows">{story.rows.iter().map(|row| drawn(row, lanes)).collect_view()}</ol>
        </section>
    }
    .into_any()
}

fn name(server: Server) -> &'static str {
    match server {
        Server::Page => "This page",
        Server::Registry => "Registry",
        Server::TokenService => "Token service",
        Server::Storage => "Storage",
    }
}

fn drawn(row: &PictureRow, lanes: &[Lane]) -> AnyView {
    match row {
        PictureRow::Arrow(arrow) => line(arrow, lanes),
        PictureRow::Closer(group) => {
            let count = group.len();
            let plural = if count == 1 { "question" } else { "questions" };
            view! {
                <li class="closer">
                    <details>
                        <summary>"Looked closer: " {count} " " {plural} " beside the handshake"</summary>
                        <ol>{group.iter().map(|arrow| line(arrow, lanes)).collect_view()}</ol>
                    </details>
                </li>
            }
            .into_any()
        }
    }
}

fn line(arrow: &Arrow, lanes: &[Lane]) -> AnyView {
    let Arrow { number, to, question, with, preflight, tone, is_break, ms, .. } = *arrow;
    let reach = lanes.iter().position(|lane| lane.server == to).unwrap_or_default().to_string();
    let first = preflight
        .then(|| view! { <span class="chip" title="The browser asks for permission first">"OPTIONS first"</span> });
    let visible = (!arrow.visible.is_empty()).then(|| view! { <small>"sees " {arrow.visible.join(", ")}</small> });
    let hidden = (!arrow.hidden.is_empty()).then(|| view! { <p class="kept-back">{arrow.hidden}</p> });
    let request = (!arrow.request.is_empty()).then(|| view! { <code>{arrow.request.clone()}</code> });
    view! {
        <li class="arrow" class:break=is_break data-tone=tone.name() data-step=number.to_string() style:--to=reach>
            <span class="flow" aria-hidden="true"></span>
            <p class="asks">
                <b>{question}</b>
                <span class="whom">{to.in_words()}</span>
                {request}{(!with.is_empty()).then(|| view! { <span class="with">{with}</span> })}{first}
            </p>
            <p class="came"><span>{arrow.outcome.clone()}</span>{visible}</p>
            <span class="ms">{(tone != Tone::Running && ms > 0).then(|| format!("{ms} ms"))}</span>
            {hidden}
        </li>
    }
    .into_any()
}
