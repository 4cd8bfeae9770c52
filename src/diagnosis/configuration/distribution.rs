//! CNCF Distribution, by config.yml; its variables are read where they stand.

use url::{Host, Url};

use super::book::{Book, Edit};
use super::environment::{self, Context};
use super::headers::{self, Form, Role, Setting};
use super::kind::Kind;
use super::piece::Piece;
use super::trap::Trap;
use super::yaml::{Node, Yaml};
use crate::registry::auth::realm::is_internal;

/// Reads a config.yml, or lines with variables.
pub fn read(book: &mut Book) {
    let variables = environment::of_lines(book.lines);
    if !variables.is_empty() {
        let context =
            Context { is_whole: false, may_have_proxy: false, of_browser: environment::is_of_browser(book.lines) };
        environment::judge(book, &variables, context);
        return;
    }
    let yaml = Yaml::read(book.lines);
    let auth = auth(&yaml);
    let is_whole = book.whole && yaml.get(0, "version").is_some() && yaml.get(0, "storage").is_some();
    let needs_login = auth.is_some() || !is_whole;
    for (number, node) in yaml.nodes.iter().enumerate() {
        if let Some(key) = node.key {
            header(book, &yaml, number, node, key);
        }
    }
    for setting in &mut book.settings {
        setting.needs_login = needs_login;
    }
    let sets_origin = book.settings.iter().any(|setting| setting.role == Role::Origin);
    if let Some(auth) = auth.filter(|_| sets_origin) {
        book.mark(Trap::OptionsBehindAuth(Kind::Distribution), auth);
    }
    let tls = yaml.at(&["http", "tls"]).is_some();
    let realm = yaml.at(&["auth", "token", "realm"]).or_else(|| yaml.at(&["token", "realm"]));
    if let Some(value) = realm.and_then(|realm| yaml.nodes[realm].value) {
        judge_realm(book, value, tls);
    }
}

/// The key of what people sign in by.
fn auth<'a>(yaml: &Yaml<'a>) -> Option<Piece<'a>> {
    let auth = yaml.get(0, "auth")?;
    let kind = yaml.nodes[auth].children.first()?;
    (yaml.key(*kind) != "none").then_some(())?;
    yaml.nodes[auth].key
}

/// `Access-Control-Allow-Origin: ["https://ui.example"]`
fn header<'a>(book: &mut Book<'a>, yaml: &Yaml<'a>, number: usize, node: &Node<'a>, key: Piece<'a>) {
    if !headers::is_key(key.text) {
        return;
    }
    let values = yaml.values(number);
    let Some(first) = values.first().copied() else { return };
    let Some(role) = headers::named(book, key) else { return };
    if !node.is_list {
        not_a_list(book, first);
    } else if let Some(star) = values.iter().find(|value| value.text == "*" && value.quote.is_none()) {
        let (start, end) = star.outer();
        let edits = [Edit::insert(star.line, start, "\""), Edit::insert(star.line, end, "\"")];
        book.mend(Trap::StarWithoutQuotes, *star, edits);
    }
    book.settings.push(Setting { values, form: Form::Lines, ..Setting::new(role, first) });
}

/// A plain value, with brackets around it.
fn not_a_list(book: &mut Book, value: Piece) {
    let (start, end) = value.outer();
    let (before, after) = if value.quote.is_none() { ("[\"", "\"]") } else { ("[", "]") };
    let edits = [Edit::insert(value.line, start, before), Edit::insert(value.line, end, after)];
    book.mend(Trap::NotAList, value, edits);
}

/// The address of the token service, which the browser asks by itself.
pub fn judge_realm(book: &mut Book, value: Piece, tls: bool) {
    if value.is_variable() {
        return;
    }
    let Ok(url) = Url::parse(value.text) else { return };
    if let Some(host) = container(&url) {
        return book.mark(Trap::RealmInternalName { host }, value);
    }
    let is_loopback = is_loopback(&url);
    let mixed = book.page().is_some_and(|page| page.starts_with("https:"));
    let secure = tls || book.known.registry.is_some_and(|registry| registry.scheme() == "https");
    if url.scheme() == "http" && !is_loopback && (mixed || secure) {
        let edit = Edit::insert(value.line, value.start + "http".len(), "s");
        book.mend(Trap::RealmPlainHttp { mixed }, value, [edit]);
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The host of an address, where only containers of a network know it: a name without a dot.
pub fn container(url: &Url) -> Option<String> {
    let Some(Host::Domain(name)) = url.host() else { return None };
    (is_internal(url) && !name.contains('.') && name != "localhost").then(|| name.to_owned())
}
