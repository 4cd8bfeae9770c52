//! The pieces of pages, one component a file.

pub mod bar;
pub mod commands;
pub mod copy;
pub mod filter;
pub mod list_state;
pub mod open_box;
pub mod problem;
pub mod progress;
pub mod sign_in;
pub mod window_list;
