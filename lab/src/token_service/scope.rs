//! What a client asks for.

use serde::{Deserialize, Serialize};

/// One asked or granted resource: `repository:team/app:pull,push`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceScope {
    /// `repository` or `registry`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The repository's name, or `catalog`.
    pub name: String,
    /// `pull`, `push`, `delete`, `*`.
    pub actions: Vec<String>,
}

/// Reads every scope of a request: the parameter may be repeated, and each may hold several.
/// What is not a scope is left out, as registries do.
///
/// ```text
/// scope         := resourcescope [ ' ' resourcescope ]*
/// resourcescope := resourcetype ":" resourcename ":" action [ ',' action ]*
/// ```
pub fn parse<'a>(parameters: impl IntoIterator<Item = &'a str>) -> Vec<ResourceScope> {
    parameters.into_iter().flat_map(|parameter| parameter.split(' ')).filter_map(parse_one).collect()
}

/// The name may hold colons (`host:port/name`), so only the outermost two separate.
fn parse_one(text: &str) -> Option<ResourceScope> {
    let (kind, rest) = text.split_once(':')?;
    let (name, actions) = rest.rsplit_once(':')?;
    let actions = actions.split(',').filter(|action| !action.is_empty());
    Some(ResourceScope { kind: kind.to_owned(), name: name.to_owned(), actions: actions.map(str::to_owned).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_on_the_outermost_colons() {
        let scopes = parse(["repository:host:5000/a/b:pull,push registry:catalog:*", "junk"]);
        assert_eq!(scopes.len(), 2);
        assert_eq!(scopes[0].name, "host:5000/a/b");
        assert_eq!(scopes[0].actions, ["pull", "push"]);
        assert_eq!(scopes[1].kind, "registry");
    }
}
