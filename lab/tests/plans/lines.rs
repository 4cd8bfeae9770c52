//! The lines of a plan, run by the tools themselves against a real registry: what changed is what was planned, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use lab::client::Client as LabClient;
use lab::folders;
use lab::generated::random::Random;
use lab::registry::Options as RegistryOptions;
use lab::registry::distribution::Distribution;
use pierglass::changes::kept_document::KeptDocument;
use pierglass::changes::known::Known;
use pierglass::changes::lines::{RECORD, lines, script};
use pierglass::changes::make::plan;
use pierglass::changes::plan::{Action, Plan};
use pierglass::changes::read::{Depth, read};
use pierglass::changes::record::Record;
use pierglass::changes::wish::{Asked, BringBack, Copying, DeleteWay, Wish};
use pierglass::registry::client::Client;
use pierglass::registry::commands::curl::Access;
use pierglass::registry::commands::{PullSource, PullTool};
use pierglass::registry::digest::Digest;
use pierglass::registry::host::RegistryHost;
use pierglass::registry::http::Moment;
use pierglass::registry::media_type::MediaType;
use pierglass::registry::reference::{Repository, Tag, Version};

use crate::drawn::{Drawn, repository};
use crate::registry::{Other, State};
use crate::sockets::Sockets;

/// So many repositories are drawn for each tool.
const DRAWS: u64 = 10;

/// A tool, and where it works.
struct Bench<'a> {
    tool: PullTool,
    folder: &'a Path,
    path: String,
    source: PullSource,
}

impl Bench<'_> {
    /// Runs the lines of a plan as a person would who downloaded them.
    fn run(&self, plan: &Plan) -> Result<()> {
        let text = script(&lines(self.tool, plan, &self.source, &Access::Open));
        let file = self.folder.join("plan.sh");
        fs::write(&file, &text)?;
        let output = Command::new("sh").arg(&file).current_dir(self.folder).env("PATH", &self.path).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{text}\n{said}");
        Ok(())
    }
}

/// One repository, as the page and another client see it.
struct Place<'a> {
    client: Client<&'a Sockets>,
    repository: Repository,
    other: Other,
}

impl Place<'_> {
    async fn known(&self, depth: Depth) -> Result<Known> {
        let known = read(&self.client, &self.repository, depth, &|_, _| ()).await;
        known.map_err(|failure| anyhow::anyhow!("{failure:?}"))
    }

    async fn state(&self, drawn: &Drawn) -> Result<State> {
        let manifests = drawn.manifests.keys().cloned().collect();
        self.other.state(&manifests, &drawn.blobs.keys().cloned().collect()).await
    }
}

/// What there should be after a plan.
fn expected(plan: &Plan, before: &State) -> State {
    let mut after = before.clone();
    for change in &plan.steps {
        if let Action::DeleteManifest(digest) = &change.action {
            after.manifests.remove(digest.as_str());
        }
        for name in &change.names {
            match &name.after {
                Some(digest) => drop(after.tags.insert(name.tag.to_string(), digest.to_string())),
                None => drop(after.tags.remove(name.tag.as_str())),
            }
        }
    }
    after
}

/// What the drawn manifests of a plan were, as a record has them.
fn kept(plan: &Plan, drawn: &Drawn) -> Vec<KeptDocument> {
    let digests = plan.steps.iter().filter_map(|change| match &change.action {
        Action::DeleteManifest(digest) => Some(digest),
        _ => None,
    });
    let document = |digest: &Digest| {
        let manifest = drawn.manifests.get(digest.as_str())?;
        let media_type = MediaType::from(manifest.media_type.as_str());
        Some(KeptDocument { digest: digest.clone(), media_type, bytes: manifest.bytes.to_vec() })
    };
    digests.filter_map(document).collect()
}

async fn one(origin: &str, bench: &Bench<'_>, seed: u64) -> Result<usize> {
    let mut lot = Random::new(1_000 + seed);
    let name = format!("lines/{}-{seed}", bench.tool.name());
    let other = Other { client: LabClient::default(), at: format!("{origin}/v2/{name}") };
    let drawn = repository(&mut lot, &other).await?;
    let sockets = Sockets::default();
    let host = RegistryHost::parse(origin)?;
    let place =
        Place { client: Client::new(&sockets, host.clone(), None), repository: Repository::parse(&name)?, other };
    let mut steps = 0;

    // Deleted by digest, with all that is its own.
    let known = place.known(Depth::All).await?;
    let before = place.state(&drawn).await?;
    let way = DeleteWay::Manifest { with_children: true, with_attached: true };
    let Some(tag) = known.tags.keys().find(|tag| tag.as_str().starts_with('v')).cloned() else { return Ok(0) };
    let deletion = plan(&&sockets, &known, &Wish::to_delete([Version::Tag(tag.clone())], way)).await;
    bench.run(&deletion)?;
    let after = place.state(&drawn).await?;
    ensure!(after == expected(&deletion, &before), "{name}: {deletion:#?}\n{before:#?}\n{after:#?}");
    steps += deletion.steps.len();

    // Brought back from the record, where the tool can.
    let documents = kept(&deletion, &drawn);
    let changes = &deletion.steps;
    let names: Vec<(Tag, Digest)> = changes
        .iter()
        .flat_map(|change| &change.names)
        .filter_map(|name| Some((name.tag.clone(), name.before.clone()?)))
        .collect();
    let listed = documents.iter().map(|kept| (kept.digest.clone(), kept.media_type.clone())).collect();
    let record = Record {
        registry: host,
        repository: place.repository.clone(),
        planned: Moment::default(),
        ended: None,
        changes: Vec::new(),
        documents,
    };
    fs::write(bench.folder.join(RECORD), record.write(&&sockets).await)?;
    let known = place.known(Depth::All).await?;
    let back = plan(&&sockets, &known, &Wish::of(Asked::BringBack(BringBack { names, documents: listed }))).await;
    let by_curl =
        Bench { tool: PullTool::Curl, folder: bench.folder, path: bench.path.clone(), source: bench.source.clone() };
    by_curl.run(&back)?;
    let again = place.state(&drawn).await?;
    ensure!(!back.left_alone.is_empty() || again == before, "{name}, brought back: {before:#?}\n{again:#?}");
    steps += back.steps.len();

    // A name is set, and one moved.
    let known = place.known(Depth::All).await?;
    let Some((tag, digest)) = plainest(&known) else { return Ok(steps) };
    let names = vec![(Tag::parse("new-name")?, digest.clone()), (tag.clone(), digest.clone())];
    let set = plan(&&sockets, &known, &Wish::of(Asked::SetTags(names))).await;
    let before = place.state(&drawn).await?;
    bench.run(&set).context("a name")?;
    let after = place.state(&drawn).await?;
    ensure!(after == expected(&set, &before), "{name}, set: {before:#?}\n{after:#?}");
    steps += set.steps.len();

    // Copied into another repository.
    let copy = format!("{name}-copy");
    let there = Place {
        client: Client::new(&sockets, RegistryHost::parse(origin)?, None),
        repository: Repository::parse(&copy)?,
        other: Other { client: LabClient::default(), at: format!("{origin}/v2/{copy}") },
    };
    let into = there.known(Depth::These(Vec::new())).await?;
    let copying = Copying { digest: digest.clone(), tag: Some(Tag::parse("copied")?), with_attached: false, into };
    let known = place.known(Depth::All).await?;
    let copied = plan(&&sockets, &known, &Wish::of(Asked::Copy(Box::new(copying)))).await;
    bench.run(&copied).context("a copy")?;
    let (here, there) = (place.state(&drawn).await?, there.state(&drawn).await?);
    let reached: BTreeSet<&str> = there.reached("copied");
    ensure!(reached == here.reached(tag.as_str()), "{name}, copied: {copied:#?}\n{there:#?}");
    Ok(steps + copied.steps.len())
}

/// To delete a name alone skopeo's line is a comment, which changes nothing; run all the same, it takes the other names along.
async fn the_warning_is_true(origin: &str, bench: &Bench<'_>) -> Result<()> {
    let other = Other { client: LabClient::default(), at: format!("{origin}/v2/lines/warned") };
    let drawn = repository(&mut Random::new(7), &other).await?;
    let manifest = drawn.manifests.values().find(|one| one.media_type.as_str() == MediaType::OciManifest.as_str());
    let manifest = manifest.context("an image")?;
    for tag in ["one", "another"] {
        ensure!(other.put(tag, manifest).await?, "{tag} was not taken");
    }
    let sockets = Sockets::default();
    let client = Client::new(&sockets, RegistryHost::parse(origin)?, None);
    let place = Place { client, repository: Repository::parse("lines/warned")?, other };
    let known = place.known(Depth::All).await?;
    let made = plan(&&sockets, &known, &Wish::to_delete([Version::Tag(Tag::parse("one")?)], DeleteWay::TagOnly)).await;
    let before = place.state(&drawn).await?;
    bench.run(&made)?;
    ensure!(place.state(&drawn).await? == before, "a comment changed something");
    let lines = lines(bench.tool, &made, &bench.source, &Access::Open);
    let line = lines.iter().find_map(|line| line.strip_prefix("# skopeo delete ")).context("skopeo's own line")?;
    let words = format!("skopeo delete {line}");
    let output = Command::new("sh").arg("-c").arg(&words).env("PATH", &bench.path).output()?;
    ensure!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    let after = place.state(&drawn).await?;
    ensure!(!after.tags.contains_key("one") && !after.tags.contains_key("another"), "the other name stayed");
    Ok(())
}

/// A name of an image, or of an index of images: skopeo copies no index that lists others.
fn plainest(known: &Known) -> Option<(Tag, Digest)> {
    let is_image = |digest: &Digest| known.manifests.get(digest).is_some_and(|entry| entry.children.is_empty());
    let mut named = known.tags.iter().filter_map(|(tag, digest)| Some((tag, digest.as_ref()?)));
    let found = named.find(|(tag, digest)| {
        let children = known.manifests.get(*digest).map_or(&[][..], |entry| &entry.children);
        tag.as_str().starts_with('v')
            && known.manifests.contains_key(*digest)
            && children.iter().all(|child| is_image(&child.digest))
    })?;
    Some((found.0.clone(), found.1.clone()))
}

/// The search path with a skopeo before others that wants no policy of its own, which Debian has in a package that it only recommends.
fn path(folder: &Path, skopeo: &Path) -> Result<String> {
    let wrapper = folder.join("skopeo");
    fs::write(&wrapper, format!("#!/bin/sh\nexec '{}' --insecure-policy \"$@\"\n", skopeo.display()))?;
    fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755))?;
    Ok(format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default()))
}

#[tokio::test(flavor = "current_thread")]
async fn the_lines_do_what_the_plan_says() -> Result<()> {
    let Some(binary) = lab::tools::registry_binary::find() else {
        println!("not run: CNCF Distribution is not here");
        return Ok(());
    };
    let options = RegistryOptions { deletes: true, is_written_to: true, ..RegistryOptions::default() };
    let registry = Distribution::start(&binary, options).await?;
    let host = RegistryHost::parse(&registry.origin)?;
    let source = PullSource::new(&host, &host.docker_name()).context("a host")?;
    let skopeo = folders::find_program("skopeo");
    for tool in [PullTool::Curl, PullTool::Skopeo] {
        let needs: &[&str] = if tool == PullTool::Curl { &["curl", "jq"] } else { &["curl", "jq", "skopeo"] };
        if let Some(missing) = needs.iter().find(|name| folders::find_program(name).is_none()) {
            println!("not run, of {}: {missing} is not here", tool.name());
            continue;
        }
        let folder = folders::quick_temporary("lines")?;
        let path = path(folder.path(), skopeo.as_deref().unwrap_or(&PathBuf::from("skopeo")))?;
        let bench = Bench { tool, folder: folder.path(), path, source: source.clone() };
        let mut steps = 0;
        for seed in 0..DRAWS {
            steps +=
                one(&registry.origin, &bench, seed).await.with_context(|| format!("seed {seed}, {}", tool.name()))?;
        }
        println!("{}: {steps} steps in {DRAWS} repositories", tool.name());
        ensure!(steps > 50, "too little was tried: {steps} steps");
        if tool == PullTool::Skopeo {
            the_warning_is_true(&registry.origin, &bench).await.context("skopeo's warning")?;
        }
    }
    Ok(())
}
