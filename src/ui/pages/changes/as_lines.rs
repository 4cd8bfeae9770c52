//! A plan as lines for a shell, for whoever would rather run it by tools.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::Element;

use super::work::Work;
use crate::browser::save::save;
use crate::changes::lines::{RECORD, TOOLS, lines, script};
use crate::changes::plan::Plan;
use crate::registry::commands::{PullSource, PullTool};
use crate::ui::parts::copy::Copy;
use crate::ui::show::show;
use crate::ui::words::grouped;

/// So many lines are shown; the file has all of them.
const SHOWN: usize = 200;

/// The lines, made when somebody wants to see them; nothing where the host is none for a command line.
pub(super) fn as_lines(work: Work, plan: Arc<Plan>) -> Option<AnyView> {
    let source = PullSource::new(&work.registry.host(), &work.registry.pull_host())?;
    let (was_open, chosen) = work.as_lines.get_untracked();
    let made = move |tool: PullTool| lines(tool, &plan, &source, &work.registry.access());
    let is_from_record = work.is_from_record.get_value();
    // A toggle that changes nothing draws nothing anew.
    let wanted = Memo::new(move |_| work.as_lines.get());
    let open = move |event| {
        let is_open = event_target::<Element>(&event).has_attribute("open");
        work.as_lines.update(|(open, _)| *open = is_open);
    };
    let choose = move |event| {
        let name = event_target_value(&event);
        let found = TOOLS.into_iter().find(|tool| tool.name() == name);
        work.as_lines.update(|(_, tool)| *tool = found.unwrap_or(TOOLS[0]));
    };
    let option = |tool: PullTool| view! { <option value=tool.name() selected=tool == chosen>{tool.name()}</option> };
    let options = TOOLS.map(option);
    Some(
        view! {
            <details class="as-lines" open=was_open on:toggle=open>
                <summary>"As lines for a shell"</summary>
                <p>
                    <label for="lines-of">"Run it yourself, by "</label>
                    <select id="lines-of" on:change=choose>{options}</select>
                </p>
                {is_from_record.then(|| view! { <p class="note">"What comes from the record is taken out of " <code>{RECORD}</code> " in the same folder."</p> })}
                {show(move || {
                    let (is_open, tool) = wanted.get();
                    is_open.then(|| shown(tool, made(tool)))
                })}
            </details>
        }
        .into_any(),
    )
}

fn shown(tool: PullTool, lines: Vec<String>) -> AnyView {
    let more = lines.len().saturating_sub(SHOWN);
    let text = lines.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join("\n");
    let all = lines.join("\n");
    let is_refused = RwSignal::new(false);
    let download = move |_| {
        is_refused.set(!save(&format!("plan-{}.sh", tool.name()), "text/x-shellscript", script(&lines).as_bytes()));
    };
    view! {
        <div class="snippet"><pre tabindex="0"><code>{text}</code></pre><Copy text=all what=format!("the lines of {}", tool.name())/></div>
        {(more > 0).then(|| view! { <p class="note">{format!("and {} more lines in the file", grouped(more))}</p> })}
        <p class="buttons"><button type="button" on:click=download>"Download as a script"</button></p>
        {show(move || is_refused.get().then(|| view! { <p class="wrong">"This browser let nothing be saved."</p> }))}
    }
    .into_any()
}
