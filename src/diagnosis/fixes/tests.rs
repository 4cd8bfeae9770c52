//! The whole list, and what a person may type into it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::*;
use crate::diagnosis::rules::RULES;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn file(fix: &Fix) -> String {
    let path: PathBuf = root().join("src/diagnosis/fixes").join(fix.file);
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
    let deletes = Names { deletes: true, ..names() };
    vec![names(), here, plain, two, deletes]
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
    for folder in std::fs::read_dir(root().join("src/diagnosis/fixes")).expect("a folder") {
        let folder = folder.expect("an entry").path();
        if !folder.is_dir() {
            continue;
        }
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(html.contains(&format!("href=\"src/diagnosis/fixes/{name}\"")), "index.html does not copy {name}");
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
            let filled = fill(fix, &file, &names).unwrap_or_else(|error| panic!("{}: {error}", fix.id));
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
        filled(&Names { deletes: true, ..variants()[2].clone() }).as_deref(),
        Ok("a r.example:5000 GET, HEAD, DELETE, OPTIONS\n  b http://ui.example:8080;\nno ssl\n")
    );
    assert_eq!(filled(&variants()[1]).map(|text| text.ends_with("ssl\nt\n")), Ok(true));
    assert_eq!(fill(&fix, "{{nothing}}", &names()), Err(FillError::Unknown("nothing".into())));
    let check = check_line(&fix, &names()).expect("a line");
    assert!(check.contains("-X OPTIONS") && check.contains("https://r.example/v2/"), "{check}");
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
            _ => names.relay.token_path = text,
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        let near = prop_oneof![Just("https://ui.example"), Just("127.0.0.1:5000"), Just("/srv/x"), Just("")];
        (near, HOSTILE).prop_map(|(near, text)| format!("{near}{text}"))
    }

    proptest! {
        /// Whatever is typed into any field, for any server: it is refused, or nothing of the file is another than
        /// it would be with harmless names.
        #[test]
        fn no_name_leaves_its_place(at in 0usize..17, text in hostile()) {
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
