//! A paste decides the verdict: the page's own lines are run against every scenario whose cause curl can show, what they print is put
//! into the box, and the cause stands at the head of the verdict, alone and with nothing left open.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use lab::browser::{Browser, Engine};
use lab::scenario::shown::{SHOWN, is_asked_by_curl};
use lab::scenario::{GROUPS, Group, Scenario};
use libtest_mimic::{Failed, Trial};
use serde_json::json;
use tokio::process::Command;

use crate::browsers;
use crate::shares::timed;
use crate::stage::built_page;
use crate::steps::open_in_a_fresh_tab;

/// A check-up, its lines and its paste are over long before this.
const WITHIN: Duration = Duration::from_secs(90);

/// One trial for each group and engine.
pub fn trials() -> Vec<Trial> {
    let groups = GROUPS.iter().filter(|group| group.iter().any(is_asked));
    let asked = groups.flat_map(|group| [Engine::Chromium, Engine::Firefox].map(|engine| (group, engine)));
    let trials = asked.filter(|(group, engine)| is_in(*engine, group[0].group)).map(|(group, engine)| {
        let name = format!("a_paste_decides/{engine}/{:?}", group[0].group).to_lowercase();
        Trial::test(name.clone(), move || timed(&name, || perform(group, engine)))
    });
    trials.collect()
}

/// What comes of a paste is the same in every engine; Firefox leaves other causes open in these.
fn is_in(engine: Engine, group: Group) -> bool {
    engine == Engine::Chromium || matches!(group, Group::Challenge | Group::Preflight)
}

/// Scenarios of a single cause that curl shows. What a page sees without it is compared in `verdicts`.
fn is_asked(scenario: &Scenario) -> bool {
    is_asked_by_curl(scenario) && matches!(scenario.causes, [cause] if SHOWN.contains(cause))
}

fn perform(group: &[Scenario], engine: Engine) -> Result<(), Failed> {
    let page = built_page()?;
    let mut wrong = Vec::new();
    browsers::RUNTIME.block_on(async {
        let mut browser = browsers::take(engine).await?;
        for scenario in group.iter().filter(|scenario| is_asked(scenario)) {
            let outcome = tokio::time::timeout(WITHIN, check(&browser, scenario, &page)).await;
            let outcome = outcome.unwrap_or_else(|_| Err(anyhow::anyhow!("not over within {WITHIN:?}")));
            if let Err(error) = outcome {
                wrong.push(format!("{}: {error:#}", scenario.name));
                browser = browsers::take(engine).await?;
            }
        }
        browsers::give_back(browser).await;
        Ok::<(), anyhow::Error>(())
    })?;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n\n").into()) }
}

async fn check(browser: &Browser, scenario: &Scenario, page: &Path) -> Result<()> {
    let setup = scenario.start(page).await?;
    // No scenario wants both.
    let option = match scenario.repository {
        Some(repository) => format!("?repository={repository}"),
        None if (scenario.plan)().changes => "?delete".to_owned(),
        None => String::new(),
    };
    open_in_a_fresh_tab(browser, &format!("{}{option}", setup.check_up_address())).await?;
    browser.wait_for(r#".verdict[data-complete="true"]"#).await?;
    let before = browser.text(".verdict .sentence").await?;
    let hindered = browser.count(&format!(".checkup .finding[data-rule='{}']", scenario.causes[0])).await? > 0;
    let lines = browser
        .run("return [...document.querySelectorAll('.paste .command code')].map(code => code.textContent)", vec![]);
    let lines: Vec<String> = serde_json::from_value(lines.await?)?;
    ensure!(lines.len() >= 3, "the page prints {lines:?}");
    let mut paste = String::new();
    for line in &lines {
        let output = Command::new("sh").arg("-c").arg(format!("{line} 2>&1")).output().await?;
        paste += &format!("$ {line}\n{}\n", String::from_utf8_lossy(&output.stdout));
    }
    let script = "const box = document.querySelector('#paste-box');
        box.value = arguments[0];
        box.dispatchEvent(new Event('input', {bubbles: true}))";
    browser.run(script, vec![json!(paste)]).await?;
    browser.wait_for(".pasted .verdicts li, .pasted .finding").await?;
    let head = "const first = document.querySelector('.verdict .finding');
        const sentence = document.querySelector('.verdict .sentence').textContent;
        const open = document.querySelectorAll('.verdict .candidate').length;
        return [first?.dataset.rule, first?.dataset.confidence, open, sentence]";
    let head = browser.run(head, vec![]).await?;
    let (rule, confidence) = (head[0].as_str().unwrap_or_default(), head[1].as_str().unwrap_or_default());
    let said = || format!("before: {before}\nhead: {head}\npaste:\n{paste}");
    // In one engine a fault hinders that does not in another; then the box says it, and the head has no reason to.
    if !hindered {
        let named = browser.count(&format!(".pasted .finding[data-rule='{}']", scenario.causes[0])).await?;
        ensure!(named > 0, "the box does not name {:?}\n{}", scenario.causes, said());
        return Ok(());
    }
    ensure!(scenario.causes.contains(&rule), "the head names {rule:?}, and {:?} is true\n{}", scenario.causes, said());
    ensure!(confidence == "certain", "the head is {confidence}\n{}", said());
    ensure!(head[2] == 0, "causes are left open\n{}", said());
    Ok(())
}
