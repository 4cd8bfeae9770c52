//! The files of a split page, in the place of Trunk's.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::pack::Chunk;
use super::small::without_comments;
use crate::hashed::{hash, named};
use crate::minify::{Script, minified};
use crate::seal::loader;

/// What a page's program is made of.
pub(super) struct Built {
    /// wasm-bindgen's JavaScript, which names the parts.
    pub(super) glue: String,
    /// The module that every visit loads.
    pub(super) first: Vec<u8>,
    /// What comes later.
    pub(super) chunks: Vec<Chunk>,
}

/// Writes the files of the program into a page that Trunk built, and its names into index.html.
pub(super) fn replace(page: &Path, program: &str, built: Built) -> Result<()> {
    let index = with_small_loader(&without_comments(&fs::read_to_string(page.join("index.html"))?))?;
    let before = hash_of(&index, program).context("index.html names no program")?.to_owned();
    let glue = built.glue.replace(&format!("{program}_bg.wasm"), &format!("{program}-{MARK}_bg.wasm"));
    ensure!(glue.contains(MARK), "wasm-bindgen's glue names no module");
    let after = hash(&[glue.as_bytes(), &built.first]);
    let glue = glue.replace(MARK, &after);

    for old in [named(program, &before, "js"), format!("{program}-{before}_bg.wasm")] {
        fs::remove_file(page.join(&old)).with_context(|| format!("{old} is not there"))?;
    }
    let index = index.replace(&format!("{program}-{before}"), &format!("{program}-{after}"));
    fs::write(page.join(named(program, &after, "js")), glue)?;
    fs::write(page.join(format!("{program}-{after}_bg.wasm")), &built.first)?;
    for file in built.chunks.iter().flat_map(Chunk::files) {
        fs::write(page.join(&file.name), &file.bytes)?;
    }
    // It is what the page's age is read from, so it comes last.
    fs::write(page.join("index.html"), index)?;
    Ok(())
}

/// The page with its loader in fewer bytes.
fn with_small_loader(index: &str) -> Result<String> {
    let (before, element, after) = loader(index)?;
    let (script, after) = after.split_once("</script>").context("the loader has no end")?;
    let script = minified(script.trim_start_matches('>'), Script::Classic)?;
    // Nothing in a script may look like its end.
    ensure!(!script.contains("</"), "the loader would end early");
    Ok(format!("{before}{element}>{}</script>{after}", script.trim()))
}

/// Stands for the hash in what is hashed.
const MARK: &str = "HASH";

/// The hash that Trunk gave the program's files.
fn hash_of<'a>(index: &'a str, program: &str) -> Option<&'a str> {
    let (_, rest) = index.split_once(&format!("{program}-"))?;
    let end = rest.find(|character: char| !character.is_ascii_hexdigit())?;
    rest[end..].starts_with(['.', '_']).then_some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::super::pack::File;
    use super::*;

    #[test]
    fn the_files_take_the_place_of_trunks() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = folder.path();
        let (glue, module) = ("export {};", b"old".as_slice());
        fs::write(page.join("pierglass-0123456789abcdef.js"), glue).expect("written");
        fs::write(page.join("pierglass-0123456789abcdef_bg.wasm"), module).expect("written");
        let index = "<script data-js=\"./pierglass-0123456789abcdef.js\">init('./pierglass-0123456789abcdef_bg.wasm')</script>\n\
                     <link href=\"./pierglass-0123456789abcdef.js\">";
        fs::write(page.join("index.html"), index).expect("written");

        let glue = "new URL('pierglass_bg.wasm', import.meta.url)".to_owned();
        let file = File { name: "guide-1.wasm".to_owned(), bytes: b"part".to_vec() };
        let chunk = Chunk { name: "guide".to_owned(), file, before: Vec::new() };
        replace(page, "pierglass", Built { glue, first: b"new".to_vec(), chunks: vec![chunk] }).expect("replaced");

        let index = fs::read_to_string(page.join("index.html")).expect("an index");
        let hash = hash_of(&index, "pierglass").expect("a hash");
        assert_ne!(hash, "0123456789abcdef");
        assert!(!index.contains("0123456789abcdef"), "{index}");
        let glue = fs::read_to_string(page.join(named("pierglass", hash, "js"))).expect("a glue");
        assert!(glue.contains(&format!("pierglass-{hash}_bg.wasm")), "{glue}");
        let mut names: Vec<_> =
            fs::read_dir(page).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        assert_eq!(names.len(), 4, "{names:?}");
    }
}
