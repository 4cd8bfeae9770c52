//! Searches on registries with and without lists of referrers, request by request, and what people push to mislead them.

use super::*;
use crate::registry::host::RegistryHost;
use crate::registry::http::Http;
use crate::registry::in_order::Name;
use crate::registry::referrers::Claim;
use crate::registry::script::{Script, run};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// A manifest of an artifact type that is about something, or about nothing.
fn artifact(artifact_type: &str, subject: &str) -> String {
    let subject = match subject {
        "" => String::new(),
        digest => format!(r#","subject":{{"mediaType":"{MANIFEST}","digest":"{digest}","size":1}}"#),
    };
    format!(r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","artifactType":"{artifact_type}","layers":[]{subject}}}"#)
}

fn digest(body: &str) -> String {
    Digest::of(body.as_bytes()).to_string()
}

fn entry(body: &str, artifact_type: &str) -> String {
    format!(
        r#"{{"mediaType":"{MANIFEST}","digest":"{}","size":{},"artifactType":"{artifact_type}"}}"#,
        digest(body),
        body.len()
    )
}

fn index(entries: &[String]) -> String {
    format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{}]}}"#, entries.join(","))
}

/// A question for the registry's list, and the answer to it.
fn list(of: &str, answer: &str) -> String {
    format!("> GET https://r.example/v2/a/referrers/{of} (oci)\n< {answer}\n")
}

fn here(body: &str) -> String {
    format!("200 | Content-Type: {INDEX} | {body}")
}

/// A question for a manifest, and the answer to it.
fn get(version: &str, answer: &str) -> String {
    format!("> GET https://r.example/v2/a/manifests/{version} (oci)\n< {answer}\n")
}

fn read(body: &str) -> String {
    get(&digest(body), &format!("200 | Content-Type: {MANIFEST} | {body}"))
}

fn tag(digest: &str, ending: &str) -> String {
    format!("{}{ending}", digest.replace(':', "-"))
}

const NO: &str = "404 | Content-Type: text/plain | 404 page not found";
const NOT_THERE: &str = r#"404 | Content-Type: application/json | {"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#;

fn client(script: &Script) -> Client<&Script> {
    Client::new(script, RegistryHost::parse("https://r.example").expect("a registry"), None)
}

fn search(opened: &str, tags: Option<&[String]>) -> Search {
    let document = Document::parse(None, opened.as_bytes()).expect("a document");
    let tags = tags.map(|tags| {
        let names: Vec<Name> = tags.iter().map(|tag| Name::from(tag.as_str())).collect();
        run(AttachedTags::among(&crate::registry::script::Busy::default(), &names))
    });
    Search::begin(&Repository::parse("a").expect("a repository"), &Digest::of(opened.as_bytes()), &document, tags)
}

fn go<H: Http>(search: &mut Search, client: &Client<H>) {
    while run(search.step(client)) {}
}

/// What was found, a line each.
fn told(search: &Search) -> String {
    let line = |hanging: &Hanging| {
        let claim = match hanging.claim() {
            Claim::Fits => String::new(),
            Claim::NotRead => " not read".to_owned(),
            Claim::Nothing => " about nothing".to_owned(),
            Claim::Another(_) => " about something else".to_owned(),
        };
        let other = hanging.other_kind().map_or(String::new(), |kind| format!(" listed as {}", kind.name()));
        format!("{}{}{claim}{other}", "  ".repeat(hanging.depth - 1), hanging.kind().name())
    };
    search.found.hanging.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn image() -> String {
    format!(r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","layers":[]}}"#)
}

#[test]
fn nothing_hangs_there() {
    let image = image();
    let of = digest(&image);
    // A registry with lists: two requests.
    let script = Script::new(&(list(&of, &here(&index(&[]))) + &get(&tag(&of, ".sig"), NOT_THERE)));
    let mut with = search(&image, None);
    go(&mut with, &client(&script));
    script.assert_done();
    assert_eq!((told(&with).as_str(), with.found.has_lists), ("", Some(true)));
    assert_eq!(with.unasked(), Unasked { names: true, ..Unasked::default() });
    // One without: three, and two from then on.
    for no in [NO, "blocked", "405 | |"] {
        let others = get(&tag(&of, ""), NOT_THERE) + &get(&tag(&of, ".sig"), NOT_THERE);
        let script = Script::new(&(list(&of, no) + &others + &others));
        let client = client(&script);
        for _ in 0..2 {
            let mut without = search(&image, None);
            go(&mut without, &client);
            assert_eq!((told(&without).as_str(), without.found.has_lists), ("", Some(false)), "{no}");
            assert!(without.found.failures.is_empty(), "{no}");
            assert_eq!(without.found.asked_names, [TagRole::List, TagRole::Signature]);
        }
        script.assert_done();
    }
    // Where the tags are known: one, and none from then on.
    let script = Script::new(&list(&of, NO));
    let client = client(&script);
    for _ in 0..2 {
        let mut known = search(&image, Some(&["1.0".to_owned()]));
        go(&mut known, &client);
        assert_eq!(known.unasked(), Unasked::default());
    }
    script.assert_done();
}

#[test]
fn the_rest_is_asked_for_where_somebody_wants_it() {
    let image = image();
    let of = digest(&image);
    let attestation = r#"{"schemaVersion":2,"layers":[{"mediaType":"application/vnd.dsse.envelope.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":3,"annotations":{"predicateType":"https://slsa.dev/provenance/v1"}}]}"#;
    let first = list(&of, NO) + &get(&tag(&of, ""), NOT_THERE) + &get(&tag(&of, ".sig"), NOT_THERE);
    let second = get(&tag(&of, ".att"), &format!("200 | | {attestation}")) + &get(&tag(&of, ".sbom"), NOT_THERE);
    let second =
        second + &get(&tag(&digest(attestation), ""), NOT_THERE) + &get(&tag(&digest(attestation), ".sig"), NOT_THERE);
    let script = Script::new(&(first + &second));
    let client = client(&script);
    let mut search = search(&image, None);
    go(&mut search, &client);
    search.go_further();
    go(&mut search, &client);
    script.assert_done();
    assert_eq!((told(&search).as_str(), search.unasked()), ("SLSA provenance", Unasked::default()));
}

#[test]
fn a_signature_of_an_sbom_of_an_image() {
    let image = image();
    let sbom = artifact("application/spdx+json", &digest(&image));
    let signature = artifact("application/vnd.cncf.notary.signature", &digest(&sbom));
    let script = Script::new(
        &[
            list(&digest(&image), &here(&index(&[entry(&sbom, "application/spdx+json")]))),
            read(&sbom),
            list(&digest(&sbom), &here(&index(&[entry(&signature, "application/vnd.cncf.notary.signature")]))),
            read(&signature),
            list(&digest(&signature), &here(&index(&[]))),
        ]
        .concat(),
    );
    let mut search = search(&image, Some(&[]));
    go(&mut search, &client(&script));
    script.assert_done();
    assert_eq!(told(&search), "SPDX SBOM\n  Notation signature");
    assert_eq!(search.found.hanging[1].parent, Some(0));
}

#[test]
fn the_same_by_tags_alone() {
    let image = image();
    let sbom = artifact("application/spdx+json", &digest(&image));
    let signature = r#"{"schemaVersion":2,"layers":[{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":3}]}"#;
    let tags = [tag(&digest(&image), ""), tag(&digest(&sbom), ".sig"), "latest".to_owned()];
    let script = Script::new(
        &[
            list(&digest(&image), NO),
            get(&tags[0], &here(&index(&[entry(&sbom, "application/spdx+json")]))),
            read(&sbom),
            get(&tags[1], &format!("200 | Content-Type: {MANIFEST} | {signature}")),
        ]
        .concat(),
    );
    let mut search = search(&image, Some(&tags));
    go(&mut search, &client(&script));
    script.assert_done();
    assert_eq!(told(&search), "SPDX SBOM\n  cosign signature");
    assert_eq!(search.found.hanging[1].found_in, FoundIn::Tag(TagRole::Signature));
}

/// Where the tags are not known, what hangs on what hangs there is asked for by name as well, once somebody wants it.
#[test]
fn names_of_what_was_found() {
    let image = image();
    let (sbom, other) = (artifact("application/spdx+json", &digest(&image)), artifact("x/other", &digest(&image)));
    let script = Script::new(
        &[
            list(&digest(&image), NO),
            get(&tag(&digest(&image), ""), &here(&index(&[entry(&sbom, "application/spdx+json")]))),
            get(&tag(&digest(&image), ".sig"), NOT_THERE),
            read(&sbom),
            // Now somebody wants it.
            get(&tag(&digest(&image), ".att"), NOT_THERE),
            get(&tag(&digest(&image), ".sbom"), &format!("200 | Content-Type: {MANIFEST} | {other}")),
            get(&tag(&digest(&sbom), ""), NOT_THERE),
            get(&tag(&digest(&sbom), ".sig"), NOT_THERE),
            get(&tag(&digest(&other), ""), NOT_THERE),
            get(&tag(&digest(&other), ".sig"), NOT_THERE),
        ]
        .concat(),
    );
    let client = client(&script);
    let mut search = search(&image, None);
    go(&mut search, &client);
    search.go_further();
    go(&mut search, &client);
    script.assert_done();
    assert_eq!((told(&search).as_str(), search.unasked()), ("SPDX SBOM\nx/other", Unasked::default()));
}

#[test]
fn an_index_and_its_platforms() {
    let (amd64, arm64) = (artifact("x/amd64", ""), artifact("x/arm64", ""));
    let attestation = r#"{"schemaVersion":2,"layers":[{"mediaType":"application/vnd.in-toto+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":3,"annotations":{"in-toto.io/predicate-type":"https://slsa.dev/provenance/v0.2"}}]}"#;
    let about = format!(
        r#"{{"mediaType":"{MANIFEST}","digest":"{}","size":1,"platform":{{"os":"unknown","architecture":"unknown"}},"annotations":{{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{}"}}}}"#,
        digest(attestation),
        digest(&arm64)
    );
    let opened = index(&[entry(&amd64, ""), entry(&arm64, ""), about]);
    let sbom = artifact("application/spdx+json", &digest(&amd64));
    let first =
        [list(&digest(&opened), &here(&index(&[]))), get(&digest(attestation), &format!("200 | | {attestation}"))];
    let second = [
        list(&digest(&amd64), &here(&index(&[entry(&sbom, "application/spdx+json")]))),
        list(&digest(&arm64), &here(&index(&[]))),
        read(&sbom),
        list(&digest(&sbom), &here(&index(&[]))),
    ];
    let script = Script::new(&[first.concat(), second.concat()].concat());
    let client = client(&script);
    let mut search = search(&opened, Some(&[]));
    go(&mut search, &client);
    assert_eq!(
        (told(&search).as_str(), search.unasked()),
        ("SLSA provenance", Unasked { platforms: 2, ..Unasked::default() })
    );
    assert_eq!(search.found.hanging[0].on.as_str(), digest(&arm64));
    search.go_further();
    go(&mut search, &client);
    script.assert_done();
    assert_eq!((told(&search).as_str(), search.unasked()), ("SLSA provenance\nSPDX SBOM", Unasked::default()));
    assert_eq!(search.found.hanging[1].on.as_str(), digest(&amd64));
}

/// Those of an image for ten platforms would cost ten pulls of a hundred.
#[test]
fn many_attestations_are_read_where_somebody_wants_it() {
    let about = |at: usize| {
        format!(
            r#"{{"mediaType":"{MANIFEST}","digest":"{}","size":1,"annotations":{{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{}"}}}}"#,
            digest(&artifact("x/attestation", &at.to_string())),
            digest(&at.to_string())
        )
    };
    let opened = index(&(0..4).map(about).collect::<Vec<_>>());
    let reads: String = (0..4).map(|at| read(&artifact("x/attestation", &at.to_string()))).collect();
    let script = Script::new(&(list(&digest(&opened), NO) + &reads));
    let client = client(&script);
    let mut search = search(&opened, Some(&[]));
    go(&mut search, &client);
    assert_eq!(told(&search), ["in-toto attestation not read"; 4].join("\n"));
    assert_eq!(search.unasked(), Unasked { attestations: 4, ..Unasked::default() });
    search.go_further();
    go(&mut search, &client);
    script.assert_done();
    assert_eq!(search.unasked(), Unasked::default());
}

/// Lies, doubles and circles are told or left out, and end.
#[test]
fn what_is_pushed_to_mislead() {
    let image = image();
    let of = digest(&image);
    let (elsewhere, nowhere) = (artifact("application/spdx+json", &digest("other")), artifact("text/spdx", ""));
    let other_kind = artifact("application/vnd.acme.rocket", &of);
    let twice = entry(&elsewhere, "application/spdx+json");
    let entries = [
        twice.clone(),
        twice,
        entry(&image, "application/vnd.acme.itself"),
        entry(&nowhere, "text/spdx"),
        entry(&other_kind, "application/vnd.cncf.notary.signature"),
        entry("gone", "application/sarif+json"),
    ];
    let back = here(&index(&[entry(&image, ""), entry(&elsewhere, "")]));
    let script = Script::new(
        &[
            list(&of, &here(&index(&entries))),
            read(&elsewhere),
            read(&nowhere),
            read(&other_kind),
            get(&digest("gone"), NOT_THERE),
            get(&digest("gone"), NOT_THERE).replace("(oci)", "(docker)"),
            list(&digest(&elsewhere), &back),
            list(&digest(&nowhere), &back),
            list(&digest(&other_kind), "500 | |"),
            list(&digest("gone"), "200 | | {\"manifests\":[{"),
        ]
        .concat(),
    );
    let mut search = search(&image, Some(&[]));
    go(&mut search, &client(&script));
    script.assert_done();
    expect_test::expect![[r#"
        SPDX SBOM about something else
        SPDX SBOM about nothing
        application/vnd.acme.rocket listed as Notation signature
        SARIF report not read"#]]
    .assert_eq(&told(&search));
    assert_eq!(search.found.failures.len(), 2, "a server that fails, and a list that was cut");
}

#[test]
fn a_thousand_of_them_in_pages() {
    let image = image();
    let of = digest(&image);
    let entries = |from: usize| (from..from + 600).map(|at| entry(&at.to_string(), "x/y")).collect::<Vec<_>>();
    let address = format!("https://r.example/v2/a/referrers/{of}");
    let page = |from: usize| {
        format!("200 | Content-Type: {INDEX} ;; Link: <?page=2>; rel=\"next\" | {}", index(&entries(from)))
    };
    let mut script = list(&of, &page(0)) + &format!("> GET {address}?page=2 (oci)\n< {}\n", page(600));
    // The first of them are read by themselves.
    for at in 0..30 {
        script += &get(&digest(&at.to_string()), if at == 29 { "429 | |" } else { "500 | |" });
    }
    let script = Script::new(&script);
    let mut search = search(&image, Some(&[]));
    go(&mut search, &client(&script));
    script.assert_done();
    assert_eq!((search.found.hanging.len(), search.found.has_more), (1_000, true));
    assert_eq!(search.unasked().waiting, 2_000 - 30, "whoever says that it is too much is asked no more");
}

#[test]
fn what_hangs_on_what_hangs_ends_somewhere() {
    let image = image();
    let mut on = image.clone();
    let mut script = String::new();
    for _ in 0..8 {
        let next = artifact("x/y", &digest(&on));
        script += &list(&digest(&on), &here(&index(&[entry(&next, "x/y")])));
        script += &read(&next);
        on = next;
    }
    let script = Script::new(&script);
    let mut search = search(&image, Some(&[]));
    go(&mut search, &client(&script));
    script.assert_done();
    assert_eq!(search.found.hanging.last().map(|last| last.depth), Some(8));
}
