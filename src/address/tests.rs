//! Addresses as the page writes them.

use super::*;

const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The address in one line that tells its kind.
pub(super) fn describe(address: &Address) -> String {
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
}
