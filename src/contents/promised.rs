//! What a blob's type or title promises of a content that is no JSON.

use super::archive;
use crate::registry::annotations::TITLE;
use crate::registry::descriptor::Descriptor;

/// Whether it is to be read as Markdown: a stranger's text looks like it by chance.
pub(super) fn is_markdown(blob: &Descriptor) -> bool {
    let media_type = blob.media_type.as_str();
    let is_typed = ["text/markdown", "text/x-markdown"].iter().any(|one| media_type.starts_with(one));
    is_typed || blob.annotations.get(TITLE).is_some_and(archive::is_markdown)
}

/// Whether it is what a Helm chart says of itself (<https://helm.sh/docs/topics/registries/>).
pub(super) fn is_chart(media_type: &str) -> bool {
    media_type.starts_with("application/vnd.cncf.helm.config.")
}

/// Whether these are the files of a Helm chart.
pub(super) fn is_charts_files(media_type: &str) -> bool {
    media_type.starts_with("application/vnd.cncf.helm.chart.content.")
}

/// The form that [`form`] calls WebAssembly.
pub(super) const WASM: &str = "WebAssembly";

/// The form that a type promises, where that is one of an archive or of WebAssembly.
pub(super) fn form(media_type: &str) -> Option<&'static str> {
    match media_type {
        _ if media_type.contains("tar+gzip") || media_type.contains("tar.gzip") => Some("an archive that gzip packed"),
        _ if media_type.contains("tar+zstd") || media_type.contains("tar.zstd") => Some("an archive that zstd packed"),
        _ if media_type.ends_with(".tar") || media_type.ends_with("+tar") => Some("an archive"),
        _ if media_type.ends_with("+wasm") || media_type == "application/wasm" => Some(WASM),
        _ => None,
    }
}
