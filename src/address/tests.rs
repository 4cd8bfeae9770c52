//! Addresses as the page writes them, and as people type and paste them.

use super::*;

const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The address in one line that tells its kind.
fn describe(address: &Address) -> String {
    match address {
        Address::Connect => "connect".to_owned(),
        Address::Repositories { registry } => format!("repositories of {}", registry.origin()),
        Address::Tags { registry, repository } => format!("tags of {repository} in {}", registry.origin()),
        Address::Image { registry, repository, version } => {
            format!("image {version} of {repository} in {}", registry.origin())
        }
        Address::CheckUp { text, options } if *options != CheckUpOptions::default() => {
            format!("check-up of {text} with {options}")
        }
        Address::CheckUp { text, .. } => match address.registry() {
            Some(registry) => format!("check-up of {}", registry.origin()),
            None => format!("check-up of {text:?}"),
        },
        Address::Guide { page, registry: None } => format!("guide {page:?}"),
        Address::Guide { page, registry: Some(registry) } => format!("guide {page:?} for {}", registry.origin()),
        Address::Unknown { why, .. } => format!("unknown: {why}"),
        // A page of its own word, with nothing behind it.
        page => page.to_string(),
    }
}

#[track_caller]
fn check(hash: &str, expected: &str) {
    let address = Address::parse(hash);
    assert_eq!(describe(&address), expected, "{hash:?}");
    assert_eq!(Address::parse(&address.to_string()), address, "{address} gives the same address again");
}

#[test]
fn hashes() {
    for hash in ["", "#", "#/", "/", "#//"] {
        check(hash, "connect");
    }
    check("#/r.example", "repositories of https://r.example");
    check("#/r.example/", "repositories of https://r.example");
    check("r.example:5000", "repositories of https://r.example:5000");
    check("#/http://r.example:5000/", "repositories of http://r.example:5000");
    check("#/https://registry", "repositories of https://registry");
    check("#/localhost:5000", "repositories of http://localhost:5000");
    check("#/docker.io/ubuntu", "tags of library/ubuntu in https://registry-1.docker.io");
    check("#/r.example/team/app", "tags of team/app in https://r.example");
    check("#/r.example/team/app//", "tags of team/app in https://r.example");
    check("#/https://registry/team/app", "tags of team/app in https://registry");
    check("#/http://host:5000/team/app:1.2", "image 1.2 of team/app in http://host:5000");
    check("#/[::1]:5000/app:1", "image 1 of app in http://[::1]:5000");
    check(&format!("#/r.example/app@{DIGEST}"), &format!("image {DIGEST} of app in https://r.example"));
}

/// The table of the screens names the words; what follows some of them has tests of its own.
#[test]
fn the_pages_own_words_lead_to_pages() {
    let table = include_str!("../ui/screens.rs");
    let words: Vec<&str> =
        table.lines().filter_map(|line| line.split_once(" begins \"")?.1.split('"').next()).collect();
    assert!(words.contains(&"settings"), "{words:?}");
    for word in words {
        let address = Address::parse(&format!("#/{word}/"));
        assert!(!matches!(address, Address::Unknown { .. }), "#/{word} leads nowhere: src/address.rs does not read it");
        assert_eq!(address.to_string(), format!("#/{word}"));
    }
}

#[test]
fn encoded_hashes() {
    check("#/http%3A%2F%2Fhost%3A5000%2Fteam%2Fapp%3A1.2", "image 1.2 of team/app in http://host:5000");
    check("#%2Fr.example%2f", "repositories of https://r.example");
    check("#/r.example/a%252Fb", "unknown: the part \"a%2Fb\" of the repository name is percent-encoded");
    check("#/r.example/a%", "unknown: the part \"a%\" of the repository name is percent-encoded");
    check("#/r.example/%ff", "unknown: the part \"\u{fffd}\" of the repository name has the character '\u{fffd}'");
}

#[test]
fn a_check_up_is_itself_again_whatever_stands_around_it() {
    for text in
        ["/?repository=team/app&delete", "r.example?repository=team/app/", "r.example?delete/ ", "r.example/?delete"]
    {
        let address = Address::check_up(text);
        assert_eq!(Address::parse(&address.to_string()), address, "{text}");
    }
}

#[test]
fn hashes_that_lead_nowhere() {
    check("#/settings", "#/settings");
    check("#/settings/", "#/settings");
    check("#/setting", "unknown: there is no page \"setting\"");
    check("#/settings/x", "unknown: there is no page \"settings\"");
    check("#/checkups/r", "unknown: there is no page \"checkups\"");
    check("#/guide/http://x", "unknown: there is no page \"guide/http://x\"");
    check("#/guide/../x", "unknown: there is no page \"guide/../x\"");
    check("#/guide/CORS", "unknown: there is no page \"guide/CORS\"");
    check("#/guidebook", "unknown: there is no page \"guidebook\"");
    check("#/<b>x</b>", "unknown: there is no page \"<b>x<\"");
    check("#/ftp://r.example", "unknown: ftp:// is not a scheme that a browser can talk to a registry with");
    check("#/r.example/../x", "unknown: the repository name has the part \"..\"");
    check("#/r.example/App", "unknown: the part \"App\" of the repository name has upper-case letters");
    check("#/r.example:x/app", "unknown: \"x\" is not a port");
    check("#/r.example/app:", "unknown: the tag is empty");
}

#[test]
fn check_ups() {
    check("#/checkup", "check-up of \"\"");
    check("#/checkup//", "check-up of \"\"");
    check("#/checkup/r.example", "check-up of https://r.example");
    check("#/checkup/http://host:5000/", "check-up of http://host:5000");
    check("#/checkup/http%3A%2F%2Fhost%3A5000", "check-up of http://host:5000");
    check("#/checkup/localhost:5000", "check-up of http://localhost:5000");
    check("#/checkup/registry:5000", "check-up of https://registry:5000");
    check("#/checkup/registry", "check-up of https://registry");
    // What is no address is kept as it was typed, so that the check-up can say what is wrong with it.
    check("#/checkup/r.example?repository=team/app", "check-up of r.example with ?repository=team/app");
    check("#/checkup/http://host:5000?repository=a&delete", "check-up of http://host:5000 with ?repository=a&delete");
    check("#/checkup/r.example?delete", "check-up of r.example with ?delete");
    check("#/checkup/r.example?x=y", "check-up of \"r.example?x=y\"");
    check("#/checkup/r.example/team/app", "check-up of \"r.example/team/app\"");
    check("#/checkup/https:/r.example", "check-up of \"https:/r.example\"");
    check("#/checkup/ftp://r.example", "check-up of \"ftp://r.example\"");
    check("#/checkup/two%20words%23%3F", "check-up of \"two words#?\"");
    check("#/checkup/https://me:pa/ss@r.example", "check-up of \"https://<redacted>@r.example\"");
    check("#/checkup/me@r.example:5000", "check-up of \"<redacted>@r.example:5000\"");
    assert_eq!(Address::check_up(" https://r.example/ ").to_string(), "#/checkup/https://r.example");
    assert_eq!(Address::check_up("").to_string(), "#/checkup");
}

#[test]
fn pages_of_the_guide() {
    check("#/guide", "guide \"\"");
    check("#/guide/", "guide \"\"");
    check("#/guide/cors", "guide \"cors\"");
    check("#/guide/rules/preflight-unauthorized/", "guide \"rules/preflight-unauthorized\"");
    check("#/guide/cors?registry=r.example", "guide \"cors\" for https://r.example");
    check("#/guide/cors/?registry=http://r:5000/", "guide \"cors\" for http://r:5000");
    check("#/guide?registry=localhost:5000", "guide \"\" for http://localhost:5000");
    check("#/guide/cors?registry=", "guide \"cors\"");
    check("#/guide/cors?registry=a..b", "guide \"cors\"");
    check("#/guide/cors?x=r.example", "guide \"cors\"");
}

#[test]
fn a_password_does_not_stay_in_an_address() {
    for hash in [
        "#/https://me:pa/ss@r.example/app",
        "#/https://me:pa/ss@r.example:5000",
        "#/me:pa/ss@registry:5000",
        "#/checkup/https://me:pa/ss@r.example/app",
        "#/guide/cors?registry=https://me:pa/ss@r.example",
    ] {
        let address = Address::parse(hash);
        assert!(!format!("{address} {address:?}").contains("pa/ss"), "{hash:?}");
    }
    check("#/https://me:pa/ss@r.example/app", "unknown: the registry address contains a user name or a password");
}

#[track_caller]
fn check_input(text: &str, default: Option<&str>, expected: &str) {
    let default = default.map(|host| RegistryHost::parse(host).expect("a host"));
    let found = match from_input(text, default.as_ref()) {
        Ok(address) => describe(&address),
        Err(error) => error.to_string(),
    };
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn registries_typed() {
    check_input("r.example", None, "repositories of https://r.example");
    check_input(" https://R.example/v2/ ", None, "repositories of https://r.example");
    check_input("r.example/", None, "repositories of https://r.example");
    check_input("r.example/v2", None, "repositories of https://r.example");
    check_input("localhost:5000", Some("d.example"), "repositories of http://localhost:5000");
    check_input("http://registry:5000", None, "repositories of http://registry:5000");
    check_input("registry:5000", None, "repositories of https://registry:5000");
    check_input("registry", None, "repositories of https://registry");
    check_input("[::1]:5000", None, "repositories of http://[::1]:5000");
    check_input("docker.io", None, "repositories of https://registry-1.docker.io");
}

#[test]
fn references_typed() {
    check_input("r.example/team/app", None, "tags of team/app in https://r.example");
    check_input("r.example:5000/app:1", None, "image 1 of app in https://r.example:5000");
    check_input("team/app:1", Some("d.example"), "image 1 of team/app in https://d.example");
    check_input("app:1.2", Some("d.example"), "image 1.2 of app in https://d.example");
    check_input("app", Some("d.example"), "tags of app in https://d.example");
    check_input("registry:5000", Some("d.example"), "image 5000 of registry in https://d.example");
    check_input("ubuntu", Some("docker.io"), "tags of library/ubuntu in https://registry-1.docker.io");
    check_input(&format!("app@{DIGEST}"), Some("d.example"), &format!("image {DIGEST} of app in https://d.example"));
    check_input("team/app", None, "the reference names no registry");
    check_input("app:1.2", None, "the reference names no registry");
}

#[test]
fn lines_pasted() {
    check_input("docker pull r.example/app:1", None, "image 1 of app in https://r.example");
    check_input(
        "$ sudo docker pull --platform linux/amd64 r.example/app:1",
        None,
        "image 1 of app in https://r.example",
    );
    check_input("skopeo inspect docker://r.example/app:1", None, "image 1 of app in https://r.example");
    check_input("helm pull oci://r.example/charts/app", None, "tags of charts/app in https://r.example");
    check_input("FROM --platform=$BUILDPLATFORM r.example/app:1 AS build", None, "image 1 of app in https://r.example");
    check_input("image: \"r.example/app:1\"", None, "image 1 of app in https://r.example");
    check_input("https://ui.example/p/#/r.example/app:1", None, "image 1 of app in https://r.example");
    check_input("docker pull ubuntu", Some("docker.io"), "tags of library/ubuntu in https://registry-1.docker.io");
}

#[test]
fn addresses_of_the_api_pasted() {
    let app = "tags of team/app in https://r.example";
    check_input("https://r.example/v2/_catalog?n=100", None, "repositories of https://r.example");
    check_input("https://r.example/v2/team/app/tags/list", None, app);
    check_input("r.example/v2/team/app/tags/list?n=5&last=1", None, app);
    // Docker Hub knows no name of one part.
    let hub = "tags of library/alpine in https://registry-1.docker.io";
    check_input("https://docker.io/v2/alpine/tags/list", None, hub);
    check_input("https://r.example/v2/team/app/manifests/1.2", None, "image 1.2 of team/app in https://r.example");
    // It would stand in this page's address as `r.example/team/app@a:2`.
    let error = from_input("https://r.example/v2/team/app/manifests/a:2", None);
    assert_eq!(error, Err(HostError::HasCredentials.into()));
    check_input(
        &format!("https://r.example/v2/team/app/referrers/{DIGEST}?artifactType=x"),
        None,
        &format!("image {DIGEST} of team/app in https://r.example"),
    );
    check_input(&format!("https://r.example/v2/team/app/blobs/{DIGEST}"), None, app);
    check_input("https://r.example/v2/app", None, "tags of v2/app in https://r.example");
    check_input("https://r.example/team/app?x=1#y", None, app);
}

#[test]
fn what_cannot_be_read() {
    check_input("", None, "the address is empty");
    check_input(" \" ", None, "the address is empty");
    check_input("two words", None, "the registry address has white space inside");
    check_input("r.example/team/..", None, "the repository name has the part \"..\"");
    check_input("r.example/team%2Fapp", None, "the part \"team%2Fapp\" of the repository name is percent-encoded");
    check_input("https://me:pa/ss@r.example/", None, "the registry address contains a user name or a password");
    check_input("r.example/app?x", None, "the part \"app?x\" of the repository name has the character '?'");
    check_input(
        "https://r.example/v2/App/tags/list",
        None,
        "the part \"App\" of the repository name has upper-case letters",
    );
    check_input("https://ui.example/#/setting", None, "there is no page \"setting\"");
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_hash(hash in "#?/?(\\PC{0,30}|(https?://)?[a-zA-Z0-9.:@/_%\\[\\]-]{0,60})") {
        let address = Address::parse(&hash);
        let shown = address.to_string();
        proptest::prop_assert!(shown.starts_with("#/") && shown.is_ascii());
        proptest::prop_assert_eq!(Address::parse(&shown), address);
    }

    #[test]
    fn any_check_up(text in "\\PC{0,30}|(https?://)?[a-zA-Z0-9.:@/_%#?\\[\\]-]{0,60}") {
        let address = Address::check_up(&text);
        let shown = address.to_string();
        proptest::prop_assert!(shown.starts_with("#/checkup") && shown.is_ascii());
        proptest::prop_assert_eq!(Address::parse(&shown), address);
    }

    #[test]
    fn any_page_of_the_guide(hash in "#/guide/?[a-zA-Z0-9./_%-]{0,20}(\\?(registry=)?[a-z0-9.:/@-]{0,20})?") {
        let address = Address::parse(&hash);
        proptest::prop_assert_eq!(Address::parse(&address.to_string()), address);
    }

    #[test]
    fn any_input(text in "\\PC{0,40}|(https?://|docker pull )?[a-zA-Z0-9.:@/_%#?-]{0,60}|r\\.example/v2/[a-z]{0,4}/?(tags/list|manifests/|blobs/)[a-z:]{0,4}") {
        let default = RegistryHost::parse("docker.io").expect("a host");
        for address in [from_input(&text, None), from_input(&text, Some(&default))].into_iter().flatten() {
            proptest::prop_assert_eq!(Address::parse(&address.to_string()), address);
        }
    }
}
