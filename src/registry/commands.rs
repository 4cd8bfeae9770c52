//! The command lines that pull an image or an artifact with the usual tools, and that copy it to another registry; and the files that
//! name it for Compose and Kubernetes.
//!
//! This module does not know which tools a person has, nor whether they are signed in there. A line holds nothing that a
//! shell would act upon: names of repositories, tags and digests cannot, and a host that could has no commands.

pub mod curl;
mod yaml;

use super::artifact_kind::ArtifactKind;
use super::host::RegistryHost;
use super::manifest::{Document, Manifest};
use super::reference::{Repository, Tag, Version};
use curl::Access;

/// A program that pulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullTool {
    /// Docker.
    Docker,
    /// Podman.
    Podman,
    /// nerdctl, of containerd.
    Nerdctl,
    /// Skopeo.
    Skopeo,
    /// crane, of go-containerregistry.
    Crane,
    /// ORAS.
    Oras,
    /// regctl, of regclient.
    Regctl,
    /// Helm.
    Helm,
    /// curl, which fetches the manifest alone.
    Curl,
    /// Compose, by its file.
    Compose,
    /// Kubernetes, by a Pod.
    Kubernetes,
}

/// What is pulled, as far as it matters to the tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// An image that runs.
    Image,
    /// A Helm chart.
    Chart,
    /// An artifact of files that have names.
    Files,
    /// An image in Docker's schema 1.
    Schema1,
    /// Anything else.
    Other,
}

/// Where it is pulled from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullSource {
    /// The host as it stands in references.
    pub host: String,
    /// The origin of its API.
    pub origin: String,
    /// Whether it speaks plain http, which tools have to be told.
    pub is_plain_http: bool,
    is_loopback: bool,
}

/// How a tool pulls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// The lines, one after the other. A file is one of them, with its line breaks.
    pub lines: Vec<String>,
    /// What has to be so before they work.
    pub notes: Vec<CommandNote>,
}

/// A remark on commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandNote {
    /// Docker's daemon must list the host under `insecure-registries`: `daemon.json` with this in it.
    DaemonJson(String),
    /// Helm knows digests since version 3.18 (helm/helm-www#1629).
    HelmWithDigests,
    /// curl fetches the manifest; the rest is asked for in the same way.
    ManifestAlone {
        /// Whether the first line fetches a token.
        by_token: bool,
    },
    /// Each node pulls by itself, and has to be told of plain http.
    NodesWithPlainHttp,
    /// The Secret that the Pod names is made by this line, of what `docker login` wrote.
    PullSecret(String),
}

use PullTool::{Compose, Crane, Curl, Docker, Helm, Kubernetes, Nerdctl, Oras, Podman, Regctl, Skopeo};

impl PullTool {
    /// All tools, those first that most people have.
    pub const ALL: [PullTool; 11] =
        [Docker, Podman, Nerdctl, Skopeo, Crane, Oras, Regctl, Helm, Curl, Compose, Kubernetes];

    /// The program's name.
    pub fn name(self) -> &'static str {
        match self {
            Docker => "docker",
            Podman => "podman",
            Nerdctl => "nerdctl",
            Skopeo => "skopeo",
            Crane => "crane",
            Oras => "oras",
            Regctl => "regctl",
            Helm => "helm",
            Curl => "curl",
            Compose => "compose",
            Kubernetes => "kubernetes",
        }
    }
}

impl Content {
    /// What a manifest or an index is to the tools.
    pub fn of(document: &Document) -> Content {
        match document {
            Document::Image(manifest) => match manifest.kind() {
                ArtifactKind::Image => Content::Image,
                ArtifactKind::HelmChart => Content::Chart,
                _ if has_names(manifest) => Content::Files,
                _ => Content::Other,
            },
            Document::Index(index) if index.artifact_type.is_some() => Content::Other,
            Document::Index(_) => Content::Image,
            Document::Schema1 { .. } => Content::Schema1,
        }
    }

    /// The tools that pull it, the most likely one first.
    pub fn tools(self) -> &'static [PullTool] {
        match self {
            Content::Image => &[Docker, Podman, Nerdctl, Skopeo, Crane, Oras, Regctl, Curl, Compose, Kubernetes],
            Content::Chart => &[Helm, Oras, Skopeo, Crane, Regctl, Curl],
            // Today's tools refuse it.
            Content::Schema1 => &[Curl],
            Content::Files | Content::Other => &[Oras, Skopeo, Crane, Regctl, Curl],
        }
    }
}

/// Whether `oras pull` finds files in it: it takes the names from the layers' titles.
fn has_names(manifest: &Manifest) -> bool {
    manifest.layers.iter().any(|layer| layer.annotations.get("org.opencontainers.image.title").is_some())
}

impl PullSource {
    /// The registry as `host` has it, or the `pull_host` that a configuration names instead; `None` where that is
    /// no host that a command line should hold.
    pub fn new(host: &RegistryHost, pull_host: &str) -> Option<PullSource> {
        let other = (pull_host != host.docker_name()).then(|| RegistryHost::parse(pull_host).ok());
        let host = match &other {
            Some(other) => other.as_ref()?,
            None => host,
        };
        let mut name = host.docker_name();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        let rest = name.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let is_safe = match rest {
            Some((address, port)) => {
                address.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
                    && port.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
            }
            None => name.bytes().all(|byte| is_plain(byte) || byte == b':') && !name.starts_with(['-', '.', '_']),
        };
        if !is_safe {
            return None;
        }
        // Without a dot or a port, docker takes the first segment for a part of a name on Docker Hub.
        if !name.contains(['.', ':']) && name != "localhost" {
            name.push_str(if host.is_plain_http() { ":80" } else { ":443" });
        }
        let origin = host.origin();
        Some(PullSource { host: name, origin, is_plain_http: host.is_plain_http(), is_loopback: host.is_loopback() })
    }

    /// The whole reference.
    pub fn reference(&self, repository: &Repository, version: &Version) -> String {
        let mark = if matches!(version, Version::Tag(_)) { ':' } else { '@' };
        format!("{}/{repository}{mark}{version}", self.host)
    }
}

/// How `tool` pulls what `version` names; `access` is what the registry wanted of this page.
pub fn commands(
    tool: PullTool,
    content: Content,
    source: &PullSource,
    repository: &Repository,
    version: &Version,
    access: &Access,
) -> Commands {
    let reference = source.reference(repository, version);
    let insecure = |flag: &'static str| if source.is_plain_http { flag } else { "" };
    // What a tool writes to is called after the repository.
    let name = repository.last_segment();
    let mut lines = Vec::new();
    let mut notes = Vec::new();
    let wants_exception = source.is_plain_http && !source.is_loopback;
    if wants_exception && matches!(tool, Docker | Compose) {
        notes.push(CommandNote::DaemonJson(format!("{{\"insecure-registries\": [\"{}\"]}}", source.host)));
    }
    let line = match (tool, content) {
        (Docker, _) => words(&["docker pull", &reference]),
        (Nerdctl, _) => words(&["nerdctl", insecure("--insecure-registry"), "pull", &reference]),
        (Podman, _) => words(&["podman pull", insecure("--tls-verify=false"), &reference]),
        (Skopeo, _) => {
            let from = format!("docker://{reference}");
            words(&["skopeo copy", insecure("--src-tls-verify=false"), &from, &format!("dir:{name}")])
        }
        (Crane, Content::Image) => words(&["crane pull", insecure("--insecure"), &reference, &format!("{name}.tar")]),
        (Crane, _) => words(&["crane pull --format=oci", insecure("--insecure"), &reference, name]),
        (Oras, Content::Files) => words(&["oras pull", insecure("--plain-http"), &reference]),
        (Oras, _) => {
            let to = match version {
                Version::Tag(tag) => format!("{name}:{tag}"),
                Version::Digest(_) => name.to_owned(),
            };
            words(&["oras cp --to-oci-layout", insecure("--from-plain-http"), &reference, &to])
        }
        (Regctl, _) => {
            if source.is_plain_http {
                lines.push(words(&["regctl registry set --tls disabled", &source.host]));
            }
            match content {
                Content::Files => words(&["regctl artifact get", &reference, "--output", "."]),
                _ => words(&["regctl image export", &reference, &format!("{name}.tar")]),
            }
        }
        (Helm, _) => helm(source, repository, version, &mut notes),
        (Curl, _) => {
            notes.push(CommandNote::ManifestAlone { by_token: matches!(access, Access::Token { .. }) });
            let url = format!("{}/v2/{repository}/manifests/{version}", source.origin);
            return Commands { lines: curl::lines(&url, repository.as_str(), access), notes };
        }
        (Compose, _) => yaml::service(name, &reference),
        (Kubernetes, _) => {
            if source.is_plain_http {
                notes.push(CommandNote::NodesWithPlainHttp);
            }
            if access.is_private() {
                notes.push(CommandNote::PullSecret(PULL_SECRET.to_owned()));
            }
            yaml::pod(name, &reference, access.is_private())
        }
    };
    lines.push(line);
    Commands { lines, notes }
}

/// What makes a Secret of the sign-ins that docker keeps: no password on the line.
const PULL_SECRET: &str = "kubectl create secret generic pull --type=kubernetes.io/dockerconfigjson \
    --from-file=.dockerconfigjson=$HOME/.docker/config.json";

/// How `tool` copies what `version` names from one registry to another, under the same repository and `tag`; `None` for a
/// tool that has no command for it. All platforms of an index go along, and the digest stays.
pub fn copy(
    tool: PullTool,
    from: &PullSource,
    to: &PullSource,
    repository: &Repository,
    version: &Version,
    tag: &Tag,
) -> Option<Commands> {
    copy_into(tool, (from, repository), (to, repository), version, &Version::Tag(tag.clone()))
}

/// The same into a repository that may have another name, and under a digest where it gets no tag there.
pub fn copy_into(
    tool: PullTool,
    (from, repository): (&PullSource, &Repository),
    (to, other): (&PullSource, &Repository),
    version: &Version,
    named: &Version,
) -> Option<Commands> {
    let source = from.reference(repository, version);
    let target = match (tool, named) {
        // ORAS names what it copies by its tags alone (its manual, oras cp).
        (Oras, Version::Digest(_)) => format!("{}/{other}", to.host),
        _ => to.reference(other, named),
    };
    let if_plain = |side: &PullSource, flag: &'static str| if side.is_plain_http { flag } else { "" };
    let mut lines = Vec::new();
    let line = match tool {
        Skopeo => words(&[
            "skopeo copy --all --preserve-digests",
            if_plain(from, "--src-tls-verify=false"),
            if_plain(to, "--dest-tls-verify=false"),
            &format!("docker://{source}"),
            &format!("docker://{target}"),
        ]),
        Crane => {
            let insecure = if from.is_plain_http || to.is_plain_http { "--insecure" } else { "" };
            words(&["crane copy", insecure, &source, &target])
        }
        Oras => {
            let (from, to) = (if_plain(from, "--from-plain-http"), if_plain(to, "--to-plain-http"));
            words(&["oras cp", from, to, &source, &target])
        }
        Regctl => {
            let plain = [from, to].into_iter().filter(|side| side.is_plain_http);
            lines.extend(plain.map(|side| words(&["regctl registry set --tls disabled", &side.host])));
            words(&["regctl image copy", &source, &target])
        }
        Docker if matches!(named, Version::Tag(_)) => {
            words(&["docker buildx imagetools create --tag", &target, &source])
        }
        Docker | Podman | Nerdctl | Helm | Curl | Compose | Kubernetes => return None,
    };
    lines.push(line);
    Some(Commands { lines, notes: Vec::new() })
}

/// A chart's version is its tag, in which `_` stands for the `+` that tags cannot have (Helm's documentation, "Use
/// OCI-based registries").
fn helm(source: &PullSource, repository: &Repository, version: &Version, notes: &mut Vec<CommandNote>) -> String {
    let host = if source.host == "docker.io" { "registry-1.docker.io" } else { &source.host };
    let mut chart = format!("oci://{host}/{repository}");
    let mut options = String::new();
    match version {
        Version::Tag(tag) => options = format!("--version {}", tag.as_str().replace('_', "+")),
        Version::Digest(digest) => {
            chart = format!("{chart}@{digest}");
            notes.push(CommandNote::HelmWithDigests);
        }
    }
    words(&["helm pull", &chart, &options, if source.is_plain_http { "--plain-http" } else { "" }])
}

/// The parts that are not empty, a space between them. The brackets of an IPv6 address are a pattern to a shell.
fn words(parts: &[&str]) -> String {
    let mut line = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        if part.contains('[') {
            line.push_str(&format!("'{part}'"));
        } else {
            line.push_str(part);
        }
    }
    line
}

#[cfg(test)]
mod tests;
