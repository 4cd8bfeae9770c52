//! A point in time: how long ago in words, the date as the person's browser writes it, in the person's zone, and in UTC.

use leptos::prelude::*;

use crate::browser::locale;
use crate::browser::time::now;
use crate::registry::http::Moment;
use crate::registry::time;

/// What is to be said of a time that builders write for all images. It is a date in UTC alone: elsewhere it may be another year's.
const CONSTANT: &str = "a constant that reproducible builds write";

/// How long ago, and exactly beside it.
pub fn when(moment: Moment) -> AnyView {
    let utc = time::format(moment);
    let iso = time::iso(moment);
    if time::is_constant(moment) {
        return view! { "no date " <small><time datetime=iso>{utc}</time>": "{CONSTANT}</small> }.into_any();
    }
    let date = view! { <bdi lang=locale::language()>{locale::date(moment)}</bdi> };
    view! { <time datetime=iso title=utc>{time::ago(now(), moment)}</time>" "<small>{date}</small> }.into_any()
}

/// How long ago, and exactly where somebody points at it.
pub fn when_in_short(moment: Moment) -> AnyView {
    let utc = time::format(moment);
    let (ago, title) = if time::is_constant(moment) {
        ("no date".to_owned(), format!("{utc}: {CONSTANT}"))
    } else {
        (time::ago(now(), moment), format!("{}\n{utc}", locale::date(moment)))
    };
    view! { <time datetime=time::iso(moment) title=title>{ago}</time> }.into_any()
}
