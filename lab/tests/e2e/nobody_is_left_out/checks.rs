//! The check of a repository and of all of them.

use std::sync::Arc;

use anyhow::Result;
use http::StatusCode;
use lab::proxy::{Fault, When};
use lab::setup::Plan;

use super::look::Look;
use crate::stage::Stage;
use crate::what_is_wrong_is_found::damage;

pub async fn checks(stage: Arc<Stage>) -> Result<()> {
    let mut look = Look::new(&stage).await?;
    let browser = &stage.browser;
    let setup = stage.start(Plan { deletes: true, ..Plan::anonymous() }).await?;
    look.open(&setup.page, &setup.page_address("library/hello")).await?;
    browser.wait_for(".row .size").await?;
    look.go(&setup.page_address("library/hello?do=check")).await?;
    browser.wait_for_text(".way", "at least").await?;
    look.at("what a check will cost").await?;
    browser.click_text(".ways button:enabled", "Begin the check").await?;
    browser.wait_for_text(".checked h2", "Nothing wrong was found").await?;
    look.at("a repository in which nothing is wrong").await?;

    damage(&setup).await?;
    let refused = Fault::answer(StatusCode::FORBIDDEN, "text/plain", "no");
    setup.registry_proxy.faults.add(When::containing("team-b/api/tags/"), refused.clone());
    browser.click_text(".way", "repositories of this registry").await?;
    browser.wait_for_text(".way strong", "All 4").await?;
    browser.click_text(".ways button:enabled", "Begin the check").await?;
    browser.wait_for_text(".checked h2", "2 things are wrong").await?;
    look.at("what is wrong in all repositories").await?;

    setup.registry_proxy.faults.add(When::containing("library/hello/tags/"), refused);
    look.go(&setup.page_address("team-a/api?do=check")).await?;
    browser.wait_for_text("h1", "team-a/api").await?;
    look.go(&setup.page_address("library/hello?do=check")).await?;
    browser.wait_for_text("h1", "library/hello").await?;
    browser.click_text(".ways button:enabled", "Begin the check").await?;
    browser.wait_for(".checked .problem").await?;
    look.at("a repository that is refused").await?;
    look.verdict()
}
