//! What is in an artifact: a blob's bytes in, plain data out. Pure.
//!
//! It knows no page and no registry's answers. What something is, its media type proposes and the document itself decides; where the two
//! differ, that is said. A kind has its file here, its variant of [`ArtifactContent`], and its viewer in `ui/pages/image/contents/`.

pub mod archive;
pub mod chart;
pub mod markdown;
mod promised;

use std::sync::Arc;

use archive::Archive;
use chart::Chart;
use serde_json::Value;

use crate::registry::annotations::Annotations;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::descriptor::Descriptor;
use crate::registry::http::Http;
use crate::registry::json::{self, JsonError};
use crate::registry::media_type::MediaType;

/// What a blob is found to be, and what is to be said against that.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadBlob {
    /// What it is.
    pub content: ArtifactContent,
    /// What it is called and is not, or why it could not be read as what it is called: a sentence.
    pub doubt: Option<String>,
}

/// What is in a blob. The bytes themselves stay with whoever has them.
#[derive(Clone, Debug, PartialEq)]
pub enum ArtifactContent {
    /// What a Helm chart says of itself.
    Chart(Box<Chart>),
    /// The files of an archive, also those of a Helm chart.
    Archive(Arc<Archive>),
    /// A text in Markdown, by its name or its type.
    Markdown,
    /// WebAssembly, by its first bytes.
    Wasm,
    /// Nothing: no byte, or the empty JSON object that stands for nothing.
    Empty,
    /// JSON of no kind that is known here.
    Json,
    /// A text that is no JSON.
    Text,
    /// Anything else.
    Bytes,
}

/// Reads a blob that came whole. JSON is read by the piece, so that others can work meanwhile.
pub async fn read<H: Http>(http: &H, blob: &Descriptor, bytes: &[u8]) -> ReadBlob {
    let content = match json::read(http, bytes).await {
        Ok(value) => Ok(of_json(blob, value)),
        Err(problem) => Err((of_bytes(http, blob, bytes).await, problem)),
    };
    let called = called(blob);
    match content {
        Ok(content) => {
            let promised = promised::other_than_promised(blob, &content);
            ReadBlob { doubt: promised.or_else(|| other_than(called.as_ref(), &content)), content }
        }
        Err((content, problem)) => {
            let broken = broken(blob, bytes, &content, &problem);
            let broken = broken.or_else(|| promised::other_than_promised(blob, &content));
            ReadBlob { doubt: broken.or_else(|| other_than(called.as_ref(), &content)), content }
        }
    }
}

impl ArtifactContent {
    /// What it is in a word or two: as [`ArtifactKind::name`] has it, where that has it.
    pub fn name(&self) -> &'static str {
        match self {
            ArtifactContent::Chart(_) => "Helm chart",
            ArtifactContent::Archive(archive) if archive.is_chart() => "Helm chart",
            ArtifactContent::Archive(_) => "an archive",
            ArtifactContent::Markdown => "Markdown",
            ArtifactContent::Wasm => "Wasm module",
            ArtifactContent::Empty => "empty",
            ArtifactContent::Json => "JSON",
            ArtifactContent::Text => "text",
            ArtifactContent::Bytes => "bytes",
        }
    }
}

/// What a JSON document says of itself.
fn of_json(blob: &Descriptor, value: Value) -> ArtifactContent {
    if (blob.media_type.as_str().starts_with(chart::CONFIG) || Chart::is_one(&value))
        && let Some(chart) = Chart::read(&value)
    {
        return ArtifactContent::Chart(Box::new(chart));
    }
    match value {
        Value::Object(members) if members.is_empty() => ArtifactContent::Empty,
        _ => ArtifactContent::Json,
    }
}

/// What is no JSON.
async fn of_bytes<H: Http>(http: &H, blob: &Descriptor, bytes: &[u8]) -> ArtifactContent {
    if bytes.starts_with(WASM) {
        return ArtifactContent::Wasm;
    }
    if let Some(archive) = Archive::read(http, bytes).await {
        return ArtifactContent::Archive(Arc::new(archive));
    }
    match std::str::from_utf8(bytes) {
        Ok("") => ArtifactContent::Empty,
        Ok(text) if !text.contains('\0') && promised::is_markdown(blob) => ArtifactContent::Markdown,
        Ok(text) if !text.contains('\0') => ArtifactContent::Text,
        _ => ArtifactContent::Bytes,
    }
}

/// What WebAssembly begins with.
const WASM: &[u8] = b"\0asm";

/// What its media type calls it, where that is a kind with a name.
fn called(blob: &Descriptor) -> Option<ArtifactKind> {
    let kind = ArtifactKind::of(Some(blob.media_type.as_str()), None, &[], &Annotations::default());
    (!matches!(kind, ArtifactKind::Artifact(_) | ArtifactKind::Image)).then_some(kind)
}

/// A sentence where something is called one thing and is another.
fn other_than(called: Option<&ArtifactKind>, content: &ArtifactContent) -> Option<String> {
    let is_plain = matches!(
        content,
        ArtifactContent::Json
            | ArtifactContent::Text
            | ArtifactContent::Bytes
            | ArtifactContent::Empty
            | ArtifactContent::Markdown
            | ArtifactContent::Archive(_)
    );
    match called {
        Some(kind) if !is_plain && kind.name() != content.name() => {
            Some(format!("It is called {} and is {}.", kind.name(), content.name()))
        }
        _ => None,
    }
}

/// A sentence where JSON was promised and something else came.
fn broken(blob: &Descriptor, bytes: &[u8], content: &ArtifactContent, problem: &JsonError) -> Option<String> {
    let begins_so =
        bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'{' | b'['));
    let is_promised = is_json(&blob.media_type) || begins_so && *content == ArtifactContent::Text;
    let said = match problem {
        JsonError::Empty => "there is nothing in it".to_owned(),
        other => other.to_string(),
    };
    is_promised.then(|| format!("It should be JSON, and {said}."))
}

/// Whether a type promises JSON.
fn is_json(media_type: &MediaType) -> bool {
    let name = media_type.as_str().to_ascii_lowercase();
    name.ends_with("+json") || name.ends_with("/json")
}

#[cfg(test)]
mod tests;
