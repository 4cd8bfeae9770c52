//! docker compose: the variables and labels of its services. Labels are those of Traefik and of caddy-docker-proxy, which makes a
//! Caddyfile of them: each point is a block.

use std::collections::BTreeSet;

use super::environment::{self, ConfiguredVariable, Context, VariableForm};
use super::header_template::{self, HeaderTemplate};
use super::review::Review;
use super::{setting, traefik};

/// What a label of caddy-docker-proxy holds that sets headers.
pub const CADDY_HEADER: &str = ".header";
use super::headers::{self};
use super::kind::Kind;
use super::setting::{Role, Setting};
use super::trap::Trap;
use super::word::{Word, contains};
use super::yaml::Yaml;

/// Images that may answer in front of a registry.
const PROXIES: &[&str] = &["nginx", "caddy", "haproxy", "traefik", "httpd", "apache", "envoy", "swag"];

/// Reads the file, or the part of it with services.
pub fn read(review: &mut Review) {
    let yaml = Yaml::read(review.lines);
    let may_have_proxy =
        review.lines.iter().any(|line| contains(line, "traefik.") || line.contains("NGINX_PROXY_PASS_URL"))
            || yaml.nodes.iter().any(|node| {
                let image = node.value.filter(|_| node.key.is_some_and(|key| key.is("image")));
                image.is_some_and(|image| PROXIES.iter().any(|proxy| image.text.contains(proxy)))
            });
    let of_browser = environment::is_of_browser(review.lines);
    let mut labels = Vec::new();
    for number in 0..yaml.nodes.len() {
        service(review, &yaml, number, Context { is_whole: false, may_have_proxy, of_browser });
        if yaml.key(number) == "labels" {
            let own = pairs(&yaml, number);
            caddy(review, &own, number);
            labels.extend(own);
        }
    }
    traefik::labels(review, &labels);
    oauth2_proxy(review, &yaml);
}

/// The labels of caddy-docker-proxy of a service.
fn caddy<'a>(review: &mut Review<'a>, labels: &[(Word<'a>, Word<'a>)], service: usize) {
    // caddy.header.Name, caddy_0.1_header.Name
    let words = |name: &'a str| -> Option<(&'a str, &'a str, &'a str)> {
        let (site, rest) = name.split_once('.').filter(|(site, _)| site.starts_with("caddy"))?;
        let (directive, field) = rest.split_once('.').unwrap_or((rest, ""));
        Some((site, directive.trim_start_matches(|one: char| one.is_ascii_digit() || one == '_'), field))
    };
    let role = |field: &str| setting::role(field.trim_start_matches(['+', '?', '>']));
    let asks_options = review.says(&["options"]);
    let (mut origins, mut known) = (BTreeSet::new(), BTreeSet::new());
    for (site, directive, field) in labels.iter().filter_map(|(label, _)| words(label.text)) {
        known.insert(directive);
        if role(field) == Some(Role::Origin) {
            origins.insert((site, directive));
        }
    }
    let may_lack = known.contains("reverse_proxy") && !known.contains("import");
    let set = (1 << 21) + service;
    let mut sets_origin = false;
    for (name, value) in labels {
        let Some((_, "header", field)) = words(name.text) else { continue };
        let header = field.trim_start_matches(['+', '?', '>']);
        if header.is_empty() || header.contains('.') || header.starts_with('-') {
            continue;
        }
        let header = Word { start: name.end() - header.len(), text: header, ..*name };
        if let Some(role) = headers::named(review, header) {
            sets_origin |= role == Role::Origin;
            let template = HeaderTemplate::like(
                review.lines,
                *name,
                *value,
                header.text.len(),
                [&header_template::PAIR, &header_template::TEXT],
            );
            let template = template.filter(|_| may_lack);
            let adds = field.starts_with('+');
            review.settings.push(Setting { set, root: set, adds, template, ..Setting::new(role, *value) });
        }
    }
    let defers = |field: &str| field.starts_with('-') || field == "defer";
    for (name, _) in labels.iter().filter(|_| sets_origin) {
        let Some((site, directive, field)) = words(name.text) else { continue };
        match directive {
            "header" if defers(field) && origins.contains(&(site, directive)) => {
                review.mark(Trap::NotOnErrors(Kind::Caddy), *name);
            }
            "basicauth" | "basic_auth" if !asks_options => review.mark(Trap::OptionsBehindAuth(Kind::Caddy), *name),
            "forward_auth" if !asks_options && field.is_empty() => {
                review.mark(Trap::OptionsBehindService(Kind::Caddy), *name);
            }
            _ => {}
        }
    }
}

/// oauth2-proxy in front of a registry that allows an origin by itself.
fn oauth2_proxy(review: &mut Review, yaml: &Yaml) {
    let sets_origin = review.settings.iter().any(|setting| setting.role == Role::Origin);
    if !sets_origin || review.says(&["skip_auth_preflight", "skip-auth-preflight"]) {
        return;
    }
    for number in 0..yaml.nodes.len() {
        if yaml.key(number) != "environment" {
            continue;
        }
        for (name, value) in pairs(yaml, number) {
            if name.text != "OAUTH2_PROXY_UPSTREAMS" {
                continue;
            }
            let trap = Trap::OptionsBehindService(Kind::Compose);
            let line = review.lines[name.line];
            let start = line.len() - line.trim_start().len();
            let before = line.get(start..name.start).unwrap_or_default();
            let text = match (before, line[name.end()..].starts_with('='), value.line == name.line) {
                ("- ", true, true) => "- OAUTH2_PROXY_SKIP_AUTH_PREFLIGHT=true",
                ("", false, true) => "OAUTH2_PROXY_SKIP_AUTH_PREFLIGHT: \"true\"",
                _ => return review.mark(trap, name),
            };
            return review.add(trap, name, (name.line, start), &[text.to_owned()], None, false);
        }
    }
}

/// Reads the variables of a node that has such.
fn service<'a>(review: &mut Review<'a>, yaml: &Yaml<'a>, service: usize, mut context: Context) {
    let (mut environment, mut image, mut has_file) = (None, None, false);
    for child in &yaml.nodes[service].children {
        let node = &yaml.nodes[*child];
        match yaml.key(*child) {
            "environment" => environment = Some(*child),
            "image" => image = node.value,
            "env_file" => has_file = true,
            "volumes" | "configs" => {
                let says = |one: &usize| yaml.nodes[*one].value.is_none_or(|value| value.text.contains("config"));
                has_file |= node.children.iter().any(says);
            }
            _ => {}
        }
    }
    let Some(environment) = environment else { return };
    if let Some(image) = image {
        context.is_whole = !has_file;
        context.of_browser = environment::is_page(image.text);
    }
    environment::judge(review, &variables(yaml, environment), context);
}

fn variables<'a>(yaml: &Yaml<'a>, environment: usize) -> Vec<ConfiguredVariable<'a>> {
    let node = &yaml.nodes[environment];
    let variables = node.children.iter().filter_map(|child| {
        let child = &yaml.nodes[*child];
        match (child.key, child.value) {
            (Some(name), Some(value)) => Some(ConfiguredVariable { name, value, form: VariableForm::Key }),
            (None, Some(text)) => {
                let (start, end) = text.outer();
                environment::element(text).map(|variable| match text.quote {
                    Some(_) if start < end => ConfiguredVariable { form: VariableForm::Quoted, ..variable },
                    _ => variable,
                })
            }
            _ => None,
        }
    });
    variables.collect()
}

/// The names and values of a list of `name=value`, or of keys.
fn pairs<'a>(yaml: &Yaml<'a>, labels: usize) -> Vec<(Word<'a>, Word<'a>)> {
    let children = yaml.nodes[labels].children.iter().map(|child| &yaml.nodes[*child]);
    let pairs = children.filter_map(|child| match (child.key, child.value) {
        (Some(name), Some(value)) => Some((name, value)),
        (None, Some(text)) => traefik::pair(text),
        _ => None,
    });
    pairs.collect()
}
