//! The program between WebDriver and a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use super::Engine;
use super::display::Display;
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

/// chromedriver takes any free port of IPv6 and gives up where another program has the same one of IPv4.
const TRIES: usize = 3;

impl Driver {
    pub(super) async fn start(engine: Engine) -> Result<Self> {
        let mut tried = 1;
        loop {
            match Self::try_to_start(engine).await {
                Err(error) if tried < TRIES && error.to_string().contains("Address already in use") => tried += 1,
                outcome => return outcome,
            }
        }
    }

    async fn try_to_start(engine: Engine) -> Result<Self> {
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
        let mut display = None;
        let port = match engine {
            Engine::Chromium => {
                command.arg("--port=0");
                None
            }
            Engine::Firefox => {
                command.args(["--port", "0", "--websocket-port", "0"]);
                None
            }
            Engine::WebKit => {
                let port = free_port()?;
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
                Some(port)
            }
        };
        let mut process = Process::start(&format!("{engine}-driver"), command)?;
        let port = match port {
            Some(port) => {
                process.wait_for_port(port).await?;
                port
            }
            None => process.wait_until(printed_port).await?,
        };
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

/// `ChromeDriver was started successfully on port 40123.` or
/// `1795371837000 geckodriver INFO Listening on 127.0.0.1:40123`
fn printed_port(output: &str) -> Option<u16> {
    let (_, rest) =
        output.split_once("successfully on port ").or_else(|| output.split_once("Listening on 127.0.0.1:"))?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    rest[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_once_its_line_is_whole() {
        let chromium = "Starting\nChromeDriver was started successfully on port 4012";
        assert_eq!(printed_port(chromium), None);
        assert_eq!(printed_port(&format!("{chromium}3.\n")), Some(40123));
        assert_eq!(printed_port("INFO\tListening on 127.0.0.1:39\n"), Some(39));
    }
}
