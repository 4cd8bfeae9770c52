//! Caddy: `basic_auth` and `forward_auth` in front of the preflight's answer.
//!
//! Directives work in Caddy's order and not in that of the text, outside of `route`: both come before `handle`, `route` and
//! `respond`. <https://caddyserver.com/docs/caddyfile/directives#directive-order>

use std::collections::BTreeSet;

use super::super::braces::{Directive, Tree};
use super::super::kind::Kind;
use super::super::nginx::preflight::lets_preflights_through;
use super::super::review::{Edit, Review};
use super::super::setting::Role;
use super::super::trap::Trap;
use super::Matchers;

/// Marks each `basic_auth` that a preflight meets.
pub fn judge(review: &mut Review, tree: &Tree, matchers: &Matchers) {
    let sets_origin = review.settings.iter().any(|setting| setting.role == Role::Origin);
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
        let trap = match line.name() {
            "basic_auth" | "basicauth" => Trap::OptionsBehindAuth(Kind::Caddy),
            "forward_auth" | "authorize" => Trap::OptionsBehindService(Kind::Caddy),
            _ => continue,
        };
        let is_told = line.name() == "forward_auth" && review.all.iter().any(|line| lets_preflights_through(line));
        if !concerns(line) || is_told {
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
            mark(review, matchers, trap, line, is_handled);
        }
    }
}

/// Marks a guard. It is told to leave preflights alone, and they are answered.
fn mark(review: &mut Review, matchers: &Matchers, trap: Trap, line: &Directive, is_handled: bool) {
    let free = |name: &'static str| (!matchers.knows(name)).then_some(name);
    let (Some(preflight), Some(others)) = (free("@preflight"), free("@no_preflight")) else {
        return review.mark(trap, line.words[0]);
    };
    let path = line.words.get(1).filter(|word| word.text.starts_with(['/', '*']));
    let mut lines = match path.filter(|path| path.text != "*") {
        Some(path) => [others, " {\n\tnot method OPTIONS\n\tpath ", path.text, "\n}"].concat(),
        None => [others, " not method OPTIONS"].concat(),
    };
    if !is_handled {
        lines += &["\n", preflight, " method OPTIONS\nhandle ", preflight, " {\n\trespond 204\n}"].concat();
    }
    let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
    let name = line.words[0];
    let edit = match path {
        Some(path) => Edit::replace(*path, others),
        None => Edit::insert(name.line, name.end(), [" ", others].concat()),
    };
    review.mend_below(trap, name, [edit], &lines);
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
pub fn imports_unknown(tree: &Tree) -> bool {
    let imports = tree.directives.iter().filter(|line| line.name() == "import");
    let known = |name: &str| {
        let is_it = |line: &Directive| line.opens.is_some() && line.name().trim_matches(['(', ')']) == name;
        tree.directives.iter().any(is_it)
    };
    imports.take(20).any(|import| !known(import.word(1)))
}
