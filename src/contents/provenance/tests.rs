//! Provenance as BuildKit, GitHub Actions and Tekton write it, after their specifications.

use expect_test::{Expect, expect};

use super::{Material, Provenance, SourceOfBuild, read};
use crate::registry::json;

fn lines(provenance: &Provenance) -> String {
    let Provenance { version, builder, build_type, source, invocation, started, finished, .. } = provenance;
    let mut lines =
        vec![format!("{version} by {builder:?} ({build_type}), run {invocation:?}, {started} to {finished}")];
    if let Some(source) = source {
        let seen = if source.is_seen { "seen" } else { "told" };
        lines.push(format!(
            "from {} at {}, {} ({seen}), page {:?}",
            source.uri,
            source.revision,
            source.entry,
            source.page()
        ));
    }
    lines.extend(provenance.parameters.iter().map(|(name, value)| format!("{name} = {value}")));
    let material = |one: &Material| format!("of {} {} {:?}", one.uri, one.digests.join(" "), one.image());
    lines.extend(provenance.materials.iter().map(material));
    lines.extend(provenance.files.iter().map(|file| format!("{}: {:?}", file.name, file.text)));
    lines.join("\n")
}

#[track_caller]
fn check(predicate_type: &str, body: &str, expected: Expect) {
    let value = json::parse(body.as_bytes()).expect("JSON");
    expected.assert_eq(&read(predicate_type, &value).map_or_else(|| "none".to_owned(), |read| lines(&read)));
}

#[test]
fn buildkit_in_version_0() {
    check(
        "https://slsa.dev/provenance/v0.2",
        r#"{"builder":{"id":"https://github.com/team/app/actions/runs/12"},"buildType":"https://mobyproject.org/buildkit@v1",
            "materials":[{"uri":"pkg:docker/docker/dockerfile@1","digest":{"sha256":"9ba7"}},
                {"uri":"pkg:docker/golang@1.22-alpine?platform=linux%2Famd64","digest":{"sha256":"a9b2"}},
                {"uri":"https://github.com/team/app.git#refs/heads/main","digest":{"sha1":"4b22"}}],
            "invocation":{"configSource":{"uri":"https://github.com/team/app.git#refs/heads/main","digest":{"sha1":"4b22"},"entryPoint":"Dockerfile"},
                "parameters":{"frontend":"gateway.v0","args":{"build-arg:VERSION":"1.2","label:empty":""},"secrets":[{"id":"token","optional":true}],"locals":[]},
                "environment":{"platform":"linux/amd64"}},
            "metadata":{"buildInvocationID":"rpv7","buildStartedOn":"2026-11-30T10:00:00Z","buildFinishedOn":"2026-11-30T10:00:35Z",
                "https://mobyproject.org/buildkit@v1#metadata":{"source":{"infos":[{"filename":"Dockerfile","language":"Dockerfile","data":"RlJPTSBnb2xhbmc6MS4yMi1hbHBpbmUKUlVOIGdvIGJ1aWxkIC4K"},{"filename":"odd","data":"?"}]}}}}"#,
        expect![[r#"
            0.2 by "https://github.com/team/app/actions/runs/12" (https://mobyproject.org/buildkit@v1), run "rpv7", 2026-11-30T10:00:00Z to 2026-11-30T10:00:35Z
            from https://github.com/team/app.git#refs/heads/main at 4b22, Dockerfile (seen), page Some("https://github.com/team/app")
            args.build-arg:VERSION = 1.2
            frontend = gateway.v0
            secrets.0.id = token
            secrets.0.optional = true
            environment.platform = linux/amd64
            of pkg:docker/docker/dockerfile@1 sha256:9ba7 Some("docker/dockerfile:1")
            of pkg:docker/golang@1.22-alpine?platform=linux%2Famd64 sha256:a9b2 Some("golang:1.22-alpine")
            of https://github.com/team/app.git#refs/heads/main sha1:4b22 None
            Dockerfile: "FROM golang:1.22-alpine\nRUN go build .\n""#]],
    );
}

#[test]
fn a_folder_of_a_clients_is_a_hint() {
    check(
        "https://slsa.dev/provenance/v0.2",
        r#"{"builder":{"id":""},"invocation":{"configSource":{"entryPoint":"Dockerfile"},"parameters":{"locals":[{"name":"context"}]}},
            "metadata":{"https://mobyproject.org/buildkit@v1#metadata":{"vcs":{"source":"git@github.com:team/app.git","revision":"4b22-dirty"}}}}"#,
        expect![[r#"
            0.2 by "" (), run "",  to 
            from git@github.com:team/app.git at 4b22-dirty, Dockerfile (told), page None
            locals.0.name = context"#]],
    );
}

#[test]
fn buildkit_in_version_1() {
    check(
        "https://slsa.dev/provenance/v1",
        r#"{"buildDefinition":{"buildType":"https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
                "externalParameters":{"configSource":{"uri":"https://git.example/team/app.git#v1","digest":{"sha1":"4b22"},"path":"build/Dockerfile"},
                    "request":{"frontend":"dockerfile.v0","args":{"target":"release"}}},
                "internalParameters":{"builderPlatform":"linux/arm64","buildConfig":{"llbDefinition":[{"id":"step0"}]}},
                "resolvedDependencies":[{"uri":"pkg:docker/alpine@3.20?platform=linux%2Farm64","digest":{"sha256":"8914"}}]},
            "runDetails":{"builder":{"id":""},"metadata":{"invocationID":"n1","startedOn":"2026-11-30T10:00:00Z","finishedOn":"2026-11-30T10:01:00Z",
                "buildkit_metadata":{"source":{"infos":[{"filename":"Dockerfile","data":"RlJPTSBhbHBpbmU6My4yMAo="}]}}}}}"#,
        expect![[r#"
            1 by "" (https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md), run "n1", 2026-11-30T10:00:00Z to 2026-11-30T10:01:00Z
            from https://git.example/team/app.git#v1 at 4b22, build/Dockerfile (seen), page Some("https://git.example/team/app")
            request.args.target = release
            request.frontend = dockerfile.v0
            internal.builderPlatform = linux/arm64
            of pkg:docker/alpine@3.20?platform=linux%2Farm64 sha256:8914 Some("alpine:3.20")
            Dockerfile: "FROM alpine:3.20\n""#]],
    );
}

#[test]
fn github_actions() {
    check(
        "https://slsa.dev/provenance/v1",
        r#"{"buildDefinition":{"buildType":"https://actions.github.io/buildtypes/workflow/v1",
                "externalParameters":{"workflow":{"ref":"refs/heads/main","repository":"https://github.com/team/app","path":".github/workflows/release.yml"}},
                "internalParameters":{"github":{"event_name":"push","repository_id":"1"}},
                "resolvedDependencies":[{"uri":"git+https://github.com/team/app@refs/heads/main","digest":{"gitCommit":"c0ffee"}}]},
            "runDetails":{"builder":{"id":"https://github.com/team/app/.github/workflows/release.yml@refs/heads/main"},
                "metadata":{"invocationId":"https://github.com/team/app/actions/runs/7/attempts/1"}}}"#,
        expect![[r#"
            1 by "https://github.com/team/app/.github/workflows/release.yml@refs/heads/main" (https://actions.github.io/buildtypes/workflow/v1), run "https://github.com/team/app/actions/runs/7/attempts/1",  to 
            from https://github.com/team/app@refs/heads/main at c0ffee, .github/workflows/release.yml (seen), page Some("https://github.com/team/app")
            internal.github.event_name = push
            internal.github.repository_id = 1
            of git+https://github.com/team/app@refs/heads/main gitCommit:c0ffee None"#]],
    );
}

#[test]
fn a_source_among_the_materials_is_one() {
    check(
        "https://slsa.dev/provenance/v0.2",
        r#"{"builder":{"id":"https://tekton.dev/chains/v2"},"buildType":"tekton.dev/v1/PipelineRun",
            "materials":[{"uri":"oci://gcr.io/builder","digest":{"sha256":"1"}},{"uri":"git+https://git.example/team/app.git","digest":{"sha1":"2"}}]}"#,
        expect![[r#"
            0.2 by "https://tekton.dev/chains/v2" (tekton.dev/v1/PipelineRun), run "",  to 
            from git+https://git.example/team/app.git at 2,  (seen), page Some("https://git.example/team/app")
            of oci://gcr.io/builder sha256:1 None
            of git+https://git.example/team/app.git sha1:2 None"#]],
    );
}

#[test]
fn what_says_nothing_or_nonsense() {
    check("https://slsa.dev/provenance/v1", "{}", expect![[r#"1 by "" (), run "",  to "#]]);
    check("https://slsa.dev/provenance/v1", "[]", expect!["none"]);
    check(
        "https://slsa.dev/provenance/v9",
        r#"{"buildDefinition":[],"runDetails":"x","builder":{"id":"not here"}}"#,
        expect![[r#"9 by "" (), run "",  to "#]],
    );
    check(
        "https://slsa.dev/provenance/v0.2",
        r#"{"invocation":{"parameters":{"a":{"b":{"c":{"d":{"e":{"f":{"g":1}}}}}}}}}"#,
        expect![[r#"
            0.2 by "" (), run "",  to 
            a.b.c.d.e.f = {"g":1}"#]],
    );
}

#[test]
fn what_builds_is_no_image_that_it_was_built_on() {
    let named = |uri: &str| Material { uri: uri.to_owned(), digests: vec![] };
    let materials =
        ["pkg:docker/docker/dockerfile@1", "pkg:docker/golang@1.22", "https://git.example/a.git"].map(named);
    let provenance = Provenance { materials: materials.to_vec(), ..Provenance::default() };
    let names: Vec<String> = provenance.images().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["golang:1.22"]);
}

#[test]
fn images_and_pages() {
    for (uri, image) in [
        ("pkg:docker/golang@1.22?platform=linux%2Famd64", Some("golang:1.22")),
        ("pkg:docker/ghcr.io/team/base@v1", Some("ghcr.io/team/base:v1")),
        ("pkg:docker/alpine", Some("alpine")),
        ("pkg:oci/app@sha256%3Aabc", Some("app@sha256:abc")),
        ("https://git.example/", None),
    ] {
        let material = Material { uri: uri.to_owned(), digests: vec![] };
        assert_eq!(material.image().as_deref(), image, "{uri}");
    }
    for (uri, page) in [
        ("git+https://github.com/team/app@refs/heads/main", Some("https://github.com/team/app")),
        ("https://github.com/team/app.git#refs/tags/v1", Some("https://github.com/team/app")),
        ("https://user@git.example/a", Some("https://user@git.example/a")),
        ("https://git.example", Some("https://git.example")),
        ("git+ssh://git@git.example/a.git", None),
        ("javascript:alert(1)", None),
    ] {
        let source =
            SourceOfBuild { uri: uri.to_owned(), revision: String::new(), entry: String::new(), is_seen: true };
        assert_eq!(source.page().as_deref(), page, "{uri}");
    }
}
