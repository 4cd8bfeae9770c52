//! A registry that wants a password on every request: one request finds that out, the next one has the list.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::network::relay_outside_loopback;
use lab::setup::{DEMO, PASSWORD, Plan};

use crate::stage::Stage;
use crate::steps::{end_of_the_list, follow, of_registry, quiet, see, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::basic()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    browser.wait_for_text(".sign-in", &setup.registry_origin()).await?;
    ensure!(browser.count("input[name=consent]").await? == 0, "a registry's own sign-in needs no consent");
    ensure!(browser.count(".sign-in .wrong").await? == 0, "loopback is warned of");
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await?;
    browser.wait_for_text(".account", DEMO).await?;
    quiet(&setup).await?;
    let asked = of_registry(&setup);
    let end = format!("{} Basic -> 200", end_of_the_list()?);
    let expected = ["GET /v2/_catalog?n=100 -> 401", "GET /v2/_catalog?n=100 Basic -> 200", &end];
    ensure!(asked == expected, "the sign-in cost {asked:?}");

    // From here on the registry is never asked without the password, which would only be refused.
    setup.forget_requests();
    follow(browser, "library/hello").await?;
    see(browser, "latest").await?;
    browser.wait_for_text(".row .platforms", "linux/amd64").await?;
    quiet(&setup).await?;
    let asked = of_registry(&setup);
    let is_refused = |line: &String| !line.contains(" Basic ") || line.ends_with("401");
    ensure!(asked.len() > 4 && !asked.iter().any(is_refused), "the tags cost {asked:?}");

    // On this machine nobody else is on the way; from another one plain http says who can read the password.
    let outside = relay_outside_loopback(setup.registry_proxy.address())?;
    if outside.address.ip().is_loopback() {
        return Ok(());
    }
    browser.go("about:blank").await?;
    browser.go(&format!("{}/#/http://{}", setup.page_origin(), outside.address)).await?;
    browser.wait_for_text(".sign-in .wrong", "plain http").await.map(drop)
}
