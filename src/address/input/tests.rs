//! What people type and paste.

use super::*;
use crate::address::tests::describe;

const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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

#[track_caller]
fn check_at(text: &str, expected: &str) {
    let registry = RegistryHost::parse("http://r.example:5000").expect("a host");
    let repository = Repository::parse("team/app").expect("a repository");
    let other = RegistryHost::parse("https://inside.example").expect("a host");
    let named = [("r.example:5000".to_owned(), registry.clone()), ("pull.example".to_owned(), other)];
    let place = Place { registry: Some(&registry), repository: Some(&repository), named: &named };
    let found = match from_input_at(text, place) {
        Ok(address) => describe(&address),
        Err(error) => error.to_string(),
    };
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn of_the_repository_on_show() {
    let image = |version: &str| format!("image {version} of team/app in http://r.example:5000");
    check_at(":2.1", &image("2.1"));
    check_at(" :2.1 ", &image("2.1"));
    check_at(&format!("@{DIGEST}"), &image(DIGEST));
    check_at(DIGEST, &image(DIGEST));
    check_at(&DIGEST[7..], &image(DIGEST));
    check_at(&format!(":2.1@{DIGEST}"), &image(DIGEST));
    check_at(":", "the tag is empty");
    check_at("@a:2", "the registry address contains a user name or a password");
    check_at(":2/1", "the tag \"2/1\" has the character '/' where it is not allowed");
    check_at("@sha256:abc", "a sha256 digest has 64 hexadecimal characters, and this one has 3");
    check_at("sha256:abc", "a sha256 digest has 64 hexadecimal characters, and this one has 3");
    check_input(":2.1", Some("d.example"), "there is no repository on show that this could be of");
    check_input(DIGEST, None, "there is no repository on show that this could be of");
}

#[test]
fn names_of_command_lines() {
    check_at("docker pull r.example:5000/app:1", "image 1 of app in http://r.example:5000");
    check_at("R.example:5000/app", "tags of app in http://r.example:5000");
    check_at("pull.example", "repositories of https://inside.example");
    check_at("docker pull pull.example/app:1", "image 1 of app in https://inside.example");
    check_at("https://pull.example/app:1", "image 1 of app in https://pull.example");
    check_at("regctl registry set --tls disabled registry:80", "repositories of http://registry");
    check_at(
        "helm pull oci://r.example:5000/charts/app --version 1.2+3",
        "image 1.2_3 of charts/app in http://r.example:5000",
    );
    check_at(
        "helm pull oci://r.example/a --version 1.2:3",
        "the tag \"1.2:3\" has the character ':' where it is not allowed",
    );
    check_at("crane pull r.example/hello:1 hello.tar", "image 1 of hello in https://r.example");
    check_at("crane pull --insecure hello:1 hello.tar", "image 1 of hello in http://r.example:5000");
    check_at("crane pull hello hello.tar", "tags of hello in http://r.example:5000");
    check_at("curl -u me:secret https://r.example/v2/app/manifests/1", "image 1 of app in https://r.example");
    check_at("docker pull", "the part \"docker pull\" of the repository name has the character ' '");
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
    fn any_input(text in "\\PC{0,40}|(https?://|docker pull )?[a-zA-Z0-9.:@/_%#?-]{0,60}|r\\.example/v2/[a-z]{0,4}/?(tags/list|manifests/|blobs/)[a-z:]{0,4}") {
        let default = RegistryHost::parse("docker.io").expect("a host");
        for address in [from_input(&text, None), from_input(&text, Some(&default))].into_iter().flatten() {
            proptest::prop_assert_eq!(Address::parse(&address.to_string()), address);
        }
    }
}
