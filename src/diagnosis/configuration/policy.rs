//! Policies: blocks of YAML or TOML whose options are those of CORS, under names of their own.

use super::header_template::{self, AbsenceScope, HeaderSyntax, HeaderTemplate};
use super::review::Review;
use super::setting::{Form, Role, Setting};
use super::word::Word;
use super::yaml::Yaml;

/// How a server calls the options.
#[derive(Debug)]
pub struct Dialect {
    /// Their names, in small letters, without what stands in front of all of them.
    options: &'static [(&'static str, Role)],
    /// What stands in front of the names.
    before: &'static str,
    /// How an absent one is written.
    syntax: &'static HeaderSyntax,
    /// Who else may set it: middlewares of Traefik work one after another.
    scope: AbsenceScope,
}

/// The middleware `headers` of Traefik, in YAML.
pub static TRAEFIK: Dialect = Dialect {
    options: TRAEFIKS,
    before: "accesscontrol",
    syntax: &header_template::TRAEFIK_YAML,
    scope: AbsenceScope::Text,
};
/// The same in TOML.
pub static TRAEFIK_TOML: Dialect = Dialect {
    options: TRAEFIKS,
    before: "accesscontrol",
    syntax: &header_template::TRAEFIK_TOML,
    scope: AbsenceScope::Text,
};
/// The filter `CORS` of Gateway API, and `corsPolicy` of Istio.
pub static ROUTE: Dialect =
    Dialect { options: ROUTES, before: "", syntax: &header_template::ROUTE, scope: AbsenceScope::Root };
/// `CorsPolicy` of Envoy.
pub static ENVOY: Dialect =
    Dialect { options: ENVOYS, before: "", syntax: &header_template::ENVOY, scope: AbsenceScope::Root };

const TRAEFIKS: &[(&str, Role)] = &[
    ("alloworiginlist", Role::Origin),
    ("alloworiginlistregex", Role::Pattern),
    ("allowcredentials", Role::Credentials),
    ("allowmethods", Role::Methods),
    ("allowheaders", Role::Headers),
    ("exposeheaders", Role::Expose),
];
const ROUTES: &[(&str, Role)] = &[
    ("alloworigins", Role::Origin),
    ("allowcredentials", Role::Credentials),
    ("allowmethods", Role::Methods),
    ("allowheaders", Role::Headers),
    ("exposeheaders", Role::Expose),
];
const ENVOYS: &[(&str, Role)] = &[
    ("allow_origin_string_match", Role::Origin),
    ("allow_credentials", Role::Credentials),
    ("allow_methods", Role::Methods),
    ("allow_headers", Role::Headers),
    ("expose_headers", Role::Expose),
];

impl Dialect {
    /// What an option is for.
    pub fn role(&self, option: &str) -> Option<Role> {
        let option = option.to_ascii_lowercase();
        let name = option.strip_prefix(self.before)?;
        self.options.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
    }
}

/// Reads a block with options; whether it allows origins.
pub fn read<'a>(review: &mut Review<'a>, yaml: &Yaml<'a>, block: usize, dialect: &Dialect) -> bool {
    let options =
        || yaml.nodes[block].children.iter().filter_map(|option| Some((*option, dialect.role(yaml.key(*option))?)));
    let mut allows = false;
    let mut open = options().any(|(_, role)| role == Role::Pattern);
    for (option, role) in options() {
        let node = &yaml.nodes[option];
        let mut values = yaml.values(option);
        if role == Role::Origin {
            // `- exact: https://ui.example` beside others such as `- prefix: https://`.
            let elements = node.children.iter().filter(|element| !yaml.nodes[**element].children.is_empty());
            for element in elements {
                let exact = yaml.get(*element, "exact").and_then(|exact| yaml.nodes[exact].value);
                open |= exact.is_none();
                values.extend(exact);
            }
        }
        let is_place = [Role::Origin, Role::Pattern].contains(&role);
        allows |= is_place;
        let template = node.key.filter(|_| is_place).map(|key| HeaderTemplate {
            scope: dialect.scope,
            ..HeaderTemplate::key(key, node.in_flow, dialect.syntax)
        });
        let role = if role == Role::Origin && values.is_empty() { Role::Pattern } else { role };
        let values = if values.is_empty() && is_place { node.key.into_iter().collect() } else { values };
        settings(review, role, values, (open, block), template);
    }
    allows
}

/// Writes down an option.
pub fn settings<'a>(
    review: &mut Review<'a>,
    role: Role,
    values: Vec<Word<'a>>,
    (open, set): (bool, usize),
    template: Option<HeaderTemplate<'a>>,
) {
    let values: Vec<Word> = values.into_iter().flat_map(|value| value.parts()).collect();
    if let Some(first) = values.first().copied() {
        let form = Form::Options { open };
        review.settings.push(Setting { values, form, set, root: set, template, ..Setting::new(role, first) });
    }
}
