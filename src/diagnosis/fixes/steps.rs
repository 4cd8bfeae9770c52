//! What to do with a fix's file, from the bare machine to the list: whoever does these steps and no others gets there.

use url::Url;

use super::check::{CurlCheck, check};
use super::fill::{self, is_tls, is_tls_behind, public};
use super::fix::{Fix, Shape};
use super::names::{Front, Names, without_scheme};
use crate::diagnosis::curl::{self, Shell};
use crate::diagnosis::observation::Server;

/// One thing to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixStep {
    /// What, in a sentence or two. What stands between backticks is to be read as it is written.
    pub words: String,
    /// The command to run.
    pub command: Option<String>,
    /// The line to write where the words say.
    pub line: Option<String>,
    /// What it prints, where that shows whether it is right.
    pub prints: Option<(&'static str, Vec<String>)>,
    /// Where to go.
    pub links: Vec<Link>,
}

/// Somewhere to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Where the page is from now on.
    Page(String),
    /// The check-up of a registry there.
    PageCheckUp(String),
    /// A registry, in the page that shows this.
    Registry(String),
    /// Its check-up there.
    CheckUp(String),
}

/// A server that can be put in front of a registry that has none.
struct InFront {
    server: &'static str,
    /// The package of Debian and Ubuntu.
    package: &'static str,
    /// The line that shows what it serves where.
    look: &'static str,
}

const IN_FRONT: [InFront; 4] = [
    InFront {
        server: "nginx",
        package: "nginx",
        look: r"sudo nginx -T | grep -n 'configuration file\|listen\|server_name'",
    },
    InFront { server: "Caddy", package: "caddy", look: "cat /etc/caddy/Caddyfile" },
    InFront { server: "HAProxy", package: "haproxy", look: r"grep -n 'frontend\|bind' /etc/haproxy/haproxy.cfg" },
    InFront { server: "Apache httpd", package: "apache2", look: "sudo apachectl -S" },
];

/// The kind of server that a fix makes the registry's or the token service's front.
fn in_front(fix: &Fix) -> Option<&'static InFront> {
    let is_front = matches!(fix.shape, Shape::Front | Shape::TokenService | Shape::SameOrigin);
    IN_FRONT.iter().find(|kind| is_front && kind.server == fix.server)
}

/// Whether a fix is a whole server in front, which can be put there where nothing stands yet.
pub fn is_front(fix: &Fix) -> bool {
    in_front(fix).is_some()
}

/// All steps of a fix, in their order. None where a name must not stand in a command.
pub fn steps(fix: &Fix, names: &Names) -> Vec<FixStep> {
    if names.first_unsafe().is_some() {
        return Vec::new();
    }
    let mut steps = Vec::new();
    match in_front(fix) {
        Some(kind) => before_the_file(fix, kind, names, &mut steps),
        None if fix.is_relay() && fix.server == "nginx" => {
            steps.push(relay());
            steps.extend(certificate(fix, names));
            steps.push(install(&IN_FRONT[0]));
            steps.push(put(fix, names));
        }
        None if fix.server == "Envoy" => envoy(fix, names, &mut steps),
        None => steps.push(step(format!("Put it into {}.", place(fix)))),
    }
    steps.push(FixStep { command: Some(fix.reload.to_owned()), ..step("Let the server read it:") });
    steps.extend(realm(fix, names));
    if let Some(CurlCheck { line, status, lines }) = check(fix, names) {
        let prints = Some((status, lines));
        steps.push(FixStep { command: Some(line), prints, ..step("Check, from where the browser is:") });
    }
    steps.extend(at_last(fix, names));
    steps
}

fn step(words: impl Into<String>) -> FixStep {
    FixStep { words: words.into(), ..FixStep::default() }
}

/// A relay is a machine of its own.
fn relay() -> FixStep {
    let words = "The relay needs a name that leads to its machine, and a name server to ask. Write both into “The names in it, to \
                 change”. This shows the name server that the machine asks:";
    FixStep { command: Some("grep nameserver /etc/resolv.conf".to_owned()), ..step(words) }
}

/// No package of Debian has it, so it stands there already.
fn envoy(fix: &Fix, names: &Names, steps: &mut Vec<FixStep>) {
    if fix.is_relay() {
        let words = "The relay needs a name that leads to its machine. Write it into “The names in it, to change”.";
        steps.push(step(words));
    }
    steps.extend(certificate(fix, names));
    if fix.is_same_origin() {
        steps.push(files(names));
        steps.extend(server_of_files(fix, names));
    }
    steps.push(step(format!("Put it into {}, in place of what that has for the same port now.", place(fix))));
}

fn install(kind: &InFront) -> FixStep {
    let words = format!("Install {}, unless it is there. On Debian and Ubuntu:", kind.server);
    FixStep { command: Some(format!("sudo apt install {}", kind.package)), ..step(words) }
}

/// A path is one, and anything else are words.
fn place(fix: &Fix) -> String {
    match fix.place.starts_with('/') && !fix.place.contains(' ') {
        true => format!("`{}`", fix.place),
        false => fix.place.to_owned(),
    }
}

/// The ground that the file stands on.
fn before_the_file(fix: &Fix, kind: &InFront, names: &Names, steps: &mut Vec<FixStep>) {
    let server = fix.server;
    let tokens = names.tokens.as_ref();
    let of_tokens = fix.about() == Server::TokenService;
    let (front, opened) = match tokens.filter(|_| of_tokens) {
        Some(tokens) => (tokens.front, &tokens.opened),
        None => (names.front, &names.opened),
    };
    let Some(url) = public(fix, names) else { return };
    let is_moved = url.origin().ascii_serialization() != *opened;
    let port = url.port_or_known_default().unwrap_or(443);
    let upstream = tokens.filter(|_| of_tokens).map_or(&names.upstream, |tokens| &tokens.upstream);
    let path = tokens.filter(|_| of_tokens).map_or("/v2/", |tokens| &tokens.path);
    steps.extend(answers(if of_tokens { "the token service" } else { "the registry" }, upstream, path, of_tokens));
    if let Some(tokens) = tokens.filter(|_| !of_tokens && fix.routes_tokens(names)) {
        steps.extend(answers("the token service", &tokens.upstream, &tokens.path, true));
    }
    if is_moved {
        let words = format!(
            "Port {port} has to be free there, and no firewall may keep browsers from it. This prints nothing where it is free; \
             else write another port into the address in “The names in it, to change”:"
        );
        steps.push(FixStep { command: Some(format!("ss -ltnH 'sport = :{port}'")), ..step(words) });
    }
    steps.extend(certificate(fix, names));
    match front {
        Front::New => steps.push(install(kind)),
        Front::Stands => {
            let words = format!(
                "The file takes the place of what {server} has for `{opened}` now. This shows where that stands. Take it out, \
                 and write into the file what you need of it:"
            );
            steps.push(FixStep { command: Some(kind.look.to_owned()), ..step(words) });
        }
    }
    if fix.is_same_origin() {
        steps.push(files(names));
        if server == "HAProxy" {
            steps.extend(server_of_files(fix, names));
        }
    }
    if server == "Apache httpd" {
        steps.push(modules(fix, names));
        if is_moved && ![80, 443].contains(&port) {
            let command = format!(
                "grep -qx 'Listen {port}' /etc/apache2/ports.conf || echo 'Listen {port}' | sudo tee -a \
                 /etc/apache2/ports.conf"
            );
            steps.push(FixStep { command: Some(command), ..step(format!("Let it listen on port {port}:")) });
        }
    }
    steps.push(put(fix, names));
    if server == "Caddy" {
        let command = format!(
            "grep -qx 'import {0}' /etc/caddy/Caddyfile || echo 'import {0}' | sudo tee -a /etc/caddy/Caddyfile",
            fix.place
        );
        steps.push(FixStep { command: Some(command), ..step("Let Caddy's own file name it:") });
    }
}

/// What is behind the server has to be where the file says.
fn answers(what: &str, upstream: &str, path: &str, is_service: bool) -> Option<FixStep> {
    let (host, is_tls) = without_scheme(upstream);
    let url = Url::parse(&format!("{}://{host}{path}", if is_tls { "https" } else { "http" })).ok()?;
    let line = curl::line(&curl::bare(&url), Shell::Posix);
    // The certificate is for the public name.
    let line = if is_tls { line.replacen("curl ", "curl -k ", 1) } else { line };
    let words = format!(
        "On the machine of the server, {what} has to answer at `{upstream}`. If it does not, write where it does into “The \
         names in it, to change”. This asks it:"
    );
    let status = if is_service { "200, 400 or 401" } else { "200 or 401" };
    Some(FixStep { command: Some(line), prints: Some((status, Vec::new())), ..step(words) })
}

fn certificate(fix: &Fix, names: &Names) -> Option<FixStep> {
    if !is_tls(fix, names) {
        return None;
    }
    let url = public(fix, names)?;
    let name = url.host_str()?;
    let of_tokens = names.tokens.as_ref().filter(|_| fix.about() == Server::TokenService);
    let (file, key) = of_tokens.map_or((&names.certificate, &names.key), |tokens| (&tokens.certificate, &tokens.key));
    let is_tls_now = of_tokens.map_or(names.opened.as_str(), |tokens| &tokens.opened).starts_with("https:");
    let own = if is_tls_now && !fix.is_relay() { " The one that is in use there now will do." } else { "" };
    Some(match fix.server {
        "HAProxy" => {
            let words = format!(
                "A certificate for {name} is needed.{own} HAProxy wants it with its chain, and its key, in one file:"
            );
            FixStep { command: Some(format!("sudo sh -c 'cat chain.pem key.pem > {file}'")), ..step(words) }
        }
        "Caddy" => step(format!(
            "A certificate for {name} is needed, with its chain in `{file}` and its key in `{key}`, which Caddy's own account, \
             caddy, may read.{own} Without the line `tls` Caddy fetches one by itself, if the whole Internet can reach it \
             under that name."
        )),
        _ => {
            step(format!("A certificate for {name} is needed, with its chain in `{file}` and its key in `{key}`.{own}"))
        }
    })
}

/// The page's own files.
fn files(names: &Names) -> FixStep {
    let folder = &names.page_folder;
    let command = format!("sudo mkdir -p {folder} && sudo cp -r dist/. {folder}/ && sudo chmod -R a+rX {folder}");
    let words = "Bring this page's files to that machine: the folder `dist`, which `cargo lab dist` writes; the server of this page \
                 has the same files in its folder. Then, from beside `dist`:";
    FixStep { command: Some(command), ..step(words) }
}

/// HAProxy and Envoy serve no files. Caddy does with four lines.
fn server_of_files(fix: &Fix, names: &Names) -> Vec<FixStep> {
    let server = fix.server;
    let (host, port) = fill::split(&names.page_upstream);
    let (folder, upstream) = (&names.page_folder, &names.page_upstream);
    if !matches!(host, "127.0.0.1" | "localhost" | "::1") {
        return vec![step(format!("{server} serves no files: `{upstream}` has to have them, at its root."))];
    }
    let lines = format!(r":{port} {{\n\tbind {host}\n\troot * {folder}\n\tfile_server\n}}\n");
    let command = format!("printf '{lines}' | sudo tee /etc/caddy/Caddyfile");
    let words = format!(
        "{server} serves no files, so a web server behind it has to. Where none does yet, Caddy, with these lines in place of the \
         ones that it comes with:"
    );
    let install = FixStep {
        command: Some("sudo apt install caddy".to_owned()),
        ..step("Install a web server for the files, too. On Debian and Ubuntu:")
    };
    let read = FixStep {
        command: Some("sudo caddy reload --config /etc/caddy/Caddyfile".to_owned()),
        ..step("Let Caddy read it:")
    };
    vec![install, FixStep { command: Some(command), ..step(words) }, read]
}

fn modules(fix: &Fix, names: &Names) -> FixStep {
    let mut modules = if fix.is_same_origin() { vec!["alias", "dir", "mime"] } else { vec!["setenvif"] };
    modules.extend(["headers", "rewrite", "proxy", "proxy_http"]);
    if is_tls(fix, names) || is_tls_behind(fix, names) {
        modules.push("ssl");
    }
    let words = "Turn the modules on that the file needs. On Debian and Ubuntu:";
    FixStep { command: Some(format!("sudo a2enmod {}", modules.join(" "))), ..step(words) }
}

/// The file goes to its place.
fn put(fix: &Fix, names: &Names) -> FixStep {
    let (file, place) = (fix.file_name(), fix.place);
    let words =
        format!("Download the file above to that machine, and from the folder where it is put it into `{place}`");
    if fix.server == "HAProxy" {
        let command = format!("sudo tee -a {place} < {file} > /dev/null");
        return FixStep { command: Some(command), ..step(format!("{words}, below global and defaults:")) };
    }
    let mut again = "";
    if fix.server == "nginx" && names.front == Front::New {
        again = ", which nginx reads besides its own";
    }
    FixStep { command: Some(format!("sudo cp {file} {place}")), ..step(format!("{words}{again}:")) }
}

/// The registry names another token service from now on.
fn realm(fix: &Fix, names: &Names) -> Option<FixStep> {
    if in_front(fix).is_none() && !fix.is_same_origin() {
        return None;
    }
    let tokens = names.tokens.as_ref()?;
    let origin = match fix.about() {
        Server::TokenService => &tokens.origin,
        _ if fix.routes_tokens(names) => &names.registry,
        _ => return None,
    };
    let now = format!("{}{}", tokens.opened, tokens.path);
    if *origin == tokens.opened {
        return None;
    }
    let words = format!(
        "The registry sends people for tokens to `{now}`, where nothing has changed. Let it name the new address, in \
         Distribution below `auth`, `token`, and restart it:"
    );
    Some(FixStep { line: Some(format!("realm: {origin}{}", tokens.path)), ..step(words) })
}

/// A registry in this page.
fn here(registry: &str) -> Vec<Link> {
    vec![Link::Registry(registry.to_owned()), Link::CheckUp(registry.to_owned())]
}

/// Where to look then.
fn at_last(fix: &Fix, names: &Names) -> Vec<FixStep> {
    if fix.ends.is_empty() {
        return Vec::new();
    }
    let Names { registry, opened, .. } = names;
    if fix.is_relay() {
        let words = "Open the relay's address in this page, in place of the registry's:";
        return vec![FixStep { links: here(&names.relay.origin), ..step(words) }];
    }
    let is_front = in_front(fix).is_some() || fix.is_same_origin();
    if !is_front || fix.about() == Server::TokenService {
        return vec![step("Then check again.")];
    }
    let mut steps = Vec::new();
    if names.is_moved() {
        let words = format!("Where a `config.json` beside the page names `{opened}`, write the new address there.");
        steps.push(step(words));
    }
    if fix.is_same_origin() {
        let page = format!("{registry}/ui/");
        let links = vec![Link::Page(page.clone()), Link::PageCheckUp(format!("{page}#/checkup/{registry}"))];
        steps.push(FixStep { links, ..step("Open the page where it is from now on:") });
    } else if names.is_moved() {
        let words = "Open the registry by its new address in this page:";
        steps.push(FixStep { links: here(registry), ..step(words) });
    } else {
        steps.push(step("Then check again."));
    }
    steps
}
