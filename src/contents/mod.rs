//! What is in an artifact: a blob's bytes in, plain data out. Pure.
//!
//! It knows no page and no registry's answers. What something is, its media type proposes and the document itself decides; where the two
//! differ, that is said. A kind has its file here, its variant of [`ArtifactContent`], and its viewer in `ui/pages/image/contents/`.

pub mod archive;
pub mod chart;
pub mod lazy_pull;
pub mod link;
pub mod markdown;
mod member;
pub mod model;
mod promised;
pub mod provenance;
pub mod report;
pub mod sbom;
pub mod statement;
pub mod vex;
pub mod wasm;

use std::sync::Arc;

use serde_json::Value;

use self::archive::Archive;
use self::chart::Chart;
use self::model::AiModel;
use self::report::ScanReport;
use self::sbom::Sbom;
use self::statement::{Statement, Unwrapped};
use self::vex::Vex;
use crate::registry::annotations::Annotations;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::descriptor::Descriptor;
use crate::registry::http::Http;
use crate::registry::json::{self, JsonError};
use crate::registry::media_type::MediaType;
use crate::registry::slices::Slices;
use crate::registry::visible::quoted;

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
    /// A list of materials.
    Sbom(Box<Sbom>),
    /// What somebody states, and what is stated.
    Statement(Box<Statement>),
    /// Which vulnerabilities matter.
    Vex(Vex),
    /// What a scanner found.
    Report(ScanReport),
    /// What a Helm chart says of itself.
    Chart(Box<Chart>),
    /// What an AI model says of itself.
    Model(Box<AiModel>),
    /// The files of an archive, also those of a Helm chart.
    Archive(Arc<Archive>),
    /// A text in Markdown, by its name or its type.
    Markdown,
    /// WebAssembly, by its first bytes.
    Wasm,
    /// A kind, or a form of one, that is known by its name and is not read.
    Unread(&'static str),
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
    match json::read(http, bytes).await {
        Ok(value) => {
            let mut slices = Slices::begin(http);
            let (content, problem) = of_json(http, blob, value).await;
            // What is drawn of it takes a while too.
            slices.turn(http).await;
            let doubt = problem.or_else(|| other_than_promised(blob, &content));
            let doubt = doubt.or_else(|| other_than(blob, &content)).or_else(|| other_statement(blob, &content));
            ReadBlob { content, doubt }
        }
        Err(problem) => {
            let content = of_bytes(http, blob, bytes).await;
            let doubt = broken(blob, bytes, &content, &problem).or_else(|| other_than_promised(blob, &content));
            ReadBlob { doubt: doubt.or_else(|| other_than(blob, &content)), content }
        }
    }
}

impl ArtifactContent {
    /// What it is in a word or two: as [`ArtifactKind::name`] has it, where that has it.
    pub fn name(&self) -> &'static str {
        match self {
            ArtifactContent::Sbom(sbom) => sbom.form.name(),
            ArtifactContent::Statement(statement) => statement.name(),
            ArtifactContent::Vex(_) => "OpenVEX document",
            ArtifactContent::Report(report) => report.name,
            ArtifactContent::Chart(_) => "Helm chart",
            ArtifactContent::Archive(archive) if archive.is_chart() => "Helm chart",
            ArtifactContent::Model(_) => "AI model",
            ArtifactContent::Archive(_) => "an archive",
            ArtifactContent::Markdown => "Markdown",
            ArtifactContent::Wasm => "Wasm module",
            ArtifactContent::Unread(name) => name,
            ArtifactContent::Empty => "empty",
            ArtifactContent::Json => "JSON",
            ArtifactContent::Text => "text",
            ArtifactContent::Bytes => "bytes",
        }
    }

    /// Whether nothing is known of it but its form.
    pub fn is_plain(&self) -> bool {
        use ArtifactContent::{Bytes, Empty, Json, Text};
        matches!(self, Empty | Json | Text | Bytes)
    }
}

/// What a JSON document says of itself, and what is wrong with it: a sentence.
async fn of_json<H: Http>(http: &H, blob: &Descriptor, value: Value) -> (ArtifactContent, Option<String>) {
    if (promised::is_chart(blob.media_type.as_str()) || Chart::is_one(&value))
        && let Some(chart) = Chart::read(&value)
    {
        return (ArtifactContent::Chart(Box::new(chart)), None);
    }
    let value = match statement::read(http, value).await {
        Unwrapped::Statement(statement) => return (ArtifactContent::Statement(statement), None),
        Unwrapped::Broken(problem) => {
            return (ArtifactContent::Json, Some(format!("It should hold a statement, and {problem}.")));
        }
        Unwrapped::OtherPayload(payload) => {
            let said = format!("It is an envelope with something else in it than a statement: {}.", quoted(&payload));
            return (ArtifactContent::Json, Some(said));
        }
        Unwrapped::No(value) => value,
    };
    let content = if let Some(sbom) = sbom::read(&value) {
        ArtifactContent::Sbom(Box::new(sbom))
    } else if let Some(vex) = vex::read(&value) {
        ArtifactContent::Vex(vex)
    } else if let Some(report) = report::read(&value) {
        ArtifactContent::Report(report)
    } else if let Some(model) = AiModel::read(&value) {
        ArtifactContent::Model(Box::new(model))
    } else if let Some(name) = sbom::unread(&value) {
        ArtifactContent::Unread(name)
    } else if value.as_object().is_some_and(serde_json::Map::is_empty) {
        ArtifactContent::Empty
    } else {
        ArtifactContent::Json
    };
    (content, None)
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
        Ok(text) if !text.contains('\0') => {
            sbom::unread_text(text).map_or(ArtifactContent::Text, ArtifactContent::Unread)
        }
        _ => ArtifactContent::Bytes,
    }
}

/// What WebAssembly begins with.
const WASM: &[u8] = b"\0asm";

/// A sentence where an archive, a chart or WebAssembly was promised, and something else came.
fn other_than_promised(blob: &Descriptor, content: &ArtifactContent) -> Option<String> {
    use ArtifactContent::{Archive, Chart, Empty, Wasm};
    let media_type = blob.media_type.as_str();
    if promised::is_chart(media_type) {
        return match content {
            Chart(_) => None,
            Empty => Some("It is called Helm chart, and there is nothing in it.".to_owned()),
            _ => Some("It is called Helm chart, and it says neither a name nor a version.".to_owned()),
        };
    }
    let promised = promised::form(media_type)?;
    if *content == ArtifactContent::Bytes && media_type.contains("zstd") {
        return Some("It is packed by zstd, and the page unpacks gzip alone.".to_owned());
    }
    match content {
        Archive(archive) if promised::is_charts_files(media_type) && !archive.is_chart() => {
            Some("It is called Helm chart, and no Chart.yaml is in it.".to_owned())
        }
        Archive(_) if promised != promised::WASM => None,
        Wasm if promised == promised::WASM => None,
        Empty => Some(format!("It should be {promised}, and there is nothing in it.")),
        other => Some(format!("It should be {promised}, and is {}.", other.name())),
    }
}

/// A sentence where something is called one thing and is another.
fn other_than(blob: &Descriptor, content: &ArtifactContent) -> Option<String> {
    let called = ArtifactKind::of(Some(blob.media_type.as_str()), None, &[], &Annotations::default());
    let is_read = matches!(
        called,
        ArtifactKind::Attestation
            | ArtifactKind::SigstoreBundle
            | ArtifactKind::Spdx
            | ArtifactKind::CycloneDx
            | ArtifactKind::SyftSbom
            | ArtifactKind::OpenVex
            | ArtifactKind::SarifReport
    );
    let is_wrapper = matches!(called, ArtifactKind::Attestation | ArtifactKind::SigstoreBundle);
    let is_another = match content {
        // An empty blob, and a form of the kind that is not read, say so themselves.
        ArtifactContent::Empty | ArtifactContent::Markdown => false,
        // Which of the four tools wrote it, its name has in brackets.
        ArtifactContent::Model(_) => is_read,
        // Policies and sources come as archives, too; where one was promised, it was told already.
        ArtifactContent::Archive(archive) if !archive.is_chart() => is_read,
        ArtifactContent::Unread(name) => is_read && !name.starts_with(called.name()),
        ArtifactContent::Statement(_) => is_read && !is_wrapper,
        // What is in a bundle, a signature for one, is not read here.
        plain if plain.is_plain() => is_read && called != ArtifactKind::SigstoreBundle,
        known => {
            let has_name =
                !matches!(called, ArtifactKind::Artifact(_) | ArtifactKind::Image | ArtifactKind::HarborSbom);
            has_name && called.name() != known.name()
        }
    };
    let found = match content {
        ArtifactContent::Json => "JSON that does not say so itself",
        ArtifactContent::Text => "a text of another kind",
        ArtifactContent::Bytes => "no text",
        ArtifactContent::Statement(_) => "an in-toto statement",
        other => other.name(),
    };
    is_another.then(|| format!("By its type: {}. What came: {found}.", called.name()))
}

/// A sentence where the annotations beside a statement name another one.
fn other_statement(blob: &Descriptor, content: &ArtifactContent) -> Option<String> {
    let ArtifactContent::Statement(statement) = content else { return None };
    let names = ["in-toto.io/predicate-type", "predicateType"];
    let named = names.iter().find_map(|name| blob.annotations.get(name))?;
    let (named_kind, stated) =
        (named.trim_start_matches("https://"), statement.predicate_type.trim_start_matches("https://"));
    (named_kind != stated).then(|| {
        format!(
            "Its annotation says {}, and the statement itself {}.",
            quoted(named),
            quoted(&statement.predicate_type)
        )
    })
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
