//! The three engines, what drives them, and how they start without a window.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::folders;

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Chromium.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK's MiniBrowser, the nearest to Safari on Linux.
    WebKit,
}

/// For headless Chromium that also runs as root and calls no one.
pub const CHROMIUM_ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The driver's and the browser's program.
    pub(super) fn programs(self) -> Result<(PathBuf, PathBuf)> {
        let find = |name: &str| {
            let missing = || format!("{name} is missing; `cargo lab test` installs it");
            folders::find_program(name).with_context(missing)
        };
        Ok(match self {
            Self::Chromium => (find("chromedriver")?, find("chromium")?),
            Self::Firefox => (find("geckodriver")?, find("firefox-esr").or_else(|_| find("firefox"))?),
            Self::WebKit => (find("WebKitWebDriver")?, mini_browser()?),
        })
    }

    /// What a new session asks of the driver.
    pub(super) fn capabilities(self, browser: &Path) -> Result<serde_json::Map<String, Value>> {
        let capabilities = match self {
            Self::Chromium => json!({
                "browserName": "chrome",
                "goog:chromeOptions": {"binary": browser, "args": CHROMIUM_ARGUMENTS},
            }),
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": browser,
                    "args": ["-headless"],
                    "prefs": {
                        "app.update.enabled": false,
                        "datareporting.policy.dataSubmissionEnabled": false,
                        "network.captive-portal-service.enabled": false,
                        "network.connectivity-service.enabled": false,
                    },
                },
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]},
            }),
        };
        match capabilities {
            Value::Object(map) => Ok(map),
            _ => bail!("capabilities are an object"),
        }
    }
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        })
    }
}

/// Debian keeps it beside the library, in a folder named after the processor and the version.
fn mini_browser() -> Result<PathBuf> {
    let mut found = Vec::new();
    for processor in ["x86_64-linux-gnu", "aarch64-linux-gnu", ""] {
        let folder = Path::new("/usr/lib").join(processor);
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let program = entry.path().join("MiniBrowser");
            if entry.file_name().to_string_lossy().starts_with("webkit") && program.is_file() {
                found.push(program);
            }
        }
    }
    found.sort();
    found.pop().context("WebKit's MiniBrowser is missing (Debian: webkit2gtk-driver)")
}
