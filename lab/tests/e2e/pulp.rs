//! Pulp, which only runs when somebody asks for it: its lists come whole where each next page is said to be on a server that only nginx
//! knows.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Result, ensure};
use lab::registry::pulp::ADMIN;
use lab::scenario::find;
use lab::seed::sample;
use lab::setup::PASSWORD;

use crate::stage::Stage;
use crate::steps::sign_in;

/// One Pulp is enough for a machine: stories about it, and who asks what its reports say, take turns.
pub fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    lab::tools::for_pulp()?;
    let setup = find("pulp-behind-nginx-without-host")?.start(&stage.page).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, ADMIN, PASSWORD).await?;
    browser.wait_for_text(".count", "3 repositories").await?;
    browser.go(&setup.page_address(sample::TAGGED)).await?;
    browser.wait_for_text(".count", "130 tags").await?;
    ensure!(browser.count(r#"[data-problem="may-be-more"]"#).await? == 0, "all of them came");
    browser.go(&setup.page_address("library/hello:latest")).await?;
    browser.wait_for_text("main", "linux/amd64").await?;
    Ok(())
}
