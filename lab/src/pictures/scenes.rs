//! What the pictures show, and how the page gets there.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::picture::Picture;
use super::registry;
use crate::browser::Browser;
use crate::check_up::report_at;
use crate::scenario;
use crate::seed::{self, Credentials};
use crate::setup::{Content, Plan};

/// The fault of the check-up: the token service sends no CORS headers, so all goes well until a token is wanted.
const FAULT: &str = "realm-cors-missing";

/// A clock that stands still.
const CLOCK: &str = "
    const Real = Date;
    globalThis.Date = class extends Real {
        constructor(...given) { given.length ? super(...given) : super(NOW); }
        static now() { return new Real(NOW).getTime(); }
    };
";

/// The tags of a repository, with their platforms, sizes and dates.
pub(super) async fn tags(browser: &Browser, page: &Path, scheme: &str) -> Result<Picture> {
    let setup = Plan::anonymous().content(Content::Empty).start(page).await?;
    // Everybody may push to it.
    let nobody = Credentials { account: String::new(), password: String::new() };
    seed::fill(&setup.registry, &nobody, vec![registry::repository()?]).await?;

    let clock = json!({"source": CLOCK.replace("NOW", &format!("{:?}", registry::NOW))});
    let clock = browser.devtools("Page.addScriptToEvaluateOnNewDocument", clock).await?;
    browser.go("about:blank").await?;
    browser.go(&setup.page_address(registry::NAME)).await?;
    browser.wait_for(".window-list .digest").await?;
    browser
        .wait_until(
            "the details of every tag",
            "return document.querySelectorAll('.window-list .row').length ===
                document.querySelectorAll('.window-list .row .digest').length",
            vec![],
        )
        .await?;
    let picture =
        Picture::take(browser, &setup, &format!("tags-{scheme}"), ".bar, main h1, .columns, .window-list", 16.0).await;
    browser.devtools("Page.removeScriptToEvaluateOnNewDocument", json!({"identifier": clock["identifier"]})).await?;
    picture
}

/// A check-up that found what is broken, with the handshake as lanes.
pub(super) async fn lanes(browser: &Browser, page: &Path, scheme: &str) -> Result<Picture> {
    let setup = scenario::find(FAULT).context("no such scenario")?.start(page).await?;
    report_at(browser, &setup.page_origin(), &format!("#/checkup/{}", setup.check_up_target()), None).await?;
    browser.wait_for(".picture[aria-busy=false] .arrow.break").await?;
    Picture::take(browser, &setup, &format!("lanes-{scheme}"), ".picture", 16.0).await
}
