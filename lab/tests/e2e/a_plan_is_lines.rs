//! A plan stands there as lines for a shell, too, and they do what it says: curl runs what the page shows.

use std::process::Command;
use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::setup::Plan;

use crate::only_what_was_named_goes::tags;
use crate::stage::Stage;
use crate::steps::open_in_a_fresh_tab;

const REPOSITORY: &str = "library/hello";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous().changes()).await?;
    let browser = &stage.browser;
    let before = tags(&setup, REPOSITORY, None).await?;
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}?do=delete&of=1.0.0"))).await?;
    browser.wait_for_text(".plan h2", "goes, and with it 1 name").await?;
    browser.click(".as-lines summary").await?;
    browser.wait_for_text(".as-lines pre", "curl -fsS -X DELETE").await?;
    let by_curl = browser.text(".as-lines pre").await?;

    let choose = "const tools = document.querySelector('.as-lines select');
        tools.value = arguments[0];
        tools.dispatchEvent(new Event('change', {bubbles: true}))";
    for (tool, line) in [
        ("regctl", "regctl manifest delete "),
        ("crane", "crane delete --insecure "),
        ("oras", "oras manifest delete --force "),
        ("skopeo", "skopeo delete --tls-verify=false docker://"),
    ] {
        browser.run(choose, vec![tool.into()]).await?;
        browser.wait_for_text(".as-lines pre", line).await?;
    }
    browser.click_text(".way", "Only the names").await?;
    browser.wait_for_text(".plan h2", "1 name falls, and what it names stays").await?;
    // They stay open, and of the same tool.
    browser.wait_for_text(".as-lines pre", "# skopeo cannot delete 1.0.0 alone").await?;

    ensure!(tags(&setup, REPOSITORY, None).await? == before, "to look at lines changed something");
    let output = tokio::task::spawn_blocking(move || Command::new("sh").arg("-euc").arg(by_curl).output()).await??;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut expected = before;
    ensure!(expected.remove("1.0.0").is_some(), "the sample has no 1.0.0");
    ensure!(tags(&setup, REPOSITORY, None).await? == expected, "the lines did something else");
    Ok(())
}
