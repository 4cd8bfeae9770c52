//! Random registries, healthy ones and broken ones, against which the page's check-up is measured.
//!
//! It knows nothing of the diagnosis that it judges but the names of its findings ([`right`]): what is wrong with a draw is
//! written down from its parts ([`truth`]) before any page is asked. A draw is made of a seed alone, so that a seed is enough
//! to see it again. The servers are plain data ([`plan`]) that parts change ([`part`]).

pub mod answer;
pub mod base;
#[cfg(test)]
mod browsers;
pub mod cors;
pub mod draw;
pub mod image;
pub mod judge;
pub mod listen;
pub mod message;
pub mod part;
pub mod parts;
pub mod plan;
#[cfg(test)]
mod proof;
pub mod random;
pub mod registry;
pub mod right;
pub mod rule;
pub mod running;
pub mod show;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod truth;
pub mod who;
pub mod world;

pub use draw::{Drawn, draw};
pub use judge::{Worth, judge};
pub use running::Running;
