//! The whole list, and what a person may type into it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use url::Url;

use super::*;
use crate::diagnosis::observation::Server;
use crate::diagnosis::rules::RULES;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn file(fix: &Fix) -> String {
    let path: PathBuf = root().join("fixes").join(fix.file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

/// The names of a set-up with everything in it.
fn names() -> Names {
    Names::new("https://ui.example", &url("https://r.example")).with_realm(&url("https://auth.example/token"))
}

/// Every way in which a file can be filled in.
fn variants() -> Vec<Names> {
    let here = Names::new("https://ui.example", &url("https://r.example")).with_realm(&url("https://r.example/token"));
    let plain = Names::new("http://ui.example:8080", &url("http://r.example:5000"))
        .with_realm(&url("http://auth.example:5001/auth/token"));
    let two = Names { page_origins: vec!["https://ui.example".into(), "https://portal.example".into()], ..names() };
    let changes = Names { changes: true, ..names() };
    let mut variants = vec![names(), here, plain, two, changes];
    for at in 0..3 {
        variants.push(put_in_front(variants[at].clone()));
    }
    variants
}

/// The same where nothing stands before the registry, nor before the token service.
fn put_in_front(mut names: Names) -> Names {
    names.stand(Server::TokenService, Front::New);
    names.stand(Server::Registry, Front::New);
    names
}

#[test]
fn the_list_is_right() {
    let mut ids = HashSet::new();
    let rules: HashSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    for fix in all() {
        let id = fix.id;
        assert!(ids.insert(id), "{id} stands there twice");
        let (folder, name) = fix.file.split_once('/').expect("a folder");
        let stem = name.split('.').next().expect("a name");
        assert_eq!(id, format!("{folder}-{}", stem.replace('_', "-")), "the id is named after the file");
        let shapes =
            [("token-service", Shape::TokenService), ("same-origin", Shape::SameOrigin), ("relay", Shape::Relay)];
        for (name, shape) in shapes {
            assert!(stem != name || fix.shape == shape, "{id} is a {:?}", fix.shape);
        }
        assert_eq!(fix.shape == Shape::Client, fix.ends.is_empty(), "{id}: what pulls ends nothing, and all else does");
        for rule in fix.rules() {
            assert!(rules.contains(rule), "{id} ends {rule}, which is no rule");
        }
        assert!(fix.source.starts_with("https://"), "{id} names no source");
        for text in [fix.title, fix.presumes, fix.place, fix.reload] {
            assert!(!text.is_empty(), "{id} leaves something out");
        }
    }
}

#[test]
fn every_file_is_in_the_list_and_beside_the_page() {
    let listed: HashSet<String> = all().map(|fix| fix.file.to_owned()).collect();
    let html = std::fs::read_to_string(root().join("index.html")).expect("index.html");
    assert!(html.contains("rel=\"copy-dir\" href=\"fixes\""), "index.html does not copy the fixes");
    for folder in std::fs::read_dir(root().join("fixes")).expect("a folder") {
        let folder = folder.expect("an entry").path();
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        for file in std::fs::read_dir(&folder).expect("a folder") {
            let file = format!("{name}/{}", file.expect("an entry").file_name().to_string_lossy());
            assert!(listed.contains(&file), "{file} is in no list");
        }
    }
}

#[test]
fn every_file_can_be_filled_in() {
    for fix in all() {
        let file = file(fix);
        assert!(!file.contains('\t') || fix.server == "Caddy", "{} has tabs", fix.id);
        for names in variants() {
            let filled = match fill(fix, &file, &names) {
                // Where nothing stands before a registry, only servers that can be put there are offered.
                Err(FillError::NoTlsBehind) if !is_front(fix) => continue,
                filled => filled.unwrap_or_else(|error| panic!("{}: {error}; fill.rs has the list", fix.id)),
            };
            assert!(!filled.contains("{{") && !filled.trim().is_empty(), "{}\n{filled}", fix.id);
            let is_part = |line: &str| !is_note(fix, line) && !line.trim().is_empty();
            assert!(filled.lines().any(is_part), "{} is all notes", fix.id);
        }
    }
}

#[test]
fn the_names_stand_where_they_belong() {
    let fix = Fix {
        id: "nginx-cors",
        shape: Shape::Front,
        server: "nginx",
        title: "t",
        file: "nginx/cors.conf",
        run_on: None,
        source: "https://s.example",
        ends: &[&["cors-origin-missing", "preflight-unauthorized"]],
        presumes: "p",
        traps: &[],
        place: "p",
        reload: "r",
    };
    let file = "a {{registry_host}} {{methods}}\n  b {{each_page_origin}};\nssl {{if tls}}\nno ssl {{if plain}}\nt {{if tokens}}\n";
    let filled = |names: &Names| fill(&fix, file, names);
    assert_eq!(
        filled(&variants()[3]).as_deref(),
        Ok("a r.example GET, HEAD, OPTIONS\n  b https://ui.example;\n  b https://portal.example;\nssl\n")
    );
    assert_eq!(
        filled(&Names { changes: true, ..variants()[2].clone() }).as_deref(),
        Ok("a r.example:5000 GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE\n  b http://ui.example:8080;\nno ssl\n")
    );
    assert_eq!(filled(&variants()[1]).map(|text| text.ends_with("ssl\nt\n")), Ok(true));
    assert_eq!(fill(&fix, "{{nothing}}", &names()), Err(FillError::Unknown("nothing".into())));
    let check = check(&fix, &names()).expect("a line");
    assert!(check.line.contains("-X OPTIONS") && check.line.contains("https://r.example/v2/"), "{check:?}");
}

/// What the check prints stands in the file, so neither can change without the other.
#[test]
fn what_the_check_promises_is_in_the_file() {
    let mut checked = 0;
    for fix in all() {
        for names in variants() {
            let Some(check) = check(fix, &names) else { continue };
            let Ok(filled) = fill(fix, &file(fix), &names) else { continue };
            for line in check.lines.iter().filter(|_| fix.run_on.is_some()) {
                let (name, value) = line.split_once(": ").expect("a header");
                let has_origin = filled.contains(value) || filled.contains("origin") || filled.contains("ORIGIN");
                let is_origin = name == "Access-Control-Allow-Origin";
                // Some files have the names in small letters.
                let has_name = filled.to_ascii_lowercase().contains(&name.to_ascii_lowercase());
                assert!(has_name && (filled.contains(value) || is_origin && has_origin), "{}: {line}", fix.id);
                checked += 1;
            }
        }
    }
    assert!(checked > 200, "{checked} lines");
}

#[test]
fn a_registry_that_nothing_stands_before_gets_another_address() {
    let stands = |page: &str, opened: &str| {
        let mut names = Names::new(page, &url(opened));
        names.stand(Server::Registry, Front::New);
        (names.registry, names.upstream)
    };
    let new = |registry: &str, upstream: &str| (registry.to_owned(), upstream.to_owned());
    let page = "http://ui.example";
    assert_eq!(stands(page, "http://r.example:5000"), new("http://r.example:5080", "127.0.0.1:5000"));
    assert_eq!(stands(page, "http://r.example"), new("http://r.example:5080", "127.0.0.1:80"));
    assert_eq!(stands(page, "http://r.example:5080"), new("http://r.example:5090", "127.0.0.1:5080"));
    assert_eq!(stands(page, "https://r.example:5000"), new("https://r.example:5443", "https://127.0.0.1:5000"));
    assert_eq!(stands(page, "http://[::1]:5000"), new("http://[::1]:5080", "127.0.0.1:5000"));
    // A page over https reads nothing without TLS, and the page keeps its own port.
    assert_eq!(stands("https://ui.example:5443", "http://r.example:5000").0, "https://r.example:5453");
}

#[test]
fn who_changes_their_mind_gets_the_names_of_before() {
    for names in &variants()[..5] {
        let mut again = put_in_front(names.clone());
        assert_ne!(again.registry, names.registry);
        assert!(again.first_unsafe().is_none(), "{:?}", again.first_unsafe());
        again.stand(Server::Registry, Front::Stands);
        again.stand(Server::TokenService, Front::Stands);
        assert_eq!(again, *names);
    }
}

/// The commands of a fix, one a line.
fn commands(id: &str, names: &Names) -> String {
    let fix = all().find(|fix| fix.id == id).expect("a fix");
    let steps = steps(fix, names);
    steps.iter().filter_map(|step| step.command.as_deref().or(step.line.as_deref())).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_step_can_be_followed() {
    for fix in all() {
        for names in variants() {
            let steps = steps(fix, &names);
            assert!(!steps.is_empty(), "{} has none", fix.id);
            let all: String = steps
                .iter()
                .map(|step| format!("{}\n{}\n", step.words, step.command.as_deref().unwrap_or("")))
                .collect();
            assert!(all.contains(fix.place) && all.contains(fix.reload), "{}:\n{all}", fix.id);
            let is_right = |step: &FixStep| match &step.command {
                Some(command) => step.words.ends_with(':') && !command.is_empty(),
                None if step.line.is_some() => step.words.ends_with(':'),
                None => step.words.ends_with('.') || !step.links.is_empty(),
            };
            let wrong: Vec<&FixStep> = steps.iter().filter(|step| !is_right(step)).collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", fix.id);
            if is_front(fix) && is_tls(fix, &names) {
                assert!(all.contains("A certificate for "), "{} wants none:\n{all}", fix.id);
            }
        }
    }
    let nobody = Names { page_folder: "/srv/x; reboot".into(), ..names() };
    assert!(all().all(|fix| steps(fix, &nobody).is_empty()), "a name that is refused stands in a command");
}

#[test]
fn the_steps_follow_the_names() {
    let mut bare = Names::new("http://ui.example", &url("http://r.example:5000"));
    let before = commands("httpd-same-origin", &bare);
    assert!(
        before.contains("apachectl -S") && !before.contains("apt install") && !before.contains("Listen"),
        "{before}"
    );
    bare.stand(Server::Registry, Front::New);
    let after = commands("httpd-same-origin", &bare);
    for part in [
        "sport = :5080",
        "apt install apache2",
        "cp -r dist/. /srv/pierglass/",
        "Listen 5080",
        "http://r.example:5080/ui/",
    ] {
        assert!(after.contains(part), "no {part} in\n{after}");
    }
    assert!(!after.contains("a2enmod ssl") && !after.contains(" ssl") && !after.contains("realm:"), "{after}");
    let fix = all().find(|fix| fix.id == "httpd-cors").expect("a fix");
    let links: Vec<Link> = steps(fix, &bare).into_iter().flat_map(|step| step.links).collect();
    let new = || "http://r.example:5080".to_owned();
    assert_eq!(links, [Link::Registry(new()), Link::CheckUp(new())]);

    // A realm under the old address is named anew, and so is one that moves to the page's origin.
    let here = put_in_front(
        Names::new("http://ui.example", &url("http://r.example:5000")).with_realm(&url("http://r.example:5000/token")),
    );
    assert!(commands("nginx-cors", &here).contains("realm: http://r.example:5080/token"));
    let own = Names::new("http://ui.example", &url("http://r.example:5000"))
        .with_realm(&url("http://auth.example:5001/token"));
    assert!(!commands("nginx-cors", &own).contains("realm:"));
    assert!(commands("nginx-same-origin", &own).contains("realm: http://r.example:5000/token"));
    assert!(commands("nginx-token-service", &put_in_front(own)).contains("realm: http://auth.example:5081/token"));
}

#[test]
fn who_is_behind_over_tls_is_reached_so_or_not_at_all() {
    let names = Names { upstream: "https://127.0.0.1:5000".into(), ..names() };
    let filled = |id: &str| {
        let fix = all().find(|fix| fix.id == id).expect("a fix");
        fill(fix, &file(fix), &names)
    };
    let right = [
        ("nginx-cors", "proxy_pass https://127.0.0.1:5000;"),
        ("caddy-same-origin", "tls_insecure_skip_verify"),
        ("haproxy-cors", "server registry 127.0.0.1:5000 ssl verify none"),
        ("httpd-cors", "SSLProxyEngine On"),
    ];
    for (id, line) in right {
        assert!(filled(id).is_ok_and(|text| text.contains(line)), "{id}: {:?}", filled(id));
    }
    assert_eq!(filled("traefik-cors"), Err(FillError::NoTlsBehind));
}

#[test]
fn a_token_service_of_its_own_is_mended_where_it_is() {
    let offered = |fault: Server, names: &Names| -> Vec<&str> {
        let of_nginx = all().filter(|fix| fix.server == "nginx" && fix.fits(fault, names));
        of_nginx.map(|fix| fix.id).collect()
    };
    let [own, here, ..] = &variants()[..] else { panic!("two") };
    assert_eq!(offered(Server::TokenService, own), ["nginx-same-origin", "nginx-token-service", "nginx-relay"]);
    assert_eq!(offered(Server::TokenService, here), ["nginx-same-origin", "nginx-cors", "nginx-relay"]);
    assert_eq!(offered(Server::Registry, here), ["nginx-same-origin", "nginx-cors", "nginx-relay"]);
    let none = Names { tokens: None, ..own.clone() };
    assert_eq!(offered(Server::Registry, &none), ["nginx-same-origin", "nginx-cors", "nginx-relay"]);
}

#[test]
fn a_page_without_an_origin_is_told_so() {
    let null = Names { page_origins: vec!["null".into()], ..names() };
    let fix = all().next().expect("a fix");
    assert_eq!(
        fill(fix, "", &null).map_err(|error| error.to_string()),
        Err("the page's origin cannot be written into a configuration: null".into())
    );
    let nobody = Names { page_origins: Vec::new(), ..names() };
    assert_eq!(
        fill(fix, "", &nobody).map_err(|error| error.to_string()),
        Err("the page's origin cannot be written into a configuration: there is none".into())
    );
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use super::*;
    use proptest::prelude::*;

    /// What configurations take for their own.
    const HOSTILE: &str = r#"[a-z0-9.:/\[\]"'`$;{}()<>\\|&*?#%@!~=,+^ \n\r\t\x00ü-]{0,40}"#;

    fn set(names: &mut Names, at: usize, text: String) {
        let tokens = names.tokens.as_mut().expect("tokens");
        match at {
            0 => names.page_origins = vec![text],
            1 => names.page_origins.push(text),
            2 => names.registry = text,
            3 => names.upstream = text,
            4 => tokens.origin = text,
            5 => tokens.path = text,
            6 => tokens.upstream = text,
            7 => names.page_folder = text,
            8 => names.certificate = text,
            9 => names.key = text,
            10 => names.page_upstream = text,
            11 => names.relay.upstream = text,
            12 => names.relay.token_service = text,
            13 => names.relay.origin = text,
            14 => names.relay.resolver = text,
            15 => tokens.certificate = text,
            16 => names.opened = text,
            17 => tokens.opened = text,
            _ => names.relay.token_path = text,
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        let near =
            prop_oneof![Just("https://ui.example"), Just("127.0.0.1:5000"), Just("/srv/x"), Just("https://"), Just("")];
        (near, HOSTILE).prop_map(|(near, text)| format!("{near}{text}"))
    }

    proptest! {
        /// Whatever is typed into any field, for any server: it is refused, or nothing of the file is another than
        /// it would be with harmless names.
        #[test]
        fn no_name_leaves_its_place(at in 0usize..19, text in hostile()) {
            let mut wild = names();
            set(&mut wild, at, text.clone());
            for fix in all() {
                let file = file(fix);
                let Ok(filled) = fill(fix, &file, &wild) else { continue };
                let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/[]".contains(&byte);
                prop_assert!(text.bytes().all(safe), "{} took {text:?}", fix.id);
                let mut tame = names();
                tame.page_origins = vec!["https://x.example".into(); wild.page_origins.len()];
                tame.registry = if wild.registry.starts_with("https:") { "https://r.example" } else { "http://r.example" }.into();
                let shape = |text: &str| text.lines().count();
                prop_assert!(shape(&filled) <= shape(&fill(fix, &file, &tame).expect("filled in")) + 40);
            }
        }

        #[test]
        fn whatever_is_typed_is_refused_in_words(text in "\\PC{1,60}") {
            let wild = Names { upstream: text.clone(), ..names() };
            if let Some(wrong) = wild.first_unsafe() {
                prop_assert!(wrong.to_string().contains("behind the server"));
            }
        }
    }
}
