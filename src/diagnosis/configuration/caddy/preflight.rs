//! Caddy: `basic_auth` in front of the preflight's answer.
//!
//! Directives work in Caddy's order and not in that of the text, outside of `route`: `basic_auth` comes before `handle`,
//! `route` and `respond`. <https://caddyserver.com/docs/caddyfile/directives#directive-order>

use std::collections::BTreeSet;

use super::super::book::Book;
use super::super::braces::{Directive, Tree};
use super::super::headers::Role;
use super::super::kind::Kind;
use super::super::trap::Trap;
use super::Matchers;

/// Marks each `basic_auth` that a preflight meets.
pub fn judge(book: &mut Book, tree: &Tree, matchers: &Matchers) {
    let sets_origin = book.settings.iter().any(|setting| setting.role == Role::Origin);
    let is_ordered_otherwise = tree.directives.iter().any(|line| ["order", "handle_errors"].contains(&line.name()));
    if !sets_origin || is_ordered_otherwise || imports_unknown(tree) {
        return;
    }
    let asks = |line: &Directive| line.words[1..].iter().any(|word| matchers.asks_options(word.text));
    let is_handled = tree.directives.iter().any(|line| line.name() == "handle" && asks(line));
    // The sites that send requests on.
    let proxies = tree.directives.iter().filter(|line| line.name() == "reverse_proxy");
    let passes_on: BTreeSet<usize> = proxies.map(|line| tree.outermost(line.block)).collect();
    // The routes in which something answers OPTIONS before this line.
    let mut answered = vec![false; tree.blocks.len()];
    for line in &tree.directives {
        let is_answer = ["respond", "abort", "handle", "error", "redir"].contains(&line.name());
        if is_answer && asks(line) {
            answered[line.block] = true;
        }
        if !["basic_auth", "basicauth"].contains(&line.name()) || !concerns(line) {
            continue;
        }
        let mut around = tree.around(line.block).map(|block| (block, tree.opener(block).map_or("", Directive::name)));
        let holder = around.find(|(_, name)| ["handle", "handle_path", "route"].contains(name));
        let is_safe = match holder {
            Some((block, "route")) => is_handled || answered[block],
            Some(_) => is_handled,
            None => !passes_on.contains(&tree.outermost(line.block)),
        };
        if !is_safe {
            book.mark(Trap::OptionsBehindAuth(Kind::Caddy), line.words[0]);
        }
    }
}

/// Whether it has no matcher, or one of a registry's paths.
fn concerns(line: &Directive) -> bool {
    let first = line.word(1);
    match first.chars().next() {
        Some('@') => false,
        Some('/') => first.starts_with("/v2") || first == "/*",
        _ => true,
    }
}

/// Whether something is imported that is out of sight.
fn imports_unknown(tree: &Tree) -> bool {
    let imports = tree.directives.iter().filter(|line| line.name() == "import");
    let known = |name: &str| {
        let is_it = |line: &Directive| line.opens.is_some() && line.name().trim_matches(['(', ')']) == name;
        tree.directives.iter().any(is_it)
    };
    imports.take(20).any(|import| !known(import.word(1)))
}
