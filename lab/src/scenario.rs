//! Set-ups that are right, or broken in one way or two: for tests, and to look at by `cargo lab scenario`.
//!
//! A scenario's name begins with the rule of the diagnosis that should find it. It knows what it breaks and how that
//! shows without a browser; it does not know what a page makes of it.

mod address;
mod challenge;
mod command;
mod cors;
mod crates_io;
mod credentials;
mod exposed;
mod groups;
mod healthy;
mod network;
mod page;
mod pairs;
mod parts;
mod practice;
mod preflight;
pub mod proof;
mod prove;
mod pulp;
mod realm;
mod service;
mod set_up;
pub mod shown;
mod strange;
#[cfg(test)]
mod tests;
mod token;

pub use command::{list, run};
pub use groups::{GROUPS, ON_REQUEST, all, find};
pub use set_up::{Account, Group, Needs, Scenario, Started, Step};
