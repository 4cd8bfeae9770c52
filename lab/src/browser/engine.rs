//! The three engines, what drives them, and how they start without a window.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

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
}

impl std::str::FromStr for Engine {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|engine| engine.to_string() == name);
        found.ok_or_else(|| "it is chromium, firefox or webkit".to_owned())
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
