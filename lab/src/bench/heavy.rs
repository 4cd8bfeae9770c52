//! What whoever may push, or whoever answers, can make very long: how much memory it takes, and for how long nothing else moves.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::samples::{Heavy, Samples, What};
use super::visit::{Visit, Want};
use super::world::{Given, World, address, longest_task};
use crate::process::memory;
use crate::proxy::{Fault, Path as FaultPath, When};
use crate::seed::content::{Blob, MediaType};
use crate::seed::sample::mixed_versions;
use crate::setup::{Content, Plan};

const MANY: usize = 100_000;
const VERY_MANY: usize = 1_000_000;

/// So many layers, and so many platforms, have room in a manifest of 4 MB.
const FIT: usize = 25_000;
const FIT_PLATFORMS: usize = 18_000;

/// The page may be busy after it has shown what was waited for.
const SETTLING: Duration = Duration::from_millis(1500);
const WITHIN: Duration = Duration::from_secs(80);

/// An answer of a registry to what a path contains.
struct Answer {
    to: &'static str,
    status: StatusCode,
    kind: &'static str,
    body: String,
}

/// What the registry says, where the page goes, and what is there when it has come to its end.
fn scene(heavy: Heavy) -> (Vec<Answer>, &'static str, &'static str) {
    let (tags, image) = ("app", "app:1");
    match heavy {
        Heavy::Tags => (
            vec![ok(
                "/tags/list",
                "application/json",
                json!({"name": "app", "tags": mixed_versions(VERY_MANY)}).to_string(),
            )],
            tags,
            "document.querySelector('.count')?.textContent === '1,000,000 tags'",
        ),
        Heavy::Labels => (
            image_of(json!({"config": {"Labels": pairs(MANY)}}).to_string(), &json!({})),
            image,
            "!!document.querySelector('.pairs .more')",
        ),
        Heavy::Variables => {
            let variables: Vec<String> = (0..MANY).map(|at| format!("V{at}=v")).collect();
            (
                image_of(json!({"config": {"Env": variables}}).to_string(), &json!({})),
                image,
                "!!document.querySelector('.environment .more')",
            )
        }
        Heavy::Annotations => (
            image_of(json!({"config": {}}).to_string(), &json!({"annotations": pairs(MANY)})),
            image,
            "!!document.querySelector('.pairs .more')",
        ),
        Heavy::Problems => (
            image_of(json!({"config": {}}).to_string(), &json!({"layers": vec![1; MANY]})),
            image,
            "!!document.querySelector('.more')",
        ),
        Heavy::Layers => {
            let layer = Blob::new("nothing").descriptor("application/vnd.oci.image.layer.v1.tar");
            (
                image_of(json!({"config": {}}).to_string(), &json!({"layers": vec![layer; MANY]})),
                image,
                "!!document.querySelector('.problem')",
            )
        }
        Heavy::FullManifest => {
            let layer = Blob::new("nothing").descriptor("application/vnd.oci.image.layer.v1.tar+gzip");
            let step = json!({"created": "2026-11-29T10:00:00Z", "created_by": "COPY nothing / # buildkit"});
            (
                image_of(json!({"history": vec![step; FIT]}).to_string(), &json!({"layers": vec![layer; FIT]})),
                image,
                "!!document.querySelector('.layers-of .more')",
            )
        }
        Heavy::FullIndex => {
            let platform = |at: usize| {
                let manifest = Blob::new(format!("{at}"));
                let mut entry = manifest.descriptor(MediaType::OciManifest.as_str());
                entry["platform"] = json!({"os": "linux", "architecture": format!("a{at}")});
                entry
            };
            let platforms: Vec<Value> = (0..FIT_PLATFORMS).map(platform).collect();
            let index = json!({"schemaVersion": 2, "mediaType": MediaType::OciIndex.as_str(), "manifests": platforms});
            (
                vec![ok("/manifests/", MediaType::OciIndex.as_str(), index.to_string())],
                image,
                "!!document.querySelector('.platforms .more')",
            )
        }
        Heavy::Errors => {
            let errors: Vec<Value> =
                (0..MANY).map(|at| json!({"code": "DENIED", "message": format!("no {at}")})).collect();
            (refused(&json!({"errors": errors})), image, "!!document.querySelector('.problem')")
        }
        Heavy::Rights => {
            let rights: Vec<Value> =
                (0..MANY).map(|at| json!({"Type": "repository", "Name": format!("r{at}"), "Action": "pull"})).collect();
            let refusal = json!({"errors": [{"code": "DENIED", "message": "no", "detail": rights}]});
            (refused(&refusal), image, "!!document.querySelector('.problem')")
        }
    }
}

pub(super) async fn run(given: &Given, samples: &mut Samples) -> Result<()> {
    let world = World::start(Plan::anonymous().content(Content::Empty), given).await?;
    for heavy in Heavy::ALL {
        let (answers, place, is_there) = scene(heavy);
        world.setup.registry_proxy.faults.clear();
        for Answer { to, status, kind, body } in answers {
            let when = When { path: FaultPath::Containing(to.to_owned()), ..When::any() };
            world.setup.registry_proxy.faults.add(when, Fault::answer(status, kind, body));
        }
        for (page, counts) in given.own_turns(3) {
            let visit = Visit::open(Want { count: 0, details: false }).await?;
            let begun = Instant::now();
            visit.go(&address(&world.nginx, page, &world.setup.registry_origin(), place)).await?;
            while !visit.read::<bool>(is_there).await? {
                if begun.elapsed() > WITHIN {
                    bail!(
                        "{heavy:?} did not come; the page says: {}",
                        visit.read::<String>("document.body.innerText.slice(0, 500)").await?
                    );
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            let took = begun.elapsed();
            tokio::time::sleep(SETTLING).await;
            if counts {
                samples.add(What::LongestTaskOf(heavy), page, longest_task(&visit).await?);
                samples.add(What::RendererOf(heavy), page, memory::peak_of_renderers() as f64);
                if heavy == Heavy::Tags {
                    samples.add(What::MillionFindable, page, took.as_secs_f64() * 1000.0);
                }
            }
            visit.close().await?;
            eprint!(".");
        }
    }
    Ok(())
}

fn ok(to: &'static str, kind: &'static str, body: String) -> Answer {
    Answer { to, status: StatusCode::OK, kind, body }
}

fn refused(body: &Value) -> Vec<Answer> {
    vec![Answer { to: "/manifests/", status: StatusCode::FORBIDDEN, kind: "application/json", body: body.to_string() }]
}

fn pairs(many: usize) -> Value {
    let pairs: Map<String, Value> = (0..many).map(|at| (format!("k{at:06}"), Value::from("v"))).collect();
    Value::Object(pairs)
}

/// A manifest with more members, and its configuration.
fn image_of(config: String, more: &Value) -> Vec<Answer> {
    let config = Blob::new(config);
    let mut manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "config": config.descriptor("application/vnd.oci.image.config.v1+json"),
        "layers": [],
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        manifest[name] = value.clone();
    }
    let body = String::from_utf8_lossy(&config.bytes).into_owned();
    vec![
        ok("/manifests/", MediaType::OciManifest.as_str(), manifest.to_string()),
        ok("/blobs/", "application/octet-stream", body),
    ]
}
