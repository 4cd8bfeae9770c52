use super::*;
use crate::registry::manifest::Document;

fn annotations(pairs: &[(&str, &str)]) -> Annotations {
    let mut pairs: Vec<(String, String)> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    pairs.sort();
    Annotations::sorted(pairs)
}

fn config(labels: &[(&str, &str)]) -> ImageConfig {
    let mut config = ImageConfig::default();
    config.config.labels = annotations(labels);
    config
}

/// What is told, in lines.
fn lines(origin: &Origin) -> String {
    let fact = |(fact, told): &(OriginFact, Vec<OriginTold>)| {
        let told: Vec<String> = told.iter().map(|told| format!("{} {:?}", told.value, told.by)).collect();
        format!("{fact:?}: {}\n", told.join(" | "))
    };
    origin.facts.iter().map(fact).collect()
}

#[test]
fn three_tell_the_same_or_not() {
    let index = annotations(&[
        ("org.opencontainers.image.description", "A shop"),
        ("org.opencontainers.image.created", "2026-11-22T18:05:09Z"),
    ]);
    let manifest = annotations(&[
        ("org.opencontainers.image.description", "A shop"),
        ("org.opencontainers.image.created", "2026-11-22 18:05:09.25+00:00"),
        ("org.opencontainers.image.version", "2"),
    ]);
    let labels = config(&[
        ("org.opencontainers.image.description", "Debian"),
        ("org.opencontainers.image.version", " 2 "),
        ("org.label-schema.version", "1"),
        ("org.label-schema.vcs-url", "https://git.example/shop"),
    ]);
    assert_eq!(
        lines(&Origin::read(Some(&index), &manifest, Some(&labels))),
        "Description: A shop [Index, Manifest] | Debian [Label]\n\
         Source: https://git.example/shop [Label]\n\
         Version: 2 [Manifest, Label]\n\
         Created: 2026-11-22T18:05:09Z [Index, Manifest]\n"
    );
}

/// buildah 1.28.2, `FROM scratch`: the annotations of its manifest, and its label.
#[test]
fn what_buildah_leaves_empty_is_left_out() {
    let body = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","layers":[],
        "annotations":{"org.opencontainers.image.base.digest":"","org.opencontainers.image.base.name":""}}"#;
    let Ok(Document::Image(manifest)) = Document::parse(None, body.as_bytes()) else { panic!("a manifest") };
    let origin = Origin::read(None, &manifest.annotations, Some(&config(&[("io.buildah.version", "1.28.2")])));
    assert_eq!((lines(&origin).as_str(), origin.builder.as_deref()), ("", Some("buildah 1.28.2")));
    // With `--layers`, of three steps.
    let base = |name: &str| format!("org.opencontainers.image.base.{name}");
    let manifest = annotations(&[(&base("name"), ""), (&base("digest"), "sha256:f6f7")]);
    assert_eq!(lines(&Origin::read(None, &manifest, None)), "");
}

#[test]
fn builders_and_their_traces() {
    let builder = |history: &str| {
        let body = format!(r#"{{"history":[{history}]}}"#);
        super::builder(&ImageConfig::parse(body.as_bytes()).expect("a configuration")).unwrap_or_default()
    };
    for (history, expected) in [
        (r#"{"created_by":"CMD [\"sh\"]","comment":"buildkit.dockerfile.v0"}"#, "BuildKit"),
        (r#"{"author":"kaniko","created_by":"RUN make"}"#, "kaniko"),
        (r#"{"author":"ko","created_by":"ko build ko://x"}"#, "ko"),
        (r#"{"created_by":"/bin/sh -c #(nop)  CMD [\"sh\"]"}"#, "Docker’s old builder"),
        (r#"{"comment":"buildkit.dockerfile.v0"},{"created_by":"my own"}"#, ""),
        ("", ""),
    ] {
        assert_eq!(builder(history), expected, "{history}");
    }
}

#[test]
fn commits_on_known_hosts() {
    let commit = |source: &str, revision: &str| {
        let labels =
            config(&[("org.opencontainers.image.source", source), ("org.opencontainers.image.revision", revision)]);
        Origin::read(None, &annotations(&[]), Some(&labels)).commit_address().unwrap_or_default()
    };
    let revision = "0123456789abcdef0123456789abcdef01234567";
    for (source, expected) in [
        ("https://github.com/shop/web", "https://github.com/shop/web/commit/"),
        ("https://github.com/shop/web.git#main", "https://github.com/shop/web/commit/"),
        ("https://gitlab.com/shop/group/web/", "https://gitlab.com/shop/group/web/-/commit/"),
        ("https://github.com/shop/web/tree/main", ""),
        ("https://github.com/shop", ""),
        ("https://git.example/shop/web", ""),
        ("git@github.com:shop/web.git", ""),
        ("http://github.com/shop/web", ""),
        ("https://github.com/shop/w\u{202e}eb", ""),
    ] {
        let expected = if expected.is_empty() { String::new() } else { format!("{expected}{revision}") };
        assert_eq!(commit(source, revision), expected, "{source}");
    }
    assert_eq!(commit(&format!("https://gitlab.com/shop/{}", "web/".repeat(200)), revision), "");
    assert_eq!(commit("https://github.com/shop/web", "main"), "");
    assert_eq!(commit("https://github.com/shop/web", "../../evil"), "");
}
