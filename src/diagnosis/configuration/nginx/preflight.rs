//! nginx: `auth_basic` in front of preflights. `return` works before it, in the rewrite phase.

use super::super::book::Book;
use super::super::braces::Tree;
use super::super::headers::Role;
use super::super::kind::Kind;
use super::super::trap::Trap;
use super::facts::{Facts, Place};

/// Marks each `auth_basic` that a preflight for the registry meets.
pub fn judge(book: &mut Book, tree: &Tree, facts: &Facts) {
    if facts.maps_options {
        return;
    }
    let mut marked = vec![false; facts.blocks.len()];
    for (number, block) in facts.blocks.iter().enumerate() {
        let path = tree.head(number).last().map_or("", |word| word.text);
        let is_concerned = block.place == Place::Location && block.passes && facts.is_of_registry(number, path);
        let is_nested = facts.blocks[block.parent].place == Place::Location;
        let is_asked = facts.blocks[block.server].is_asked_by_others;
        if !is_concerned || !is_asked || is_nested || answers(number, tree, facts) {
            continue;
        }
        // A lone location may stand in a server that answers, unless it is the place of the headers.
        if block.server == 0 && !block.roles.contains(&Role::Origin) {
            continue;
        }
        let holder = tree.around(number).find(|around| facts.blocks[*around].auth.1);
        let Some(holder) = holder.filter(|holder| facts.blocks[*holder].place != Place::Around) else { continue };
        if let Some(auth) = facts.blocks[holder].auth.0
            && !std::mem::replace(&mut marked[holder], true)
        {
            book.mark(Trap::OptionsBehindAuth(Kind::Nginx), tree.directives[auth].words[0]);
        }
    }
}

/// Whether something answers preflights before the password is asked for, or may.
fn answers(location: usize, tree: &Tree, facts: &Facts) -> bool {
    let mut around = tree.around(location).map(|around| &facts.blocks[around]);
    around.any(|block| block.answers_options || block.is_unknown || block.may_answer_options)
}
