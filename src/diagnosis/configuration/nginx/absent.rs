//! nginx: what the block lacks that answers for a registry. Unlike elsewhere it is known exactly which `add_header` work together:
//! those of the innermost block that has any.

use super::super::absent;
use super::super::braces::Tree;
use super::super::header_template::{HeaderTemplate, NGINX};
use super::super::review::Review;
use super::super::setting::Role;
use super::super::trap::Trap;
use super::facts::{BlockKind, Facts};

/// Marks what is absent in the answers, and in the answers to preflights.
pub fn judge(review: &mut Review, tree: &Tree, facts: &Facts) {
    let sets_more = tree.directives.iter().any(|line| line.name() == "more_set_headers");
    if facts.merges || sets_more {
        return;
    }
    let mut marked = Vec::new();
    for (location, block) in facts.blocks.iter().enumerate() {
        let path = tree.head(location).last().map_or("", |word| word.text);
        let is_concerned = block.kind == BlockKind::Location && block.passes && facts.is_of_registry(location, path);
        if !is_concerned || tree.around(location).any(|around| facts.blocks[around].hides_headers) {
            continue;
        }
        let inside: Vec<usize> = inside(location, facts).collect();
        let answers = inside.iter().copied().filter(|one| facts.blocks[*one].roles.contains(&Role::Origin));
        let answers = answers.filter(|one| !facts.blocks[*one].asks_options).chain(facts.holder(tree, location));
        let may_be_set = |role: Role| inside.iter().any(|one| facts.blocks[*one].roles.contains(&role));
        for answer in answers {
            let lacks_by_itself = !facts.blocks[answer].roles.contains(&Role::Expose);
            let is_around = !inside.contains(&answer);
            if lacks_by_itself && !(is_around && may_be_set(Role::Expose)) {
                mark(review, tree, facts, &mut marked, (answer, Role::Expose));
            }
        }
        match facts.preflight(tree, location) {
            Some(preflight) => match facts.holder(tree, preflight) {
                Some(holder) => mark(review, tree, facts, &mut marked, (holder, Role::Headers)),
                None => astray(review, tree, facts, (preflight, location)),
            },
            None if !facts.may_answer(tree, location) && !facts.maps_options && !may_be_set(Role::Headers) => {
                if let Some(holder) = facts.holder(tree, location) {
                    mark(review, tree, facts, &mut marked, (holder, Role::Headers));
                }
            }
            None => {}
        }
    }
}

/// The `if` blocks of a location.
fn inside(location: usize, facts: &Facts) -> impl Iterator<Item = usize> {
    let blocks = facts.blocks.iter().enumerate().skip(location + 1).take(MANY);
    blocks.filter(move |(_, block)| block.parent == location && block.kind == BlockKind::If).map(|(number, _)| number)
}

/// Blocks further on are not looked at.
const MANY: usize = 64;

/// Marks a block that sets the origin, where it does not set a header.
fn mark(review: &mut Review, tree: &Tree, facts: &Facts, marked: &mut Vec<(usize, Role)>, which: (usize, Role)) {
    let (block, role) = which;
    // What a block loses that those around it set has words of its own.
    let is_lost = tree.around(block).skip(1).any(|around| {
        let roles = &facts.blocks[around].roles;
        roles.contains(&role) && roles.contains(&Role::Origin)
    });
    let facts = &facts.blocks[block];
    if is_lost || facts.roles.contains(&role) || marked.contains(&which) {
        return;
    }
    marked.push(which);
    let Some(origin) = facts.origin else { return };
    let template = HeaderTemplate {
        between: Some(" "),
        ..HeaderTemplate::line(tree.directives[origin].words[0], "add_header ", &NGINX)
    };
    absent::mark(review, &template, role, true);
}

/// Preflights that are answered where no header is, though the location has them.
fn astray(review: &mut Review, tree: &Tree, facts: &Facts, (preflight, location): (usize, usize)) {
    let is_bare = tree.around(preflight).all(|around| facts.blocks[around].first_header.is_none());
    let Some(opener) = tree.opener(preflight).filter(|_| is_bare && facts.holder(tree, location).is_some()) else {
        return;
    };
    let word = opener.words[0];
    let line = review.lines[word.line];
    let first = tree.blocks[location].opener.and_then(|opener| tree.directives.get(opener + 1));
    let place = first.and_then(|first| first.words.first()).filter(|first| {
        let begins = review.lines[first.line].trim_start().len() + first.outer().0 == review.lines[first.line].len();
        begins && first.line != word.line
    });
    let is_whole = line.trim_start().starts_with("if") && line.trim_end().ends_with('}');
    match place.filter(|_| is_whole) {
        Some(place) => {
            let text = [&review.lines[place.line][..place.outer().0], line.trim()].concat();
            review.move_line(Trap::PreflightWithoutHeaders, word, (place.line, text));
        }
        None => review.mark(Trap::PreflightWithoutHeaders, word),
    }
}
