//! References as people paste them.

use super::*;

const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[track_caller]
fn check(text: &str, default: Option<&str>, shown: &str) {
    let default = default.map(|host| RegistryHost::parse(host).expect("a host"));
    let reference = Reference::parse_with_default(text, default.as_ref());
    assert_eq!(reference.as_ref().map(ToString::to_string), Ok(shown.to_owned()), "{text:?}");
    assert_eq!(Reference::parse(shown), reference, "{shown:?} gives the same reference again");
}

#[track_caller]
fn check_error(text: &str, message: &str) {
    let error = Reference::parse(text).expect_err(text);
    assert_eq!(error.to_string(), message, "{text:?}");
}

#[test]
fn with_a_registry() {
    check("r.example/app", None, "r.example/app");
    check(" r.example/team/web/app:1.2 ", None, "r.example/team/web/app:1.2");
    check("r.example:5000/app:1.2", None, "r.example:5000/app:1.2");
    check(&format!("r.example/app@{DIGEST}"), None, &format!("r.example/app@{DIGEST}"));
    check(&format!("r.example/app:1.2@{DIGEST}"), None, &format!("r.example/app@{DIGEST}"));
    check("https://r.example/app:1", None, "r.example/app:1");
    check("http://r.example/app:1", None, "http://r.example/app:1");
    check("https://registry/app", None, "https://registry/app");
    check("localhost/app", None, "http://localhost/app");
    check("localhost:5000/app:latest", None, "http://localhost:5000/app:latest");
    check("[::1]:5000/app", None, "http://[::1]:5000/app");
    check("R.Example/app", None, "r.example/app");
}

#[test]
fn with_a_default_registry() {
    check("team/app:1", Some("r.example"), "r.example/team/app:1");
    check("app", Some("r.example"), "r.example/app");
    check("app:1.2", Some("r.example"), "r.example/app:1.2");
    check("other.example/app", Some("r.example"), "other.example/app");
    check("ubuntu", Some("docker.io"), "docker.io/library/ubuntu");
    check("ubuntu:24.04", Some("docker.io"), "docker.io/library/ubuntu:24.04");
    check("grafana/grafana", Some("docker.io"), "docker.io/grafana/grafana");
    check("docker.io/ubuntu", None, "docker.io/library/ubuntu");
    check("registry-1.docker.io/library/ubuntu", None, "docker.io/library/ubuntu");
}

#[test]
fn names_with_separators() {
    for name in ["a.b", "a_b", "a__b", "a-b", "a---b", "0", "a/b/c.d_e__f--g"] {
        check(&format!("r.example/{name}"), None, &format!("r.example/{name}"));
    }
}

#[test]
fn what_is_no_reference() {
    check_error("", "the reference is empty");
    check_error("app:1", "the reference names no registry");
    check_error("team/app", "the reference names no registry");
    check_error("r.example", "the reference names no repository");
    check_error("r.example/", "the reference names no repository");
    check_error("https://r.example", "the reference names no repository");
    check_error("r.example/:1", "the reference names no repository");
    check_error("r.example/Team/app", "the part \"Team\" of the repository name has upper-case letters");
    check_error("r.example/team/../app", "the repository name has the part \"..\"");
    check_error("r.example/./app", "the repository name has the part \".\"");
    check_error("r.example/team%2Fapp", "the part \"team%2Fapp\" of the repository name is percent-encoded");
    check_error("r.example/team//app", "the repository name \"team//app\" has an empty part between slashes");
    check_error("r.example/team/", "the repository name \"team/\" has an empty part between slashes");
    check_error("r.example/-app", "the part \"-app\" of the repository name has a separator in the wrong place");
    check_error("r.example/a._b", "the part \"a._b\" of the repository name has a separator in the wrong place");
    check_error("r.example/a___b", "the part \"a___b\" of the repository name has a separator in the wrong place");
    check_error("r.example/a b", "the part \"a b\" of the repository name has the character ' '");
    check_error("r.example/<b>x", "the part \"<b>x\" of the repository name has the character '<'");
    check_error("r.example/bücher", "the part \"bücher\" of the repository name has the character 'ü'");
    check_error("r.example/app:", "the tag is empty");
    check_error("r.example/app:-1", "the tag \"-1\" has the character '-' where it is not allowed");
    check_error("r.example/app:1+2", "the tag \"1+2\" has the character '+' where it is not allowed");
    check_error("r.example/app@sha256:1", "a sha256 digest has 64 hexadecimal characters, and this one has 1");
    check_error("ftp://r.example/app", "ftp:// is not a scheme that a browser can talk to a registry with");
    check_error("https://me:pa/ss@r.example/app", "the registry address contains a user name or a password");
}

#[test]
fn lengths() {
    assert!(Repository::parse(&"a".repeat(255)).is_ok());
    assert_eq!(Repository::parse(&"a".repeat(256)), Err(ReferenceError::RepositoryTooLong(256)));
    assert!(Tag::parse(&"a".repeat(128)).is_ok());
    assert_eq!(Tag::parse(&"a".repeat(129)), Err(ReferenceError::TagTooLong(129)));
}

#[test]
fn parts_of_a_name() {
    let parts = |text: &str| {
        let repository = Repository::parse(text).expect("a repository");
        (repository.namespace().map(str::to_owned), repository.last_segment().to_owned())
    };
    assert_eq!(parts("team/web/app"), (Some("team/web".to_owned()), "app".to_owned()));
    assert_eq!(parts("app"), (None, "app".to_owned()));
}

#[test]
fn versions() {
    assert_eq!(Version::parse("1.2").map(|version| version.to_string()), Ok("1.2".to_owned()));
    assert!(matches!(Version::parse(DIGEST), Ok(Version::Digest(_))));
    assert!(Version::parse("sha256:1").is_err());
    assert!(Version::parse("").is_err());
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_text(text in "\\PC{0,40}|[a-zA-Z0-9.:@/_%-]{0,60}") {
        let docker = RegistryHost::parse("docker.io").expect("a host");
        for reference in [Reference::parse(&text), Reference::parse_with_default(&text, Some(&docker))].into_iter().flatten() {
            proptest::prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
        }
    }

    #[test]
    fn any_good_reference(
        host in "(http://|https://)?(r\\.example|localhost|registry|127\\.0\\.0\\.1|\\[::1\\])(:[1-9][0-9]{0,3})?",
        name in "[a-z0-9]{1,4}((\\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}(/[a-z0-9]{1,8}){0,3}",
        version in "(:[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127})?(@sha256:[a-f0-9]{64})?",
    ) {
        proptest::prop_assume!(is_host(&host));
        let reference = Reference::parse(&format!("{host}/{name}{version}"));
        proptest::prop_assert!(reference.is_ok(), "{:?}", reference);
        let reference = reference.expect("just checked");
        proptest::prop_assert_eq!(reference.repository.as_str(), name);
        proptest::prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
    }

    #[test]
    fn the_fallback_tag_of_any_digest_is_a_tag(text in "[a-z0-9+._-]{1,40}:[a-zA-Z0-9=_-]{1,140}") {
        if let Ok(digest) = Digest::parse(&text) {
            proptest::prop_assert!(Tag::parse(&digest.fallback_tag()).is_ok());
        }
    }
}
