//! Headers that are absent where a configuration allows an origin.

use std::collections::{BTreeMap, BTreeSet};

use super::header_template::{AbsenceScope, HeaderTemplate};
use super::review::Review;
use super::setting::{Role, Setting};
use super::trap::Trap;

/// How the name of a header begins in any of the languages, in small letters.
fn words(role: Role) -> &'static [&'static str] {
    match role {
        Role::Expose => &["expose-header", "exposeheader", "expose_header"],
        _ => &["allow-header", "allowheader", "allow_header"],
    }
}

/// Marks places that allow an origin and lack what a registry page needs besides.
pub fn judge(review: &mut Review, settings: &[Setting]) {
    if !review.whole || !settings.iter().any(|setting| setting.template.is_some()) {
        return;
    }
    let said = |review: &Review, role: Role| (review.says_elsewhere(words(role)), review.says(words(role)));
    let roles = [Role::Expose, Role::Headers].map(|role| (role, said(review, role)));
    let sets: BTreeSet<(Role, usize)> = settings.iter().map(|setting| (setting.role, setting.root)).collect();
    let mut places: BTreeMap<usize, Vec<&Setting>> = BTreeMap::new();
    let allows =
        |setting: &&Setting| [Role::Origin, Role::Pattern].contains(&setting.role) && setting.template.is_some();
    for setting in settings.iter().filter(allows) {
        places.entry(setting.root).or_default().push(setting);
    }
    // What is nowhere in a text is absent once.
    let mut done = BTreeSet::new();
    for (root, origins) in places {
        let preflight = |setting: &&&Setting| setting.template.as_ref().is_some_and(|template| template.preflight);
        for (role, (elsewhere, here)) in roles {
            let setting = match role {
                Role::Expose => origins.iter().find(|setting| !preflight(setting)),
                _ => origins.iter().find(preflight).or(origins.first()),
            };
            let Some((setting, template)) = setting.and_then(|setting| Some((setting, setting.template.as_ref()?)))
            else {
                continue;
            };
            let is_set = sets.contains(&(role, root)) || elsewhere || (here && template.scope == AbsenceScope::Text);
            let is_first = template.scope == AbsenceScope::Root || done.insert(role);
            if !is_set && is_first {
                mark(review, template, role, setting.needs_login);
            }
        }
    }
}

/// Marks the statement beside which a header is absent.
pub fn mark(review: &mut Review, template: &HeaderTemplate, role: Role, needs_login: bool) {
    let names = ["WWW-Authenticate", "Docker-Content-Digest", "Link"];
    let (trap, statement) = match role {
        Role::Expose => {
            let names = names[usize::from(!needs_login)..].to_vec();
            (Trap::ExposeMissing { names: names.clone() }, template.statement(0, &names))
        }
        Role::Headers if needs_login && template.allows => {
            (Trap::HeadersMissing, template.statement(1, &["Authorization", "Accept"]))
        }
        _ => return,
    };
    review.add(
        trap,
        template.at,
        (template.at.line, template.at.outer().0),
        &[statement],
        template.between,
        template.inline,
    );
}
