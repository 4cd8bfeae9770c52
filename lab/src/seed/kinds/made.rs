//! What the tools write, made once for each machine and kept in the cache folder.
//!
//! They push to a Distribution of their own, and what they pushed is read back from it byte by byte: so each registry of a story gets the
//! same, whether the tool would have written a tag there or none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;

use super::artifact::Artifact;
use super::{tools, written};
use crate::client::Client;
use crate::folders;
use crate::registry::{Options, Registry};
use crate::seed::content::{Blob, MediaType};

const REPOSITORY: &str = "team/kinds";

/// What is kept: bytes in base64.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// Manifests by what they are called in the table.
    manifests: BTreeMap<String, String>,
    blobs: Vec<String>,
    /// Files that the lab puts into artifacts by itself.
    files: BTreeMap<String, String>,
}

/// All artifacts of the set, in the order of the table, the image first.
pub async fn artifacts() -> Result<Vec<Artifact>> {
    // Stories want it at once, and the tools have one folder.
    static TURN: Mutex<()> = Mutex::const_new(());
    let _turn = TURN.lock().await;
    let file = folders::cache().join("kinds").join(tools::key()).with_extension("json");
    let kept = match fs::read(&file) {
        Ok(text) => serde_json::from_slice(&text)?,
        Err(_) => keep(&file, make().await?)?,
    };
    kept.artifacts()
}

fn keep(file: &Path, kept: Kept) -> Result<Kept> {
    let folder = file.parent().context("the cache folder has no parent")?;
    fs::create_dir_all(folder)?;
    let part = tempfile::NamedTempFile::new_in(folder)?;
    fs::write(part.path(), serde_json::to_vec_pretty(&kept)?)?;
    part.persist(file)?;
    Ok(kept)
}

async fn make() -> Result<Kept> {
    // On the disk: Syft looks at nothing below /dev, where quick folders are (findings/syft-sees-nothing-below-dev.sh).
    let work = tempfile::Builder::new().prefix("pierglass-kinds-").tempdir()?;
    let registry = Registry::start(Options::default()).await?;
    ensure!(registry.storage().is_some(), "tools push to Distribution, which is missing (Debian: docker-registry)");
    let origin = registry.origin();
    let host = origin.strip_prefix("http://").context("a registry on loopback")?.to_owned();
    let folder = work.path().to_owned();
    let pushed = tokio::task::spawn_blocking(move || tools::write_all(&host, REPOSITORY, &folder)).await??;
    let mut kept = Kept::default();
    for (id, digest) in pushed {
        let manifest = read(&origin, &format!("manifests/{digest}")).await?;
        for digest in digests(&serde_json::from_slice(&manifest)?) {
            kept.blobs.push(BASE64.encode(read(&origin, &format!("blobs/{digest}")).await?));
        }
        kept.manifests.insert(id, BASE64.encode(manifest));
    }
    kept.blobs.sort();
    kept.blobs.dedup();
    for name in written::FILES {
        let bytes = fs::read(work.path().join(name)).with_context(|| format!("no tool wrote {name}"))?;
        kept.files.insert((*name).to_owned(), BASE64.encode(bytes));
    }
    Ok(kept)
}

async fn read(origin: &str, what: &str) -> Result<Bytes> {
    let accept = [("accept", MediaType::OciManifest.as_str())];
    let url = format!("{origin}/v2/{REPOSITORY}/{what}");
    let reply = Client::default().get(&url, if what.starts_with("manifests/") { &accept } else { &[] }).await?;
    ensure!(reply.status == http::StatusCode::OK, "{url} answers {}", reply.status);
    Ok(reply.body)
}

/// The digests of a manifest's blobs.
fn digests(manifest: &Value) -> Vec<String> {
    let layers = manifest["layers"].as_array().into_iter().flatten();
    let all = std::iter::once(&manifest["config"]).chain(layers);
    all.filter_map(|descriptor| descriptor["digest"].as_str().map(str::to_owned)).collect()
}

impl Kept {
    fn artifacts(&self) -> Result<Vec<Artifact>> {
        let blobs: Vec<Blob> =
            self.blobs.iter().map(|blob| Ok(Blob::new(BASE64.decode(blob)?))).collect::<Result<_>>()?;
        let mut by_id = BTreeMap::new();
        for (id, text) in &self.manifests {
            let bytes = Bytes::from(BASE64.decode(text)?);
            let manifest: Value = serde_json::from_slice(&bytes)?;
            let wanted = digests(&manifest);
            let blobs = blobs.iter().filter(|blob| wanted.contains(&blob.digest)).cloned().collect();
            by_id.insert(id.clone(), Artifact { id: id.clone(), manifest, as_written: Some(bytes), blobs });
        }
        let files = self.files.iter().map(|(name, text)| Ok((name.as_str(), BASE64.decode(text)?.into())));
        let files = files.collect::<Result<BTreeMap<&str, Bytes>>>()?;
        let image = by_id.get("image").context("the image is kept")?.clone();
        for artifact in written::all(&files, &image)? {
            by_id.insert(artifact.id.clone(), artifact);
        }
        let in_order = super::table::KINDS
            .iter()
            .map(|kind| by_id.remove(kind.id).with_context(|| format!("nothing made {}", kind.id)));
        let artifacts = in_order.collect::<Result<Vec<_>>>()?;
        if let Some(left) = by_id.keys().next() {
            bail!("the table does not know {left}");
        }
        Ok(artifacts)
    }
}
