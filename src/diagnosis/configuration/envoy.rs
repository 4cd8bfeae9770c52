//! Envoy, in YAML: the policies of the filter `cors`, and the order of the filters.

use super::kind::Kind;
use super::review::Review;
use super::setting::Setting;
use super::trap::Trap;
use super::word::{Word, contains};
use super::yaml::Yaml;
use super::{headers, policy};

const CORS: &str = "envoy.filters.http.cors";

/// Filters that ask for a sign-in by themselves, and those that ask a service.
const PASSWORDS: &[&str] = &["basic_auth", "api_key_auth", "jwt_authn"];
const SERVICES: &[&str] = &["ext_authz", "oauth2"];

/// The filter, as it stands in a list.
const FILTER: [&str; 3] = [
    "- name: envoy.filters.http.cors",
    "  typed_config:",
    "    \"@type\": type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors",
];

/// Reads the configuration, or a part of it.
pub fn read(review: &mut Review) {
    let yaml = Yaml::read(review.lines);
    let mut policies = Vec::new();
    for number in 0..yaml.nodes.len() {
        let is_policy = yaml.key(number) == CORS || contains(yaml.key(number), "cors");
        if is_policy && policy::read(review, &yaml, number, &policy::ENVOY) {
            policies.push(number);
        }
    }
    // A policy alone, without the key that it belongs to.
    if policies.is_empty() && policy::read(review, &yaml, 0, &policy::ENVOY) {
        policies.push(0);
    }
    for number in 0..yaml.nodes.len() {
        if yaml.key(number) == "http_filters" && yaml.nodes[number].is_list {
            // A listener beside it, for what only Envoy itself asks, needs none.
            let manager = yaml.nodes[number].parent;
            let is_its = |policy: &usize| *policy == 0 || around(&yaml, *policy).any(|node| node == manager);
            filters(review, &yaml, number, policies.iter().any(is_its));
        }
    }
    added(review, &yaml);
}

/// What the filters are called, in their order.
fn filters(review: &mut Review, yaml: &Yaml, list: usize, allows: bool) {
    let mut before: Vec<(Word, Trap)> = Vec::new();
    for element in &yaml.nodes[list].children {
        let value = |key: &str| yaml.get(*element, key).and_then(|node| yaml.nodes[node].value);
        let Some(name) = value("name") else { continue };
        let kind = yaml.get(*element, "typed_config").and_then(|config| yaml.get(config, "@type"));
        let kind = kind.and_then(|kind| yaml.nodes[kind].value).map_or("", |kind| kind.text);
        let is = |filter: &&str| name.text.ends_with(*filter) || contains(kind, &[".", filter, "."].concat());
        if is(&"cors") {
            for (name, trap) in before {
                review.mark(trap, name);
            }
            return;
        }
        if value("disabled").is_some_and(|disabled| disabled.is("true")) {
            continue;
        }
        let is_told = is(&"jwt_authn") && review.says(&["bypass_cors_preflight: true"]);
        match () {
            () if is_told => {}
            () if PASSWORDS.iter().any(is) => before.push((name, Trap::OptionsBehindAuth(Kind::Envoy))),
            () if SERVICES.iter().any(is) => before.push((name, Trap::OptionsBehindService(Kind::Envoy))),
            () => {}
        }
    }
    let first = yaml.nodes[list].children.first().and_then(|first| yaml.nodes[*first].children.first());
    let first = first.and_then(|first| yaml.nodes[*first].key);
    if let (true, Some(first), Some(key)) = (allows && review.whole, first, yaml.nodes[list].key) {
        let line = review.lines[first.line];
        let at = (first.line, line.len() - line.trim_start().len());
        review.add(Trap::FilterMissing, key, at, &FILTER.map(str::to_owned), None, false);
    }
}

/// `response_headers_to_add: - header: {key: Access-Control-Allow-Origin, value: …}`
fn added<'a>(review: &mut Review<'a>, yaml: &Yaml<'a>) {
    for number in 0..yaml.nodes.len() {
        let value = |key: &str| yaml.get(number, key).and_then(|node| yaml.nodes[node].value);
        let (Some(name), Some(value)) = (value("key"), value("value")) else { continue };
        let is_answer = |node: usize| yaml.key(node) == "response_headers_to_add";
        if let Some(list) = around(yaml, number).find(|node| is_answer(*node))
            && let Some(role) = headers::named(review, name)
        {
            let setting = Setting::new(role, value);
            review.settings.push(Setting { set: list, root: list, ..setting });
        }
    }
}

/// A node, the one that it stands in, and so on to the root.
fn around<'a>(yaml: &'a Yaml<'a>, node: usize) -> impl Iterator<Item = usize> + 'a {
    std::iter::successors(Some(node), |node| Some(yaml.nodes[*node].parent).filter(|_| *node != 0))
}
