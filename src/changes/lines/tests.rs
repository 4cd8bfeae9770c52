//! Plans of each kind as lines of each tool.

use expect_test::{Expect, expect};

use super::*;
use crate::changes::make::plan;
use crate::changes::tests::nothing_in;
use crate::changes::tests::written::{MULTI, known, named, tag, with_names};
use crate::changes::wish::{Asked, BringBack, Copying, DeleteWay, Wish};
use crate::registry::host::RegistryHost;
use crate::registry::script::{Busy, run};

fn shown(tool: PullTool, wish: &Wish, host: &str, access: &Access) -> String {
    let host = RegistryHost::parse(host).expect("a host");
    let source = PullSource::new(&host, &host.docker_name()).expect("a source");
    let plan = run(plan(&Busy::default(), &known(MULTI), wish));
    let lines = lines(tool, &plan, &source, access);
    let said = |line: &&String| !line.ends_with("as planned.") && !line.starts_with("# No name is");
    let shown: Vec<&str> = lines.iter().filter(said).map(String::as_str).collect();
    let origin = source.origin.clone();
    with_names(MULTI, &shown.join("\n")).replace(&origin, "ORIGIN").replace(&source.host, "HOST") + "\n"
}

#[track_caller]
fn check(wish: &Wish, expected: [(PullTool, Expect); 5]) {
    for (tool, expected) in expected {
        expected.assert_eq(&shown(tool, wish, "http://localhost:5000", &Access::Open));
    }
}

fn of(name: &str) -> Version {
    Version::Tag(tag(name))
}

#[test]
fn manifests_go_by_their_digests() {
    let way = DeleteWay::Manifest { with_children: true, with_attached: false };
    check(
        &Wish::to_delete([of("1.0")], way),
        [
            (
                Curl,
                expect![[r#"
                # with it fall: 1.0 latest
                curl -fsS -X DELETE ORIGIN/v2/team/app/manifests/multi
                curl -fsS -X DELETE ORIGIN/v2/team/app/manifests/arm
            "#]],
            ),
            (
                Regctl,
                expect![[r#"
                regctl registry set --tls disabled HOST
                # with it fall: 1.0 latest
                regctl manifest delete HOST/team/app@multi
                regctl manifest delete HOST/team/app@arm
            "#]],
            ),
            (
                Crane,
                expect![[r#"
                # with it fall: 1.0 latest
                crane delete --insecure HOST/team/app@multi
                crane delete --insecure HOST/team/app@arm
            "#]],
            ),
            (
                Oras,
                expect![[r#"
                # with it fall: 1.0 latest
                oras manifest delete --force --plain-http HOST/team/app@multi
                oras manifest delete --force --plain-http HOST/team/app@arm
            "#]],
            ),
            (
                Skopeo,
                expect![[r#"
                # with it fall: 1.0 latest
                skopeo delete --tls-verify=false docker://HOST/team/app@multi
                skopeo delete --tls-verify=false docker://HOST/team/app@arm
            "#]],
            ),
        ],
    );
}

#[test]
fn a_name_alone() {
    check(
        &Wish::to_delete([of("1.0")], DeleteWay::TagOnly),
        [
            (
                Curl,
                expect![[r#"
                curl -fsS -X DELETE ORIGIN/v2/team/app/manifests/1.0
            "#]],
            ),
            (
                Regctl,
                expect![[r#"
                regctl registry set --tls disabled HOST
                regctl tag delete HOST/team/app:1.0
            "#]],
            ),
            (
                Crane,
                expect![[r#"
                crane delete --insecure HOST/team/app:1.0
            "#]],
            ),
            (
                Oras,
                expect![[r#"
                # oras cannot delete 1.0 alone: this would delete what it names, with every name of it.
                # oras manifest delete --force --plain-http HOST/team/app:1.0
            "#]],
            ),
            (
                Skopeo,
                expect![[r#"
                # skopeo cannot delete 1.0 alone: this would delete what it names, with every name of it.
                # skopeo delete --tls-verify=false docker://HOST/team/app:1.0
            "#]],
            ),
        ],
    );
}

#[test]
fn a_name_by_the_way_round() {
    check(
        &Wish::to_delete([of("1.0")], DeleteWay::OverTag),
        [
            (
                Curl,
                expect![[r#"
                # curl cannot put another manifest over 1.0 and delete that. This page can, and regctl tag delete.
            "#]],
            ),
            (
                Regctl,
                expect![[r#"
                regctl registry set --tls disabled HOST
                regctl tag delete HOST/team/app:1.0
            "#]],
            ),
            (
                Crane,
                expect![[r#"
                # crane cannot put another manifest over 1.0 and delete that. This page can, and regctl tag delete.
            "#]],
            ),
            (
                Oras,
                expect![[r#"
                # oras cannot put another manifest over 1.0 and delete that. This page can, and regctl tag delete.
            "#]],
            ),
            (
                Skopeo,
                expect![[r#"
                # skopeo cannot put another manifest over 1.0 and delete that. This page can, and regctl tag delete.
            "#]],
            ),
        ],
    );
}

#[test]
fn a_name_is_moved() {
    check(
        &Wish::of(Asked::SetTags(vec![(tag("latest"), named("other"))])),
        [
            (
                Curl,
                expect![[r#"
                curl -fsS -L -H 'Accept: application/vnd.oci.image.manifest.v1+json' -o manifest-other.json ORIGIN/v2/team/app/manifests/other && curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary @manifest-other.json ORIGIN/v2/team/app/manifests/latest
            "#]],
            ),
            (
                Regctl,
                expect![[r#"
                regctl registry set --tls disabled HOST
                regctl image copy HOST/team/app@other HOST/team/app:latest
            "#]],
            ),
            (
                Crane,
                expect![[r#"
                crane tag --insecure HOST/team/app@other latest
            "#]],
            ),
            (
                Oras,
                expect![[r#"
                oras tag --plain-http HOST/team/app@other latest
            "#]],
            ),
            (
                Skopeo,
                expect![[r#"
                skopeo copy --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://HOST/team/app@other docker://HOST/team/app:latest
            "#]],
            ),
        ],
    );
}

#[test]
fn a_record_is_brought_back() {
    let back =
        BringBack { names: vec![(tag("old"), named("key"))], documents: vec![(named("key"), MediaType::OciManifest)] };
    check(
        &Wish::of(Asked::BringBack(back)),
        [
            (
                Curl,
                expect![[r#"
                jq -j '.documents[] | select(.digest == "key") | .text // (.base64 | @base64d)' record.json > manifest-key.json && curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary @manifest-key.json ORIGIN/v2/team/app/manifests/key
                curl -fsS -L -H 'Accept: application/vnd.oci.image.manifest.v1+json' -o manifest-key.json ORIGIN/v2/team/app/manifests/key && curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary @manifest-key.json ORIGIN/v2/team/app/manifests/old
            "#]],
            ),
            (
                Regctl,
                expect![[r#"
                regctl registry set --tls disabled HOST
                jq -j '.documents[] | select(.digest == "key") | .text // (.base64 | @base64d)' record.json > manifest-key.json && regctl manifest put --content-type application/vnd.oci.image.manifest.v1+json HOST/team/app@key < manifest-key.json
                regctl image copy HOST/team/app@key HOST/team/app:old
            "#]],
            ),
            (
                Crane,
                expect![[r#"
                # crane puts no manifest from a file. curl, regctl and oras do: key
                crane tag --insecure HOST/team/app@key old
            "#]],
            ),
            (
                Oras,
                expect![[r#"
                jq -j '.documents[] | select(.digest == "key") | .text // (.base64 | @base64d)' record.json > manifest-key.json && oras manifest push --plain-http --media-type application/vnd.oci.image.manifest.v1+json HOST/team/app@key manifest-key.json
                oras tag --plain-http HOST/team/app@key old
            "#]],
            ),
            (
                Skopeo,
                expect![[r#"
                # skopeo puts no manifest from a file. curl, regctl and oras do: key
                skopeo copy --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://HOST/team/app@key docker://HOST/team/app:old
            "#]],
            ),
        ],
    );
}

#[test]
fn a_copy_brings_along_what_it_lists() {
    let into = nothing_in("prod/app");
    let copying = Copying { digest: named("multi"), tag: Some(tag("1.0")), with_attached: true, into };
    check(
        &Wish::of(Asked::Copy(Box::new(copying))),
        [
            (
                Curl,
                expect![[r#"
                    [ "$(curl -fsS -o /dev/null -w '%{http_code}' -X POST 'ORIGIN/v2/prod/app/blobs/uploads/?mount=base&from=team/app')" = 201 ] || { echo 'not mounted: base' >&2; false; }
                    [ "$(curl -fsS -o /dev/null -w '%{http_code}' -X POST 'ORIGIN/v2/prod/app/blobs/uploads/?mount=amds&from=team/app')" = 201 ] || { echo 'not mounted: amds' >&2; false; }
                    curl -fsS -L -H 'Accept: application/vnd.oci.image.manifest.v1+json' -o manifest-amd.json ORIGIN/v2/team/app/manifests/amd && curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary @manifest-amd.json ORIGIN/v2/prod/app/manifests/amd
                    [ "$(curl -fsS -o /dev/null -w '%{http_code}' -X POST 'ORIGIN/v2/prod/app/blobs/uploads/?mount=arms&from=team/app')" = 201 ] || { echo 'not mounted: arms' >&2; false; }
                    curl -fsS -L -H 'Accept: application/vnd.oci.image.manifest.v1+json' -o manifest-arm.json ORIGIN/v2/team/app/manifests/arm && curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary @manifest-arm.json ORIGIN/v2/prod/app/manifests/arm
                    [ "$(curl -fsS -o /dev/null -w '%{http_code}' -X POST 'ORIGIN/v2/prod/app/blobs/uploads/?mount=list&from=team/app')" = 201 ] || { echo 'not mounted: list' >&2; false; }
                    curl -fsS -L -H 'Accept: application/vnd.oci.image.manifest.v1+json' -o manifest-sbom.json ORIGIN/v2/team/app/manifests/sbom && curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary @manifest-sbom.json ORIGIN/v2/prod/app/manifests/sbom
                    [ "$(curl -fsS -o /dev/null -w '%{http_code}' -X POST 'ORIGIN/v2/prod/app/blobs/uploads/?mount=key&from=team/app')" = 201 ] || { echo 'not mounted: key' >&2; false; }
                    curl -fsS -L -H 'Accept: application/vnd.oci.image.manifest.v1+json' -o manifest-sig.json ORIGIN/v2/team/app/manifests/sig && curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary @manifest-sig.json ORIGIN/v2/prod/app/manifests/amd~.sig
                    curl -fsS -L -H 'Accept: application/vnd.oci.image.index.v1+json' -o manifest-multi.json ORIGIN/v2/team/app/manifests/multi && curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.index.v1+json' --data-binary @manifest-multi.json ORIGIN/v2/prod/app/manifests/1.0
                "#]],
            ),
            (
                Regctl,
                expect![[r#"
                    regctl registry set --tls disabled HOST
                    # blobs, and what an index lists, come along with the copy of what names them
                    regctl image copy HOST/team/app@sbom HOST/prod/app@sbom
                    regctl image copy HOST/team/app@sig HOST/prod/app:amd~.sig
                    regctl image copy HOST/team/app@multi HOST/prod/app:1.0
                "#]],
            ),
            (
                Crane,
                expect![[r#"
                    # blobs, and what an index lists, come along with the copy of what names them
                    crane copy --insecure HOST/team/app@sbom HOST/prod/app@sbom
                    crane copy --insecure HOST/team/app@sig HOST/prod/app:amd~.sig
                    crane copy --insecure HOST/team/app@multi HOST/prod/app:1.0
                "#]],
            ),
            (
                Oras,
                expect![[r#"
                    # blobs, and what an index lists, come along with the copy of what names them
                    oras cp --from-plain-http --to-plain-http HOST/team/app@sbom HOST/prod/app
                    oras cp --from-plain-http --to-plain-http HOST/team/app@sig HOST/prod/app:amd~.sig
                    oras cp --from-plain-http --to-plain-http HOST/team/app@multi HOST/prod/app:1.0
                "#]],
            ),
            (
                Skopeo,
                expect![[r#"
                    # blobs, and what an index lists, come along with the copy of what names them
                    skopeo copy --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://HOST/team/app@sbom docker://HOST/prod/app@sbom
                    skopeo copy --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://HOST/team/app@sig docker://HOST/prod/app:amd~.sig
                    skopeo copy --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://HOST/team/app@multi docker://HOST/prod/app:1.0
                "#]],
            ),
        ],
    );
}

#[test]
fn whoever_signs_in_is_told_how() {
    let wish = Wish::to_delete([of("2.0")], DeleteWay::Manifest { with_children: false, with_attached: false });
    let user = Some("o'neill".to_owned());
    let realm = "https://auth.example/token?a=$(reboot)".to_owned();
    let token = Access::Token { realm, service: Some("r".to_owned()), user };
    expect![[r##"
        # curl asks for the password. With --netrc in place of -u it takes it from ~/.netrc.
        TOKEN=$(curl -fsSG -u 'o'\''neill' --data-urlencode service=r --data-urlencode scope=repository:team/app:delete 'https://auth.example/token?a=$(reboot)' | jq -r '.token // .access_token')
        # with it fall: 2.0
        curl -fsS -H "Authorization: Bearer $TOKEN" -X DELETE ORIGIN/v2/team/app/manifests/other
    "##]].assert_eq(&shown(Curl, &wish, "https://r.example", &token));
    let password = Access::Password { user: "me".to_owned() };
    expect![[r#"
        # curl asks for the password. With --netrc in place of -u it takes it from ~/.netrc.
        # with it fall: 2.0
        curl -fsS -u me -X DELETE ORIGIN/v2/team/app/manifests/other
    "#]]
    .assert_eq(&shown(Curl, &wish, "https://r.example", &password));
    expect![[r#"
        # Sign in before: crane auth login HOST
        # with it fall: 2.0
        crane delete HOST/team/app@other
    "#]]
    .assert_eq(&shown(Crane, &wish, "https://r.example", &password));
    // Its brackets are a pattern to a shell.
    expect![[r#"
        # with it fall: 2.0
        skopeo delete --tls-verify=false 'docker://HOST/team/app@other'
    "#]]
    .assert_eq(&shown(Skopeo, &wish, "http://[::1]:5000", &Access::Open));
}

#[test]
fn no_change_is_no_line() {
    let wish = Wish::to_delete([of("unheard-of")], DeleteWay::TagOnly);
    assert_eq!(shown(Curl, &wish, "https://r.example", &Access::Open), "\n");
}

#[test]
fn a_file_stops_at_the_first_error() {
    assert_eq!(script(&["one".to_owned(), "two".to_owned()]), "#!/bin/sh\nset -eu\none\ntwo\n");
}
