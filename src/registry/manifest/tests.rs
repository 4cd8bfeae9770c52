//! Documents as builders write them and as servers break them.

use super::*;

const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// A descriptor with a digest made of one digit.
fn descriptor(media_type: &str, digit: &str, size: u64) -> String {
    format!(r#"{{"mediaType":"{media_type}","digest":"sha256:{}","size":{size}}}"#, digit.repeat(64))
}

fn manifest(config: &str, layers: &[&str], more: &str) -> Arc<Manifest> {
    let config = descriptor(config, "a", 100);
    let layers: Vec<String> = layers.iter().map(|layer| descriptor(layer, "b", 1000)).collect();
    let body = format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{}]{more}}}"#, layers.join(","));
    match Document::parse(Some(OCI_MANIFEST), body.as_bytes()) {
        Ok(Document::Image(manifest)) => manifest,
        other => panic!("{other:?}"),
    }
}

/// What a document is, in one word and its media type.
#[track_caller]
fn check(content_type: Option<&str>, body: &str, expected: &str) {
    let found = match Document::parse(content_type, body.as_bytes()) {
        Ok(Document::Image(manifest)) => format!("image {}", manifest.media_type),
        Ok(Document::Index(index)) => format!("index {}", index.media_type),
        Ok(Document::Schema1 { name, tag, architecture, layers }) => {
            format!("schema 1 {name}:{tag} {architecture} {layers}")
        }
        Err(error) => error.to_string(),
    };
    assert_eq!(found, expected, "{body}");
}

#[test]
fn what_it_is() {
    let image = "image application/vnd.oci.image.manifest.v1+json";
    let index = "index application/vnd.oci.image.index.v1+json";
    check(Some(OCI_MANIFEST), r#"{"schemaVersion":2,"layers":[]}"#, image);
    check(Some("application/vnd.oci.image.index.v1+json; charset=utf-8"), r#"{"manifests":null}"#, index);
    check(Some(OCI_INDEX), &format!(r#"{{"mediaType":"{OCI_MANIFEST}"}}"#), index);
    check(Some("application/json"), &format!(r#"{{"mediaType":"{OCI_INDEX}","manifests":[]}}"#), index);
    check(None, r#"{"schemaVersion":2,"manifests":[]}"#, index);
    check(Some("application/octet-stream"), r#"{"schemaVersion":2,"config":{},"layers":[]}"#, image);
    check(
        None,
        &format!(r#"{{"schemaVersion":2,"mediaType":"{DOCKER_MANIFEST}","layers":[]}}"#),
        "image application/vnd.docker.distribution.manifest.v2+json",
    );
    check(
        Some("application/vnd.docker.distribution.manifest.v1+prettyjws"),
        r#"{"schemaVersion":1,"name":"team/app","tag":"1","architecture":"amd64","fsLayers":[{"blobSum":"x"},{"blobSum":"y"}]}"#,
        "schema 1 team/app:1 amd64 2",
    );
    check(None, r#"{"fsLayers":[],"name":"a"}"#, "schema 1 a:  0");
    check(Some(OCI_MANIFEST), "\u{feff}{\"layers\":[]}", image);
    // The bytes decide over what they are called.
    check(Some("text/html"), r#"{"layers":[]}"#, image);
    check(Some(OCI_MANIFEST), r#"{"manifests":[]}"#, index);
    check(Some(OCI_INDEX), r#"{"layers":[]}"#, image);
    check(None, &format!(r#"{{"mediaType":"{OCI_INDEX}","layers":[]}}"#), image);
}

#[test]
fn what_it_is_not() {
    check(None, "", "the document is empty");
    check(Some(OCI_MANIFEST), " \n", "the document is empty");
    check(Some("text/html"), "<!doctype html><p>Sign in", "the document is a web page and not JSON (line 1, column 1)");
    check(Some(OCI_MANIFEST), r#"{"schemaVersion":2,"#, "the document is JSON that was cut off (line 1, column 19)");
    check(Some(OCI_MANIFEST), "{\n\"a\": x}", "the document is not JSON (line 2, column 6)");
    check(None, "{}", "the document is neither a manifest nor an index; it has no members");
    check(None, "[1,2]", "the document is neither a manifest nor an index; it has 2 items in a list");
    check(Some(OCI_INDEX), "true", "the document is neither a manifest nor an index; it has a single value");
    check(
        None,
        r#"{"errors":[{"code":"DENIED"}]}"#,
        "the document is neither a manifest nor an index; it has the members errors",
    );
    check(None, &"[".repeat(100_000), "the document is not JSON (line 1, column 128)");
}

#[test]
fn broken_parts_are_left_out_and_named() {
    let good = descriptor("application/vnd.oci.image.layer.v1.tar+gzip", "b", 7);
    let body = format!(
        r#"{{"mediaType":"{OCI_INDEX}","config":{{"digest":"x"}},"layers":[{good},{{"mediaType":"x","digest":"sha256:1","size":1}},
            {{"mediaType":"x","digest":"a:b","size":-1}},null,{{"digest":"a:b","size":1}}],"annotations":{{"a":"b","c":null,"d":1}},
            "subject":null,"manifests":7}}"#
    );
    let Ok(Document::Image(manifest)) = Document::parse(Some(OCI_MANIFEST), body.as_bytes()) else {
        panic!("a manifest");
    };
    assert_eq!(manifest.layers.len(), 1);
    assert_eq!(manifest.annotations.all(), [("a".to_owned(), "b".to_owned())]);
    expect_test::expect![[r#"
        the content type says application/vnd.oci.image.manifest.v1+json and the document application/vnd.oci.image.index.v1+json
        it has the members of an index and of a manifest
        config is left out: the digest has no algorithm in front of a colon
        layers[1] is left out: a sha256 digest has 64 hexadecimal characters, and this one has 1
        layers[2] is left out: its size is missing or is no whole number
        layers[3] is left out: it has no digest
        layers[4] is left out: it has no media type"#]]
    .assert_eq(&manifest.problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn sizes() {
    let gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    assert_eq!(manifest("application/vnd.oci.image.config.v1+json", &[gzip, gzip], "").total_size(), 2100);
    let mut huge = Manifest::clone(&manifest("application/vnd.oci.image.config.v1+json", &[gzip], ""));
    huge.layers[0].size = u64::MAX;
    assert_eq!(huge.total_size(), u64::MAX);
}

#[test]
fn artifact_manifests_before_oci_1_1() {
    let blob = descriptor("application/vnd.cncf.notary.signature", "c", 5);
    let body = format!(r#"{{"mediaType":"{OCI_ARTIFACT}","artifactType":"a/b","blobs":[{blob}],"subject":{blob}}}"#);
    let Ok(Document::Image(manifest)) = Document::parse(Some(OCI_ARTIFACT), body.as_bytes()) else {
        panic!("a manifest");
    };
    assert_eq!((manifest.layers.len(), manifest.total_size()), (1, 5));
    assert!(manifest.subject.is_some());
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_body(body: Vec<u8>, content_type in "\\PC{0,20}|application/vnd.oci.image.(index|manifest).v1\\+json") {
        let _ = Document::parse(Some(&content_type), &body);
    }

    #[test]
    fn any_members(
        name in "layers|manifests|config|subject|annotations|mediaType|blobs|fsLayers",
        value in "\\[?(null|1|-1|1e400|\"x\"|\\{\\}|\\{\"digest\":\"a:b\",\"size\":[0-9]{1,22},\"mediaType\":\"x\",\"platform\":(null|\\{\"os\":1\\})\\})\\]?",
        content_type in "application/vnd.oci.image.(index|manifest).v1\\+json|",
    ) {
        if let Ok(document) = Document::parse(Some(&content_type), format!("{{\"{name}\":{value}}}").as_bytes()) {
            let _ = document.problems();
            if let Document::Image(manifest) = document {
                let _ = (manifest.kind(), manifest.total_size());
            }
        }
    }
}
