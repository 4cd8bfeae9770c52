//! What is asked for at each depth, and what is known afterwards where something does not come.

use super::*;
use crate::registry::failure::Cause;
use crate::registry::host::RegistryHost;
use crate::registry::script::{Script, run as wait};

const MANIFESTS: &str = "https://r.example/v2/a/manifests";
const OCI: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";

fn image(number: usize, subject: Option<&str>) -> String {
    let subject = subject
        .map(|body| format!(r#","subject":{{"mediaType":"{OCI}","digest":"{}","size":1}}"#, of(body)))
        .unwrap_or_default();
    format!(r#"{{"schemaVersion":2,"mediaType":"{OCI}","layers":[]{subject},"annotations":{{"number":"{number}"}}}}"#)
}

fn index(children: &[(&str, bool)]) -> String {
    let child = |(body, has_platform): &(&str, bool)| {
        let platform = if *has_platform { r#","platform":{"os":"linux","architecture":"arm64"}"# } else { "" };
        format!(r#"{{"mediaType":"{OCI}","digest":"{}","size":1{platform}}}"#, of(body))
    };
    let children = children.iter().map(child).collect::<Vec<_>>().join(",");
    format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{children}]}}"#)
}

fn of(body: &str) -> Digest {
    Digest::of(body.as_bytes())
}

fn list(tags: &[&str]) -> String {
    let tags = tags.iter().map(|tag| format!("\"{tag}\"")).collect::<Vec<_>>().join(",");
    format!("> GET https://r.example/v2/a/tags/list?n=100\n< 200 | | {{\"tags\":[{tags}]}}\n")
}

fn get(what: &str, body: &str) -> String {
    let kind = if body.contains("\"manifests\"") { INDEX } else { OCI };
    format!("> GET {MANIFESTS}/{what} (oci)\n< 200 | Content-Type: {kind} | {body}\n")
}

fn absent(what: &str) -> String {
    format!("> GET {MANIFESTS}/{what} (oci)\n< 404\n> GET {MANIFESTS}/{what} (docker)\n< 404\n")
}

fn referrers(on: &str, answer: &str) -> String {
    format!("> GET https://r.example/v2/a/referrers/{} (oci)\n< {answer}\n", of(on))
}

fn reads(depth: Depth, script: &str) -> Result<Known, Failure> {
    let script = Script::new(script);
    let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
    let told = std::cell::Cell::new((0, 0));
    let repository = Repository::parse("a").expect("a repository");
    let known = wait(read(&client, &repository, depth, &|done, all| told.set((done, all))));
    script.assert_done();
    assert!(known.is_err() || told.get().0 == told.get().1, "it ends when all was read: {:?}", told.get());
    known
}

fn names(known: &Known) -> Vec<(&str, Option<&Digest>)> {
    known.tags.iter().map(|(tag, digest)| (tag.as_str(), digest.as_ref())).collect()
}

#[test]
fn by_names_images_of_an_index_are_not_read_and_what_may_be_one_is() {
    let (image, unknown) = (image(1, None), image(2, None));
    let index = index(&[(&image, true), (&unknown, false)]);
    let script = [list(&["1", "2"]), get("1", &index), get("2", &index), get(of(&unknown).as_str(), &unknown)];
    let known = reads(Depth::Names, &script.concat()).expect("a repository");
    assert!(known.is_whole && !known.asked_for_referrers);
    assert_eq!(names(&known), [("1", Some(&of(&index))), ("2", Some(&of(&index)))]);
    let read: BTreeSet<Digest> = known.manifests.keys().cloned().collect();
    assert_eq!(read, BTreeSet::from([of(&index), of(&unknown)]));
    assert_eq!(known.manifests[&of(&index)].children.len(), 2);
}

#[test]
fn all_is_what_names_lead_to_and_what_hangs_there() {
    let image = image(1, None);
    let signature = self::image(2, Some(&image));
    let hangs = format!("200 | Content-Type: {INDEX} | {}", index(&[(&signature, false)]));
    let nothing = format!("200 | Content-Type: {INDEX} | {}", index(&[]));
    let script = [
        list(&["1"]),
        get("1", &image),
        referrers(&image, &hangs),
        get(of(&signature).as_str(), &signature),
        referrers(&signature, &nothing),
    ];
    let known = reads(Depth::All, &script.concat()).expect("a repository");
    assert!(known.asked_for_referrers);
    assert_eq!(known.manifests[&of(&signature)].subject, Some(of(&image)));
    let without = [list(&["1"]), get("1", &image), referrers(&image, "404")];
    assert!(!reads(Depth::All, &without.concat()).expect("a repository").asked_for_referrers);
}

#[test]
fn what_a_tag_is_named_after_is_looked_for_last() {
    let signature = image(2, None);
    let signed = TagRole::Signature.tag(&of("gone")).expect("a tag");
    let script = [
        list(&[signed.as_str()]),
        get(signed.as_str(), &signature),
        referrers(&signature, "404"),
        absent(of("gone").as_str()),
    ];
    let known = reads(Depth::All, &script.concat()).expect("a repository");
    assert_eq!(known.missing, BTreeSet::from([of("gone")]));
}

#[test]
fn of_these_alone_is_read_what_they_lead_to() {
    let image = image(1, None);
    let index = index(&[(&image, true)]);
    let signature = self::image(2, None);
    let signed = TagRole::Signature.tag(&of(&image)).expect("a tag");
    let these = vec![Version::Tag(Tag::parse("1").expect("a tag")), Version::Digest(of("gone"))];
    let script = [
        list(&["1", "2", signed.as_str()]),
        format!("> GET {MANIFESTS}/1 (oci)\n< 200 | Content-Type: {INDEX} | {index}\n"),
        format!("> GET {MANIFESTS}/{} (oci)\n< 404\n", of("gone")),
    ];
    // Both are on their way at once.
    let rest = [
        format!("> GET {MANIFESTS}/{} (docker)\n< 404\n", of("gone")),
        get(of(&image).as_str(), &image),
        referrers(&index, "404"),
        get(signed.as_str(), &signature),
    ];
    let script = Script::new(&[script.concat(), rest.concat()].concat());
    let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
    let repository = Repository::parse("a").expect("a repository");
    let known = wait(read(&client, &repository, Depth::These(these), &|_, _| ())).expect("a repository");
    script.assert_done();
    assert_eq!(names(&known), [("1", Some(&of(&index))), ("2", None), (signed.as_str(), Some(&of(&signature)))]);
    assert_eq!(known.missing, BTreeSet::from([of("gone")]));
    assert_eq!(known.manifests.len(), 3);
}

#[test]
fn more_is_read_of_some_of_what_is_known() {
    let (image, other) = (image(1, None), image(2, None));
    let (chosen, stays) = (index(&[(&image, true)]), index(&[(&other, true)]));
    let script = [
        list(&["1", "2"]),
        get("1", &chosen),
        get("2", &stays),
        get(of(&image).as_str(), &image),
        referrers(&chosen, "404"),
    ];
    let script = Script::new(&script.concat());
    let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
    let repository = Repository::parse("a").expect("a repository");
    let known = wait(read(&client, &repository, Depth::Names, &|_, _| ())).expect("a repository");
    assert_eq!(known.manifests.len(), 2);
    let these = [Version::Tag(Tag::parse("1").expect("a tag"))];
    let more = wait(read_more(&client, known.clone(), &these, &|_, _| ())).expect("more");
    script.assert_done();
    assert_eq!(more.tags, known.tags);
    let read: BTreeSet<Digest> = more.manifests.into_keys().collect();
    assert_eq!(read, BTreeSet::from([of(&chosen), of(&stays), of(&image)]));
}

#[test]
fn what_does_not_come_is_told_apart() {
    let script = [list(&["1", "2"]), absent("1"), format!("> GET {MANIFESTS}/2 (oci)\n< 502\n")];
    let swapped = script.concat().replace(
        &format!("> GET {MANIFESTS}/1 (docker)\n< 404\n> GET {MANIFESTS}/2 (oci)\n< 502\n"),
        &format!("> GET {MANIFESTS}/2 (oci)\n< 502\n> GET {MANIFESTS}/1 (docker)\n< 404\n"),
    );
    let known = reads(Depth::Names, &swapped).expect("a repository");
    assert_eq!(names(&known), [("2", None)], "a name with nothing behind it is none");
    let tag = |name: &str| Tag::parse(name).expect("a tag");
    assert_eq!(known.empty_tags, BTreeSet::from([tag("1")]));
    assert_eq!(known.unread_tags, BTreeMap::from([(tag("2"), "the answer was 502".to_owned())]));
    let busy = [list(&["1"]), format!("> GET {MANIFESTS}/1 (oci)\n< 429\n")].concat();
    let failure = reads(Depth::Names, &busy).expect_err("too much");
    assert!(matches!(*failure.cause, Cause::RateLimited { .. }));
    let unknown = r#"404 | | {"errors":[{"code":"NAME_UNKNOWN"}]}"#;
    let nothing = format!("> GET https://r.example/v2/a/tags/list?n=100\n< {unknown}\n");
    let empty = reads(Depth::These(Vec::new()), &nothing).expect("nothing yet");
    assert!(empty.is_whole && empty.tags.is_empty());
    assert_eq!(reads(Depth::Names, &nothing).expect_err("no repository").status(), Some(404));
}

#[test]
fn where_manifests_are_counted_each_is_fetched_once() {
    let image = image(1, None);
    let counted =
        format!("200 | Content-Type: {OCI} ;; RateLimit-Limit: 100;w=21600 ;; RateLimit-Remaining: 99;w=21600");
    let head = |tag: &str| {
        format!(
            "> HEAD {MANIFESTS}/{tag} (oci)\n< 200 | Content-Type: {OCI} ;; Docker-Content-Digest: {} |\n",
            of(&image)
        )
    };
    let script = [
        list(&["1"]),
        format!("> GET {MANIFESTS}/1 (oci)\n< {counted} | {image}\n"),
        list(&["1", "2"]),
        head("1"),
        head("2"),
    ];
    let script = Script::new(&[script.concat(), get(of(&image).as_str(), &image)].concat());
    let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
    let repository = Repository::parse("a").expect("a repository");
    for many in [1, 2] {
        let known = wait(read(&client, &repository, Depth::Names, &|_, _| ())).expect("a repository");
        assert_eq!((known.tags.len(), known.manifests.len()), (many, 1));
    }
    script.assert_done();
}
