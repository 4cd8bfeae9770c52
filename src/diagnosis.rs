//! From what the browser saw to what somebody should change.
//!
//! A check-up ([`probe`]) asks questions over [`senses::Senses`] and writes down an [`observation::Observation`]; the
//! [`rules`] judge it; the [`report`] puts their findings in order; the [`story`] tells what happened. Nothing here sends a
//! request by itself, and no rule sees anything but the observation.

pub mod configuration;
pub mod cors;
pub mod curl;
mod evidence;
pub mod fixes;
pub mod guide;
pub mod markdown;
mod named;
pub mod observation;
pub mod pasted;
mod ports;
pub mod probe;
pub mod product;
pub mod redact;
pub mod report;
pub mod rule;
pub mod rules;
pub mod senses;
#[cfg(test)]
mod sketch;
pub mod story;
pub mod transcript;
