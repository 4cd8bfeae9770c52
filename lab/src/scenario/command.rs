//! `cargo lab scenario`: the list of names, and one set-up held open to look at.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;

use super::{Needs, ON_REQUEST, Scenario, all, find};
use crate::process::asked_to_end;
use crate::setup::{Access, DEMO, PASSWORD, Setup};
use crate::{demo, tools};

/// Prints all names and sentences.
pub fn list() -> Result<()> {
    let mut text = String::new();
    let mut group = None;
    for scenario in all() {
        if group.replace(scenario.group).is_some_and(|before| before != scenario.group) {
            text.push('\n');
        }
        text.push_str(&format!("{:42} {}\n", scenario.name, scenario.sentence));
    }
    text.push_str("\nOnly by name, for what they need takes minutes to bring:\n");
    for scenario in ON_REQUEST {
        text.push_str(&format!("{:42} {}\n", scenario.name, scenario.sentence));
    }
    // Whoever reads only the first lines closes the pipe; that is no failure.
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Holds a set-up open until Ctrl+C.
pub async fn run(name: &str, page_folder: Option<&Path>) -> Result<()> {
    let scenario = find(name)?;
    let folder = demo::prepare(page_folder)?;
    if (scenario.plan)().nginx.is_some() {
        tools::for_servers()?;
    }
    if matches!(scenario.needs, Some(Needs::Pulp)) {
        tools::for_pulp()?;
    }
    let setup = scenario.start(&folder).await?;
    println!("{}", introduction(scenario, &setup).await);
    asked_to_end().await;
    for entry in setup.registry_log().take() {
        println!("registry  {entry}");
    }
    for entry in setup.token_log().map(|log| log.take()).unwrap_or_default() {
        println!("tokens    {entry}");
    }
    Ok(())
}

async fn introduction(scenario: &Scenario, setup: &Setup) -> String {
    let mut lines = vec![scenario.sentence.to_owned(), String::new()];
    lines.push(format!("  Open      {}", setup.page_address("")));
    lines.push(format!("  Check up  {}", setup.check_up_address()));
    if scenario.accepts_certificates {
        lines.push("            (let the browser take the certificates of both addresses first)".to_owned());
    }
    match scenario.sign_in {
        Some(account) => {
            lines.push(format!("  Account   {}\n  Password  {}", account.name, account.password));
        }
        None if (scenario.plan)().access != Access::Anonymous => {
            lines.push(format!("  Account   {DEMO} (not needed to see it)\n  Password  {PASSWORD}"));
        }
        None => {}
    }
    if let Some(repository) = scenario.repository {
        lines.push(format!("  About     {}", setup.page_address(repository)));
    }
    // What a server of its own stands in the place of says nothing about it.
    if scenario.needs.is_none() {
        lines.push(format!("  Registry  {}", setup.registry.description()));
    }
    if !scenario.causes.is_empty() {
        lines.push(format!("  Rules     {}", scenario.causes.join(", ")));
    }
    for proof in scenario.proofs {
        if let Some(curl) = proof.curl(scenario, setup).await {
            lines.push(format!("\n{curl}"));
        }
    }
    lines.push("\nCtrl+C stops everything.".to_owned());
    // The proofs' own requests are not what anybody wants to read in the log.
    setup.forget_requests();
    lines.join("\n")
}
