//! The styles that come with their chunk, like its code.
//!
//! index.html links all of them, so a page of one module has them from the beginning. Here the links of those go that only
//! later screens need, and the loader of the chunks adds them where they stood. What every start needs stands in index.html itself: the
//! first names are drawn without another answer, and no program comes in between (docs/decisions/0033).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::pack::File;
use super::screens::Screen;
use super::small::without_comments;
use crate::hashed::{hash, named};

/// A style that no start needs, and the chunks that do. Its rules must not fit anything that can be on the screen without them: it would
/// look otherwise before and after.
type Late = (String, Vec<String>);

/// The late styles of the screens, each once.
fn late(screens: &[Screen]) -> Vec<Late> {
    let mut late: Vec<Late> = Vec::new();
    for (style, chunk) in
        screens.iter().flat_map(|screen| screen.styles.iter().map(move |style| (style, &screen.chunk)))
    {
        match late.iter_mut().find(|(known, _)| known == style) {
            Some((_, chunks)) if chunks.contains(chunk) => {}
            Some((_, chunks)) => chunks.push(chunk.clone()),
            None => late.push((style.clone(), vec![chunk.clone()])),
        }
    }
    // What the same chunks need becomes one file, whichever row named them first.
    late.iter_mut().for_each(|(_, chunks)| chunks.sort());
    late
}

/// How a link begins that Trunk made of a style.
const LINK: &str = "<link rel=\"stylesheet\" href=\"./";

/// A style that comes later.
pub(super) struct Style {
    /// Its file, which is in the page.
    pub(super) file: File,
    /// Who needs it.
    pub(super) chunks: Vec<String>,
}

/// Takes the links of late styles out of a page's index.html, and returns them in their order. Styles that are needed together
/// become one file, and lose what only people read.
pub(super) fn take(page: &Path, screens: &[Screen]) -> Result<Vec<Style>> {
    take_these(page, &late(screens))
}

/// Styles that stand beside each other and that the same chunks need; no chunks where every start needs them.
struct Group {
    names: Vec<String>,
    css: String,
    chunks: Option<Vec<String>>,
    place: usize,
}

fn take_these(page: &Path, late: &[Late]) -> Result<Vec<Style>> {
    let mut index = fs::read_to_string(page.join("index.html"))?;
    let mut groups: Vec<Group> = Vec::new();
    while let Some(place) = index.find(LINK) {
        let end = place + index[place..].find('>').context("a link without an end")? + 1;
        let (file, _) = index[place + LINK.len()..end].split_once('"').context("a link without a file")?;
        let (name, _) = file.rsplit_once('-').with_context(|| format!("{file} has no hash in its name"))?;
        let css = fs::read_to_string(page.join(file)).with_context(|| format!("{file} is not there"))?;
        let chunks = late.iter().find(|(one, _)| one == name).map(|(_, chunks)| chunks.clone());
        if groups.last().is_none_or(|group| group.chunks != chunks) {
            groups.push(Group { names: Vec::new(), css: String::new(), chunks, place });
        }
        if let Some(group) = groups.last_mut() {
            group.names.push(name.to_owned());
            group.css.push_str(&without_comments(&css));
        }
        fs::remove_file(page.join(file))?;
        index.replace_range(place..end, "");
    }
    for (name, _) in late {
        let is_there = groups.iter().any(|group| group.names.iter().any(|one| one == name));
        ensure!(is_there, "index.html links no style {name}");
    }
    let mut styles = Vec::new();
    // From the end, so that the places of those before stay what they are.
    for Group { names, css, chunks, place } in groups.into_iter().rev() {
        let Some(chunks) = chunks else {
            ensure!(!css.contains("</"), "the styles {} would end their element", names.join(", "));
            index.insert_str(place, &format!("<style>{css}</style>"));
            continue;
        };
        let bytes = css.into_bytes();
        let file = File { name: named(&names.join("-"), &hash(&[&bytes]), "css"), bytes };
        fs::write(page.join(&file.name), &file.bytes)?;
        styles.push(Style { file, chunks });
    }
    styles.reverse();
    fs::write(page.join("index.html"), index)?;
    Ok(styles)
}

#[cfg(test)]
mod tests {
    use super::super::screens::screens;
    use super::*;

    fn page(styles: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let mut index = "<head>".to_owned();
        for name in styles {
            let file = format!("{name}-0123456789abcde.css");
            let css = format!("@layer pages {{\n  /* About\n     it */\n  .{name} {{\n    order: 1;\n  }}\n}}\n");
            fs::write(folder.path().join(&file), css).expect("written");
            index.push_str(&format!("\n<link rel=\"stylesheet\" href=\"./{file}\" integrity=\"sha256-0\"/>"));
        }
        fs::write(folder.path().join("index.html"), index + "\n</head>").expect("written");
        folder
    }

    fn late(style: &str, chunks: &[&str]) -> Late {
        (style.to_owned(), chunks.iter().map(|chunk| (*chunk).to_owned()).collect())
    }

    #[test]
    fn late_styles_leave_the_index_in_their_order() {
        let folder = page(&["base", "pages", "settings", "fields", "way_in", "last"]);
        let late =
            [late("way_in", &["way_in", "settings"]), late("settings", &["settings"]), late("fields", &["settings"])];
        let styles = take_these(folder.path(), &late).expect("styles");
        let [settings, way_in] = styles.as_slice() else { panic!("{} styles", styles.len()) };
        assert!(settings.file.name.starts_with("settings-fields-") && way_in.chunks == ["way_in", "settings"]);

        let css = |names: &[&str]| -> String {
            names.iter().map(|name| format!("@layer pages {{\n.{name} {{\norder: 1;\n}}\n}}\n")).collect()
        };
        assert_eq!(settings.file.bytes, css(&["settings", "fields"]).into_bytes());
        let first = |names: &[&str]| format!("<style>{}</style>", css(names));
        let index = fs::read_to_string(folder.path().join("index.html")).expect("an index");
        assert_eq!(
            without_comments(&index),
            format!("<head>\n{}\n{}\n</head>\n", first(&["base", "pages"]), first(&["last"]))
        );
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 3);
    }

    #[test]
    fn a_late_style_that_is_not_linked_is_an_error() {
        let folder = page(&["base"]);
        assert!(take_these(folder.path(), &[late("gone", &["settings"])]).is_err());
    }

    #[test]
    fn every_late_style_is_linked_by_the_page() {
        let index = fs::read_to_string(lab_base::folders::workspace().join("index.html")).expect("an index");
        let late = super::late(&screens().expect("screens"));
        assert!(!late.is_empty());
        for (name, _) in late {
            assert!(index.contains(&format!("href=\"style/{name}.css\"")), "index.html does not link {name}");
        }
    }
}
