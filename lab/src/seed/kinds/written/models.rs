//! AI models: small ones, which know nothing.

use anyhow::Result;
use bytes::Bytes;
use serde_json::json;

use crate::seed::content::digest;
use crate::seed::kinds::artifact::{Artifact, Part};
use crate::seed::layer::{self, Entry};

const LICENSE: &str = "Apache License, Version 2.0, January 2004\n";

pub(super) fn all() -> Result<Vec<Artifact>> {
    Ok(vec![kitops()?, docker(), ollama()])
}

/// The head of a GGUF file, version 3, without tensors and with nothing said of it.
fn gguf() -> Vec<u8> {
    let mut bytes = b"GGUF".to_vec();
    bytes.extend(3_u32.to_le_bytes());
    bytes.extend([0; 16]);
    bytes
}

fn kitops() -> Result<Artifact> {
    let file = |name: &str, content: &str| -> Result<Bytes> {
        Ok(layer::pack(&[Entry::File(name, 0o644, content)])?.blob.bytes)
    };
    let kitfile = json!({
        "manifestVersion": "1.0.0",
        "package": {"name": "tiny", "version": "1.2.0", "description": "A very small model", "authors": ["Lab Team"], "license": "Apache-2.0"},
        "model": {"name": "tiny", "path": "tiny.safetensors", "framework": "none", "description": "Tells baskets from bags"},
        "docs": [{"path": "README.md", "description": "What it is for"}],
    });
    let config = Part::new("application/vnd.kitops.modelkit.config.v1+json", kitfile.to_string());
    let layers = vec![
        Part::new("application/vnd.kitops.modelkit.model.v1.tar+gzip", file("tiny.safetensors", "weights\n")?),
        Part::new("application/vnd.kitops.modelkit.docs.v1.tar+gzip", file("README.md", "# Tiny\n")?),
    ];
    Ok(Artifact::new("kitops-model", "application/vnd.kitops.modelkit.manifest.v1+json", config, layers))
}

fn docker() -> Artifact {
    let config = json!({
        "config": {"format": "gguf", "quantization": "Q4_K_M", "parameters": "1.1 B", "architecture": "llama", "size": "24 B"},
        "descriptor": {"created": "2026-01-02T03:04:05Z"},
        "rootfs": {"type": "rootfs", "diff_ids": [digest(&gguf()), digest(LICENSE.as_bytes())]},
    });
    let config = Part::new("application/vnd.docker.ai.model.config.v0.1+json", config.to_string());
    let layers = vec![
        Part::new("application/vnd.docker.ai.gguf.v3", gguf()),
        Part::new("application/vnd.docker.ai.license", LICENSE),
    ];
    Artifact::new("docker-model", "", config, layers)
}

fn ollama() -> Artifact {
    let config = json!({
        "model_format": "gguf", "model_family": "llama", "model_families": ["llama"], "model_type": "1.1B", "file_type": "Q4_0",
        "architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [digest(&gguf())]},
    });
    let config = Part::new("application/vnd.docker.container.image.v1+json", config.to_string());
    let layers = vec![
        Part::new("application/vnd.ollama.image.model", gguf()),
        Part::new("application/vnd.ollama.image.template", "{{ .System }} {{ .Prompt }}"),
        Part::new("application/vnd.ollama.image.system", "You sell baskets."),
        Part::new("application/vnd.ollama.image.params", "{\"stop\":[\"<end>\"]}"),
        Part::new("application/vnd.ollama.image.license", LICENSE),
    ];
    Artifact::new("ollama-model", "", config, layers)
}
