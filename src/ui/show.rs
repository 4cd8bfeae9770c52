//! Content that changes, all of one type.
//!
//! Each closure in a `view!` is a type of its own, and Leptos makes code for each: some kilobytes that do the same. A boxed
//! closure is one type for all of them, which keeps a fifth of the page's code out (docs/decisions/0006).

use leptos::prelude::*;

/// Content that is sometimes there.
pub fn show<V: IntoView + 'static>(content: impl Fn() -> Option<V> + Send + 'static) -> AnyView {
    let content: Box<dyn Fn() -> Option<AnyView> + Send> = Box::new(move || content().map(IntoAny::into_any));
    (move || content()).into_any()
}

/// A text that changes.
pub fn text(text: impl Fn() -> String + Send + 'static) -> AnyView {
    let text: Box<dyn Fn() -> String + Send> = Box::new(text);
    (move || text()).into_any()
}
