//! What a descriptor says of contents that let an image start before all of it is there. The contents themselves are not read.
//!
//! ```text
//! com.amazon.soci.image-layer-digest, com.amazon.soci.span-size     https://github.com/awslabs/soci-snapshotter, docs/soci-index-manifest-v2.md
//! containerd.io/snapshot/nydus-bootstrap, …/nydus-blob              https://github.com/containerd/nydus-snapshotter, pkg/label
//! ```

use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::visible::visible;

/// What a blob is to such a program; the figures are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LazyPullBlob {
    /// Where the files are in a layer, which can then be unpacked from the middle: one of SOCI's.
    TableOf {
        /// The layer's digest, in short where it is one.
        layer: String,
        /// After so many bytes there is a place to begin at.
        span: Option<u64>,
    },
    /// The names and the places of all files: Nydus' bootstrap.
    Bootstrap {
        /// The version of its form, `5` or `6`.
        version: Option<String>,
    },
    /// What is in the files: a blob of Nydus'.
    Files,
}

impl LazyPullBlob {
    /// Reads a blob's annotations; `None` where they say nothing of that.
    pub fn of(blob: &Descriptor) -> Option<LazyPullBlob> {
        let get = |name: &str| blob.annotations.get(name);
        if let Some(layer) = get("com.amazon.soci.image-layer-digest") {
            let layer =
                Digest::parse(layer).map_or_else(|_| visible(layer).into_owned(), |digest| digest.short().to_string());
            let span = get("com.amazon.soci.span-size").and_then(|size| size.parse().ok());
            return Some(LazyPullBlob::TableOf { layer, span });
        }
        if get("containerd.io/snapshot/nydus-bootstrap") == Some("true") {
            let version = get("containerd.io/snapshot/nydus-rafs-version")
                .or_else(|| get("containerd.io/snapshot/nydus-fs-version"));
            return Some(LazyPullBlob::Bootstrap { version: version.map(|version| visible(version).into_owned()) });
        }
        (get("containerd.io/snapshot/nydus-blob") == Some("true")).then_some(LazyPullBlob::Files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::manifest::Document;

    fn read(annotations: &str) -> Option<LazyPullBlob> {
        let digest = Digest::of(b"");
        let body = format!(
            r#"{{"layers":[{{"mediaType":"application/octet-stream","digest":"{digest}","size":1,"annotations":{{{annotations}}}}}]}}"#
        );
        let Ok(Document::Image(manifest)) = Document::parse(None, body.as_bytes()) else { panic!("a manifest") };
        LazyPullBlob::of(&manifest.layers[0])
    }

    #[test]
    fn what_descriptors_say() {
        let digest = Digest::of(b"layer");
        let soci = format!(r#""com.amazon.soci.image-layer-digest":"{digest}","com.amazon.soci.span-size":"4194304""#);
        let layer = digest.short().to_string();
        assert_eq!(read(&soci), Some(LazyPullBlob::TableOf { layer, span: Some(4 << 20) }));
        let odd = r#""com.amazon.soci.image-layer-digest":"x\u202e","com.amazon.soci.span-size":"many""#;
        assert_eq!(read(odd), Some(LazyPullBlob::TableOf { layer: "x⟨U+202E⟩".to_owned(), span: None }));
        let bootstrap =
            r#""containerd.io/snapshot/nydus-bootstrap":"true","containerd.io/snapshot/nydus-fs-version":"6""#;
        assert_eq!(read(bootstrap), Some(LazyPullBlob::Bootstrap { version: Some("6".to_owned()) }));
        assert_eq!(read(r#""containerd.io/snapshot/nydus-blob":"true""#), Some(LazyPullBlob::Files));
        assert_eq!(read(r#""containerd.io/snapshot/nydus-blob":"false""#), None);
    }
}
