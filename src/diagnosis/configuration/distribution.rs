//! CNCF Distribution, by config.yml; its variables are read where they stand.

use super::environment::{self, Context};
use super::header_template::{HeaderTemplate, LIST};
use super::headers;
use super::kind::Kind;
use super::realm::judge_realm;
use super::review::{Edit, Review};
use super::setting::{self, Form, Role, Setting};
use super::trap::Trap;
use super::word::Word;
use super::yaml::{Node, Yaml};

/// Reads a config.yml, or lines with variables.
pub fn read(review: &mut Review) {
    let variables = environment::of_lines(review.lines);
    if !variables.is_empty() {
        let context =
            Context { is_whole: false, may_have_proxy: false, of_browser: environment::is_of_browser(review.lines) };
        environment::judge(review, &variables, context);
        return;
    }
    let yaml = Yaml::read(review.lines);
    let is_whole = review.whole && yaml.get(0, "version").is_some() && yaml.get(0, "storage").is_some();
    file(review, &yaml, 0, is_whole);
}

/// What another part of a paste says that answers in front of a registry.
const PROXIES: &[&str] =
    &["proxy_pass", "reverse_proxy", "proxypass", "http-after-response", "enable-cors", "kind: ingress"];

/// Marks what is wrong with a config.yml that begins at a node.
pub fn file<'a>(review: &mut Review<'a>, yaml: &Yaml<'a>, root: usize, is_whole: bool) {
    let auth = auth(yaml, root);
    let needs_login = auth.is_some() || !is_whole;
    let from = review.settings.len();
    for (number, node) in yaml.nodes.iter().enumerate() {
        if let Some(key) = node.key {
            header(review, yaml, number, node, key);
        }
    }
    for setting in &mut review.settings[from..] {
        setting.needs_login = needs_login;
        if let Some(template) = &mut setting.template {
            // Whoever asks nobody to sign in needs it not.
            template.allows = auth.is_some();
        }
    }
    let says = |node: usize, keys: &[&str]| {
        let end = keys.iter().try_fold(node, |node, key| yaml.get(node, key));
        end.and_then(|end| yaml.nodes[end].value)
    };
    review.deletes |= says(root, &["storage", "delete", "enabled"]).is_some_and(|value| value.is("true"));
    let sets_origin = review.settings[from..].iter().any(|setting| setting.role == Role::Origin);
    if let Some(auth) = auth.filter(|_| sets_origin && !review.says_elsewhere(PROXIES)) {
        review.mark(Trap::OptionsBehindAuth(Kind::Distribution), auth);
    }
    let tls = yaml.get(root, "http").and_then(|http| yaml.get(http, "tls")).is_some();
    let realm = says(root, &["auth", "token", "realm"]).or_else(|| says(root, &["token", "realm"]));
    if let Some(value) = realm {
        judge_realm(review, value, tls);
    }
}

/// The key of what people sign in by.
fn auth<'a>(yaml: &Yaml<'a>, root: usize) -> Option<Word<'a>> {
    let auth = yaml.get(root, "auth")?;
    let kind = yaml.nodes[auth].children.first()?;
    (yaml.key(*kind) != "none").then_some(())?;
    yaml.nodes[auth].key
}

/// `Access-Control-Allow-Origin: ["https://ui.example"]`, and other headers beside it.
fn header<'a>(review: &mut Review<'a>, yaml: &Yaml<'a>, number: usize, node: &Node<'a>, key: Word<'a>) {
    let above = yaml.nodes[node.parent].parent;
    let is_answers = yaml.key(node.parent) == "headers" && node.parent != 0;
    let is_of_registry = is_answers && (yaml.key(above) == "http" && yaml.key(yaml.nodes[above].parent) != "health");
    let is_cors = setting::is_key(key.text);
    if !is_cors && !is_of_registry {
        return;
    }
    let mut values = yaml.values(number);
    let Some(first) = values.first().copied() else { return };
    let role = if is_cors { headers::named(review, key) } else { None };
    if !node.is_list {
        values = not_a_list(review, first);
    } else if let Some(star) = values.iter().find(|value| value.text == "*" && value.quote.is_none()) {
        let (start, end) = star.outer();
        let edits = [Edit::insert(star.line, start, "\""), Edit::insert(star.line, end, "\"")];
        review.mend(Trap::StarWithoutQuotes, *star, edits);
    }
    if let (Some(role), Some(first)) = (role, values.first().copied()) {
        let template = Some(HeaderTemplate::key(key, node.in_flow, &LIST));
        review.settings.push(Setting {
            values,
            form: Form::Lines,
            root: node.parent,
            template,
            ..Setting::new(role, first)
        });
    }
}

/// A plain value, with brackets around it. Returns the values that are meant, which may be a list in quotes.
fn not_a_list<'a>(review: &mut Review<'a>, value: Word<'a>) -> Vec<Word<'a>> {
    let (start, end) = value.outer();
    let (line, text) = (value.line, value.text.trim());
    let list = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).filter(|_| value.quote.is_some());
    let Some(list) = list else {
        let is_plain = value.quote.is_none();
        let (before, after) = if is_plain { ("[\"", "\"]") } else { ("[", "]") };
        let edits = [Edit::insert(line, start, before), Edit::insert(line, end, after)];
        review.mend(Trap::NotAList, value, edits);
        return vec![value];
    };
    let plain = text.replace("\\\"", "\"").replace("''", "'");
    if plain == text {
        let edits = [(start, value.start), (value.end(), end)];
        let edits = edits.map(|(start, end)| Edit { line, start, end, text: String::new() });
        review.mend(Trap::NotAList, value, edits);
    } else {
        review.mend(Trap::NotAList, value, [Edit { line, start, end, text: plain }]);
    }
    environment::elements(value, list)
}
