//! Manifests, indexes, configurations, and how their parts are shown.

use futures_util::FutureExt;
use pierglass::registry::annotations::{Annotations, is_web_link};
use pierglass::registry::artifact_kind::{ArtifactKind, contents};
use pierglass::registry::build_step::readable;
use pierglass::registry::commands::Content;
use pierglass::registry::descriptor::Descriptor;
use pierglass::registry::dockerfile::rebuilt;
use pierglass::registry::environment::Variable;
use pierglass::registry::http::Response;
use pierglass::registry::image_config::{ImageConfig, rows};
use pierglass::registry::index::Index;
use pierglass::registry::json;
use pierglass::registry::json_text::indented;
use pierglass::registry::manifest::{Document, Manifest};
use pierglass::registry::platform::Platform;
use serde_json::Value;
use url::Url;

use super::given::Repeats;
use crate::holds;
use crate::input::Input;
use crate::target::Fault;

const TYPES: [&str; 6] = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
    "application/json; charset=utf-8",
];

/// A document of any shape is read or refused in words, and what is read of it is of it.
pub fn manifest(input: &mut Input) -> Result<(), Fault> {
    let content_type = match input.dice.u8(..4) {
        0 => None,
        1 => Some(input.another_text()),
        _ => Some(input.one(&TYPES).to_owned()),
    };
    let body = &input.bytes;
    match Document::parse(content_type.as_deref(), body) {
        Ok(document) => {
            Content::of(&document);
            let said: usize = document.problems().iter().map(|problem| problem.to_string().len()).sum();
            holds!(said <= 4096 + 16 * body.len(), "{said} bytes of problems with {} bytes", body.len());
            match &document {
                Document::Image(manifest) => image(manifest, body),
                Document::Index(index) => of_index(index, body),
                Document::Schema1 { layers, .. } => {
                    holds!(*layers <= body.len(), "{layers} layers");
                    Ok(())
                }
            }
        }
        Err(error) => {
            holds!(error.to_string().len() <= 1024 + body.len(), "{error}");
            Ok(())
        }
    }
}

fn image(manifest: &Manifest, body: &[u8]) -> Result<(), Fault> {
    let kind = manifest.kind();
    let contents = contents(&kind, &manifest.layers, &manifest.annotations);
    holds!(contents.len() <= 8, "{} contents of {kind:?}", contents.len());
    let told = kind.name().len() + contents.iter().map(String::len).sum::<usize>();
    holds!(told <= 1024 + 4 * body.len(), "{kind:?} tells {contents:?}");
    let sizes = manifest.layers.iter().chain(&manifest.config).map(|layer| layer.size);
    holds!(manifest.total_size() >= sizes.max().unwrap_or(0), "{} bytes in all", manifest.total_size());
    listed(&manifest.layers, body)
}

fn of_index(index: &Index, body: &[u8]) -> Result<(), Fault> {
    let (platforms, attestations) = index.apart();
    holds!(platforms.len() == index.platforms().count(), "{} platforms", platforms.len());
    holds!(platforms.len() + attestations.len() == index.manifests.len(), "{} are not all", attestations.len());
    for wanted in [Platform::linux_amd64(), Platform::default()] {
        let picked = index.pick(&wanted);
        holds!(picked.is_some() != index.manifests.is_empty(), "{wanted} picks {picked:?}");
    }
    listed(&index.manifests, body)
}

fn listed(descriptors: &[Descriptor], body: &[u8]) -> Result<(), Fault> {
    holds!(descriptors.len() <= body.len(), "{} descriptors in {} bytes", descriptors.len(), body.len());
    for entry in descriptors {
        let kind = ArtifactKind::of_entry(entry);
        holds!(kind.name().len() <= 64 + body.len(), "{kind:?}");
    }
    Ok(())
}

/// A configuration gives each layer at most one step.
pub fn image_config(input: &mut Input) -> Result<(), Fault> {
    let Ok(config) = ImageConfig::parse(&input.bytes) else { return Ok(()) };
    config.platform();
    for layers in [config.diff_ids.len(), config.history.iter().filter(|step| !step.empty_layer).count()] {
        let rows = rows(&config.history, layers);
        let shown: Vec<usize> = rows.iter().filter_map(|row| row.layer).collect();
        holds!(shown.iter().copied().eq(0..layers), "{layers} layers become {shown:?}");
    }
    for step in &config.history {
        readable(&step.created_by);
    }
    // Each step is a line or a comment more, and only a command of several lines is a here-document.
    if let Some(file) = rebuilt(&config, &Annotations::default()) {
        let lines: usize = config.history.iter().map(|step| step.created_by.lines().count() + 4).sum();
        holds!(file.lines().count() <= lines + 4, "{file:?}");
    }
    Ok(())
}

/// What becomes a link is a web address that shows where it leads.
pub fn annotations(input: &mut Input) -> Result<(), Fault> {
    let name = input.one(&["org.opencontainers.image.source", "org.label-schema.url", "title"]);
    let text = input.text();
    if is_web_link(name, &text) {
        let Ok(url) = Url::parse(&text) else { return Ok(()) };
        holds!(matches!(url.scheme(), "http" | "https"), "{text:?} is of {}", url.scheme());
        holds!(url.username().is_empty() && url.password().is_none(), "{text:?} hides where it leads");
        holds!(name != "title", "a title is a link");
    }
    Ok(())
}

/// What is read by the piece is what is read at once.
pub fn json(input: &mut Input) -> Result<(), Fault> {
    let http = Repeats::of(Response::default());
    let step = input.dice.usize(1..64);
    let by_the_piece = json::read_in_steps(&&http, &input.bytes, step).now_or_never();
    let at_once = json::parse(&input.bytes);
    // Brackets in brackets are counted by the piece, too.
    let is_deep = input.bytes.iter().filter(|byte| matches!(byte, b'[' | b'{')).count() > 100;
    match by_the_piece {
        Some(by_the_piece) => {
            holds!(
                is_deep || by_the_piece.is_ok() == at_once.is_ok(),
                "{by_the_piece:?} in steps of {step}, {at_once:?}"
            );
            if let (Ok(by_the_piece), Ok(at_once)) = (by_the_piece, at_once) {
                holds!(by_the_piece == at_once, "{by_the_piece} in steps of {step}, {at_once}");
            }
            Ok(())
        }
        None => Err(Fault::Broken("it waits for something".to_owned())),
    }
}

/// JSON for people says the same.
pub fn json_text(input: &mut Input) -> Result<(), Fault> {
    let shown = indented(&input.bytes);
    let text = input.text();
    match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
        Ok(value) => {
            let again = serde_json::from_str::<Value>(shown.trim_start_matches('\u{feff}'));
            holds!(again.is_ok_and(|again| again == value), "{shown:?}");
            holds!(shown.len() <= 40 * text.len() + 40, "{} bytes became {}", text.len(), shown.len());
        }
        Err(_) => holds!(*shown == *text, "{shown:?}"),
    }
    Ok(())
}

/// A step is one line and no longer than it was.
pub fn build_step(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let shown = readable(&text);
    holds!(shown.len() <= text.len() + 4 && !shown.contains('\n'), "{shown:?}");
    Ok(())
}

/// A variable is its parts.
pub fn environment(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let variable = Variable::read(&text);
    let whole = format!("{}={}", variable.name, variable.value);
    holds!(whole == text || variable.name == text, "{variable:?}");
    holds!(!variable.value.is_empty() || !variable.looks_secret(), "nothing is a secret in {variable:?}");
    Ok(())
}
