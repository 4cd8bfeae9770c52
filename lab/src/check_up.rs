//! A check-up of the page, run in a browser.

pub mod browsers;
pub mod drawn;
pub mod groups;
pub mod placeholders;
pub mod scenario;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::browser::Browser;

/// The report of a check-up, as its page gives it out. `target` is what follows `#`; who is signed in is given as a
/// registry and what the page keeps for it: a name, a password, and the token services that it may go to.
pub async fn report_at(
    browser: &Browser,
    page: &str,
    target: &str,
    sign_in: Option<(String, Vec<String>)>,
) -> Result<String> {
    // Another document for each report, also where the page is the same.
    browser.go("about:blank").await?;
    browser.go(&format!("{page}/#/checkup")).await?;
    if browser.count("body > iframe[sandbox]").await? > 0 {
        browser.enter_frame().await?;
    }
    browser.wait_for("main h1").await.context("the check-up page")?;
    if let Some((registry, kept)) = sign_in {
        // The page takes a kept sign-in from the tab's storage, as after a reload.
        let key = format!("pierglass.1.sign-in.{registry}");
        let value = serde_json::to_string(&kept)?;
        let saved = browser.run("sessionStorage.setItem(arguments[0], arguments[1])", vec![key.into(), value.into()]);
        saved.await.context("a page that keeps nothing cannot be signed in to")?;
    }
    browser.run(LISTEN, vec![target.into()]).await?;
    loop {
        if let Value::String(report) = browser.run(REPORT, vec![]).await? {
            return Ok(report);
        }
    }
}

const LISTEN: &str = "
    window.report = new Promise(resolve => window.addEventListener('pierglass-report', event =>
        resolve(JSON.stringify(event.detail))));
    location.hash = arguments[0]";

/// WebDriver waits for a promise, and ends it after half a minute; so it is asked anew before that.
const REPORT: &str =
    "return Promise.race([window.report, new Promise(resolve => setTimeout(() => resolve(null), 10000))])";
