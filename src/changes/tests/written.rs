//! Small repositories that are written down as a text, and plans in a few lines.

use expect_test::Expect;

use super::nothing_in;
use crate::changes::known::{Child, Entry, Known};
use crate::changes::make::plan;
use crate::changes::plan::{Action, Because, Break, Change, Plan, WhyLeft};
use crate::changes::wish::Wish;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::digest::Digest;
use crate::registry::media_type::MediaType;
use crate::registry::reference::Tag;
use crate::registry::script::{Busy, run};

pub(in crate::changes) fn named(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

pub(in crate::changes) fn tag(text: &str) -> Tag {
    let text = match text.split_once('~') {
        Some((image, ending)) => format!("{}{ending}", named(image).fallback_tag()),
        None => text.to_owned(),
    };
    Tag::parse(&text).expect("a tag")
}

/// A repository, a line for each of:
///
/// ```text
/// name: blob ... [on subject]     an image; each blob has as many bytes as its name has letters, each document 100
/// name = child ... [on subject]   an index
/// tag -> name                     a tag; "image~.sig" is named after that image, and "?" could not be read
/// name missing | unread           a manifest that is not there, or could not be read
/// tag -> nothing                  a tag of the list behind which there is nothing
/// not whole                       the list of tags did not come to its end
/// ```
pub(in crate::changes) fn known(text: &str) -> Known {
    let mut known = nothing_in("team/app");
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line == "not whole" {
            known.is_whole = false;
        } else if let Some(name) = line.strip_suffix(" -> nothing") {
            known.empty_tags.insert(tag(name));
        } else if let Some(name) = line.strip_suffix(" -> ?") {
            known.tags.insert(tag(name), None);
            known.unread_tags.insert(tag(name), "the answer was 502".to_owned());
        } else if let Some((name, digest)) = line.split_once(" -> ") {
            known.tags.insert(tag(name), Some(named(digest)));
        } else if let Some(name) = line.strip_suffix(" missing") {
            known.missing.insert(named(name));
        } else if let Some(name) = line.strip_suffix(" unread") {
            known.unread.insert(named(name), "the answer was blocked".to_owned());
        } else {
            let (line, subject) = line.split_once(" on ").map_or((line, None), |(line, on)| (line, Some(on)));
            let (name, children, blobs) = match (line.split_once(" ="), line.split_once(':')) {
                (Some((name, children)), _) => (name, children, ""),
                (_, Some((name, blobs))) => (name, "", blobs),
                _ => panic!("{line}"),
            };
            let child = |name: &str| Child { digest: named(name), platform: None };
            let entry = Entry {
                media_type: if blobs.is_empty() { MediaType::OciIndex } else { MediaType::OciManifest },
                kind: ArtifactKind::Image,
                size: 100,
                children: children.split_whitespace().map(child).collect(),
                blobs: blobs.split_whitespace().map(|blob| (named(blob), blob.len() as u64)).collect(),
                subject: subject.map(named),
                created: None,
            };
            known.manifests.insert(named(name), entry);
        }
    }
    known
}

/// The plan in a few lines, with the names of the text in place of digests.
pub(super) fn shown(text: &str, plan: &Plan) -> String {
    let mut lines: Vec<String> = plan.steps.iter().map(step).collect();
    lines.extend(plan.left_alone.iter().map(|left| format!("left {}: {}", left.what, why(&left.why))));
    lines.extend(plan.breaks.iter().map(|one| match one {
        Break::IndexWithoutChild { index, child } => format!("breaks {index} without {child}"),
        Break::AttachmentWithoutImage { attachment, tags, image } => {
            format!("breaks {attachment} [{}] without {image}", all(tags))
        }
        Break::Unnamed(digest) => format!("breaks {digest} without a name"),
    }));
    let certain = if plan.is_freed_certain { "" } else { ", as far as known" };
    lines.push(format!("frees {}{certain}", plan.freed));
    with_names(text, &lines.join("\n")) + "\n"
}

/// The same with the names of the text in place of digests, whole and short.
pub(in crate::changes) fn with_names(text: &str, shown: &str) -> String {
    let mut shown = shown.to_owned();
    for word in text.split_whitespace().flat_map(|word| word.split([':', '~'])) {
        let digest = named(word);
        shown = shown.replace(digest.as_str(), word).replace(&digest.fallback_tag(), &format!("{word}~"));
        shown = shown.replace(digest.short(), word);
    }
    shown
}

fn all<T: ToString>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn step(step: &Change) -> String {
    let digest = |digest: &Option<Digest>| digest.as_ref().map_or("-".to_owned(), ToString::to_string);
    let names = step.names.iter();
    let names = names.map(|one| format!(" {}: {} -> {};", one.tag, digest(&one.before), digest(&one.after)));
    let action = match &step.action {
        Action::DeleteTag(tag) => format!("delete {tag}"),
        Action::DeleteManifest(digest) => format!("delete {digest}"),
        Action::ReplaceAndDelete(tag) => format!("replace and delete {tag}"),
        Action::Put { tag: Some(tag), digest, .. } => format!("put {digest} as {tag}"),
        Action::Put { digest, .. } => format!("put {digest}"),
        Action::Mount { blob, .. } => format!("mount {blob}"),
    };
    let because = match &step.because {
        Because::Chosen => "chosen".to_owned(),
        Because::ChildOf(digest) => format!("child of {digest}"),
        Because::AttachedTo(digest) => format!("on {digest}"),
        Because::Rule(words) => words.clone(),
    };
    format!("{action} ({because}){}", names.collect::<String>())
}

fn why(why: &WhyLeft) -> String {
    match why {
        WhyLeft::Unread => "unread".to_owned(),
        WhyLeft::OthersUnknown(tags) => format!("others unknown [{}]", all(tags)),
        WhyLeft::NeededBy(digests) => format!("needed by {}", all(digests)),
        WhyLeft::MayBeNeededBy(digests) => format!("may be needed by {}", all(digests)),
        WhyLeft::NamedBy(tags) => format!("named by {}", all(tags)),
        WhyLeft::HangsOn(digest) => format!("hangs on {digest}"),
        WhyLeft::SubjectOf(digests) => format!("under {}", all(digests)),
        WhyLeft::Misses(digests) => format!("misses {}", all(digests)),
        WhyLeft::NamesAnother(digest) => format!("names {digest}"),
        WhyLeft::Protected { tag, pattern } => format!("{tag} is protected by {pattern}"),
        WhyLeft::TakenOut(tag) => format!("{tag} was taken out"),
        WhyLeft::NotThere => "not there".to_owned(),
        WhyLeft::AlreadySo => "so already".to_owned(),
    }
}

/// An index of two images, one of them signed and with a tag of its own, and an SBOM on the index.
pub(in crate::changes) const MULTI: &str = "
    amd: base amds
    arm: base arms
    multi = amd arm
    sbom: list on multi
    sig: key
    other: base
    1.0 -> multi
    latest -> multi
    amd-only -> amd
    amd~.sig -> sig
    2.0 -> other";

#[track_caller]
pub(super) fn check(text: &str, wish: &Wish, expected: Expect) {
    let plan = run(plan(&Busy::default(), &known(text), wish));
    expected.assert_eq(&shown(text, &plan));
}
