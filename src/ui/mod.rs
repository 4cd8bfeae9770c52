//! What people see. Pages are whole screens, parts are their pieces; [`state`] is what outlives a page.

mod app;
mod chunks;
mod client;
mod filtered;
mod first_form;
mod first_names;
mod focus;
mod frame;
mod lazy;
mod listing;
mod load;
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

/// Puts the page into the document's body. The static frame of index.html gives way to it, at once or when the first list is there.
pub fn start() {
    crate::browser::stopped::tell();
    frame::remove_empty_frame();
    leptos::mount::mount_to_body(app::App);
}
