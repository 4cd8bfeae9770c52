//! Writing a record down.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{KIND, Record, RecordedChange, VERSION};
use crate::changes::kept_document::KeptDocument;
use crate::changes::outcome::ChangeOutcome;
use crate::changes::plan::{Action, Because, NameChange};
use crate::registry::digest::Digest;
use crate::registry::http::Http;
use crate::registry::reference::{Repository, Tag};
use crate::registry::slices::Slices;
use crate::registry::time;

impl Record {
    /// Writes it down, a change on a line. `http` is asked for the time alone.
    pub async fn write<H: Http>(&self, http: &H) -> String {
        let mut slices = Slices::begin(http);
        let head = [
            ("kind", json!(KIND)),
            ("version", json!(VERSION)),
            ("registry", json!(self.registry.to_string())),
            ("repository", json!(self.repository.as_str())),
            ("planned", json!(time::iso(self.planned))),
            ("ended", json!(self.ended.map(time::iso))),
        ];
        let mut text = String::from("{\n");
        head.iter().for_each(|(name, value)| text.push_str(&format!("\"{name}\": {value},\n")));
        text.push_str("\"changes\": [");
        for (at, change) in self.changes.iter().enumerate() {
            push_line(&mut text, at, &recorded(change));
            slices.turn(http).await;
        }
        text.push_str("\n],\n\"documents\": [");
        for (at, document) in self.documents.iter().enumerate() {
            push_line(&mut text, at, &kept(document));
            slices.turn(http).await;
        }
        text.push_str("\n]\n}\n");
        text
    }
}

fn push_line(text: &mut String, at: usize, value: &Value) {
    text.push_str(if at == 0 { "\n" } else { ",\n" });
    text.push_str(&value.to_string());
}

fn recorded(recorded: &RecordedChange) -> Value {
    let RecordedChange { change, outcome, at } = recorded;
    let mut value = action(&change.action);
    value["because"] = because(&change.because);
    value["names"] = change.names.iter().map(name_change).collect();
    value["outcome"] = outcome.as_ref().map_or(Value::Null, outcome_value);
    value["at"] = json!(at.map(time::iso));
    value
}

fn action(action: &Action) -> Value {
    match action {
        Action::DeleteTag(tag) => json!({"do": "delete-tag", "tag": tag.as_str()}),
        Action::DeleteManifest(digest) => json!({"do": "delete-manifest", "digest": digest.as_str()}),
        Action::ReplaceAndDelete(tag) => json!({"do": "replace-and-delete", "tag": tag.as_str()}),
        Action::Put { tag, digest, media_type, from } => json!({
            "do": "put",
            "tag": tag.as_ref().map(Tag::as_str),
            "digest": digest.as_str(),
            "mediaType": media_type.as_str(),
            "from": from.as_ref().map(Repository::as_str),
        }),
        Action::Mount { blob, size, from } => {
            json!({"do": "mount", "blob": blob.as_str(), "size": size, "from": from.as_str()})
        }
    }
}

fn because(because: &Because) -> Value {
    match because {
        Because::Chosen => json!("chosen"),
        Because::ChildOf(digest) => json!({"childOf": digest.as_str()}),
        Because::AttachedTo(digest) => json!({"attachedTo": digest.as_str()}),
        Because::Rule(words) => json!({"rule": words}),
    }
}

fn name_change(name: &NameChange) -> Value {
    let digest = |digest: &Option<Digest>| digest.as_ref().map(Digest::to_string);
    json!({"tag": name.tag.as_str(), "before": digest(&name.before), "after": digest(&name.after)})
}

fn outcome_value(outcome: &ChangeOutcome) -> Value {
    let digest = |digest: &Option<Digest>| digest.as_ref().map(Digest::to_string);
    match outcome {
        ChangeOutcome::Done => json!({"is": "done"}),
        ChangeOutcome::Refused { status, words } => json!({"is": "refused", "status": status, "words": words}),
        ChangeOutcome::Moved { tag, planned, found } => {
            json!({"is": "moved", "tag": tag.as_str(), "planned": digest(planned), "found": digest(found)})
        }
        ChangeOutcome::Stayed { tags } => {
            json!({"is": "stayed", "tags": tags.iter().map(Tag::as_str).collect::<Vec<_>>()})
        }
        ChangeOutcome::AlsoFell { tags, manifest } => {
            let tags: Vec<&str> = tags.iter().map(Tag::as_str).collect();
            json!({"is": "also-fell", "tags": tags, "manifest": digest(manifest)})
        }
        ChangeOutcome::PutBack { status, words } => json!({"is": "put-back", "status": status, "words": words}),
        ChangeOutcome::NotMounted => json!({"is": "not-mounted"}),
        ChangeOutcome::Unknown { why } => json!({"is": "unknown", "why": why}),
        ChangeOutcome::NotSent { why } => json!({"is": "not-sent", "why": why}),
        ChangeOutcome::NotReached => json!({"is": "not-reached"}),
    }
}

fn kept(document: &KeptDocument) -> Value {
    let mut value = json!({"digest": document.digest.as_str(), "mediaType": document.media_type.as_str()});
    match std::str::from_utf8(&document.bytes) {
        Ok(text) => value["text"] = json!(text),
        Err(_) => value["base64"] = json!(STANDARD.encode(&document.bytes)),
    }
    value
}
