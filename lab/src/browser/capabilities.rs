//! What a new session asks of the driver, and what a person may have asked of the browser.

use std::path::Path;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::engine::Engine;
use super::names_and_authority;

/// For headless Chromium that also runs as root and calls no one.
pub(super) const CHROMIUM_ARGUMENTS: &[&str] = &[
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

/// What a person has asked of the browser or of the system below it.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserOptions {
    /// Every certificate is taken, also those of the lab's TLS servers.
    pub accept_certificates: bool,
    /// The names of [`crate::network::names`] are known, and the lab's own authority is trusted. WebKit can be told neither: it finds
    /// the names by itself, and takes every certificate.
    pub names: bool,
    /// Nothing should move. WebKit is not told.
    pub reduced_motion: bool,
    /// A few colours of the person's own in place of the page's. WebKit is not told.
    pub forced_colors: bool,
}

impl Engine {
    /// What a new session asks of the driver.
    pub(super) fn capabilities(
        self,
        browser: &Path,
        options: BrowserOptions,
    ) -> Result<serde_json::Map<String, Value>> {
        let mut capabilities = match self {
            Self::Chromium => json!({
                "browserName": "chrome",
                "goog:chromeOptions": {"binary": browser},
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
        match self {
            Self::Chromium => {
                let mut arguments = CHROMIUM_ARGUMENTS.to_vec();
                arguments.extend(options.reduced_motion.then_some("--force-prefers-reduced-motion"));
                arguments.extend(options.forced_colors.then_some("--force-high-contrast"));
                let mut arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
                if options.names {
                    arguments.extend(names_and_authority::chromium_arguments()?);
                }
                capabilities["goog:chromeOptions"]["args"] = arguments.into();
            }
            Self::Firefox => {
                let preferences = &mut capabilities["moz:firefoxOptions"]["prefs"];
                if options.reduced_motion {
                    preferences["ui.prefersReducedMotion"] = 1.into();
                }
                if options.forced_colors {
                    preferences["browser.display.document_color_use"] = 2.into();
                }
            }
            Self::WebKit => {}
        }
        if options.accept_certificates || options.names && self == Self::WebKit {
            capabilities["acceptInsecureCerts"] = true.into();
        }
        match capabilities {
            Value::Object(map) => Ok(map),
            _ => bail!("capabilities are an object"),
        }
    }
}
