//! Whose configuration a text is, by the words that its lines begin with.

use super::kind::Kind;

const NGINX: &[&str] = &[
    "add_header",
    "auth_basic",
    "auth_basic_user_file",
    "client_max_body_size",
    "more_set_headers",
    "proxy_hide_header",
    "proxy_pass",
    "proxy_set_header",
    "server_name",
];
const CADDY: &[&str] = &["reverse_proxy", "basicauth", "basic_auth", "header_down", "header_up", "file_server"];
const HAPROXY: &[&str] =
    &["http-request", "http-response", "http-after-response", "use_backend", "default_backend", "acl", "rspadd"];
const HTTPD: &[&str] = &[
    "proxypass",
    "proxypassreverse",
    "rewriterule",
    "rewritecond",
    "setenvif",
    "setenvifnocase",
    "requestheader",
    "authtype",
    "authuserfile",
    "<virtualhost",
    "<location",
    "<locationmatch",
    "<proxy",
];

/// Keys of YAML at any depth.
const COMPOSE: &[&str] = &["image", "environment", "labels", "container_name", "services"];
const DISTRIBUTION: &[&str] = &["storage", "http", "auth", "log", "version", "headers", "health", "htpasswd", "token"];
const TRAEFIK: &[&str] = &["middlewares", "routers", "loadbalancer", "basicauth", "customresponseheaders"];

/// Nobody else's lines begin so.
const ENVOY: &[&str] = &[
    "static_resources:",
    "http_filters:",
    "allow_origin_string_match:",
    "name: envoy.filters.",
    "envoy.filters.http.cors:",
];

const KUBERNETES: &[&str] = &[
    "apiVersion:",
    "configData:",
    "nginx.ingress.kubernetes.io/",
    "\"nginx.ingress.kubernetes.io/",
    "name: REGISTRY_",
];

#[derive(Default)]
struct Seen {
    nginx: usize,
    caddy: usize,
    haproxy: usize,
    httpd: usize,
    compose: usize,
    distribution: usize,
    traefik: usize,
    variables: usize,
    /// Whether it can only be one of these.
    envoy: bool,
    kubernetes: bool,
    /// Another kind of text for sure: an HTTP answer, a script.
    other: bool,
}

/// Whose configuration these lines are: the one whose words begin the most of them.
pub fn of(lines: &[&str]) -> Kind {
    let mut seen = Seen::default();
    for line in lines {
        seen.line(line);
    }
    match () {
        () if seen.other => return Kind::Unknown,
        () if seen.envoy => return Kind::Envoy,
        () if seen.kubernetes => return Kind::Kubernetes,
        () => {}
    }
    let braces = [
        (seen.nginx, Kind::Nginx),
        (seen.caddy, Kind::Caddy),
        (seen.haproxy, Kind::Haproxy),
        (seen.httpd, Kind::Httpd),
    ];
    let (most, kind) = braces.into_iter().rev().max_by_key(|(count, _)| *count).unwrap_or((0, Kind::Unknown));
    let yaml = seen.compose + seen.distribution + seen.traefik + seen.variables;
    if most > 0 && most >= yaml {
        return kind;
    }
    match () {
        () if seen.compose > 1 && seen.compose + seen.variables > seen.distribution => Kind::Compose,
        // Distribution has none of Traefik's words.
        () if seen.traefik > 0 => Kind::Traefik,
        () if seen.variables > 0 || seen.distribution > 1 => Kind::Distribution,
        () => Kind::Unknown,
    }
}

impl Seen {
    fn line(&mut self, line: &str) {
        let text = line.trim();
        let text = text.strip_prefix("- ").map_or(text, str::trim_start);
        let first = text.split([' ', '\t', ';', '{', '>']).next().unwrap_or_default();
        let ends = |ends: &[char]| text.ends_with(ends);
        let lower = first.to_ascii_lowercase();
        let words = text.split_ascii_whitespace().count();
        let second = text.split_ascii_whitespace().nth(1).unwrap_or_default();
        let is_block = match first {
            "location" => second.starts_with(['/', '~', '=', '^', '@', '"', '\'']) && ends(&['{', '}']),
            "server" => second == "{" || text == "server{",
            "limit_except" => ends(&['{', '}']),
            "if" => text.starts_with("if ($"),
            "map" => second.starts_with('$') && ends(&['{', '}']),
            _ => false,
        };
        self.nginx += usize::from(NGINX.contains(&first) || is_block);
        let is_header = first == "header" && text.split([' ', '"']).any(super::setting::is_name);
        self.caddy += usize::from(
            (CADDY.contains(&first) && !text.contains(';'))
                || is_header
                || (["header", "handle", "route"].contains(&first) && ends(&['{'])),
        );
        let is_section = ["frontend", "backend", "listen", "defaults"].contains(&first);
        self.haproxy += usize::from(
            (HAPROXY.contains(&first) && words > 2) || (is_section && words < 3 && !ends(&[';', '{', ':', '.', ','])),
        );
        let sets_header = first == "Header" && words > 2;
        self.httpd += usize::from(sets_header || HTTPD.contains(&lower.as_str()));
        self.yaml(line, text);
        let others = ["HTTP/", "< HTTP/", "const ", "import {", "export default"];
        self.other |= others.iter().any(|other| line.starts_with(other));
        let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
        self.envoy |= begins(ENVOY);
        self.kubernetes |= begins(KUBERNETES);
    }

    fn yaml(&mut self, line: &str, text: &str) {
        self.variables += usize::from(
            super::environment::NAMES.iter().any(|name| text.contains(name)) || text.contains("REGISTRY_AUTH"),
        );
        let is_section = text.starts_with("[http.") && text.ends_with(']');
        self.traefik += usize::from(super::word::contains(text, "traefik.http.") || is_section);
        self.compose += usize::from(text.starts_with("caddy") && text.contains(super::compose::CADDY_HEADER));
        let Some((key, rest)) = text.split_once(':') else { return };
        if !(rest.is_empty() || rest.starts_with(' ')) {
            return;
        }
        let key = key.trim_matches(['"', '\'']);
        let lower = key.to_ascii_lowercase();
        let at_margin = line.starts_with(key);
        self.compose += match key {
            "services" if at_margin && rest.trim().is_empty() => 2,
            _ => usize::from(COMPOSE.contains(&key) && key != "services"),
        };
        let is_list = rest.trim().is_empty() || rest.trim_start().starts_with('[');
        let is_cors = super::setting::is_key(key) && (!at_margin || is_list);
        let is_cors = is_cors || (key == "headers" && rest.contains("Access-Control-"));
        let is_version = key == "version" && at_margin && rest.trim_start().starts_with("0.1");
        let is_key = (DISTRIBUTION.contains(&key) && at_margin) || key == "realm";
        self.distribution += usize::from(is_key) + 2 * usize::from(is_cors || is_version);
        let is_traefik = TRAEFIK.contains(&lower.as_str()) || lower.starts_with("accesscontrol");
        self.traefik += 2 * usize::from(is_traefik);
    }
}
