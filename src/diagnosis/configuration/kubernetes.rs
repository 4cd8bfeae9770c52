//! Objects of Kubernetes, and the values of charts: Ingress of ingress-nginx, middlewares of Traefik, policies of Gateway API and
//! Istio, variables of containers, and a config.yml under `configData`. Files in a ConfigMap are read as what they are.

use super::environment::{self, ConfiguredVariable, Context, VariableForm};
use super::header_template::{AbsenceScope, HeaderTemplate, INGRESS};
use super::review::{Edit, Review};
use super::setting::{Form, Role, Setting};
use super::trap::Trap;
use super::word::Word;
use super::yaml::Yaml;
use super::{distribution, policy, traefik};

/// In front of the names of ingress-nginx.
const NGINX: &str = "nginx.ingress.kubernetes.io/";

/// Reads the objects.
pub fn read(review: &mut Review) {
    let yaml = Yaml::read(review.lines);
    // An Ingress of another file may answer preflights; one that is here says so.
    let has_proxy = review.says(&["kind: ingress", "kind: httproute"]);
    for number in 0..yaml.nodes.len() {
        match yaml.key(number) {
            "annotations" => annotations(review, &yaml, number),
            "env" | "extraEnvVars" | "extraEnv" => variables(review, &yaml, number, has_proxy),
            "configData" => distribution::file(review, &yaml, number, false),
            "cors" | "corsPolicy" => {
                policy::read(review, &yaml, number, &policy::ROUTE);
            }
            _ => {}
        }
    }
    // Variables and annotations alone, without the key that they belong to.
    if yaml.nodes[0].is_list {
        variables(review, &yaml, 0, has_proxy);
    }
    if yaml.nodes[0].children.iter().any(|child| yaml.key(*child).starts_with(NGINX)) {
        annotations(review, &yaml, 0);
    }
    traefik::objects(review, &yaml, &policy::TRAEFIK);
}

fn annotations<'a>(review: &mut Review<'a>, yaml: &Yaml<'a>, list: usize) {
    let mut described = None;
    let mut enabled = None;
    let mut has_snippet = false;
    for child in &yaml.nodes[list].children {
        let node = &yaml.nodes[*child];
        let Some(key) = node.key else { continue };
        if let Some(value) = node.value {
            no_text(review, value);
        }
        let Some(name) = key.text.strip_prefix(NGINX) else { continue };
        has_snippet |= name.ends_with("-snippet");
        let role = match name {
            "enable-cors" => {
                enabled = Some((key, node.value));
                continue;
            }
            "cors-allow-origin" => Role::Origin,
            "cors-allow-headers" => Role::Headers,
            "cors-expose-headers" => Role::Expose,
            "cors-allow-methods" => Role::Methods,
            "cors-allow-credentials" => Role::Credentials,
            _ => continue,
        };
        described.get_or_insert((key, node.in_flow));
        let values = match node.value {
            Some(value) => value.parts().collect(),
            None => Vec::new(),
        };
        match values.first().copied() {
            Some(first) => {
                let open = values.iter().any(|value: &Word| value.text.contains("*."));
                let values = values.into_iter().filter(|value| !value.text.contains("*.")).collect::<Vec<_>>();
                let first = values.first().copied().unwrap_or(first);
                let form = Form::Options { open };
                let setting = Setting { values, form, set: list, root: list, ..Setting::new(role, first) };
                if !setting.values.is_empty() {
                    review.settings.push(setting);
                }
            }
            // A text of several lines.
            None => review.settings.push(Setting {
                set: list,
                root: list,
                form: Form::Options { open: true },
                ..Setting::new(if role == Role::Origin { Role::Pattern } else { role }, UNKNOWN)
            }),
        }
    }
    let in_flow = described.is_some_and(|(_, in_flow)| in_flow);
    let described = described.map(|(key, _)| key);
    let is_on = |value: Option<Word>| value.is_some_and(|value| value.is("true"));
    match (enabled, described) {
        // The one that switches it on is the place: without an origin it is for all.
        (Some((key, value)), _) if is_on(value) => {
            let template = HeaderTemplate { allows: false, ..HeaderTemplate::key(key, in_flow, &INGRESS) };
            let scope = if has_snippet { AbsenceScope::Text } else { AbsenceScope::Root };
            let template = HeaderTemplate { before: NGINX.to_owned(), scope, ..template };
            let setting =
                Setting { set: list, root: list, template: Some(template), ..Setting::new(Role::Pattern, key) };
            review.settings.push(setting);
        }
        (Some((_, Some(value))), Some(_)) => review.mend(Trap::NotSwitchedOn, value, [Edit::replace(value, "true")]),
        (None, Some(key)) if review.whole && !has_snippet => {
            let line = [NGINX, "enable-cors: \"true\""].concat();
            review.add(Trap::NotSwitchedOn, key, (key.line, key.outer().0), &[line], Some(", "), in_flow);
        }
        _ => {}
    }
}

/// The value of a setting that is not on one line.
const UNKNOWN: Word = Word { line: 0, start: 0, text: "$", quote: None };

/// `true`, `7200`: what YAML does not take for a text.
fn no_text(review: &mut Review, value: Word) {
    let is_word = ["true", "false", "yes", "no", "on", "off", "null", "~"].iter().any(|word| value.is(word));
    let is_number = value.text.parse::<f64>().is_ok() && !value.text.contains(char::is_alphabetic);
    if value.quote.is_none() && (is_word || is_number) {
        let (start, end) = value.outer();
        let edits = [Edit::insert(value.line, start, "\""), Edit::insert(value.line, end, "\"")];
        review.mend(Trap::NotAText, value, edits);
    }
}

/// `env: - name: NAME` with `value: …`, or keys.
fn variables<'a>(review: &mut Review<'a>, yaml: &Yaml<'a>, list: usize, may_have_proxy: bool) {
    let children = yaml.nodes[list].children.iter();
    let variables: Vec<ConfiguredVariable> = children
        .filter_map(|child| {
            let value = |key: &str| yaml.get(*child, key).and_then(|node| yaml.nodes[node].value);
            Some(match yaml.nodes[*child].key {
                Some(name) => ConfiguredVariable { name, value: yaml.nodes[*child].value?, form: VariableForm::Key },
                None => ConfiguredVariable { name: value("name")?, value: value("value")?, form: VariableForm::Named },
            })
        })
        .collect();
    let image = yaml.get(yaml.nodes[list].parent, "image").and_then(|image| yaml.nodes[image].value);
    let of_browser = image.is_some_and(|image| environment::is_page(image.text));
    environment::judge(review, &variables, Context { is_whole: false, may_have_proxy, of_browser });
}
