//! The parts, by where on a page's way to a registry they are.

pub mod challenge;
pub mod content;
pub mod first;
pub mod harmless;
pub mod lists;
pub mod looks;
pub mod network;
pub mod origin;
pub mod preflight;
pub mod realm;
pub mod token;

use super::part::Part;

/// All parts.
pub fn all() -> impl Iterator<Item = &'static Part> {
    let lists = [
        network::PARTS,
        first::PARTS,
        origin::PARTS,
        preflight::PARTS,
        challenge::PARTS,
        realm::PARTS,
        token::PARTS,
        lists::PARTS,
        content::PARTS,
        harmless::PARTS,
        looks::PARTS,
    ];
    lists.into_iter().flatten()
}
