//! What was found, as a table to keep: a line for each thing that is wrong, and one for each repository in which nothing is, or that could
//! not be read.

use super::damage::{Damaged, RepositoryCheck};
use crate::registry::http::Http;
use crate::registry::reference::{Repository, Tag};
use crate::registry::slices::Slices;

/// One repository, and what came of its check.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedRepository {
    /// The repository.
    pub repository: Repository,
    /// What was found, or why it could not be read.
    pub outcome: Result<RepositoryCheck, String>,
}

const HEAD: &str = "repository\twhat is wrong\twith what\ttags\tdetails\n";

/// The table, with tabs between its columns and a head. `http` is asked for the time alone.
pub async fn table<H: Http>(http: &H, checked: &[CheckedRepository]) -> String {
    let mut slices = Slices::begin(http);
    let mut text = HEAD.to_owned();
    for CheckedRepository { repository, outcome } in checked {
        match outcome {
            Err(why) => push(&mut text, [repository.as_str(), "repository not read", "", "", why]),
            Ok(check) => push_found(&mut text, repository, check),
        }
        slices.turn(http).await;
    }
    text
}

fn push_found(text: &mut String, repository: &Repository, check: &RepositoryCheck) {
    let name = repository.as_str();
    for Damaged { what, tags, damage } in &check.found {
        let tags = tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(" ");
        push(text, [name, damage.in_words(), what.as_str(), &tags, &damage.details()]);
    }
    let looked_at = format!("tags: {}; manifests: {}", check.tags, check.manifests);
    if !check.is_whole {
        push(text, [name, "list of tags not whole", "", "", &looked_at]);
    } else if check.found.is_empty() {
        push(text, [name, "nothing found", "", "", &looked_at]);
    }
}

/// A server's words may hold tabs and breaks of lines, and none may begin another cell.
fn push(text: &mut String, cells: [&str; 5]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push('\t');
        }
        text.extend(cell.chars().map(|one| if one.is_control() { ' ' } else { one }));
    }
    text.push('\n');
}
