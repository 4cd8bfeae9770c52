//! nginx: a block with an `add_header` of its own gets none of those around it.
//!
//! <https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header>

use super::super::braces::Tree;
use super::super::review::Review;
use super::super::setting::Role;
use super::super::trap::Trap;
use super::facts::{BlockKind, Facts};

/// Marks the first `add_header` of a block that loses the headers around it.
pub fn judge(review: &mut Review, tree: &Tree, facts: &Facts) {
    if facts.merges {
        return;
    }
    for (number, block) in facts.blocks.iter().enumerate() {
        let Some(first) = block.first_header.filter(|_| !block.is_unknown || block.asks_options) else { continue };
        let around = tree.around(number).skip(1).map(|around| &facts.blocks[around]);
        let Some(outer) = around.into_iter().find(|around| around.first_header.is_some()) else { continue };
        let location = tree.around(number).find(|around| facts.blocks[*around].kind == BlockKind::Location);
        let Some(location) = location else { continue };
        let path = tree.head(location).last().map_or("", |word| word.text);
        let serves = facts.blocks[location].passes || facts.blocks[location].is_token_service || block.asks_options;
        let concerns = facts.is_of_registry(location, path) || facts.blocks[location].is_token_service;
        if !serves || !concerns || !outer.roles.contains(&Role::Origin) {
            continue;
        }
        let needed = match (block.kind, block.asks_options) {
            _ if facts.blocks[location].is_token_service && !block.asks_options => None,
            (BlockKind::If, true) => Some(Role::Headers),
            (BlockKind::If, false) | (BlockKind::Location, _) => Some(Role::Expose),
            _ => continue,
        };
        let loses = |role: Role| outer.roles.contains(&role) && !block.roles.contains(&role);
        if loses(Role::Origin) || needed.is_some_and(loses) {
            review.mark(Trap::NotInherited, tree.directives[first].words[0]);
        }
    }
}
