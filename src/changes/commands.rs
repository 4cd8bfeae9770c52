//! What the page cannot do, as lines for whoever can: collecting what nothing names, and copies that no registry mounts.
//!
//! Collecting frees the disk after deletions. What is known of each product is from its own documents. Of Distribution 2.8.2 it was measured
//! on 2026-12-01: `--delete-untagged` took the platform without a tag of an index with one, and left the index; without it nothing went.

use super::wish::Copying;
use crate::registry::commands::{Commands, PullSource, PullTool, copy_into};
use crate::registry::reference::{Repository, Version};

/// What collects in a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collector {
    /// CNCF Distribution, and registries that are made of it and say nothing else.
    Distribution,
    /// Harbor.
    Harbor,
    /// zot.
    Zot,
    /// GitLab.
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
    /// Quay.
    Quay,
    /// Sonatype Nexus Repository.
    Nexus,
    /// JFrog Artifactory.
    Artifactory,
    /// Pulp.
    Pulp,
}

/// How it is made to collect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Lines for a shell on the registry's machine, or for its configuration; none where it is a click, or happens by itself.
    pub lines: &'static [&'static str],
    /// What to know before, in sentences.
    pub notes: &'static [&'static str],
}

/// How `collector` frees what nothing names.
pub fn collection(collector: Collector) -> Collection {
    let (lines, notes): (&[&str], &[&str]) = match collector {
        Collector::Distribution => (
            &[
                "registry garbage-collect --dry-run /etc/docker/registry/config.yml",
                "registry garbage-collect /etc/docker/registry/config.yml",
            ],
            &[
                "Nothing may be pushed meanwhile: stop the registry, or set storage.maintenance.readonly.enabled to true. Restart it afterwards, because it remembers blobs that are gone.",
                "The image of version 3 has the file at /etc/distribution/config.yml.",
                "A manifest that has lost its tag stays. --delete-untagged takes it, too, and in version 2 also each platform of an index that stays, if the platform has no tag of its own (distribution#3178).",
            ],
        ),
        Collector::Harbor => (
            &[],
            &[
                "Administration, Clean Up, Garbage Collection: GC Now. What was uploaded in the last two hours stays.",
                "What has no tag goes only where that is ticked there.",
            ],
        ),
        Collector::Zot => (
            &["\"storage\": {\"gc\": true, \"gcDelay\": \"1h\", \"gcInterval\": \"24h\"}"],
            &[
                "zot collects by itself, as its configuration says. What has no tag goes after gcDelay, unless a retention policy keeps it.",
            ],
        ),
        Collector::GitLab => (
            &["sudo gitlab-ctl registry-garbage-collect"],
            &[
                "The registry is not there meanwhile. With the metadata database it collects by itself, and this line is not needed.",
                "A manifest that has lost its tag stays. -m takes it, too, and with it platforms of indexes that stay (container-registry#149).",
            ],
        ),
        Collector::Gitea => (
            &["[cron.cleanup_packages]", "ENABLED = true", "OLDER_THAN = 24h"],
            &[
                "The job runs each night, and from Site Administration at once. It takes blobs that nothing has named for so long as OLDER_THAN says.",
            ],
        ),
        Collector::Quay => (
            &[],
            &[
                "Quay collects by itself, once the time is over for which the repository keeps deleted tags (Time Machine).",
            ],
        ),
        Collector::Nexus => (
            &[],
            &[
                "Two tasks, in this order: \"Docker - Delete unused manifests and images\", then \"Admin - Compact blob store\".",
            ],
        ),
        Collector::Artifactory => (
            &[],
            &[
                "Artifactory collects by its own schedule; at once from Administration, Artifactory Settings, Maintenance.",
            ],
        ),
        Collector::Pulp => (
            &["pulp orphan cleanup --protection-time 0"],
            &[
                "What belongs to no version of a repository goes. Older versions still have it: remove those first. Nothing may be uploaded meanwhile.",
            ],
        ),
    };
    Collection { lines, notes }
}

/// The tools that copy, those first that take along what hangs on an image.
pub const COPIERS: [PullTool; 4] = [PullTool::Regctl, PullTool::Oras, PullTool::Crane, PullTool::Skopeo];

/// How `tool` makes a copy that was wished for; `None` where it has no name there, or the tool cannot take along what hangs on it.
pub fn copy_lines(tool: PullTool, source: &PullSource, repository: &Repository, copying: &Copying) -> Option<Commands> {
    let tag = Version::Tag(copying.tag.clone()?);
    let version = Version::Digest(copying.digest.clone());
    let mut commands = copy_into(tool, (source, repository), (source, &copying.into.repository), &version, &tag)?;
    if copying.with_attached {
        let (copy, along) = match tool {
            PullTool::Regctl => ("regctl image copy", " --referrers --digest-tags"),
            PullTool::Oras => ("oras cp", " --recursive"),
            _ => return None,
        };
        let line = commands.lines.last_mut()?;
        *line = line.replacen(copy, &format!("{copy}{along}"), 1);
    }
    Some(commands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::tests::nothing_in;
    use crate::registry::digest::Digest;
    use crate::registry::host::RegistryHost;
    use crate::registry::reference::Tag;

    fn lines(tool: PullTool, with_attached: bool) -> Option<String> {
        let host = RegistryHost::parse("http://localhost:5000").expect("a host");
        let source = PullSource::new(&host, &host.docker_name()).expect("a source");
        let repository = Repository::parse("team/app").expect("a name");
        let into = nothing_in("prod/app");
        let tag = Some(Tag::parse("1.2").expect("a tag"));
        let copying = Copying { digest: Digest::of(b""), tag, with_attached, into };
        let digest = Digest::of(b"").to_string();
        let commands = copy_lines(tool, &source, &repository, &copying)?;
        Some(commands.lines.join("; ").replace(&digest, "sha256:e3"))
    }

    #[test]
    fn copies() {
        for (tool, plain, attached) in [
            (
                PullTool::Skopeo,
                "skopeo copy --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://localhost:5000/team/app@sha256:e3 docker://localhost:5000/prod/app:1.2",
                None,
            ),
            (
                PullTool::Crane,
                "crane copy --insecure localhost:5000/team/app@sha256:e3 localhost:5000/prod/app:1.2",
                None,
            ),
            (
                PullTool::Oras,
                "oras cp --from-plain-http --to-plain-http localhost:5000/team/app@sha256:e3 localhost:5000/prod/app:1.2",
                Some(
                    "oras cp --recursive --from-plain-http --to-plain-http localhost:5000/team/app@sha256:e3 localhost:5000/prod/app:1.2",
                ),
            ),
        ] {
            assert_eq!(lines(tool, false).as_deref(), Some(plain));
            assert_eq!(lines(tool, true).as_deref(), attached);
        }
        let regctl = lines(PullTool::Regctl, true).expect("lines");
        assert!(
            regctl.ends_with(
                "image copy --referrers --digest-tags localhost:5000/team/app@sha256:e3 localhost:5000/prod/app:1.2"
            ),
            "{regctl}"
        );
    }

    #[test]
    fn each_says_how_it_collects() {
        use Collector::*;
        for collector in [Distribution, Harbor, Zot, GitLab, Gitea, Quay, Nexus, Artifactory, Pulp] {
            let Collection { lines, notes } = collection(collector);
            assert!(!notes.is_empty() && lines.iter().chain(notes).all(|one| !one.is_empty()), "{collector:?}");
        }
        let of_distribution = collection(Distribution);
        assert!(of_distribution.lines.iter().all(|line| !line.contains("--delete-untagged")), "it takes children");
        assert!(of_distribution.notes.iter().any(|note| note.contains("distribution#3178")));
    }
}
