//! What a blob's type or title promises of a content that is no JSON, and whether the promise is kept.

use super::ArtifactContent;
use super::archive;
use super::chart;
use crate::registry::annotations::TITLE;
use crate::registry::descriptor::Descriptor;

/// Whether it is to be read as Markdown: a stranger's text looks like it by chance.
pub(super) fn is_markdown(blob: &Descriptor) -> bool {
    let media_type = blob.media_type.as_str();
    let is_typed = ["text/markdown", "text/x-markdown"].iter().any(|one| media_type.starts_with(one));
    is_typed || blob.annotations.get(TITLE).is_some_and(archive::is_markdown)
}

/// A sentence where an archive, a chart or WebAssembly was promised, and something else came.
pub(super) fn other_than_promised(blob: &Descriptor, content: &ArtifactContent) -> Option<String> {
    let media_type = blob.media_type.as_str();
    if media_type.starts_with(chart::CONFIG) {
        return match content {
            ArtifactContent::Chart(_) => None,
            ArtifactContent::Empty => Some("It is called Helm chart, and there is nothing in it.".to_owned()),
            _ => Some("It is called Helm chart, and it names neither a name nor a version.".to_owned()),
        };
    }
    let promised = match media_type {
        _ if media_type.contains(".tar+gzip") || media_type.contains("tar.gzip") => "an archive that gzip packed",
        _ if media_type.ends_with(".tar") => "an archive",
        _ if media_type.ends_with("+wasm") || media_type == "application/wasm" => "WebAssembly",
        _ => return None,
    };
    match content {
        ArtifactContent::Archive(archive) if media_type.starts_with(CHART) && !archive.is_chart() => {
            Some("It is called Helm chart, and no Chart.yaml is in it.".to_owned())
        }
        ArtifactContent::Archive(_) | ArtifactContent::Wasm if is_kept(promised, content) => None,
        ArtifactContent::Empty => Some(format!("It should be {promised}, and there is nothing in it.")),
        other => Some(format!("It should be {promised}, and is {}.", other.name())),
    }
}

/// The media type of a chart's files.
const CHART: &str = "application/vnd.cncf.helm.chart.content.";

fn is_kept(promised: &str, content: &ArtifactContent) -> bool {
    (promised == "WebAssembly") == (*content == ArtifactContent::Wasm)
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn what_was_promised_and_what_came() {
        let chart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
        let layer = "application/vnd.cncf.flux.content.v1.tar+gzip";
        let archive: &[u8] = include_bytes!("../../image/tests/data/ustar.tar.gz");
        let wasm = "application/wasm";
        for (media_type, bytes, expected) in [
            (chart, archive, "It is called Helm chart, and no Chart.yaml is in it."),
            (chart, b"", "It should be an archive that gzip packed, and there is nothing in it."),
            (chart, b"kind: Pod", "It should be an archive that gzip packed, and is text."),
            (layer, archive, ""),
            (layer, b"\0asm\x01\0\0\0", "It should be an archive that gzip packed, and is Wasm module."),
            (wasm, b"\0asm\x01\0\0\0", ""),
            (wasm, archive, "It should be WebAssembly, and is an archive."),
            ("text/plain", archive, ""),
        ] {
            assert_eq!(found(media_type, bytes).doubt.unwrap_or_default(), expected, "{media_type}");
        }
    }
}
