//! What people ask a registry to change, planned before anything is sent.
//!
//! A plan is a value: from what is known of a repository and what is wished, which requests, which names fall, which stay, and what
//! breaks. Only running one sends anything, and only the steps of a plan.

pub mod check;
pub mod commands;
mod consequences;
mod copy;
mod delete;
mod done;
mod entry;
pub mod expected;
mod going;
pub mod kept_document;
pub mod known;
pub mod lines;
mod links;
mod look;
pub mod make;
pub mod outcome;
mod over_tag;
pub mod pattern;
pub mod plan;
mod put;
pub mod read;
pub mod record;
pub mod refusal;
pub mod rules;
pub mod run;
mod send;
mod step;
mod tag_list;
pub mod wish;

#[cfg(test)]
mod tests;
