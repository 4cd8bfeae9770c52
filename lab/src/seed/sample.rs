//! The sample registry of demo and tests: over 40 repositories, each kind of content once or more.

use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use super::artifact;
use super::content::Repository;
use super::image::{Image, multi_platform};

/// The repository with 300 tags.
pub const TAGGED: &str = "platform/gateway";
/// The repository with an OCI index for three platforms and an attestation.
pub const MULTI_PLATFORM: &str = "library/hello";
/// The repository with Docker's own manifest and manifest list.
pub const DOCKER: &str = "legacy/portal";
/// The repository with a Helm chart.
pub const CHART: &str = "charts/gateway";
/// The repository with a plain artifact.
pub const ARTIFACT: &str = "models/animals";
/// The deepest repository.
pub const DEEP: &str = "a/b/c/d";

const PLAIN: &[&str] = &[
    "cache",
    "docs-site",
    "scratchpad",
    "library/alpine-like",
    "library/nginx-like",
    "library/postgres-like",
    "library/redis-like",
    "library/rust-like",
    "platform/audit-log",
    "platform/billing",
    "platform/dns",
    "platform/ingress",
    "platform/mail-relay",
    "platform/metrics",
    "platform/scheduler",
    "platform/search",
    "platform/secrets",
    "team-a/api",
    "team-a/frontend",
    "team-a/importer",
    "team-a/notifier",
    "team-a/reports",
    "team-a/worker",
    "team-b/api",
    "team-b/batch",
    "team-b/catalogue",
    "team-b/checkout",
    "team-b/warehouse",
    "team-c/experiments/one",
    "team-c/experiments/two",
    "team-c/notebook",
    "tools/backup",
    "tools/linter",
    "tools/migrate_db",
    "tools/release.notes",
    "tools/smoke-tests",
];

/// All repositories of the sample. They are made once: packing and hashing them takes a good part of a second, and there are
/// hundreds of set-ups in a run of the tests.
pub fn repositories() -> Result<Vec<Repository>> {
    static MADE: Mutex<Option<Vec<Repository>>> = Mutex::new(None);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(all) = &*made {
        return Ok(all.clone());
    }
    Ok(made.insert(make()?).clone())
}

pub(super) fn make() -> Result<Vec<Repository>> {
    let mut all = vec![
        multi_platform_repository()?,
        tagged_repository()?,
        docker_repository()?,
        artifact::helm_chart(CHART, "0.4.1")?,
        artifact::plain(ARTIFACT, "v1"),
        plain_repository(DEEP, 7)?,
    ];
    for (number, name) in PLAIN.iter().enumerate() {
        all.push(plain_repository(name, number)?);
    }
    Ok(all)
}

fn plain_repository(name: &str, number: usize) -> Result<Repository> {
    let mut repository = Repository::new(name);
    for patch in 0..=number % 3 {
        let version = format!("1.{number}.{patch}");
        let created = format!("2026-{:02}-{:02}T08:30:00Z", 1 + number % 9, 1 + patch);
        let image = Image { name, version: &version, created: &created, ..Image::default() };
        let manifest = image.build(&mut repository)?;
        let last = patch == number % 3;
        let tags: &[&str] = if last { &[&version, "latest"] } else { &[&version] };
        repository.add_manifest(manifest, tags);
    }
    Ok(repository)
}

fn multi_platform_repository() -> Result<Repository> {
    let mut repository = Repository::new(MULTI_PLATFORM);
    let image = Image { name: MULTI_PLATFORM, version: "2.1.0", ..Image::default() };
    multi_platform(&mut repository, &image, &["2.1.0", "2.1", "latest"])?;
    let single = Image { version: "1.0.0", ..image };
    let manifest = single.build(&mut repository)?;
    repository.add_manifest(manifest, &["1.0.0"]);
    Ok(repository)
}

fn docker_repository() -> Result<Repository> {
    let mut repository = Repository::new(DOCKER);
    let image = Image { name: DOCKER, version: "3.0", docker: true, ..Image::default() };
    multi_platform(&mut repository, &image, &["3.0", "latest"])?;
    let single = Image { version: "2.9", ..image };
    let manifest = single.build(&mut repository)?;
    repository.add_manifest(manifest, &["2.9"]);
    Ok(repository)
}

/// 300 tags on five manifests: versions, candidates, commits, dates, names.
fn tagged_repository() -> Result<Repository> {
    let mut repository = Repository::new(TAGGED);
    let mut digests = Vec::new();
    for number in 0..5 {
        let version = format!("{number}.0.0");
        let created = format!("2026-0{}-15T12:00:00Z", number + 1);
        let image = Image { name: TAGGED, version: &version, created: &created, ..Image::default() };
        let manifest = image.build(&mut repository)?;
        digests.push(manifest.digest());
        repository.add_manifest(manifest, &[]);
    }
    for (number, tag) in tag_names(300).into_iter().enumerate() {
        let digest = digests[number % digests.len()].clone();
        repository.tags.push((tag, digest));
    }
    Ok(repository)
}

/// Versions up to `v99.99.99`, at most a million of them, all different and in no order.
pub fn mixed_versions(count: usize) -> Vec<String> {
    let version = |at: usize| format!("v{}.{}.{}", at / 10_000, at / 100 % 100, at % 100);
    (0..count).map(|at| version(at * 7_919 % count)).collect()
}

/// Names of tags as people give them, all different.
pub fn tag_names(count: usize) -> Vec<String> {
    let mut names: Vec<String> = ["latest", "edge", "nightly", "stable"].map(str::to_owned).into();
    names.truncate(count);
    for number in 0..count.saturating_sub(names.len()) {
        let (major, minor, patch) = (1 + number / 100, number / 10 % 10, number % 10);
        names.push(match number % 10 {
            3 => format!("v{major}.{minor}.{patch}-rc.{}", 1 + number / 7 % 12),
            6 => format!("sha-{:07x}", (number as u64 * 2_654_435_761) & 0xfff_ffff),
            9 => format!("{}-{:02}-{:02}", 2000 + number / 336, 1 + number / 28 % 12, 1 + number % 28),
            _ => format!("{major}.{minor}.{patch}"),
        });
    }
    names
}
