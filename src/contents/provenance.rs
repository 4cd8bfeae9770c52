//! SLSA provenance: how something was built, by whom and from what, in version 0.2 (<https://slsa.dev/spec/v0.2/provenance>) and 1
//! (<https://slsa.dev/spec/v1.1/provenance>), with what BuildKit and GitHub Actions add.
//!
//! ```text
//! 0.2  {"builder": {"id"}, "buildType", "invocation": {"configSource": {"uri", "digest", "entryPoint"}, "parameters", "environment"},
//!       "metadata": {"buildInvocationID", "buildStartedOn", "buildFinishedOn", "reproducible"}, "materials": [{"uri", "digest"}]}
//! 1    {"buildDefinition": {"buildType", "externalParameters", "internalParameters", "resolvedDependencies": [{"uri", "name", "digest"}]},
//!       "runDetails": {"builder": {"id"}, "metadata": {"invocationId", "startedOn", "finishedOn"}}}
//! BuildKit, in metadata: {"https://mobyproject.org/buildkit@v1#metadata": {"vcs": {"source", "revision"},
//!                                                                      "source": {"infos": [{"filename", "language", "data": "<base64>"}]}}}
//!          (https://docs.docker.com/build/metadata/attestations/slsa-definitions/; there also as "buildkit_metadata")
//! GitHub:  externalParameters {"workflow": {"repository", "ref", "path"}}
//! ```

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::member::{digests, first, items, text};

/// How something was built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// `0.2` or `1`.
    pub version: String,
    /// Who built it: an address, by its own account.
    pub builder: String,
    /// How the rest is to be read: an address.
    pub build_type: String,
    /// From which source, where that is said.
    pub source: Option<SourceOfBuild>,
    /// The run of the builder, by a name or an address.
    pub invocation: String,
    /// When the build began, as it is written.
    pub started: String,
    /// When it was done.
    pub finished: String,
    /// What the builder was given, by paths of names.
    pub parameters: Vec<(String, String)>,
    /// What went into it.
    pub materials: Vec<Material>,
    /// Files of the build that are kept in it: BuildKit stores the Dockerfile.
    pub files: Vec<StoredFile>,
}

/// Where the source is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceOfBuild {
    /// The repository or file, as it is written: `git+https://…@refs/heads/main`, `https://…git#refs/tags/v1`.
    pub uri: String,
    /// The commit, or another digest of it.
    pub revision: String,
    /// The file in it that the build began with: a workflow, a Dockerfile.
    pub entry: String,
    /// Whether the builder looked at it itself. What a client tells BuildKit of its folder is a hint.
    pub is_seen: bool,
}

/// What went into a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    /// Its address, or its name.
    pub uri: String,
    /// Its digests: `sha256:…`.
    pub digests: Vec<String>,
}

/// A file of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// What it is called.
    pub name: String,
    /// What is in it; bytes that are no text are replaced.
    pub text: String,
}

/// Values of parameters that are longer are cut, in bytes.
const LONGEST: usize = 4 << 10;

/// More parameters are left out.
const MANY: usize = 1000;

/// Deeper parameters are written as JSON.
const DEEPEST: usize = 6;

/// Reads a predicate; `None` where there is none.
pub(super) fn read(predicate_type: &str, value: &Value) -> Option<Provenance> {
    if !value.is_object() {
        return None;
    }
    let version = predicate_type.rsplit('/').next().unwrap_or_default().trim_start_matches('v');
    let mut provenance = match value.get("buildDefinition") {
        Some(definition) => of_version_1(definition, &value["runDetails"]),
        None => of_version_0(value),
    };
    provenance.version = version.to_owned();
    if provenance.source.is_none() {
        provenance.source = provenance.materials.iter().find(|one| is_repository(&one.uri)).map(|one| SourceOfBuild {
            uri: one.uri.clone(),
            revision: revision(&one.digests),
            entry: String::new(),
            is_seen: true,
        });
    }
    Some(provenance)
}

fn of_version_0(value: &Value) -> Provenance {
    let (invocation, metadata) = (&value["invocation"], &value["metadata"]);
    let source = &invocation["configSource"];
    let buildkit = buildkit(metadata);
    let mut parameters = Vec::new();
    flatten("", &invocation["parameters"], DEEPEST, &mut parameters);
    flatten("environment", &invocation["environment"], DEEPEST, &mut parameters);
    Provenance {
        builder: text(&value["builder"], "id").to_owned(),
        build_type: text(value, "buildType").to_owned(),
        source: source_of(source, "entryPoint").or_else(|| hint(buildkit, text(source, "entryPoint"))),
        invocation: text(metadata, "buildInvocationID").to_owned(),
        started: text(metadata, "buildStartedOn").to_owned(),
        finished: text(metadata, "buildFinishedOn").to_owned(),
        parameters,
        materials: materials(items(value, "materials")),
        files: files(buildkit),
        ..Provenance::default()
    }
}

fn of_version_1(definition: &Value, details: &Value) -> Provenance {
    let (external, metadata) = (&definition["externalParameters"], &details["metadata"]);
    let buildkit = buildkit(metadata);
    let (config, workflow) = (&external["configSource"], &external["workflow"]);
    let materials = materials(items(definition, "resolvedDependencies"));
    // GitHub names the repository beside the workflow, and its commit among what was resolved.
    let of_workflow = || {
        let repository = Some(text(workflow, "repository")).filter(|repository| !repository.is_empty())?;
        let of_repository = materials.iter().find(|one| one.uri.contains(repository));
        Some(SourceOfBuild {
            uri: format!("{repository}@{}", text(workflow, "ref")).trim_end_matches('@').to_owned(),
            revision: of_repository.map(|one| revision(&one.digests)).unwrap_or_default(),
            entry: text(workflow, "path").to_owned(),
            is_seen: true,
        })
    };
    let mut parameters = Vec::new();
    flatten("", external, DEEPEST, &mut parameters);
    flatten("internal", &definition["internalParameters"], DEEPEST, &mut parameters);
    Provenance {
        builder: text(&details["builder"], "id").to_owned(),
        build_type: text(definition, "buildType").to_owned(),
        source: source_of(config, "path").or_else(of_workflow).or_else(|| hint(buildkit, text(config, "path"))),
        invocation: first([text(metadata, "invocationId"), text(metadata, "invocationID")]).to_owned(),
        started: text(metadata, "startedOn").to_owned(),
        finished: text(metadata, "finishedOn").to_owned(),
        parameters,
        files: files(buildkit),
        materials,
        ..Provenance::default()
    }
}

fn source_of(source: &Value, entry: &str) -> Option<SourceOfBuild> {
    let uri = Some(text(source, "uri")).filter(|uri| !uri.is_empty())?;
    let (uri, entry) = (uri.to_owned(), text(source, entry).to_owned());
    Some(SourceOfBuild { uri, revision: revision(&digests(source)), entry, is_seen: true })
}

/// What a client told BuildKit of the folder that it sent.
fn hint(buildkit: &Value, entry: &str) -> Option<SourceOfBuild> {
    let vcs = &buildkit["vcs"];
    let (uri, revision) = (text(vcs, "source").to_owned(), text(vcs, "revision").to_owned());
    let is_said = !uri.is_empty() || !revision.is_empty();
    is_said.then(|| SourceOfBuild { uri, revision, entry: entry.to_owned(), is_seen: false })
}

/// A digest without its algorithm, the one of a commit first.
fn revision(digests: &[String]) -> String {
    let of = |name: &str| digests.iter().find_map(|one| one.strip_prefix(name));
    let found = of("gitCommit:").or_else(|| of("sha1:"));
    found.or_else(|| digests.first().map(String::as_str)).unwrap_or_default().to_owned()
}

fn is_repository(uri: &str) -> bool {
    uri.starts_with("git+") || uri.split(['#', '@', '?']).next().is_some_and(|path| path.ends_with(".git"))
}

fn buildkit(metadata: &Value) -> &Value {
    let names = ["https://mobyproject.org/buildkit@v1#metadata", "buildkit_metadata"];
    names.into_iter().find_map(|name| metadata.get(name)).unwrap_or(&Value::Null)
}

fn files(buildkit: &Value) -> Vec<StoredFile> {
    let stored = items(&buildkit["source"], "infos").iter().filter_map(|info| {
        let data = STANDARD.decode(text(info, "data")).ok().filter(|data| !data.is_empty())?;
        let name = first([text(info, "filename"), text(info, "language"), "a file"]).to_owned();
        Some(StoredFile { name, text: String::from_utf8_lossy(&data).into_owned() })
    });
    stored.collect()
}

fn materials(values: &[Value]) -> Vec<Material> {
    let material = |value: &Value| {
        let uri = first([text(value, "uri"), text(value, "name"), text(value, "downloadLocation")]).to_owned();
        Material { uri, digests: digests(value) }
    };
    values.iter().map(material).collect()
}

/// Texts by the paths of their names; what holds nothing is left out, and the source of the build, which is said apart.
fn flatten(path: &str, value: &Value, deeper: usize, rows: &mut Vec<(String, String)>) {
    let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        _ if rows.len() >= MANY => {}
        Value::Null => {}
        Value::Object(members) if deeper > 0 => {
            for (name, member) in members {
                let is_said_apart =
                    path.is_empty() && matches!(name.as_str(), "configSource" | "workflow") || name == "buildConfig";
                if !is_said_apart {
                    flatten(&inside(name), member, deeper - 1, rows);
                }
            }
        }
        Value::Array(values) if deeper > 0 => {
            for (at, one) in values.iter().enumerate() {
                flatten(&inside(&at.to_string()), one, deeper - 1, rows);
            }
        }
        Value::String(said) if said.is_empty() => {}
        Value::String(said) => rows.push((path.to_owned(), cut(said))),
        other => rows.push((path.to_owned(), cut(&other.to_string()))),
    }
}

fn cut(text: &str) -> String {
    match text.len() {
        0..=LONGEST => text.to_owned(),
        _ => format!("{}…", &text[..text.floor_char_boundary(LONGEST)]),
    }
}

/// What BuildKit fetches as an image to build with, and not on: frontends, and scanners for its attestations.
const TOOLS: [&str; 4] =
    ["docker/dockerfile:", "docker/dockerfile-upstream:", "docker/buildkit-syft-scanner:", "tonistiigi/binfmt:"];

impl Provenance {
    /// The images that went into it. What it was built on is among them; which one that is, is not said.
    pub fn images(&self) -> Vec<(String, &Material)> {
        let images = self.materials.iter().filter_map(|one| Some((one.image()?, one)));
        images.filter(|(name, _)| !TOOLS.iter().any(|tool| name.starts_with(tool))).collect()
    }
}

impl Material {
    /// The image that it is, as a reference without its digest, where its address is a package URL of one:
    /// `pkg:docker/golang@1.22-alpine?platform=linux%2Famd64` is `golang:1.22-alpine`.
    pub fn image(&self) -> Option<String> {
        let rest = self.uri.strip_prefix("pkg:docker/").or_else(|| self.uri.strip_prefix("pkg:oci/"))?;
        let rest = rest.split(['?', '#']).next().unwrap_or(rest);
        let (name, version) = rest.split_once('@').unwrap_or((rest, ""));
        let decode = |text: &str| text.replace("%2F", "/").replace("%3A", ":").replace("%40", "@");
        let mark = if version.is_empty() {
            ""
        } else if version.starts_with("sha256") {
            "@"
        } else {
            ":"
        };
        Some(format!("{}{mark}{}", decode(name), decode(version)))
    }
}

impl SourceOfBuild {
    /// The page of the repository, where its address is one of the web and of `https`.
    pub fn page(&self) -> Option<String> {
        let address = self.uri.strip_prefix("git+").unwrap_or(&self.uri);
        let end = address.find(['#', '?']).unwrap_or(address.len());
        let address = &address[..end];
        let after_host = address.strip_prefix("https://")?.find('/').map_or(address.len(), |at| at + "https://".len());
        let (host, path) = address.split_at(after_host);
        let path = path.split('@').next().unwrap_or(path);
        Some(format!("{host}{}", path.strip_suffix(".git").unwrap_or(path)))
    }
}

#[cfg(test)]
mod tests;
