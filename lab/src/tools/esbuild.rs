//! `esbuild`, which writes the page's scripts in fewer bytes. The page works without it.

use std::fs;

use serde_json::Value;

use super::npm;
use crate::steps::{Step, say};

const PACKAGE: &str = "esbuild";
const VERSION: &str = "0.28.2";

/// The step that installs it; none where it is here.
pub(super) fn missing() -> Option<Step> {
    (!is_here()).then(|| {
        Step::new(format!("{PACKAGE} {VERSION} (npm)"), |_| {
            if !(npm::install(PACKAGE, VERSION) && is_here()) {
                say("esbuild is missing and npm could not install it; the page's scripts will be larger");
            }
            Ok(())
        })
    })
}

fn is_here() -> bool {
    let package = fs::read(npm::folder(PACKAGE).join("package.json")).unwrap_or_default();
    serde_json::from_slice::<Value>(&package).is_ok_and(|package| package["version"] == VERSION)
}
