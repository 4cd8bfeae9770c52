//! What a token may do.
//!
//! ```text
//! scope         := resourcescope [ ' ' resourcescope ]*            distribution, spec/auth/scope.md
//! resourcescope := resourcetype ":" resourcename ":" action [ ',' action ]*
//! ```
//!
//! A resource name may hold colons itself (`host:5000/name`), so the first and the last colon divide. Scopes off that
//! grammar (`*` of Gitea, `aws` of ECR Public) are kept as they are: only their registry knows what they mean.

use std::fmt;

/// One scope, as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(pub String);

impl Scope {
    /// The right to read a repository.
    pub fn pull(repository: &str) -> Scope {
        Scope(format!("repository:{repository}:pull"))
    }

    /// The right to delete in a repository. Registries that know no such right say what they want instead.
    pub fn delete(repository: &str) -> Scope {
        Scope(format!("repository:{repository}:delete"))
    }

    /// The right to push to a repository. Distribution and others want the one to read with it.
    pub fn push(repository: &str) -> Scope {
        Scope(format!("repository:{repository}:pull,push"))
    }

    /// The right to list all repositories.
    pub fn catalog() -> Scope {
        Scope("registry:catalog:*".to_string())
    }

    /// Resource type, resource name and actions; `None` for a scope off the grammar.
    pub fn parts(&self) -> Option<(&str, &str, Vec<&str>)> {
        let (kind, rest) = self.0.split_once(':')?;
        let (name, actions) = rest.rsplit_once(':')?;
        let kind = kind.split('(').next().unwrap_or(kind);
        Some((kind, name, actions.split(',').collect()))
    }

    /// Whether whoever holds `held` may do all that this scope names.
    pub fn is_within(&self, held: &ScopeSet) -> bool {
        let Some((kind, name, actions)) = self.parts() else {
            return held.0.contains(self);
        };
        actions.iter().all(|action| {
            held.0.iter().filter_map(Scope::parts).any(|(held_kind, held_name, held_actions)| {
                held_kind == kind && held_name == name && (held_actions.contains(action) || held_actions.contains(&"*"))
            })
        })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Several scopes, in order and each once, so a set names a token in the cache. There are never many, and a tree of them
/// would be a hundredth of the page's first bytes (docs/decisions/0011).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeSet(pub Vec<Scope>);

/// No more scopes are kept. Nobody asks for as many, and a list without an end would keep the page busy without one.
const MOST: usize = 1_000;

impl ScopeSet {
    /// No right at all: enough for `GET /v2/`, and for a check of a password.
    pub fn none() -> ScopeSet {
        ScopeSet::default()
    }

    /// The scopes of a challenge's `scope` parameter, divided by white space.
    pub fn parse(text: &str) -> ScopeSet {
        text.split_ascii_whitespace().map(|scope| Scope(scope.to_string())).collect()
    }

    /// Whether these are rights to change something.
    pub fn may_change(&self) -> bool {
        let changes = |action: &&str| matches!(*action, "push" | "delete");
        self.0.iter().filter_map(Scope::parts).any(|(_, _, actions)| actions.iter().any(changes))
    }

    /// Whether whoever holds `held` may do all that this set names.
    pub fn is_within(&self, held: &ScopeSet) -> bool {
        self.0.iter().all(|scope| scope.is_within(held))
    }

    /// The scopes of both.
    pub fn union(&self, other: &ScopeSet) -> ScopeSet {
        self.0.iter().chain(&other.0).cloned().collect()
    }
}

impl From<Scope> for ScopeSet {
    fn from(scope: Scope) -> ScopeSet {
        ScopeSet(vec![scope])
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> ScopeSet {
        let mut set = ScopeSet::none();
        for scope in scopes {
            if let Err(place) = set.0.binary_search(&scope) {
                set.0.insert(place, scope);
            }
            if set.0.len() == MOST {
                break;
            }
        }
        set
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut divider = "";
        for scope in &self.0 {
            write!(f, "{divider}{scope}")?;
            divider = " ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let check = |text: &str, expected| assert_eq!(Scope(text.to_string()).parts(), expected, "for {text:?}");
        check("repository:team/app:pull", Some(("repository", "team/app", vec!["pull"])));
        check("repository:host:5000/app:pull,push", Some(("repository", "host:5000/app", vec!["pull", "push"])));
        check("repository(plugin):a:pull", Some(("repository", "a", vec!["pull"])));
        check("registry:catalog:*", Some(("registry", "catalog", vec!["*"])));
        check("aws", None);
        check("*", None);
    }

    #[test]
    fn a_list_of_scopes_has_an_end() {
        let scopes: String = (0..100_000).rev().map(|number| format!("{number:06} ")).collect();
        assert_eq!(ScopeSet::parse(&scopes).0.len(), MOST);
    }

    #[test]
    fn within() {
        let check = |asked: &str, held: &str, expected: bool| {
            assert_eq!(ScopeSet::parse(asked).is_within(&ScopeSet::parse(held)), expected, "{asked:?} in {held:?}");
        };
        check("", "", true);
        check("repository:a:pull", "repository:a:pull,push", true);
        check("repository:a:pull,push", "repository:a:pull repository:a:push", true);
        check("repository:a:delete", "repository:a:*", true);
        check("repository:a:pull", "repository:b:pull", false);
        check("repository:a:pull", "", false);
        check("registry:catalog:*", "registry:catalog:*", true);
        check("aws", "aws", true);
        check("*", "repository:a:pull", false);
    }
}
