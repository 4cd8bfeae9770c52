//! What a plan is in words: what each change does, why it is there, what is left alone, what will miss something.

use crate::changes::outcome::ChangeOutcome;
use crate::changes::plan::{Action, Because, Break, Change, NameChange, WhyLeft};
use crate::registry::digest::Digest;
use crate::registry::reference::Tag;
use crate::ui::words::{bytes, count};

/// So many names stand in a sentence; the others are counted.
const NAMED: usize = 5;

/// What a change does to a name, or to what has none.
pub(super) fn does(change: &Change, name: Option<&NameChange>) -> String {
    match (&change.action, name) {
        (Action::DeleteTag(_) | Action::ReplaceAndDelete(_), _) => "the name falls".to_owned(),
        (Action::DeleteManifest(_), Some(_)) => "falls".to_owned(),
        (Action::DeleteManifest(_), None) => "goes".to_owned(),
        (Action::Put { digest, .. }, Some(NameChange { before: Some(before), .. })) => {
            format!("moves from {} to {}", before.short(), digest.short())
        }
        (Action::Put { .. }, Some(_)) => "is new".to_owned(),
        (Action::Put { .. }, None) => "is put there".to_owned(),
        (Action::Mount { size, .. }, _) => format!("{} mounted", bytes(*size)),
    }
}

/// Whether a rule put it there, and nobody by name.
pub(super) fn is_by_rule(because: &Because) -> bool {
    matches!(because, Because::Rule(_))
}

/// Why a change is part of a plan.
pub(super) fn because(because: &Because) -> String {
    match because {
        Because::Chosen => "chosen".to_owned(),
        Because::ChildOf(index) => format!("a platform of {}", index.short()),
        Because::AttachedTo(image) => format!("attached to {}", image.short()),
        Because::Rule(rule) => rule.clone(),
    }
}

/// Why something is left alone.
pub(super) fn left_alone(why: &WhyLeft) -> String {
    match why {
        WhyLeft::Unread => "what it names could not be read".to_owned(),
        WhyLeft::OthersUnknown(tags) if tags.is_empty() => {
            "the list of tags did not come to its end, and one of the others may name the same".to_owned()
        }
        WhyLeft::OthersUnknown(tags) => {
            let many = if tags.len() == 1 { "it" } else { "they" };
            format!("{} could not be read, and {many} may name the same", names(tags))
        }
        WhyLeft::NeededBy(indexes) => {
            format!("it is listed by {}", digests("an index that stays", "indexes that stay", indexes))
        }
        WhyLeft::MayBeNeededBy(unread) => {
            format!(
                "it may be listed by {}",
                digests("a manifest that could not be read", "manifests that could not be read", unread)
            )
        }
        WhyLeft::NamedBy(tags) => format!("it has other names: {}", names(tags)),
        WhyLeft::HangsOn(image) => format!("it is attached to {}, which stays", image.short()),
        WhyLeft::SubjectOf(attached) => {
            format!(
                "attached to it: {}",
                digests("something that stays by its own name", "things that stay by names of their own", attached)
            )
        }
        WhyLeft::Misses(children) => {
            format!("it lists {}", digests("a manifest that is not there", "manifests that are not there", children))
        }
        WhyLeft::NamesAnother(digest) => format!("this name names {} instead", digest.short()),
        WhyLeft::Protected { tag, pattern } => format!("config.json protects {tag} ({pattern})"),
        WhyLeft::TakenOut(tag) => format!("you keep {tag}"),
        WhyLeft::NotThere => "it is not there".to_owned(),
        WhyLeft::AlreadySo => "it is so already".to_owned(),
    }
}

/// What stays and will miss something.
pub(super) fn broken(broken: &Break) -> String {
    match broken {
        Break::IndexWithoutChild { index, child } => {
            format!("The index {} stays without {}, which it lists.", index.short(), child.short())
        }
        Break::AttachmentWithoutImage { attachment, tags, image } => {
            let name = if tags.is_empty() { attachment.short().to_owned() } else { names(tags) };
            format!("{name} stays, and the image that it is about goes ({}).", image.short())
        }
        Break::Unnamed(digest) => {
            format!(
                "{} stays without a name: it can be pulled by its digest until the registry collects it.",
                digest.short()
            )
        }
    }
}

/// What became of a change that was not done, and what that means.
pub(super) fn became(outcome: &ChangeOutcome, change: &Change) -> String {
    match (outcome, &change.action) {
        (ChangeOutcome::Done | ChangeOutcome::NotReached, _) => String::new(),
        (ChangeOutcome::Refused { status: 400 | 405, words }, Action::DeleteTag(tag)) => format!(
            "This registry does not delete a name alone, or deletes nothing at all, so {tag} stands as before. {}",
            quoted(words)
        ),
        (ChangeOutcome::Refused { status: 405, words }, Action::DeleteManifest(_) | Action::ReplaceAndDelete(_)) => {
            format!("This registry deletes nothing: that is switched off in its configuration. {}", quoted(words))
        }
        (ChangeOutcome::Refused { status, words }, _) => {
            format!("The registry refused it with {status}. {}", quoted(words))
        }
        (ChangeOutcome::Moved { tag, planned, found }, _) => {
            let short =
                |digest: &Option<Digest>| digest.as_ref().map_or("nothing".to_owned(), |it| it.short().to_owned());
            format!(
                "{tag} names {} now, and {} when the plan was made: somebody else changed it meanwhile. Nothing was sent.",
                short(found),
                short(planned)
            )
        }
        (ChangeOutcome::Stayed { tags }, _) if tags.is_empty() => {
            "The registry said that it was done, and it is there as before.".to_owned()
        }
        (ChangeOutcome::Stayed { tags }, _) => {
            format!("The registry said that it was done, and this is not so: {}.", names(tags))
        }
        (ChangeOutcome::AlsoFell { tags, .. }, _) => format!(
            "These fell along, though the plan did not say so: {}. The registry deleted what they name, too. “Bring it back” sets them again.",
            names(tags)
        ),
        (ChangeOutcome::PutBack { status, words }, _) => format!(
            "What was put under the name could not be deleted ({status}), so the name names again what it named. {}",
            quoted(words)
        ),
        (ChangeOutcome::NotMounted, Action::Mount { size, .. }) => format!(
            "The registry does not take blobs over from another repository. {} would have to go through this browser, which it does not do.",
            bytes(*size)
        ),
        (ChangeOutcome::NotMounted, _) => "The registry does not take blobs over from another repository.".to_owned(),
        (ChangeOutcome::Unknown { why }, _) => format!("It was sent, and what came of it is not known: {why}."),
        (ChangeOutcome::NotSent { why }, _) => format!("Nothing was sent: {why}."),
    }
}

fn quoted(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("It says: “{words}”") }
}

/// The first of some names.
pub(super) fn names(tags: &[Tag]) -> String {
    let some: Vec<&str> = tags.iter().take(NAMED).map(Tag::as_str).collect();
    let more = tags.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {}", count(more, "other", "others")) } else { String::new() };
    some.join(", ") + &more
}

fn digests(one: &str, several: &str, digests: &[Digest]) -> String {
    match digests {
        [digest] => format!("{one} ({})", digest.short()),
        digests => format!("{} {several}", digests.len()),
    }
}
