//! docker-registry-ui 2.6.0, the best static peer, from its own released files: the folder `dist` of its tag.
//!
//! <https://github.com/Joxit/docker-registry-ui>; neither npm nor PyPI nor Debian has it.

/// Writes its index.html as its image's entrypoint does, `bin/90-docker-registry-ui.sh`: every `${…}` becomes a variable's value, and
/// nothing where there is none.
pub(super) fn filled_in(index: &str) -> String {
    let mut parts = index.split("${");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let value = VARIABLES.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map_or("", |(_, value)| value));
        filled.push_str(rest);
    }
    filled
}

/// One registry behind the page's own server; whole names in the list, not namespaces to be opened; nobody else is asked.
const VARIABLES: &[(&str, &str)] = &[
    ("SINGLE_REGISTRY", "true"),
    ("CATALOG_MIN_BRANCHES", "0"),
    ("CATALOG_MAX_BRANCHES", "0"),
    ("CATALOG_DEFAULT_EXPANDED", "true"),
    ("SHOW_CATALOG_NB_TAGS", "false"),
    ("ENABLE_VERSION_NOTIFICATION", "false"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in() {
        let index = r#"<ui name="${REGISTRY_TITLE}" single-registry="${SINGLE_REGISTRY}"></ui>"#;
        assert_eq!(filled_in(index), r#"<ui name="" single-registry="true"></ui>"#);
        assert_eq!(filled_in("nothing to fill in"), "nothing to fill in");
    }
}
