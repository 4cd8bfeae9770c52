//! What people see. Pages are whole screens, parts are their pieces; [`state`] is what outlives a page.

mod app;
mod chunks;
mod client;
mod filtered;
mod focus;
mod lazy;
mod listing;
mod pages;
pub mod parts;
mod portal;
mod screens;
mod show;
mod sign_in_times;
mod sign_out;
pub mod state;
pub mod tasks;
mod theme;
mod tree;
mod words;

/// Puts the page into the document's body. The static frame of index.html gives way to it.
pub fn start() {
    crate::browser::stopped::tell();
    if let Some(frame) = web_sys::window().and_then(|window| window.document()?.get_element_by_id("frame")) {
        frame.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
