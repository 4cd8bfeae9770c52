//! What registries say and how to talk to them. Pure: everything goes through [`http::Http`].

pub mod annotations;
pub mod any_http;
pub mod auth;
pub mod build_step;
pub mod client;
pub mod commands;
mod cursor;
pub mod descriptor;
pub mod digest;
pub mod environment;
pub mod error;
pub mod failure;
pub mod host;
pub mod http;
pub mod image_config;
pub mod in_order;
pub mod index;
pub mod json;
pub mod json_text;
pub mod link;
pub mod listing;
pub mod manifest;
pub mod manifests;
pub mod media_type;
pub mod plain_url;
pub mod platform;
pub mod reference;
#[cfg(test)]
pub(crate) mod script;
pub mod secrets;
pub mod shell;
pub mod slices;
pub mod summary;
pub mod tag_detail;
pub mod tag_order;
pub mod time;
pub mod visible;
