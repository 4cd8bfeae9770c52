//! What is wrong in a `config.json`, for whoever wrote it.

use leptos::prelude::*;

use crate::config::ConfigProblem;
use crate::ui::state::Pierglass;

/// What is wrong with the file that the page was opened with, and what else there is to say of it; nothing where all is well.
pub fn in_force(besides: Option<&'static str>) -> AnyView {
    let problems = Pierglass::expect().config_problems.get_untracked();
    if problems.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="problem" data-problem="config">
            <h2>"Some of config.json was not used"</h2>
            <ul>{lines(&problems)}</ul>
            {besides.map(|besides| view! { <p>{besides}</p> })}
        </section>
    }
    .into_any()
}

/// A line for each.
pub fn lines(problems: &[ConfigProblem]) -> Vec<AnyView> {
    problems.iter().map(|problem| view! { <li>{problem.to_string()}</li> }.into_any()).collect()
}
