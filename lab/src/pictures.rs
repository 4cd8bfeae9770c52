//! The pictures of the README, taken of the page itself: `cargo lab pictures` writes docs/pictures/, and a story takes them anew and holds
//! them against what is kept there.
//!
//! The servers are real ones. What changes from run to run is not shown: the lab's ports have names of documents in their place,
//! and the browser's clock stands still.

pub mod likeness;
pub mod picture;
mod registry;
mod scenes;

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::json;

use crate::browser::{Browser, BrowserOptions, Engine};
use crate::{demo, tools};
use picture::{Picture, file, folder, words_file};

/// Both ways in which a person may have set the browser.
const SCHEMES: [&str; 2] = ["light", "dark"];

/// The page's width, and how many points of the picture make up one of its pixels.
const WIDTH: u32 = 1000;
const HEIGHT: u32 = 900;
const DENSITY: u32 = 2;

/// Takes all pictures and writes them, with their words.
pub async fn run(page: Option<&Path>) -> Result<()> {
    tools::for_browsers()?;
    let page = demo::prepare(page)?;
    fs::create_dir_all(folder())?;
    for picture in taken(&page).await? {
        let file = file(&picture.name);
        println!("{}: {} KB", file.display(), picture.webp.len() / 1000);
        fs::write(&file, &picture.webp)?;
        fs::write(words_file(&picture.name), &picture.words)?;
    }
    Ok(())
}

/// Takes all pictures of a built page in Chromium.
pub async fn taken(page: &Path) -> Result<Vec<Picture>> {
    let browser =
        Browser::open_with(Engine::Chromium, BrowserOptions { reduced_motion: true, ..BrowserOptions::default() })
            .await?;
    let screen = json!({"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": DENSITY, "mobile": false});
    browser.devtools("Emulation.setDeviceMetricsOverride", screen).await?;
    browser.devtools("Emulation.setScrollbarsHidden", json!({"hidden": true})).await?;
    let mut pictures = Vec::new();
    for scheme in SCHEMES {
        let dark = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.devtools("Emulation.setEmulatedMedia", dark).await?;
        pictures.push(scenes::tags(&browser, page, scheme).await?);
        pictures.push(scenes::lanes(&browser, page, scheme).await?);
    }
    browser.close().await?;
    Ok(pictures)
}
