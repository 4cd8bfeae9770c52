//! The built page opens, from an origin of its own, and says who it is.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::page::PageServer;

use crate::stage::Stage;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let page = PageServer::start(&stage.page).await?;
    stage.browser.go(&page.origin()).await?;
    let title = stage.browser.title().await?;
    ensure!(title.contains("Pierglass"), "the title is {title:?}");
    Ok(())
}
