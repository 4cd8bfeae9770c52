//! docker compose: the variables and labels of its services.

use super::book::Book;
use super::environment::{self, Context, Variable, Written};
use super::piece::{Piece, contains};
use super::traefik;
use super::yaml::Yaml;

/// Images that may answer in front of a registry.
const PROXIES: &[&str] = &["nginx", "caddy", "haproxy", "traefik", "httpd", "apache", "envoy", "swag"];

/// Reads the file, or the part of it with services.
pub fn read(book: &mut Book) {
    let yaml = Yaml::read(book.lines);
    let may_have_proxy =
        book.lines.iter().any(|line| contains(line, "traefik.") || line.contains("NGINX_PROXY_PASS_URL"))
            || yaml.nodes.iter().any(|node| {
                let image = node.value.filter(|_| node.key.is_some_and(|key| key.is("image")));
                image.is_some_and(|image| PROXIES.iter().any(|proxy| image.text.contains(proxy)))
            });
    let of_browser = environment::is_of_browser(book.lines);
    let mut labels = Vec::new();
    for number in 0..yaml.nodes.len() {
        service(book, &yaml, number, Context { is_whole: false, may_have_proxy, of_browser });
        if yaml.key(number) == "labels" {
            labels.extend(pairs(&yaml, number));
        }
    }
    traefik::labels(book, &labels);
}

/// Reads the variables of a node that has such.
fn service<'a>(book: &mut Book<'a>, yaml: &Yaml<'a>, service: usize, mut context: Context) {
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
    environment::judge(book, &variables(yaml, environment), context);
}

fn variables<'a>(yaml: &Yaml<'a>, environment: usize) -> Vec<Variable<'a>> {
    let node = &yaml.nodes[environment];
    let variables = node.children.iter().filter_map(|child| {
        let child = &yaml.nodes[*child];
        match (child.key, child.value) {
            (Some(name), Some(value)) => Some(Variable { name, value, form: Written::Key }),
            (None, Some(text)) => {
                let (start, end) = text.outer();
                environment::element(text).map(|variable| match text.quote {
                    Some(_) if start < end => Variable { form: Written::Quoted, ..variable },
                    _ => variable,
                })
            }
            _ => None,
        }
    });
    variables.collect()
}

/// The names and values of a list of `name=value`, or of keys.
fn pairs<'a>(yaml: &Yaml<'a>, labels: usize) -> Vec<(Piece<'a>, Piece<'a>)> {
    let children = yaml.nodes[labels].children.iter().map(|child| &yaml.nodes[*child]);
    let pairs = children.filter_map(|child| match (child.key, child.value) {
        (Some(name), Some(value)) => Some((name, value)),
        (None, Some(text)) => traefik::pair(text),
        _ => None,
    });
    pairs.collect()
}
