//! The page's check-up of a scenario.

use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use super::placeholders::with_placeholders;
use super::report_at;
use crate::browser::Browser;
use crate::scenario::Scenario;
use crate::setup::Setup;

/// The report of a scenario, with the lab's changing names replaced.
pub async fn report_of(browser: &Browser, scenario: &Scenario, page: &Path) -> Result<Value> {
    let setup = scenario.start(page).await?;
    report_in(browser, scenario, &setup).await
}

/// The same of a set-up that runs already.
pub async fn report_in(browser: &Browser, scenario: &Scenario, setup: &Setup) -> Result<Value> {
    let mut target = format!("#/checkup/{}", setup.check_up_target());
    let questions = [
        scenario.repository.map(|repository| format!("repository={repository}")),
        // Whether changing works is looked at only where somebody asks about it.
        ((scenario.plan)().changes || scenario.causes.contains(&"delete-disabled")).then(|| "delete".to_owned()),
    ];
    let questions: Vec<String> = questions.into_iter().flatten().collect();
    if !questions.is_empty() {
        target.push_str(&format!("?{}", questions.join("&")));
    }
    let sign_in = scenario.sign_in.map(|account| {
        let mut kept = vec![account.name.to_owned(), account.password.to_owned()];
        kept.extend(setup.token_origin());
        (setup.check_up_target().trim_end_matches('/').to_owned(), kept)
    });
    let report = report_at(browser, &setup.page_origin(), &target, sign_in).await?;
    let named = [
        (setup.check_up_target(), "{registry}"),
        (setup.registry_origin(), "{registry}"),
        (setup.token_origin().unwrap_or_default(), "{tokens}"),
        (setup.page_origin(), "{page}"),
    ];
    Ok(serde_json::from_str(&with_placeholders(&report, &named))?)
}
