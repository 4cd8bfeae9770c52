//! What people ask a registry to change, planned before anything is sent.
//!
//! A plan is a value: from what is known of a repository and what is wished, which requests, which names fall, which stay, and what
//! breaks. Only running one sends anything, and only the steps of a plan.

mod consequences;
mod copy;
mod delete;
pub mod expected;
mod going;
pub mod known;
mod links;
pub mod make;
pub mod outcome;
pub mod pattern;
pub mod plan;
mod put;
pub mod read;
pub mod run;
pub mod wish;

#[cfg(test)]
mod tests;
