//! One picture: what it is called, where it is kept, and how it is taken.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::folders;
use crate::setup::Setup;
use crate::token_service::SERVICE;

/// A picture as the page looks now.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What it is called in docs/pictures/, without its ending: `tags-dark`.
    pub name: String,
    /// For people: small, and not quite what was on the screen.
    pub webp: Vec<u8>,
    /// What was on the screen.
    pub png: Vec<u8>,
    /// The words in it, a line each.
    pub words: String,
}

/// So much of WebP's quality that words have no shadows.
const QUALITY: u32 = 88;

/// Where they are kept.
pub fn folder() -> PathBuf {
    folders::workspace().join("docs/pictures")
}

/// Where a picture is kept.
pub fn file(name: &str) -> PathBuf {
    folder().join(name).with_extension("webp")
}

/// Where the words of a picture are kept, which are the same by day and by night.
pub fn words_file(name: &str) -> PathBuf {
    let scene = name.split('-').next().unwrap_or(name);
    folder().join(scene).with_extension("txt")
}

/// Puts names of documents in the place of the lab's ports, in all that is to be read.
const NAMED: &str = "
    const names = arguments[0];
    const named = text => names.reduce((text, [own, shown]) => text.replaceAll(own, shown), text);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = named(texts.currentNode.data);
        if (text !== texts.currentNode.data) texts.currentNode.data = text;
    }
    for (const field of document.querySelectorAll('input')) {
        field.value = named(field.value);
        field.placeholder = named(field.placeholder);
    }
    document.activeElement?.blur();
    return document.fonts.ready.then(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))));
";

/// The words of all matches, and their place, as wide as the page.
const PLACE: &str = "
    const shown = [...document.querySelectorAll(arguments[0])];
    const places = shown.map(element => element.getBoundingClientRect());
    return {
        top: Math.min(...places.map(place => place.top)) + scrollY,
        bottom: Math.max(...places.map(place => place.bottom)) + scrollY,
        // Without the room for the bar that scrolls it.
        width: document.body.getBoundingClientRect().width,
        words: shown.map(element => element.innerText).join('\\n'),
    };
";

impl Picture {
    /// Takes what a selector matches, from its top to its bottom, with this much around it, in the page's pixels.
    pub(super) async fn take(browser: &Browser, setup: &Setup, name: &str, what: &str, around: f64) -> Result<Self> {
        browser.run(NAMED, vec![json!(names(setup))]).await?;
        let place = browser.run(PLACE, vec![what.into()]).await?;
        let number = |key: &str| place[key].as_f64().context("a number");
        let top = (number("top")? - around).max(0.0).floor();
        let height = (number("bottom")? + around).ceil() - top;
        let clip = json!({"x": 0, "y": top, "width": place["width"], "height": height, "scale": 1});
        let words = place["words"].as_str().unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
        Ok(Self {
            name: name.to_owned(),
            webp: shot(browser, json!({"format": "webp", "quality": QUALITY}), &clip).await?,
            png: shot(browser, json!({"format": "png"}), &clip).await?,
            words: words.map(|line| without_times(line) + "\n").collect(),
        })
    }
}

async fn shot(browser: &Browser, mut parameters: Value, clip: &Value) -> Result<Vec<u8>> {
    parameters["clip"] = clip.clone();
    parameters["captureBeyondViewport"] = true.into();
    let said = browser.devtools("Page.captureScreenshot", parameters).await?;
    Ok(BASE64.decode(said["data"].as_str().context("no picture came")?)?)
}

/// What is shown in the place of which of the lab's names.
fn names(setup: &Setup) -> Vec<(String, String)> {
    let servers = [
        (Some(setup.registry_origin()), "registry.example.com"),
        (setup.token_origin(), "auth.example.com"),
        (Some(setup.page_origin()), "ui.example.com"),
    ];
    let named = servers.into_iter().filter_map(|(origin, name)| Some((origin?, name)));
    named
        .flat_map(|(origin, name)| {
            let host = origin.trim_start_matches("http://").to_owned();
            [(origin, format!("https://{name}")), (host, name.to_owned())]
        })
        .chain([(SERVICE.to_owned(), "registry".to_owned())])
        .collect()
}

/// A line without how long something took.
fn without_times(line: &str) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    for at in 1..words.len() {
        if words[at] == "ms" && words[at - 1].bytes().all(|one| one.is_ascii_digit()) {
            words[at - 1] = "?";
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_no_words() {
        assert_eq!(without_times("blocked 23 ms"), "blocked ? ms");
        assert_eq!(without_times("21 days ago"), "21 days ago");
        assert_eq!(without_times("? ms"), "? ms");
    }
}
