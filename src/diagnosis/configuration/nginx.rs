//! nginx.

mod absent;
mod facts;
mod inherit;
pub mod preflight;

use super::braces::{self, Directive};
use super::headers;
use super::kind::Kind;
use super::review::{Edit, Review};
use super::setting::{self, Form, Role, Setting};
use super::trap::Trap;
use super::word::Word;
use facts::{BlockKind, Facts};

/// Reads the configuration.
pub fn read(review: &mut Review) {
    let tree = braces::nginx(review.lines);
    let mut facts = Facts::of(review, &tree);
    let servers = |shows: bool| {
        let servers = facts.blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Server);
        servers.filter(|(_, block)| block.shows_registry || !shows).map(|(number, _)| number).collect()
    };
    review.tell_apart(&servers(false), &servers(true));
    for (number, directive) in tree.directives.iter().enumerate() {
        match directive.name() {
            "add_header" => {
                not_allowed(review, directive, &facts);
                if let Some(role) = add_header(review, directive, &facts) {
                    facts.blocks[directive.block].roles.push(role);
                }
                facts.blocks[directive.block].first_header.get_or_insert(number);
                semicolon(review, directive);
            }
            "more_set_headers" => more_headers(review, directive, &facts),
            "proxy_set_header" => request_header(review, directive),
            "map" => map(review, &tree, directive),
            _ => {}
        }
    }
    if review.whole {
        inherit::judge(review, &tree, &facts);
        preflight::judge(review, &tree, &facts);
        absent::judge(review, &tree, &facts);
    }
}

/// `add_header name value [always];`
fn add_header<'a>(review: &mut Review<'a>, directive: &Directive<'a>, facts: &Facts) -> Option<Role> {
    let [_, name, value, ref rest @ ..] = directive.words[..] else { return None };
    let role = headers::named(review, name)?;
    if value.text.is_empty() {
        return Some(role);
    }
    let block = &facts.blocks[directive.block];
    if matches!(role, Role::Origin | Role::Expose) && rest.is_empty() && !block.answers_well {
        let edit = Edit::insert(value.line, value.outer().1, " always");
        review.mend(Trap::NotOnErrors(Kind::Nginx), name, [edit]);
    }
    review.settings.push(Setting {
        set: directive.block,
        root: block.server,
        condition: block.asks_origin.then_some("origin"),
        adds: true,
        of_registry: !block.is_token_service,
        ..Setting::new(role, value)
    });
    Some(role)
}

/// `more_set_headers 'name: value' …;` of the module headers-more, which reaches every status.
fn more_headers<'a>(review: &mut Review<'a>, directive: &Directive<'a>, facts: &Facts) {
    let block = &facts.blocks[directive.block];
    for word in &directive.words[1..] {
        let Some((name, value)) = word.text.split_once(':') else { continue };
        let (from, name) = (name.len() + 1, word.part(name, 0));
        if let Some(role) = headers::named(review, name) {
            let value = word.part(value, from);
            let setting = Setting::new(role, value);
            review.settings.push(Setting { set: directive.block, root: block.server, ..setting });
        }
    }
}

/// `proxy_set_header name value;`
fn request_header(review: &mut Review, directive: &Directive) {
    let [command, name, value, ..] = directive.words[..] else { return };
    if value.text.is_empty() || setting::role(name.text).is_none() {
        return;
    }
    let edits = [Edit::replace(command, "add_header"), Edit::insert(value.line, value.outer().1, " always")];
    review.mend(Trap::HeaderOfRequest, command, edits);
}

fn semicolon(review: &mut Review, directive: &Directive) {
    let (Some(name), Some(last)) = (directive.words.get(1), directive.words.last()) else { return };
    if directive.ended || last.line != name.line || !review.whole || directive.words.len() < 3 {
        return;
    }
    let at = Word { start: last.outer().1, text: "", quote: None, ..*last };
    if at.start <= review.lines[at.line].len() {
        // The end of the line may be lost with it.
        let is_cut = directive.words.len() == 4 && last.quote.is_none() && "always".starts_with(last.text);
        let end = match is_cut {
            true => Edit::replace(*last, "always;"),
            false => Edit::insert(at.line, at.start, ";"),
        };
        review.mend(Trap::SemicolonMissing, at, [end]);
    }
}

fn not_allowed(review: &mut Review, directive: &Directive, facts: &Facts) {
    let block = &facts.blocks[directive.block];
    let forbids = match block.kind {
        BlockKind::If => facts.blocks[block.parent].kind == BlockKind::Server,
        BlockKind::LimitExcept => true,
        _ => false,
    };
    if forbids {
        review.mark(Trap::NotAllowedHere, directive.words[0]);
    }
}

/// `map $http_origin $variable { "https://ui.example" $http_origin; }`
fn map<'a>(review: &mut Review<'a>, tree: &braces::Tree<'a>, directive: &Directive<'a>) {
    let (Some(block), "$http_origin") = (directive.opens, directive.word(1)) else { return };
    let mut values = Vec::new();
    let mut open = false;
    let first = tree.blocks[block].opener.map_or(0, |opener| opener + 1);
    for entry in tree.directives[first..].iter().take_while(|entry| entry.block == block) {
        let [key, ref value @ ..] = entry.words[..] else { continue };
        let lets_in = value.first().is_some_and(|value| !["", "0"].contains(&value.text));
        match key.text {
            "include" => open = true,
            "default" => open |= lets_in,
            "" | "hostnames" | "volatile" => {}
            text if text.starts_with('~') => open = true,
            _ if lets_in => values.push(key),
            _ => {}
        }
    }
    if let Some(value) = values.first() {
        let setting = Setting::new(Role::Origin, *value);
        review.settings.push(Setting { values, form: Form::Options { open }, set: block, root: block, ..setting });
    }
}
