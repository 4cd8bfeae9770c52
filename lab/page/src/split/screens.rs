//! The table of the page's screens, as far as files depend on it: `src/ui/screens.rs` says it to the page, and here it is read.

use std::fs;

use anyhow::{Context, Result, ensure};
use lab_base::folders;

/// What a screen needs beside its code.
#[derive(Debug, PartialEq)]
pub(super) struct Screen {
    /// The word that its addresses begin with, where that is one of the page's own.
    pub(super) word: Option<String>,
    /// The chunk that it comes in.
    pub(super) chunk: String,
    /// What it shows below a registry's name, where a list fetches that chunk before somebody goes there.
    pub(super) next: Option<Next>,
    /// Its styles that no start needs.
    pub(super) styles: Vec<String>,
}

/// What addresses below the name of a registry show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// `<repository>`
    Tags,
    /// `<repository>:<tag>`, `<repository>@<digest>`
    Image,
}

/// The screens that do not come with the first list.
pub(super) fn screens() -> Result<Vec<Screen>> {
    let file = folders::workspace().join("src/ui/screens.rs");
    read(&fs::read_to_string(&file).with_context(|| format!("{} is not there", file.display()))?)
}

fn read(source: &str) -> Result<Vec<Screen>> {
    let (_, table) = source.split_once("\nscreens! {\n").context("screens.rs has no table")?;
    let (table, _) = table.split_once("\n}\n").context("the table of screens has no end")?;
    // A row begins with what is of use here, and goes on with what the page alone needs.
    let heads = table.lines().filter(|line| line.contains(" in ") && line.ends_with("],"));
    let screens = heads.map(screen).collect::<Result<Vec<_>>>()?;
    let rows = table.lines().filter(|line| line.trim_start().starts_with("shows ")).count();
    ensure!(
        rows == screens.len() + 1,
        "{rows} screens, of which {} and the first list say what they need",
        screens.len()
    );
    Ok(screens)
}

/// `Kind { fields } begins "word" in chunk ahead by name with [styles],`
fn screen(head: &str) -> Result<Screen> {
    let odd = || format!("an odd row of screens: {head}");
    let (kind, rest) = head.split_once(" in ").with_context(odd)?;
    let (chunk, styles) = rest.split_once(" with [").with_context(odd)?;
    let styles = styles.strip_suffix("],").with_context(odd)?;
    let next = match (chunk.contains(" ahead by "), kind.trim_start().split(' ').next()) {
        (true, Some("Tags")) => Some(Next::Tags),
        (true, Some("Image")) => Some(Next::Image),
        (is_next, _) => {
            ensure!(!is_next, "which addresses does it show? {head}");
            None
        }
    };
    Ok(Screen {
        word: kind.split_once(" begins \"").and_then(|(_, word)| word.strip_suffix('"')).map(str::to_owned),
        chunk: chunk.split(' ').next().unwrap_or_default().to_owned(),
        next,
        styles: styles.split(", ").filter(|style| !style.is_empty()).map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_its_screen_needs() {
        let table = "macro_rules! screens { … }\n\nscreens! {\n    first List { of },\n    shows { <List of/> };\n\n    \
                     Tags { of } in images ahead by fetch_images with [facts, images],\n    shows tags() { <Tags/> };\n\n    \
                     // About it.\n    CheckUp {} begins \"checkup\" in diagnosis with [],\n    shows check_up() { <CheckUp/> };\n}\n";
        let screen = |word: Option<&str>, chunk: &str, next, styles: &[&str]| Screen {
            word: word.map(str::to_owned),
            chunk: chunk.to_owned(),
            next,
            styles: styles.iter().map(|style| (*style).to_owned()).collect(),
        };
        let expected = [
            screen(None, "images", Some(Next::Tags), &["facts", "images"]),
            screen(Some("checkup"), "diagnosis", None, &[]),
        ];
        assert_eq!(read(table).expect("screens"), expected);
        assert!(read("no table").is_err());
        assert!(read(&table.replace(" with [facts, images],", ",")).is_err());
        assert!(read(&table.replace("Tags {", "Else {")).is_err());
    }

    #[test]
    fn the_pages_own_table_is_read() {
        let screens = screens().expect("screens");
        let words: Vec<&str> = screens.iter().filter_map(|screen| screen.word.as_deref()).collect();
        assert!(["checkup", "guide", "settings"].iter().all(|word| words.contains(word)), "{words:?}");
        let next: Vec<Next> = screens.iter().filter_map(|screen| screen.next).collect();
        assert_eq!(next, [Next::Tags, Next::Image]);
    }
}
