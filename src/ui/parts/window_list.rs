//! A list of any length, of which only what is on screen is in the document.
//!
//! All rows are equally high, so where a row stands is a multiplication. The list scrolls with the page.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

use crate::ui::focus::{focus, focus_in_place};
use crate::ui::show::text;
use crate::ui::words::grouped;

/// Rows beyond the screen, so that a short scroll shows no gap.
const BEYOND: usize = 6;

/// The bars that stay above a list while it scrolls are up to so high, in pixels, with a little room.
const BARS: f64 = 152.0;

/// Below this width, in pixels, rows have two lines.
const NARROW: f64 = 640.0;

/// Chromium (156) cuts what is higher than 33,554,428 pixels; Firefox (153) gives what is higher than 17,895,697 no height at all.
const HIGHEST: f64 = 16_000_000.0;

/// A hand that clicks moves no further, in pixels.
const CLICK: i32 = 4;

/// What a row is made from and called.
#[derive(Clone, Copy)]
pub struct Rows {
    /// How many there are.
    pub count: Signal<usize>,
    /// What tells a row from others, also when the list changes.
    pub key: Callback<usize, String>,
    /// A row's content. Its first link takes the focus.
    pub view: Callback<usize, AnyView>,
    /// How high a row is on a wide and on a narrow screen, in pixels.
    pub height: (f64, f64),
}

/// The list. `scrolled` holds how far the page is scrolled, so that a way back leads to the same rows.
#[component]
pub fn WindowList(
    /// The rows.
    rows: Rows,
    /// How far the page is scrolled, in pixels.
    scrolled: RwSignal<f64>,
    /// What the list is called.
    #[prop(into)]
    label: String,
    /// Fetches the code of what a row opens.
    ahead: fn(),
) -> impl IntoView {
    let list = NodeRef::<html::Ol>::new();
    let viewport = RwSignal::new((0.0, 0.0));
    let is_narrow = Memo::new(move |_| viewport.get().0 < NARROW);
    let height = Memo::new(move |_| if is_narrow.get() { rows.height.1 } else { rows.height.0 });
    let count = Memo::new(move |_| rows.count.get().min((HIGHEST / height.get()) as usize));
    let shown = Memo::new(move |_| {
        let scrolled = scrolled.get();
        // To ask where the list begins makes the browser lay out the page, for which the first rows, and their requests, would wait.
        let top = if scrolled > 0.0 { list.get().map_or(0.0, |list| list.offset_top() as f64) } else { 0.0 };
        window_of(scrolled - top, viewport.get().1, height.get(), count.get())
    });
    let measure = move || viewport.set(size());
    let measured = window_event_listener(ev::resize, move |_| measure());
    let scrolling = window_event_listener(ev::scroll, move |_| scrolled.set(scroll_y()));
    on_cleanup(move || {
        measured.remove();
        scrolling.remove();
    });
    measure();
    // The way back: the page is scrolled to where it was as soon as there are rows to scroll over.
    let wanted = StoredValue::new(Some(scrolled.get_untracked()));
    Effect::new(move |_| {
        if count.get() > 0
            && list.get().is_some()
            && let Some(wanted) = wanted.try_update_value(Option::take).flatten()
        {
            request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, wanted));
        }
    });
    // The row that the next frame will focus: whoever types faster than frames come goes on from there.
    let on_its_way = StoredValue::new(None::<usize>);
    let keys = move |event: KeyboardEvent| {
        let Some(current) = on_its_way.get_value().or_else(focused_row) else { return };
        let page = (viewport.get_untracked().1 / height.get_untracked()).max(2.0) as usize - 1;
        let last = count.get_untracked().saturating_sub(1);
        let next = match (event.key().as_str(), current) {
            ("ArrowDown", row) => (row + 1).min(last),
            ("ArrowUp", 0) => {
                on_its_way.set_value(None);
                return focus_filter(&event);
            }
            ("ArrowUp", row) => row - 1,
            ("PageDown", row) => (row + page).min(last),
            ("PageUp", row) => row.saturating_sub(page),
            ("Home", _) => 0,
            ("End", _) => last,
            _ => return,
        };
        event.prevent_default();
        let top = list.get_untracked().map_or(0.0, |list| list.offset_top() as f64);
        show_row(top, next, height.get_untracked(), viewport.get_untracked().1);
        scrolled.set(scroll_y());
        on_its_way.set_value(Some(next));
        // The row may have to be made first.
        request_animation_frame(move || {
            if let Some(row) = on_its_way.try_update_value(Option::take).flatten() {
                focus_row(row);
            }
        });
    };
    // Whoever points at a row, or comes to it by the keyboard, is about to open one.
    let is_near = StoredValue::new(false);
    let come_near = move || {
        if !is_near.get_value() {
            is_near.set_value(true);
            ahead();
        }
    };
    let pressed_at = StoredValue::new((0, 0));
    let visible = move || {
        let (from, to) = shown.get();
        (from..to).map(|row| (row, format!("{row} {}", rows.key.run(row)))).collect::<Vec<_>>()
    };
    let beyond = move || match rows.count.get() - count.get() {
        0 => String::new(),
        more => format!("{} more are not shown: no browser scrolls that far. The filter finds them.", grouped(more)),
    };
    view! {
        <ol class="window-list" class:narrow=is_narrow node_ref=list aria-label=label on:keydown=keys
            on:pointerover=move |_| come_near() on:focusin=move |_| come_near()
            on:mousedown=move |event| pressed_at.set_value((event.client_x(), event.client_y()))
            on:click=move |event| click_row(&event, pressed_at.get_value())
            on:auxclick=move |event| click_row(&event, pressed_at.get_value())
            // Whole numbers, for what writes others is 4 KB (brotli).
            style:--row=move || (height.get() as usize).to_string()
            style:height=move || format!("{}px", count.get() * height.get() as usize)>
            <For each=visible key=|(_, key)| key.clone() let((row, _))>
                // Nothing of a row changes while it stands: many are made and dropped while somebody scrolls.
                <li class="row" data-row=row aria-posinset=row + 1 aria-setsize="-1" style:--at=row.to_string()>
                    {rows.view.run(row)}
                </li>
            </For>
        </ol>
        <p class="note">{text(beyond)}</p>
    }
}

/// Goes from the filter into the list.
pub fn focus_first_row() {
    focus_row(0);
}

/// The rows to have in the document: from, and up to but not including.
fn window_of(scrolled: f64, screen: f64, height: f64, count: usize) -> (usize, usize) {
    let first = (scrolled / height).floor().max(0.0) as usize;
    let on_screen = (screen / height).ceil() as usize + 1;
    let to = (first + on_screen + BEYOND).min(count);
    (first.saturating_sub(BEYOND).min(to), to)
}

/// A click beside a row's link is one on it, but for what has a use of its own. Whoever selects a text has clicked, too, when they let the
/// button go, and does not want to go there.
fn click_row(event: &MouseEvent, pressed_at: (i32, i32)) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let closest = |selector: &str| target.closest(selector).ok().flatten();
    let Some(row) = closest("[data-row]") else { return };
    let has_moved = (event.client_x() - pressed_at.0).abs() + (event.client_y() - pressed_at.1).abs() > CLICK;
    let selected = window().get_selection().ok().flatten();
    let is_selecting = has_moved && selected.is_some_and(|selected| !selected.is_collapsed());
    // A click of the keyboard has no count.
    if is_selecting && event.detail() > 0 {
        event.prevent_default();
        return;
    }
    if closest("a, button, label").is_some() || event.button() > 1 {
        return;
    }
    let link = row.query_selector("a").ok().flatten().and_then(|link| link.dyn_into::<HtmlElement>().ok());
    let Some(link) = link else { return };
    if event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
        link.click();
    } else if let Some(address) = link.get_attribute("href") {
        let _ = window().open_with_url_and_target_and_features(&address, "_blank", "noopener");
    }
}

fn size() -> (f64, f64) {
    let number = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    (number(window().inner_width()), number(window().inner_height()))
}

fn scroll_y() -> f64 {
    window().scroll_y().unwrap_or(0.0)
}

fn focused_row() -> Option<usize> {
    let row = document().active_element()?.closest("[data-row]").ok()??;
    row.get_attribute("data-row")?.parse().ok()
}

fn focus_row(row: usize) {
    focus_in_place(&format!("[data-row=\"{row}\"] a"));
}

fn focus_filter(event: &KeyboardEvent) {
    if focus("#filter") {
        event.prevent_default();
    }
}

/// Scrolls so that a row is on screen and not below the bars.
fn show_row(list_top: f64, row: usize, height: f64, screen: f64) {
    let top = list_top + row as f64 * height;
    let scrolled = scroll_y();
    if top < scrolled + BARS {
        window().scroll_to_with_x_and_y(0.0, top - BARS);
    } else if top + height * 2.0 > scrolled + screen {
        window().scroll_to_with_x_and_y(0.0, top + height * 2.0 - screen);
    }
}
