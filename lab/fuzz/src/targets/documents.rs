//! Manifests, indexes, configurations, and how their parts are shown.

use pierglass::registry::annotations::is_web_link;
use pierglass::registry::build_step::readable;
use pierglass::registry::commands::Content;
use pierglass::registry::environment::Variable;
use pierglass::registry::image_config::ImageConfig;
use pierglass::registry::index::Index;
use pierglass::registry::json_text::indented;
use pierglass::registry::manifest::{Descriptor, Document, Manifest};
use pierglass::registry::platform::Platform;
use serde_json::Value;
use url::Url;

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
            let said: usize = document.problems().iter().map(String::len).sum();
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
    manifest.kind();
    let sizes = manifest.layers.iter().chain(&manifest.config).map(|layer| layer.size);
    holds!(manifest.total_size() >= sizes.max().unwrap_or(0), "{} bytes in all", manifest.total_size());
    listed(&manifest.layers, body)
}

fn of_index(index: &Index, body: &[u8]) -> Result<(), Fault> {
    let (platforms, attestations) = (index.platforms().count(), index.attestations().count());
    holds!(platforms + attestations == index.manifests.len(), "{platforms} and {attestations} are not all");
    for wanted in [Platform::linux_amd64(), Platform::default()] {
        let picked = index.pick(&wanted);
        holds!(picked.is_some() != index.manifests.is_empty(), "{wanted} picks {picked:?}");
    }
    listed(&index.manifests, body)
}

fn listed(descriptors: &[Descriptor], body: &[u8]) -> Result<(), Fault> {
    holds!(descriptors.len() <= body.len(), "{} descriptors in {} bytes", descriptors.len(), body.len());
    Ok(())
}

/// A configuration gives each layer at most one step.
pub fn image_config(input: &mut Input) -> Result<(), Fault> {
    let Ok(config) = ImageConfig::parse(&input.bytes) else { return Ok(()) };
    config.platform();
    let descriptor = r#"{"layers":[{"mediaType":"a/b","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":1}]}"#;
    let manifest = Document::parse(Some(TYPES[1]), descriptor.as_bytes());
    let Ok(Document::Image(manifest)) = manifest else { return Err(Fault::Broken(format!("{manifest:?}"))) };
    let layers: Vec<Descriptor> =
        manifest.layers.iter().cycle().take(config.diff_ids.len().min(200)).cloned().collect();
    holds!(config.layers_with_history(&layers).len() == layers.len(), "layers come or go");
    for step in &config.history {
        readable(&step.created_by);
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
