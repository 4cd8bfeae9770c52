//! Things of every kind that the page knows, made by tools where they can be had and by specifications elsewhere; each also with a wrong
//! media type, empty, and cut.
//!
//! What tools write is made once for each machine and kept in the cache folder; [`made`] says how. Nothing here is signed by anybody whose key
//! is worth anything: the keys are of the moment, and Sigstore's servers are their makers' own stand-ins.

pub mod artifact;
pub mod damage;
pub mod document;
pub mod made;
pub mod set;
pub mod table;
mod tools;
mod written;

pub use artifact::Artifact;
pub use damage::Damage;
pub use set::{Placed, Set};
pub use table::{KINDS, Kind, Made, Place};

#[cfg(test)]
mod tests;
