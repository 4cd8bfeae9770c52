//! `cargo lab new rule <id>`: the file of a rule and its line in the list, to be filled in.
//!
//! What it writes compiles and finds nothing, and its test fails until the rule does.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::folders;

/// Where the rules are.
const RULES: &str = "src/diagnosis/rules";

/// What a rule begins with.
const TEMPLATE: &str = r##"//! <What is wrong, in a sentence of the field's terms.>
//!
//! ## What you see
//! <What does not work then, for whom, and the words in which docker says it.>
//!
//! ## Why
//! <What brings it about.>
//!
//! ## What cannot be known
//! <What the browser hides, and what else looks the same.>
//!
//! ## What to change
//! <Which server, which line.>
//!
//! ## How to check
//! <The line of curl, with {registry_origin} in place of a name, and what it prints when it is right.>
//!
//! ## Source
//! - [<name>](<address>)

use crate::diagnosis::observation::Observation;
use crate::diagnosis::rule::{Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule { id: "{id}", source: "<address>", needs_paste: false, check };

fn check(_observation: &Observation) -> Verdict {
    Verdict::NotApplicable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    // How an observation is written down stands in src/diagnosis/sketch.rs.

    #[test]
    fn fires() {
        expect![["<what it says>"]].assert_eq(&says(&RULE, "registry plain-get 200"));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "fine");
    }
}
"##;

/// Writes the rule, and says what is left to do.
pub fn rule(id: &str) -> Result<()> {
    write_rule(&folders::workspace(), id)?;
    let file = id.replace('-', "_");
    println!(
        "{RULES}/{file}.rs and its line in src/diagnosis/rules.rs are there.
By hand:
  1. the rule itself; rate_limited.rs beside it is a short one to look at
  2. its line: move it to its place, the most fundamental first
  3. {id:?} in a list of src/diagnosis/guide.rs
  4. a scenario {id:?} in the file of its group in lab/src/scenario/
Then:
  UPDATE_EXPECT=1 cargo test --lib {file}
      writes down what the rule says to its sketches: read it
  cargo lab docs
      writes its page, docs/rules.md, and a link to it in the page of guide/ that lists it
  cargo test --no-fail-fast; cargo test -p lab --lib scenario
      must pass
Then the verdicts in browsers, as CONTRIBUTING.md says."
    );
    Ok(())
}

fn write_rule(workspace: &Path, id: &str) -> Result<()> {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit());
    ensure!(
        id.split('-').all(is_word),
        "{id:?} is no id: small letters, in words with a - between them, as cors-origin-missing"
    );
    let file = workspace.join(RULES).join(format!("{}.rs", id.replace('-', "_")));
    if file.exists() {
        bail!("{id} is there already: {}", file.display());
    }
    let list = workspace.join("src/diagnosis/rules.rs");
    let text = fs::read_to_string(&list).with_context(|| format!("{} cannot be read", list.display()))?;
    let end =
        text.find("\n}\n\n#[cfg(test)]").or_else(|| text.rfind("\n}\n")).context("the list of rules has an end")?;
    let (before, after) = text.split_at(end);
    fs::write(&file, TEMPLATE.replace("{id}", id))?;
    Ok(fs::write(&list, format!("{before}\n    {},{after}", id.replace('-', "_")))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_rule_should_stand_in_a_file_and_in_the_list() {
        let workspace = tempfile::tempdir().unwrap();
        fs::create_dir_all(workspace.path().join(RULES)).unwrap();
        let list = fs::read_to_string(folders::workspace().join("src/diagnosis/rules.rs")).unwrap();
        fs::write(workspace.path().join("src/diagnosis/rules.rs"), &list).unwrap();
        write_rule(workspace.path(), "made-up-2").unwrap();
        let rule = fs::read_to_string(workspace.path().join(RULES).join("made_up_2.rs")).unwrap();
        assert!(rule.contains(r#"id: "made-up-2""#), "{rule}");
        let now = fs::read_to_string(workspace.path().join("src/diagnosis/rules.rs")).unwrap();
        assert_eq!(now.replace("\n    made_up_2,", ""), list);
        assert!(now.contains("made_up_2,\n}\n"), "{now}");

        for wrong in ["made-up-2", "Made-Up", "made_up", "", "made--up", "../x"] {
            assert!(write_rule(workspace.path(), wrong).is_err(), "{wrong}");
        }
        assert_eq!(fs::read_to_string(workspace.path().join("src/diagnosis/rules.rs")).unwrap(), now);
    }
}
