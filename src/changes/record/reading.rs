//! Reading a record again. A file that somebody hands over may be anything: what is not a record in every part is none.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::{KIND, Record, RecordedChange, VERSION};
use crate::changes::kept_document::KeptDocument;
use crate::changes::outcome::ChangeOutcome;
use crate::changes::plan::{Action, Because, Change, NameChange};
use crate::registry::digest::Digest;
use crate::registry::host::RegistryHost;
use crate::registry::http::{Http, Moment};
use crate::registry::json::{self, JsonError};
use crate::registry::media_type::MediaType;
use crate::registry::reference::{Repository, Tag};
use crate::registry::slices::Slices;
use crate::registry::time;
use crate::registry::visible::quoted;

/// A record of 10,000 tags, each with an index and two images, has some 25 MB.
const SIZE_LIMIT: usize = 64 << 20;

/// Why a file is no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is too long.
    #[error("the file has {0} bytes, and a record has at most {SIZE_LIMIT}")]
    TooLong(usize),
    /// It is no JSON.
    #[error(transparent)]
    NotJson(#[from] JsonError),
    /// A part of it is not what belongs there.
    #[error("{path}{}{problem}", if .path.is_empty() { "" } else { ": " })]
    At {
        /// Where: `changes[0].names[1].tag`; empty for the whole file.
        path: String,
        /// What.
        problem: RecordProblem,
    },
}

/// What is wrong with a part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordProblem {
    /// It is something else.
    #[error("the file is no record of changes")]
    OtherFile,
    /// It is of another version than this page reads.
    #[error("the record is of version {0}, and this page reads version {VERSION}")]
    OtherVersion(String),
    /// A member that has to be there is not.
    #[error("the member is missing")]
    NoSuchMember,
    /// A member that belongs to nothing.
    #[error("there is no such member")]
    UnknownMember,
    /// The value is of another kind.
    #[error("expected {0}")]
    NotA(&'static str),
    /// The value is a text, and not a good one.
    #[error("{0}")]
    Invalid(String),
    /// The bytes are not what the digest names.
    #[error("the bytes are not those that {0} names")]
    OtherBytes(Digest),
}

type Read<T> = Result<T, RecordError>;

impl Record {
    /// Reads what [`Record::write`] wrote. `http` is asked for the time alone.
    ///
    /// # Errors
    ///
    /// Where any part is not as it should be: which, and what is wrong with it.
    pub async fn read<H: Http>(http: &H, body: &[u8]) -> Read<Record> {
        if body.len() > SIZE_LIMIT {
            return Err(RecordError::TooLong(body.len()));
        }
        let value = json::read(http, body).await?;
        let mut members = Members::of(String::new(), value)?;
        if members.members.remove("kind") != Some(Value::from(KIND)) {
            return Err(members.problem("", RecordProblem::OtherFile));
        }
        let version = members.take("version")?;
        if version.as_u64() != Some(VERSION) {
            return Err(members.problem("", RecordProblem::OtherVersion(version.to_string())));
        }
        let mut slices = Slices::begin(http);
        let mut record = Record {
            registry: members.parsed("registry", RegistryHost::parse)?,
            repository: members.parsed("repository", Repository::parse)?,
            planned: members.time("planned")?.ok_or_else(|| members.problem("planned", RecordProblem::NotA(A_TIME)))?,
            ended: members.time("ended")?,
            changes: Vec::new(),
            documents: Vec::new(),
        };
        for (path, value) in members.list("changes")? {
            record.changes.push(read_change(path, value)?);
            slices.turn(http).await;
        }
        for (path, value) in members.list("documents")? {
            record.documents.push(read_document(path, value)?);
            slices.turn(http).await;
        }
        members.end()?;
        Ok(record)
    }
}

const A_TIME: &str = "a time such as \"2026-11-22T18:05:09Z\"";

fn read_change(path: String, value: Value) -> Read<RecordedChange> {
    let mut members = Members::of(path, value)?;
    let action = match members.text("do")?.as_str() {
        "delete-tag" => Action::DeleteTag(members.parsed("tag", Tag::parse)?),
        "delete-manifest" => Action::DeleteManifest(members.parsed("digest", Digest::parse)?),
        "replace-and-delete" => Action::ReplaceAndDelete(members.parsed("tag", Tag::parse)?),
        "put" => Action::Put {
            tag: members.parsed_or_null("tag", Tag::parse)?,
            digest: members.parsed("digest", Digest::parse)?,
            media_type: MediaType::from(members.text("mediaType")?.as_str()),
            from: members.parsed_or_null("from", Repository::parse)?,
        },
        "mount" => Action::Mount {
            blob: members.parsed("blob", Digest::parse)?,
            size: members.number("size")?,
            from: members.parsed("from", Repository::parse)?,
        },
        other => {
            let problem = RecordProblem::Invalid(format!("{} is nothing that is done", quoted(other)));
            return Err(members.problem("do", problem));
        }
    };
    let because = match members.take("because")? {
        Value::String(word) if word == "chosen" => Because::Chosen,
        value => {
            let mut reason = Members::of(members.at("because"), value)?;
            let because = match reason.members.keys().next().map(String::as_str) {
                Some("childOf") => Because::ChildOf(reason.parsed("childOf", Digest::parse)?),
                Some("attachedTo") => Because::AttachedTo(reason.parsed("attachedTo", Digest::parse)?),
                _ => Because::Rule(reason.text("rule")?),
            };
            reason.end()?;
            because
        }
    };
    let names = members.list("names")?.into_iter().map(|(path, value)| read_name(path, value));
    let names = names.collect::<Read<Vec<NameChange>>>()?;
    let outcome = match members.take("outcome")? {
        Value::Null => None,
        value => Some(read_outcome(members.at("outcome"), value)?),
    };
    let at = members.time("at")?;
    members.end()?;
    Ok(RecordedChange { change: Change { action, names, because }, outcome, at })
}

fn read_name(path: String, value: Value) -> Read<NameChange> {
    let mut members = Members::of(path, value)?;
    let name = NameChange {
        tag: members.parsed("tag", Tag::parse)?,
        before: members.parsed_or_null("before", Digest::parse)?,
        after: members.parsed_or_null("after", Digest::parse)?,
    };
    members.end()?;
    Ok(name)
}

fn read_outcome(path: String, value: Value) -> Read<ChangeOutcome> {
    let mut members = Members::of(path, value)?;
    let outcome = match members.text("is")?.as_str() {
        "done" => ChangeOutcome::Done,
        "refused" => ChangeOutcome::Refused { status: members.status()?, words: members.text("words")? },
        "moved" => ChangeOutcome::Moved {
            tag: members.parsed("tag", Tag::parse)?,
            planned: members.parsed_or_null("planned", Digest::parse)?,
            found: members.parsed_or_null("found", Digest::parse)?,
        },
        "stayed" => ChangeOutcome::Stayed { tags: read_tags(&mut members)? },
        "also-fell" => ChangeOutcome::AlsoFell {
            tags: read_tags(&mut members)?,
            manifest: members.parsed_or_null("manifest", Digest::parse)?,
        },
        "put-back" => ChangeOutcome::PutBack { status: members.status()?, words: members.text("words")? },
        "not-mounted" => ChangeOutcome::NotMounted,
        "unknown" => ChangeOutcome::Unknown { why: members.text("why")? },
        "not-sent" => ChangeOutcome::NotSent { why: members.text("why")? },
        "not-reached" => ChangeOutcome::NotReached,
        other => {
            let problem = RecordProblem::Invalid(format!("{} is nothing that became of a change", quoted(other)));
            return Err(members.problem("is", problem));
        }
    };
    members.end()?;
    Ok(outcome)
}

fn read_tags(members: &mut Members) -> Read<Vec<Tag>> {
    members.list("tags")?.into_iter().map(|(path, value)| parsed(path, value, Tag::parse)).collect()
}

fn read_document(path: String, value: Value) -> Read<KeptDocument> {
    let mut members = Members::of(path, value)?;
    let digest = members.parsed("digest", Digest::parse)?;
    let media_type = MediaType::from(members.text("mediaType")?.as_str());
    let bytes = if members.members.contains_key("base64") {
        let text = members.text("base64")?;
        STANDARD.decode(text).map_err(|_| members.problem("base64", RecordProblem::NotA("base64")))?
    } else {
        members.text("text")?.into_bytes()
    };
    if digest.of_the_same_kind(&bytes).as_ref() != Some(&digest) {
        return Err(members.problem("", RecordProblem::OtherBytes(digest)));
    }
    members.end()?;
    Ok(KeptDocument { digest, media_type, bytes })
}

/// The members of an object that were not taken yet.
struct Members {
    path: String,
    members: Map<String, Value>,
}

impl Members {
    fn of(path: String, value: Value) -> Read<Members> {
        match value {
            Value::Object(members) => Ok(Members { path, members }),
            _ => Err(RecordError::At { path, problem: RecordProblem::NotA("an object") }),
        }
    }

    fn at(&self, name: &str) -> String {
        match (self.path.as_str(), name) {
            ("", name) => name.to_owned(),
            (path, "") => path.to_owned(),
            (path, name) => format!("{path}.{name}"),
        }
    }

    fn problem(&self, name: &str, problem: RecordProblem) -> RecordError {
        RecordError::At { path: self.at(name), problem }
    }

    fn take(&mut self, name: &str) -> Read<Value> {
        self.members.remove(name).ok_or_else(|| self.problem(name, RecordProblem::NoSuchMember))
    }

    fn text(&mut self, name: &str) -> Read<String> {
        text(self.at(name), self.take(name)?)
    }

    fn number(&mut self, name: &str) -> Read<u64> {
        let value = self.take(name)?;
        value.as_u64().ok_or_else(|| self.problem(name, RecordProblem::NotA("a number of bytes")))
    }

    fn status(&mut self) -> Read<u16> {
        let number = self.take("status")?.as_u64().and_then(|number| u16::try_from(number).ok());
        number.ok_or_else(|| self.problem("status", RecordProblem::NotA("a status")))
    }

    fn parsed<T, E: ToString>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, E>) -> Read<T> {
        parsed(self.at(name), self.take(name)?, parse)
    }

    fn parsed_or_null<T, E: ToString>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, E>) -> Read<Option<T>> {
        match self.take(name)? {
            Value::Null => Ok(None),
            value => parsed(self.at(name), value, parse).map(Some),
        }
    }

    fn time(&mut self, name: &str) -> Read<Option<Moment>> {
        let read = |text: &str| time::parse(text).ok_or_else(|| RecordProblem::NotA(A_TIME).to_string());
        self.parsed_or_null(name, read)
    }

    fn list(&mut self, name: &str) -> Read<Vec<(String, Value)>> {
        let path = self.at(name);
        match self.take(name)? {
            Value::Array(items) => {
                Ok(items.into_iter().enumerate().map(|(at, item)| (format!("{path}[{at}]"), item)).collect())
            }
            _ => Err(RecordError::At { path, problem: RecordProblem::NotA("a list") }),
        }
    }

    /// What is left is nothing that belongs there.
    fn end(self) -> Read<()> {
        match self.members.keys().next() {
            Some(name) => Err(self.problem(&quoted(name), RecordProblem::UnknownMember)),
            None => Ok(()),
        }
    }
}

fn text(path: String, value: Value) -> Read<String> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(RecordError::At { path, problem: RecordProblem::NotA("a text") }),
    }
}

fn parsed<T, E: ToString>(path: String, value: Value, parse: impl Fn(&str) -> Result<T, E>) -> Read<T> {
    let text = text(path.clone(), value)?;
    parse(&text).map_err(|error| RecordError::At { path, problem: RecordProblem::Invalid(error.to_string()) })
}

#[cfg(test)]
mod tests;
