//! Helm charts, by what stands in Chart.yaml: Helm writes that as JSON into the chart's configuration
//! (<https://helm.sh/docs/topics/charts/#the-chartyaml-file>, <https://helm.sh/docs/topics/registries/>).
//!
//! The chart's files are in an archive beside it ([`super::archive`]). Nothing here says that the two fit.

use serde_json::Value;

/// What a chart says of itself. What is missing, or something else than it should be, is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// Its name.
    pub name: String,
    /// Its version, by which it is pulled.
    pub version: String,
    /// The version of what it installs.
    pub app_version: String,
    /// A sentence on what that is.
    pub description: String,
    /// `application` or `library`; older charts say nothing.
    pub kind: String,
    /// The versions of Kubernetes that it is for.
    pub kube_version: String,
    /// Where it is at home.
    pub home: String,
    /// Whether nobody should use it any more.
    pub is_deprecated: bool,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// Where its sources are.
    pub sources: Vec<String>,
    /// Who keeps it.
    pub maintainers: Vec<Maintainer>,
    /// The charts that it brings along.
    pub dependencies: Vec<Dependency>,
}

/// Who keeps a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintainer {
    /// The name.
    pub name: String,
    /// The address for mail.
    pub email: String,
    /// An address of the web.
    pub url: String,
}

/// A chart that another one brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// The versions that are taken.
    pub version: String,
    /// Where it comes from: `https://…`, `oci://…`, `file://…`, or the `@name` of a repository.
    pub repository: String,
    /// Values that switch it on and off.
    pub condition: String,
    /// The name by which it is known in the chart, where that is another one.
    pub alias: String,
}

/// So many of a chart's keywords, sources, maintainers and dependencies are read.
const MANY: usize = 1_000;

impl Chart {
    /// Reads a configuration; `None` where it says neither a name nor a version.
    pub(super) fn read(value: &Value) -> Option<Chart> {
        let word = |name: &str| text(value, name);
        let chart = Chart {
            name: word("name"),
            version: word("version"),
            app_version: word("appVersion"),
            description: word("description"),
            kind: word("type"),
            kube_version: word("kubeVersion"),
            home: word("home"),
            is_deprecated: value.get("deprecated").and_then(Value::as_bool).unwrap_or(false),
            keywords: all(value, "keywords", |one| one.as_str().map(str::to_owned)),
            sources: all(value, "sources", |one| one.as_str().map(str::to_owned)),
            maintainers: all(value, "maintainers", Maintainer::read),
            dependencies: all(value, "dependencies", Dependency::read),
        };
        (!chart.name.is_empty() || !chart.version.is_empty()).then_some(chart)
    }

    /// Whether a document that nobody calls one looks like one: a name, a version and the version of charts, and no kind of Kubernetes.
    pub(super) fn is_one(value: &Value) -> bool {
        let has = |name: &str| value.get(name).is_some_and(Value::is_string);
        matches!(value.get("apiVersion").and_then(Value::as_str), Some("v1" | "v2"))
            && has("name")
            && has("version")
            && !has("kind")
    }
}

impl Maintainer {
    fn read(value: &Value) -> Option<Maintainer> {
        value.is_object().then(|| Maintainer {
            name: text(value, "name"),
            email: text(value, "email"),
            url: text(value, "url"),
        })
    }
}

impl Dependency {
    fn read(value: &Value) -> Option<Dependency> {
        value.is_object().then(|| Dependency {
            name: text(value, "name"),
            version: text(value, "version"),
            repository: text(value, "repository"),
            condition: text(value, "condition"),
            alias: text(value, "alias"),
        })
    }
}

/// A text. YAML makes a number of `1.10` that nobody quoted, and Helm writes it as one.
fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn all<T>(value: &Value, name: &str, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let all = value.get(name).and_then(Value::as_array);
    all.into_iter().flatten().take(MANY).filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Helm 3 wrote (tests/data/helm-3/README.md).
    const WEBSHOP: &str = include_str!("../../tests/data/helm-3/webshop-1.4.2.json");

    fn chart(body: &str) -> Option<Chart> {
        Chart::read(&serde_json::from_str(body).expect("JSON"))
    }

    #[test]
    fn what_helm_writes() {
        assert!(Chart::is_one(&serde_json::from_str(WEBSHOP).expect("JSON")));
        let chart = chart(WEBSHOP).expect("a chart");
        assert_eq!((chart.name.as_str(), chart.version.as_str()), ("webshop", "1.4.2"));
        assert_eq!((chart.app_version.as_str(), chart.kind.as_str()), ("2026.11", "application"));
        assert_eq!(chart.kube_version, ">=1.27.0-0");
        assert_eq!(chart.sources.len(), 2);
        assert_eq!(chart.maintainers[0].email, "ada@shop.example");
        assert_eq!((chart.dependencies[0].name.as_str(), chart.dependencies[0].alias.as_str()), ("cache", "store"));
        assert!(!chart.is_deprecated);
    }

    #[test]
    fn what_is_missing_or_something_else() {
        let odd = r#"{"name":"a","version":1.1,"deprecated":"yes","keywords":{},"sources":[1,"x"],"maintainers":["me",{}],
            "dependencies":null}"#;
        let odd = chart(odd).expect("a chart");
        assert_eq!((odd.version.as_str(), odd.is_deprecated, odd.keywords.len()), ("1.1", false, 0));
        assert_eq!((odd.sources, odd.maintainers.len()), (vec!["x".to_owned()], 1));
        assert_eq!((chart("[1]"), chart("{}"), chart(r#"{"name":[]}"#)), (None, None, None));
    }
}
