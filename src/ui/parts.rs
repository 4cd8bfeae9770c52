//! The pieces of pages, one component a file.

pub(crate) mod account;
pub(crate) mod asking;
pub(crate) mod bar;
pub(crate) mod commands;
pub(crate) mod config_problems;
pub(crate) mod configuration;
pub(crate) mod copy;
pub(crate) mod data_file;
pub(crate) mod document;
pub(crate) mod filter;
pub(crate) mod help;
pub(crate) mod later;
pub(crate) mod mend;
pub(crate) mod open_box;
pub(crate) mod open_typed;
pub(crate) mod paste;
pub(crate) mod problem;
pub(crate) mod progress;
pub(crate) mod rate_limit;
pub(crate) mod sign_in;
pub(crate) mod suggestions;
pub(crate) mod switch;
pub(crate) mod to_check_up;
pub(crate) mod trouble;
pub(crate) mod when;
pub mod window_list;
