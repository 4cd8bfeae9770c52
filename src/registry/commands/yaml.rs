//! An image in the files of Kubernetes and of Compose.

/// A Pod that runs it. `secret` says that a sign-in is needed: the Secret is called `pull`.
pub fn pod(name: &str, reference: &str, secret: bool) -> String {
    let name = label(name);
    let secret = if secret { "  imagePullSecrets:\n    - name: pull\n" } else { "" };
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n{secret}  containers:\n    - name: {name}\n      image: {}\n",
        scalar(reference)
    )
}

/// A service of Compose that runs it.
pub fn service(name: &str, reference: &str) -> String {
    format!("services:\n  {}:\n    image: {}\n", scalar(name), scalar(reference))
}

/// A name as Kubernetes has it (RFC 1123, a label): at most 63 small letters, digits and hyphens, with none of those at its ends.
fn label(name: &str) -> String {
    let plain = |one: char| if one.is_ascii_lowercase() || one.is_ascii_digit() { one } else { '-' };
    let name: String = name.chars().map(plain).take(63).collect();
    let name = name.trim_matches('-');
    // Digits alone would be a number.
    if name.contains(|one: char| one.is_ascii_lowercase()) { scalar(name) } else { format!("image-{name}") }
}

/// A text of YAML, in quotes where it would be something else: a number, a truth, a list.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let begins_well = text.starts_with(|one: char| one.is_ascii_alphabetic());
    // A reference may be a host by numbers, which no number of YAML looks like: it has a slash.
    let is_reference = text.contains('/') && text.starts_with(|one: char| one.is_ascii_alphanumeric());
    if (begins_well || is_reference) && !WORDS.contains(&text) { text.to_owned() } else { format!("\"{text}\"") }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_pod() {
        expect![[r#"
            apiVersion: v1
            kind: Pod
            metadata:
              name: my-app
            spec:
              imagePullSecrets:
                - name: pull
              containers:
                - name: my-app
                  image: r.example:5000/team/my_app:1.2
        "#]]
        .assert_eq(&pod("my_app", "r.example:5000/team/my_app:1.2", true));
        expect![[r#"
            apiVersion: v1
            kind: Pod
            metadata:
              name: image-2048
            spec:
              containers:
                - name: image-2048
                  image: "[::1]:5000/2048:1"
        "#]]
        .assert_eq(&pod("2048", "[::1]:5000/2048:1", false));
    }

    #[test]
    fn a_service() {
        for (name, reference, expected) in [
            ("app", "r.example/app:1", "services:\n  app:\n    image: r.example/app:1\n"),
            ("2048", "127.0.0.1:5000/2048:1", "services:\n  \"2048\":\n    image: 127.0.0.1:5000/2048:1\n"),
            ("on", "[::1]/on@sha256:aa", "services:\n  \"on\":\n    image: \"[::1]/on@sha256:aa\"\n"),
        ] {
            assert_eq!(service(name, reference), expected);
        }
    }

    #[test]
    fn names_of_kubernetes() {
        for (name, expected) in [
            ("a.b__c", "a-b--c"),
            ("no", "\"no\""),
            ("1a", "\"1a\""),
            ("a".repeat(62).as_str(), "a".repeat(62).as_str()),
            (format!("{}.b", "a".repeat(62)).as_str(), "a".repeat(62).as_str()),
        ] {
            assert_eq!(label(name), expected, "{name}");
        }
    }
}
