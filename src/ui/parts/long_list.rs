//! Lists that strangers may make as long as they like: so many rows are drawn at first, and as many more each time somebody asks. A
//! document with 100,000 labels then costs what its first ones cost.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::show::show;
use crate::ui::words::{count, grouped};

/// So many rows are drawn at once. Builders stop at 127 layers.
const STEP: usize = 200;

/// A list of a known length, and how much of it is drawn.
#[derive(Clone, Copy)]
pub struct LongList {
    total: usize,
    drawn: RwSignal<usize>,
}

impl LongList {
    /// A list of `total` rows, of which the first are drawn.
    pub fn of(total: usize) -> LongList {
        LongList { total, drawn: RwSignal::new(STEP) }
    }

    /// The rows that are drawn, made by the piece. What is drawn already stays as it is.
    pub fn rows(self, make: impl Fn(Range<usize>) -> AnyView + Send + Sync + 'static) -> AnyView {
        let make: Arc<dyn Fn(Range<usize>) -> AnyView + Send + Sync> = Arc::new(make);
        let pieces = move || (0..self.drawn.get().min(self.total)).step_by(STEP).collect::<Vec<_>>();
        let piece = move |from: usize| make(from..(from + STEP).min(self.total));
        view! { <For each=pieces key=|from: &usize| *from children=piece/> }.into_any()
    }

    /// A button for more rows, while there are more.
    pub fn more(self, one: &'static str, many: &'static str) -> AnyView {
        show(move || {
            let left = self.total.saturating_sub(self.drawn.get());
            (left > 0).then(|| {
                view! {
                    <p class="more">
                        <button type="button" on:click=move |_| self.drawn.update(|drawn| *drawn += STEP)>
                            "Show " {grouped(left.min(STEP))} " more"
                        </button>
                        " of " {count(self.total, one, many)}
                    </p>
                }
            })
        })
    }
}
