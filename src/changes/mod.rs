//! What people ask a registry to change, planned before anything is sent.
//!
//! A plan is a value: from what is known of a repository and what is wished, which requests, which names fall, which stay, and what
//! breaks. Only running one sends anything, and only the steps of a plan.

pub mod known;
pub mod outcome;
pub mod plan;
