//! What the page says to do, as it stands in its document.

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use serde::Deserialize;
use serde_json::json;

/// A step of the list.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    /// All that it says.
    pub words: String,
    /// The line to run.
    pub command: Option<String>,
    /// The line to write where the words say.
    pub line: Option<String>,
    /// The status that the line has to print.
    status: Option<String>,
    /// The lines that it has to print.
    lines: Vec<String>,
    /// Where to go.
    pub links: Vec<String>,
}

/// The steps, from the top.
pub async fn steps(browser: &Browser) -> Result<Vec<Step>> {
    let steps = browser.run(
        "return [...document.querySelectorAll('.mend .then > li')].map(step => ({
            words: step.innerText,
            command: step.querySelector('.command:not(.to-write) code')?.textContent ?? null,
            line: step.querySelector('.to-write code')?.textContent ?? null,
            status: step.querySelector('.prints strong')?.textContent ?? null,
            lines: (step.querySelector('.prints pre')?.textContent ?? '').split('\\n').filter(line => line !== ''),
            links: [...step.querySelectorAll(':scope > a')].map(link => link.href),
        }))",
        vec![],
    );
    let steps: Vec<Step> = serde_json::from_value(steps.await?)?;
    ensure!(steps.len() > 3, "the page says only {steps:?}");
    Ok(steps)
}

impl Step {
    /// Whether a line printed what the page says that it prints.
    pub fn printed(&self, output: &str) -> Result<()> {
        prints(output, self.status.as_deref(), &self.lines)
    }
}

/// Whether curl printed one of these statuses, and these header lines, whose names may be in capitals or not.
pub fn prints(output: &str, status: Option<&str>, lines: &[String]) -> Result<()> {
    let parts = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    if let Some(status) = status {
        let first = output.lines().next().and_then(|line| line.split(' ').nth(1)).context("a first line")?;
        let is_said = status.split([' ', ',']).any(|one| one == first);
        ensure!(is_said, "the page promises {status}, and it prints\n{output}");
    }
    for line in lines {
        let is_printed = output.lines().any(|printed| parts(printed) == parts(line));
        ensure!(is_printed, "the page promises {line}, and it prints\n{output}");
    }
    Ok(())
}

/// Chooses from one of the lists by what it shows.
pub async fn choose(browser: &Browser, class: &str, shown: &str) -> Result<()> {
    let script = "const select = document.querySelector('.mend select.' + arguments[0]);
        if (select === null) return false;
        const option = [...select.options].find(option => option.textContent === arguments[1]);
        select.value = option.value;
        select.dispatchEvent(new Event('change', {bubbles: true}));
        return true";
    browser.wait_until(&format!("the choice of {shown}"), script, vec![json!(class), json!(shown)]).await
}

/// Changes a name of the file, by the beginning of its label.
pub async fn name(browser: &Browser, label: &str, value: &str) -> Result<()> {
    let script = "const label = [...document.querySelectorAll('.mend .fields label')]
            .find(label => label.querySelector('span')?.textContent.startsWith(arguments[0]));
        if (label === undefined) return false;
        const field = label.querySelector('input');
        field.value = arguments[1];
        field.dispatchEvent(new Event('change', {bubbles: true}));
        return true";
    browser.wait_until(&format!("the field {label}"), script, vec![json!(label), json!(value)]).await
}
