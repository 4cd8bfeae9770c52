//! nginx: `auth_basic` and `auth_request` in front of preflights. `return` works before them, in the rewrite phase.

use std::collections::BTreeSet;

use super::super::braces::Tree;
use super::super::kind::Kind;
use super::super::review::Review;
use super::super::setting::Role;
use super::super::trap::Trap;
use super::super::word::contains;
use super::facts::{BlockKind, Facts};

/// What answers a preflight.
const ANSWER: &str = "if ($request_method = OPTIONS) { return 204; }";

/// Marks each guard that a preflight for the registry meets.
pub fn judge(review: &mut Review, tree: &Tree, facts: &Facts) {
    if facts.maps_options {
        return;
    }
    let lets_through = review.all.iter().any(|line| lets_preflights_through(line));
    // Where the service is asked, which may leave preflights alone there.
    let asking = facts.blocks.iter().enumerate().filter(|(_, block)| block.answers_options || block.hides_headers);
    let told: BTreeSet<&str> = asking.filter_map(|(at, _)| Some(tree.head(at).last()?.text)).collect();
    let mut marked = vec![false; tree.directives.len()];
    for (number, block) in facts.blocks.iter().enumerate() {
        let path = tree.head(number).last().map_or("", |word| word.text);
        let is_concerned = block.kind == BlockKind::Location && block.passes && facts.is_of_registry(number, path);
        let is_nested = facts.blocks[block.parent].kind == BlockKind::Location;
        let is_asked = facts.blocks[block.server].is_asked_by_others;
        if !is_concerned || !is_asked || is_nested || facts.may_answer(tree, number) {
            continue;
        }
        // A lone location may stand in a server that answers, unless it is the place of the headers.
        if block.server == 0 && !block.roles.contains(&Role::Origin) {
            continue;
        }
        let holder = tree.around(number).find(|around| facts.blocks[*around].auth.1);
        let password = holder.filter(|holder| facts.blocks[*holder].kind != BlockKind::Around);
        let password = password.and_then(|holder| facts.blocks[holder].auth.0);
        let holder = tree.around(number).find(|around| facts.blocks[*around].service.1);
        let service = holder.and_then(|holder| facts.blocks[holder].service.0);
        let service = service.filter(|service| !lets_through && !told.contains(tree.directives[*service].word(1)));
        let traps =
            [(password, Trap::OptionsBehindAuth(Kind::Nginx)), (service, Trap::OptionsBehindService(Kind::Nginx))];
        for (guard, trap) in traps {
            if let Some(guard) = guard
                && !std::mem::replace(&mut marked[guard], true)
            {
                mark(review, tree, facts, trap, (guard, number));
            }
        }
    }
}

/// Whether a line tells oauth2-proxy to leave preflights alone.
pub fn lets_preflights_through(line: &str) -> bool {
    ["skip-auth-preflight", "skip_auth_preflight"].iter().any(|option| contains(line, option))
        && !contains(line, "false")
}

/// Marks a guard. The answer belongs where the headers are: without them it is refused as well.
fn mark(review: &mut Review, tree: &Tree, facts: &Facts, trap: Trap, (guard, location): (usize, usize)) {
    let word = tree.directives[guard].words[0];
    let holder = facts.holder(tree, location);
    let place = match holder {
        None => None,
        Some(holder) if holder != location || tree.directives[guard].block == location => Some(word),
        Some(_) => {
            let first = tree.blocks[location].opener.and_then(|opener| tree.directives.get(opener + 1));
            first.and_then(|first| first.words.first()).copied()
        }
    };
    match place {
        Some(place) => {
            let at = (place.line, place.outer().0);
            review.add(trap, word, at, &[ANSWER.to_owned()], Some(" "), false);
        }
        None => review.mark(trap, word),
    }
}
