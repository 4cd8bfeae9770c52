//! Which digest a tag has, and what is kept under which name.

use super::super::host::RegistryHost;
use super::super::reference::Tag;
use super::super::script::{Script, run};
use super::*;

const MANIFEST: &str = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0},"layers":[]}"#;
const TYPE: &str = "Content-Type: application/vnd.oci.image.manifest.v1+json";

/// The digest of a tag whose manifest comes with this header, or what is wrong with it.
fn told(header: &str, body: &str) -> String {
    let script = Script::new(&format!(
        "> GET https://r.example/v2/a/manifests/1 (oci)
         < 200 | {TYPE}{header} | {body}"
    ));
    let registry = RegistryHost::parse("https://r.example").expect("a registry");
    let client = Client::new(&script, registry, None);
    let (repository, tag) = (Repository::parse("a").expect("a repository"), Tag::parse("1").expect("a tag"));
    match run(manifest(&client, &repository, &Version::Tag(tag), None)) {
        Ok(fetched) => fetched.digest.to_string(),
        Err(failure) => match &*failure.cause {
            Cause::DigestMismatch { wanted, found } => format!("{wanted} is {found}"),
            other => format!("{other:?}"),
        },
    }
}

#[test]
fn the_digest_of_a_tag_is_computed() {
    let right = Digest::of(MANIFEST.as_bytes()).to_string();
    assert_eq!(told("", MANIFEST), right);
    assert_eq!(told(&format!(" ;; Docker-Content-Digest: {right}"), MANIFEST), right);
    assert_eq!(told(" ;; Docker-Content-Digest: nonsense", MANIFEST), right);
}

#[test]
fn a_digest_that_is_not_that_of_the_bytes_is_told_with_both() {
    let wrong = Digest::of(b"something else").to_string();
    let right = Digest::of(MANIFEST.as_bytes());
    assert_eq!(told(&format!(" ;; Docker-Content-Digest: {wrong}"), MANIFEST), format!("{wrong} is {right}"));
    let wrong = Digest::parse(&format!("sha512:{}", "0".repeat(128))).expect("a digest");
    let right = wrong.of_the_same_kind(MANIFEST.as_bytes()).expect("computed here");
    assert_eq!(told(&format!(" ;; Docker-Content-Digest: {wrong}"), MANIFEST), format!("{wrong} is {right}"));
    assert_eq!(told(&format!(" ;; Docker-Content-Digest: {right}"), MANIFEST), right.to_string());
}

#[test]
fn an_algorithm_that_is_not_computed_here_is_believed_and_not_kept() {
    assert_eq!(told(" ;; Docker-Content-Digest: blake3:abc", MANIFEST), "blake3:abc");
    let unknown = Digest::parse("blake3:abc").expect("a digest");
    let request = Request::get("https://r.example/".parse().expect("an address")).named(&unknown);
    assert!(!request.named.expect("a name").fits(MANIFEST.as_bytes()));
}

#[test]
fn only_the_content_itself_fits_its_name() {
    let request = Request::get("https://r.example/".parse().expect("an address")).named(&Digest::of(b"right"));
    let named = request.named.expect("a name");
    assert!(named.fits(b"right"));
    assert!(!named.fits(b"wrong"));
}
