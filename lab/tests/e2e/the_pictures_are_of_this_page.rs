//! The README's pictures show the page as it is: taken anew they have the same words and look the same, but for the fonts of the machine.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use lab::folders;
use lab::pictures::likeness;
use lab::pictures::picture::{Picture, file, folder, words_file};

use crate::stage::Stage;

/// What to do about it.
const AGAIN: &str = "the page has gone on; `cargo lab pictures` takes the README's pictures anew";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    // In a browser of its own, with another screen and another clock.
    let taken = lab::pictures::taken(&stage.page).await?;
    for picture in &taken {
        compare(picture).with_context(|| format!("{}: {AGAIN}", picture.name))?;
    }
    let files = taken.iter().flat_map(|picture| [file(&picture.name), words_file(&picture.name)]);
    let kept = fs::read_dir(folder())?.map(|entry| Ok(entry?.path())).collect::<Result<BTreeSet<_>>>()?;
    ensure!(kept == files.collect(), "other files are kept than are taken: {kept:?}");
    Ok(())
}

fn compare(picture: &Picture) -> Result<()> {
    let words = fs::read_to_string(words_file(&picture.name))?;
    ensure!(words == picture.words, "it said\n{words}\nand says\n{}", picture.words);
    let kept = fs::read(file(&picture.name))?;
    likeness::ensure_alike(&kept, &picture.png).with_context(|| {
        let file = folders::target().join("e2e/pictures").join(&picture.name).with_extension("png");
        let written = fs::create_dir_all(file.with_file_name("")).and_then(|()| fs::write(&file, &picture.png));
        format!("now: {}{}", file.display(), if written.is_ok() { "" } else { ", which could not be written" })
    })
}
