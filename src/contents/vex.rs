//! OpenVEX: which vulnerabilities matter to a product, and why not (<https://github.com/openvex/spec>).
//!
//! ```text
//! {"@context": "https://openvex.dev/ns/v0.2.0", "author", "timestamp", "statements": [
//!    {"vulnerability": {"name": "CVE-…"} | "CVE-…", "products": [{"@id": "pkg:…"} | "pkg:…"], "status": "not_affected",
//!     "justification", "impact_statement", "action_statement"}]}
//! ```

use serde_json::Value;

use super::member::{first, items, text};

/// What somebody says about vulnerabilities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vex {
    /// Who says it.
    pub author: String,
    /// When, as it is written.
    pub created: String,
    /// What is said.
    pub statements: Vec<VexStatement>,
}

/// What is said of one vulnerability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VexStatement {
    /// Its name.
    pub vulnerability: String,
    /// `not_affected`, `affected`, `fixed` or `under_investigation`.
    pub status: String,
    /// Of what, with its parts.
    pub products: Vec<String>,
    /// Why it does not matter, or what is to be done: a word of the specification and sentences of whoever wrote it.
    pub why: Vec<String>,
}

/// Reads a document; `None` where it calls itself something else.
pub(super) fn read(value: &Value) -> Option<Vex> {
    if !text(value, "@context").starts_with("https://openvex.dev/ns") {
        return None;
    }
    Some(Vex {
        author: text(value, "author").to_owned(),
        created: text(value, "timestamp").to_owned(),
        statements: items(value, "statements").iter().map(statement).collect(),
    })
}

fn statement(value: &Value) -> VexStatement {
    let vulnerability = &value["vulnerability"];
    let named =
        vulnerability.as_str().unwrap_or_else(|| first([text(vulnerability, "name"), text(vulnerability, "@id")]));
    let why = [text(value, "justification"), text(value, "impact_statement"), text(value, "action_statement")];
    VexStatement {
        vulnerability: named.to_owned(),
        status: text(value, "status").to_owned(),
        products: items(value, "products").iter().flat_map(products).collect(),
        why: why.into_iter().filter(|one| !one.is_empty()).map(str::to_owned).collect(),
    }
}

/// A product, with the parts of it that are meant.
fn products(value: &Value) -> Vec<String> {
    let identifiers = &value["identifiers"];
    let name = |value: &Value| match value.as_str() {
        Some(name) => name.to_owned(),
        None => first([text(value, "@id"), text(&value["identifiers"], "purl")]).to_owned(),
    };
    let product = first([text(value, "@id"), text(identifiers, "purl"), text(identifiers, "cpe23")]);
    let product = value.as_str().unwrap_or(product);
    let parts: Vec<String> = items(value, "subcomponents").iter().map(name).collect();
    match parts.is_empty() {
        true => vec![product.to_owned()],
        false => parts.iter().map(|part| format!("{part} in {product}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::registry::json;

    /// After the examples of the specification, 0.2.0 and before.
    #[test]
    fn statements_of_both_forms() {
        let body = br#"{"@context":"https://openvex.dev/ns/v0.2.0","author":"Team","timestamp":"2026-11-30T10:00:00Z","statements":[
            {"vulnerability":{"name":"CVE-1"},"products":[{"@id":"pkg:oci/app","subcomponents":[{"@id":"pkg:npm/semver@7.6.0"}]}],
             "status":"not_affected","justification":"vulnerable_code_not_present","impact_statement":"It is built without."},
            {"vulnerability":"CVE-2","products":["pkg:oci/app",{"identifiers":{"purl":"pkg:oci/other"}}],"status":"affected","action_statement":"Update."},
            {"status":7}]}"#;
        let vex = read(&json::parse(body).expect("JSON")).expect("a VEX document");
        let lines = vex.statements.iter().map(|one| {
            format!("{} {} of {}: {}", one.vulnerability, one.status, one.products.join(" "), one.why.join("; "))
        });
        expect_test::expect![[r#"
            CVE-1 not_affected of pkg:npm/semver@7.6.0 in pkg:oci/app: vulnerable_code_not_present; It is built without.
            CVE-2 affected of pkg:oci/app pkg:oci/other: Update.
              of : "#]]
        .assert_eq(&lines.collect::<Vec<_>>().join("\n"));
        assert_eq!((vex.author.as_str(), vex.created.as_str()), ("Team", "2026-11-30T10:00:00Z"));
        assert_eq!(read(&json::parse(b"{}").expect("JSON")), None);
    }
}
