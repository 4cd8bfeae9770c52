//! `cargo lab demo`: the page, a registry with samples, an account; held open until Ctrl+C.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::process::asked_to_end;
use crate::setup::{DEMO, KEEPER, LIMITED, PASSWORD, Plan, Setup};
use crate::token_service::account::Rights;
use crate::{page, steps, tools};

/// Runs the demo. With a folder, serves that as the page instead of building one.
pub async fn run(page_folder: Option<&Path>) -> Result<()> {
    let folder = prepare(page_folder)?;
    let mut plan = Plan::token().changes();
    plan.anonymous_rights = Rights::none().repository("library/hello", &["pull"]);
    let setup = plan.start(&folder).await?;
    print!("{}", greeting(&setup));
    asked_to_end().await;
    println!("\nStopping.");
    Ok(())
}

/// The folder of a page, with a registry to look into; whatever is missing is made first.
pub fn prepare(page_folder: Option<&Path>) -> Result<PathBuf> {
    let (folder, mut steps) = match page_folder {
        Some(folder) => (folder.to_owned(), Vec::new()),
        None => page::any()?,
    };
    steps.extend(tools::registry_binary::missing());
    steps::run(steps)?;
    Ok(folder)
}

fn greeting(setup: &Setup) -> String {
    let page = setup.page_origin();
    let registry = setup.registry_origin();
    let deep = setup.page_address("");
    let image = setup.page_address("library/hello:latest");
    let tokens = setup.token_origin().unwrap_or_default();
    let kind = setup.registry.description();
    format!(
        "
Pierglass is ready.

  Open        {deep}
  Account     {DEMO}
  Password    {PASSWORD}

  Page        {page}
  Registry    {registry}   {kind}
  Tokens      {tokens}

  {DEMO} sees everything; {LIMITED} (same password) only library/*, without the catalog;
  {KEEPER} (same password) may delete, tag and copy.
  Without an account: {image}

Ctrl+C stops everything.
"
    )
}
