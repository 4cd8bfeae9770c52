//! axe-core, which looks for barriers in a page. It runs in the tests' browsers only and is no part of the page.

use std::fs;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::npm;
use crate::steps::{self, Step};

const PACKAGE: &str = "axe-core";
const VERSION: &str = "4.14.1";

/// The step that installs it; none where it is here.
pub(super) fn missing() -> Option<Step> {
    (!is_here()).then(|| Step::new(format!("{PACKAGE} {VERSION} (npm)"), |_| install()))
}

fn install() -> Result<()> {
    npm::install(PACKAGE, VERSION);
    ensure!(is_here(), "{PACKAGE} {VERSION} is missing and npm could not install it (Debian: npm)");
    Ok(())
}

/// One story alone brings it as all of them do, and two at once bring it once.
static BRINGING: Mutex<()> = Mutex::new(());

/// Its text, to be run in a page. It is installed first where it is missing.
pub fn source() -> Result<String> {
    let _turn = BRINGING.lock().unwrap_or_else(PoisonError::into_inner);
    steps::run(missing().into_iter().collect())?;
    fs::read_to_string(npm::folder(PACKAGE).join("axe.min.js")).with_context(|| format!("{PACKAGE} cannot be read"))
}

fn is_here() -> bool {
    let package = fs::read(npm::folder(PACKAGE).join("package.json")).unwrap_or_default();
    serde_json::from_slice::<Value>(&package).is_ok_and(|package| package["version"] == VERSION)
}
