use expect_test::expect;

use super::*;
use crate::changes::wish::BringBack;
use crate::registry::script::{Busy, run};

fn moment(text: &str) -> Moment {
    time::parse(text).expect("a time")
}

fn tag(name: &str) -> Tag {
    Tag::parse(name).expect("a tag")
}

fn change(action: Action, names: Vec<NameChange>, because: Because, outcome: Option<ChangeOutcome>) -> RecordedChange {
    let at = outcome.is_some().then(|| moment("2026-12-01T12:00:01Z"));
    RecordedChange { change: Change { action, names, because }, outcome, at }
}

fn fall(name: &str, before: &Digest) -> NameChange {
    NameChange { tag: tag(name), before: Some(before.clone()), after: None }
}

fn record() -> Record {
    let (index, image) = (Digest::of(b"{\"an\": \"index\"}"), Digest::of(b"\xff\xfe"));
    let repository = |name: &str| Repository::parse(name).expect("a name");
    let put =
        |tag: Option<Tag>, from| Action::Put { tag, digest: image.clone(), media_type: MediaType::OciManifest, from };
    let words = "MANIFEST_UNKNOWN: manifest unknown".to_owned();
    let changes = vec![
        change(
            Action::DeleteManifest(index.clone()),
            vec![fall("1.0", &index), fall("latest", &index)],
            Because::Rule("older than 30 days".to_owned()),
            Some(ChangeOutcome::Done),
        ),
        change(
            Action::DeleteManifest(image.clone()),
            Vec::new(),
            Because::ChildOf(index.clone()),
            Some(ChangeOutcome::Unknown { why: "the answer was blocked".to_owned() }),
        ),
        change(
            Action::DeleteTag(tag("a")),
            vec![fall("a", &image)],
            Because::Chosen,
            Some(ChangeOutcome::Stayed { tags: vec![tag("a")] }),
        ),
        change(
            Action::ReplaceAndDelete(tag("b")),
            vec![fall("b", &image)],
            Because::Chosen,
            Some(ChangeOutcome::PutBack { status: 405, words: words.clone() }),
        ),
        change(
            put(Some(tag("latest")), None),
            vec![NameChange { tag: tag("latest"), before: Some(image.clone()), after: Some(index.clone()) }],
            Because::Chosen,
            Some(ChangeOutcome::Done),
        ),
        change(
            put(None, Some(repository("team/app"))),
            Vec::new(),
            Because::AttachedTo(image.clone()),
            Some(ChangeOutcome::Refused { status: 400, words }),
        ),
        change(
            Action::Mount { blob: image.clone(), size: 7, from: repository("team/app") },
            Vec::new(),
            Because::Chosen,
            Some(ChangeOutcome::NotMounted),
        ),
        change(
            Action::DeleteTag(tag("c")),
            vec![fall("c", &image)],
            Because::Chosen,
            Some(ChangeOutcome::Moved { tag: tag("c"), planned: Some(image.clone()), found: None }),
        ),
        change(
            Action::DeleteTag(tag("d")),
            vec![fall("d", &image)],
            Because::Chosen,
            Some(ChangeOutcome::NotSent { why: "the list of tags did not come".to_owned() }),
        ),
        change(Action::DeleteTag(tag("e")), vec![fall("e", &image)], Because::Chosen, Some(ChangeOutcome::NotReached)),
        change(Action::DeleteTag(tag("f")), vec![fall("f", &image)], Because::Chosen, None),
    ];
    Record {
        registry: RegistryHost::parse("http://localhost:5000").expect("a host"),
        repository: repository("team/app"),
        planned: moment("2026-12-01T12:00:00Z"),
        ended: Some(moment("2026-12-01T12:01:00Z")),
        changes,
        documents: vec![
            KeptDocument { digest: index, media_type: MediaType::OciIndex, bytes: b"{\"an\": \"index\"}".to_vec() },
            KeptDocument { digest: image, media_type: MediaType::OciManifest, bytes: b"\xff\xfe".to_vec() },
        ],
    }
}

fn read(text: &str) -> Result<Record, RecordError> {
    run(Record::read(&Busy::default(), text.as_bytes()))
}

fn written(record: &Record) -> String {
    run(record.write(&Busy::default()))
}

#[test]
fn what_is_written_is_read_again() {
    let record = record();
    assert_eq!(read(&written(&record)), Ok(record.clone()));
    let planned = Record { ended: None, changes: Vec::new(), documents: Vec::new(), ..record };
    assert_eq!(read(&written(&planned)), Ok(planned));
}

#[test]
fn as_it_is_written() {
    let mut record = record();
    record.changes.truncate(2);
    expect![[r#"
        {
        "kind": "pierglass.changes",
        "version": 1,
        "registry": "http://localhost:5000",
        "repository": "team/app",
        "planned": "2026-12-01T12:00:00Z",
        "ended": "2026-12-01T12:01:00Z",
        "changes": [
        {"at":"2026-12-01T12:00:01Z","because":{"rule":"older than 30 days"},"digest":"sha256:a224c2d84e5b3b554826d98289241373dbfb8d442a253e46be978ca0e325746a","do":"delete-manifest","names":[{"after":null,"before":"sha256:a224c2d84e5b3b554826d98289241373dbfb8d442a253e46be978ca0e325746a","tag":"1.0"},{"after":null,"before":"sha256:a224c2d84e5b3b554826d98289241373dbfb8d442a253e46be978ca0e325746a","tag":"latest"}],"outcome":{"is":"done"}},
        {"at":"2026-12-01T12:00:01Z","because":{"childOf":"sha256:a224c2d84e5b3b554826d98289241373dbfb8d442a253e46be978ca0e325746a"},"digest":"sha256:b3d510ef04275ca8e698e5b3cbb0ece3949ef9252f0cdc839e9ee347409a2209","do":"delete-manifest","names":[],"outcome":{"is":"unknown","why":"the answer was blocked"}}
        ],
        "documents": [
        {"digest":"sha256:a224c2d84e5b3b554826d98289241373dbfb8d442a253e46be978ca0e325746a","mediaType":"application/vnd.oci.image.index.v1+json","text":"{\"an\": \"index\"}"},
        {"base64":"//4=","digest":"sha256:b3d510ef04275ca8e698e5b3cbb0ece3949ef9252f0cdc839e9ee347409a2209","mediaType":"application/vnd.oci.image.manifest.v1+json"}
        ]
        }
    "#]]
    .assert_eq(&written(&record));
}

#[test]
fn what_comes_back() {
    let (index, image) = (Digest::of(b"{\"an\": \"index\"}"), Digest::of(b"\xff\xfe"));
    let expected = BringBack {
        names: vec![(tag("1.0"), index.clone()), (tag("latest"), index.clone()), (tag("a"), image.clone())],
        documents: vec![(index, MediaType::OciIndex), (image, MediaType::OciManifest)],
    };
    assert_eq!(record().bring_back(), expected);
}

/// Changes a text once, and says what is then wrong with it.
#[track_caller]
fn check(from: &str, to: &str, expected: &str) {
    let text = written(&record());
    assert!(text.contains(from), "{from} is not in {text}");
    let error = read(&text.replacen(from, to, 1)).expect_err("an error");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn what_is_no_record() {
    check("pierglass.changes", "something", "the file is no record of changes");
    check("\"version\": 1", "\"version\": 2", "the record is of version 2, and this page reads version 1");
    check("\"team/app\"", "\"Team\"", "repository: the part \"Team\" of the repository name has upper-case letters");
    check("\"2026-12-01T12:00:00Z\"", "\"today\"", "planned: expected a time such as \"2026-11-22T18:05:09Z\"");
    check("\"2026-12-01T12:00:00Z\"", "null", "planned: expected a time such as \"2026-11-22T18:05:09Z\"");
    check("\"changes\": [", "\"more\": 1, \"changes\": [", "\"more\": there is no such member");
    check("\"delete-manifest\"", "\"burn\"", "changes[0].do: \"burn\" is nothing that is done");
    check(
        "\"tag\":\"1.0\"",
        "\"tag\":\"a b\"",
        "changes[0].names[0].tag: the tag \"a b\" has the character ' ' where it is not allowed",
    );
    check("\"tag\":\"1.0\"", "\"tag\":1", "changes[0].names[0].tag: expected a text");
    check("\"is\":\"done\"", "\"is\":\"well\"", "changes[0].outcome.is: \"well\" is nothing that became of a change");
    check("\"status\":405", "\"status\":70000", "changes[3].outcome.status: expected a status");
    check("\"because\":\"chosen\"", "\"because\":\"me\"", "changes[2].because: expected an object");
    check("\"because\":\"chosen\"", "\"because\":{\"whim\":1}", "changes[2].because.rule: the member is missing");
    let index = Digest::of(b"{\"an\": \"index\"}");
    check("\\\"index\\\"", "\\\"other\\\"", &format!("documents[0]: the bytes are not those that {index} names"));
    check("\"base64\":\"//4=\"", "\"base64\":\"//4\"", "documents[1].base64: expected base64");
    for (text, expected) in [
        ("", "the document is empty"),
        ("[]", "expected an object"),
        ("{}", "the file is no record of changes"),
        ("<html>", "the document is a web page and not JSON (line 1, column 1)"),
    ] {
        assert_eq!(read(text).expect_err(text).to_string(), expected);
    }
    let long = run(Record::read(&Busy::default(), &vec![b' '; (64 << 20) + 1])).expect_err("too long");
    assert_eq!(long.to_string(), "the file has 67108865 bytes, and a record has at most 67108864");
}
