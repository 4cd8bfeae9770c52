//! Which digest a tag has, and what is kept under which name.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::host::RegistryHost;
use super::super::http::{Answer, HttpError, Moment};
use super::super::reference::Tag;
use super::super::script::{Script, run};
use super::*;
use crate::registry::http::Named;

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
    let Named { digest, check } = request.named.expect("a name");
    assert!(check(&digest).is_none());
}

const LIST: &str =
    r#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[]}"#;
const LIST_TYPE: &str = "Content-Type: application/vnd.docker.distribution.manifest.list.v2+json";
const SCHEMA_1: &str = r#"{"schemaVersion":1,"name":"a","tag":"1","architecture":"amd64","fsLayers":[{"blobSum":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}"#;
const SCHEMA_1_TYPE: &str = "Content-Type: application/vnd.docker.distribution.manifest.v1+prettyjws";

/// What a tag is, after these answers to the first and to the second pair of types.
fn after(first: &str, second: &str) -> Result<Fetched, Failure> {
    let script = Script::new(&format!(
        "> GET https://r.example/v2/a/manifests/1 (oci)
         < {first}
         > GET https://r.example/v2/a/manifests/1 (docker)
         < {second}"
    ));
    let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
    let (repository, tag) = (Repository::parse("a").expect("a repository"), Tag::parse("1").expect("a tag"));
    run(manifest(&client, &repository, &Version::Tag(tag), None))
}

#[test]
fn the_second_pair_of_types_is_asked_for_where_the_first_is_refused() {
    // Distribution 3 of a Docker list: 400. Others: 404, 406, 415. Distribution 2.8 of a Docker image: schema 1.
    let rewritten = format!("200 | {SCHEMA_1_TYPE} | {SCHEMA_1}");
    let refused = r#"400 | | {"errors":[{"code":"MANIFEST_INVALID","message":"manifest invalid","detail":{}}]}"#;
    for first in [refused, "404", "406", "415", &rewritten] {
        let found = after(first, &format!("200 | {LIST_TYPE} | {LIST}")).expect("a list");
        assert!(matches!(found.document, Document::Index(_)), "{first}");
        assert_eq!(found.digest, Digest::of(LIST.as_bytes()));
    }
    // Where neither is there, the first refusal is told; and nothing of a document that the registry has rewritten.
    let failure = after(refused, "404").expect_err("a refusal");
    assert_eq!(failure.status(), Some(400));
    let failure = after(&rewritten, "500").expect_err("a refusal");
    assert_eq!(failure.status(), Some(500));
}

#[test]
fn the_digest_of_schema_1_is_that_of_its_payload() {
    let schema1 = format!("200 | {SCHEMA_1_TYPE} | {SCHEMA_1}");
    assert_eq!(after(&schema1, &schema1).expect("a document").digest, Digest::of(SCHEMA_1.as_bytes()));
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let length = SCHEMA_1.len() - 1;
    let protected = encode(&format!(r#"{{"formatLength":{length},"formatTail":"{}"}}"#, encode("}")));
    let signed = format!(r#"{},"signatures":[{{"protected":"{protected}"}}]}}"#, &SCHEMA_1[..length]);
    let told = |digest: &Digest| format!("200 | {SCHEMA_1_TYPE} ;; Docker-Content-Digest: {digest} | {signed}");
    let right = Digest::of(SCHEMA_1.as_bytes());
    assert_eq!(after(&told(&right), &told(&right)).expect("a document").digest, right);
    let wrong = told(&Digest::of(signed.as_bytes()));
    let failure = after(&wrong, &wrong).expect_err("another digest");
    assert!(matches!(*failure.cause, Cause::DigestMismatch { .. }));
}

#[test]
fn what_a_browser_did_not_unpack_is_no_wrong_digest() {
    let registry = RegistryHost::parse("https://r.example").expect("a registry");
    for (magic, name) in [(&[0x28, 0xb5, 0x2f, 0xfd, 4][..], "zstd"), (&[0x1f, 0x8b, 8, 0][..], "gzip")] {
        let packed = Response { status: 200, body: magic.to_vec(), ..Response::default() };
        let client = Client::new(Always(packed), registry.clone(), None);
        let version = Version::Digest(Digest::of(b"unpacked"));
        let failure = run(manifest(&client, &Repository::parse("a").expect("a repository"), &version, None));
        let cause = failure.expect_err("it is not readable").cause;
        assert!(matches!(&*cause, Cause::Unreadable { what, .. } if what.contains(name)), "{cause:?}");
    }
    let long = Response { status: 200, body: b"{".to_vec(), truncated: true, ..Response::default() };
    let client = Client::new(Always(long), registry, None);
    let version = Version::Tag(Tag::parse("1").expect("a tag"));
    let failure = run(manifest(&client, &Repository::parse("a").expect("a repository"), &version, None));
    let cause = failure.expect_err("it is too long").cause;
    assert!(matches!(&*cause, Cause::Unreadable { what, .. } if what.contains("longer than 4 MB")), "{cause:?}");
}

/// Answers everything alike.
struct Always(Response);

impl Http for Always {
    async fn send(&self, _: Request) -> Result<Answer, HttpError> {
        Ok(Answer::Read(self.0.clone()))
    }

    fn now(&self) -> Moment {
        Moment::default()
    }
}

#[test]
fn what_is_left_of_a_limit_is_remembered() {
    let digest = Digest::of(MANIFEST.as_bytes());
    let script = Script::new(&format!(
        "> GET https://r.example/v2/a/manifests/1 (oci)
         < 200 | {TYPE} ;; ratelimit-limit: 100;w=21600 ;; ratelimit-remaining: 98;w=21600 | {MANIFEST}
         > GET https://r.example/v2/a/manifests/{digest} (oci)
         < 200 | {TYPE} ;; ratelimit-remaining: 100;w=21600 | {MANIFEST}
         > GET https://r.example/v2/a/manifests/2 (oci)
         < 200 | {TYPE} | {MANIFEST}"
    ));
    let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
    let repository = Repository::parse("a").expect("a repository");
    let left = || client.rate_limit.get().map(|limit| (limit.remaining, limit.limit));
    let named = |name: &str| Version::parse(name).expect("a version");
    for version in ["1", digest.as_str(), "2"] {
        run(manifest(&client, &repository, &named(version), None)).expect("a manifest");
        assert_eq!(left(), Some((98, Some(100))), "{version}");
    }
    client.sign_out();
    assert_eq!(left(), None);
}
