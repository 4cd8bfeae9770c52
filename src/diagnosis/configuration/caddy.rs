//! Caddy, by a Caddyfile.

mod preflight;

use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::braces::{self, Directive, Tree};
use super::headers::{self, Form, Role, Setting};
use super::kind::Kind;
use super::piece::{Piece, contains};
use super::trap::Trap;

/// Reads the configuration.
pub fn read(book: &mut Book) {
    let tree = braces::caddy(book.lines);
    let matchers = Matchers::of(&tree);
    let snippets = snippets(&tree);
    for directive in &tree.directives {
        let around = tree.opener(directive.block).map_or("", Directive::name);
        match directive.name() {
            "header" if around.starts_with('@') => origin_test(book, &tree, directive, &directive.words[1..]),
            "header" => header(book, &tree, directive),
            "header_up" => request_header(book, directive),
            "import" if snippets.contains(directive.word(1)) => import(book, &tree, directive),
            name if name.starts_with('@') && directive.word(1) == "header" => {
                origin_test(book, &tree, directive, &directive.words[2..]);
            }
            // A line of `header { … }`.
            _ if around == "header" => {
                let condition = tree.head(directive.block).get(1).map(|word| word.text);
                field(book, &tree, directive, &directive.words, condition);
            }
            _ => {}
        }
    }
    if book.whole {
        preflight::judge(book, &tree, &matchers);
    }
}

/// The named matchers of a text, and whether they look at the method.
pub struct Matchers<'a>(BTreeMap<&'a str, bool>);

impl<'a> Matchers<'a> {
    fn of(tree: &Tree<'a>) -> Matchers<'a> {
        let mut matchers = BTreeMap::new();
        for directive in &tree.directives {
            let own = Some(directive.name()).filter(|name| name.starts_with('@'));
            let around = tree.around(directive.block).filter_map(|block| tree.opener(block));
            let holder = around.map(Directive::name).find(|name| name.starts_with('@'));
            let Some(name) = holder.or(own) else { continue };
            let asks = directive.words.iter().any(|word| contains(word.text, "OPTIONS"));
            *matchers.entry(name).or_default() |= asks;
        }
        Matchers(matchers)
    }

    /// Whether a matcher looks at `OPTIONS`.
    pub fn asks_options(&self, name: &str) -> bool {
        self.0.get(name).copied().unwrap_or(false)
    }
}

/// `header [matcher] field value`, and `header [matcher] {`.
fn header<'a>(book: &mut Book<'a>, tree: &Tree<'a>, directive: &Directive<'a>) {
    let first = directive.word(1);
    let has_matcher = first.starts_with(['@', '/']) || first == "*";
    let words = &directive.words[1 + usize::from(has_matcher)..];
    match directive.opens {
        Some(block) => deferred(book, tree, block),
        None => field(book, tree, directive, words, has_matcher.then_some(first)),
    }
}

/// `[+|-|?|>]field value`; with a third word it replaces a part of a value.
fn field<'a>(
    book: &mut Book<'a>,
    tree: &Tree<'a>,
    directive: &Directive<'a>,
    words: &[Piece<'a>],
    condition: Option<&'a str>,
) {
    let [field, value] = words[..] else { return };
    let name = field.text.trim_start_matches(['+', '?', '>']);
    let name = Piece { start: field.end() - name.len(), text: name, ..field };
    if let Some(role) = headers::named(book, name) {
        let root = tree.outermost(directive.block);
        let adds = field.text.starts_with('+');
        book.settings.push(Setting { set: root, root, condition, adds, ..Setting::new(role, value) });
    }
}

/// `header { Access-Control-Allow-Origin …; defer }`.
fn deferred(book: &mut Book, tree: &Tree, block: usize) {
    let first = tree.blocks[block].opener.map_or(0, |opener| opener + 1);
    let inside = || tree.directives[first..].iter().take_while(|line| line.block == block);
    let sets_origin = inside().any(|line| headers::role(line.name()) == Some(Role::Origin));
    if let Some(defer) = inside().find(|line| line.name() == "defer" && line.words.len() == 1)
        && sets_origin
    {
        book.mark(Trap::NotOnErrors(Kind::Caddy), defer.words[0]);
    }
}

/// `header_up field value`.
fn request_header(book: &mut Book, directive: &Directive) {
    if directive.words.len() == 3 && headers::role(directive.word(1)).is_some() {
        book.mark(Trap::HeaderOfRequest, directive.words[0]);
    }
}

/// A matcher's `header Origin https://ui.example`. Its star stands for any characters.
fn origin_test<'a>(book: &mut Book<'a>, tree: &Tree<'a>, directive: &Directive<'a>, words: &[Piece<'a>]) {
    let [name, ref values @ ..] = words[..] else { return };
    if let Some(first) = values.first().filter(|_| name.is("origin")) {
        let open = values.iter().any(|value| value.text.contains('*'));
        let root = tree.outermost(directive.block);
        let form = Form::Options { open };
        let values = values.iter().filter(|value| !value.text.contains('*')).copied().collect();
        book.settings.push(Setting { values, form, set: usize::MAX, root, ..Setting::new(Role::Origin, *first) });
    }
}

/// The snippets that make the allowed origin of what they are imported with.
fn snippets<'a>(tree: &Tree<'a>) -> BTreeSet<&'a str> {
    let takes = |line: &&Directive| {
        line.words.windows(2).any(|pair| {
            let name = pair[0].text.trim_start_matches(['+', '?', '>']);
            headers::role(name) == Some(Role::Origin) && pair[1].text.contains("{args")
        })
    };
    let names = tree.directives.iter().filter(takes).filter_map(|line| {
        let name = tree.head(tree.outermost(line.block)).first()?;
        name.text.strip_prefix('(')?.strip_suffix(')')
    });
    names.collect()
}

/// `import snippet https://ui.example`, where the snippet makes the header of it.
fn import<'a>(book: &mut Book<'a>, tree: &Tree<'a>, directive: &Directive<'a>) {
    let values: Vec<Piece> = directive.words.iter().skip(2).filter(|word| word.text.contains("://")).copied().collect();
    let Some(first) = values.first() else { return };
    let root = tree.outermost(directive.block);
    let setting = Setting::new(Role::Origin, *first);
    book.settings.push(Setting { values, form: Form::Options { open: false }, set: usize::MAX, root, ..setting });
}
