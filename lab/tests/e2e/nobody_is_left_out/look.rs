//! Looks at what the page shows as people do who see, read or hold differently.
//!
//! The page stands in a frame of the same origin, because no browser's window gets as narrow as a telephone.

use anyhow::{Context, Result, bail};
use lab::browser::Browser;
use lab::page::PageServer;
use lab::tools::axe;
use serde_json::json;

use crate::stage::Stage;
use crate::steps::open_in_a_fresh_tab;

const HOST: &str = "<!doctype html><html lang='en'><title>A frame</title><style>body { margin: 0 } \
                    iframe { display: block; border: 0; height: 900px }</style></html>";

/// A frame as wide as a desk's window, as that window at 200 %, and as WCAG 1.4.10 wants it.
const WIDE: u32 = 1280;
const ZOOMED: u32 = 640;
const NARROW: u32 = 320;

/// Looks, and keeps what is wrong until the end.
pub struct Look<'a> {
    pub browser: &'a Browser,
    axe: String,
    wrong: Vec<String>,
}

impl<'a> Look<'a> {
    pub async fn new(stage: &'a Stage) -> Result<Self> {
        stage.browser.resize(1320, 1000).await?;
        Ok(Self { browser: &stage.browser, axe: axe::source()?, wrong: Vec::new() })
    }

    /// Opens an address of this server in a fresh tab's frame.
    pub async fn open(&self, page: &PageServer, address: &str) -> Result<()> {
        page.set_file("/frame.html", HOST);
        open_in_a_fresh_tab(self.browser, &format!("{}/frame.html", page.origin())).await?;
        let script = "const frame = document.createElement('iframe');
            frame.style.width = `${arguments[1]}px`;
            frame.src = arguments[0];
            document.body.append(frame)";
        self.browser.run(script, vec![address.into(), WIDE.into()]).await?;
        self.browser.enter_frame().await
    }

    /// Opens another address of the page that is in the frame.
    pub async fn go(&self, address: &str) -> Result<()> {
        self.browser.run("location.href = arguments[0]", vec![address.into()]).await.map(drop)
    }

    /// Looks at what is shown now.
    pub async fn at(&mut self, scene: &str) -> Result<()> {
        self.barriers(scene, &["light", "dark"]).await?;
        self.layout(scene, WIDE, true).await?;
        self.layout(scene, ZOOMED, false).await?;
        self.layout(scene, NARROW, true).await?;
        self.layout(scene, NARROW, false).await?;
        // What is small on a telephone stands close together, so the size of targets is asked for again.
        self.barriers(&format!("{scene}, narrow"), &["light"]).await?;
        let widen = "window.frameElement.style.width = `${arguments[0]}px`";
        self.browser.run(widen, vec![WIDE.into()]).await.map(drop)
    }

    /// Fails with all that was wrong.
    pub fn verdict(self) -> Result<()> {
        if self.wrong.is_empty() {
            return Ok(());
        }
        bail!("{} barriers\n  {}", self.wrong.len(), self.wrong.join("\n  "))
    }

    async fn barriers(&mut self, scene: &str, themes: &[&str]) -> Result<()> {
        // What a click has scrolled below the bar is not there to be hit, and somebody who scrolls finds it.
        self.browser.run("scrollTo(0, 0)", vec![]).await?;
        let script = format!("{}\n{}", self.axe, include_str!("barriers.js"));
        let found = self.browser.run(&script, vec![json!(themes)]).await;
        let found: Vec<String> = serde_json::from_value(found.with_context(|| format!("axe, at {scene}"))?)?;
        self.wrong.extend(found.iter().map(|found| format!("{scene}: {found}")));
        Ok(())
    }

    async fn layout(&mut self, scene: &str, width: u32, spaced: bool) -> Result<()> {
        let found = self.browser.run(include_str!("layout.js"), vec![width.into(), spaced.into()]).await;
        let found: Vec<String> = serde_json::from_value(found.with_context(|| format!("the layout of {scene}"))?)?;
        let how = if spaced { "with wide spacing" } else { "" };
        self.wrong.extend(found.iter().map(|found| format!("{scene}, {width} wide {how}: {found}")));
        Ok(())
    }
}
