//! The public types of a source, so that each of their names can stand for one thing.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Names that the field itself uses for more than one thing.
const SHARED: &[&str] = &["Page", "Kind", "Form"];

/// What defines a type.
const DEFINES: &[&str] = &["struct", "enum", "trait", "type", "union"];

/// The names of the types that are public in any way, those in the rules of a macro too.
pub fn public_types(text: &str) -> Vec<String> {
    let mut types = Vec::new();
    find(text.parse().expect("a source"), &mut types);
    types
}

fn find(tokens: TokenStream, types: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => find(group.stream(), types),
            TokenTree::Ident(word) if word == "pub" => {
                // `pub(super)` is public, too.
                tokens.next_if(|next| matches!(next, TokenTree::Group(to) if to.delimiter() == Delimiter::Parenthesis));
                tokens.next_if(|next| is_one_of(next, &["unsafe"]));
                if tokens.next_if(|next| is_one_of(next, DEFINES)).is_some()
                    && let Some(TokenTree::Ident(name)) = tokens.peek()
                {
                    types.push(name.to_string());
                }
            }
            _ => {}
        }
    }
}

fn is_one_of(token: &TokenTree, words: &[&str]) -> bool {
    matches!(token, TokenTree::Ident(word) if words.iter().any(|known| word == known))
}

/// The names that stand for more than one thing in these sources, each with where it does.
pub fn ambiguous<'a>(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let mut places = BTreeMap::<String, Vec<&str>>::new();
    for (file, text) in sources {
        for name in public_types(text) {
            places.entry(name).or_default().push(file);
        }
    }
    let several = places.into_iter().filter(|(name, files)| files.len() > 1 && !SHARED.contains(&name.as_str()));
    several.map(|(name, files)| format!("{name}: {}", files.join(", "))).collect()
}
