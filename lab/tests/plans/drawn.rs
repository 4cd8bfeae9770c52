//! Repositories, wishes and other people's deeds, drawn by lot.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use lab::generated::random::Random;
use lab::seed::content::{Blob, Manifest, MediaType};
use pierglass::changes::known::Known;
use pierglass::changes::wish::{DeleteWay, Deletion};
use pierglass::registry::digest::Digest;
use pierglass::registry::reference::{Tag, Version};
use serde_json::{Value, json};

use super::registry::Other;

/// All that was ever pushed, and what the tags name after the last push of each.
#[derive(Clone, Default)]
pub struct Drawn {
    pub manifests: BTreeMap<String, Manifest>,
    pub blobs: BTreeMap<String, Blob>,
    pub tags: BTreeMap<String, String>,
    /// Names and manifests that somebody else pushed while a plan was run.
    pub touched: BTreeSet<String>,
}

impl Drawn {
    fn one(&self, lot: &mut Random) -> Manifest {
        let at = lot.below(self.manifests.len());
        self.manifests.values().nth(at).expect("a manifest").clone()
    }
}

fn attached(digest: &str, ending: &str) -> String {
    format!("{}{ending}", digest.replace(':', "-"))
}

fn index(children: &[&Manifest], serial: usize) -> Manifest {
    let entry = |(at, child): (usize, &&Manifest)| {
        let mut entry = child.descriptor();
        if at % 2 == 0 && child.media_type == MediaType::OciManifest {
            entry["platform"] = json!({"os": "linux", "architecture": "amd64"});
        }
        entry
    };
    let children: Vec<Value> = children.iter().enumerate().map(entry).collect();
    let kind = MediaType::OciIndex;
    let value = json!({
        "schemaVersion": 2, "mediaType": kind.as_str(), "manifests": children, "annotations": {"serial": serial.to_string()}
    });
    Manifest::new(kind, &value)
}

fn image(lot: &mut Random, drawn: &Drawn, blobs: &[Blob]) -> Manifest {
    let is_docker = lot.percent(15);
    let (kind, config, layer) = match is_docker {
        true => (
            MediaType::DockerManifest,
            "application/vnd.docker.container.image.v1+json",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
        ),
        false => (
            MediaType::OciManifest,
            "application/vnd.oci.image.config.v1+json",
            "application/vnd.oci.image.layer.v1.tar+gzip",
        ),
    };
    let layers: Vec<Value> = (0..1 + lot.below(3)).map(|_| blobs[lot.below(blobs.len())].descriptor(layer)).collect();
    let mut value = json!({
        "schemaVersion": 2, "mediaType": kind.as_str(), "config": blobs[0].descriptor(config), "layers": layers
    });
    if !is_docker && !drawn.manifests.is_empty() && lot.percent(25) {
        value["subject"] = drawn.one(lot).descriptor();
    }
    Manifest::new(kind, &value)
}

/// Images that share blobs, indexes in indexes, things that hang on others, tags named after digests; some of it gone.
pub async fn repository(lot: &mut Random, other: &Other) -> Result<Drawn> {
    let mut drawn = Drawn::default();
    let config = json!({"architecture": "amd64", "os": "linux", "created": "2026-11-0".to_owned() + &(1 + lot.below(9)).to_string() + "T00:00:00Z"});
    let mut blobs = vec![Blob::new(config.to_string())];
    blobs.extend((0..4).map(|number| Blob::new(format!("layer {number}"))));
    for blob in &blobs {
        other.blob(blob).await?;
        drawn.blobs.insert(blob.digest.clone(), blob.clone());
    }
    for serial in 0..2 + lot.below(7) {
        let manifest = match drawn.manifests.is_empty() || lot.percent(65) {
            true => image(lot, &drawn, &blobs),
            false => {
                let children: Vec<Manifest> = (0..1 + lot.below(3)).map(|_| drawn.one(lot)).collect();
                index(&children.iter().collect::<Vec<_>>(), serial % 3)
            }
        };
        ensure!(other.put(&manifest.digest(), &manifest).await?, "the registry takes no manifest: {manifest:?}");
        drawn.manifests.insert(manifest.digest(), manifest);
    }
    let mut names: Vec<(String, Manifest)> = Vec::new();
    for number in 0..1 + lot.below(6) {
        names.push((format!("v{number}"), drawn.one(lot)));
    }
    for _ in 0..lot.below(4) {
        let ending = lot.one_of(&["", ".sig", ".att", ".sbom"]);
        names.push((attached(&drawn.one(lot).digest(), ending), drawn.one(lot)));
    }
    // A true fallback index, as clients write it.
    if lot.percent(40) {
        let on = drawn.one(lot);
        let digest = on.digest();
        let hangs = |one: &&Manifest| {
            serde_json::from_slice::<Value>(&one.bytes).is_ok_and(|value| value["subject"]["digest"] == digest.as_str())
        };
        let list = index(&drawn.manifests.values().filter(hangs).collect::<Vec<_>>(), 9);
        if other.put(&list.digest(), &list).await? {
            drawn.manifests.insert(list.digest(), list.clone());
            names.push((attached(&digest, ""), list));
        }
    }
    for (tag, manifest) in names {
        ensure!(other.put(&tag, &manifest).await?, "the registry takes no tag {tag}");
        drawn.tags.insert(tag, manifest.digest());
    }
    // Somebody deleted one by its digest before.
    if lot.percent(20) {
        let digest = drawn.one(lot).digest();
        other.delete(&digest).await?;
        drawn.tags.retain(|_, named| *named != digest);
    }
    Ok(drawn)
}

/// A deletion of some of what is known.
pub fn deletion(lot: &mut Random, known: &Known) -> Deletion {
    let tags: Vec<&Tag> = known.tags.keys().collect();
    let digests: Vec<&Digest> = known.manifests.keys().collect();
    let mut what: BTreeSet<Version> = BTreeSet::new();
    for _ in 0..1 + lot.below(3) {
        if !tags.is_empty() {
            what.insert(Version::Tag(lot.one_of(&tags).clone()));
        }
    }
    if lot.percent(25) && !digests.is_empty() {
        what.insert(Version::Digest(lot.one_of(&digests).clone()));
    }
    let way = match lot.below(8) {
        0 => DeleteWay::TagOnly,
        1 | 2 => DeleteWay::OverTag,
        _ => DeleteWay::Manifest { with_children: lot.percent(70), with_attached: lot.percent(70) },
    };
    Deletion { what, way, rule: None }
}

/// What somebody else pushes in between, if anything: a new name, a name that moves, or an index that lists what was there.
pub async fn disturbance(lot: &RefCell<Random>, other: &Other, drawn: &RefCell<Drawn>) -> Result<()> {
    if lot.borrow_mut().percent(60) {
        return Ok(());
    }
    let (tag, manifest) = {
        let (mut lot, drawn) = (lot.borrow_mut(), drawn.borrow());
        let one = drawn.one(&mut lot);
        match lot.below(3) {
            0 => (format!("new{}", lot.below(100)), one),
            1 => (format!("v{}", lot.below(6)), one),
            _ => (format!("new{}", lot.below(100)), index(&[&one], 100 + lot.below(100))),
        }
    };
    // What was deleted cannot be named any more.
    if other.put(&tag, &manifest).await? {
        let mut drawn = drawn.borrow_mut();
        drawn.manifests.insert(manifest.digest(), manifest.clone());
        drawn.tags.insert(tag.clone(), manifest.digest());
        drawn.touched.extend([tag, manifest.digest()]);
    }
    Ok(())
}
