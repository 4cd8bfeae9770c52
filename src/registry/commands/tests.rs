//! The lines as people paste them.

use super::*;

const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn source(host: &str) -> PullSource {
    let host = RegistryHost::parse(host).expect(host);
    PullSource::new(&host, &host.docker_name()).expect("a host for commands")
}

/// All lines for one content, with their notes.
#[track_caller]
fn check(host: &str, repository: &str, version: &str, content: Content, expected: expect_test::Expect) {
    let (repository, version) =
        (Repository::parse(repository).expect(repository), Version::parse(version).expect(version));
    let mut text = String::new();
    for tool in content.tools() {
        let Commands { lines, notes } = commands(*tool, content, &source(host), &repository, &version, &Access::Open);
        for line in lines {
            // What has quotes or several lines has tests of its own.
            let name = ["curl", "apiVersion", "services"].into_iter().find(|name| line.starts_with(name));
            text.push_str(&format!("{}\n", name.map_or(line, |name| format!("({name})"))));
        }
        for note in notes {
            match note {
                CommandNote::DaemonJson(json) => text.push_str(&format!("  daemon.json: {json}\n")),
                CommandNote::HelmWithDigests => text.push_str("  Helm 3.18\n"),
                CommandNote::NodesWithPlainHttp => text.push_str("  nodes\n"),
                CommandNote::ManifestAlone { by_token } => assert!(!by_token),
                CommandNote::PullSecret(_) => panic!("a secret for an open registry"),
            }
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn an_image() {
    check(
        "r.example",
        "team/app",
        "1.2",
        Content::Image,
        expect_test::expect![[r#"
            docker pull r.example/team/app:1.2
            podman pull r.example/team/app:1.2
            nerdctl pull r.example/team/app:1.2
            skopeo copy docker://r.example/team/app:1.2 dir:app
            crane pull r.example/team/app:1.2 app.tar
            oras cp --to-oci-layout r.example/team/app:1.2 app:1.2
            regctl image export r.example/team/app:1.2 app.tar
            (curl)
            (services)
            (apiVersion)
        "#]],
    );
    check(
        "docker.io",
        "library/app",
        DIGEST,
        Content::Image,
        expect_test::expect![[r#"
            docker pull docker.io/library/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            podman pull docker.io/library/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            nerdctl pull docker.io/library/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            skopeo copy docker://docker.io/library/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa dir:app
            crane pull docker.io/library/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa app.tar
            oras cp --to-oci-layout docker.io/library/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa app
            regctl image export docker.io/library/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa app.tar
            (curl)
            (services)
            (apiVersion)
        "#]],
    );
}

#[test]
fn plain_http() {
    check(
        "http://r.example:5000",
        "app",
        "1",
        Content::Image,
        expect_test::expect![[r#"
            docker pull r.example:5000/app:1
              daemon.json: {"insecure-registries": ["r.example:5000"]}
            podman pull --tls-verify=false r.example:5000/app:1
            nerdctl --insecure-registry pull r.example:5000/app:1
            skopeo copy --src-tls-verify=false docker://r.example:5000/app:1 dir:app
            crane pull --insecure r.example:5000/app:1 app.tar
            oras cp --to-oci-layout --from-plain-http r.example:5000/app:1 app:1
            regctl registry set --tls disabled r.example:5000
            regctl image export r.example:5000/app:1 app.tar
            (curl)
            (services)
              daemon.json: {"insecure-registries": ["r.example:5000"]}
            (apiVersion)
              nodes
        "#]],
    );
    check(
        "[::1]:5000",
        "app",
        "1",
        Content::Image,
        expect_test::expect![[r#"
            docker pull '[::1]:5000/app:1'
            podman pull --tls-verify=false '[::1]:5000/app:1'
            nerdctl --insecure-registry pull '[::1]:5000/app:1'
            skopeo copy --src-tls-verify=false 'docker://[::1]:5000/app:1' dir:app
            crane pull --insecure '[::1]:5000/app:1' app.tar
            oras cp --to-oci-layout --from-plain-http '[::1]:5000/app:1' app:1
            regctl registry set --tls disabled '[::1]:5000'
            regctl image export '[::1]:5000/app:1' app.tar
            (curl)
            (services)
            (apiVersion)
              nodes
        "#]],
    );
}

#[test]
fn a_chart() {
    check(
        "r.example",
        "charts/app",
        "1.0.0_build.7",
        Content::Chart,
        expect_test::expect![[r#"
            helm pull oci://r.example/charts/app --version 1.0.0+build.7
            oras cp --to-oci-layout r.example/charts/app:1.0.0_build.7 app:1.0.0_build.7
            skopeo copy docker://r.example/charts/app:1.0.0_build.7 dir:app
            crane pull --format=oci r.example/charts/app:1.0.0_build.7 app
            regctl image export r.example/charts/app:1.0.0_build.7 app.tar
            (curl)
        "#]],
    );
    check(
        "localhost:5000",
        "app",
        "a:b",
        Content::Chart,
        expect_test::expect![[r#"
            helm pull oci://localhost:5000/app@a:b --plain-http
              Helm 3.18
            oras cp --to-oci-layout --from-plain-http localhost:5000/app@a:b app
            skopeo copy --src-tls-verify=false docker://localhost:5000/app@a:b dir:app
            crane pull --format=oci --insecure localhost:5000/app@a:b app
            regctl registry set --tls disabled localhost:5000
            regctl image export localhost:5000/app@a:b app.tar
            (curl)
        "#]],
    );
}

#[test]
fn other_artifacts() {
    check(
        "r.example",
        "models/cat",
        "1",
        Content::Files,
        expect_test::expect![[r#"
            oras pull r.example/models/cat:1
            skopeo copy docker://r.example/models/cat:1 dir:cat
            crane pull --format=oci r.example/models/cat:1 cat
            regctl artifact get r.example/models/cat:1 --output .
            (curl)
        "#]],
    );
    check(
        "r.example",
        "app",
        "sha256-1.sig",
        Content::Other,
        expect_test::expect![[r#"
            oras cp --to-oci-layout r.example/app:sha256-1.sig app:sha256-1.sig
            skopeo copy docker://r.example/app:sha256-1.sig dir:app
            crane pull --format=oci r.example/app:sha256-1.sig app
            regctl image export r.example/app:sha256-1.sig app.tar
            (curl)
        "#]],
    );
}

#[test]
fn hosts() {
    let reference = |host: &str, pull_host: Option<&str>| {
        let host = RegistryHost::parse(host).expect(host);
        let pull_host = pull_host.map_or(host.docker_name(), str::to_owned);
        let (repository, tag) = (Repository::parse("a").expect("a name"), Version::parse("1").expect("a tag"));
        PullSource::new(&host, &pull_host).map(|source| source.reference(&repository, &tag))
    };
    assert_eq!(reference("localhost", None).as_deref(), Some("localhost/a:1"));
    // docker would look for these on Docker Hub.
    assert_eq!(reference("https://registry", None).as_deref(), Some("registry:443/a:1"));
    assert_eq!(reference("http://registry", None).as_deref(), Some("registry:80/a:1"));
    assert_eq!(reference("http://localhost:8080", Some("pull.example")).as_deref(), Some("pull.example/a:1"));
    // Browsers allow such characters in a host, and shells act upon them.
    for host in
        ["http://$(reboot).example", "`reboot`.example", "a;reboot.example", "a&b.example", "~.example", "-o.example"]
    {
        assert!(RegistryHost::parse(host).is_err() || reference(host, None).is_none(), "{host}");
        assert_eq!(reference("r.example", Some(host)), None, "{host}");
    }
    assert_eq!(reference("r.example", Some("no host")), None);
    let configured =
        PullSource::new(&RegistryHost::parse("localhost:1").expect("a host"), "r.example").expect("a source");
    assert!(!configured.is_plain_http, "the page's plain http says nothing about another host");
}

#[test]
fn what_a_document_is() {
    let check = |body: &str, content: Content| {
        let document = Document::parse(None, body.as_bytes()).expect("a document");
        assert_eq!(Content::of(&document), content, "{body}");
    };
    let blob =
        |media_type: &str, more: &str| format!(r#"{{"mediaType":"{media_type}","digest":"a:b","size":1{more}}}"#);
    let title = r#","annotations":{"org.opencontainers.image.title":"x"}"#;
    let oci = blob("application/vnd.oci.image.config.v1+json", "");
    check(r#"{"manifests":[]}"#, Content::Image);
    check(r#"{"manifests":[],"artifactType":"x/y"}"#, Content::Other);
    check(&format!(r#"{{"config":{oci},"layers":[]}}"#), Content::Image);
    check(&format!(r#"{{"layers":[{}]}}"#, blob("x/y", title)), Content::Files);
    check(&format!(r#"{{"layers":[{}]}}"#, blob("x/y", "")), Content::Other);
    let helm = blob("application/vnd.cncf.helm.config.v1+json", "");
    check(&format!(r#"{{"schemaVersion":2,"config":{helm}}}"#), Content::Chart);
    check(
        r#"{"schemaVersion":1,"name":"a","tag":"1","architecture":"amd64","fsLayers":[],"history":[]}"#,
        Content::Schema1,
    );
    // No line that cannot work.
    assert_eq!(Content::Schema1.tools(), [PullTool::Curl]);
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn a_shell_acts_upon_nothing(
        host in "(https?://)?([!-~]{1,20}|[a-zA-Z0-9.-]{1,20}(:[0-9]{1,5})?|\\[[0-9a-f:.]{2,20}\\](:[0-9]{1,4})?)",
        pull_host in "[!-~]{0,20}",
        repository in "[a-z0-9]{1,4}((\\.|_|__|-{1,3}|/)[a-z0-9]{1,4}){0,4}",
        version in "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,20}|[a-z0-9]{1,4}([+._-][a-z0-9]{1,4}){0,2}:[a-zA-Z0-9=_-]{1,20}",
    ) {
        let (repository, version) = (Repository::parse(&repository).expect("a name"), Version::parse(&version));
        if let (Ok(host), Ok(version)) = (RegistryHost::parse(&host), version) {
            for pull_host in [host.docker_name(), pull_host] {
                let Some(source) = PullSource::new(&host, &pull_host) else { continue };
                for content in [Content::Image, Content::Chart, Content::Files, Content::Other] {
                    for tool in PullTool::ALL {
                        let tag = Tag::parse("1.2").expect("a tag");
                        let copied = copy(tool, &source, &source, &repository, &version, &tag);
                        // A file is no line of a shell, and curl's types need quotes: see their own tests.
                        if matches!(tool, PullTool::Curl | PullTool::Compose | PullTool::Kubernetes) {
                            continue;
                        }
                        let lines = commands(tool, content, &source, &repository, &version, &Access::Open).lines;
                        for line in lines.into_iter().chain(copied.into_iter().flat_map(|copied| copied.lines)) {
                            // Outside of quotes nothing that a shell acts upon, inside of them no quote.
                            for (at, part) in line.split('\'').enumerate() {
                                let more: &str = if at % 2 == 0 { "" } else { "[]" };
                                let is_safe = |one: char| one.is_ascii_alphanumeric()
                                    || " -_=:./@+".contains(one) || more.contains(one);
                                proptest::prop_assert!(part.chars().all(is_safe), "{}", line);
                            }
                            proptest::prop_assert!(line.split('\'').count() % 2 == 1, "{}", line);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn from_one_registry_to_another() {
    let check = |from: &str, to: &str, version: &str, expected: expect_test::Expect| {
        let (repository, version) = (Repository::parse("team/app").unwrap(), Version::parse(version).unwrap());
        let tag = Tag::parse("1.2").unwrap();
        let copied = PullTool::ALL
            .into_iter()
            .filter_map(|tool| copy(tool, &source(from), &source(to), &repository, &version, &tag));
        expected.assert_eq(&copied.flat_map(|commands| commands.lines).map(|line| line + "\n").collect::<String>());
    };
    check(
        "r.example",
        "other.example:5000",
        "1.2",
        expect_test::expect![[r#"
        docker buildx imagetools create --tag other.example:5000/team/app:1.2 r.example/team/app:1.2
        skopeo copy --all --preserve-digests docker://r.example/team/app:1.2 docker://other.example:5000/team/app:1.2
        crane copy r.example/team/app:1.2 other.example:5000/team/app:1.2
        oras cp r.example/team/app:1.2 other.example:5000/team/app:1.2
        regctl image copy r.example/team/app:1.2 other.example:5000/team/app:1.2
    "#]],
    );
    check(
        "http://r.example:5000",
        "http://localhost:5001",
        DIGEST,
        expect_test::expect![[r#"
        docker buildx imagetools create --tag localhost:5001/team/app:1.2 r.example:5000/team/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        skopeo copy --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://r.example:5000/team/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa docker://localhost:5001/team/app:1.2
        crane copy --insecure r.example:5000/team/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa localhost:5001/team/app:1.2
        oras cp --from-plain-http --to-plain-http r.example:5000/team/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa localhost:5001/team/app:1.2
        regctl registry set --tls disabled r.example:5000
        regctl registry set --tls disabled localhost:5001
        regctl image copy r.example:5000/team/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa localhost:5001/team/app:1.2
    "#]],
    );
    check(
        "http://r.example:5000",
        "other.example",
        "1.2",
        expect_test::expect![[r#"
        docker buildx imagetools create --tag other.example/team/app:1.2 r.example:5000/team/app:1.2
        skopeo copy --all --preserve-digests --src-tls-verify=false docker://r.example:5000/team/app:1.2 docker://other.example/team/app:1.2
        crane copy --insecure r.example:5000/team/app:1.2 other.example/team/app:1.2
        oras cp --from-plain-http r.example:5000/team/app:1.2 other.example/team/app:1.2
        regctl registry set --tls disabled r.example:5000
        regctl image copy r.example:5000/team/app:1.2 other.example/team/app:1.2
    "#]],
    );
}

#[test]
fn where_somebody_has_to_sign_in() {
    let (repository, version) = (Repository::parse("app").unwrap(), Version::parse("1").unwrap());
    let private = Access::Password { user: "me".to_owned() };
    let of = |tool| commands(tool, Content::Image, &source("r.example"), &repository, &version, &private);
    assert_eq!(of(PullTool::Kubernetes).notes, [CommandNote::PullSecret(PULL_SECRET.to_owned())]);
    assert!(of(PullTool::Kubernetes).lines[0].contains("imagePullSecrets"));
    assert!(of(PullTool::Curl).lines[0].contains(" -u me "));
    // Docker Hub's API is on another host than its references.
    let hub = commands(PullTool::Curl, Content::Image, &source("docker.io"), &repository, &version, &Access::Open);
    assert!(hub.lines[0].ends_with(" https://registry-1.docker.io/v2/app/manifests/1"), "{hub:?}");
}
