//! The program between WebDriver and a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use super::display::Display;
use super::engine::Engine;
use crate::process::{Process, free_port};

/// A running driver.
#[derive(Debug)]
pub(super) struct Driver {
    /// Where it listens for WebDriver.
    pub(super) address: String,
    browser: PathBuf,
    // Declared in the order in which they must end: the display and the home outlive the browser.
    process: Process,
    _display: Option<Display>,
    _home: TempDir,
}

impl Driver {
    /// Starts one; `names` is whether a browser will be told the lab's names, which is not for pages to do.
    pub(super) async fn start(engine: Engine, names: bool) -> Result<Self> {
        let (program, browser) = engine.programs()?;
        // No browser finds the person's own settings, and none leaves any.
        let home = tempfile::Builder::new().prefix("pierglass-home-").tempdir()?;
        let mut command = Command::new(program);
        command
            .env("HOME", home.path())
            .env("XDG_CACHE_HOME", home.path())
            .env("XDG_CONFIG_HOME", home.path())
            .env("XDG_DATA_HOME", home.path())
            // Loopback needs no proxy, and WebKit would ask one all the same.
            .env_remove("http_proxy")
            .env_remove("https_proxy")
            .env_remove("HTTP_PROXY")
            .env_remove("HTTPS_PROXY")
            .env_remove("ALL_PROXY")
            .env_remove("all_proxy");
        let port = free_port()?;
        let mut display = None;
        match engine {
            Engine::Chromium => {
                command.arg(format!("--port={port}"));
            }
            Engine::Firefox => {
                command.arg(format!("--port={port}")).args(["--websocket-port", "0"]);
                command.args(names.then_some("--allow-system-access"));
            }
            Engine::WebKit => {
                command.arg("--host=127.0.0.1").arg(format!("--port={port}"));
                let shown = Display::open().await?;
                command
                    .env("DISPLAY", &shown.name)
                    .env_remove("WAYLAND_DISPLAY")
                    .env("GDK_BACKEND", "x11")
                    .env("GTK_A11Y", "none")
                    .env("NO_AT_BRIDGE", "1")
                    .env("LIBGL_ALWAYS_SOFTWARE", "1")
                    .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
                display = Some(shown);
            }
        }
        let mut process = Process::start(&format!("{engine}-driver"), command)?;
        process.wait_for_port(port).await?;
        Ok(Self { address: format!("http://127.0.0.1:{port}"), browser, process, _display: display, _home: home })
    }

    /// The browser's program.
    pub(super) fn program(&self) -> &Path {
        &self.browser
    }

    /// What the driver has printed.
    pub(super) fn output(&self) -> String {
        self.process.output()
    }
}
