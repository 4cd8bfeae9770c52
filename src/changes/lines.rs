//! A plan as lines for a shell, for whoever would rather run it with tools that they know: in the plan's order, each what the step does.
//! Where a tool cannot do a step, a comment says so in its place.
//!
//! Of skopeo (1.9.3, Debian) and curl it was run against Distribution 2.8.2, on 2026-12-01 (`lab/tests/plans/lines.rs`). Of the others it is
//! by their sources and manuals: `crane delete` sends the name as it stands; `regctl tag delete` puts another manifest over the name where a
//! registry deletes no name; `oras manifest delete` reads the digest of a name first and deletes that.

#[cfg(test)]
mod tests;

use super::plan::{Action, Because, Change, Plan};
use crate::registry::auth::scope::Scope;
use crate::registry::commands::curl::{Access, Signed, signed};
use crate::registry::commands::{PullSource, PullTool, copy_into};
use crate::registry::digest::Digest;
use crate::registry::media_type::MediaType;
use crate::registry::reference::{Repository, Tag, Version};
use crate::registry::shell::pasteable;

use PullTool::{Crane, Curl, Oras, Regctl, Skopeo};

/// The tools, those first that can do most.
pub const TOOLS: [PullTool; 5] = [Curl, Regctl, Crane, Oras, Skopeo];

/// The record of changes, as the lines that take manifests from one call it.
pub const RECORD: &str = "record.json";

/// The lines of a plan. `access` is what the registry wanted of this page. None where nothing is planned.
pub fn lines(tool: PullTool, plan: &Plan, source: &PullSource, access: &Access) -> Vec<String> {
    if plan.steps.is_empty() {
        return Vec::new();
    }
    let signed = signed("-fsS", &scopes(plan), access);
    let mut lines = vec![
        format!("# {} at {}, by {}, as planned.", plan.repository, source.host, tool.name()),
        "# No name is read again before a line, as this page does before a change. Run them soon.".to_owned(),
    ];
    match tool {
        Curl => {
            if access.is_private() {
                lines.push(
                    "# curl asks for the password. With --netrc in place of -u it takes it from ~/.netrc.".to_owned(),
                );
            }
            lines.extend(signed.token.clone());
        }
        _ if access.is_private() => lines.push(format!("# Sign in before: {} {}", sign_in(tool), source.host)),
        _ => {}
    }
    if tool == Regctl && source.is_plain_http {
        lines.push(line(&["regctl", "registry", "set", "--tls", "disabled", &source.host]));
    }
    let mut writer = LineWriter { tool, source, repository: &plan.repository, signed, has_said_along: false, lines };
    for change in &plan.steps {
        writer.push(change);
    }
    writer.lines
}

/// The lines as a file: it stops at the first that does not work.
pub fn script(lines: &[String]) -> String {
    format!("#!/bin/sh\nset -eu\n{}\n", lines.join("\n"))
}

fn sign_in(tool: PullTool) -> &'static str {
    match tool {
        Crane => "crane auth login",
        Regctl => "regctl registry login",
        Oras => "oras login",
        _ => "skopeo login",
    }
}

/// What a token has to be good for.
fn scopes(plan: &Plan) -> Vec<String> {
    let mut scopes = Vec::new();
    for Change { action, .. } in &plan.steps {
        let (right, from) = match action {
            Action::DeleteTag(_) | Action::DeleteManifest(_) | Action::ReplaceAndDelete(_) => {
                (Scope::delete(plan.repository.as_str()), None)
            }
            Action::Put { from, .. } => (Scope::push(plan.repository.as_str()), from.as_ref()),
            Action::Mount { from, .. } => (Scope::push(plan.repository.as_str()), Some(from)),
        };
        for scope in [Some(right), from.map(|from| Scope::pull(from.as_str()))].into_iter().flatten() {
            if !scopes.contains(&scope.to_string()) {
                scopes.push(scope.to_string());
            }
        }
    }
    scopes
}

struct LineWriter<'a> {
    tool: PullTool,
    source: &'a PullSource,
    repository: &'a Repository,
    signed: Signed,
    /// Whether it was said what a copy brings along.
    has_said_along: bool,
    lines: Vec<String>,
}

impl LineWriter<'_> {
    fn push(&mut self, change: &Change) {
        match &change.action {
            Action::DeleteTag(tag) => self.delete_tag(tag),
            Action::DeleteManifest(digest) => {
                let names: Vec<&str> = change.names.iter().map(|name| name.tag.as_str()).collect();
                if !names.is_empty() {
                    self.say(&format!("with it fall: {}", names.join(" ")));
                }
                self.delete(&Version::Digest(digest.clone()));
            }
            Action::ReplaceAndDelete(tag) => self.replace_and_delete(tag),
            Action::Put { tag, digest, media_type, from: Some(from) } => {
                let is_along = matches!(change.because, Because::ChildOf(_));
                self.copy(from, tag.as_ref(), digest, media_type, is_along);
            }
            Action::Put { tag: Some(tag), digest, media_type, from: None } => self.set_tag(tag, digest, media_type),
            Action::Put { tag: None, digest, media_type, from: None } => self.put_back(digest, media_type),
            Action::Mount { blob, from, .. } => self.mount(blob, from),
        }
    }

    fn say(&mut self, words: &str) {
        self.lines.push(format!("# {words}"));
    }

    /// A name alone.
    fn delete_tag(&mut self, tag: &Tag) {
        let version = Version::Tag(tag.clone());
        match self.tool {
            Skopeo => {
                self.say(&format!(
                    "skopeo cannot delete {tag} alone: this would delete what it names, with every name of it."
                ));
                let command = self.deletion(&version);
                self.say(&command);
            }
            Oras => {
                self.say(&format!(
                    "oras cannot delete {tag} alone: this would delete what it names, with every name of it."
                ));
                let command = self.deletion(&version);
                self.say(&command);
            }
            Regctl => self.tag_delete(tag),
            _ => self.delete(&version),
        }
    }

    /// A name where a registry deletes by digest alone.
    fn replace_and_delete(&mut self, tag: &Tag) {
        match self.tool {
            Regctl => self.tag_delete(tag),
            tool => self.say(&format!(
                "{} cannot put another manifest over {tag} and delete that. This page can, and regctl tag delete.",
                tool.name()
            )),
        }
    }

    fn tag_delete(&mut self, tag: &Tag) {
        let reference = self.reference(&Version::Tag(tag.clone()));
        self.lines.push(line(&["regctl", "tag", "delete", &reference]));
    }

    fn delete(&mut self, version: &Version) {
        let command = self.deletion(version);
        self.lines.push(command);
    }

    fn deletion(&self, version: &Version) -> String {
        let reference = self.reference(version);
        match self.tool {
            Crane => line(&["crane", "delete", self.if_plain("--insecure"), &reference]),
            Regctl => line(&["regctl", "manifest", "delete", &reference]),
            Oras => line(&["oras", "manifest", "delete", "--force", self.if_plain("--plain-http"), &reference]),
            Skopeo => {
                line(&["skopeo", "delete", self.if_plain("--tls-verify=false"), &format!("docker://{reference}")])
            }
            _ => self.curl(&["-X", "DELETE", &self.url(self.repository, version)]),
        }
    }

    /// A manifest that is there gets a name.
    fn set_tag(&mut self, tag: &Tag, digest: &Digest, media_type: &MediaType) {
        let reference = self.reference(&Version::Digest(digest.clone()));
        let command = match self.tool {
            Crane => line(&["crane", "tag", self.if_plain("--insecure"), &reference, tag.as_str()]),
            Oras => line(&["oras", "tag", self.if_plain("--plain-http"), &reference, tag.as_str()]),
            Curl => self.fetched_and_put(self.repository, digest, media_type, &Version::Tag(tag.clone())),
            _ => self.copied(self.repository, digest, &Version::Tag(tag.clone())),
        };
        self.lines.push(command);
    }

    /// A manifest of another repository. The tools bring along its blobs and what it lists.
    fn copy(&mut self, from: &Repository, tag: Option<&Tag>, digest: &Digest, media_type: &MediaType, is_along: bool) {
        let named = tag.map_or_else(|| Version::Digest(digest.clone()), |tag| Version::Tag(tag.clone()));
        if self.tool == Curl {
            let command = self.fetched_and_put(from, digest, media_type, &named);
            return self.lines.push(command);
        }
        if is_along {
            return self.comes_along();
        }
        let command = self.copied(from, digest, &named);
        self.lines.push(command);
    }

    /// A manifest that the record has.
    fn put_back(&mut self, digest: &Digest, media_type: &MediaType) {
        let file = file(digest);
        let named = Version::Digest(digest.clone());
        let reference = self.reference(&named);
        let put = match self.tool {
            Curl => self.put(&file, media_type, &named),
            Regctl => {
                let command = ["regctl", "manifest", "put", "--content-type", media_type.as_str(), &reference];
                format!("{} < {file}", line(&command))
            }
            Oras => {
                let plain = self.if_plain("--plain-http");
                line(&["oras", "manifest", "push", plain, "--media-type", media_type.as_str(), &reference, &file])
            }
            tool => {
                let words = format!("{} puts no manifest from a file. curl, regctl and oras do: {digest}", tool.name());
                return self.say(&words);
            }
        };
        let filter = format!(".documents[] | select(.digest == \"{digest}\") | .text // (.base64 | @base64d)");
        self.lines.push(format!("{} > {file} && {put}", line(&["jq", "-j", &filter, RECORD])));
    }

    fn mount(&mut self, blob: &Digest, from: &Repository) {
        if self.tool != Curl {
            return self.comes_along();
        }
        let url = format!("{}/v2/{}/blobs/uploads/?mount={blob}&from={from}", self.source.origin, self.repository);
        let sent = self.curl(&["-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", &url]);
        // A registry that does not mount answers 202, and waits for the bytes.
        self.lines.push(format!("[ \"$({sent})\" = 201 ] || {{ echo 'not mounted: {blob}' >&2; false; }}"));
    }

    fn comes_along(&mut self) {
        if !self.has_said_along {
            self.has_said_along = true;
            self.say("blobs, and what an index lists, come along with the copy of what names them");
        }
    }

    fn copied(&self, from: &Repository, digest: &Digest, named: &Version) -> String {
        let version = Version::Digest(digest.clone());
        let copied = copy_into(self.tool, (self.source, from), (self.source, self.repository), &version, named);
        // Those before the last set up what was set up once.
        copied.and_then(|commands| commands.lines.into_iter().next_back()).unwrap_or_default()
    }

    fn fetched_and_put(&self, from: &Repository, digest: &Digest, media_type: &MediaType, named: &Version) -> String {
        let file = file(digest);
        let accept = format!("Accept: {}", media_type.as_str());
        let url = self.url(from, &Version::Digest(digest.clone()));
        let fetched = self.curl(&["-L", "-H", &accept, "-o", &file, &url]);
        format!("{fetched} && {}", self.put(&file, media_type, named))
    }

    fn put(&self, file: &str, media_type: &MediaType, named: &Version) -> String {
        let content_type = format!("Content-Type: {}", media_type.as_str());
        let url = self.url(self.repository, named);
        self.curl(&["-X", "PUT", "-H", &content_type, "--data-binary", &format!("@{file}"), &url])
    }

    fn curl(&self, words: &[&str]) -> String {
        format!("{} {}", self.signed.curl, line(words))
    }

    fn url(&self, repository: &Repository, version: &Version) -> String {
        format!("{}/v2/{repository}/manifests/{version}", self.source.origin)
    }

    fn reference(&self, version: &Version) -> String {
        self.source.reference(self.repository, version)
    }

    fn if_plain(&self, flag: &'static str) -> &'static str {
        if self.source.is_plain_http { flag } else { "" }
    }
}

/// Where a manifest lies between two lines.
fn file(digest: &Digest) -> String {
    format!("manifest-{}.json", digest.short())
}

/// A line of the words that are not empty.
fn line(words: &[&str]) -> String {
    pasteable(&words.iter().filter(|word| !word.is_empty()).map(|word| (*word).to_owned()).collect::<Vec<_>>())
}
