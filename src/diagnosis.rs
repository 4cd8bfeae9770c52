//! From what the browser saw to what the administrator should change. Pure: no I/O, no clock, no browser.

pub mod cors;
pub mod curl;
pub mod pasted;
pub mod transcript;
