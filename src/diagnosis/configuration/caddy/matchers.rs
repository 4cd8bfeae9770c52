//! Caddy's matchers, as far as they look at the method.

use std::collections::BTreeMap;

use crate::diagnosis::configuration::braces::{Directive, Tree};
use crate::diagnosis::configuration::word::contains;

/// The named matchers of a text, and whether they look at the method.
pub struct Matchers<'a>(BTreeMap<&'a str, bool>);

impl<'a> Matchers<'a> {
    pub(super) fn of(tree: &Tree<'a>) -> Matchers<'a> {
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

    /// Whether there is one of this name.
    pub fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a matcher looks at `OPTIONS`.
    pub fn asks_options(&self, name: &str) -> bool {
        self.0.get(name).copied().unwrap_or(false)
    }
}
