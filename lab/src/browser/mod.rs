//! Real browsers, driven by WebDriver.
//!
//! Each [`Browser`] has a driver and a profile of its own, so that tests share nothing. It knows
//! nothing of Pierglass: what a page shows is read by CSS selectors.

mod capabilities;
mod devtools;
mod display;
mod driver;
mod engine;
mod names_and_authority;
mod wait;

pub use capabilities::BrowserOptions;
pub use engine::Engine;

use std::path::Path;

use anyhow::{Context, Result};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;

use crate::spent;
use driver::Driver;

/// An open browser with one empty tab. Dropping it closes the browser and its driver.
#[derive(Debug)]
pub struct Browser {
    /// Which one.
    pub engine: Engine,
    /// For what this type has no word for.
    pub client: Client,
    /// The window's, in pixels, when it was opened.
    size: (u32, u32),
    _driver: Driver,
}

impl Browser {
    /// Starts a browser without a window.
    pub async fn open(engine: Engine) -> Result<Self> {
        Self::open_with(engine, BrowserOptions::default()).await
    }

    /// Starts a browser without a window that takes every certificate, also those of the lab's TLS servers.
    pub async fn open_accepting_certificates(engine: Engine) -> Result<Self> {
        Self::open_with(engine, BrowserOptions { accept_certificates: true, ..BrowserOptions::default() }).await
    }

    /// Starts a browser without a window that does as a person wishes.
    pub async fn open_with(engine: Engine, options: BrowserOptions) -> Result<Self> {
        spent::on_browser(Self::opened(engine, options)).await
    }

    async fn opened(engine: Engine, options: BrowserOptions) -> Result<Self> {
        let driver = Driver::start(engine, options.names).await?;
        let capabilities = engine.capabilities(driver.program(), options)?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.address)
            .await
            .with_context(|| format!("{engine} did not start:\n{}", driver.output()))?;
        let (width, height) = client.get_window_size().await?;
        let size = (u32::try_from(width)?, u32::try_from(height)?);
        if options.names && engine == Engine::Firefox {
            names_and_authority::tell_firefox(&client).await?;
        }
        Ok(Self { engine, client, size, _driver: driver })
    }

    /// Goes to an address. Another hash of the same page does not load the page again.
    pub async fn go(&self, address: &str) -> Result<()> {
        let went = self.client.goto(address).await;
        went.with_context(|| format!("{address} did not open"))
    }

    /// Goes into the first frame of the page: what is run or looked for from now on is in it.
    pub async fn enter_frame(&self) -> Result<()> {
        Ok(self.client.enter_frame(0).await?)
    }

    /// Goes into the frame that a function body in the page returns, wherever it is: also inside of a shadow tree.
    pub async fn enter_frame_of(&self, script: &str, arguments: Vec<Value>) -> Result<()> {
        let frame = self.run(script, arguments).await?;
        let reference = frame.as_object().and_then(|frame| frame.values().next()?.as_str());
        let reference = reference.with_context(|| format!("that is no element: {frame}"))?.to_owned();
        Ok(Element::from_element_id(self.client.clone(), reference.into()).enter_frame().await?)
    }

    /// Goes back to the page around the frame.
    pub async fn leave_frame(&self) -> Result<()> {
        Ok(self.client.enter_parent_frame().await?)
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.client.refresh().await?)
    }

    /// The address that the address bar shows.
    pub async fn address(&self) -> Result<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    /// The page's title.
    pub async fn title(&self) -> Result<String> {
        Ok(self.client.title().await?)
    }

    /// Runs a function body in the page; `arguments[0]` and so on are what it is given.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// The visible text of the first match, which must be there.
    pub async fn text(&self, selector: &str) -> Result<String> {
        let texts = self.texts(selector).await?;
        texts.into_iter().next().with_context(|| format!("there is no {selector}"))
    }

    /// How many matches there are now.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        Ok(self.texts(selector).await?.len())
    }

    /// Waits for a match and clicks it.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let clicked =
            self.with_fresh(async || self.wait_for(selector).await, async |element| element.click().await).await;
        clicked.with_context(|| format!("{selector} could not be clicked"))
    }

    /// Waits for a match and clicks the first whose text contains this.
    pub async fn click_text(&self, selector: &str, text: &str) -> Result<()> {
        let find = async || self.wait_for_text(selector, text).await;
        let clicked = self.with_fresh(find, async |element| element.click().await).await;
        clicked.with_context(|| format!("{selector} with {text:?} could not be clicked"))
    }

    /// Waits for a field and types a text in place of what is in it.
    pub async fn fill(&self, selector: &str, text: &str) -> Result<()> {
        let typed = self
            .with_fresh(
                async || self.wait_for(selector).await,
                async |element| {
                    element.clear().await?;
                    element.send_keys(text).await
                },
            )
            .await;
        // The text is not in the message: it may be a password.
        typed.with_context(|| format!("{selector} took no text"))
    }

    /// Sends keys to whatever has the focus, such as [`fantoccini::key::Key`]s.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let focused = self.client.active_element().await?;
        Ok(focused.send_keys(keys).await?)
    }

    /// Sets the window's size, in pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        Ok(self.client.set_window_size(width, height).await?)
    }

    /// Writes a picture of the page into a PNG file.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let picture = self.client.screenshot().await?;
        Ok(std::fs::write(file, picture)?)
    }

    /// Makes it what it was when it was opened: one empty tab of the same size, and no cookie. What pages have kept stays with their
    /// origins.
    pub async fn tidy_up(&self) -> Result<()> {
        self.client.delete_all_cookies().await?;
        let tab = self.client.new_window(true).await?.handle;
        for other in self.client.windows().await? {
            if other != tab {
                self.client.switch_to_window(other).await?;
                self.client.close_window().await?;
            }
        }
        self.client.switch_to_window(tab).await?;
        let (width, height) = self.size;
        self.resize(width, height).await
    }

    /// Ends the session in good order, so that the browser can tidy up its profile.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.clone().close().await?)
    }
}
