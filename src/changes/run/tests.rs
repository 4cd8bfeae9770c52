//! What becomes of a change for each way in which a registry may answer, and what is sent for it.

use super::*;
use crate::changes::known::{Child, Entry};
use crate::changes::outcome::ChangeOutcome;
use crate::changes::plan::{Action, Because, NameChange};
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::digest::Digest;
use crate::registry::host::RegistryHost;
use crate::registry::media_type::MediaType;
use crate::registry::reference::Repository;
use crate::registry::script::{Script, run as wait};

const MANIFESTS: &str = "https://r.example/v2/a/manifests";
const OCI: &str = "Content-Type: application/vnd.oci.image.manifest.v1+json";

/// The bytes of a manifest that nothing is like but one of the same number.
fn bytes(number: usize) -> String {
    let config = Digest::of(b"{}");
    format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":2}},"layers":[],"annotations":{{"number":"{number}"}}}}"#
    )
}

fn digest(number: usize) -> Digest {
    Digest::of(bytes(number).as_bytes())
}

fn tag(name: &str) -> Tag {
    Tag::parse(name).expect("a tag")
}

fn known(tags: &[(&str, usize)]) -> Known {
    let entry = Entry {
        media_type: MediaType::OciManifest,
        kind: ArtifactKind::Image,
        size: 1,
        children: Vec::new(),
        blobs: Vec::new(),
        subject: None,
        created: None,
    };
    Known {
        repository: Repository::parse("a").expect("a repository"),
        tags: tags.iter().map(|(name, number)| (tag(name), Some(digest(*number)))).collect(),
        unread_tags: Default::default(),
        empty_tags: Default::default(),
        is_whole: true,
        manifests: tags.iter().map(|(_, number)| (digest(*number), entry.clone())).collect(),
        unread: Default::default(),
        missing: Default::default(),
        asked_for_referrers: false,
    }
}

fn change(action: Action, names: &[(&str, Option<usize>, Option<usize>)]) -> Change {
    let name = |(name, before, after): &(&str, Option<usize>, Option<usize>)| NameChange {
        tag: tag(name),
        before: before.map(digest),
        after: after.map(digest),
    };
    Change { action, names: names.iter().map(name).collect(), because: Because::Chosen }
}

/// Runs some steps as a script has it.
#[track_caller]
fn check(known: &Known, steps: &[Change], documents: &[KeptDocument], script: &str) -> Vec<Done> {
    let script = Script::new(script);
    let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
    let plan = Plan {
        repository: known.repository.clone(),
        steps: steps.to_vec(),
        left_alone: Vec::new(),
        breaks: Vec::new(),
        freed: 0,
        is_freed_certain: true,
    };
    let options = Options { from: 0, documents, is_stopped: &|| false };
    let done = wait(run(&client, known, &plan, &options, &|_, _| ()));
    script.assert_done();
    done
}

#[track_caller]
fn one(known: &Known, step: Change, script: &str) -> Done {
    check(known, &[step], &[], script).remove(0)
}

/// A tag, or a digest, that is there.
fn names(what: &str, number: usize) -> String {
    format!("> HEAD {MANIFESTS}/{what} (oci)\n< 200 | {OCI} ;; Docker-Content-Digest: {} |\n", digest(number))
}

fn is_there(number: usize) -> String {
    names(digest(number).as_str(), number)
}

fn gone(what: &str) -> String {
    format!("> HEAD {MANIFESTS}/{what} (oci)\n< 404\n> HEAD {MANIFESTS}/{what} (docker)\n< 404\n")
}

fn fetched(number: usize) -> String {
    format!("> GET {MANIFESTS}/{} (oci)\n< 200 | {OCI} | {}\n", digest(number), bytes(number))
}

fn sent(method: &str, what: &str, answer: &str) -> String {
    format!("> {method} {MANIFESTS}/{what}\n< {answer}\n")
}

fn list(tags: &[&str]) -> String {
    let tags = tags.iter().map(|tag| format!("\"{tag}\"")).collect::<Vec<_>>().join(",");
    format!("> GET https://r.example/v2/a/tags/list?n=100\n< 200 | | {{\"tags\":[{tags}]}}\n")
}

fn delete_tag() -> Change {
    change(Action::DeleteTag(tag("1")), &[("1", Some(1), None)])
}

fn delete_manifest() -> Change {
    change(Action::DeleteManifest(digest(1)), &[("1", Some(1), None)])
}

#[test]
fn a_name_falls_and_what_it_named_stays() {
    let known = known(&[("1", 1), ("same", 1)]);
    let before = [names("1", 1), names("same", 1), fetched(1)].concat();
    let delete = |answer: &str| sent("DELETE", "1", answer);
    let good = [before.clone(), delete("202"), gone("1"), names("same", 1), is_there(1)].concat();
    assert_eq!(one(&known, delete_tag(), &good).outcome, ChangeOutcome::Done);
    // container-registry says 202 and nothing changes.
    let stayed = [before.clone(), delete("202"), names("1", 1), names("same", 1), is_there(1)].concat();
    assert_eq!(one(&known, delete_tag(), &stayed).outcome, ChangeOutcome::Stayed { tags: vec![tag("1")] });
    let more = [before.clone(), delete("202"), gone("1"), gone("same"), gone(digest(1).as_str())].concat();
    let also_fell = ChangeOutcome::AlsoFell { tags: vec![tag("same")], manifest: Some(digest(1)) };
    let done = one(&known, delete_tag(), &more);
    // The record can bring it back.
    assert_eq!((done.outcome, done.document.map(|kept| kept.digest)), (also_fell, Some(digest(1))));
    let refused = r#"400 | | {"errors":[{"code":"DIGEST_INVALID","message":"provided digest did not match"}]}"#;
    let done = one(&known, delete_tag(), &[before.clone(), delete(refused)].concat());
    let words = "DIGEST_INVALID: provided digest did not match".to_owned();
    assert_eq!(done.outcome, ChangeOutcome::Refused { status: 400, words });
    assert_eq!(done.failure.and_then(|failure| failure.status()), Some(400));
    for (status, words) in [("409", "immutable"), ("405", "off"), ("403", "denied"), ("412", "kept")] {
        let answer = format!(r#"{status} | | {{"errors":[{{"code":"DENIED","message":"{words}"}}]}}"#);
        let outcome = one(&known, delete_tag(), &[before.clone(), delete(&answer)].concat()).outcome;
        let status = status.parse().expect("a status");
        assert_eq!(outcome, ChangeOutcome::Refused { status, words: format!("DENIED: {words}") });
    }
}

#[test]
fn a_name_that_moved_stops_it_before_anything_is_sent() {
    let moved = ChangeOutcome::Moved { tag: tag("1"), planned: Some(digest(1)), found: Some(digest(2)) };
    let all = check(&known(&[("1", 1)]), &[delete_tag(), delete_tag()], &[], &names("1", 2));
    assert_eq!([&all[0].outcome, &all[1].outcome], [&moved, &ChangeOutcome::NotReached]);
    let unread = one(&known(&[("1", 1)]), delete_tag(), &format!("> HEAD {MANIFESTS}/1 (oci)\n< 502"));
    assert_eq!(unread.outcome, ChangeOutcome::NotSent { why: "the answer was 502".to_owned() });
}

#[test]
fn a_manifest_goes_with_its_names_and_its_bytes_are_kept() {
    let known = known(&[("1", 1), ("2", 2)]);
    let looked = [names("1", 1), list(&["1", "2"]), names("2", 2)].concat();
    let kept = [is_there(1), fetched(1)].concat();
    let delete = |answer: &str| sent("DELETE", digest(1).as_str(), answer);
    let after = [gone("1"), gone(digest(1).as_str())].concat();
    let done = one(&known, delete_manifest(), &[&*looked, &kept, &delete("202"), &after].concat());
    assert_eq!((&done.outcome, done.was_gone, done.not_looked_at), (&ChangeOutcome::Done, false, 0));
    let document = KeptDocument { digest: digest(1), media_type: MediaType::OciManifest, bytes: bytes(1).into_bytes() };
    assert_eq!(done.document, Some(document));
    let late = one(&known, delete_manifest(), &[&*looked, &kept, &delete("404"), &after].concat());
    assert_eq!((late.outcome, late.was_gone), (ChangeOutcome::Done, true));
    let stays = [names("1", 1), is_there(1)].concat();
    let stayed = one(&known, delete_manifest(), &[&*looked, &kept, &delete("202"), &stays].concat());
    assert_eq!(stayed.outcome, ChangeOutcome::Stayed { tags: vec![tag("1")] });
    // No answer: what is there says what came of it.
    let silent = one(&known, delete_manifest(), &[&*looked, &kept, &delete("blocked"), &after].concat());
    assert_eq!(silent.outcome, ChangeOutcome::Done);
    assert!(silent.failure.is_some(), "the answer is missed");
    let unknown = one(&known, delete_manifest(), &[&*looked, &kept, &delete("timeout"), &stays].concat());
    let why = format!("no answer came that could be read; the tag 1 names {} now", digest(1));
    assert_eq!(unknown.outcome, ChangeOutcome::Unknown { why });
}

#[test]
fn names_that_came_meanwhile_stop_a_manifest_from_going() {
    let known = known(&[("1", 1), ("2", 2)]);
    let new = [names("1", 1), list(&["1", "2", "new"]), names("new", 1), names("2", 2)].concat();
    let moved = |name: &str, planned: Option<usize>, found: usize| ChangeOutcome::Moved {
        tag: tag(name),
        planned: planned.map(digest),
        found: Some(digest(found)),
    };
    assert_eq!(one(&known, delete_manifest(), &new).outcome, moved("new", None, 1));
    let other = [names("1", 1), list(&["1", "2"]), names("2", 1)].concat();
    assert_eq!(one(&known, delete_manifest(), &other).outcome, moved("2", Some(2), 1));
}

#[test]
fn an_index_that_is_still_there_keeps_what_it_lists() {
    let mut known = known(&[("1", 1), ("index", 2)]);
    let index = known.manifests.get_mut(&digest(2)).expect("an index");
    index.children.push(Child { digest: digest(1), platform: None });
    let done = one(&known, delete_manifest(), &[names("1", 1), is_there(2)].concat());
    let why = format!("the index {}, which lists it, is still there", digest(2));
    assert_eq!(done.outcome, ChangeOutcome::NotSent { why });
}

#[test]
fn what_is_gone_already_is_not_deleted() {
    let known = known(&[("2", 2)]);
    let child = change(Action::DeleteManifest(digest(1)), &[]);
    let done = one(&known, child, &[list(&["2"]), names("2", 2), gone(digest(1).as_str())].concat());
    assert_eq!((done.outcome, done.was_gone), (ChangeOutcome::Done, true));
}

#[test]
fn many_other_names_are_not_read_again_and_that_is_said() {
    let many: Vec<String> = (0..201).map(|number| format!("other{number}")).collect();
    let mut tags: Vec<(&str, usize)> = many.iter().map(|name| (name.as_str(), 2)).collect();
    tags.push(("1", 1));
    let listed: Vec<&str> = tags.iter().map(|(name, _)| *name).collect();
    let all = listed.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(",");
    let page = format!("> GET https://r.example/v2/a/tags/list?n=100\n< 200 | | {{\"tags\":[{all}]}}\n");
    let after = [gone("1"), gone(digest(1).as_str())].concat();
    let script = [names("1", 1), page, is_there(1), fetched(1), sent("DELETE", digest(1).as_str(), "202"), after];
    let done = one(&known(&tags), delete_manifest(), &script.concat());
    assert_eq!((done.outcome, done.not_looked_at), (ChangeOutcome::Done, 201));
}

#[test]
fn bytes_are_put_as_they_are() {
    let known = known(&[("1", 1), ("2", 2)]);
    let action =
        |tag: Option<Tag>| Action::Put { tag, digest: digest(1), media_type: MediaType::OciManifest, from: None };
    let put = change(action(Some(tag("2"))), &[("2", Some(2), Some(1))]);
    let body = format!("(application/vnd.oci.image.manifest.v1+json {})", digest(1));
    let sent = |what: &str, answer: &str| format!("> PUT {MANIFESTS}/{what} {body}\n< {answer}\n");
    let before = [names("2", 2), fetched(1)].concat();
    let good = [before.clone(), sent("2", "201"), names("2", 1), is_there(1)].concat();
    assert_eq!(one(&known, put.clone(), &good).outcome, ChangeOutcome::Done);
    let other = format!("201 | Docker-Content-Digest: {} |", digest(3));
    let outcome = one(&known, put.clone(), &[before, sent("2", &other)].concat()).outcome;
    assert!(matches!(outcome, ChangeOutcome::Unknown { .. }), "{outcome:?}");
    let changed = format!("> GET {MANIFESTS}/{} (oci)\n< 200 | {OCI} | {}\n", digest(1), bytes(5));
    let docker = changed.replace("(oci)", "(docker)").replace("< 200", "< 404");
    let outcome = one(&known, put, &[names("2", 2), changed.clone()].concat()).outcome;
    assert_eq!(outcome, ChangeOutcome::NotSent { why: format!("what came has the digest {}", digest(5)) }, "{docker}");
    // From a record, where no repository has it any more; only if it is what its digest names.
    let back = change(action(None), &[]);
    let record = |number: usize| {
        [KeptDocument { digest: digest(1), media_type: MediaType::OciManifest, bytes: bytes(number).into_bytes() }]
    };
    let script = [sent(digest(1).as_str(), "201"), is_there(1)].concat();
    assert_eq!(check(&known, std::slice::from_ref(&back), &record(1), &script)[0].outcome, ChangeOutcome::Done);
    let why = "the record's bytes have another digest".to_owned();
    assert_eq!(check(&known, &[back], &record(2), "")[0].outcome, ChangeOutcome::NotSent { why });
}

#[test]
fn a_blob_is_mounted_or_the_upload_is_taken_back() {
    let known = known(&[]);
    let blob = Digest::of(b"layer");
    let mount =
        change(Action::Mount { blob: blob.clone(), size: 5, from: Repository::parse("b").expect("a repository") }, &[]);
    let asked = format!(
        "> POST https://r.example/v2/a/blobs/uploads/?mount=sha256%3A{}&from=b\n< ",
        blob.as_str().trim_start_matches("sha256:")
    );
    let outcome = |answer: &str| one(&known, mount.clone(), &format!("{asked}{answer}")).outcome;
    assert_eq!(outcome("201"), ChangeOutcome::Done);
    let begun = "202 | Location: /v2/a/blobs/uploads/uuid?_state=x |";
    let deleted = "\n> DELETE https://r.example/v2/a/blobs/uploads/uuid?_state=x\n< ";
    assert_eq!(outcome(&format!("{begun}{deleted}204")), ChangeOutcome::NotMounted);
    let is_unknown = |answer: &str| assert!(matches!(outcome(answer), ChangeOutcome::Unknown { .. }), "{answer}");
    is_unknown(&format!("{begun}{deleted}404"));
    is_unknown("202");
    is_unknown("202 | Location: https://elsewhere.example/v2/a/blobs/uploads/uuid |");
    is_unknown(&format!("202 | Location: /v2/a/manifests/{} |", digest(1)));
    is_unknown("blocked");
    assert!(matches!(outcome("403"), ChangeOutcome::Refused { status: 403, .. }));
}

mod over_a_tag {
    use super::*;

    /// What is put over the tag, at the time of the script.
    fn other() -> (String, Digest) {
        let config = Digest::of(b"{}");
        let text = format!(
            r#"{{"annotations":{{"io.pierglass.named-before":"{}","io.pierglass.put-at":"1000000","io.pierglass.put-over":"1"}},"config":{{"digest":"{config}","mediaType":"application/vnd.oci.image.config.v1+json","size":2}},"layers":[],"mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2}}"#,
            digest(1)
        );
        let digest = Digest::of(text.as_bytes());
        (text, digest)
    }

    fn outcome(script: &[String]) -> ChangeOutcome {
        let replace = change(Action::ReplaceAndDelete(tag("1")), &[("1", Some(1), None)]);
        let before = [names("1", 1), fetched(1)].concat();
        one(&known(&[("1", 1)]), replace, &format!("{before}{}", script.concat())).outcome
    }

    fn put(what: &Digest, answer: &str) -> String {
        format!("> PUT {MANIFESTS}/1 (application/vnd.oci.image.manifest.v1+json {what})\n< {answer}\n")
    }

    fn names_other() -> String {
        format!("> HEAD {MANIFESTS}/1 (oci)\n< 200 | {OCI} ;; Docker-Content-Digest: {} |\n", other().1)
    }

    #[test]
    fn the_right_to_delete_is_proven_first() {
        let (_, other) = other();
        let delete = |answer: &str| sent("DELETE", other.as_str(), answer);
        assert!(matches!(outcome(&[delete("405")]), ChangeOutcome::Refused { status: 405, .. }));
        assert!(matches!(outcome(&[delete("403")]), ChangeOutcome::Refused { status: 403, .. }));
        assert!(matches!(outcome(&[delete("blocked")]), ChangeOutcome::NotSent { .. }));
        let good = [delete("404"), put(&other, "201"), delete("202"), gone("1"), gone("1"), is_there(1)];
        assert_eq!(outcome(&good), ChangeOutcome::Done);
    }

    #[test]
    fn what_cannot_be_deleted_is_put_back() {
        let (_, other) = other();
        let delete = |answer: &str| sent("DELETE", other.as_str(), answer);
        let refused =
            [delete("404"), put(&other, "201"), delete("409"), names_other(), put(&digest(1), "201"), names("1", 1)];
        assert_eq!(outcome(&refused), ChangeOutcome::PutBack { status: 409, words: String::new() });
        let stuck =
            [delete("202"), put(&other, "201"), delete("500"), names_other(), put(&digest(1), "500"), names_other()];
        assert!(matches!(outcome(&stuck), ChangeOutcome::Unknown { .. }));
        // Somebody else named another one meanwhile: that stays, and is said.
        let moved = [delete("404"), put(&other, "201"), delete("202"), names("1", 7), names("1", 7), is_there(1)];
        assert_eq!(outcome(&moved), ChangeOutcome::Stayed { tags: vec![tag("1")] });
    }
}

#[test]
fn who_goes_on_starts_from_what_there_is() {
    let known = known(&[("1", 1), ("2", 2)]);
    let other = change(Action::DeleteManifest(digest(2)), &[("2", Some(2), None)]);
    let script = [
        // The first step was refused: its name stays, which is as before it.
        names("1", 1),
        names("2", 2),
        list(&["1", "2"]),
        names("1", 1),
        is_there(2),
        fetched(2),
        sent("DELETE", digest(2).as_str(), "202"),
        gone("2"),
        gone(digest(2).as_str()),
    ];
    let script = Script::new(&script.concat());
    let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
    let plan = Plan {
        repository: known.repository.clone(),
        steps: vec![delete_manifest(), other],
        left_alone: Vec::new(),
        breaks: Vec::new(),
        freed: 0,
        is_freed_certain: true,
    };
    let options = Options { from: 1, documents: &[], is_stopped: &|| false };
    let done = wait(run(&client, &known, &plan, &options, &|at, _| assert_eq!(at, 1)));
    script.assert_done();
    assert_eq!(done.iter().map(|done| &done.outcome).collect::<Vec<_>>(), [&ChangeOutcome::Done]);
    let stopped = Options { is_stopped: &|| true, from: 0, documents: &[] };
    let none = wait(run(&client, &known, &plan, &stopped, &|_, _| panic!("nothing is tried")));
    assert!(none.iter().all(|done| done.outcome == ChangeOutcome::NotReached) && none.len() == 2);
}
