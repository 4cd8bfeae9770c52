//! Caddy, by a Caddyfile.

mod matchers;
mod preflight;

pub use matchers::Matchers;

use std::collections::BTreeSet;

use super::braces::{self, Directive, Tree};
use super::header_template::{AbsenceScope, HeaderTemplate, WORDS};
use super::headers;
use super::kind::Kind;
use super::review::{Edit, Review};
use super::setting::{self, Form, Role, Setting};
use super::trap::Trap;
use super::word::Word;

/// Reads the configuration.
pub fn read(review: &mut Review) {
    let tree = braces::caddy(review.lines);
    let matchers = Matchers::of(&tree);
    let snippets = snippets(&tree);
    let sites = Sites::of(review, &tree);
    let is_site =
        |block: &usize| *block != 0 && !tree.head(*block).first().is_some_and(|name| name.text.starts_with('('));
    review.tell_apart(&sites.allows.iter().copied().filter(is_site).collect(), &sites.of_registry);
    for directive in &tree.directives {
        let around = tree.opener(directive.block).map_or("", Directive::name);
        match directive.name() {
            "header" if around.starts_with('@') => origin_test(review, &tree, directive, &directive.words[1..]),
            "header" => header(review, &tree, directive, (&sites, &matchers)),
            "header_down" => {
                let words = &directive.words[1..];
                field(review, &tree, directive, words, (None, &sites, &matchers));
            }
            "header_up" => request_header(review, directive),
            "import" if snippets.contains(directive.word(1)) => import(review, &tree, directive),
            name if name.starts_with('@') && directive.word(1) == "header" => {
                origin_test(review, &tree, directive, &directive.words[2..]);
            }
            // A line of `header { … }`.
            _ if around == "header" => {
                let condition = tree.head(directive.block).get(1).map(|word| word.text);
                field(review, &tree, directive, &directive.words, (condition, &sites, &matchers));
            }
            _ => {}
        }
    }
    if review.whole {
        preflight::judge(review, &tree, &matchers);
    }
}

/// What is known of the sites and snippets, by their blocks.
#[derive(Default)]
pub struct Sites {
    /// Those that send requests on.
    passes_on: BTreeSet<usize>,
    /// Those that take in others.
    imports: BTreeSet<usize>,
    /// Those that ask for a sign-in by themselves.
    asks: BTreeSet<usize>,
    /// Whether something is imported that is out of sight.
    hides: bool,
    /// Those that something says of that they are a registry's.
    of_registry: BTreeSet<usize>,
    /// Those that allow an origin.
    allows: BTreeSet<usize>,
}

impl Sites {
    fn of(review: &Review, tree: &Tree) -> Sites {
        let mut sites = Sites { hides: preflight::imports_unknown(tree), ..Sites::default() };
        for directive in &tree.directives {
            let own = directive.opens.filter(|_| directive.block == 0);
            let root = own.unwrap_or_else(|| tree.outermost(directive.block));
            match directive.name() {
                "reverse_proxy" => sites.passes_on.insert(root),
                "import" => sites.imports.insert(root),
                "basic_auth" | "basicauth" | "forward_auth" | "authorize" => sites.asks.insert(root),
                _ => false,
            };
            if directive.words.iter().any(|word| review.shows_registry(word.text)) {
                sites.of_registry.insert(root);
            }
            let is_origin =
                |word: &Word| setting::role(word.text.trim_start_matches(['+', '?', '>'])) == Some(Role::Origin);
            if directive.words.iter().any(is_origin) {
                sites.allows.insert(root);
            }
        }
        sites
    }

    /// Where others may set what is absent in a site; `None` where it may be none of a registry's.
    fn scope(&self, root: usize, tree: &Tree) -> Option<AbsenceScope> {
        if self.hides {
            return None;
        }
        let is_snippet = tree.head(root).first().is_some_and(|name| name.text.starts_with('('));
        let is_only = self.allows.len() == 1 || self.of_registry.contains(&root);
        match is_snippet || self.imports.contains(&root) {
            true => (!self.passes_on.is_empty()).then_some(AbsenceScope::Text),
            false => (self.passes_on.contains(&root) && is_only).then_some(AbsenceScope::Root),
        }
    }
}

/// `header [matcher] field value`, and `header [matcher] {`.
fn header<'a>(review: &mut Review<'a>, tree: &Tree<'a>, directive: &Directive<'a>, known: (&Sites, &Matchers)) {
    let first = directive.word(1);
    let has_matcher = first.starts_with(['@', '/']) || first == "*";
    let words = &directive.words[1 + usize::from(has_matcher)..];
    match directive.opens {
        Some(block) => deferred(review, tree, block, known.0),
        None => field(review, tree, directive, words, (has_matcher.then_some(first), known.0, known.1)),
    }
}

/// `[+|-|?|>]field value`; with a third word it replaces a part of a value.
fn field<'a>(
    review: &mut Review<'a>,
    tree: &Tree<'a>,
    directive: &Directive<'a>,
    words: &[Word<'a>],
    known: (Option<&'a str>, &Sites, &Matchers),
) {
    let (condition, sites, matchers) = known;
    let [field, value] = words[..] else { return };
    let name = field.text.trim_start_matches(['+', '?', '>']);
    let name = Word { start: field.end() - name.len(), text: name, ..field };
    if let Some(role) = headers::named(review, name) {
        let root = tree.outermost(directive.block);
        let adds = field.text.starts_with('+');
        let at = directive.words[0];
        let before = &review.lines[at.line][at.start..field.start.max(at.start)];
        let asks = |block: usize| tree.head(block).iter().any(|word| matchers.asks_options(word.text));
        let template = sites.scope(root, tree).map(|scope| HeaderTemplate {
            scope,
            preflight: condition.is_some_and(|name| matchers.asks_options(name))
                || tree.around(directive.block).any(asks),
            ..HeaderTemplate::line(at, before, &WORDS)
        });
        review.settings.push(Setting { set: root, root, condition, adds, template, ..Setting::new(role, value) });
    }
}

/// `header { Access-Control-Allow-Origin …; defer }`. A deletion puts the whole block off as well, and so does `>`.
fn deferred(review: &mut Review, tree: &Tree, block: usize, sites: &Sites) {
    let first = tree.blocks[block].opener.map_or(0, |opener| opener + 1);
    let inside = || tree.directives[first..].iter().take_while(|line| line.block == block);
    let is_origin = |line: &Directive| setting::role(line.name().trim_start_matches('>')) == Some(Role::Origin);
    if !inside().any(is_origin) {
        return;
    }
    let asks = sites.asks.contains(&tree.outermost(block));
    let trap = Trap::NotOnErrors(Kind::Caddy);
    for line in inside() {
        let word = line.words[0];
        let opener = tree.opener(block).map_or(word, |opener| opener.words[0]);
        let begins = |word: Word| review.lines[word.line][..word.outer().0].trim().is_empty();
        match word.text.chars().next() {
            _ if word.text == "defer" && line.words.len() == 1 => review.mark(trap.clone(), word),
            Some('-') if line.words.len() == 1 && begins(opener) && begins(word) && opener.line != word.line => {
                let text = [&review.lines[opener.line][..opener.start], "header ", word.text].concat();
                review.move_line(trap.clone(), word, (opener.line, text));
            }
            Some('-') => review.mark(trap.clone(), word),
            Some('>') if asks => {
                let edit = Edit { line: word.line, start: word.start, end: word.start + 1, text: String::new() };
                review.mend(trap.clone(), word, [edit]);
            }
            _ => {}
        }
    }
}

/// `header_up field value`.
fn request_header(review: &mut Review, directive: &Directive) {
    if directive.words.len() == 3 && setting::role(directive.word(1)).is_some() {
        review.mark(Trap::HeaderOfRequest, directive.words[0]);
    }
}

/// A matcher's `header Origin https://ui.example`. Its star stands for any characters.
fn origin_test<'a>(review: &mut Review<'a>, tree: &Tree<'a>, directive: &Directive<'a>, words: &[Word<'a>]) {
    let [name, ref values @ ..] = words[..] else { return };
    if let Some(first) = values.first().filter(|_| name.is("origin")) {
        let open = values.iter().any(|value| value.text.contains('*'));
        let root = tree.outermost(directive.block);
        let form = Form::Options { open };
        let values = values.iter().filter(|value| !value.text.contains('*')).copied().collect();
        review.settings.push(Setting { values, form, set: usize::MAX, root, ..Setting::new(Role::Origin, *first) });
    }
}

/// The snippets that make the allowed origin of what they are imported with.
fn snippets<'a>(tree: &Tree<'a>) -> BTreeSet<&'a str> {
    let takes = |line: &&Directive| {
        line.words.windows(2).any(|pair| {
            let name = pair[0].text.trim_start_matches(['+', '?', '>']);
            setting::role(name) == Some(Role::Origin) && pair[1].text.contains("{args")
        })
    };
    let names = tree.directives.iter().filter(takes).filter_map(|line| {
        let name = tree.head(tree.outermost(line.block)).first()?;
        name.text.strip_prefix('(')?.strip_suffix(')')
    });
    names.collect()
}

/// `import snippet https://ui.example`, where the snippet makes the header of it.
fn import<'a>(review: &mut Review<'a>, tree: &Tree<'a>, directive: &Directive<'a>) {
    let values: Vec<Word> = directive.words.iter().skip(2).filter(|word| word.text.contains("://")).copied().collect();
    let Some(first) = values.first() else { return };
    let root = tree.outermost(directive.block);
    let setting = Setting::new(Role::Origin, *first);
    review.settings.push(Setting { values, form: Form::Options { open: false }, set: usize::MAX, root, ..setting });
}
